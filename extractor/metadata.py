"""What a repository's packaging says of it, as far as pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.facts import Struct


class Metadata(Struct, frozen=True):
    """Facts from `pyproject.toml` that belong to no single source file's page but change some."""

    scripts: Mapping[str, str] = {}
    """Command -> dotted module, from `[project.scripts]` and `[project.gui-scripts]`."""


def read_metadata(root: Path) -> Metadata:
    """Return what `pyproject.toml` says; a missing or broken file says nothing."""
    import tomli

    try:
        document = tomli.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Metadata()
    project = _table(document, "project")
    scripts = {**_table(project, "scripts"), **_table(project, "gui-scripts")}
    return Metadata(scripts={name: str(target).partition(":")[0].strip() for name, target in sorted(scripts.items())})


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}
