"""Entries of indexes that span files: a name, and every place where it is defined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractor.facts import FileFacts, PythonFacts, Struct
from extractor.link.resolve import Target
from extractor.render.anchors import is_private
from extractor.render.model import Link
from extractor.render.place import Place


class Entry(Struct, frozen=True):
    """A name with a link to each of its definitions, sorted by path."""

    name: str
    links: tuple[Link, ...]


def entries(place: Place, found: Iterable[tuple[str, Target]]) -> list[Entry]:
    """Return an entry for each name, sorted by code point."""
    targets: defaultdict[str, set[Target]] = defaultdict(set)
    for name, target in found:
        targets[name].add(target)
    return [Entry(name, tuple(_link(place, target) for target in sorted(targets[name]))) for name in sorted(targets)]


def _link(place: Place, target: Target) -> Link:
    return Link(target.path, place.to_docs(target.path, target.qualname))


def public_definitions(files: Iterable[FileFacts]) -> list[tuple[str, Target]]:
    """Return the public classes and functions of modules, by name."""
    return [
        (each.name, Target(facts.path, each.qualname))
        for facts in files
        if isinstance(facts.body, PythonFacts)
        for each in facts.body.definitions()
        if each.scope == "module" and not is_private(each.name)
    ]


_KINDS = frozenset({"alias", "constant", "type alias"})
"""Of the variables that people look up."""


def all_definitions(files: Iterable[FileFacts]) -> list[tuple[str, Target]]:
    """Return every class, function, constant and alias of the files, by name; methods are left to their classes."""
    found: list[tuple[str, Target]] = []
    for facts in files:
        if isinstance(facts.body, PythonFacts):
            methods = {each.qualname for each in facts.body.functions if each.scope == "class"}
            definitions = [each for each in facts.body.definitions() if each.qualname not in methods]
            found += [(each.name, Target(facts.path, each.qualname)) for each in definitions]
            named = [each for each in facts.body.variables if each.kind in _KINDS]
            found += [(each.name, Target(facts.path, each.name)) for each in named]
    return found


def total(files: Iterable[FileFacts]) -> int:
    """Return how many names an index of the files would hold."""
    files = list(files)
    return len({name for name, _ in public_definitions(files)} | {each.path for each in files})
