"""Markdown and reStructuredText -> headings and a summary."""
