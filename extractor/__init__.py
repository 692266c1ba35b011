"""Two Markdown pages for every file of a repository, extracted with LibCST."""

__version__ = "0.1.0"
