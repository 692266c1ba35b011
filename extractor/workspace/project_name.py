"""The name that a project gives itself in its packaging, where no setting names it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from extractor.errors import ConfigError
from extractor.workspace.project_files import dig, parse_toml, read_small
from extractor.workspace.secrets import kind_of_secret

FOLDER = "name of the folder"
"""The origin of the project's name where nothing names it; it differs from clone to clone."""
MOST_CHARACTERS = 200
"""Of a name: it stands in every page's first sentence, and in the mark at its end."""


def find_name(root: Path) -> tuple[str, str]:
    """Return the name that the project gives itself, and where; a name that cannot stand on a page is passed over.

    The folder's name is the last resort: it differs from clone to clone, and with it would every page.
    """
    for file, (read, where) in _READERS.items():
        try:
            name = read(read_small(root, file))
        except (OSError, ValueError, RecursionError, ConfigError):  # it names nothing, for it is not ours to judge
            continue
        if isinstance(name, str) and _is_name(name.strip()):
            return name.strip(), f"{file} {where}"
    folder = os.path.basename(os.path.realpath(root))  # noqa: PTH119 - of a path that may be relative
    return folder if _is_name(folder) else "repository", FOLDER


def _is_name(text: str) -> bool:
    """Tell whether a text can stand on a page as a project's name: short, on one line, no secret."""
    return 0 < len(text) <= MOST_CHARACTERS and text.isprintable() and not kind_of_secret(text)


def _pyproject_name(data: bytes) -> object:
    return dig(parse_toml(data, "pyproject.toml"), "project", "name")


def _setup_name(data: bytes) -> object:
    """Return the name in a `setup.cfg`; what of it refers to other settings stays as it stands (`%(name)s`)."""
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string("\n".join(map(_with_single_blanks, data.decode().splitlines())))
    except configparser.Error:
        return None
    return parser.get("metadata", "name", fallback=None)


def _with_single_blanks(line: str) -> str:
    """Return a line whose blanks inside are single: in those of many, configparser takes quadratic time to find `=`."""
    return line[: len(line) - len(line.lstrip())] + " ".join(line.split())


def _package_name(data: bytes) -> object:
    import json

    return dig(json.loads(data), "name")


_READERS: Mapping[str, tuple[Callable[[bytes], object], str]] = {
    "pyproject.toml": (_pyproject_name, "[project] name"),
    "setup.cfg": (_setup_name, "[metadata] name"),
    "package.json": (_package_name, "name"),
}
"""File -> what finds the project's name in its content, and where in the file it stands."""
