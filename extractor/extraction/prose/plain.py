"""What a plain text says of itself, where it is a text and no data: its first paragraph, else its title."""

from __future__ import annotations

import re

from extractor.extraction.prose.blocks import LIST, prose_facts
from extractor.extraction.prose.rest import rest_blocks

_MOST = 20_000
"""Characters at the beginning of a text that are looked at."""
_SENTENCE = re.compile(r"[^\W\d_][^\s:]*(?: \S+){3,150}[.!?:]")
"""What a person writes; a line of data seldom looks so."""
_TITLE = re.compile(r"[ \t]{0,40}([A-Z][\w'()/&+,.-]{0,40}(?: [\w'()/&+,.-]{1,40}){0,9})[ \t]*")


def plain_summary(text: str) -> str:
    """Return the paragraph that opens a text, if it is one of prose, else its title.

    A title has a line under it, or stands alone before what follows.
    """
    text = text[:_MOST]
    blocks = [block for block in rest_blocks(text) if block.text or block is LIST]
    facts = prose_facts(blocks, skips_preamble=False)
    if _SENTENCE.fullmatch(facts.summary):
        return facts.summary
    if blocks and blocks[0].level > 0:
        return blocks[0].text
    first, _, rest = text.lstrip("\n").partition("\n")
    title = _TITLE.fullmatch(first)
    return title[1] if title and rest.startswith("\n") and rest.strip() else ""
