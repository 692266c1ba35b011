"""What a text in prose says of itself, from its blocks: the headings, and the paragraph that sums it up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractor.facts import Heading, TextFacts

if TYPE_CHECKING:
    from collections.abc import Iterable


class Block(NamedTuple):
    """A heading, or a paragraph (level 0), as plain text on one line."""

    level: int
    text: str


_PART = re.compile(
    r"(?:v(?:ersion)? ?)?\[?\d+[.-]\d|(?:(?:un)?released?|change|install|usage|using|quick|getting started|get started"
    r"|how to|require|prerequisite|dependenc|build|bugs|contribut|licen[cs]e)",
    re.IGNORECASE,
)
"""How the heading of a part begins that is about another thing than the whole: a version, how to install it."""

LIST = Block(-1, "")
"""A list of things that are said: a paragraph behind it is no word on the whole."""


def prose_facts(blocks: Iterable[Block], skips_preamble: bool) -> TextFacts:
    """Return the headings, and the first paragraph where no list is before it, nor the heading of a mere part.

    With `skips_preamble` it is the first after a title of level 1.
    """
    shown = [block for block in blocks if block.text or block is LIST]
    headings = tuple(Heading(text=block.text, level=block.level) for block in shown if block.level > 0)
    title = next((i for i, block in enumerate(shown) if block.level > 0), None)
    start = title if title is not None and skips_preamble and shown[title].level == 1 else 0
    until = next(
        (i for i, block in enumerate(shown) if i != title and block.level > 0 and _PART.match(block.text)), None
    )
    summary = next((block.text for block in shown[start:until] if block.level <= 0), "")
    return TextFacts(headings=headings, summary=summary)


def one_line(text: str) -> str:
    """Return the text with one blank for every run of white space, and none around it."""
    return " ".join(text.split())
