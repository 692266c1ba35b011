"""Who uses whom: the relations of files and definitions, asked for one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from extractor.link.relations import Relations
from extractor.link.resolve import Target
from extractor.link.tracking import RELATIONS, Tracked, Tracker

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Graph:
    """The relations between the files and definitions of a repository; what has none is in no mapping."""

    imports: Mapping[str, tuple[str, ...]]
    """File -> the files of the repository that it imports."""
    imported_by: Mapping[str, tuple[str, ...]]
    users: Mapping[Target, tuple[str, ...]]
    """Definition -> the files that import it by name, through whatever re-exports."""
    bases: Mapping[Target, tuple[Target | None, ...]]
    """Class -> what its bases lead to, in order; None for a base outside of the repository."""
    subclasses: Mapping[Target, tuple[Target, ...]]
    overrides: Mapping[Target, Target]
    """Method -> the one that it overrides."""
    overridden_by: Mapping[Target, tuple[Target, ...]]
    deferred: Mapping[str, tuple[str, ...]]
    """File -> those of its imports that do not run while it is imported."""
    deferred_by: Mapping[str, tuple[str, ...]]
    fixture_users: Mapping[Target, tuple[Target, ...]]
    """Fixture of pytest -> the tests and fixtures that ask for it."""


class OfFiles(Mapping[str, _Value]):
    """One relation of files."""

    def __init__(self, relations: Mapping[str, Relations], relation: Callable[[Relations], _Value]) -> None:
        self._relations = relations
        self._relation = relation

    def __getitem__(self, path: str) -> _Value:
        if value := self._relation(self._relations[path]):
            return value
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        return (path for path, of_file in self._relations.items() if self._relation(of_file))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class OfTargets(Mapping[Target, _Value]):
    """One relation of definitions."""

    def __init__(
        self, relations: Mapping[str, Relations], relation: Callable[[Relations], Mapping[str, _Value]]
    ) -> None:
        self._relations = relations
        self._relation = relation

    def __getitem__(self, target: Target) -> _Value:
        return self._relation(self._relations[target.path])[target.qualname]

    def __iter__(self) -> Iterator[Target]:
        return (Target(path, name) for path, of_file in self._relations.items() for name in self._relation(of_file))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def tracked_graph(relations: Mapping[str, Relations], tracker: Tracker) -> Graph:
    """Return the relations by what they are asked for; whose are asked for is noted."""
    return Graph(
        imports=tracked(OfFiles(relations, lambda of_file: of_file.imports), tracker),
        imported_by=tracked(OfFiles(relations, lambda of_file: of_file.imported_by), tracker),
        users=_tracked(OfTargets(relations, lambda of_file: of_file.users), tracker),
        bases=_tracked(OfTargets(relations, lambda of_file: of_file.bases), tracker),
        subclasses=_tracked(OfTargets(relations, lambda of_file: of_file.subclasses), tracker),
        overrides=_tracked(OfTargets(relations, lambda of_file: of_file.overrides), tracker),
        overridden_by=_tracked(OfTargets(relations, lambda of_file: of_file.overridden_by), tracker),
        deferred=tracked(OfFiles(relations, lambda of_file: of_file.deferred), tracker),
        deferred_by=tracked(OfFiles(relations, lambda of_file: of_file.deferred_by), tracker),
        fixture_users=_tracked(OfTargets(relations, lambda of_file: of_file.fixture_users), tracker),
    )


def tracked(relation: OfFiles[_Value], tracker: Tracker) -> Mapping[str, _Value]:
    """Return a relation of files; whose is asked for is noted."""
    return Tracked(relation, tracker, lambda path: (path, RELATIONS))


def _tracked(relation: OfTargets[_Value], tracker: Tracker) -> Mapping[Target, _Value]:
    return Tracked(relation, tracker, lambda target: (target.path, RELATIONS))
