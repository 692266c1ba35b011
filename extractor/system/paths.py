"""A path as text: a name in the file system is bytes, which need not be UTF-8."""

from __future__ import annotations

import os


def escaped_path(path: str) -> str:
    r"""Return a path for people and programs to read: a byte of it that is not UTF-8 stands there as `\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
