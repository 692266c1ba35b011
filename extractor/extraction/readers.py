"""How each family of files is read: the door for a language is a line in `READERS`, and a reader behind it.

Markdown is read by a CommonMark parser, reStructuredText by a scanner that knows no more than section titles and
paragraphs. Of a language without a reader of its own a small lexer takes comments and strings away, and a table says
which declarations count. That is an index of names, chosen by their form alone: nothing on a page states more than that
they stand there.

Every reader takes time linear in the size of the text, and brings what it needs when it is first asked.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from typing import NamedTuple

from extractor.extraction.kinds import Family, Kind
from extractor.facts import Body, TextFacts

_MOST_OPENING = 20_000
"""Characters of a plain text that are looked at for what it says of itself."""
_SENTENCE = re.compile(r"[^\W\d_][^\s:]*(?: \S+){3,150}[.!?:]")
"""What a person writes; a line of data seldom looks so."""


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
    from extractor.extraction.languages.identifiers import identifiers
    from extractor.extraction.languages.opening import opening_comment

    names = sorted({name.strip() for name in identifiers(text, kind.fence)} - {""})
    if kind.fence == "text":
        summary = _text_summary(text)
    else:  # of a file with a single name, what is said of that is said of the file
        summary = opening_comment(text, kind.fence, documents_code=kind.role == "code" and len(names) > 1)
    return TextFacts(identifiers=tuple(names), summary=summary)


def _text_summary(text: str) -> str:
    """Return the paragraph that opens a plain text where it is one of prose, else a title that is underlined."""
    from extractor.extraction.prose.blocks import LIST, prose_facts
    from extractor.extraction.prose.rest import rest_blocks

    blocks = [block for block in rest_blocks(text[:_MOST_OPENING]) if block.text or block is LIST]
    facts = prose_facts(blocks, skips_preamble=False)
    if _SENTENCE.fullmatch(facts.summary):
        return facts.summary
    return blocks[0].text if blocks and blocks[0].level > 0 else ""


_MOST_PROSE = 2_000_000
"""A title is a line of four characters there, and takes more than a kilobyte to read."""

READERS: Mapping[Family, Reader] = {
    "python": Reader(_python, has_cookie=True),
    "markdown": Reader(_markdown, _MOST_PROSE),
    "rest": Reader(_rest, _MOST_PROSE),
    "other": Reader(_names),
}
