"""Dotted names of a repository's files, and the file that a module name leads to.

Names count from import roots: the repository itself, `src` folders, folders that hold a project file (and their
`src`), and what the packaging names. A folder without `__init__.py` on the way is a namespace package (PEP 420).
Beside the roots, a file sees what stands beside its own top-level package: that is where Python looks first for a
script, and pytest for a test.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractor.facts import Import
from extractor.link.stdlib import STANDARD_LIBRARY

_PROJECT_FILES = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})
_SUFFIXES = (".py", ".pyi")
_STUB = ".pyi"
_INIT = "__init__"


@dataclass(frozen=True)
class Modules:
    """The importable files of a repository."""

    paths: frozenset[str]
    """Every Python file."""
    roots: tuple[str, ...]
    """Import roots, deepest first; the repository itself is the empty string."""
    names: Mapping[str, str]
    """Path -> dotted name; files whose path is no dotted name (`my-script.py`) are not in it."""
    _places: dict[tuple[str, int, str], str | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was asked before, by folder, level and module: the files of a folder import the same again and again."""
    _search_paths: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By folder."""

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a Python file, somewhere below."""
        return frozenset(folder for path in self.paths for folder in folders_above(path))

    def absolute(self, path: str, statement: Import) -> str | None:
        """Return the absolute name of the module that the file at `path` imports from (PEP 328).

        None when that cannot be known: a relative import beyond the top, or in a file without a dotted name.
        """
        if not statement.level:
            return statement.module
        name = self.names.get(path)
        if name is None:
            return None
        steps = statement.level - is_package(path)
        parents = name.split(".")
        if steps >= len(parents):
            return None
        package = parents[: len(parents) - steps]
        return ".".join([*package, statement.module] if statement.module else package)

    def imported(self, path: str, statement: Import) -> str:
        """Return the absolute name of the imported module or, where that cannot be known, what the source writes."""
        name = self.absolute(path, statement)
        return "." * statement.level + statement.module if name is None else name

    @cached_property
    def _files(self) -> Mapping[str, str]:
        """Place -> the file of the module at it: a package before a module, a source before its stub."""
        places: dict[str, str] = {}
        # What is written last stays: of one suffix a package beats a module, and the first suffix all others.
        for suffix in reversed(_SUFFIXES):
            modules = [path for path in self.paths if path.endswith(suffix)]
            places.update((path.removesuffix(suffix), path) for path in modules)
            places.update((posixpath.dirname(path), path) for path in modules if is_package(path))
        return places

    def place(self, path: str, statement: Import) -> str | None:
        """Return the path, without suffix, of the module or folder that an import names; None for one elsewhere."""
        folder = _folder(path)
        key = (folder, statement.level, statement.module)
        if key not in self._places:
            self._places[key] = self._place(*key)
        return self._places[key]

    def _place(self, folder: str, level: int, module: str) -> str | None:
        parts = module.split(".") if module else []
        if not level:
            return self._absolute_place(folder, parts)
        for _ in range(level - 1):
            if not folder:
                return None
            folder = _folder(folder)
        if not folder and not self.at(_INIT):
            return None  # no package: the file's own folder, or one above it, is the top
        return "/".join([folder, *parts] if folder else parts)

    @cached_property
    def _stubs(self) -> Mapping[str, str]:
        """Place -> the stub of the module at it, a package before a module."""
        stubs = [path for path in self.paths if is_stub(path)]
        places = {path.removesuffix(_STUB): path for path in stubs}
        return places | {posixpath.dirname(path): path for path in stubs if is_package(path)}

    def at(self, place: str | None, *, stub_first: bool = False) -> str | None:
        """Return the file of the module at a place: a package before a module, a source before its stub.

        For what a stub imports, as a type checker reads it, the stub comes first.
        """
        if place is None:
            return None
        return (self._stubs.get(place) if stub_first else None) or self._files.get(place)

    def counterpart(self, path: str) -> str | None:
        """Return the stub beside a source, or the source beside a stub; None where there is none."""
        other = path.removesuffix(_STUB) + ".py" if is_stub(path) else f"{path}i" if path.endswith(".py") else ""
        return other if other in self.paths else None

    def submodule(self, place: str | None, name: str, *, stub_first: bool = False) -> str | None:
        """Return the file of a module within the package or folder at a place; within a module there is none."""
        if place is None or ((module := self.at(place)) and not is_package(module)):
            return None
        return self.at(_within(place, name), stub_first=stub_first)

    def _absolute_place(self, folder: str, parts: Sequence[str]) -> str | None:
        """Return where the first folder of the search path that has the top-level name has the module.

        As in Python, a regular package or a module beats a namespace package, wherever on the path. The standard
        library is only shadowed by what an import root holds.
        """
        folders = self.roots if parts[0] in STANDARD_LIBRARY else self._search_path(folder)
        for start in folders:
            if self.at(_within(start, parts[0])):
                return _within(start, *parts)
        if parts[0] in STANDARD_LIBRARY:
            return None
        places = [_within(start, *parts) for start in folders if _within(start, parts[0]) in self.folders]
        return next((place for place in places if self.at(place)), places[0] if places else None)

    def _search_path(self, folder: str) -> tuple[str, ...]:
        """Return where Python looks for what the files of a folder import, in order."""
        if folder not in self._search_paths:
            roots = sorted(self.roots, key=lambda root: (not _is_below(f"{folder}/", root), -len(root), root))
            self._search_paths[folder] = (self._base(folder), *roots)
        return self._search_paths[folder]

    def _base(self, folder: str) -> str:
        """Return the folder that holds the top-level package of a folder's files, or the folder itself."""
        while folder and self.at(_within(folder, _INIT)):
            folder = _folder(folder)
        return folder


