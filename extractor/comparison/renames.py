"""Which files of a revision are the same on the disk, and which of them have another name there.

Git would tell both, but cleans what is on the disk with the filters of its configuration, which are programs. So the
bytes are hashed here, as git names an object by its content.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from extractor.workspace import git
from extractor.workspace.git import OldFile

_SIMILAR = 0.5
"""The part of the larger file that two must share to be one file with a new name, as in git."""
_MOST_PAIRS = 40_000
"""Of files compared by their lines; with more, as with git's own limit, only what is the same byte for byte counts."""
_LARGEST = 1 << 20
"""Files of more bytes are only compared as a whole."""


def find_changed(root: Path, olds: Iterable[OldFile]) -> list[OldFile]:
    """Return the files and links of a revision that are others on the disk, or gone."""
    changed: list[OldFile] = []
    with_crlf: list[OldFile] = []
    for old in olds:
        data = _link(root / old.path) if old.is_link else _content(root / old.path)
        if data is None or old.blob != _name(data, old.blob):
            is_crlf = data is not None and not old.is_link and old.blob == _name(_as_lf(data), old.blob)
            (with_crlf if is_crlf else changed).append(old)
    same = git.with_lf(root, [old.path for old in with_crlf])
    return [*changed, *(old for old in with_crlf if old.path not in same)]


def find_renames(root: Path, gone: Sequence[OldFile], added: Sequence[str]) -> dict[str, str]:
    """Return the new path of each file that has one, by its old path: of the same content, or of half the lines."""
    if not gone or not added:
        return {}
    contents = {path: data for path in added if (data := _content(root / path)) is not None}
    renamed = dict(_exact(gone, contents))
    left = [old for old in gone if old.path not in renamed]
    free = {path: data for path, data in contents.items() if path not in renamed.values()}
    if left and 0 < len(left) * len(free) <= _MOST_PAIRS:
        olds = dict(zip((old.path for old in left), git.read_blobs(root, [old.blob for old in left]), strict=True))
        renamed.update(_similar(olds, free))
    return renamed


def _exact(gone: Iterable[OldFile], contents: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield old and new paths of the same content; of many new ones that with the same name, then the first."""
    example = next(iter(gone)).blob
    named: dict[str, list[str]] = {}
    for path, data in contents.items():
        for name in _names(data, example) if data else ():
            named.setdefault(name, []).append(path)
    taken: set[str] = set()
    for old in gone:
        free = [path for path in named.get(old.blob, ()) if path not in taken]
        if free:
            new = min(free, key=lambda path: (posixpath.basename(path) != posixpath.basename(old.path), path))
            taken.add(new)
            yield old.path, new


class _Candidate(NamedTuple):
    """Two files that may be one; the first in order are the most alike."""

    distance: float
    has_other_name: bool
    old: str
    new: str


def _similar(olds: Mapping[str, bytes], news: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield old and new paths, the most alike first, no path twice."""
    lines_now = {path: _lines(data) for path, data in news.items() if len(data) <= _LARGEST}
    candidates: list[_Candidate] = []
    for old, data in olds.items():
        lines = _lines(data) if len(data) <= _LARGEST else Counter[bytes]()
        for new, others in lines_now.items():
            size = max(len(data), len(news[new]))
            if min(len(data), len(news[new])) < size * _SIMILAR:
                continue
            shared = sum(len(line) * times for line, times in (lines & others).items())
            if size and shared >= size * _SIMILAR:
                has_other_name = posixpath.basename(old) != posixpath.basename(new)
                candidates.append(_Candidate(-shared / size, has_other_name, old, new))
    taken: set[str] = set()
    for candidate in sorted(candidates):
        if not {f"old {candidate.old}", f"new {candidate.new}"} & taken:
            taken |= {f"old {candidate.old}", f"new {candidate.new}"}
            yield candidate.old, candidate.new


def _lines(data: bytes) -> Counter[bytes]:
    return Counter(data.replace(b"\r\n", b"\n").splitlines(keepends=True))


def _names(data: bytes, example: str) -> set[str]:
    """Return the names of the object that git may make of the bytes, by the kind of name that the example is."""
    return {_name(data, example), _name(_as_lf(data), example)}


def _name(data: bytes, example: str) -> str:
    kind = hashlib.sha1 if len(example) == 40 else hashlib.sha256
    return kind(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _as_lf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _link(file: Path) -> bytes | None:
    try:
        return os.fsencode(os.readlink(file))  # noqa: PTH115 - a Path would not keep the text as it is
    except OSError:
        return None


def _content(file: Path) -> bytes | None:
    """Return the bytes of a regular file, None for anything else."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(file, flags), "rb") as stream:  # noqa: PTH123 - no Path takes a descriptor
            return stream.read() if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else None
    except OSError:
        return None
