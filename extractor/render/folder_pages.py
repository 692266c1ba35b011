"""The three pages of a folder: its index, what it is, and its keywords."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from extractor.extract.kinds import kind_of
from extractor.facts import FileFacts
from extractor.link.repository import Repository
from extractor.link.summaries import file_summary, first_sentence, folder_paragraph
from extractor.render.book import Book
from extractor.render.diagrams import folder_graph
from extractor.render.entries import entries
from extractor.render.model import Link, PageModel
from extractor.render.outline import Listed
from extractor.render.place import Place


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


def folder_pages(folder: str, repository: Repository, book: Book) -> Iterator[PageModel]:
    """Yield `index.md`, `doc.md` and `sub.md` of one folder."""
    place = Place(folder, repository)
    common = _common(place)
    yield PageModel(place.page("index.md"), "index.md.jinja", {**common, **_index(place)})
    yield PageModel(place.page("doc.md"), "doc.md.jinja", {**common, **_doc(place, book)})
    yield PageModel(place.page("sub.md"), "sub.md.jinja", {**common, **_sub(place, book)})


def _common(place: Place) -> dict[str, Any]:
    config = place.repository.config
    return {
        "project": config.project,
        "project_kind": config.project_kind,
        "folder": place.folder,
        "name": place.name,
        "role": place.repository.role(place.folder),
        "paragraph": _paragraph(place.repository, place.folder),
        "navigation": {
            "parent": None if place.is_root else Link("index.md", place.to_folder(_parent(place.folder))),
            "index": Link("index.md", place.to_folder(place.folder)),
            "doc": Link("doc.md", place.to_folder(place.folder, "doc.md")),
            "sub": Link("sub.md", place.to_folder(place.folder, "sub.md")),
            "root": Link("index.md", place.to_folder("")),
            "keywords": Link("keywords.md", place.to_folder("", "keywords.md")),
        },
        "subfolders": [_subfolder(place, each) for each in place.subfolders],
    }


def _parent(folder: str) -> str:
    return folder.rpartition("/")[0]


def _paragraph(repository: Repository, folder: str) -> str:
    return folder_paragraph(repository.files, folder, repository.folders[folder].files)


def _subfolder(place: Place, folder: str) -> Subfolder:
    description = first_sentence(_paragraph(place.repository, folder)) or place.repository.config.roles.get(folder, "")
    return Subfolder(Link(folder.rpartition("/")[2], place.to_folder(folder)), description)


def _index(place: Place) -> dict[str, Any]:
    return {"files": [_file(place, each) for each in place.files]}


def _file(place: Place, facts: FileFacts) -> File:
    return File(
        name=facts.path.rpartition("/")[2],
        source_href=place.source_href(facts.path),
        description=file_summary(facts),
        docs_href=place.to_docs(facts.path),
        keywords_href=place.to_keywords(facts.path),
    )


def _doc(place: Place, book: Book) -> dict[str, Any]:
    kinds = Counter(kind_of(each.path).label for each in place.files)
    return {
        "kinds": sorted(kinds.items()),
        "concepts": entries(place, _public(place.paths, book)),
        "files": [Link(each.path.rpartition("/")[2], place.to_docs(each.path)) for each in place.files],
        "graph": folder_graph(place),
        "important": _important(place),
        "tests": _tests(place),
    }


def _important(place: Place) -> list[Link]:
    """Return the files that others import, the most imported first."""
    imported_by = place.repository.graph.imported_by
    used = [each.path for each in place.files if each.path in imported_by]
    used.sort(key=lambda path: (-len(imported_by[path]), path))
    return [Link(path.rpartition("/")[2], place.to_docs(path)) for path in used]


def _tests(place: Place) -> list[Link]:
    """Return the test files that use a file of the folder, sorted."""
    tests = place.repository.tests
    found = {use.path for each in place.files for use in tests.get(each.path, ())}
    return [Link(path, place.to_docs(path)) for path in sorted(found)]


def _sub(place: Place, book: Book) -> dict[str, Any]:
    """Return the entries of the folder and all below or, where they are too many for a page, its own."""
    below = place.repository.paths_below(place.folder)
    found = _public(below, book)
    total = len({each.name for _, each in found} | set(below))
    is_split = bool(place.subfolders) and total > place.repository.config.index_limit
    shown = place.paths if is_split else below
    return {
        "entries": entries(place, [*(_public(shown, book) if is_split else found), *_stems(shown)]),
        "split": [Link(each.rpartition("/")[2], place.to_folder(each, "sub.md")) for each in place.subfolders]
        if is_split
        else [],
    }


def _public(paths: Iterable[str], book: Book) -> list[tuple[str, Listed]]:
    """Return the public classes and functions of modules, each with the path of its file."""
    return [(path, each) for path in paths for each in book.outline(path) if each.is_public]


def _stems(paths: Iterable[str]) -> Iterator[tuple[str, Listed]]:
    """Yield every file by its name without suffixes, but for a package's own module, which its folder names."""
    for path in paths:
        name = path.rpartition("/")[2]
        stem = name.partition(".")[0] or name
        if stem != "__init__":
            yield path, Listed(stem, "", "", is_public=True)
