"""What one file says of others: its imports, the bases of its classes, its calls, and what its tests use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from extractor.facts import Class, FileFacts, PythonFacts, Struct
from extractor.link.callers import OwnCall, find_calls
from extractor.link.coverage import find_uses
from extractor.link.deferred import is_deferred
from extractor.link.fixtures import Asked, find_asked
from extractor.link.resolve import Resolver, Target
from extractor.link.testing import is_test

_Value = TypeVar("_Value", str, OwnCall)


class Links(Struct, frozen=True, array_like=True):
    """Where what stands in a file leads to, as far as that is in the repository."""

    imports: tuple[str, ...] = ()
    """The other files that it imports, sorted."""
    names: Mapping[str, tuple[str, ...]] = {}
    """File -> the definitions there that it imports by name, through whatever re-exports; sorted."""
    bases: Mapping[str, tuple[Target | None, ...]] = {}
    """Each class -> what its bases lead to, in order; None for a base outside of the repository."""
    methods: Mapping[str, tuple[str, ...]] = {}
    """Class -> the names of its methods."""
    calls: Mapping[str, tuple[OwnCall, ...]] = {}
    """File -> the calls of what is public there: one for each function around and each callee; sorted."""
    is_test: bool = False
    """Whether the file belongs to the tests."""
    tested: Mapping[str, tuple[str, ...]] | None = None
    """File -> the test functions that use names of it; None where there are no tests."""
    deferred: tuple[str, ...] = ()
    """Those of its imports that do not run while it is imported, sorted."""
    fixtures: Asked = Asked()
    """The fixtures that it defines and asks for."""


def find_links(facts: FileFacts, resolver: Resolver) -> Links:
    """Return what a file says of others."""
    path, body = facts.path, facts.python
    if body is None:
        return Links()
    all_imports = _imports(path, body, resolver)
    imports = sorted(all_imports)
    return Links(
        imports=tuple(imports),
        names=_grouped(_names(path, body, resolver)),
        bases=dict(_bases(path, body, resolver)),
        methods=_grouped(_methods(body)),
        calls=_grouped(find_calls(facts, resolver)),
        is_test=is_test(facts),
        tested=find_uses(facts, imports, resolver),
        deferred=tuple(target for target in imports if all_imports[target]),
        fixtures=find_asked(facts),
    )


def base_name(base: str) -> str:
    """Return the dotted name of a base as written, its type arguments left out."""
    return base.partition("[")[0].partition("(")[0].strip()


def _imports(path: str, facts: PythonFacts, resolver: Resolver) -> dict[str, bool]:
    """Return the other files that a file imports, and whether none of the statements runs while it is imported."""
    functions = frozenset([function.qualname for function in facts.functions])
    imports: dict[str, bool] = {}
    for statement in facts.imports:
        deferred = is_deferred(statement, functions) if statement.scope or statement.conditions else False
        for target in resolver.files_of(path, statement):
            imports[target] = deferred and imports.get(target, True)
    imports.pop(path, None)
    return imports


def _names(path: str, facts: PythonFacts, resolver: Resolver) -> Iterator[tuple[str, str]]:
    for statement in facts.imports:
        for item in statement.names:
            target = resolver.imported(path, statement, item.name)
            if target and target.qualname and target.path != path:
                yield target.path, target.qualname


def _methods(facts: PythonFacts) -> Iterator[tuple[str, str]]:
    for function in facts.functions:
        if function.scope == "class":
            yield function.qualname.rpartition(".")[0], function.name


def _bases(path: str, facts: PythonFacts, resolver: Resolver) -> Iterator[tuple[str, tuple[Target | None, ...]]]:
    """Yield each class with what its bases lead to; of several definitions of one name, the first."""
    classes: dict[str, Class] = {}
    for definition in facts.classes:
        classes.setdefault(definition.qualname, definition)
    for qualname, definition in classes.items():
        scope = qualname.rpartition(".")[0]
        own = Target(path, qualname)
        targets = [resolver.dotted(path, base_name(base), scope) for base in definition.bases]
        bases = (_redefined(path, definition, facts, resolver) if target == own else target for target in targets)
        yield qualname, tuple(target if target and target.qualname and target != own else None for target in bases)


def _redefined(path: str, child: Class, facts: PythonFacts, resolver: Resolver) -> Target | None:
    """Return what an import bound to the name of a class before it: the base of `class Error(Error)`."""
    for statement in facts.imports:
        for item in statement.names if not statement.scope and statement.line < child.line else ():
            if (item.alias or item.name) == child.name:
                return resolver.imported(path, statement, item.name)
    return None


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> dict[str, tuple[_Value, ...]]:
    """Return what goes with each key, sorted, each once."""
    groups: defaultdict[str, set[_Value]] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return {key: tuple(sorted(groups[key])) for key in sorted(groups)}
