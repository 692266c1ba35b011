"""Testing: the tests of a module, found through what they import; how to run a test file."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.link.graph import is_test
from extractor.link.resolve import Target
from extractor.render.model import Link
from extractor.render.subject import Subject


@dataclass(frozen=True)
class TestFile:
    """A test file that uses the module, and its tests that name something of it."""

    file: Link
    tests: tuple[Link, ...]


@dataclass(frozen=True)
class Testing:
    """What the section shows."""

    tests: tuple[TestFile, ...]
    is_test: bool


def testing(subject: Subject) -> Testing:
    """Return the tests of the file, sorted by path."""
    found = subject.repository.tests.get(subject.path, ())
    return Testing(
        tests=tuple(
            TestFile(
                Link(use.path, subject.docs_href(Target(use.path))),
                tuple(Link(name, subject.docs_href(Target(use.path, name))) for name in use.functions),
            )
            for use in found
        ),
        is_test=is_test(subject.file),
    )
