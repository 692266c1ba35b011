"""Real trees as repositories: Django and PyTorch from the package index, and the standard library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

DJANGO = "django==5.2"
PYTORCH = "torch==2.13.0"
TWISTED = "twisted==26.10.0"
NUMPY = "numpy==2.4.6"
PYTORCH_PACKAGES = ("functorch", "torch", "torchgen")
"""Those of the wheel that are PyTorch's own."""
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
    folder = factory.mktemp("django")
    archive = download(DJANGO, kept(folder), "tar.gz", "--no-binary")
    with tarfile.open(archive) as file:
        file.extractall(folder / "unpacked", filter="data")
    (root,) = (folder / "unpacked").iterdir()
    return configured(root)


def pytorch(factory: pytest.TempPathFactory) -> Path:
    """A repository that holds the Python files of PyTorch's wheel, configured and without pages.

    The index has wheels of it, and no source distribution.
    """
    folder = factory.mktemp("pytorch")
    archive = download(PYTORCH, kept(folder), "whl", "--only-binary")
    with zipfile.ZipFile(archive) as file:
        names = [name for name in file.namelist() if name.endswith((".py", ".pyi"))]
        file.extractall(folder / "lib", [name for name in names if name.partition("/")[0] in PYTORCH_PACKAGES])
    return configured(folder / "lib")


def sources(requirement: str, factory: pytest.TempPathFactory) -> Path:
    """The Python files of a wheel."""
    folder = factory.mktemp(requirement.partition("==")[0])
    with zipfile.ZipFile(download(requirement, kept(folder), "whl", "--only-binary")) as file:
        file.extractall(folder / "lib", [name for name in file.namelist() if name.endswith(".py")])
    return folder / "lib"


def standard_library(factory: pytest.TempPathFactory) -> Path:
    """A repository that holds the standard library of this Python at its top, configured and without pages."""
    root = factory.mktemp("stdlib") / "lib"
    shutil.copytree(sysconfig.get_path("stdlib"), root, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return configured(root)


def kept(folder: Path) -> Path:
    """The folder of the downloads, which is inside the given one unless the environment names another."""
    return Path(os.environ.get(CACHE) or folder / "downloads")


def download(requirement: str, cache: Path, suffix: str, only: str) -> Path:
    """The one archive of a requirement, fetched from the package index unless the cache has it.

    `only` is pip's `--no-binary` or `--only-binary`: where no wheel fits the platform, the test is skipped.
    """
    folder = cache / requirement.replace("==", "-")
    if not any(folder.glob(f"*.{suffix}")):
        options = ["--quiet", "--no-deps", only, ":all:", "--dest", str(folder), requirement]
        command = [sys.executable, "-m", "pip", "download", *options]
        run = subprocess.run(command, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False)
        if only == "--only-binary" and "No matching distribution" in run.stderr:
            pytest.skip(f"the package index has no wheel of {requirement} for this platform")
        assert run.returncode == 0, run.stderr
    (archive,) = folder.glob(f"*.{suffix}")
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
