"""The versions of installed packages."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable

_SUFFIX = ".dist-info"


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Return the version of each package by its name, which is normalised; an empty text where it is not installed.

    The names of the folders that pip makes tell. `importlib.metadata`, which knows other ways too, brings the parser of
    e-mails: a tenth of the time of a check that has nothing to do. So it is asked for what is found nowhere else.
    """
    by_folder = _by_folders()
    return {name: by_folder.get(name) or _by_metadata(name) for name in packages}


def _by_folders() -> dict[str, str]:
    """Return the versions of the packages in the folders of `sys.path`: `ruff-0.17.6.dist-info` is ruff's 0.17.6."""
    packages: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder or "."):  # noqa: PTH208 - a path more for each entry
                if name.endswith(_SUFFIX):
                    package, _, version = name.removesuffix(_SUFFIX).partition("-")
                    packages.setdefault(package.lower().replace("_", "-"), version)
    return packages


def _by_metadata(package: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
