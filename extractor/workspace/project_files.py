"""The small files in which a project says what it is and how it is documented, read without trusting them.

They are read whole or not at all, only regular files, never through a link that leaves their folder, and only up to a
size that no person writes.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.errors import ConfigError
from extractor.system.files import read_file, read_source_file
from extractor.system.terminal import printable

MOST_BYTES = 1_000_000
"""Of such a file; reading that much TOML takes about a second."""
_LONG_HEADER = re.compile(r"^[ \t]*\[(?:[^.,\n]*\.){100}", re.MULTILINE)
"""A table's name of so many parts: each key below it would be looked for along all of them."""


def read_small(folder: Path, name: str) -> bytes:
    """Return the content of a file of the folder; OSError where it is too large, not regular, or not to be had.

    A link is followed to a file that lies below the folder, as a source is.
    """
    _refuse_large(folder / name)
    return read_source_file(Path(os.path.realpath(folder)), name)


def read_named(file: Path, root: Path) -> bytes:
    """Return the content of a file that was named for the repository at `root`, which it may lie outside of.

    One of the repository itself is read as `read_small` does; of another, links are the user's own.
    """
    folder = Path(os.path.realpath(file.parent))
    if folder.is_relative_to(root := Path(os.path.realpath(root))):
        _refuse_large(file)
        return read_source_file(root, (folder / file.name).relative_to(root).as_posix())
    target = Path(os.path.realpath(file))
    _refuse_large(target)
    return read_file(target.parent, target.name)


def _refuse_large(file: Path) -> None:
    """Raise an OSError for a file that is larger than any that a person writes."""
    if file.stat().st_size > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it is larger than {MOST_BYTES:,} bytes, as no configuration is")


def parse_toml(data: bytes, shown: str) -> dict[str, Any]:
    """Return what TOML says, or raise a `ConfigError` that tells where it is wrong; `shown` names the file."""
    import tomli  # a run with everything on the command line needs none

    try:
        text = data.decode("utf-8-sig")
        if _LONG_HEADER.search(text):
            raise RecursionError("a table's name has more than 100 parts")
        return tomli.loads(text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown}:{line}: not UTF-8; save the file in that encoding") from error
    except (ValueError, RecursionError) as error:  # also a number of too many digits
        raise ConfigError(f"{shown}: not valid TOML: {printable(str(error))}") from error


def dig(table: object, *keys: str) -> Any:
    """Return what the nested tables hold under the keys, or None where one of them is missing or no table."""
    for key in keys:
        table = table.get(key) if isinstance(table, Mapping) else None
    return table