def is_package(path: str) -> bool:
    """Tell whether a file is the module of its folder."""
    return path.rpartition("/")[2].rpartition(".")[0] == _INIT


def is_stub(path: str) -> bool:
    """Tell whether a file declares types for type checkers, and holds no code."""
    return path.endswith(_STUB)


def _folder(path: str) -> str:
    """Return the folder of a path of the repository; faster than `posixpath.dirname`, which expects any path."""
    return path.rpartition("/")[0]


def _within(folder: str, *names: str) -> str:
    """Return the path of what is called so in a folder."""
    return "/".join((folder, *names) if folder else names)


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders that hold a path, innermost first, the repository itself left out."""
    while path := posixpath.dirname(path):
        yield path


def find_modules(paths: Iterable[str], hints: Iterable[str] = ()) -> Modules:
    """Name every Python file among the paths; `hints` are folders that the packaging calls import roots."""
    ordered = sorted(paths)
    roots = _roots(ordered, hints)
    python = [path for path in ordered if path.endswith(_SUFFIXES)]
    named = {path: _name(path, roots) for path in python}
    return Modules(frozenset(python), roots, {path: name for path, name in named.items() if name})


def _roots(paths: Sequence[str], hints: Iterable[str]) -> tuple[str, ...]:
    """Return the import roots, deepest first; a folder that is a package is none."""
    packages = {posixpath.dirname(path) for path in paths if posixpath.basename(path) == "__init__.py"}
    projects = {posixpath.dirname(path) for path in paths if posixpath.basename(path) in _PROJECT_FILES} | {""}
    folders = {folder for path in paths for folder in folders_above(path)}
    sources = {posixpath.join(project, "src") for project in projects} | set(hints)
    roots = ((projects | (sources & folders)) - packages) | {""}
    return tuple(sorted(roots, key=lambda root: (-len(root), root)))


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _name(path: str, roots: Iterable[str]) -> str:
    root = next(root for root in roots if _is_below(path, root))
    relative = path[len(root) + 1 :] if root else path
    parts = posixpath.splitext(relative)[0].split("/")
    if not all(part.isidentifier() for part in parts):
        return ""
    if parts[-1] == _INIT:
        parts.pop()  # of a root's own, nothing is left: its name is the folder's, which differs between clones
    return ".".join(parts)
