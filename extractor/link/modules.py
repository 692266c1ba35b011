"""Dotted names of a repository's files, and relative imports made absolute.

Names count from import roots: the repository itself, `src` folders, and the folders that hold a project file (and
their `src`). A folder without `__init__.py` on the way is a namespace package (PEP 420).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractor.facts import Import

_PROJECT_FILES = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})
_SUFFIXES = (".py", ".pyi")
_INIT = "__init__"


@dataclass(frozen=True, slots=True)
class Modules:
    """Every importable file by its dotted name, and the other way round."""

    names: Mapping[str, str]
    """Path -> dotted name; files whose path is no dotted name (`my-script.py`) are not in it."""
    files: Mapping[str, str]
    """Dotted name -> path; a stub only where there is no `.py`."""
    namespaces: frozenset[str]
    """Dotted names of folders that hold modules, with and without `__init__.py`."""

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

    def holds(self, name: str) -> bool:
        """Tell whether an absolute module name lies in the repository."""
        return name in self.files or name in self.namespaces


def is_package(path: str) -> bool:
    """Tell whether a file is the module of its folder."""
    return stem_of(path) == _INIT


def stem_of(path: str) -> str:
    """Return a path's last component without its suffix."""
    return posixpath.splitext(posixpath.basename(path))[0]


def find_modules(paths: Iterable[str]) -> Modules:
    """Name every Python file of the repository; of two with one name the first by code point has it."""
    ordered = sorted(paths)
    roots = _roots(ordered)
    names = {path: name for path in ordered if path.endswith(_SUFFIXES) and (name := _name(path, roots))}
    files: dict[str, str] = {}
    for path in sorted(names, key=lambda path: (path.endswith(".pyi"), path)):
        files.setdefault(names[path], path)
    namespaces = {parent for name in names.values() for parent in _parents(name)}
    packages = {names[path] for path in names if is_package(path)}
    return Modules(names, files, frozenset(namespaces | packages))


def _roots(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the import roots, deepest first; a folder that is a package is none."""
    paths = list(paths)
    packages = {posixpath.dirname(path) for path in paths if posixpath.basename(path) == "__init__.py"}
    projects = {posixpath.dirname(path) for path in paths if posixpath.basename(path) in _PROJECT_FILES} | {""}
    folders = {folder for path in paths for folder in _folders(path)}
    sources = {source for project in projects if (source := posixpath.join(project, "src")) in folders}
    return tuple(sorted(((projects | sources) - packages) | {""}, key=lambda root: (-len(root), root)))


def _folders(path: str) -> Iterable[str]:
    while path := posixpath.dirname(path):
        yield path


def _name(path: str, roots: Iterable[str]) -> str:
    root = next(root for root in roots if not root or path.startswith(f"{root}/"))
    relative = path[len(root) + 1 :] if root else path
    parts = posixpath.splitext(relative)[0].split("/")
    if not all(part.isidentifier() for part in parts):
        return ""
    if parts[-1] == _INIT:
        parts.pop()  # of a root's own, nothing is left: its name is the folder's, which differs between clones
    return ".".join(parts)


def _parents(name: str) -> Iterable[str]:
    while name := name.rpartition(".")[0]:
        yield name
