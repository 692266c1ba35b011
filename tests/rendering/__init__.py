"""Tests of rendering; a package, for its `test_pages` is not that of the sweep."""
