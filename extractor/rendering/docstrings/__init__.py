"""Docstrings as Markdown: text -> blocks -> Markdown, whatever style they are written in.

The visible text holds every word of the docstring; no heading, HTML node or link of its own acts on the page.
"""

from __future__ import annotations

from extractor.rendering.docstrings.inline import Resolve, nowhere
from extractor.rendering.docstrings.parse import parse
from extractor.rendering.docstrings.styles import style_of
from extractor.rendering.docstrings.write import write
from extractor.workspace.config import StyleSetting


def docstring_markdown(
    docstring: str, setting: StyleSetting = "auto", resolve: Resolve = nowhere, *, after_list: bool = False
) -> str:
    """Return a docstring as Markdown without a line end; `after_list` says that a list stands before it."""
    return write(parse(docstring, style_of(docstring, setting)), resolve, after_list=after_list)
