"""The folders of a repository, as its sources span them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from extractor.facts import Struct
from extractor.link.modules import folders_above


class Folder(Struct, frozen=True):
    """What stands directly in a folder."""

    files: tuple[str, ...]
    """Names, sorted."""
    subfolders: tuple[str, ...]
    """Paths, sorted."""


def find_folders(paths: Iterable[str]) -> dict[str, Folder]:
    """Return every folder that holds a source somewhere below, by path; the repository's own is the empty string."""
    files: dict[str, list[str]] = {"": []}
    for path in paths:
        for folder in folders_above(path):
            files.setdefault(folder, [])
        files[posixpath.dirname(path)].append(posixpath.basename(path))
    subfolders: dict[str, list[str]] = {folder: [] for folder in files}
    for folder in filter(None, files):
        subfolders[posixpath.dirname(folder)].append(folder)
    return {folder: Folder(tuple(sorted(files[folder])), tuple(sorted(subfolders[folder]))) for folder in sorted(files)}
