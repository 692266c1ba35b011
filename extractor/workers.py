"""Files extracted beside each other, each by a process whose death costs nothing but that file's depth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

import msgspec

from extractor.extract import crashed_file, extract_file
from extractor.facts import FileFacts, Struct
from extractor.pool import Dead, work_off


class Unreadable(Struct, frozen=True, tag="unreadable"):
    """A file that could not be read, and the operating system's reason."""

    path: str
    reason: str


class Extracted(Struct, frozen=True, tag="extracted"):
    """A file's facts; those of a file that did not parse hold a `Problem`."""

    facts: FileFacts


Result: TypeAlias = Extracted | Unreadable


def extract_all(root: Path, paths: Iterable[str], jobs: int) -> Iterator[Result]:
    """Yield a result for each path, in no order; `jobs` processes work at a time (0: one for each processor)."""
    for path, answer in work_off(paths, partial(_extract, root), jobs):
        yield _crashed(root, path, answer) if isinstance(answer, Dead) else msgspec.msgpack.decode(answer, type=Result)


def _extract(root: Path, path: str) -> bytes:
    data = _read(root, path)
    return msgspec.msgpack.encode(data if isinstance(data, Unreadable) else Extracted(extract_file(path, data)))


def _crashed(root: Path, path: str, dead: Dead) -> Result:
    data = _read(root, path)
    if isinstance(data, Unreadable):
        return data
    return Extracted(crashed_file(path, data, "memory" if dead.was_killed else "crash"))


def _read(root: Path, path: str) -> bytes | Unreadable:
    try:
        return (root / path).read_bytes()
    except OSError as error:
        return Unreadable(path, error.strerror or str(error))
