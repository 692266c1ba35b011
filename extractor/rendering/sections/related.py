"""Related Files: the other files of the folder."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from extractor.rendering.model import Link
from extractor.rendering.subject import Subject

_MOST = 20
"""Files that are listed; the page says how many more there are."""


@dataclass(frozen=True)
class RelatedFiles:
    """The neighbours that are listed, and how many are not."""

    folder: str
    files: tuple[Link, ...]
    more: int
    index_href: str


def related(subject: Subject) -> RelatedFiles:
    """Return the documentation pages of the files of the same folder, sorted."""
    paths = subject.repository.paths_in(subject.folder)
    # Not all paths of the folder: the page of every file in it would look at every other.
    others = [path for path in paths[: _MOST + 1] if path != subject.path]
    pages = [subject.repository.layout.docs(path) for path in others[:_MOST]]
    files = tuple(Link(posixpath.basename(page), subject.href(page)) for page in pages)
    more = len(paths) - (subject.path in subject.repository.paths) - len(files)
    return RelatedFiles(subject.folder, files, more, subject.folder_href("index.md"))
