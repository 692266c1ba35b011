"""File Purpose: what a file is for, by its place and by what it holds; never by a part of a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from extractor.link.modules import is_stub
from extractor.link.testing import is_test
from extractor.rendering.sections.entry_points import commands
from extractor.rendering.subject import Subject

Predicate: TypeAlias = Callable[[Subject], bool]

_FOLDERS: Mapping[str, frozenset[str]] = {
    "documentation": frozenset({"doc", "docs", "documentation"}),
    "examples": frozenset({"benchmark", "benchmarks", "demo", "demos", "example", "examples", "samples"}),
    "tool": frozenset({"bin", "script", "scripts", "tool", "tools"}),
}
_SETUP_NAMES = frozenset({
    "conf.py", "config.py", "configuration.py", "pyproject.toml", "settings.py", "setup.cfg", "setup.py", "tox.ini",
})  # fmt: skip
_GENERIC = frozenset({"JSON Configuration", "YAML Configuration"})
"""Formats that hold data as often as settings: their suffix alone says nothing."""


def _in_folder(purpose: str) -> Predicate:
    folders = _FOLDERS[purpose]
    return lambda subject: not folders.isdisjoint(subject.folder.split("/"))


def _is_test(subject: Subject) -> bool:
    return is_test(subject.file)


def _is_documentation(subject: Subject) -> bool:
    return subject.kind.family in ("markdown", "rest") or _in_folder("documentation")(subject)


def _is_tool(subject: Subject) -> bool:
    return _is_program(subject) and _in_folder("tool")(subject)


def _is_program(subject: Subject) -> bool:
    return subject.kind.role in ("code", "script")


def _is_package(subject: Subject) -> bool:
    return subject.name in ("__init__.py", "__init__.pyi")


def _is_setup(subject: Subject) -> bool:
    is_settings = subject.kind.role in ("build", "configuration") and subject.kind.label not in _GENERIC
    return subject.name in _SETUP_NAMES or is_settings


def _has_unit_tests(subject: Subject) -> bool:
    facts = subject.python
    if facts is None:
        return False
    if subject.test_cases:
        return True
    uses_tests = any(function.scope == "module" and function.name.startswith("test_") for function in facts.functions)
    return uses_tests and _is_test(subject)


def _is_script(subject: Subject) -> bool:
    has_guard = subject.python is not None and subject.python.has_main_guard
    return has_guard or (subject.file.has_shebang and _is_program(subject))


def _is_entry_point(subject: Subject) -> bool:
    return bool(commands(subject))


_PURPOSES: Mapping[str, Predicate] = {
    "testing": _is_test,
    "documentation": _is_documentation,
    "examples": _in_folder("examples"),
    "tool": _is_tool,
    "package": _is_package,
    "stub": lambda subject: is_stub(subject.path),
    "setup": _is_setup,
    "unit tests": _has_unit_tests,
    "script": _is_script,
    "entry point": _is_entry_point,
}
"""Purpose -> whether it holds; the sentences stand in the section's template, in this order."""


def purposes(subject: Subject) -> tuple[str, ...]:
    """Return the purposes that hold, in a fixed order; none where nothing is known."""
    return tuple(purpose for purpose, holds in _PURPOSES.items() if holds(subject))
