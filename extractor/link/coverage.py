"""Which tests use what: found through the imports of test files, and the names in the bodies of test functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from extractor.facts import FileFacts, PythonFacts, Struct
from extractor.link.resolve import Resolver, Target
from extractor.link.testing import holds_tests


class TestUse(Struct, frozen=True, array_like=True):
    """A test file that imports a module, and its test functions that use names of it."""

    path: str
    functions: tuple[str, ...]
    """Qualnames; none where the file imports the module without a test function that names what is in it."""


def find_uses(facts: FileFacts, imports: Iterable[str], resolver: Resolver) -> dict[str, tuple[str, ...]] | None:
    """Return, for each file that a test file imports or takes a name from, its test functions that use names of it.

    None for a file that holds no tests.
    """
    if facts.python is None or not holds_tests(facts):
        return None
    users: defaultdict[str, set[str]] = defaultdict(set, {path: set() for path in imports})
    for target, function in _uses(facts.path, facts.python, resolver):
        users[target].add(function)
    return {target: tuple(sorted(users[target])) for target in sorted(users)}


def _uses(path: str, facts: PythonFacts, resolver: Resolver) -> Iterator[tuple[str, str]]:
    """Yield the file of each definition that a test function uses, with the function's qualname."""
    names = dict.fromkeys(
        name for function in facts.functions for name in function.uses
    )  # `self.assertEqual` is in each
    targets = {name: _targets(path, name, resolver) for name in names}
    for function in facts.functions:
        parameters = {parameter.name for parameter in function.parameters}
        for name in function.uses:
            if name.partition(".")[0] not in parameters:
                for target in targets[name]:
                    yield target.path, function.qualname


def _targets(path: str, name: str, resolver: Resolver) -> list[Target]:
    """Return what the longest part of a dotted name that leads into another file leads to."""
    while name:
        target = resolver.dotted(path, name)
        if target is not None:
            return [target] if target.path != path else []
        name = name.rpartition(".")[0]
    return []
