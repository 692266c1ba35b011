"""Testing & Usage: the tests of a module, how to run a file, and how others use what it defines."""

from __future__ import annotations

import posixpath
import shlex
from dataclasses import dataclass

from extractor.facts import PythonFacts
from extractor.link.modules import folders_above, is_package
from extractor.link.resolve import Target
from extractor.link.stdlib import STANDARD_LIBRARY
from extractor.link.testing import holds_tests, is_test, is_test_function
from extractor.rendering.model import Link
from extractor.rendering.subject import Subject

_TEST_FOLDERS = ("test", "tests")
_MOST_CALL_SITES = 5
"""On a page, which says that there are more."""


@dataclass(frozen=True)
class TestFile:
    """A test file that uses the module, and its tests that name something of it."""

    file: Link
    tests: tuple[Link, ...]


@dataclass(frozen=True)
class Testing:
    """What the section shows of tests."""

    tests: tuple[TestFile, ...]
    is_test: bool
    """Whether the file belongs to the tests."""
    holds_tests: bool
    command: str
    """What runs a test file from the repository's folder; empty for a file that holds no test."""
    test_folder: str
    """The nearest folder of tests, by its customary name; empty where there is none."""
    is_module: bool
    """Whether the file is a program's, which tests could import."""


@dataclass(frozen=True)
class ShownExample:
    """Code of a docstring."""

    owner: Link
    """An empty text is the module."""
    code: str
    language: str
    """Of the fence; empty where only a reader can tell."""


@dataclass(frozen=True)
class ShownCall:
    """A call of something that the module defines, in another file."""

    callee: Link
    file: Link
    owner: Link
    """An empty text is the file's module level."""


@dataclass(frozen=True)
class Usage:
    """What the section shows of use."""

    command: str
    """What runs the file as a script; empty where it is none."""
    examples: tuple[ShownExample, ...]
    calls: tuple[ShownCall, ...]
    has_more_calls: bool
    """Whether there are others, which are not counted: each file that calls it would change the page."""

    @property
    def is_known(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.command or self.examples or self.calls)


def testing(subject: Subject) -> Testing:
    """Return the tests of the file, sorted by path."""
    uses = subject.repository.tests.get(subject.path, ())
    return Testing(
        tests=tuple(
            TestFile(
                Link(use.path, subject.docs_href(Target(use.path))),
                tuple(Link(name, subject.docs_href(Target(use.path, name))) for name in use.functions),
            )
            for use in uses
        ),
        is_test=is_test(subject.file),
        holds_tests=holds_tests(subject.file),
        command=_test_command(subject),
        test_folder=_test_folder(subject),
        is_module=subject.kind.role in ("code", "script"),
    )


def usage(subject: Subject) -> Usage:
    """Return how the file is used: as a script, in its own examples, by others."""
    facts = subject.python or PythonFacts()
    uses = subject.repository.tests.get(subject.path, ())
    shown = {(use.path, function) for use in uses for function in use.functions}  # under Testing
    sites = [site for site in subject.repository.callers.get(subject.path, ()) if (site.path, site.owner) not in shown]
    return Usage(
        command=_script_command(subject) if facts.has_main_guard else "",
        examples=tuple(
            ShownExample(
                Link(example.owner, subject.anchors.of(example.owner)),
                example.code,
                "python" if example.is_marked else "",
            )
            for example in facts.examples
        ),
        calls=tuple(
            ShownCall(
                Link(site.callee, subject.anchors.of(site.callee)),
                Link(site.path, subject.docs_href(Target(site.path))),
                Link(site.owner, subject.docs_href(Target(site.path, site.owner)) if site.owner else ""),
            )
            for site in sites[:_MOST_CALL_SITES]
        ),
        has_more_calls=len(sites) > _MOST_CALL_SITES,
    )


def _test_folder(subject: Subject) -> str:
    """Return the folder of tests beside the file or, of those beside the folders around it, the innermost."""
    for folder in (subject.folder, *folders_above(subject.folder), ""):
        for name in _TEST_FOLDERS:
            if (path := posixpath.join(folder, name)) in subject.repository.folders:
                return path
    return ""


def _test_command(subject: Subject) -> str:
    """Return what runs the tests of a file: unittest's runner where nothing in it is left to pytest."""
    facts = subject.python
    if facts is None or not is_test(subject.file) or not subject.name.endswith(".py"):
        return ""
    cases = {cls.qualname for cls in facts.classes if cls.scope == "module" and cls.qualname in subject.test_cases}
    # pytest collects functions of the module and of classes `Test...`, and all that unittest does.
    owners = {function.qualname.rpartition(".")[0] for function in facts.functions if is_test_function(function)}
    if not owners & ({""} | {cls.qualname for cls in facts.classes if cls.name.startswith("Test")} | cases):
        return ""
    is_unittest = owners <= cases and not any(
        statement.module.partition(".")[0] == "pytest" for statement in facts.imports
    )
    is_named = subject.module == posixpath.splitext(subject.path)[0].replace("/", ".")
    if is_unittest and is_named and not _is_shadowed(subject):
        return f"python -m unittest {subject.module}"
    return f"pytest {_argument(subject.path)}"


def _script_command(subject: Subject) -> str:
    """Return what runs a module with a main guard: by its name inside a package, else by its path."""
    init = posixpath.join(subject.folder, "__init__.py")
    if not subject.name.endswith(".py") or is_package(subject.path):
        return ""
    if subject.module and init in subject.repository.files and not _is_shadowed(subject):
        return f"python -m {subject.module.removesuffix('.__main__')}"
    return f"python {_argument(subject.path)}"


def _is_shadowed(subject: Subject) -> bool:
    """Tell whether a module is in a namespace package that Python has a package of its own for, such as `test`."""
    top, _, rest = subject.path.partition("/")
    return bool(rest) and top in STANDARD_LIBRARY and f"{top}/__init__.py" not in subject.repository.files


def _argument(path: str) -> str:
    """Return a path as a word of a shell command that is no option."""
    return shlex.quote(f"./{path}" if path.startswith("-") else path)
