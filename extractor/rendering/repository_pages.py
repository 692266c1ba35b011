"""The page of the whole repository: every class, function and constant, and where it is."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator

from extractor.extraction.unicode import lowered
from extractor.link.layout import REPOSITORY_PAGE
from extractor.link.repository import LinkedRepository
from extractor.rendering.book import Book
from extractor.rendering.entries import IndexEntry, entries
from extractor.rendering.model import Link, PageModel, Values
from extractor.rendering.place import Place

_TEMPLATE = "repository.md.jinja"
_OTHER = "other"
"""The part of names that start with no letter of the alphabet."""


class RepositoryPage(Values, frozen=True):
    """The variables of `repository.md.jinja`, which has either entries or parts."""

    entries: tuple[IndexEntry, ...]
    of_tests: tuple[IndexEntry, ...]
    """What only tests define."""
    parts: tuple[Link, ...]
    """The pages of single letters."""
    part: str
    """The letter of this page; empty for the page of all."""
    up: Link
    """To the page of all."""
    root: Link
    """To the index of the repository."""


def repository_pages(repository: LinkedRepository, book: Book) -> Iterator[PageModel]:
    """Yield `keywords.md` and, where its entries are too many for a page, a page for each first letter."""
    place = Place("", repository)
    listed = [(path, definition) for path in repository.files for definition in book.outline(path)]
    if len({definition.name for _, definition in listed}) <= repository.config.index_limit:
        yield PageModel(place.page(REPOSITORY_PAGE), _TEMPLATE, _values(place, entries(place, listed), (), ""))
        return
    folder = posixpath.splitext(REPOSITORY_PAGE)[0]
    parts: defaultdict[str, list[IndexEntry]] = defaultdict(list)
    inner = Place("", repository, subfolder=folder)
    for entry in entries(inner, listed):
        parts[_part(entry.name)].append(entry)
    below = f"{repository.layout.output_dir}/{folder}"
    links = tuple(Link(part, place.to(f"{below}/{part}.md")) for part in sorted(parts))
    yield PageModel(place.page(REPOSITORY_PAGE), _TEMPLATE, _values(place, (), links, ""))
    for part in sorted(parts):
        yield PageModel(inner.page(f"{part}.md"), _TEMPLATE, _values(inner, tuple(parts[part]), (), part))


def _values(place: Place, shown: tuple[IndexEntry, ...], parts: tuple[Link, ...], part: str) -> RepositoryPage:
    return RepositoryPage(
        project=place.repository.config.project,
        entries=tuple(entry for entry in shown if not entry.is_of_tests),
        of_tests=tuple(entry for entry in shown if entry.is_of_tests),
        parts=parts,
        part=part,
        up=Link(REPOSITORY_PAGE, place.to_folder("", REPOSITORY_PAGE)),
        root=Link("index.md", place.to_folder("")),
    )


def _part(name: str) -> str:
    """Return the first letter of a name in lower case, underscores passed over."""
    first = lowered(name.lstrip("_")[:1])
    return first if first.isascii() and first.isalpha() else _OTHER
