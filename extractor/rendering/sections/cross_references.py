"""Cross-References: the pages that belong to this one."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import basename

from extractor.rendering.model import Link
from extractor.rendering.subject import Subject


@dataclass(frozen=True)
class CrossReferences:
    """The file's own two pages, and the index and the page of its folder."""

    docs: Link
    keywords: Link
    index: Link
    folder: Link


def cross_references(subject: Subject) -> CrossReferences:
    """Return the links."""
    docs, keywords = subject.docs_page, subject.keywords_page
    return CrossReferences(
        docs=Link(basename(docs), subject.href(docs)),
        keywords=Link(basename(keywords), subject.href(keywords)),
        index=Link("index.md", subject.folder_href("index.md")),
        folder=Link("doc.md", subject.folder_href("doc.md")),
    )
