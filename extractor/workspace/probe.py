"""The beginning of a file, which says whether its text is a source; no link or pipe is opened in its place."""

from __future__ import annotations

import errno
import os
import stat

BINARY_PROBE = 8192
"""A file with a NUL among as many first bytes is binary, unless it starts with a mark of UTF-16 or UTF-32."""

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
"""The byte order marks of encodings whose text holds NULs; that of UTF-32-LE starts with that of UTF-16-LE."""

_REGULAR_ONLY = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # in case a pipe has taken the file's place since it was looked at
    | getattr(os, "O_NOFOLLOW", 0)  # or a link
    | getattr(os, "O_BINARY", 0)
)


def is_binary(head: bytes) -> bool:
    """Return whether a file that begins like this is binary; `BINARY_PROBE` bytes are looked at."""
    return b"\0" in head[:BINARY_PROBE] and not head.startswith(_WIDE_MARKS)


def read_head(path: str, size: int) -> tuple[bytes, int]:
    """Return the first `size` bytes of a regular file, and how many it has; raises OSError for what is none by now."""
    file = os.open(path, _REGULAR_ONLY)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file any more")
        return os.read(file, size), status.st_size
    finally:
        os.close(file)
