"""How much the templates of others may make of one page: steps and characters, counted, the same on every machine.

Nothing here asks a clock. What an operation would make is told before it is done, since a single one of them can ask
for more than there is (`"a" * 10 ** 10`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, KeysView, Mapping, Sequence, ValuesView
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

import jinja2
import msgspec

MOST_STEPS = 10_000_000
"""For one page: rounds of loops, calls, filters and operations, and elements of lists that are gone through."""
MOST_CHARACTERS = 100_000_000
"""For one page: in all values that are made on the way; the page of the largest source takes a tenth."""
MOST_OF_A_VALUE = 10_000_000
"""Characters or elements of one value."""
MOST_BITS = 10_000
"""Of one number."""
MOST_NESTED = 50
"""Macros, includes and recursive loops that are within each other."""

_STEPS_OF_A_CALL = 20
_SEPARATOR = 4
"""Characters around an element of a list that is shown: quotes, a comma, a blank."""
_NUMBER = re.compile(r"\d+")

Predict: TypeAlias = Callable[..., int]
"""What an operation is given -> how many characters or elements it makes of that, at most."""


class LimitError(jinja2.TemplateRuntimeError):
    """A template asks for more than a page is worth, or for the text of what has none."""


class Budget:
    """What is left for one page."""

    def __init__(self) -> None:
        self._steps = MOST_STEPS
        self._characters = MOST_CHARACTERS
        self.nested = 0

    def step(self, count: int = 1) -> None:
        """Take so many steps."""
        self._steps -= count
        if self._steps < 0:
            raise LimitError(f"it takes more than {MOST_STEPS:,} steps to make this page; loop over less")

    def spend(self, characters: int) -> None:
        """Make a value of so many characters."""
        if characters > MOST_OF_A_VALUE:
            raise LimitError(f"a value of more than {MOST_OF_A_VALUE:,} characters; make less of it")
        self._characters -= characters
        if self._characters < 0:
            raise LimitError(f"it makes more than {MOST_CHARACTERS:,} characters on the way to this page; repeat less")

    def enter(self) -> None:
        """Go one level deeper; who does takes `nested` back."""
        self.step(_STEPS_OF_A_CALL)
        if self.nested >= MOST_NESTED:
            raise LimitError(f"macros, includes or loops nested more than {MOST_NESTED} deep; does one call itself?")
        self.nested += 1

    def counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """Yield the values, a step for each."""
        for value in values:
            self.step()
            yield value

    def weigh(self, *values: Any) -> int:
        """Return how many characters the values have as text, about; a step for each element on the way.

        A list that holds another twice counts it twice, as all do that print, compare or sort it: forty such around
        each other have a million million elements.
        """
        characters = 0
        left = list(values)
        while left and characters <= MOST_OF_A_VALUE:
            value = left.pop()
            if isinstance(value, str):
                characters += len(value)
            elif parts := _parts(value):
                self.step(len(parts))
                left += parts
            characters += _SEPARATOR
        return characters


def _parts(value: object) -> Sequence[Any]:
    """Return what a value that is no text consists of; raises a LimitError for what is no data."""
    if value is None or isinstance(value, bool | int | float | range | jinja2.Undefined):
        return ()
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, KeysView | ValuesView | ItemsView):
        return list(value)
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, msgspec.Struct):
        return [getattr(value, name) for name in value.__struct_fields__]
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    raise LimitError(f"a {type(value).__name__} is no data: it cannot be shown or compared")


# What operations make of what they are given


def number(value: object) -> int:
    """Return a width or a count that a template gives; 0 for what is none."""
    return max(int(value), 0) if isinstance(value, int | float) else 0


def width_of(spec: str, values: Iterable[object] = ()) -> int:
    """Return how wide the widths of a format make what it formats; with `*`, the values are widths too."""
    given = sum(number(value) for value in values) if "*" in spec else 0
    return given + sum(int(digits[:9]) for digits in _NUMBER.findall(spec))


def sum_of(left: object, right: object) -> int:
    """Return the size of `left + right` or `left - right`."""
    _limit_bits(left, right, lambda one, other: max(one, other) + 1)
    return _size(left) + _size(right)


def product_of(left: object, right: object) -> int:
    """Return the size of `left * right`."""
    _limit_bits(left, right, lambda one, other: one + other)
    return _size(left) * number(right) + _size(right) * number(left)


def power_of(left: object, right: object) -> int:
    """Return the size of `left ** right`."""
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > MOST_BITS:
        raise LimitError(f"a number of more than {MOST_BITS:,} bits; make a smaller one")
    return 0


def formatted(text: object, values: object) -> int:
    """Return the size of `text % values`, but for the values."""
    if not isinstance(text, str):
        return 0
    return len(text) + text.count("%") * width_of(text, values if isinstance(values, tuple) else (values,))


def _size(value: object) -> int:
    return len(value) if isinstance(value, str | list | tuple) else 0


def _limit_bits(left: object, right: object, bits: Callable[[int, int], int]) -> None:
    if isinstance(left, int) and isinstance(right, int) and bits(left.bit_length(), right.bit_length()) > MOST_BITS:
        raise LimitError(f"a number of more than {MOST_BITS:,} bits; make a smaller one")


def _lines(text: object) -> int:
    return len(str(text).splitlines()) + 1


def _replaced(text: object, old: object, new: object, *_: object) -> int:
    return len(str(text)) + (str(text).count(str(old)) + 1) * len(str(new))


def _padded(text: object, width: object = 80, *_: object) -> int:
    return len(str(text)) + number(width)


def _joined(values: object, separator: object = "", *_: object, **__: object) -> int:
    return len(values) * len(str(separator)) if isinstance(values, Collection) else 0


def _as_json(value: object, indent: object = None) -> int:
    """Return the size of JSON: with an indentation, each bracket may indent all lines once more."""
    text = str(value)
    return len(text) * (1 + number(indent) * (text.count("[") + text.count("{") if indent else 0))


def _rounded(_value: object, precision: object = 0, *_: object, **__: object) -> int:
    return power_of(10, precision)


def _truncated(_text: object, _length: object = 255, _kill: object = False, end: object = "...", *_: object) -> int:
    return len(str(end))


def _wrapped(
    text: object, _width: object = 79, _break: object = True, wrapstring: object = "", *_: object, **__: object
) -> int:
    return len(str(text)) * (len(str(wrapstring)) + 2)


PREDICTED_FILTERS: Mapping[str, Predict] = {
    "batch": lambda _values, linecount, fill_with=None: number(linecount) if fill_with is not None else 0,
    "center": _padded,
    "format": lambda text, *values, **_: formatted(str(text), values),
    "indent": lambda text, width=4, *_, **__: _lines(text) * (len(width) if isinstance(width, str) else number(width)),
    "join": _joined,
    "replace": _replaced,
    "round": _rounded,
    "slice": lambda _values, slices, *_, **__: number(slices),
    "tojson": _as_json,
    "truncate": _truncated,
    "wordwrap": _wrapped,
}
"""Filters that make much of little."""

PREDICTED_METHODS: Mapping[str, Predict] = {
    **dict.fromkeys(("center", "ljust", "rjust", "zfill"), _padded),
    "expandtabs": lambda text, tabsize=8: len(text) + text.count("\t") * number(tabsize),
    "join": lambda separator, values: _joined(values, separator),
    "replace": _replaced,
}
"""Methods of texts that do."""

PREDICTED_OPERATORS: Mapping[str, Predict] = {
    "%": formatted,
    "*": product_of,
    "**": power_of,
    "+": sum_of,
    "-": sum_of,
}
