"""Import Dependencies: every import of the file, nothing lost, one line a module."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from extractor.facts import Import, Struct
from extractor.link.resolve import Target
from extractor.rendering.markdown import code_span
from extractor.rendering.model import Link
from extractor.rendering.sections.conditions import mark
from extractor.rendering.subject import Subject

_NO_CONDITIONS = frozenset({"for", "while", "with"})
_ITSELF = ""
"""Stands for the module itself among the names that are imported from it."""


class ShownImport(Struct, frozen=True):
    """A name imported from a module, or the module itself (empty), and where it leads; the marks are Markdown."""

    name: str
    alias: str | None
    marks: tuple[str, ...]
    href: str


class ImportedModule(Struct, frozen=True):
    """A module and all that the file takes from it."""

    name: str
    href: str
    names: tuple[ShownImport, ...]
    written: tuple[str, ...]
    """The relative forms that the source uses."""


@dataclass(frozen=True)
class Dependencies:
    """The section's groups, in the order of the page, and the files that import this one."""

    standard_library: tuple[ImportedModule, ...]
    third_party: tuple[ImportedModule, ...]
    repository: tuple[ImportedModule, ...]
    imported_by: tuple[Link, ...]

    @property
    def imports_nothing(self) -> bool:
        """Whether the file has no import at all."""
        return not (self.standard_library or self.third_party or self.repository)


def dependencies(subject: Subject) -> Dependencies | None:
    """Return the imports by where they come from, or None for a file that imports cannot be told of."""
    if subject.python is None:
        return None
    statements: defaultdict[str, list[Import]] = defaultdict(list)
    for statement in subject.python.imports:
        statements[subject.repository.modules.imported(subject.path, statement)].append(statement)
    groups: defaultdict[str, list[ImportedModule]] = defaultdict(list)
    for name in sorted(statements):
        origin = subject.repository.origin(subject.path, statements[name][0])
        groups[origin].append(_module(name, statements[name], subject))
    importers = subject.repository.graph.imported_by.get(subject.path, ())
    return Dependencies(
        standard_library=tuple(groups["standard library"]),
        third_party=tuple(groups["third party"]),
        repository=tuple(groups["repository"]),
        imported_by=tuple(Link(path, subject.docs_href(Target(path))) for path in importers),
    )


def _module(name: str, statements: list[Import], subject: Subject) -> ImportedModule:
    """Return a module with all that the statements import from it."""
    target = subject.repository.resolver.module(subject.path, statements[0])
    written = {"." * statement.level + statement.module for statement in statements if statement.level}
    return ImportedModule(
        name=name,
        href=_href(Target(target) if target else None, subject),
        names=_names(statements, subject),
        written=tuple(sorted(written - {name})),
    )


def _href(target: Target | None, subject: Subject) -> str:
    return subject.docs_href(target) if target and target.path in subject.repository.paths else ""


def _names(statements: list[Import], subject: Subject) -> tuple[ShownImport, ...]:
    marks: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for statement in statements:
        restriction = _mark(statement)
        for bound in _bound(statement):
            marks[bound].append(restriction)
    resolver = subject.repository.resolver
    # Where a name leads hangs on the module, not on the statement: the first one answers for all.
    targets = {name: resolver.imported(subject.path, statements[0], name) if name else None for name, _ in marks}
    return tuple(
        [
            ShownImport(name, alias or None, _distinct(marks[name, alias]), _href(targets[name], subject))
            for name, alias in sorted(marks)
        ]
    )


def _bound(statement: Import) -> list[tuple[str, str]]:
    """Return what a statement imports: names and their aliases, an empty one where there is none."""
    if not statement.names:
        return [(_ITSELF, statement.alias or "")]
    return [(item.name, item.alias or "") for item in statement.names]


def _mark(statement: Import) -> str:
    """Return what restricts an import, or the empty string: where it stands, or under which conditions.

    Inside a function, the conditions are those of one call: only a fallback is worth a reader's time.
    """
    if not (statement.scope or statement.conditions or statement.is_lazy):
        return ""  # nearly all
    lazy = ["lazy"] if statement.is_lazy else []
    if not statement.scope:
        conditions = (condition for condition in statement.conditions if condition.kind not in _NO_CONDITIONS)
        return ", ".join([*lazy, *map(mark, conditions)])
    handled = [phrase for phrase in map(mark, statement.conditions) if phrase in ("optional", "fallback")]
    return ", ".join([*lazy, f"inside {code_span(statement.scope)}", *handled[:1]])


def _distinct(marks: list[str]) -> tuple[str, ...]:
    """Return the marks in source order, each once; an import without any comes first, as "also" before the rest."""
    restrictions = [text for text in dict.fromkeys(marks) if text]
    return tuple(f"also {text}" for text in restrictions) if "" in marks else tuple(restrictions)
