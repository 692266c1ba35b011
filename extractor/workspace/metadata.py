"""What a repository's packaging says of it, as far as pages show it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extractor.errors import ConfigError
from extractor.facts import Struct
from extractor.workspace.project_files import parse_toml, read_small
from extractor.workspace.project_name import find_description

_MOST_CHARACTERS = 200
"""Of a command or of what it runs; a longer one is no person's."""
_MOST_SCRIPTS = 10_000
_MOST_ROOTS = 1_000


class Metadata(Struct, frozen=True):
    """Facts from packaging that belong to no single source file's page but change some."""

    scripts: Mapping[str, str] = {}
    """Command -> dotted module, from `[project.scripts]`, `[project.gui-scripts]` and `[tool.poetry.scripts]`."""
    roots: tuple[str, ...] = ()
    """Folders that the build settings call import roots (setuptools, Poetry, Hatch)."""
    functions: Mapping[str, str] = {}
    """Command -> what of its module it runs (`main`, `App.run`), where that is said."""
    description: str = ""
    """What the project is, in a sentence of its own; empty where it has none that can stand on a page."""


def read_metadata(root: Path) -> Metadata:
    """Return what `pyproject.toml` says; one that is missing, broken, too large or no regular file says nothing.

    A description may stand in another file of a project's packaging.
    """
    try:
        document = parse_toml(read_small(root, "pyproject.toml"), "pyproject.toml")
    except (OSError, ConfigError):
        document = {}
    scripts = sorted(_scripts(document))[:_MOST_SCRIPTS]
    return Metadata(
        scripts={command: module for command, module, _ in scripts},
        functions={command: function for command, _, function in scripts if function},
        roots=tuple(sorted(set(_roots(_table(document, "tool"))))[:_MOST_ROOTS]),
        description=find_description(root, document),
    )


def _scripts(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each command with the module and the function that it runs: `mytool = "my.cli:main"`."""
    project, poetry = _table(document, "project"), _table(_table(document, "tool"), "poetry")
    tables = (_table(poetry, "scripts"), _table(project, "scripts"), _table(project, "gui-scripts"))
    for name, target in {name: target for table in tables for name, target in table.items()}.items():
        if isinstance(target, str) and _is_short(name) and _is_short(target):
            module, _, function = target.partition("[")[0].partition(":")  # extras may stand behind
            yield name, module.strip(), function.strip()


def _is_short(text: str) -> bool:
    return len(text) <= _MOST_CHARACTERS and text.isprintable()


def _roots(tool: Mapping[str, Any]) -> Iterator[str]:
    """Yield the folders that imports start from, `src` mostly, as each build tool says it; the top is not named."""
    setuptools = _table(tool, "setuptools")
    folders = [_table(setuptools, "package-dir").get("")]
    folders += _list(_table(_table(setuptools, "packages"), "find"), "where")
    poetry = _list(_table(tool, "poetry"), "packages")
    folders += [package.get("from") for package in poetry if isinstance(package, dict)]
    wheel = _table(_table(_table(_table(tool, "hatch"), "build"), "targets"), "wheel")
    folders += [posixpath.dirname(path) for path in _list(wheel, "packages") if isinstance(path, str)]
    for folder in folders:
        if isinstance(folder, str) and folder not in ("", "."):
            yield posixpath.normpath(folder)


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the table under a key; an empty one where there is none, or something else."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    """Return the list under a key; an empty one where there is none, or something else."""
    value = document.get(key)
    return value if isinstance(value, list) else []
