"""A Python source -> its facts: `walk.extract_python` is the way in."""
