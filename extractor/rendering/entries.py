"""Entries of indexes that span files: a name, and every place where it is defined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractor.facts import Struct
from extractor.rendering.model import Link
from extractor.rendering.outline import Listed
from extractor.rendering.place import Place


class IndexEntry(Struct, frozen=True):
    """A name with a link to each of its definitions, sorted by path."""

    name: str
    links: tuple[Link, ...]


def entries(place: Place, listed: Iterable[tuple[str, Listed]]) -> tuple[IndexEntry, ...]:
    """Return an entry for each name that is listed of a file, given with the file's path; sorted by code point."""
    targets: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for path, definition in listed:
        targets[definition.name].add((path, definition.qualname, definition.anchor))
    index: list[IndexEntry] = []
    for name in sorted(targets):
        # By the qualname too, which no link shows: it puts the definitions of one file in order.
        links = [Link(path, place.to_docs(path) + anchor) for path, _, anchor in sorted(targets[name])]
        index.append(IndexEntry(name, tuple(links)))
    return tuple(index)
