"""Key Concepts of a folder: the few names that somebody who comes to it should know, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.facts import Struct
from extractor.link.public import public_names
from extractor.link.resolve import Target
from extractor.rendering.book import Book
from extractor.rendering.model import Link
from extractor.rendering.place import Place

_MOST = 15
"""Names on a page; how many more there are stands behind them."""


class Concept(Struct, frozen=True):
    """A name with the places that define it, and the sentence beside it (empty: there is none)."""

    name: str
    links: tuple[Link, ...]
    words: str


class Concepts(Struct, frozen=True):
    """The names that are shown, sorted by code point, and how many are not."""

    shown: tuple[Concept, ...]
    more: int
    rest: Link
    """To the page that lists them all."""


def find_concepts(place: Place, book: Book) -> Concepts:
    """Return what a package exports or, of any other folder, the public names that most files import."""
    init = next((path for path in place.paths if path.rpartition("/")[2] in ("__init__.py", "__init__.pyi")), "")
    named, rest = _exported(place, init), Link(init.rpartition("/")[2], place.to_docs(init))
    if not named:
        named, rest = _defined(place, book), Link("sub.md", place.to_folder(place.folder, "sub.md"))
    users = place.repository.graph.users
    counted = {name: sum(len(users.get(target, ())) for target in targets) for name, targets in named.items()}
    chosen = sorted(sorted(named, key=lambda name: (-counted[name], name))[:_MOST])
    return Concepts(tuple(_concept(name, named[name], place, book) for name in chosen), len(named) - len(chosen), rest)


def _exported(place: Place, init: str) -> dict[str, list[Target]]:
    """Return the public names of a package with what they lead to; none for a folder that hands nothing on."""
    facts = place.repository.files[init].python if init else None
    if facts is None:
        return {}
    names, resolver = public_names(init, place.repository).names, place.repository.resolver
    if facts.exports is None and not any(_is_handed_on(resolver.dotted(init, name), init) for name in names):
        return {}
    return {name: [resolver.dotted(init, name) or Target(init)] for name in names}


def _is_handed_on(target: Target | None, init: str) -> bool:
    """Tell whether a name leads to something that another module defines, and not to a module."""
    return target is not None and bool(target.qualname) and target.path != init


def _defined(place: Place, book: Book) -> dict[str, list[Target]]:
    """Return the public names of a folder's own files with all their definitions."""
    named: dict[str, list[Target]] = {}
    for path in place.paths:
        for listed in book.outline(path):
            target = Target(path, listed.qualname)
            if listed.is_public and listed.kind and target not in named.setdefault(listed.name, []):
                named[listed.name].append(target)
    return named


def _concept(name: str, targets: Iterable[Target], place: Place, book: Book) -> Concept:
    words = (book.words(target) for target in targets)
    links = tuple(Link(target.path, place.to_docs(target.path) + book.of(target)) for target in targets)
    return Concept(name, links, next(filter(None, words), ""))
