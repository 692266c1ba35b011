"""Who uses whom: imports, definitions and their users, inheritance, tests. All relations are sorted and both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from extractor.facts import Class, FileFacts, PythonFacts
from extractor.link.inheritance import find_orders
from extractor.link.reads import Reads, Watched
from extractor.link.resolve import Resolver, Target

_Key = TypeVar("_Key", str, Target)
_Value = TypeVar("_Value", str, Target)


@dataclass(frozen=True, slots=True)
class Graph:
    """The relations between the files and definitions of a repository; what has none is in no mapping."""

    imports: Mapping[str, tuple[str, ...]]
    """File -> the files of the repository that it imports."""
    imported_by: Mapping[str, tuple[str, ...]]
    users: Mapping[Target, tuple[str, ...]]
    """Definition -> the files that import it by name, through whatever re-exports."""
    bases: Mapping[Target, tuple[Target | None, ...]]
    """Class -> what its bases lead to, in order; None for a base outside of the repository."""
    subclasses: Mapping[Target, tuple[Target, ...]]
    overrides: Mapping[Target, Target]
    """Method -> the one that it overrides."""
    overridden_by: Mapping[Target, tuple[Target, ...]]


def find_graph(files: Mapping[str, FileFacts], resolver: Resolver) -> Graph:
    """Return the relations between the files."""
    python = {path: facts.body for path, facts in files.items() if isinstance(facts.body, PythonFacts)}
    imports = {path: sorted(set(_imports(path, facts, resolver)) - {path}) for path, facts in python.items()}
    bases = {target: found for path, facts in python.items() for target, found in _bases(path, facts, resolver)}
    methods = {
        Target(path, each.qualname)
        for path, facts in python.items()
        for each in facts.functions
        if each.scope == "class"
    }
    orders = find_orders(bases)
    overrides = {method: base for method in sorted(methods) if (base := _overridden(method, orders, methods))}
    return Graph(
        imports={path: tuple(found) for path, found in imports.items() if found},
        imported_by=_inverse((path, target) for path, found in imports.items() for target in found),
        users=_inverse(_uses(python, resolver)),
        bases=bases,
        subclasses=_inverse((child, base) for child, found in bases.items() for base in found if base),
        overrides=overrides,
        overridden_by=_inverse(overrides.items()),
    )


def watched_graph(graph: Graph, reads: Reads) -> Graph:
    """Return the same relations; whose are asked for is noted."""
    return Graph(
        imports=Watched(graph.imports, reads, str),
        imported_by=Watched(graph.imported_by, reads, str),
        users=Watched(graph.users, reads, _path),
        bases=Watched(graph.bases, reads, _path),
        subclasses=Watched(graph.subclasses, reads, _path),
        overrides=Watched(graph.overrides, reads, _path),
        overridden_by=Watched(graph.overridden_by, reads, _path),
    )


def _path(target: Target) -> str:
    return target.path


def base_name(base: str) -> str:
    """Return the dotted name of a base as written, its type arguments left out."""
    return base.partition("[")[0].partition("(")[0].strip()


def _imports(path: str, facts: PythonFacts, resolver: Resolver) -> Iterator[str]:
    for statement in facts.imports:
        yield from resolver.files_of(path, statement)


def _uses(python: Mapping[str, PythonFacts], resolver: Resolver) -> Iterator[tuple[str, Target]]:
    for path, facts in python.items():
        for statement in facts.imports:
            for item in statement.names:
                target = resolver.imported(path, statement, item.name)
                if target and target.qualname and target.path != path:
                    yield path, target


def _bases(path: str, facts: PythonFacts, resolver: Resolver) -> Iterator[tuple[Target, tuple[Target | None, ...]]]:
    """Yield each class with what its bases lead to; of several definitions of one name, the first."""
    classes: dict[str, Class] = {}
    for each in facts.classes:
        classes.setdefault(each.qualname, each)
    for qualname, each in classes.items():
        scope = qualname.rpartition(".")[0]
        found = (_class(resolver.dotted(path, base_name(base), scope), each, path) for base in each.bases)
        yield Target(path, qualname), tuple(found)


def _class(target: Target | None, child: Class, path: str) -> Target | None:
    """Return the base unless it is the class itself, redefined under its own name."""
    return target if target and target.qualname and target != Target(path, child.qualname) else None


def _overridden(method: Target, orders: Mapping[Target, list[Target]], methods: set[Target]) -> Target | None:
    """Return the method that Python would have found without this one, as far as the bases are known."""
    owner, _, name = method.qualname.rpartition(".")
    bases = orders.get(Target(method.path, owner), [])[1:]
    candidates = (Target(base.path, f"{base.qualname}.{name}") for base in bases)
    return next((each for each in candidates if each in methods), None)


def _inverse(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Value, tuple[_Key, ...]]:
    found: defaultdict[_Value, set[_Key]] = defaultdict(set)
    for key, value in pairs:
        found[value].add(key)
    return {value: tuple(sorted(found[value])) for value in sorted(found)}
