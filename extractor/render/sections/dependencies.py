"""Import Dependencies: every import of the file, nothing lost, one line a module."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from extractor.facts import Import
from extractor.render.markdown import code_span
from extractor.render.sections.conditions import mark
from extractor.render.subject import Subject

_ITSELF = ""
"""Stands for the module itself among the names that are imported from it."""


@dataclass(frozen=True)
class ImportedName:
    """A name imported from a module, or the module itself (empty); the marks are Markdown."""

    name: str
    alias: str | None
    marks: tuple[str, ...]


@dataclass(frozen=True)
class ImportedModule:
    """A module and all that the file takes from it."""

    name: str
    href: str
    names: tuple[ImportedName, ...]
    written: tuple[str, ...]
    """The relative forms that the source uses."""


@dataclass(frozen=True)
class Dependencies:
    """The section's groups, in the order of the page."""

    standard_library: tuple[ImportedModule, ...]
    third_party: tuple[ImportedModule, ...]
    repository: tuple[ImportedModule, ...]

    def __bool__(self) -> bool:
        return bool(self.standard_library or self.third_party or self.repository)


def dependencies(subject: Subject) -> Dependencies | None:
    """Return the imports by where they come from, or None for a file that imports cannot be told of."""
    if subject.python is None:
        return None
    statements: defaultdict[str, list[Import]] = defaultdict(list)
    for each in subject.python.imports:
        statements[subject.repository.modules.imported(subject.path, each)].append(each)
    groups: defaultdict[str, list[ImportedModule]] = defaultdict(list)
    for name in sorted(statements):
        origin = "repository" if name.startswith(".") else subject.repository.origin(name)
        groups[origin].append(_module(name, statements[name], subject))
    return Dependencies(*(tuple(groups[key]) for key in ("standard library", "third party", "repository")))


def _module(name: str, statements: list[Import], subject: Subject) -> ImportedModule:
    target = subject.repository.modules.files.get(name)
    written = {"." * each.level + each.module for each in statements if each.level}
    return ImportedModule(
        name=name,
        href=subject.href(subject.page_of(target)) if target else "",
        names=_names(statements),
        written=tuple(sorted(written - {name})),
    )


def _names(statements: list[Import]) -> tuple[ImportedName, ...]:
    marks: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in statements:
        for name, alias in _bound(each):
            marks[name, alias].append(_mark(each))
    return tuple(ImportedName(name, alias or None, _distinct(marks[name, alias])) for name, alias in sorted(marks))


def _bound(statement: Import) -> list[tuple[str, str]]:
    if not statement.names:
        return [(_ITSELF, statement.alias or "")]
    return [(item.name, item.alias or "") for item in statement.names]


def _mark(statement: Import) -> str:
    """Return what restricts an import, or the empty string: where it stands, and under which conditions."""
    place = [f"inside {code_span(statement.scope)}"] if statement.scope else []
    return ", ".join([*place, *map(mark, statement.conditions)])


def _distinct(marks: list[str]) -> tuple[str, ...]:
    """Return the marks in source order, each once; an import without any comes first, as "also" before the rest."""
    found = [each for each in dict.fromkeys(marks) if each]
    return tuple(f"also {each}" for each in found) if "" in marks else tuple(found)
