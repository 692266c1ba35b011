"""What a name in a module stands for, as far as the module's own imports tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extractor.facts import Import, PythonFacts


def module_names(facts: PythonFacts) -> dict[str, str]:
    """Return the dotted origin of every name that the module binds.

    That of an import is absolute, and the last one wins; what only a relative import, a definition or an assignment
    binds starts with a dot, so that it is never taken for a builtin.
    """
    return _names((statement for statement in facts.imports if not statement.scope), facts)


def scope_names(facts: PythonFacts, owner: str) -> dict[str, str]:
    """Return the dotted origin of every name that is seen inside a function or class.

    Those are the names of the module, and what the imports in it and in the definitions around it bind.
    """
    return _names(
        (
            statement
            for statement in facts.imports
            if f"{owner}.".startswith(f"{statement.scope}.") or not statement.scope
        ),
        facts,
    )


def _names(imports: Iterable[Import], facts: PythonFacts) -> dict[str, str]:
    names: dict[str, str] = {}
    relative: dict[str, str] = {}
    for statement in imports:
        bound = relative if statement.level else names
        module = "." * statement.level + statement.module
        if not statement.names:
            top = module.partition(".")[0]
            bound[statement.alias or top] = module if statement.alias else top
        for item in statement.names:
            bound[item.alias or item.name] = f"{module}.{item.name}"
    own = (*(definition for definition in facts.definitions() if definition.scope == "module"), *facts.variables)
    return {entry.name: f".{entry.name}" for entry in own} | relative | names


def canonical(dotted: str, names: Mapping[str, str]) -> str:
    """Return a dotted name with its first part replaced by what was imported under it; builtins have no module."""
    first, dot, rest = dotted.partition(".")
    return f"{names.get(first, first)}{dot}{rest}".removeprefix("builtins.")
