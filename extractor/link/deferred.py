"""Imports that do not run while their module is imported: they close no circle of imports.

Those are imports under `TYPE_CHECKING`, which only a type checker follows, and imports inside of functions, which a
call runs. The body of a class runs with the module.
"""

from __future__ import annotations

from collections.abc import Collection

from extractor.facts import Condition, Import

TYPE_CHECKING = frozenset({"TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING"})
"""The tests of an `if` that only a type checker takes for true."""


def is_deferred(statement: Import, functions: Collection[str]) -> bool:
    """Tell whether importing the module leaves an import undone; `functions` are the qualnames of its functions."""
    return any(map(_is_for_types, statement.conditions)) or _is_in_function(statement.scope, functions)


def _is_for_types(condition: Condition) -> bool:
    return condition.kind in ("if", "elif") and condition.test in TYPE_CHECKING


def _is_in_function(scope: str, functions: Collection[str]) -> bool:
    while scope:
        if scope in functions:
            return True
        scope = scope.rpartition(".")[0]
    return False
