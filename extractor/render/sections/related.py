"""Related Files: the other files of the folder."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.render.markdown import href
from extractor.render.subject import Subject, docs_name

_MOST = 20
"""Files that are listed; the page says how many more there are."""


@dataclass(frozen=True)
class RelatedFile:
    """A neighbour's documentation page."""

    name: str
    href: str


@dataclass(frozen=True)
class RelatedFiles:
    """The neighbours that are listed, and how many are not."""

    folder: str
    files: tuple[RelatedFile, ...]
    more: int


def related(subject: Subject) -> RelatedFiles:
    """Return the files of the same folder, sorted."""
    names = [name for name in subject.repository.folders[subject.folder] if name != subject.name]
    files = tuple(RelatedFile(docs_name(name), href(".", docs_name(name))) for name in names[:_MOST])
    return RelatedFiles(subject.folder, files, more=len(names) - len(files))
