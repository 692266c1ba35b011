"""What LibCST alone takes: parse every Python file of a folder, with as many processes as are asked for.

Usage: floor.py FOLDER PROCESSES
"""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

import libcst


def parse(file: Path) -> bool:
    """Parse one file; tell whether LibCST could."""
    try:
        libcst.parse_module(file.read_bytes())
    except Exception:  # one that it refuses costs time too
        return False
    return True


def main() -> None:
    """Parse the files, the largest first, so that no process is left with one at the end."""
    sys.setrecursionlimit(10_000)
    files = sorted(Path(sys.argv[1]).rglob("*.py"), key=lambda file: -file.stat().st_size)
    with multiprocessing.Pool(int(sys.argv[2])) as pool:
        parsed = sum(pool.imap_unordered(parse, files))
    print(f"{parsed} of {len(files)} files parsed")


if __name__ == "__main__":
    main()
