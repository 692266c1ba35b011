"""Which methods are properties, by their decorators."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.facts import Function

_ACCESSORS = frozenset({"deleter", "getter", "setter"})
_PROPERTY = "property"
"""How the names of decorators end that make properties: `cached_property` and `hybrid_property` too."""


def property_names(owner: str, functions: Iterable[Function | None]) -> frozenset[str]:
    """Return the names of the properties among the methods of a class."""
    return frozenset(
        function.name
        for function in functions
        if function is not None
        and function.decorators
        and function.qualname == f"{owner}.{function.name}"
        and is_property(function)
    )


def is_property(function: Function) -> bool:
    """Tell whether a method is a property, or the setter of one."""
    names = [decorator.name.rpartition(".") for decorator in function.decorators]
    return any(last.endswith(_PROPERTY) or (last in _ACCESSORS and first == function.name) for first, _, last in names)
