"""Writing files so that a reader sees the old content or the new one, never a part."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

TEMPORARY = ".extractor-{}.tmp"
"""The name of a file that is being written, by process; none is left behind but by a process that was killed."""
_TEMPORARY = re.compile(r"\.extractor-(\d+)\.tmp")


def replace_file(target: Path, data: bytes) -> os.stat_result:
    """Write the data beside its place, move it there and return the file's status; folders are made where they lack.

    Raises OSError, and then leaves the target as it was.
    """
    temporary = target.with_name(TEMPORARY.format(os.getpid()))
    try:
        status = _write(temporary, data)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return status


def _write(file: Path, data: bytes) -> os.stat_result:
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
