"""Where pages stand: for every source and folder the path of its pages in the output directory.

A page tree mirrors the source tree. Only where the names that this asks for cannot stand beside each other, or not on
every file system, another is taken, the same on every system:

- A folder that is called like a page beside it (a folder called `index.md`, a folder `x_docs.md` beside a file `x`, a
  folder `a.md` where a part of the keywords stands) gets an underscore more, since one path cannot be both.
- So does what means something else on another system: `.GIT`, `git~1`, `aux.c`, a folder with a dot at its end.
- Of names that differ only in case or in Unicode's normal form the first by code point stays as it is; the others get a
  digest of the name behind it.
- A name that is too long with what goes behind it is cut, and gets such a digest too.
"""

from __future__ import annotations

import posixpath
import string
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, takewhile

from extractor.link.folders import Folder
from extractor.link.page_names import fits, folded, portable, with_digest

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
    renamed: Mapping[str, str]
    """Sources whose pages bear another name than theirs."""
    alike: tuple[tuple[str, ...], ...] = ()
    """Sources and folders that differ only in case or Unicode's normal form, each time sorted by code point."""
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
        page = self._docs.get(path)
        if page is None:
            page = self._docs[path] = self._page(path, docs_name)
        return page

    def keywords(self, path: str) -> str:
        """Return the path of a source's keyword page."""
        return self._page(path, keywords_name)

    def folder_page(self, folder: str, name: str) -> str:
        """Return the path of one of a folder's own pages."""
        return f"{self.folder(folder)}/{name}"

    def _page(self, path: str, named: Callable[[str], str]) -> str:
        folder, _, name = path.rpartition("/")
        return f"{self.folder(folder)}/{named(self.renamed.get(path, name))}"

    def _below(self, folder: str) -> str:
        if not self.moved or not folder:
            return folder
        parent, name = posixpath.split(folder)
        return self.moved.get(folder) or posixpath.join(self._below(parent), name)


def find_layout(output_dir: str, folders: Mapping[str, Folder]) -> Layout:
    """Return the layout for all folders of a repository."""
    moved: dict[str, str] = {}
    renamed: dict[str, str] = {}
    alike: list[tuple[str, ...]] = []
    layout = Layout(output_dir, moved, renamed)
    for path in sorted(folders):  # a parent before what is in it
        folder = folders[path]
        children = [posixpath.basename(child) for child in folder.subfolders]
        files = _apart(folder.files, docs_name(""), set())
        renamed.update((posixpath.join(path, name), new) for name, new in files.items() if new != name)
        pages = _pages(path, files.values(), children)
        for name, new in _apart(children, "", pages).items():
            if new != name:
                moved[posixpath.join(path, name)] = posixpath.join(layout._below(path), new)
        alike += (tuple(posixpath.join(path, name) for name in group) for group in _alike((*folder.files, *children)))
    return replace(layout, alike=tuple(alike))


def _pages(folder: str, files: Iterable[str], children: Sequence[str]) -> set[str]:
    """Return which names a child may not have since a page has it, folded; of files given the names of their pages."""
    own = FOLDER_PAGES if folder else (*FOLDER_PAGES, REPOSITORY_PAGE)
    if folder.casefold() == posixpath.splitext(REPOSITORY_PAGE)[0]:
        own = (*own, *(f"{part}.md" for part in REPOSITORY_PARTS))
    if not children:
        return set()
    return {*own, *(folded(page) for name in files for page in (docs_name(name), keywords_name(name)))}


def _apart(names: Sequence[str], suffix: str, taken: set[str]) -> dict[str, str]:
    """Return for each name one that can stand beside the others, given those that are taken, folded.

    The names are sorted. Those that can stand there as they are do so, whatever the others become.
    """
    chosen: dict[str, str] = {}
    used = set(taken)
    for name in names:
        if fits(name, suffix) and portable(name + suffix) == name + suffix and (key := folded(name)) not in used:
            used.add(key)
            chosen[name] = name
    for name in names:
        if name not in chosen:
            chosen[name] = next(
                candidate for candidate in _others(name, suffix, taken) if folded(candidate) not in used
            )
            used.add(folded(chosen[name]))
    return chosen


def _others(name: str, suffix: str, taken: Collection[str]) -> Iterator[str]:
    """Yield what a name that cannot stand as it is may become, best first."""
    base = portable(name + suffix).removesuffix(suffix)
    underscores = ("_" * number for number in count(1)) if folded(name) in taken else iter([""] if base != name else [])
    yield from takewhile(lambda candidate: fits(candidate, suffix), (base + candidate for candidate in underscores))
    yield from (with_digest(base + "_" * number, suffix) for number in count())


def _alike(names: Iterable[str]) -> list[list[str]]:
    """Return those names that are one to some file system, together."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        groups[folded(name)].append(name)
    return [group for group in groups.values() if len(group) > 1]
