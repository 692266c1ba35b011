"""Where in a file a declared name stands, for those who look it up."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.extraction.languages.identifiers import identifiers


class NamePlace(NamedTuple):
    """A line of a source, counted from 1, and its text."""

    line: int
    text: str


def place_of(source: str, fence: str, name: str) -> NamePlace:
    """Return the line with a name that the file declares.

    Readers tell names and not places; but the first lines of a file that are enough to declare the name end where its
    declaration does, in every language. They are found by halving.
    """
    lines = source.split("\n")
    without, enough = 0, len(lines)
    while enough - without > 1:
        middle = (without + enough) // 2
        if _declares("\n".join(lines[:middle]), fence, name):
            enough = middle
        else:
            without = middle
    return _last_with(name, lines[:enough])


def _declares(source: str, fence: str, name: str) -> bool:
    return any(declared.strip() == name for declared in identifiers(f"{source}\n", fence))


def _last_with(name: str, lines: list[str]) -> NamePlace:
    """Return the last line that has the name: the brace of `int f(int a)` may stand below it."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    number = next((number for number in range(len(lines), 0, -1) if whole.search(lines[number - 1])), len(lines))
    return NamePlace(number, lines[number - 1].strip())
