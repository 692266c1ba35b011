"""The files of a user's folder of templates, read once, as they are in it: no link is followed and nothing else opened.

What a run renders with and what it remembers its pages by are the same bytes, whatever becomes of the folder meanwhile.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractor.errors import TemplateError
from extractor.system.paths import escaped_path
from extractor.workspace.config import COMMAND_LINE, Config

_MOST_FILES = 1_000
_MOST_BYTES = 1_000_000
"""Of all files together; templates of 20 KB make all pages there are, and each takes its time to compile."""
_SUFFIX = ".jinja"
"""What is called otherwise is no template, whichever folder is named: not `.env`, nor `.git/config`."""
_IN_WORDS = {
    stat.S_IFLNK: "is a symbolic link, which is not followed; put a copy of the file there",
    stat.S_IFDIR: "is a folder",
}
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


@dataclass(frozen=True)
class TemplateFiles:
    """What a user's folder of templates holds."""

    folder: str
    """As messages name it."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """Path below the folder, with slashes -> the bytes of the regular file there."""
    refused: dict[str, str] = field(default_factory=dict)
    """Path below the folder -> why what is there is no template."""


def template_files(root: Path, config: Config) -> TemplateFiles | None:
    """Return what the configured folder of templates holds; None where none is configured.

    Raises a TemplateError for a folder that holds too much, or that a configuration file of the repository names
    although it is, by its links, outside of it.
    """
    if not config.templates:
        return None
    folder = (root / config.templates).resolve()
    if config.origin("templates") != COMMAND_LINE and not folder.is_relative_to(root.resolve()):
        raise TemplateError(
            config.templates,
            "this folder of templates lies outside of the repository; move it there, or name it with --templates",
        )
    return read_templates(folder)


def read_templates(folder: Path) -> TemplateFiles:
    """Return what a folder of templates holds; raises a TemplateError where that is more than templates are."""
    files = TemplateFiles(str(folder))
    total = 0
    for count, path in enumerate(_paths(folder), 1):
        name = escaped_path(path)
        try:
            data = _read(folder / path, _MOST_BYTES + 1 - total)
        except OSError as error:
            data = f"cannot be read: {error.strerror or error}"
        if isinstance(data, str):
            files.refused[name] = data
        else:
            files.contents[name] = data
            total += len(data)
        if total > _MOST_BYTES or count > _MOST_FILES:
            raise TemplateError(
                str(folder),
                f"this folder holds more than {_MOST_FILES:,} files or {_MOST_BYTES:,} bytes; "
                "keep templates in a folder of their own",
            )
    return files


def _paths(folder: Path) -> Iterator[str]:
    """Yield the path of everything but folders below a folder, sorted; links are named, and not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != ".git")
        links = [name for name in folders if Path(place, name).is_symlink()]
        for name in sorted((*names, *links)):
            yield Path(place, name).relative_to(folder).as_posix()


def _read(file: Path, most: int) -> bytes | str:
    """Return the first bytes of a regular file, or in words why it is none; raises OSError."""
    kind = stat.S_IFMT(file.lstat().st_mode)
    if kind == stat.S_IFREG and not file.name.endswith(_SUFFIX):
        return f"is no template, since its name does not end with {_SUFFIX}"
    if kind == stat.S_IFREG:
        descriptor = os.open(file, os.O_RDONLY | _FLAGS)
        with os.fdopen(descriptor, "rb") as stream:
            kind = stat.S_IFMT(os.fstat(descriptor).st_mode)  # it may have changed since
            if kind == stat.S_IFREG:
                return stream.read(most)
    return _IN_WORDS.get(kind, "is no regular file")
