"""Which files belong to the tests, and which of them hold tests."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping

from extractor.facts import FileFacts, Function, PythonFacts
from extractor.link.origins import canonical, module_names
from extractor.link.resolve import Target
from extractor.link.tracking import Tracker, top_name

_TEST_FOLDERS = frozenset({"test", "testing", "tests"})
_TEST_NAME = re.compile(r"test_.*|.*_test")
_SUPPORT_NAMES = frozenset({"conftest"})
_VAGUE_NAMES = frozenset({"test", "tests"})
"""What a file of tests may be called, and one of predicates too."""
_TEST_CASES = frozenset({"unittest.IsolatedAsyncioTestCase", "unittest.TestCase"})


def is_test(facts: FileFacts) -> bool:
    """Tell whether a file belongs to the tests: by a folder, by its name or, where that is vague, by what it holds."""
    folder, name = posixpath.split(facts.path)
    stem, suffix = posixpath.splitext(name)
    if stem in _VAGUE_NAMES and suffix == ".py" and facts.python is not None and not _is_test_folder(folder):
        return any(_takes_nothing_else(function) for function in facts.python.functions if is_test_function(function))
    return is_test_path(facts.path) and (facts.python is not None or _is_test_folder(folder))


def is_test_path(path: str) -> bool:
    """Tell whether a file belongs to the tests as far as its path says."""
    folder, name = posixpath.split(path)
    stem, suffix = posixpath.splitext(name)
    is_named = suffix == ".py" and (stem in _SUPPORT_NAMES or _TEST_NAME.fullmatch(stem) is not None)
    return is_named or _is_test_folder(folder)


def _is_test_folder(folder: str) -> bool:
    return not _TEST_FOLDERS.isdisjoint(folder.split("/"))


def holds_tests(facts: FileFacts) -> bool:
    """Tell whether a file of the tests is one of them, by its name or by what it holds, and not what they stand on."""
    if facts.python is None or not is_test(facts):
        return False
    stem = posixpath.splitext(posixpath.basename(facts.path))[0]
    return _TEST_NAME.fullmatch(stem) is not None or any(
        is_test_function(function) for function in facts.python.functions
    )


def is_test_function(function: Function) -> bool:
    """Tell whether pytest or unittest would look at a function: by its name and its place."""
    return function.name.startswith("test") and function.scope != "function"


def direct_test_cases(facts: PythonFacts) -> frozenset[str]:
    """Return the classes of a file that name a class of unittest's as their base."""
    names = module_names(facts)
    return frozenset(
        definition.qualname
        for definition in facts.classes
        if any(canonical(base, names) in _TEST_CASES for base in definition.bases)
    )


class TestCases:
    """The classes that derive from unittest's, be it through others; what it asks of these is told to the tracker."""

    def __init__(
        self, files: Mapping[str, FileFacts], bases: Mapping[Target, tuple[Target | None, ...]], tracker: Tracker
    ) -> None:
        self._files = files
        self._bases = bases
        self._tracker = tracker
        self._direct: dict[str, frozenset[str]] = {}

    def of(self, path: str) -> frozenset[str]:
        """Return those of a file, in time linear in the classes above."""
        facts = self._files[path].python
        waiting = [Target(path, definition.qualname) for definition in facts.classes] if facts else []
        derived = defaultdict[Target, list[Target]](list)
        cases: list[Target] = []
        seen = {*waiting}
        while waiting:
            target = waiting.pop()
            if self._is_direct(target):
                cases.append(target)
            for base in filter(None, self._bases.get(target, ())):
                derived[base].append(target)
                if base not in seen:
                    seen.add(base)
                    waiting.append(base)
        known = {*cases}
        # From the classes that name unittest's down: what derives from one is one, however far below.
        while cases:
            new = {target for target in derived[cases.pop()] if target not in known}
            known |= new
            cases += new
        return frozenset(target.qualname for target in known if target.path == path)

    def _is_direct(self, target: Target) -> bool:
        self._tracker.add((target.path, top_name(target.qualname)))
        if target.path not in self._direct:
            facts = self._files[target.path].python
            self._direct[target.path] = direct_test_cases(facts) if facts else frozenset()
        return target.qualname in self._direct[target.path]


def _takes_nothing_else(test: Function) -> bool:
    """Tell a test from a predicate: in `test.py`, `def test_sum()` is a test and `def test_bit(number, bit)` is not.

    Methods are taken for tests whatever they take.
    """
    return test.scope == "class" or not test.parameters
