"""Which files belong to the tests, and which of them hold tests."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from extractor.facts import FileFacts, Function, PythonFacts
from extractor.link.names import canonical, module_names
from extractor.link.resolve import Target

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
    if not _TEST_FOLDERS.isdisjoint(folder.split("/")):
        return True
    if suffix != ".py" or not isinstance(facts.body, PythonFacts):
        return False
    if stem in _VAGUE_NAMES:
        return any(_takes_nothing_else(each) for each in facts.body.functions if is_test_function(each))
    return stem in _SUPPORT_NAMES or _TEST_NAME.fullmatch(stem) is not None


def holds_tests(facts: FileFacts) -> bool:
    """Tell whether a file of the tests is one of them, by its name or by what it holds, and not what they stand on."""
    if not isinstance(facts.body, PythonFacts) or not is_test(facts):
        return False
    stem = posixpath.splitext(posixpath.basename(facts.path))[0]
    return _TEST_NAME.fullmatch(stem) is not None or any(is_test_function(each) for each in facts.body.functions)


def is_test_function(function: Function) -> bool:
    """Tell whether pytest or unittest would look at a function: by its name and its place."""
    return function.name.startswith("test") and function.scope != "function"


def find_test_cases(
    path: str, files: Mapping[str, FileFacts], bases: Mapping[Target, tuple[Target | None, ...]]
) -> frozenset[str]:
    """Return the classes of a file that derive from unittest's, directly or through classes of the repository."""
    derived = defaultdict[Target, list[Target]](list)
    written: dict[str, _Written] = {}
    cases: list[Target] = []
    waiting = [Target(path, name) for name in _written(files[path]).bases]
    seen = {*waiting}
    while waiting:
        target = waiting.pop()
        known = written.get(target.path) or written.setdefault(target.path, _written(files[target.path]))
        if any(canonical(base, known.names) in _TEST_CASES for base in known.bases.get(target.qualname, ())):
            cases.append(target)
        for base in filter(None, bases.get(target, ())):
            derived[base].append(target)
            if base not in seen:
                seen.add(base)
                waiting.append(base)
    found = {*cases}
    while cases:  # what derives from one is one
        new = {each for each in derived[cases.pop()] if each not in found}
        found |= new
        cases += new
    return frozenset(each.qualname for each in found if each.path == path)


class _Written(NamedTuple):
    """What a file's classes name as their bases, and what its names mean."""

    bases: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]


def _written(facts: FileFacts) -> _Written:
    body = facts.body
    if not isinstance(body, PythonFacts):
        return _Written({}, {})
    bases = defaultdict[str, tuple[str, ...]](tuple)
    for each in body.classes:
        bases[each.qualname] += each.bases
    return _Written(bases, module_names(body))


def _takes_nothing_else(test: Function) -> bool:
    """Tell a test from a predicate: pytest and unittest call a method, or a function of no argument."""
    return test.scope == "class" or not test.parameters
