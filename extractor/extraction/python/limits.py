"""Limits of structure: what of a Python source is too much for any parser is left out before one reads it.

LibCST takes quadratic time on long chains (`a + a + ...`) and kills the process where brackets nest too deeply; `ast`
has limits of its own, other ones in each Python. So a lexer, which takes linear time, decides by the text alone: the
same on every machine. A statement beyond a limit is replaced by a stub on its first line, blank lines behind it:
all others keep their lines:

    TABLE = a + a + ... 20,000 terms     ->     TABLE = ...
    def f(x=a + a + ...):                ->     def f():
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.facts import Omitted

_MAX_LINKS = 1_000
"""Tokens of one expression between commas, brackets counted twice: LibCST takes 0.7 s for as many."""
_MAX_DEPTH = 60
_MAX_STATEMENT = 100_000
"""Tokens of one statement."""
_MAX_STRING = 500_000
"""Characters of one string, docstrings included."""
_MAX_FORMAT = 5_000
"""Characters of an f-string or t-string with a field: what is in it may be one expression."""
_FORMAT = re.compile(r"[A-Za-z]?[fFtT][^{]*\{|[fFtT][A-Za-z]?[^{]*\{")
_MAX_NAME = 10_000
_MAX_ELIFS = 300
"""Branches of the `if` statements around a line, together: each nests in the one before it."""
_MAX_FILE = 250_000
"""Tokens of all statements, each of which counts as three more: LibCST makes almost two kilobytes of each."""
_STATEMENT_COST = 3
_LONG_LINKS, _LONG_DEPTH, _LONG_BUDGET = 200, 20, 30_000
"""Statements that are long or deep, but within the limits, may have so many tokens together."""
_SURE_LINE = 1_000
_SURE_GROUP = 400
_SURE_SIZE = 1_000_000

_STRING = "|".join(
    rf"(?<={quote})(?:[^{quote}\\\n]+{quote}|{quote}{quote}[^{quote}\\]*(?:(?:\\.|{quote}(?!{quote}{quote}))[^{quote}\\]*)*"
    rf"(?:{quote}{{3}}|\Z)|[^{quote}\\\n]*(?:\\.[^{quote}\\\n]*)*{quote}?)"
    for quote in "\"'"
)
"""What follows the first quote of a string, up to the end of what it may span; the usual string is tried first."""
_TOKEN = rf"""
      (?P<string> (?P<prefix>\b[A-Za-z]{{1,2}})? ["'](?:{_STRING}) )
    | (?P<comment> \#[^\n]* )
    | (?P<newline> \n )
    | (?P<blank> [ \t\f\r]+ | \\\n )
    | (?P<word> [\w\x80-\U0010ffff]+ )
    | (?P<open> [(\[{{] )
    | (?P<close> [)\]}}] )
    | (?P<other> . )
    """
_NO_CODE = re.compile(rf"[\"'#](?:{_STRING}|(?<=\#)[^\n]*)".encode(), re.DOTALL)
"""A string or a comment."""
_GROUP = re.compile(rb"[(\[{][^()\[\]{}]{0,%d}[)\]}]" % _SURE_GROUP)
_BRACKET = re.compile(rb"[()\[\]{}]")
_NO_SKELETON = bytes(byte for byte in range(256) if byte not in b"()[]{}\n,;:.=+-*/%<>!&|^~@\"' \\")
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
    return Limited(text, ()) if _is_surely_within(text) else _Lexer(text).limited()


def without_statement(text: str, number: int, reason: str) -> Limited | None:
    """Return a source with a stub in place of the statement on a line, or a lesser one in place of that."""
    for line, end in _Lexer(text).lines():
        if line.number <= number <= line.number + text.count("\n", line.start, end):
            source = text[line.start : end]
            stubs = (each + "\n" * source.count("\n") for each in (_stub(line, source), "pass"))
            stub = next((each for each in stubs if each != source), None)
            if stub is None or (stub[:4] == "pass" and line.has_block):
                return None
            without = f"{text[: line.start]}{stub}{text[end:]}"
            return Limited(without, (Omitted(line=line.number, reason=reason),))
    return None


def unterminated(text: str) -> tuple[int | None, int | None]:
    """Return line and column of the first string that does not end; twice None where all do."""
    for found in _lexed(text):
        if found.lastgroup == "string" and not _is_closed(found[0][len(found["prefix"] or "") :]):
            start = found.end("prefix") if found["prefix"] else found.start()
            return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return None, None


def _lexed(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a source; few need it, and compiling it takes as long as the ordinary ones of ten files."""
    return re.compile(_TOKEN, re.DOTALL | re.VERBOSE).finditer(text)


def _is_closed(string: str) -> bool:
    quote = string[:3] if string[:3] in ('"""', "'''") else string[:1]
    return len(string) >= 2 * len(quote) and string.endswith(quote)


def _is_surely_within(text: str) -> bool:
    """Tell whether a source is within all limits, at a hundredth of the lexer's cost; most are."""
    if len(text) > _SURE_SIZE or ("elif" in text and text.count("elif") > _MAX_ELIFS):
        return False
    if not _has_short_lines(text, _SURE_LINE):
        return False
    # What is left of code are its marks and blanks; a group of few of them counts as one in the group around it.
    code = _NO_CODE.sub(b"'", text.encode("utf-8", "replace"))
    skeleton = code.replace(b"\\\n", b"+").translate(None, _NO_SKELETON).replace(b"    ", b" ")
    if len(text) * (1 + _STATEMENT_COST) > _MAX_FILE and _most_tokens(skeleton) > _MAX_FILE:
        return False
    for _ in range(_MAX_DEPTH // 2):
        skeleton, count = _GROUP.subn(b".", skeleton)
        if not count:
            break
    if _BRACKET.search(skeleton):
        return False
    return _has_short_lines(skeleton, _SURE_GROUP)


def _most_tokens(skeleton: bytes) -> int:
    """Return what a source of these marks and blanks counts at most: no two words stand without one between them."""
    statements = 1 + sum(map(skeleton.count, (b"\n", b";", b":")))
    return 2 * len(skeleton) + 1 + _STATEMENT_COST * statements


def _has_short_lines(text: str | bytes, most: int) -> bool:
    """Tell whether no line is longer: none is where a line ends in each stretch of half as much; else all are asked."""
    half, end = most // 2, "\n" if isinstance(text, str) else b"\n"
    starts = range(0, len(text) - half, half)
    if all(end in text[start : start + half] for start in starts):  # type: ignore[operator]
        return True
    return max(map(len, text.split(end))) <= most  # type: ignore[arg-type]


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
            if token == "=" and len(frames) == 1 and self.links <= _MAX_LINKS:
                self.binding = end
        else:
            frames[-1] += 2 if kind == "open" else 1
            self.links = max(self.links, frames[-1])
        if kind == "open":
            frames.append(0)
            self.depth = max(self.depth, len(frames) - 1)
        elif kind == "string" and len(token) > _MAX_STRING:
            self.longest = f"a string of {len(token):,} characters is not read"
        elif kind == "string" and len(token) > _MAX_FORMAT and _FORMAT.match(token):
            self.longest = f"a string of {len(token):,} characters, which holds expressions, is not read"
        elif kind == "word" and len(token) > _MAX_NAME:
            self.longest = f"a name or number of {len(token):,} characters is not read"

    def excess(self) -> str:
        """Return what is beyond a limit; empty where nothing is."""
        if self.depth > _MAX_DEPTH:
            return f"brackets are nested {self.depth:,} deep"
        if self.links > _MAX_LINKS:
            return f"the expression is too long: {self.links:,} parts"
        if self.tokens > _MAX_STATEMENT:
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
        self._budget = _LONG_BUDGET
        self._tokens = 0
        self._safe = (0, 1)
        """Where a statement at the left margin began, before which the file can end, and its line."""
        self._is_decorated = False

    def limited(self) -> Limited:
        """Return what stays, up to the last statement that the file has room for."""
        end = len(self._text)
        for line, line_end in self.lines():
            self._take(line, line_end)
            if self._tokens > _MAX_FILE:
                end, number = self._safe
                self._omitted = [each for each in self._omitted if each.line < number]
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
        for match in _lexed(self._text):
            kind, token = match.lastgroup or "", match[0]
            if kind == "newline":
                if line is not None and len(line.frames) == 1:
                    yield line, end
                    line = None
                line_start = match.end()
            elif kind not in ("blank", "comment"):
                if line is None:
                    line = _Line(match.start(), number, self._text[line_start : match.start()], token[:20])
                line.count(kind, token, match.end())
                end = match.end()
            if kind in ("newline", "blank", "string"):
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
            self._omitted.append(Omitted(line=line.number, reason=reason))
            stub = _stub(line, self._text[line.start : end])
            self._edits.append((line.start, end, stub + "\n" * self._text.count("\n", line.start, end)))
        else:
            self._tokens += line.tokens + _STATEMENT_COST

    def _branch(self, line: _Line) -> None:
        """Let an `elif` too many begin an `if` of its own."""
        column = len(line.indent.expandtabs(8))
        while self._elifs and self._elifs[-1][0] > column:
            self._elifs.pop()
        known = self._elifs.pop()[1] if self._elifs and self._elifs[-1][0] == column else 0
        self._elifs.append((column, known + 1 if line.word == "elif" else 0))
        if sum(count for _, count in self._elifs) > _MAX_ELIFS:
            self._elifs[-1] = column, 0
            line.word = "if"
            self._edits.append((line.start, line.start + len("elif"), "if"))
            reason = f"more than {_MAX_ELIFS} branches of one `if` are read as several: from here on"
            self._omitted.append(Omitted(line=line.number, reason=reason))

    def _over_budget(self, line: _Line) -> str:
        if line.links <= _LONG_LINKS and line.depth <= _LONG_DEPTH:
            return ""
        self._budget -= line.tokens if line.links > _LONG_LINKS else line.depth * line.depth
        return "" if self._budget >= 0 else "the file has too many long expressions"


def _stub(line: _Line, source: str) -> str:
    """Return what stands in for a statement: as much as keeps its block and the names that it binds."""
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
