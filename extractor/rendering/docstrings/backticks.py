"""Runs of backticks in a line: which of them open a literal, and which close it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

Run: TypeAlias = tuple[int, int]
"""Where a run of backticks starts and ends."""

_BACKTICKS = re.compile("`+")
_OLD_QUOTE = re.compile(r"[^\s`'][^`']{0,80}'(?!\w)")
_BEFORE = " ([{<'\"-/:=|\\"
_AFTER = (" ", ",", ".", ";", ")", "")
"""What does not stand around the mark that opens a literal: text before it, and nothing to enclose behind it."""


def runs_of(line: str) -> list[Run]:
    """Return the runs of backticks of a line, in order."""
    return [match.span() for match in _BACKTICKS.finditer(line)]


def opens_nothing(line: str, start: int, end: int) -> bool:
    """Tell whether backticks open nothing, whatever follows them."""
    is_behind = start > 0 and line[start - 1] not in _BEFORE and line[end : end + 1] in _AFTER
    return is_behind or _is_escaped(line, start) or _is_old_quote(line, start, end)


def _is_escaped(line: str, index: int) -> bool:
    r"""Tell whether the backslashes before a character take its meaning; of `\\` the one takes that of the other."""
    start = index
    while start and line[start - 1] == "\\":
        start -= 1
    return (index - start) % 2 == 1


def _is_old_quote(line: str, start: int, end: int) -> bool:
    """Tell whether a backtick opens a quotation of the typewriter's time, which an apostrophe closes: `name'."""
    return end - start == 1 and _OLD_QUOTE.match(line, end) is not None


def closing_runs(runs: Sequence[Run]) -> list[int | None]:
    """Return for each run of backticks the index of the next of its length (CommonMark, "Code spans")."""
    following: dict[int, int] = {}
    closing: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        closing[index] = following.get(length)
        following[length] = index
    return closing
