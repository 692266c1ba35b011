"""The functions of the standard library that make classes, and under which names a module has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.facts import Import

ENUMS = ("Enum", "Flag", "IntEnum", "IntFlag", "StrEnum")
_MODULES: Mapping[str, tuple[str, ...]] = {
    "collections": ("namedtuple",),
    "dataclasses": ("make_dataclass",),
    "enum": ENUMS,
    "types": ("new_class",),
    "typing": ("NamedTuple", "TypedDict"),
    "typing_extensions": ("NamedTuple", "TypedDict"),
}
"""Module -> what makes classes in it."""
MAKERS = frozenset(name for names in _MODULES.values() for name in names) | {"type"}
"""The makers without their modules."""
BUILT_IN: Mapping[str, str] = {"type": "type"}
"""The makers that every module has."""


def makers_of(statement: Import) -> Iterator[tuple[str, str]]:
    """Yield the makers that an import brings: each as the module then writes it, and its absolute name.

    `import collections as c` brings `c.namedtuple`, and `from typing import NamedTuple as T` brings `T`.
    """
    # `import collections.abc` brings `collections`.
    is_top = not (statement.names or statement.alias)
    module = statement.module.partition(".")[0] if is_top else statement.module
    known = () if statement.level else _MODULES.get(module, ())
    if not statement.names:
        yield from ((f"{statement.alias or module}.{name}", f"{module}.{name}") for name in known)
    for item in statement.names:
        if item.name == "*":
            yield from ((name, f"{module}.{name}") for name in known)
        elif item.name in known:
            yield item.alias or item.name, f"{module}.{item.name}"
