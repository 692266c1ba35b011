"""What a file in a language without a reader of its own says of itself."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from extractor.extraction.languages.lexer import visible_of
from extractor.extraction.languages.opening import opening_comment

if TYPE_CHECKING:
    from extractor.extraction.kinds import Kind

_MOST = 20_000
"""Characters at the beginning of a page of HTML that are looked at for its title."""
_HTML_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{1,500})</title", re.IGNORECASE)


def description(text: str, kind: Kind, names: int) -> str:
    """Return the words of a file on itself, on one line; empty where there are none.

    `names` is how many it declares: in one that declares a single name, what is said of that is said of the file.
    """
    if kind.fence == "text":
        from extractor.extraction.prose.plain import plain_summary

        return plain_summary(text) if kind.role in ("documentation", "text") else ""
    title = _html_title(text) if kind.fence == "html" else ""
    return title or opening_comment(text, kind.fence, documents_code=kind.role == "code" and names > 1)


def _html_title(text: str) -> str:
    match = _HTML_TITLE.search(visible_of(text[:_MOST], "html"))
    return " ".join(html.unescape(match[1]).split()) if match else ""
