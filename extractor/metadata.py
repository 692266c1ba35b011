"""What a repository's packaging says of it, as far as pages show it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extractor.facts import Struct
from extractor.files import read_source_file


class Metadata(Struct, frozen=True):
    """Facts from `pyproject.toml` that belong to no single source file's page but change some."""

    scripts: Mapping[str, str] = {}
    """Command -> dotted module, from `[project.scripts]` and `[project.gui-scripts]`."""
    roots: tuple[str, ...] = ()
    """Folders that the build settings call import roots (setuptools, Poetry, Hatch)."""


def read_metadata(root: Path) -> Metadata:
    """Return what `pyproject.toml` says; a missing or broken file says nothing."""
    import tomli

    try:
        document = tomli.loads(read_source_file(root, "pyproject.toml").decode("utf-8"))
    except (OSError, ValueError):
        return Metadata()
    project = _table(document, "project")
    scripts = {**_table(project, "scripts"), **_table(project, "gui-scripts")}
    return Metadata(
        scripts={name: str(target).partition(":")[0].strip() for name, target in sorted(scripts.items())},
        roots=tuple(sorted(set(_roots(_table(document, "tool"))))),
    )


def _roots(tool: Mapping[str, Any]) -> Iterator[str]:
    setuptools = _table(tool, "setuptools")
    found = [_table(setuptools, "package-dir").get("")]
    found += _list(_table(_table(setuptools, "packages"), "find"), "where")
    found += [each.get("from") for each in _list(_table(tool, "poetry"), "packages") if isinstance(each, dict)]
    wheel = _table(_table(_table(_table(tool, "hatch"), "build"), "targets"), "wheel")
    found += [posixpath.dirname(each) for each in _list(wheel, "packages") if isinstance(each, str)]
    for folder in found:
        if isinstance(folder, str) and folder not in ("", "."):
            yield posixpath.normpath(folder)


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else []
