"""Real trees as repositories: Django's source distribution from the package index, and the standard library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

DJANGO = "django==5.2"
CACHE = "EXTRACTOR_CORPORA"
"""An environment variable: the folder that keeps what is downloaded. Without it, every run downloads anew."""

OUTPUT = "pages"
"""Django has its own `docs`."""
CONFIGURATION = f"""\
project = "Swept"
output-dir = "{OUTPUT}"
exclude = ["__pycache__/"]
respect-gitignore = false
"""

NOT_COPIED = ("__pycache__", "site-packages", "*.pyc", "*.so", "*.a", "*.dylib", "*.pyd", "*.exe")


def django(factory: pytest.TempPathFactory) -> Path:
    """A repository that is the unpacked source distribution, configured and without pages."""
    kept = os.environ.get(CACHE)
    folder = factory.mktemp("django")
    archive = download(DJANGO, Path(kept) if kept else folder / "downloads")
    with tarfile.open(archive) as file:
        file.extractall(folder / "unpacked", filter="data")
    (root,) = (folder / "unpacked").iterdir()
    return configured(root)


def standard_library(factory: pytest.TempPathFactory) -> Path:
    """A repository that holds the standard library of this Python at its top, configured and without pages."""
    root = factory.mktemp("stdlib") / "lib"
    shutil.copytree(sysconfig.get_path("stdlib"), root, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return configured(root)


def download(requirement: str, cache: Path) -> Path:
    """The source distribution of a requirement, fetched from the package index unless the cache has it."""
    folder = cache / requirement.replace("==", "-")
    if not any(folder.glob("*.tar.gz")):
        options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(folder)]
        subprocess.run([sys.executable, "-m", "pip", "download", *options, requirement], check=True)
    (archive,) = folder.glob("*.tar.gz")
    return archive


def configured(root: Path) -> Path:
    """The repository, with settings that nothing around it can shape."""
    (root / "extractor.toml").write_text(CONFIGURATION, encoding="utf-8", newline="\n")
    return root


def build(root: Path) -> Path:
    """Build the pages with the public command, and fail with what it said unless it succeeds."""
    command = [sys.executable, "-m", "extractor", "build", str(root)]
    run = subprocess.run(command, cwd=root.parent, capture_output=True, check=False)
    said = (run.stdout + run.stderr).decode(errors="replace")[-4000:]
    assert run.returncode == 0, f"exit code {run.returncode}\n{said}"
    return root
