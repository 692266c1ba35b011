"""What is done with one file below a trusted folder, in one call each; `FileTree` does the same for many.

No link leads out of the folder, whatever a repository puts there (`open_folder.py` says how).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from extractor.system.file_tree import FileTree
from extractor.system.open_folder import LinkError, is_link
from extractor.system.temporary import is_left_behind

MOST_BYTES = 40_000_000
"""A larger file is no source: reading it, decoded and all, would take more memory than a file may."""


def read_file(root: Path, path: str) -> bytes:
    """Return the bytes of a regular file below a trusted folder; raises OSError for all else, a link among it."""
    with FileTree(root) as tree:
        return tree.read(path)


def read_source_file(root: Path, path: str) -> bytes:
    """Return the same of a source, which may itself be a link to a file below the folder."""
    with FileTree(root) as tree:
        try:
            return tree.read(path, most=MOST_BYTES)
        except LinkError:
            return tree.read(_target(tree, root, path), most=MOST_BYTES)


def digest_of(data: bytes) -> str:
    """Return the BLAKE2b-128 digest of a file's bytes, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def find_link(root: Path, path: str) -> str:
    """Return the first part of a path below a trusted folder that is a link, as a path; empty where none is."""
    with FileTree(root) as tree:
        parts = path.split("/")
        for above in ("/".join(parts[:count]) for count in range(1, len(parts) + 1)):
            with contextlib.suppress(OSError):
                if is_link(tree.stat(above)):
                    return above
    return ""


def append_to_file(root: Path, path: str, data: bytes) -> None:
    """Add to a regular file below a trusted folder, which may itself be a link to one there, or make it.

    All else of the file stays: its bytes, its mode and the link. Raises OSError, also for a link that leads nowhere.
    """
    with FileTree(root) as tree:
        if (root / path).is_file():  # which way is tried; each refuses what should not be there
            leads_on = stat.S_ISLNK(tree.stat(path).st_mode)
            tree.append(_target(tree, root, path) if leads_on else path, data)
        else:
            tree.append(path, data, is_new=True)


def replace_file(root: Path, path: str, data: bytes | bytearray) -> os.stat_result:
    """Make a file below a trusted folder hold the data, and return its status; folders are made where they lack.

    Raises OSError, and then leaves the file as it was.
    """
    with FileTree(root) as tree:
        return tree.replace(path, data)


def remove_file(root: Path, path: str) -> None:
    """Remove a file or a link below a trusted folder, which may be gone already; raises OSError."""
    with FileTree(root) as tree:
        tree.remove(path)


def remove_empty_folders(root: Path, path: str) -> None:
    """Remove the folder at the path, and those above it below a trusted one, as far as they are empty."""
    with FileTree(root) as tree:
        tree.remove_empty_folders(path)


def unfinished_files(folder: Path) -> Iterator[Path]:
    """Yield the files that a process of ours was writing in a folder when it was killed.

    One of a process that is still there is left alone: no lock says that it has ended. Where it is taken for ended,
    being on another machine, it writes once more (`FileTree.replace`).
    """
    with FileTree(folder) as tree:
        for entry in tree.entries(""):
            if entry.kind == "file" and is_left_behind(entry.path):
                yield folder / entry.path


def _target(tree: FileTree, root: Path, path: str) -> str:
    """Return where a link below the root leads, as a path without one; raises OSError where that is elsewhere."""
    tree.stat(path)  # raises a LinkError where it is a folder on the way that is the link
    top = Path(os.path.realpath(root))
    target = Path(os.path.realpath(top / path, strict=True))
    if not target.is_relative_to(top):
        raise LinkError(path, "is a symbolic link that leaves the repository")
    # Should a link take the place of a part of it before it is opened, that is refused.
    return target.relative_to(top).as_posix()
