"""What a file that says nothing of itself is told by: the names that it defines or exports."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from extractor.facts import Import, PythonFacts
from extractor.link.modules import is_package

_MOST = 4
"""Names that are told; how many there are beside them is said."""


def contents(path: str, facts: PythonFacts) -> str:
    """Return a sentence on what a package exports, or a module defines, as prose; empty for one of neither."""
    return exports(path, facts) or _sentence("Defines", _in_order(facts, _defined(facts)))


def exports(path: str, facts: PythonFacts) -> str:
    """Return a sentence on what a package exports, as prose; empty for one that exports nothing, and for a module."""
    return _sentence("Exports", _in_order(facts, _exported(path, facts))) if is_package(path) else ""


def _exported(path: str, facts: PythonFacts) -> Iterator[str]:
    """Yield what a package offers: its `__all__`, else what it imports from its own modules; nothing where neither."""
    yield from facts.exports.names if facts.exports else ()
    for statement in () if facts.exports else facts.imports:
        if _is_own(path, statement):
            names = (item.alias or item.name for item in statement.names if item.name != "*")
            yield from (name for name in names if not name.startswith("_"))


def _is_own(path: str, statement: Import) -> bool:
    """Tell whether an import at the top of a package is from a module within it, be it by its absolute name."""
    if any(condition.test.rpartition(".")[2] == "TYPE_CHECKING" for condition in statement.conditions):
        return False
    if statement.scope or statement.level:
        return statement.level == 1 and not statement.scope
    folder, (package, dot, _) = posixpath.dirname(path).replace("/", "."), statement.module.rpartition(".")
    return bool(dot) and (folder == package or folder.endswith(f".{package}"))


def _defined(facts: PythonFacts) -> Iterator[str]:
    """Yield the names that stand at the top of a module: classes, functions, then what is bound to values."""
    for definitions in (facts.classes, facts.functions):
        yield from (definition.name for definition in definitions if definition.scope == "module")
    for kinds in (("constant", "type alias", "alias", "type variable"), ("variable",)):
        yield from (variable.name for variable in facts.variables if variable.kind in kinds)


def _in_order(facts: PythonFacts, names: Iterable[str]) -> list[str]:
    """Return names once: those that are public first, since a reader looks for them."""
    listed = frozenset(facts.exports.names) if facts.exports else None
    once = dict.fromkeys(name for name in names if name != "__all__")
    return sorted(once, key=lambda name: name.startswith("_") if listed is None else name not in listed)


def _sentence(verb: str, names: list[str]) -> str:
    """Return the first names with how many more there are; one alone is named too."""
    most = _MOST if len(names) > _MOST + 1 else _MOST + 1
    shown, more = ", ".join(f"`{name}`" for name in names[:most]), len(names) - most
    return (f"{verb} {shown} and {more:,} more" if more > 0 else f"{verb} {shown}") if names else ""
