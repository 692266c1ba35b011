"""One file's bytes -> facts: `file.extract_file` is the way in."""
