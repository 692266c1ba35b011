"""Paths -> the facts of all files: kept ones where they hold, else extracted in processes, and linted."""
