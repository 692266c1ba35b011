"""Whether a source is surely within all limits: told by marks and blanks alone, with what holds for the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.extraction.python.limits.bounds import (
    LONG_DEPTH,
    LONG_LINKS,
    MAX_ELIFS,
    MAX_FILE,
    MAX_STATEMENT,
    MAX_STRING,
    STATEMENT_COST,
)
from extractor.extraction.python.limits.tokens import STRING, read_format

_MOST_ON_LINE = 1_000
"""Characters: no token on it is too long."""
_MOST_IN_PART = LONG_LINKS // 2 - 5
"""Marks between two commas, of which each stands for two links at most."""
_DEPTH_IN_STRING = 5
_DEPTH = LONG_DEPTH - _DEPTH_IN_STRING - 1
_NO_CODE = re.compile(rf"[\"'#](?:{STRING}|(?<=\#)[^\n]*)".encode(), re.DOTALL)
"""A string or a comment."""
_FORMATS = tuple(
    re.compile(rb"%b(?:(?<=[fFtT]%b)(?<![\w\x80-\xff].%b)|(?<=[fFtT][rR]%b)|(?<=[rR][fFtT]%b))".replace(b"%b", quote))
    for quote in (b'"', b"'")
)
"""What opens a string with fields, and at times what closes another."""
_IN_FIELD = rb"""(?:[^{}"'(\[]|"[^{}"]*"|'[^{}']*')*"""
_FIELD = rb"\{(?=[^{}]{0,%d}\})%b(?:[(\[]%b){0,%d}\}" % (_MOST_IN_PART, _IN_FIELD, _IN_FIELD, _DEPTH_IN_STRING - 1)
_SIMPLE = re.compile(rb"[^{}]*(?:(?:\{\{|\}\}|%b)[^{}]*)*" % _FIELD)
_PART = rb"[^()\[\]{},]{0,%d}" % _MOST_IN_PART
_GROUP = re.compile(rb"[(\[{]%b(?:,%b)*[)\]}]" % (_PART, _PART))
_BRACKET = re.compile(rb"[()\[\]{}]")
_WORDS = re.compile(rb"[\w\x80-\xff]+")
_LETTERS = bytes(byte for byte in range(256) if _WORDS.match(bytes([byte])))
_BLANKS = bytes.maketrans(b"\t\f\r", b"   ")


def is_surely_within(text: str) -> bool:
    """Tell whether the lexer would leave nothing out of a source; of some that it would not, this is not sure."""
    if ("elif" in text and text.count("elif") > MAX_ELIFS) or not _has_short_lines(text, _MOST_ON_LINE):
        return False
    source = text.encode("utf-8", "replace")
    if not _has_short_strings(source):
        return False
    code = _NO_CODE.sub(b"'", source).replace(b"\\\n", b"+")
    # What is left of code are its marks and blanks; a group of short parts counts as one mark of the group around it.
    skeleton = code.translate(_BLANKS, _LETTERS)
    skeleton = skeleton.replace(b"    ", b" ").replace(b"\n  ", b"\n").replace(b"\n ", b"\n")
    if not _has_few_tokens(skeleton, code):
        return False
    # `f(a, b[1])` is `(, [])` by now. Each round takes off the innermost brackets: `(, .)`, then `.`.
    for _ in range(_DEPTH):
        skeleton, count = _GROUP.subn(b".", skeleton)
        if not count:
            break
    return not _BRACKET.search(skeleton) and _has_short_lines(skeleton, _MOST_IN_PART)


def _has_short_strings(source: bytes) -> bool:
    """Tell whether no string is too long, nor what is in the fields of one."""
    starts = {start for start in _starts_of_formats(source) if not _is_simple(source, start)}
    is_long = len(source) > MAX_STRING
    if not starts and not is_long:
        return True
    literals = {match.start(): match[0] for match in _NO_CODE.finditer(source) if is_long or match.start() in starts}
    return all(len(literal) <= MAX_STRING for literal in literals.values()) and all(
        _has_short_fields(literals[start].decode()) for start in starts & literals.keys()
    )


def _starts_of_formats(source: bytes) -> Iterator[int]:
    """Yield where the quotes of strings with fields are, and some that close another string behind such a letter."""
    for quote in _FORMATS:
        for match in quote.finditer(source):
            yield match.start()


def _is_simple(source: bytes, start: int) -> bool:
    """Tell whether all fields of the string at a place are short, with few brackets and no others in them."""
    string = _NO_CODE.match(source, start)
    return string is not None and _SIMPLE.fullmatch(string[0]) is not None


def _has_short_fields(string: str) -> bool:
    end, fields = read_format(string, 0)
    depth = parts = 0
    for kind, _ in fields:
        depth += (kind == "open") - (kind == "close")
        parts = parts + 1 if depth else 0
        if depth > _DEPTH_IN_STRING or parts > _MOST_IN_PART:
            return False
    return end == len(string) and not depth


def _has_few_tokens(skeleton: bytes, code: bytes) -> bool:
    """Tell whether neither a statement nor the file can have too many: no two words stand without a mark between."""
    if (2 + STATEMENT_COST) * (len(skeleton) + 1) < MAX_STATEMENT:
        return True
    statements = STATEMENT_COST * (1 + sum(map(skeleton.count, (b"\n", b";", b":"))))
    most = min(MAX_STATEMENT, MAX_FILE - statements)
    return 2 * len(skeleton) < most or len(skeleton.translate(None, b" \n")) + len(_WORDS.findall(code)) < most


def _has_short_lines(text: str | bytes, most: int) -> bool:
    """Tell whether no line is longer: none is where a line ends in each stretch of half as much; else all are asked."""
    half, end = most // 2, "\n" if isinstance(text, str) else b"\n"
    starts = range(0, len(text) - half, half)
    if all(end in text[start : start + half] for start in starts):  # type: ignore[operator]
        return True
    return max(map(len, text.split(end))) <= most  # type: ignore[arg-type]
