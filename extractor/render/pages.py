"""All pages of a repository, in a fixed order: those of each file, those of each folder, the repository's."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.link.repository import Repository
from extractor.render.anchors import AnchorBook
from extractor.render.docs_page import docs_page
from extractor.render.folder_pages import folder_pages
from extractor.render.keyword_page import keyword_page
from extractor.render.model import PageModel
from extractor.render.repository_pages import repository_pages
from extractor.render.subject import Subject


def file_pages(subject: Subject) -> Iterator[PageModel]:
    """Yield the documentation page and the keyword page of one file."""
    yield docs_page(subject)
    yield keyword_page(subject)


def shared_pages(repository: Repository, book: AnchorBook) -> Iterator[PageModel]:
    """Yield the pages of every folder, and those of the repository as a whole."""
    for folder in repository.folders:
        yield from folder_pages(folder, repository, book)
    yield from repository_pages(repository, book)
