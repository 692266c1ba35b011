"""Where in a file a declared name stands, for those who look it up."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from extractor.extraction.languages.declarations import ALIASES, DECLARATIONS
from extractor.extraction.languages.lexer import visible_lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_SYNTAX: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("c", "cpp", "csharp", "cuda", "d", "glsl", "hlsl", "java", "objective-c"), "c"),
        **dict.fromkeys(("makefile", "toml", "ini"), "hash only"),
        "css": "css",
        "sql": "sql",
    }
)
"""What hides code in the languages that have a reader of their own."""


class NamePlace(NamedTuple):
    """A line of a source."""

    line: int
    text: str


def place_of(source: str, fence: str, name: str) -> NamePlace:
    """Return the line that declares a name, as far as the form of one tells, else the first that has it in code."""
    position = next(_positions(source, ALIASES.get(fence, fence), name), 0)
    return NamePlace(position + 1, source.split("\n")[position].strip())


def _positions(source: str, language: str, name: str) -> Iterator[int]:
    """Yield the lines that may be meant, counted from 0, the likeliest first."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    if language in DECLARATIONS:
        syntax, pattern = DECLARATIONS[language]
        visible = visible_lines_of(source, syntax)
        for match in re.finditer(pattern, visible, re.MULTILINE | re.IGNORECASE):
            if whole.search(match[match.lastindex or 0]):
                yield visible.count("\n", 0, match.start(match.lastindex or 0))
    syntax = DECLARATIONS[language][0] if language in DECLARATIONS else _SYNTAX.get(language, "none")
    for text in (visible_lines_of(source, syntax), source):
        if seen := whole.search(text):
            yield text.count("\n", 0, seen.start())
