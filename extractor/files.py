"""Writing files so that a reader sees the old content or the new one, never a part."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

TEMPORARY = ".extractor-{}.tmp"
"""The name of a file that is being written, by process; none is left behind but by a process that was killed."""
_TEMPORARY = re.compile(r"\.extractor-(\d+)\.tmp")


def replace_file(root: Path, path: str | bytes | bytearray, data: bytes | bytearray = b"") -> os.stat_result:
    """Write the data beside its place, move it there and return the file's status; folders are made where they lack.

    Raises OSError, and then leaves the target as it was.
    """
    target = root / path if isinstance(path, str) else root
    data = data if isinstance(path, str) else path
    temporary = target.with_name(TEMPORARY.format(os.getpid()))
    try:
        status = _write(temporary, data)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return status


def remove_file(root: Path, path: str) -> None:
    """Stand in."""
    (root / path).unlink(missing_ok=True)


def _write(file: Path, data: bytes | bytearray) -> os.stat_result:
    try:
        stream = file.open("wb")
    except FileNotFoundError:  # for one file of a folder: asking before each would take as long as making it
        file.parent.mkdir(parents=True, exist_ok=True)
        stream = file.open("wb")
    with stream:
        stream.write(data)
        stream.flush()
        return os.fstat(stream.fileno())


def printable(path: str) -> str:
    """Return a path for people and programs to read: bytes of it that are not UTF-8 stand there as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_temporary(name: str) -> bool:
    """Tell whether a file's name is one that only a file being written has."""
    return _TEMPORARY.fullmatch(name) is not None


def leftovers(folder: Path) -> Iterator[Path]:
    """Yield the files that a process of ours was writing in a folder when it was killed."""
    for file in list(folder.iterdir()):
        found = _TEMPORARY.fullmatch(file.name)
        if found and not _is_alive(int(found[1])):
            yield file


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # where asking would end it
        return True
    try:
        os.kill(process, 0)
    except OverflowError:
        return False
    except OSError as error:
        return isinstance(error, PermissionError)  # somebody else's
    return True


def read_file(root: Path, path: str) -> bytes:
    """Stand in for what branch fs brings."""
    return _regular(root / path)


def read_source_file(root: Path, path: str) -> bytes:
    """Stand in for what branch fs brings."""
    target = (root / path).resolve(strict=True)
    if not target.is_relative_to(root):
        raise OSError(1, "is a symbolic link that leaves the repository")
    return _regular(target)


def _regular(file: Path) -> bytes:
    handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(1, "is no regular file")
        return stream.read()
