"""What the pages of each unit say, made when it is asked for, and what was asked of files for it.

Linking, the page models and Jinja are behind the first question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.facts import FileFacts, Unreadable
from extractor.incremental.site import Site, Unit
from extractor.link.tracking import Asked
from extractor.system.files import digest_of, read_source_file
from extractor.workspace.template_files import TemplateFiles

if TYPE_CHECKING:
    from extractor.incremental.interface import Outlined
    from extractor.link.relations import Relations
    from extractor.link.repository import LinkedRepository
    from extractor.rendering.book import Book
    from extractor.rendering.environment import Templates
    from extractor.rendering.model import PageModel


@dataclass(frozen=True)
class UnitModels:
    """What the pages of a unit say, and what was asked of files for it."""

    pages: tuple[PageModel, ...]
    asked: Asked


@dataclass(frozen=True)
class Models:
    """The models of all pages of a site."""

    site: Site
    relations: Callable[[], Mapping[str, Relations]]
    """What finds the relations of all files."""
    outlines: Callable[[], Mapping[str, Outlined]]
    """What finds the outlines that are known without the facts of their files."""
    find_templates: Callable[[], Templates]

    @cached_property
    def templates(self) -> Templates:
        """The templates: the configured ones before the built-in ones."""
        return self.find_templates()

    def prepare(self) -> None:
        """Do what processes that are forked from this one would each do for themselves."""
        from extractor.rendering import pages  # noqa: F401 (imported here, it is there in all of them)

        _ = self._repository, self.templates, self._book

    def of(self, unit: Unit) -> UnitModels | Unreadable:
        """Return what the pages of a unit say, or why its file is not what its facts were taken from."""
        with self._repository.tracker.tracked() as asked:
            pages = self._pages(unit)
        return pages if isinstance(pages, Unreadable) else UnitModels(pages, asked)

    @cached_property
    def _repository(self) -> LinkedRepository:
        return self.site.linker.repository(self.relations(), self.site.config)

    @cached_property
    def _book(self) -> Book:
        from extractor.incremental.interface import TrackedBook

        return TrackedBook(self._repository, self.site.linker.files, self.outlines())

    def _pages(self, unit: Unit) -> tuple[PageModel, ...] | Unreadable:
        from extractor.rendering import pages
        from extractor.rendering.subject import Subject

        if unit.kind == "folder":
            return tuple(pages.folder_pages(unit.path, self._repository, self._book))
        if unit.kind == "repository":
            return tuple(pages.repository_pages(self._repository, self._book))
        facts = self._repository.files[unit.path]
        text = current_text(self.site.root, facts)
        if isinstance(text, Unreadable):
            return text
        return tuple(pages.file_pages(Subject(facts, text, self._repository, self._book)))


def get_ready(templates: Templates) -> None:
    """Do what the pages of any repository ask for and takes long: compile the templates, import what makes pages."""
    from extractor.incremental import interface  # noqa: F401 (imported here, it is there when it is asked for)
    from extractor.rendering import pages  # noqa: F401

    templates.load()


def find_templates(files: TemplateFiles | None) -> Templates:
    """Return the templates of a run: the built-in ones, behind those of the user."""
    from extractor.rendering.environment import Templates

    return Templates(files)


def current_text(root: Path, facts: FileFacts) -> str | Unreadable:
    """Return a file's text without its secrets, or why it is not to be had: it must be what its facts are of."""
    try:
        data = read_source_file(root, facts.path)
    except OSError as error:
        return Unreadable(facts.path, error.strerror or str(error))
    if digest_of(data) != facts.digest:
        return Unreadable(facts.path, "it changed while extractor ran; run it again")
    from extractor.extraction.file import read_source, read_text

    return read_source(facts.path, data) if facts.secrets else read_text(facts.path, data)
