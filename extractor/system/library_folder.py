"""Starting a Python where nothing of a repository is imported: it looks for modules in the current folder first."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def in_library() -> Iterator[None]:
    """Be in the folder of the standard library, whose modules are what is then found there.

    The processes of `multiprocessing` that are spawned are a `python -c` which imports `multiprocessing`: a folder of
    that name in the current one would be taken for it. (`-P` says the same from Python 3.11 on.)
    """
    before = os.open(".", os.O_RDONLY) if os.chdir in os.supports_fd else os.getcwd()  # noqa: PTH109 - may be no more
    try:
        os.chdir(Path(os.__file__).parent)
        yield
    finally:
        os.chdir(before)
        if isinstance(before, int):
            os.close(before)
