"""The module-level names of one file, by what binds them: definitions, assignments and imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from extractor.facts import Import, ImportedName, PythonFacts


@dataclass(slots=True)
class Namespace:
    """The module-level names of one file."""

    defined: frozenset[str]
    """Classes and functions."""
    variables: frozenset[str]
    aliases: Mapping[str, str]
    """Variable -> the attribute of that name that it is bound to."""
    qualnames: frozenset[str]
    """Of all definitions."""
    callables: frozenset[str]
    """Of those that stand in no function."""
    imported: dict[str, list[tuple[Import, ImportedName | None]]] = field(default_factory=dict)
    """In source order: behind `except ImportError` stands another."""
    stars: list[Import] = field(default_factory=list)

    def binds(self, name: str) -> bool:
        """Tell whether the name is bound here, though what it is bound to may be out of sight."""
        return name in self.defined or name in self.variables or name in self.imported


def namespace_of(facts: PythonFacts) -> Namespace:
    """Return the module-level names of a file."""
    definitions = facts.definitions()
    namespace = Namespace(
        defined=frozenset(definition.name for definition in definitions if definition.scope == "module"),
        variables=frozenset(variable.name for variable in facts.variables),
        aliases={
            variable.name: variable.value for variable in facts.variables if variable.kind == "alias" and variable.value
        },
        qualnames=frozenset(definition.qualname for definition in definitions),
        callables=frozenset(definition.qualname for definition in definitions if definition.scope != "function"),
    )
    for statement in facts.imports:
        if not statement.scope:
            _bind(namespace, statement)
    return namespace


def _bind(namespace: Namespace, statement: Import) -> None:
    if not statement.names:
        name = statement.alias or statement.module.partition(".")[0]
        namespace.imported.setdefault(name, []).append((statement, None))
    for item in statement.names:
        if item.name == "*":
            namespace.stars.append(statement)
        else:
            namespace.imported.setdefault(item.alias or item.name, []).append((statement, item))
