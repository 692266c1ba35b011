"""All pages of a repository by what they are about, each made when it is asked for.

Linking, the page models and Jinja are behind the first question: a run that finds every page as it should be asks
none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from extractor.facts import FileFacts, Unreadable
from extractor.link.folders import Folder, find_folders
from extractor.link.layout import Layout, find_layout
from extractor.link.reads import Asked
from extractor.reading.gather import Gathered
from extractor.system.files import digest_of, read_source_file
from extractor.workspace.config import Config
from extractor.workspace.discover import Discovery
from extractor.workspace.metadata import Metadata, read_metadata
from extractor.workspace.template_files import TemplateFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from extractor.incremental.visible import Outlined
    from extractor.link.relations import Relations
    from extractor.link.repository import Linker, Repository
    from extractor.render.book import Book
    from extractor.render.environment import Templates
    from extractor.render.model import PageModel


class Unit(NamedTuple):
    """What pages are made for together: a file, a folder, or the repository as a whole."""

    kind: Literal["file", "folder", "repository"]
    path: str = ""


@dataclass(frozen=True)
class Models:
    """What the pages of a unit say, and what was asked of files for it."""

    pages: tuple[PageModel, ...]
    asked: Asked


class Site:
    """The pages of one repository as it stands."""

    def __init__(
        self,
        root: Path,
        config: Config,
        discovery: Discovery,
        gathered: Gathered,
        template_files: TemplateFiles | None,
        templates: Callable[[], Templates],
    ) -> None:
        self.root = root
        self.config = config
        self.discovery = discovery
        self.gathered = gathered
        self.template_files = template_files
        self._templates = templates
        self.relations: Callable[[], Mapping[str, Relations]] = lambda: self.linker.relations()
        """What finds the relations of all files when they are first asked for."""
        self.outlines: Callable[[], Mapping[str, Outlined]] = dict
        """What finds the outlines that are known, when any is first asked for."""

    @cached_property
    def metadata(self) -> Metadata:
        """What the project says of itself."""
        return read_metadata(self.root)

    @cached_property
    def folders(self) -> dict[str, Folder]:
        """The folders of the sources."""
        return find_folders(self.discovery.sources)

    @cached_property
    def layout(self) -> Layout:
        """Where the pages stand."""
        return find_layout(self.config.output_dir, self.folders)

    @cached_property
    def linker(self) -> Linker:
        """What follows the names of all files."""
        from extractor.link.repository import Linker

        return Linker(self.gathered.facts(), self.discovery.sources, self.metadata)

    @cached_property
    def repository(self) -> Repository:
        """The facts of all files, linked."""
        return self.linker.repository(self.relations(), self.config)

    @cached_property
    def templates(self) -> Templates:
        """The templates: the configured ones before the built-in ones."""
        return self._templates()

    def units(self) -> Iterator[Unit]:
        """Yield every unit in the order of the pages; a file that cannot be read is none."""
        yield from (Unit("file", path) for path in self.gathered.entries)
        yield from (Unit("folder", folder) for folder in self.folders)
        yield Unit("repository")

    def prepare(self) -> None:
        """Do what processes that are forked from this one would each do for themselves."""
        from extractor.render import pages  # noqa: F401 (imported here, it is there in all of them)

        _ = self.repository, self.templates, self._book

    def weight(self, unit: Unit) -> int:
        """Return a measure of the time that the pages of a unit take."""
        if unit.kind == "file":
            return len(bytes(self.gathered.entries[unit.path].facts))
        return sys.maxsize if unit.kind == "repository" else 0

    def models(self, unit: Unit) -> Models | Unreadable:
        """Return what the pages of a unit say, or why its file is not what its facts were taken from."""
        self.repository.reads.take()
        pages = self._pages(unit)
        return pages if isinstance(pages, Unreadable) else Models(pages, self.repository.reads.take())

    @cached_property
    def _book(self) -> Book:
        from extractor.incremental.visible import NotedBook

        return NotedBook(self.repository, self.linker.files, self.outlines())

    def _pages(self, unit: Unit) -> tuple[PageModel, ...] | Unreadable:
        from extractor.render import pages
        from extractor.render.subject import Subject

        if unit.kind == "folder":
            return tuple(pages.folder_pages(unit.path, self.repository, self._book))
        if unit.kind == "repository":
            return tuple(pages.repository_pages(self.repository, self._book))
        facts = self.repository.files[unit.path]
        text = current_text(self.root, facts)
        if isinstance(text, Unreadable):
            return text
        return tuple(pages.file_pages(Subject(facts, text, self.repository, self._book)))


def get_ready(templates: Templates) -> None:
    """Do what the pages of any repository ask for and takes long: compile the templates, import what makes pages."""
    from extractor.incremental import visible  # noqa: F401 (imported here, it is there when it is asked for)
    from extractor.render import pages  # noqa: F401

    templates.load()


def find_templates(files: TemplateFiles | None) -> Templates:
    """Return the templates of a run: the built-in ones, behind those of the user."""
    from extractor.render.environment import Templates

    return Templates(files)


def current_text(root: Path, facts: FileFacts) -> str | Unreadable:
    """Return a file's text without its secrets, or why it is not to be had: it must be what its facts are of."""
    try:
        data = read_source_file(root, facts.path)
    except OSError as error:
        return Unreadable(facts.path, error.strerror or str(error))
    if digest_of(data) != facts.digest:
        return Unreadable(facts.path, "it changed while extractor ran; run it again")
    from extractor.extract.file import read_source, read_text

    return read_source(facts.path, data) if facts.secrets else read_text(facts.path, data)
