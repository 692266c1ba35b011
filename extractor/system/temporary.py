"""The names of files that are being written, by which others know who writes them, and whether still."""

from __future__ import annotations

import os
import re

_TEMPORARY = re.compile(r"\.extractor-(\d+)-[0-9a-f]{16}\.tmp")
"""`.extractor-4711-0123456789abcdef.tmp`: the process, and chance, so that nothing can have been put there before."""


def temporary_name() -> str:
    """Return a name for a file that this process is about to write; another at each call."""
    return f".extractor-{os.getpid()}-{os.urandom(8).hex()}.tmp"


def is_temporary(name: str) -> bool:
    """Tell whether a file's name is one that only a file being written has."""
    return _TEMPORARY.fullmatch(name) is not None


def is_left_behind(name: str) -> bool:
    """Tell whether a name is that of a file whose process has ended, so that nobody will write it to its end."""
    temporary = _TEMPORARY.fullmatch(name)
    return temporary is not None and not _is_alive(int(temporary[1]))


def _is_alive(process: int) -> bool:
    """Tell whether there is a process of that number, be it another than the one that had it; signal 0 only asks."""
    if os.name == "nt":  # where asking would end it
        return True
    try:
        os.kill(process, 0)
    except OverflowError:  # no process has so large a number
        return False
    except OSError as error:
        return isinstance(error, PermissionError)  # somebody else's
    return True
