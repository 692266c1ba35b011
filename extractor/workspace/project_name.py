"""What a project calls itself in its packaging, where no setting names it, and the sentence that it has for itself."""

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

_MOST_OF_DESCRIPTION = 1_000


def find_name(root: Path) -> tuple[str, str]:
    """Return the name that the project gives itself, and where; a name that cannot stand on a page is passed over.

    The folder's name is the last resort: it differs from clone to clone, and with it would every page.
    """
    for file, (read, where) in _READERS.items():
        try:
            name = read(read_small(root, file), "name")
        except (OSError, ValueError, RecursionError, ConfigError):  # it names nothing, for it is not ours to judge
            continue
        if isinstance(name, str) and _is_name(name.strip()):
            return name.strip(), f"{file} {where}"
    folder = os.path.basename(os.path.realpath(root))  # noqa: PTH119 - of a path that may be relative
    return folder if _is_name(folder) else "repository", FOLDER


def _is_name(text: str) -> bool:
    """Tell whether a text can stand on a page as a project's name: short, on one line, no secret."""
    return 0 < len(text) <= MOST_CHARACTERS and text.isprintable() and not kind_of_secret(text)


def find_description(root: Path, pyproject: Mapping[str, object]) -> str:
    """Return the sentence in which the packaging says what the project is, on one line; empty where it has none.

    `pyproject` is the content of that file, which is read already; it is asked first, as for the name.
    """
    said = dig(pyproject, "project", "description") or dig(pyproject, "tool", "poetry", "description")
    for file, (read, _) in _READERS.items():
        if isinstance(said, str) and said.strip():
            break
        try:
            said = None if file == "pyproject.toml" else read(read_small(root, file), "description")
        except (OSError, ValueError, RecursionError, ConfigError):
            continue
    text = " ".join(said.split()) if isinstance(said, str) else ""
    return text if len(text) <= _MOST_OF_DESCRIPTION and text.isprintable() and not kind_of_secret(text) else ""


def _from_pyproject(data: bytes, key: str) -> object:
    return dig(parse_toml(data, "pyproject.toml"), "project", key)


def _from_setup(data: bytes, key: str) -> object:
    """Return a value of a `setup.cfg`; what of it refers to other settings stays as it stands (`%(name)s`)."""
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string("\n".join(map(_with_single_blanks, data.decode().splitlines())))
    except configparser.Error:
        return None
    return parser.get("metadata", key, fallback=None)


def _with_single_blanks(line: str) -> str:
    """Return a line whose blanks inside are single: in those of many, configparser takes quadratic time to find `=`."""
    return line[: len(line) - len(line.lstrip())] + " ".join(line.split())


def _from_package(data: bytes, key: str) -> object:
    import json

    return dig(json.loads(data), key)


_READERS: Mapping[str, tuple[Callable[[bytes, str], object], str]] = {
    "pyproject.toml": (_from_pyproject, "[project] name"),
    "setup.cfg": (_from_setup, "[metadata] name"),
    "package.json": (_from_package, "name"),
}
"""File -> what finds a value of its metadata in its content, and where in the file the project's name stands."""
