"""Entries of indexes that span files: a name, and every place where it is defined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractor.facts import Struct
from extractor.link.testing import is_test_path
from extractor.rendering.model import Link
from extractor.rendering.outline import Listed
from extractor.rendering.place import Place


class DefinitionLink(Link, frozen=True):
    """A link to a definition, of which the path shows, and what it is (empty: nobody knows)."""

    kind: str = ""


class IndexEntry(Struct, frozen=True):
    """A name with a link to each of its definitions, sorted by path, those of the tests last."""

    name: str
    links: tuple[DefinitionLink, ...]
    is_of_tests: bool
    """Whether only tests define it."""


def entries(place: Place, listed: Iterable[tuple[str, Listed]]) -> tuple[IndexEntry, ...]:
    """Return an entry for each name that is listed of a file, given with the file's path; sorted by code point."""
    targets: defaultdict[str, set[tuple[bool, str, str, str, str]]] = defaultdict(set)
    tests: dict[str, bool] = {}
    for path, definition in listed:
        if path not in tests:
            tests[path] = is_test_path(path)
        target = (tests[path], path, definition.qualname, definition.anchor, definition.kind)
        targets[definition.name].add(target)
    index: list[IndexEntry] = []
    for name in sorted(targets):
        # By the qualname too, which no link shows: it puts the definitions of one file in order.
        definitions = sorted(targets[name])
        links = [DefinitionLink(path, place.to_docs(path) + anchor, kind) for _, path, _, anchor, kind in definitions]
        index.append(IndexEntry(name, tuple(links), is_of_tests=definitions[0][0]))
    return tuple(index)
