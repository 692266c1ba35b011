"""How each family of files is read: a line in `READERS`, and a reader behind it.

A language whose declarations have a form needs none: a row in `kind_table.py` and one in `languages/declarations.py`.

Markdown is read by a CommonMark parser, reStructuredText by a scanner that knows no more than section titles and
paragraphs. Of a language without a reader of its own a small lexer takes comments and strings away, and a table says
which declarations count. That is an index of names, chosen by their form alone: nothing on a page states more than that
they stand there.

Every reader takes time linear in the size of the text, and brings what it needs when it is first asked.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import NamedTuple

from extractor.extraction.kinds import Family, Kind
from extractor.facts import Body, TextFacts


class Reader(NamedTuple):
    """What reads the files of a family."""

    read: Callable[[str, Kind], Body]
    """Takes a text whose lines end with LF; what it raises is a defect, and costs the file its depth."""
    most: int = 20_000_000
    """Characters; a larger file gets the generic page."""
    has_cookie: bool = False
    """Whether a comment in the file may declare its encoding, as in Python (PEP 263)."""


def _python(text: str, _kind: Kind) -> Body:
    from extractor.extraction.python.extract import extract_python  # libcst takes 140 ms to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes and the like are the source's affair
        return extract_python(text)


def _markdown(text: str, _kind: Kind) -> Body:
    from extractor.extraction.prose.blocks import prose_facts
    from extractor.extraction.prose.markdown import markdown_blocks

    return prose_facts(markdown_blocks(text), skips_preamble=True)  # badges in words, links to translations


def _rest(text: str, _kind: Kind) -> Body:
    from extractor.extraction.prose.blocks import prose_facts
    from extractor.extraction.prose.rest import rest_blocks

    return prose_facts(rest_blocks(text), skips_preamble=False)


def _names(text: str, kind: Kind) -> Body:
    from extractor.extraction.languages.description import description
    from extractor.extraction.languages.identifiers import identifiers

    names = sorted({name.strip() for name in identifiers(text, kind.fence)} - {""})
    return TextFacts(identifiers=tuple(names), summary=description(text, kind, len(names)))


_MOST_PROSE = 2_000_000
"""A title is a line of four characters there, and takes more than a kilobyte to read."""

READERS: Mapping[Family, Reader] = {
    "python": Reader(_python, has_cookie=True),
    "markdown": Reader(_markdown, _MOST_PROSE),
    "rest": Reader(_rest, _MOST_PROSE),
    "other": Reader(_names),
}
