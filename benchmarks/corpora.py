"""The trees that are measured: fetched from the package index once, and laid out as git repositories."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

CACHE = Path(__file__).parent / ".cache"


class Corpus(NamedTuple):
    """A tree to measure on."""

    name: str
    requirement: str
    packages: tuple[str, ...]
    edited: str
    """A file that about a hundred others import."""


DJANGO = Corpus("Django", "django==5.2", ("django",), "django/db/models/fields/__init__.py")
PYTORCH = Corpus("PyTorch", "torch==2.13.0", ("torch", "torchgen", "functorch"), "torch/_inductor/virtualized.py")


def fetch(corpus: Corpus) -> Path:
    """Return a folder with the Python files of a corpus, a repository of its own; downloads it where it is missing."""
    folder = CACHE / corpus.name
    if not (folder / ".git").is_dir():
        archive = _download(corpus)
        folder.mkdir(parents=True, exist_ok=True)
        _unpack(archive, folder, corpus.packages)
        (folder / "extractor.toml").write_text(f'project = "{corpus.name}"\n', encoding="utf-8")
        author = ["-c", "user.name=benchmark", "-c", "user.email=benchmark@example.org"]
        for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", corpus.requirement]):
            subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def copies(folder: Path, count: int) -> Path:
    """Return a repository of `count` Python files: those of a folder, as often as it takes, each time renamed."""
    name = DJANGO.packages[0]
    target = CACHE / f"{count} files"
    sources = sorted((folder / name).rglob("*.py"))
    for number in range(count if not target.exists() else 0):
        again, index = divmod(number, len(sources))
        package = f"{name}_{again}"
        file = target / package / sources[index].relative_to(folder / name)
        file.parent.mkdir(parents=True, exist_ok=True)
        text = sources[index].read_text(encoding="utf-8")
        file.write_text(re.sub(rf"\b{name}\b", package, text), encoding="utf-8", newline="\n")
    (target / "extractor.toml").write_text(f'project = "{count} files"\n', encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=target, check=True)
    return target


def _download(corpus: Corpus) -> Path:
    target = CACHE / "archives" / corpus.name
    kind = "--no-binary" if corpus is DJANGO else "--only-binary"
    command = ["pip", "download", "--quiet", "--no-deps", kind, ":all:", "--dest", str(target), corpus.requirement]
    subprocess.run([sys.executable, "-m", *command], check=True)
    return next(target.iterdir())


def _unpack(archive: Path, folder: Path, packages: tuple[str, ...]) -> None:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wanted = [name for name in wheel.namelist() if name.endswith(".py") and name.split("/")[0] in packages]
            wheel.extractall(folder, wanted)
        return
    with tarfile.open(archive) as sdist:
        for member in sdist:
            inner = member.name.partition("/")[2]
            if member.isfile() and inner.endswith(".py") and inner.split("/")[0] in packages:
                file = folder / inner
                file.parent.mkdir(parents=True, exist_ok=True)
                content = sdist.extractfile(member)
                assert content is not None
                file.write_bytes(content.read())
