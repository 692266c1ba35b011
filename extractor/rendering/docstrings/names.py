"""Lists of names as docstrings write them: `x, y`, `A or B`, `(A, B)`, with quotes, roles and indexes."""

from __future__ import annotations

import re
from typing import NamedTuple


class NameList(NamedTuple):
    """The names that a line starts with, what stands between them, and where the text behind them begins."""

    names: tuple[str, ...]
    joins: tuple[str, ...]
    """Between two names each, as a page shows it: a comma, or the word that the docstring has."""
    end: int


_NAME = r"(?:\\?\*){0,2}[^\W\d][\w.-]*(?:\(\))?|\.\.\."
_INDEX = r"\[[^\[\]\n]{1,40}\]"
NAME = re.compile(rf"(?P<name>{_NAME})")
"""A name as a signature has it, stars escaped or not."""
PARAMETER = re.compile(
    rf"(?P<ticks>`{{1,2}})(?P<quoted>(?:{_NAME})(?:{_INDEX})*)(?P=ticks)"
    rf"|(?P<name>(?:{_NAME})(?:{_INDEX}[\w.]*)*"
    r"|\"[^\"\n]{1,60}\"|'[^'\n]{1,60}'|--?[A-Za-z][\w-]*|<[A-Za-z][\w .-]{0,40}>)"
)
"""What an entry may be called: a name, an item of one, a key in quotes, an option of a command."""
REFERENCE = re.compile(rf"(?::[A-Za-z:]{{1,40}}:)?[`'\"]{{0,2}}[~!]?(?:\.(?=[^\W\d]))?(?P<name>{_NAME})[`'\"]{{0,2}}")
"""A name that is defined elsewhere, as a role or not."""
EXCEPTION = re.compile(
    r"(?::[A-Za-z:]{1,40}:)?[`'\"]{0,2}[~!]?(?:\.(?=[^\W\d]))?"
    r"(?P<name>(?:[A-Za-z_][\w.]*)?(?:Error|Exception|Warning|Interrupt|Exit|StopIteration|StopAsyncIteration))"
    r"(?:\(\))?[`'\"]{0,2}(?!\w)"
)
"""A reference whose name says that it is an exception."""
_CLOSING = {"(": ")", "[": "]"}
_SEPARATOR = re.compile(r"(?P<comma>[ ]?,[ ]*)(?:(?P<last>and|or|&)[ ]+)?|[ ]?[/|][ ]?|[ ]+(?P<word>and|or|&)[ ]+")


def names_in(text: str, item: re.Pattern[str], start: int = 0) -> NameList | None:
    """Return the names that stand in a row from an index on, in brackets or not; None where there is none."""
    if text.startswith(("(", "["), start):
        listed = _names_in(text, item, start + 1)
        is_closed = listed is not None and text.startswith(_CLOSING[text[start]], listed.end)
        return listed._replace(end=listed.end + 1) if listed and is_closed else None
    return _names_in(text, item, start)


def _names_in(text: str, item: re.Pattern[str], start: int) -> NameList | None:
    names: list[str] = []
    joins: list[str] = []
    end, join = start, ""
    while match := item.match(text, start):
        name = match["name"] or match["quoted"]
        # A sentence's full stop is no part of a name.
        end = match.end() - (name.endswith(".") and name != "..." and match.end("name") == match.end())
        names.append(name.replace("\\", "") if name == "..." else name.replace("\\", "").rstrip("."))
        joins.append(join)
        separator = _SEPARATOR.match(text, end)
        if separator is None:
            break
        start, join = separator.end(), _join(separator)
    return NameList(tuple(names), tuple(joins[1:]), end) if names else None


def all_names_in(text: str, item: re.Pattern[str]) -> NameList | None:
    """Return the names of a text that holds nothing else, or None."""
    listed = names_in(text, item)
    return listed if listed and listed.end == len(text) else None


def _join(separator: re.Match[str]) -> str:
    """Return what a page shows between two names; words of the docstring stay."""
    word = separator["last"] or separator["word"]
    return f"{', ' if separator['last'] else ' '}{word} " if word else ", "
