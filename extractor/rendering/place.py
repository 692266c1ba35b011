"""A folder that pages are about, and links from its pages."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cached_property

from extractor.facts import FileFacts
from extractor.link.repository import LinkedRepository
from extractor.rendering import markdown
from extractor.rendering.model import source_href


@dataclass(frozen=True)
class Place:
    """One folder of a repository, seen from its own pages, which all stand in one folder."""

    folder: str
    repository: LinkedRepository
    subfolder: str = ""
    """Of the folder with its pages, where these pages stand one level deeper."""
    _links: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Target -> link: the names of an index lead to each file many times."""

    @property
    def is_root(self) -> bool:
        """Whether this is the repository's own folder."""
        return not self.folder

    @property
    def name(self) -> str:
        """The folder's name; of the repository's own, the project's."""
        return posixpath.basename(self.folder) or self.repository.config.project

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths of the files directly in it."""
        return self.repository.paths_in(self.folder)

    @cached_property
    def files(self) -> list[FileFacts]:
        """The facts of the files directly in it."""
        return self.repository.files_in(self.folder)

    @property
    def subfolders(self) -> tuple[str, ...]:
        """The paths of the folders directly in it."""
        return self.repository.folders[self.folder].subfolders

    def page(self, name: str) -> str:
        """Return the path of one of the folder's pages."""
        return self.repository.layout.folder_page(self.folder, posixpath.join(self.subfolder, name))

    def to_folder(self, folder: str, page: str = "index.md") -> str:
        """Return the link to a page of another folder."""
        return self.to(self.repository.layout.folder_page(folder, page))

    def to_docs(self, path: str) -> str:
        """Return the link to a source's documentation page."""
        return self.to(self.repository.layout.docs(path))

    def to_keywords(self, path: str) -> str:
        """Return the link to a source's keyword page."""
        return self.to(self.repository.layout.keywords(path))

    def source_href(self, path: str) -> str:
        """Return the link to a source itself."""
        return source_href(self.repository.config, self.page("index.md"), path)

    def to(self, target: str) -> str:
        """Return the link from the folder's pages to a path of the repository."""
        if target not in self._links:
            self._links[target] = markdown.href(self.page("index.md"), target)
        return self._links[target]
