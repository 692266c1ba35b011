"""What is beyond the limits is replaced by stubs; what is within them stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.extraction.python.limits.bounds import (
    LONG_BUDGET,
    LONG_DEPTH,
    LONG_LINKS,
    MAX_DEPTH,
    MAX_ELIFS,
    MAX_FILE,
    MAX_LINKS,
    MAX_NAME,
    MAX_STATEMENT,
    MAX_STRING,
    STATEMENT_COST,
)
from extractor.extraction.python.limits.screen import is_surely_within
from extractor.extraction.python.limits.tokens import Fields, lexed
from extractor.facts import Omitted

_LEFT_OUT = "; what its statement says is left out of what follows, but for the names that it binds"
_HEAD = r"(?:async[ \t]+)?(def|class)[ \t]+([\w\x80-\U0010ffff]{1,1000})"
_STUBS: Mapping[str, str] = {
    "if": "if ...:",
    "elif": "elif ...:",
    "else": "else:",
    "while": "while ...:",
    "for": "for _[0] in ...:",
    "async": "async for _[0] in ...:",
    "with": "with ...:",
    "try": "try:",
    "except": "except ...:",
    "finally": "finally:",
    "match": "match ...:",
    "case": "case _:",
}
_SIMPLE = frozenset("assert del from global import nonlocal pass raise return type yield".split())
_SOFT = frozenset({"case", "match"})
"""Words that may be names, where no block follows."""
_SHORTEST_HEAD = 2
"""Tokens of `case:`, which annotates a name."""
_CONTINUING = frozenset("elif else except finally".split())
"""Words that begin no statement of their own."""


class Limited(NamedTuple):
    """A source without what is beyond the limits, and what that is."""

    text: str
    omitted: tuple[Omitted, ...]


def limited(text: str) -> Limited:
    """Return a source, whose lines end with LF, that every parser reads within bounds of time and memory."""
    return Limited(text, ()) if is_surely_within(text) else without_excess(text)


def without_excess(text: str) -> Limited:
    """Return what `limited` does, by lexing all of the source instead of asking first whether it needs that."""
    return _Lexer(text).limited()


def without_statement(text: str, number: int, reason: str) -> Limited | None:
    """Return a source with a stub in place of the statement on a line, or a lesser one in place of that."""
    for line, end in _Lexer(text).lines():
        if line.number <= number <= line.number + text.count("\n", line.start, end):
            source = text[line.start : end]
            stubs = (candidate + "\n" * source.count("\n") for candidate in (_stub(line, source), "pass"))
            stub = next((candidate for candidate in stubs if candidate != source), None)
            if stub is None or (stub[:4] == "pass" and line.has_block):
                return None
            without = f"{text[: line.start]}{stub}{text[end:]}"
            return Limited(without, (Omitted(line=line.number, reason=reason),))
    return None


@dataclass(slots=True)
class _Line:
    """A logical line, as far as it has been read."""

    start: int
    """Where its first token begins."""
    number: int
    indent: str
    word: str
    """The first token."""
    tokens: int = 0
    links: int = 0
    """Of the longest expression between commas."""
    depth: int = 0
    binding: int = 0
    """Where the last `=` outside of brackets ends."""
    has_block: bool = False
    """Whether it ends with a colon."""
    has_head: bool = False
    """Whether a colon ends what may be the head of a block, be it on the same line."""
    longest: str = ""
    """What is told of a token that is too long."""
    frames: list[int] = field(default_factory=lambda: [0])
    """Links of the expression in each open bracket."""

    def count_fields(self, fields: Fields) -> None:
        """Take in what is in the fields of a string, which was counted before."""
        outside = len(self.frames)
        self.frames.append(0)
        for kind, token in fields:
            self.count(kind, token, 0)
            if len(self.frames) == outside + 1:
                self.frames[-1] = 0  # fields stand side by side
        del self.frames[outside:]
        self.has_block = False

    def count(self, kind: str, token: str, end: int) -> None:
        """Take in a token, which ends at a place of the source."""
        frames = self.frames
        self.tokens += 1
        self.has_block = token == ":" and len(frames) == 1
        self.has_head |= self.has_block and self.tokens > _SHORTEST_HEAD and not self.binding
        if kind == "close":
            if len(frames) > 1:
                frames.pop()
        elif token in (",", ";", "="):
            frames[-1] = 0
            if token == "=" and len(frames) == 1 and self.links <= MAX_LINKS:
                self.binding = end
        else:
            frames[-1] += 2 if kind == "open" else 1
            self.links = max(self.links, frames[-1])
        if kind == "open":
            frames.append(0)
            self.depth = max(self.depth, len(frames) - 1)
        elif kind == "string" and len(token) > MAX_STRING:
            self.longest = f"a string of {len(token):,} characters is not read"
        elif kind == "word" and len(token) > MAX_NAME:
            self.longest = f"a name or number of {len(token):,} characters is not read"

    def excess(self) -> str:
        """Return what is beyond a limit; empty where nothing is."""
        if self.depth > MAX_DEPTH:
            return f"brackets are nested {self.depth:,} deep"
        if self.links > MAX_LINKS:
            return f"the expression is too long: {self.links:,} parts"
        if self.tokens > MAX_STATEMENT:
            return f"the statement is too long: {self.tokens:,} tokens"
        return self.longest


class _Lexer:
    """Passes the source once; `limited` is what it leaves."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._omitted: list[Omitted] = []
        self._edits: list[tuple[int, int, str]] = []
        """What stands in for the text between two places."""
        self._elifs: list[tuple[int, int]] = []
        """Width of the indent, and number of branches, of the `if` statements around the line."""
        self._budget = LONG_BUDGET
        self._tokens = 0
        self._safe = (0, 1)
        """Where a statement at the left margin began, before which the file can end, and its line."""
        self._is_decorated = False

    def limited(self) -> Limited:
        """Return what stays, up to the last statement that the file has room for."""
        end = len(self._text)
        for line, line_end in self.lines():
            self._take(line, line_end)
            if self._tokens > MAX_FILE:
                end, number = self._safe
                self._omitted = [omission for omission in self._omitted if omission.line < number]
                reason = "the file is too long, and is not read from here on"
                self._omitted.append(Omitted(line=number, reason=reason))
                break
        return Limited("".join(self._kept(end)), tuple(self._omitted))

    def _kept(self, end: int) -> Iterator[str]:
        done = 0
        for start, stop, instead in self._edits:
            if start >= end:
                break
            yield self._text[done:start]
            yield instead
            done = stop
        yield self._text[done:end]

    def lines(self) -> Iterator[tuple[_Line, int]]:
        """Yield each logical line with the end of its last token."""
        line: _Line | None = None
        number, line_start, end = 1, 0, 0
        for kind, token, start, fields in lexed(self._text):
            if kind == "newline":
                if line is not None and len(line.frames) == 1:
                    yield line, end
                    line = None
                line_start = start + 1
            elif kind != "joint":
                if line is None:
                    line = _Line(start, number, self._text[line_start:start], token[:20])
                end = start + len(token)
                line.count(kind, token, end)
                if fields:
                    line.count_fields(fields)
            if "\n" in token:
                number += token.count("\n")
        if line is not None:
            yield line, end

    def _take(self, line: _Line, end: int) -> None:
        if not line.indent and line.word not in _CONTINUING and not self._is_decorated:
            self._safe = line.start, line.number
        self._is_decorated = line.word == "@"
        if line.word in ("if", "elif"):
            self._branch(line)
        reason = line.excess() or self._over_budget(line)
        if reason:
            self._omitted.append(Omitted(line=line.number, reason=reason + _LEFT_OUT))
            stub = _stub(line, self._text[line.start : end])
            # Line ends stay, so that whatever stands below keeps the number of its line.
            self._edits.append((line.start, end, stub + "\n" * self._text.count("\n", line.start, end)))
        else:
            self._tokens += line.tokens + STATEMENT_COST

    def _branch(self, line: _Line) -> None:
        """Let an `elif` too many begin an `if` of its own."""
        # In the tree an `elif` is an `if` in the `else` before it: a chain of a thousand would be a thousand deep.
        column = len(line.indent.expandtabs(8))
        while self._elifs and self._elifs[-1][0] > column:
            self._elifs.pop()
        known = self._elifs.pop()[1] if self._elifs and self._elifs[-1][0] == column else 0
        self._elifs.append((column, known + 1 if line.word == "elif" else 0))
        if sum(count for _, count in self._elifs) > MAX_ELIFS:
            self._elifs[-1] = column, 0
            line.word = "if"
            self._edits.append((line.start, line.start + len("elif"), "if"))
            reason = f"more than {MAX_ELIFS} branches of one `if` are read as several: from here on"
            self._omitted.append(Omitted(line=line.number, reason=reason))

    def _over_budget(self, line: _Line) -> str:
        # An expression may be long, but not thousands of them: what goes over the ordinary is paid from a budget.
        if line.links <= LONG_LINKS and line.depth <= LONG_DEPTH:
            return ""
        self._budget -= line.tokens if line.links > LONG_LINKS else line.depth * line.depth
        return "" if self._budget >= 0 else "the file has too many long expressions"


def _stub(line: _Line, source: str) -> str:
    """Return what stands in for a statement: as much as keeps its block and the names that it binds.

    `def f(a, ...): b()` becomes `def f(): pass`, `x = [[[...]]]` becomes `x = ...`, and `if a and ...:` becomes
    `if ...:`, whose block stays as it is.
    """
    body = "" if line.has_block else " pass"  # what stands behind the colon goes too
    if head := re.match(_HEAD, source):
        return f"{head[0]}{':' if head[1] == 'class' else '():'}{body}"
    if line.word in _STUBS and (line.has_head or line.word not in _SOFT):
        return _STUBS[line.word] + body
    if line.word == "@":
        return "@..."
    if line.binding and line.word not in _SIMPLE:
        return f"{source[: line.binding - line.start]} ..."
    return "pass"
