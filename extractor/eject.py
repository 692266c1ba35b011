"""The built-in templates as files of the user's, to change what a page looks like."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import OutputError
from extractor.files import replace_file

if TYPE_CHECKING:
    from importlib.abc import Traversable

_SUFFIX = ".jinja"


def eject(folder: Path) -> tuple[list[str], list[str]]:
    """Write every built-in template into a folder; return those written and those that were there, which stay.

    Raises OutputError where the folder cannot be written.
    """
    written: list[str] = []
    kept: list[str] = []
    for name, template in sorted(_templates(resources.files("extractor.templates"))):
        target = folder / name
        if target.exists() or target.is_symlink():
            kept.append(name)
            continue
        try:
            replace_file(target, template.read_bytes())
        except OSError as error:
            raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
        written.append(name)
    return written, kept


def _templates(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _templates(each, f"{prefix}{each.name}/")
        elif each.name.endswith(_SUFFIX):
            yield prefix + each.name, each
