"""What an assignment binds, as the source writes it: on one line where that fits, else in lines of its own.

A statement of several lines is read from the source's lines and not from its tree, which may have a short value in the
place of a long one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from extractor.extraction.python.limits.tokens import lexed
from extractor.extraction.python.positions import Span
from extractor.extraction.python.signatures import code, unbroken

WIDEST = 120
"""Characters of a value of several lines that is joined to one."""
_MOST_LINES = 30
_MOST_CHARACTERS = 2_000
"""Of a value that facts hold; of a longer one they hold the beginning."""
_PLAIN_HEAD = re.compile(r"[ \t\f]*[\w.]+[ \t]*=(?!=)[ \t]*")
_UNSURE = re.compile(r"#|\\\n|\"{3}|'{3}|;\s*$")
"""What a text must lack so that its lines can be told without a lexer."""


class BoundValue(NamedTuple):
    """What is bound, and whether there is more of it than the text; None and True where nothing of it is known."""

    text: str | None
    has_more: bool = False


NO_VALUE = BoundValue(None)


class _Written(NamedTuple):
    text: str
    has_comment: bool = False


def value_of(
    bound: cst.BaseExpression | None, node: cst.CSTNode, span: Span, lines: Sequence[str], *, is_whole: bool
) -> BoundValue:
    """Return what a statement binds; `is_whole` if it is all that its lines hold, and this all that it binds."""
    if bound is None:
        return NO_VALUE
    if span[0] == span[1]:
        return BoundValue(code(bound))
    if not is_whole:
        return _shaped(_Written(code(bound), has_comment=True), is_cut=False)
    number = len(node.targets) if isinstance(node, cst.Assign) else 1
    text = "\n".join(lines[span[0] - 1 : min(span[1], span[0] + _MOST_LINES)])
    return _shaped(_written(text, number), is_cut=span[1] > span[0] + _MOST_LINES)


def _written(text: str, number: int) -> _Written:
    """Return what stands behind the `=` of that number, without the indentation of its statement."""
    indent = text[: len(text) - len(text.lstrip())]
    head = _PLAIN_HEAD.match(text) if number == 1 and not _UNSURE.search(text) else None
    if head is not None:
        return _Written(text[head.end() :].replace(f"\n{indent}", "\n").rstrip())
    return _lexed(text, number, indent)


def _lexed(text: str, number: int, indent: str) -> _Written:
    start = end = depth = 0
    inside: set[int] = set()
    """Where lines begin that belong to a string, which keeps its blanks."""
    has_comment = False
    for kind, token, position, _ in lexed(text):
        depth += (kind == "open") - (kind == "close")
        if not number:
            if kind in ("newline", "joint"):
                continue
            if token == ";" and depth == 0:
                break
            start = start or position
            has_comment |= "#" in text[end:position]
            end = position + len(token)
            inside.update(position + index + 1 for index, letter in enumerate(token) if letter == "\n")
        elif token == "=" and depth == 0:
            number -= 1
            end = position + 1
    return _Written("".join(_dedented(text[start:end], start, inside, indent)), has_comment)


def _dedented(text: str, start: int, inside: set[int], indent: str) -> Iterator[str]:
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        yield line if start in inside else line.removeprefix(indent)
        start += len(line)


def _shaped(written: _Written, *, is_cut: bool) -> BoundValue:
    """Return a value on one line if it is short, and has no comments that would go; else as far as it is kept."""
    lines = written.text.split("\n")
    if not (is_cut or written.has_comment) and sum(len(line.strip()) + 1 for line in lines) <= 2 * WIDEST:
        line = joined(written.text)
        if "\n" not in line and len(line) <= WIDEST:
            return BoundValue(line)
    kept, room = lines[:_MOST_LINES], _MOST_CHARACTERS
    for index, line in enumerate(kept):
        room -= len(line) + 1
        if room < 0:
            kept = [*kept[:index], line[:room]] if index == 0 else kept[:index]
            break
    return BoundValue("\n".join(kept), has_more=is_cut or len("\n".join(kept)) < len(written.text))


def joined(text: str) -> str:
    """Return code on one line, as people write it there: no blanks in brackets, no comma at the end that does nothing.

    `[` and `1,` and `2,` and `]` on lines of their own are `[1, 2]`; `(1,)` keeps its comma.
    """
    line = unbroken(text)
    if "\n" in line:
        return line
    parts: list[str] = []
    opened: list[tuple[bool, int]] = []
    """Whether a comma at the end of what is open does nothing, and how many there are in it."""
    end = 0
    before = ""
    for kind, token, start, _ in lexed(line):
        gap = line[end:start]
        if kind == "close":
            gap = ""
            is_loose, commas = opened.pop() if opened else (False, 0)
            if before == "," and (is_loose or commas > 1):
                parts.pop()
        elif before in ("(", "[", "{"):
            gap = ""
        if kind == "open":
            is_behind = bool(before) and (before[-1].isalnum() or before[-1] in "_)]\"'")
            opened.append((token == "{" or is_behind == (token == "("), 0))
        elif token == "," and opened:
            opened[-1] = (opened[-1][0], opened[-1][1] + 1)
        parts += (gap, token)
        before, end = token, start + len(token)
    return "".join(parts)
