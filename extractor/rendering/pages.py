"""All kinds of pages: those of each file, of each folder, and of the repository."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.rendering.docs_page import docs_page
from extractor.rendering.folder_pages import folder_pages
from extractor.rendering.keyword_page import keyword_page
from extractor.rendering.model import PageModel
from extractor.rendering.repository_pages import repository_pages
from extractor.rendering.subject import Subject

__all__ = ["file_pages", "folder_pages", "repository_pages"]


def file_pages(subject: Subject) -> Iterator[PageModel]:
    """Yield the documentation page and the keyword page of one file."""
    yield docs_page(subject)
    yield keyword_page(subject)
