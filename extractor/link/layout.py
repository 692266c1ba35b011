"""Where pages stand: for every source and folder the path of its pages in the output directory.

A page tree mirrors the source tree. Only where a folder's name is that of a page beside it (a folder called
`index.md`, a folder `x_docs.md` beside a file `x`, a folder `a.md` where a part of the keywords stands) does the folder
get an underscore more, since one path cannot be both; names are compared without case, because some file systems do.
"""

from __future__ import annotations

import posixpath
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from extractor.link.folders import Folder

FOLDER_PAGES = ("index.md", "doc.md", "sub.md")
REPOSITORY_PAGE = "keywords.md"
REPOSITORY_PARTS = (*string.ascii_lowercase, "other")
"""What that page is split into where it is too long, as pages in a folder of its name."""


def docs_name(name: str) -> str:
    """Return the name of a file's documentation page."""
    return f"{name}_docs.md"


def keywords_name(name: str) -> str:
    """Return the name of a file's keyword page."""
    return f"{name}_kw.md"


@dataclass(frozen=True)
class Layout:
    """The paths of all pages, relative to the repository."""

    output_dir: str
    moved: Mapping[str, str]
    """Folders whose pages stand in a folder of another name, and its path below the output directory."""
    _folders: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _docs: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was asked before: a link asks for its target's page, and links are a hundred times as many as files."""

    def folder(self, folder: str) -> str:
        """Return where the pages of a folder stand; the repository's own folder is the empty string."""
        if folder not in self._folders:
            self._folders[folder] = posixpath.join(self.output_dir, self._below(folder)).rstrip("/")
        return self._folders[folder]

    def docs(self, path: str) -> str:
        """Return the path of a source's documentation page."""
        found = self._docs.get(path)
        if found is None:
            folder, _, name = path.rpartition("/")
            found = self._docs[path] = f"{self.folder(folder)}/{docs_name(name)}"
        return found

    def keywords(self, path: str) -> str:
        """Return the path of a source's keyword page."""
        folder, _, name = path.rpartition("/")
        return f"{self.folder(folder)}/{keywords_name(name)}"

    def folder_page(self, folder: str, name: str) -> str:
        """Return the path of one of a folder's own pages."""
        return f"{self.folder(folder)}/{name}"

    def _below(self, folder: str) -> str:
        if not self.moved or not folder:
            return folder
        parent, name = posixpath.split(folder)
        return self.moved.get(folder) or posixpath.join(self._below(parent), name)


def find_layout(output_dir: str, folders: Mapping[str, Folder]) -> Layout:
    """Return the layout for all folders of a repository."""
    moved: dict[str, str] = {}
    layout = Layout(output_dir, moved)
    for folder in sorted(folders):  # a parent before what is in it
        pages = _pages(folder, folders[folder].files)
        taken = pages | {posixpath.basename(child).casefold() for child in folders[folder].subfolders}
        for child in folders[folder].subfolders:
            name = posixpath.basename(child)
            if name.casefold() in pages:
                while name.casefold() in taken:
                    name += "_"
                taken.add(name.casefold())
                moved[child] = posixpath.join(layout._below(folder), name)
    return layout


def _pages(folder: str, names: Iterable[str]) -> set[str]:
    own = FOLDER_PAGES if folder else (*FOLDER_PAGES, REPOSITORY_PAGE)
    if folder.casefold() == posixpath.splitext(REPOSITORY_PAGE)[0]:
        own = (*own, *(f"{part}.md" for part in REPOSITORY_PARTS))
    files = (page for name in names for page in (docs_name(name), keywords_name(name)))
    return {page.casefold() for page in (*own, *files)}
