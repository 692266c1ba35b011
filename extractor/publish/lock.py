"""One build of an output directory at a time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from extractor.system.file_tree import FileTree

try:
    import fcntl
except ImportError:  # Windows: a folder cannot be locked there, and whole files are written all the same
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def locked(root: Path, output_dir: str, *, is_reader: bool, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of an output directory, a reader's beside other readers; call `on_wait` before waiting for it.

    It is the folder itself that is locked, so no file is left behind, and a process that dies holds nothing. A folder
    that is not there is made by a writer, and needs no lock for a reader; what cannot be locked, or is behind a link,
    is used without: the pages that cannot be written tell what is wrong.
    """
    with contextlib.ExitStack() as stack:
        if fcntl is not None:
            with contextlib.suppress(OSError), FileTree(root) as tree:
                handle = tree.descriptor(output_dir, makes=not is_reader)
                stack.callback(os.close, handle)
                _lock(handle, fcntl.LOCK_SH if is_reader else fcntl.LOCK_EX, on_wait)
        yield


def _lock(handle: int, kind: int, on_wait: Callable[[], None]) -> None:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        on_wait()
        fcntl.flock(handle, kind)
