"""Where a source mentions words, by line: a cheap look at the text that tells where its tree is worth a walk.

A mention in a comment or a string counts too. Words are searched for one by one, since a regular expression of dozens
of alternatives takes a fifth of the time that parsing does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

GAP = r"(?:[\s\\]|#[^\n]*\n)*"
"""What may stand between two tokens of one statement."""
# What follows the name `a` in `a.b.c(`, blanks, comments and continued lines between its parts allowed.
_IS_CALLED = re.compile(rf"(?:{GAP}\.{GAP}\w+)*{GAP}\(").match
# What stands before a name that is bound: `def `, `class `, `import `, or a line that is continued, to be sure.
_BINDS = re.compile(r"\b(?:def|class)\Z|\bimport\b|\\\Z").search
_IS_READ = re.compile(r"\s*[.(]").match


class Lines:
    """Lines, counted from 1."""

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._numbers = sorted(set(numbers))

    def __or__(self, other: Lines) -> Lines:
        return Lines((*self._numbers, *other._numbers))

    def touch(self, first: int, last: int) -> bool:
        """Tell whether one of them is from `first` to `last`."""
        index = bisect_left(self._numbers, first)
        return index < len(self._numbers) and self._numbers[index] <= last


class Text:
    """The text of a source, given line by line."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def lines_with(self, words: Iterable[str]) -> Lines:
        """Return the lines on which one of the words stands."""
        return Lines(self._line(at) for word in words for at in self._places(word))

    def matches(self, pattern: re.Pattern[str], word: str) -> Iterator[re.Match[str]]:
        """Return what a pattern matches, where the text holds a word."""
        return pattern.finditer(self._text) if word in self._text else iter(())

    def uses(self, names: Iterable[str]) -> Lines:
        """Return the lines on which names seem to be called, to decorate, or to be bound anew."""
        using: list[int] = []
        for name in names:
            for at in self._places(name):
                if self._text[at - 1 : at] == ".":
                    continue
                line, end = self._line(at), at + len(name)
                before = self._text[self._starts[line - 1] : at].rstrip() or self._continued(line)
                # What is neither called nor asked for an attribute may be bound there; `import a.b` binds `a`.
                is_read = _IS_READ(self._text, end) and not _BINDS(before)
                if not is_read or before.endswith("@") or _IS_CALLED(self._text, end):
                    using.append(line)
        return Lines(using)

    def _places(self, word: str) -> Iterator[int]:
        text, length = self._text, len(word)
        at = text.find(word)
        while at >= 0:
            end = at + length
            before, after = text[at - 1 : at], text[end : end + 1]
            if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
                yield at
            at = text.find(word, end)

    def _continued(self, line: int) -> str:
        """Return the backslash by which the line before goes on, if it does."""
        return "\\" if self._text.endswith("\\\n", 0, self._starts[line - 1]) else ""

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at)
