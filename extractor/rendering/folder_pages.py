"""The three pages of a folder: its index, what it is, and its keywords."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from extractor.extraction.kinds import kind_of, stem_of
from extractor.facts import FileFacts
from extractor.link.repository import LinkedRepository
from extractor.link.summaries import file_summary, first_sentence, folder_paragraph, package_contents
from extractor.rendering.book import Book
from extractor.rendering.concepts import Concepts, find_concepts
from extractor.rendering.diagrams import Diagram, folder_graph
from extractor.rendering.entries import IndexEntry, entries
from extractor.rendering.model import Link, PageModel, Values
from extractor.rendering.outline import Listed
from extractor.rendering.place import Place


@dataclass(frozen=True)
class Subfolder:
    """A folder within, with its one-line description (empty: it has none)."""

    link: Link
    description: str


@dataclass(frozen=True)
class File:
    """A row of the table of files."""

    name: str
    source_href: str
    description: str
    docs_href: str
    keywords_href: str


@dataclass(frozen=True)
class Navigation:
    """Links from a folder's pages to each other and up."""

    parent: Link | None
    """To the index of the folder above; None for the repository's own."""
    index: Link
    doc: Link
    sub: Link
    root: Link
    """To the index of the repository."""
    keywords: Link
    """To all keywords of the repository."""


class FolderValues(Values, frozen=True):
    """What each of the three pages of a folder is given."""

    project_kind: str
    """What the project is ("library")."""
    folder: str
    """Empty for the repository's own."""
    name: str
    role: str
    """The configured role; empty where there is none."""
    paragraph: str
    """What the folder says of itself."""
    navigation: Navigation
    subfolders: tuple[Subfolder, ...]


class IndexPage(FolderValues, frozen=True):
    """The variables of `index.md.jinja`."""

    files: tuple[File, ...]


class FolderPage(FolderValues, frozen=True):
    """The variables of `doc.md.jinja`."""

    kinds: tuple[tuple[str, int], ...]
    """Kind of file -> how many, sorted."""
    concepts: Concepts
    has_plain_names: bool
    """Whether files in other languages declare names."""
    files: tuple[Link, ...]
    graph: Diagram
    """What imports what in the folder."""
    important: tuple[Link, ...]
    """Files that others import, the most imported first."""
    tests: tuple[Link, ...]
    """Test files that use a file of the folder."""


class FolderKeywordPage(FolderValues, frozen=True):
    """The variables of `sub.md.jinja`."""

    entries: tuple[IndexEntry, ...]
    has_plain_names: bool
    """Whether some of them are names in other languages."""
    split: tuple[Link, ...]
    """The indexes of the subfolders, where all names below are too many for a page."""


def folder_pages(folder: str, repository: LinkedRepository, book: Book) -> Iterator[PageModel]:
    """Yield `index.md`, `doc.md` and `sub.md` of one folder."""
    place = Place(folder, repository)
    common = msgspec.structs.asdict(_common(place))
    files = tuple(_file(place, file) for file in place.files)
    yield PageModel(place.page("index.md"), "index.md.jinja", IndexPage(**common, files=files))
    yield PageModel(place.page("doc.md"), "doc.md.jinja", _doc(common, place, book))
    yield PageModel(place.page("sub.md"), "sub.md.jinja", _sub(common, place, book))


def _common(place: Place) -> FolderValues:
    config, folder = place.repository.config, place.folder
    return FolderValues(
        project=config.project,
        project_kind=config.project_kind,
        folder=folder,
        name=place.name,
        role=place.repository.role(folder),
        paragraph=_paragraph(place.repository, folder),
        navigation=Navigation(
            parent=None if place.is_root else Link("index.md", place.to_folder(folder.rpartition("/")[0])),
            index=Link("index.md", place.to_folder(folder)),
            doc=Link("doc.md", place.to_folder(folder, "doc.md")),
            sub=Link("sub.md", place.to_folder(folder, "sub.md")),
            root=Link("index.md", place.to_folder("")),
            keywords=Link("keywords.md", place.to_folder("", "keywords.md")),
        ),
        subfolders=tuple(_subfolder(place, subfolder) for subfolder in place.subfolders),
    )


