"""Admonitions that carry a title of their own: "Tip: Use a set" over indented lines, and those of MkDocs."""

from __future__ import annotations

import re

from extractor.rendering.docstrings.lines import is_broken_early
from extractor.rendering.docstrings.scanner import Scanner
from extractor.rendering.docstrings.sections import ADMONITIONS, section

MKDOCS = re.compile(r"(?:!!!|\?\?\?\+?)[ ]+([A-Za-z][\w-]*)(?:[ ]+\"([^\"]*)\")?[ ]*\Z")
"""The first line of an admonition of Python-Markdown: its kind, and its title in quotes."""
_TITLED = re.compile(r"([A-Za-z][a-z]*(?: [a-z]+)?):[ ]+(\S.{0,80})\Z")
_MORE_KINDS = frozenset({"abstract", "bug", "changed", "deprecated", "failure", "info", "question", "quote", "success"})
_SHORT = 40
"""Columns of a line that nobody would end for its length."""
_SENTENCE = re.compile(r"[.!?]\s|[.,;:]\Z")


def opens_admonition(scanner: Scanner, index: int) -> bool:
    """Tell whether a line over an indented one opens an admonition with a title."""
    line, following = scanner.line(index), scanner.line(index + 1)
    if not following.startswith(" ") or not following.strip():
        return False
    if line.startswith(("!!!", "???")):
        return MKDOCS.match(line) is not None
    match = _TITLED.match(line)
    if match is None or _SENTENCE.search(match[2]):
        return False
    kind = match[1].lower()
    known = section(kind)
    if not (kind in ADMONITIONS or kind in _MORE_KINDS or (known and known.content == "blocks")):
        return False
    # "Note: what is said" over "    here goes on" is one sentence: a title is a line that had room for more.
    is_short = len(line) <= _SHORT
    return is_broken_early(line, following) and (is_short or not following.lstrip()[0].islower())
