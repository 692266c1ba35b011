"""The names that a file of any other language declares."""
