"""The source that a documentation page shows: what the file was when the page was made."""

from __future__ import annotations

import re

from extractor.rendering.sections.source import TITLE

_SECTION = re.compile(
    rf"^## {re.escape(TITLE)}\n\n(?P<fence>`{{3,}})[^`\n]*\n(?P<text>(?:.*\n)*?)(?P=fence)\n\n"
    r"(?P<cut>\*(?:The first|Not shown:) )?",
    re.MULTILINE,
)


def embedded_source(page: str) -> str | None:
    """Return the whole source that a page shows, None for one that shows none or a part."""
    match = _SECTION.search(page.replace("\r\n", "\n"))
    return None if match is None or match["cut"] else match["text"]
