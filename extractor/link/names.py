"""What a name in a module stands for, as far as the module's own imports tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extractor.facts import Import


def imported_names(imports: Iterable[Import]) -> dict[str, str]:
    """Return the dotted origin of every name that module-level absolute imports bind; the last binding wins."""
    names: dict[str, str] = {}
    for statement in imports:
        if statement.scope or statement.level:
            continue
        if not statement.names:
            top = statement.module.partition(".")[0]
            names[statement.alias or top] = statement.module if statement.alias else top
        for item in statement.names:
            names[item.alias or item.name] = f"{statement.module}.{item.name}"
    return names


def canonical(dotted: str, names: Mapping[str, str]) -> str:
    """Return a dotted name with its first part replaced by what was imported under it."""
    first, dot, rest = dotted.partition(".")
    return f"{names.get(first, first)}{dot}{rest}"
