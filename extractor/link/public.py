"""What a module shows to others: `__all__`, with what it is joined from, or what convention says where there is none.

Without `__all__`, public are the names that the module defines and that begin with no underscore (PEP 8), and those
that it hands on: `from .core import Engine as Engine` (PEP 484) and, in a package, whatever it imports from its own
modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from extractor.facts import Class, CodeFacts, Exports, Function, Import, PythonFacts, Variable
from extractor.link.modules import is_package

if TYPE_CHECKING:
    from extractor.link.repository import LinkedRepository

_SHOWN = ("alias", "constant", "type alias", "variable")
"""The kinds of variables that count as public by convention."""
_TYPE_CHECKING = "TYPE_CHECKING"
_DEEPEST = 10
"""How often what is joined to an `__all__` is joined of others itself: in a chain each would list all before it."""


class Public(NamedTuple):
    """The public names of a module."""

    names: frozenset[str] = frozenset()
    joined: tuple[str, ...] = ()
    """What is joined to `__all__` besides, as the source writes it: what the repository does not tell."""


def public_names(path: str, repository: LinkedRepository) -> Public:
    """Return what the module at a path shows to others."""
    exports = repository.resolver.all_of(path)
    if exports is not None:
        return _of_all(path, exports, repository)
    return Public(frozenset(_by_convention(path, repository, set())))


def exports_name(facts: CodeFacts, name: str) -> bool:
    """Tell whether a file shows a name that it defines, as far as the file itself tells."""
    exports = facts.exports if isinstance(facts, PythonFacts) else None
    if exports is None or (exports.unresolved and name not in exports.names):
        return not _is_private(name) or (name.startswith("__") and name.endswith("__"))
    return name in exports.names


def _of_all(path: str, exports: Exports, repository: LinkedRepository) -> Public:
    """Return the names of an `__all__`, and of those that are joined to it."""
    names, joined = dict.fromkeys(exports.names), dict.fromkeys(exports.unresolved)
    waiting = [(path, module, f"{module}.__all__", exports.removed, 1) for module in exports.modules]
    seen = {path}
    while waiting:
        importer, module, text, removed, depth = waiting.pop()
        source = repository.resolver.joined(importer, module)
        other = repository.resolver.all_of(source) if source else None
        is_far = depth > _DEEPEST
        if source is None or other is None or other.unresolved or is_far:
            joined[text] = None
        if source is not None and other is not None and source not in seen and not is_far:
            seen.add(source)
            names.update(dict.fromkeys(name for name in other.names if name not in removed))
            removed = (*removed, *other.removed)
            waiting += [(source, module, text, removed, depth + 1) for module in other.modules]
    return Public(frozenset(names), tuple(sorted(joined)))


def _by_convention(path: str, repository: LinkedRepository, seen: set[str]) -> Iterator[str]:
    """Yield the public names of a module without `__all__`, be they of modules that it imports with a star."""
    seen.add(path)
    file = repository.files.get(path)  # None for one that cannot be read
    facts = file.code if file else None
    if facts is None:
        return
    yield from _defined(facts)
    for statement in facts.imports:
        if statement.scope or _is_for_types_alone(path, statement):
            continue
        yield from _handed_on(path, statement, repository)
        source = repository.resolver.module(path, statement)
        if source and source not in seen and _is_star(statement) and _is_own(path, statement, repository):
            exports = repository.resolver.all_of(source)
            names = _by_convention(source, repository, seen) if exports is None else public_names(source, repository)[0]
            yield from (name for name in names if exports is not None or not _is_private(name))


def _defined(facts: CodeFacts) -> Iterator[str]:
    """Yield the public names that a module defines for importers."""
    defined: list[Class | Function | Variable] = [
        definition for definition in facts.definitions() if definition.scope == "module"
    ]
    defined += [variable for variable in facts.variables if variable.kind in _SHOWN]
    for definition in defined:
        is_guarded = any(condition.is_main_guard for condition in definition.conditions)
        if not _is_private(definition.name) and not is_guarded:
            yield definition.name


def _handed_on(path: str, statement: Import, repository: LinkedRepository) -> Iterator[str]:
    """Yield the names that an import is there to hand on."""
    if not statement.names and statement.alias == statement.module:
        yield statement.module
    is_own = _is_own(path, statement, repository)
    for item in statement.names:
        name = item.alias or item.name
        if name == "*" or name.startswith("_"):
            continue
        target = repository.resolver.imported(path, statement, item.name) if is_own else None
        is_module = target is not None and not target.qualname
        if item.alias == item.name or (is_own and not is_module):
            yield name


def _is_own(path: str, statement: Import, repository: LinkedRepository) -> bool:
    """Tell whether a package imports from one of its own modules."""
    if not is_package(path):
        return False
    folder = path.rpartition("/")[0]
    place = repository.modules.place(path, statement)
    return place is not None and f"{place}/".startswith(f"{folder}/") and bool(folder)


def _is_star(statement: Import) -> bool:
    return any(item.name == "*" for item in statement.names)


def _is_for_types_alone(path: str, statement: Import) -> bool:
    return not path.endswith(".pyi") and any(
        condition.kind == "if" and condition.test.rpartition(".")[2] == _TYPE_CHECKING
        for condition in statement.conditions
    )


def _is_private(name: str) -> bool:
    return name.startswith("_")
