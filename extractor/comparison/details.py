"""Details from pairs: one value and another, one list and another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from extractor.comparison.change import Detail
from extractor.comparison.code import Codes, expression_key, is_same_expression
from extractor.facts import Attribute, Variable

_Bound: TypeAlias = Attribute | Variable

_LONG = "(several lines)"
"""Stands for a value that facts do not hold."""


def value(aspect: str, old: str | None, new: str | None, name: str = "") -> Iterator[Detail]:
    """Yield a detail if the two expressions differ in more than their layout."""
    if not is_same_expression(old, new):
        yield Detail(aspect, name, old, new)


def members(aspect: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Detail]:
    """Yield a detail for each expression that only one of the lists has, or has more often; order does not count."""
    if old != new:
        before, after = _keyed(old), _keyed(new)
        yield from (Detail(aspect, old=text) for text in _surplus(before, after))
        yield from (Detail(aspect, new=text) for text in _surplus(after, before))


def _keyed(texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(expression_key(text), text) for text in texts]


def _surplus(these: list[tuple[str, str]], those: list[tuple[str, str]]) -> Iterator[str]:
    left = Counter(key for key, _ in those)
    for key, text in these:
        left[key] -= 1
        if left[key] < 0:
            yield text


def flag(aspect: str, old: bool, new: bool) -> Iterator[Detail]:
    """Yield a detail if one side has it and the other has not."""
    if old != new:
        yield Detail(aspect, old="" if old else None, new="" if new else None)


def docstring(old: str | None, new: str | None) -> Iterator[Detail]:
    """Yield a detail if a docstring came, went or changed; its text is in the source."""
    if old != new:
        yield Detail("docstring", old=None if old is None else "", new=None if new is None else "")


def described(aspect: str, old: _Bound, new: _Bound, name: str = "") -> Iterator[Detail]:
    """Yield a detail if what is said beside a name came, went or changed; its text is in the source."""
    if old.description != new.description:
        yield Detail(aspect, name, old="" if old.description else None, new="" if new.description else None)


def bound_value(aspect: str, old: _Bound, new: _Bound, codes: Codes | None, name: str = "") -> Iterator[Detail]:
    """Yield a detail if what is bound differs; a value that facts do not hold is looked up in the code, if there is."""
    yield from value(aspect, _text(old), _text(new), name)
    if (
        old.has_long_value
        and new.has_long_value
        and codes is not None
        and not codes.old.has_same_statement(old.line, codes.new, new.line)
    ):
        yield Detail(f"long {aspect}", name, _LONG, _LONG)


def _text(bound: _Bound) -> str | None:
    return _LONG if bound.has_long_value else bound.value
