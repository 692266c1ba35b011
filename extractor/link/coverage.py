"""Which tests use what: found through the imports of test files, and the names in the bodies of test functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractor.facts import FileFacts, PythonFacts
from extractor.link.resolve import Resolver, Target
from extractor.link.testing import holds_tests


@dataclass(frozen=True, slots=True)
class TestUse:
    """A test file that imports a module, and its test functions that use names of it."""

    path: str
    functions: tuple[str, ...]
    """Qualnames; none where the file imports the module without a test function that names what is in it."""


def find_tests(
    files: Mapping[str, FileFacts], imports: Mapping[str, tuple[str, ...]], resolver: Resolver
) -> dict[str, tuple[TestUse, ...]]:
    """Return, for each module that a test file imports or takes a name from, the test files in order.

    What only stands among the tests, a package of helpers say, is no test of what it imports; it has tests of its own.
    """
    found: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for path, facts in files.items():
        if isinstance(facts.body, PythonFacts) and holds_tests(facts):
            for target in imports.get(path, ()):
                found[target].setdefault(path, set())
            for target, function in _uses(path, facts.body, resolver):
                found[target].setdefault(path, set()).add(function)
    return {
        target: tuple(TestUse(path, tuple(sorted(names))) for path, names in sorted(tests.items()))
        for target, tests in sorted(found.items())
        if target in files and not holds_tests(files[target])
    }


def _uses(path: str, facts: PythonFacts, resolver: Resolver) -> Iterator[tuple[str, str]]:
    """Yield the file of each definition that a test function uses, with the function's qualname."""
    names = dict.fromkeys(name for each in facts.functions for name in each.uses)  # `self.assertEqual` is in each
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
