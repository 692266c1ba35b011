"""All pages of a repository, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.facts import Struct
from extractor.render.anchors import find_anchors
from extractor.render.docs_page import docs_page
from extractor.render.environment import Templates
from extractor.render.keyword_page import keyword_page
from extractor.render.subject import Subject


class Page(Struct, frozen=True):
    """One page to be: its path in the repository, and its whole text."""

    path: str
    text: str


def file_pages(subject: Subject, templates: Templates) -> Iterator[Page]:
    """Yield the documentation page and the keyword page of one file."""
    anchors = find_anchors(subject)
    yield Page(subject.docs_page, docs_page(subject, anchors, templates))
    yield Page(subject.keywords_page, keyword_page(subject, anchors, templates))
