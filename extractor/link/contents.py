"""What a file that says nothing of itself is told by: the names that it defines or exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from extractor.facts import FileFacts, PythonFacts
from extractor.link.modules import is_package
from extractor.link.public import public_names

if TYPE_CHECKING:
    from extractor.link.repository import LinkedRepository

_MOST = 4
"""Names that are told; how many there are beside them is said."""


def contents(facts: FileFacts, repository: LinkedRepository) -> str:
    """Return a sentence on what a package exports, or a module defines, as prose; empty for one of neither."""
    if facts.python is None:
        return ""
    defined = _in_order(facts.python, _defined(facts.python))
    return exports(facts, repository) or _sentence("Defines", defined)


def exports(facts: FileFacts, repository: LinkedRepository) -> str:
    """Return a sentence on what a package exports, as prose; empty for one that exports nothing, and for a module."""
    if facts.python is None or not is_package(facts.path):
        return ""
    return _sentence("Exports", sorted(public_names(facts.path, repository).names))


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
