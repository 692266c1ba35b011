"""T-strings whose prefix has the `r` last, which PEP 750 allows and LibCST refuses, rewritten in place and put back.

`tr"{name}"` is read as `rt"{name}"`, which means the same; lines and columns stay. The running Python is not asked: it
may be older than the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

import libcst as cst

from extractor.extraction.python.limits.tokens import Fields, lexed
from extractor.extraction.python.positions import provided_positions

_Place: TypeAlias = tuple[int, int]
"""A line, counted from 1, and a column, counted from 0."""
_PREFIX = re.compile(r"[tT][rR](?=[\"'])")
_LENGTH = 2


class Rewritten(NamedTuple):
    """A source as LibCST reads it, and what stands in its own words where the text has others."""

    text: str
    prefixes: Mapping[_Place, str] = {}

    def original(self, lines: list[str]) -> list[str]:
        """Return lines of the text with the prefixes that they have in the source."""
        for (number, column), prefix in self.prefixes.items():
            line = lines[number - 1]
            if line[column : column + _LENGTH] == prefix[::-1]:  # else a stub stands in for the statement
                lines[number - 1] = f"{line[:column]}{prefix}{line[column + _LENGTH :]}"
        return lines


def rewritten(text: str) -> Rewritten | None:
    """Return a source, whose lines end with LF, with such prefixes turned round; None for one that has none."""
    starts = list(_prefixes(text)) if _PREFIX.search(text) else []
    if not starts:
        return None
    characters = list(text)
    for start in starts:
        characters[start], characters[start + 1] = text[start + 1], text[start]
    return Rewritten("".join(characters), {_place(text, start): text[start : start + _LENGTH] for start in starts})


def put_back(module: cst.Module, source: Rewritten) -> None:
    """Give the t-strings of a tree the prefixes that they have in the source, in place."""
    if not source.prefixes:
        return
    for node, found in provided_positions(module).items():
        if isinstance(node, cst.TemplatedString):
            prefix = source.prefixes.get((found.start.line, found.start.column))
            if prefix is not None:
                object.__setattr__(node, "start", prefix + node.start[_LENGTH:])  # nodes guard against changes


def _prefixes(text: str) -> Iterator[int]:
    """Yield where each of these t-strings begins, those in the fields of others included."""
    for kind, token, start, fields in lexed(text):
        if kind == "string":
            if _PREFIX.match(token):
                yield start
            yield from (start + offset for offset in _nested(token, fields))


def _nested(token: str, fields: Fields) -> Iterator[int]:
    """Yield where they begin in a string; where its text repeats what is in a field, the parser still refuses it."""
    position = 0
    for kind, part in fields:
        position = token.find(part, position)
        if position < 0:
            return
        if kind == "string" and _PREFIX.match(part):
            yield position
        position += len(part)


def _place(text: str, start: int) -> _Place:
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start) - 1
