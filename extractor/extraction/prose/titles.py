"""The lines that make a title in reStructuredText, for everything that reads it (docutils, "Sections")."""

from __future__ import annotations

import re
import unicodedata

from extractor.extraction.unicode import is_wide

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1* *\Z")
"""One character that is neither letter nor digit, repeated to the end of the line."""
_SHORTEST_SURE = 4
"""An adornment this long makes a title even when the title is longer; docutils only warns."""


def is_adornment(line: str) -> bool:
    """Tell whether a line is made of one mark, however often."""
    return _ADORNMENT.match(line) is not None


def is_underline(line: str, title: str) -> bool:
    """Tell whether a line that stands under another, or over and under it, makes that one a title."""
    columns = _columns(title.strip())
    return columns > 0 and is_adornment(line) and len(line.rstrip()) >= min(_SHORTEST_SURE, columns)


def is_docstring_adornment(line: str) -> bool:
    """Tell whether a line is one of marks where Markdown may stand too, of which a single one is a bullet."""
    return is_adornment(line) and line[1:2].strip() != ""


def is_docstring_underline(line: str, title: str) -> bool:
    """Tell whether a line makes another one a title where Markdown may stand too, whose fences are of backticks."""
    return is_docstring_adornment(line) and line[0] != "`" and is_underline(line, title)


def _columns(text: str) -> int:
    """Return the width in columns, wide East Asian characters taking two and combining ones none."""
    wide = sum(map(is_wide, text))
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))
