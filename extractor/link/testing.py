"""Which files belong to the tests, and which of them hold tests."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

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


def is_test_case(
    class_: Target, files: Mapping[str, FileFacts], bases: Mapping[Target, tuple[Target | None, ...]]
) -> bool:
    """Tell whether a class derives from unittest's, directly or through classes of the repository."""
    seen, waiting = set[Target](), [class_]
    while waiting:
        target = waiting.pop()
        if target in seen:
            continue
        seen.add(target)
        body = files[target.path].body
        if isinstance(body, PythonFacts):
            names = module_names(body)
            written = (base for each in body.classes if each.qualname == target.qualname for base in each.bases)
            if any(canonical(base, names) in _TEST_CASES for base in written):
                return True
        waiting += [base for base in bases.get(target, ()) if base]
    return False


def _takes_nothing_else(test: Function) -> bool:
    """Tell a test from a predicate: pytest and unittest call a method, or a function of no argument."""
    return test.scope == "class" or not test.parameters