def _paragraph(repository: LinkedRepository, folder: str) -> str:
    description = "" if folder else repository.metadata.description
    return folder_paragraph(repository.files, folder, repository.folders[folder].files, description)


def _subfolder(place: Place, folder: str) -> Subfolder:
    repository = place.repository
    description = (
        first_sentence(_paragraph(repository, folder))
        or repository.config.roles.get(folder, "")
        or package_contents(repository, folder)
    )
    return Subfolder(Link(folder.rpartition("/")[2], place.to_folder(folder)), description)


def _file(place: Place, facts: FileFacts) -> File:
    return File(
        name=facts.path.rpartition("/")[2],
        source_href=place.source_href(facts.path),
        description=file_summary(facts, place.repository),
        docs_href=place.to_docs(facts.path),
        keywords_href=place.to_keywords(facts.path),
    )


def _doc(common: dict[str, Any], place: Place, book: Book) -> FolderPage:
    kinds = Counter(kind_of(file.path, file.interpreter).label for file in place.files)
    return FolderPage(
        **common,
        kinds=tuple(sorted(kinds.items())),
        concepts=find_concepts(place, book),
        has_plain_names=_has_plain_names(_public(place.paths, book)),
        files=tuple(Link(file.path.rpartition("/")[2], place.to_docs(file.path)) for file in place.files),
        graph=folder_graph(place),
        important=_important(place),
        tests=_tests(place),
    )


def _important(place: Place) -> tuple[Link, ...]:
    """Return the files that others import, the most imported first."""
    imported_by = place.repository.graph.imported_by
    used = [file.path for file in place.files if file.path in imported_by]
    used.sort(key=lambda path: (-len(imported_by[path]), path))
    return tuple(Link(path.rpartition("/")[2], place.to_docs(path)) for path in used)


def _tests(place: Place) -> tuple[Link, ...]:
    """Return the test files that use a file of the folder, sorted."""
    tests = place.repository.tests
    paths = {use.path for file in place.files for use in tests.get(file.path, ())}
    return tuple(Link(path, place.to_docs(path)) for path in sorted(paths))


def _sub(common: dict[str, Any], place: Place, book: Book) -> FolderKeywordPage:
    """Return the entries of the folder and all below or, where they are too many for a page, its own."""
    below = place.repository.paths_below(place.folder)
    listed = _public(below, book)
    total = len({definition.name for _, definition in listed} | set(below))
    is_split = bool(place.subfolders) and total > place.repository.config.index_limit
    shown = place.paths if is_split else below
    parts = place.subfolders if is_split else ()
    named = _public(shown, book) if is_split else listed
    return FolderKeywordPage(
        **common,
        entries=entries(place, [*named, *_stems(shown)]),
        has_plain_names=_has_plain_names(named),
        split=tuple(Link(part.rpartition("/")[2], place.to_folder(part, "sub.md")) for part in parts),
    )


def _public(paths: Iterable[str], book: Book) -> list[tuple[str, Listed]]:
    """Return the public classes and functions of modules, each with the path of its file."""
    return [(path, definition) for path in paths for definition in book.outline(path) if definition.is_public]


def _has_plain_names(listed: Iterable[tuple[str, Listed]]) -> bool:
    return any(not definition.kind for _, definition in listed)


def _stems(paths: Iterable[str]) -> Iterator[tuple[str, Listed]]:
    """Yield every file by its stem, but for a package's own module, which its folder names."""
    for path in paths:
        stem = stem_of(path)
        if stem != "__init__":
            yield path, Listed(stem, "", "", is_public=True, kind="file")
