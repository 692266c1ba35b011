"""Builds one tree with every Python that the machine has, and compares the bytes of all pages.

Each Python gets an environment of its own below `build/versions`, made once. The tree is what `fixtures` has of new,
old and odd syntax; with `--all` also the standard library of each Python, and of a Python 2 where there is one.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "versions"
FIXTURES = ("versions", "odd", "sample")
_HANG = 7_200
_SAY = "import sys, sysconfig; print('%d.%d' % sys.version_info[:2], sysconfig.get_path('stdlib'), sep='\\n')"


class Python(NamedTuple):
    """A Python that was found."""

    version: str
    program: Path
    library: Path
    environment: Path
    """Where `extractor` is installed for it, or would be."""


class Built(NamedTuple):
    """What one Python made of a tree."""

    pages: Mapping[str, bytes]
    code: int
    seconds: float


def pythons(oldest: int = 10) -> list[Python]:
    """Return one Python of each version from 3.`oldest` on, oldest first."""
    found = {python.version: python for python in map(_asked, _programs()) if python is not None}
    return sorted((each for each in found.values() if minor(each) >= oldest), key=minor)


def running() -> Python:
    """Return the Python that runs this."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Python(version, Path(sys.executable), Path(sysconfig.get_path("stdlib")), Path(sys.prefix))


def minor(python: Python) -> int:
    """Return what tells versions of Python 3 apart."""
    return int(python.version.partition(".")[2])


def is_ready(python: Python) -> bool:
    """Tell whether the environment of a Python is there, with what this project needs of today."""
    stamp = python.environment / ".installed"
    return stamp.exists() and stamp.stat().st_mtime >= (ROOT / "pyproject.toml").stat().st_mtime


def prepare(python: Python) -> None:
    """Make the environment of a Python, unless it is there."""
    if is_ready(python):
        return
    subprocess.run([python.program, "-m", "venv", python.environment], check=True)
    pip = [_program(python, "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-e", ROOT], check=True)
    (python.environment / ".installed").touch()


def build(python: Python, tree: Path) -> Built:
    """Return the pages of a tree; none of them stay in it."""
    start = time.monotonic()
    command = [_program(python, "extractor"), "build", "--quiet", "--no-cache", tree]
    run = subprocess.run(command, capture_output=True, timeout=_HANG, check=False)
    seconds = time.monotonic() - start
    docs = tree / "docs"
    pages = {path.relative_to(docs).as_posix(): path.read_bytes() for path in docs.rglob("*") if path.is_file()}
    shutil.rmtree(docs, ignore_errors=True)
    return Built(pages, run.returncode, seconds)


def differences(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Return the pages that are not the same, or not there, on one side."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def make_tree(tree: Path, libraries: Iterable[Path] = (), fixtures: Iterable[str] = FIXTURES) -> None:
    """Copy fixtures, and libraries, to where they are one repository."""
    shutil.rmtree(tree, ignore_errors=True)
    left_out = shutil.ignore_patterns("__pycache__", "site-packages", "*.so", "*.exe", "extractor.toml", "docs")
    for name in fixtures:
        shutil.copytree(ROOT / "fixtures" / name, tree / name, ignore=left_out, symlinks=True)
        _make_newer(tree / name, tree / f"{name}_newer")
    for library in libraries:
        shutil.copytree(library, tree / library.name, ignore=left_out, symlinks=True)


def _make_newer(folder: Path, newer: Path) -> None:
    """Copy a folder's sources with a line more, that only some Pythons can read: their facts must not tell."""
    for path in filter(Path.is_file, folder.rglob("*.py")):
        target = newer / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes() + b"\ntype Newest = int\n")


def _programs() -> Iterator[Path]:
    """Yield what may be a Python: on the path, and where pyenv puts them."""
    places = [*os.get_exec_path(), *Path.home().glob(".pyenv/versions/*/bin")]
    for place in map(Path, places):
        if place.is_dir() and place.name != "shims":
            yield from (each for each in place.iterdir() if re.fullmatch(r"python3\.\d+", each.name))


def _asked(program: Path) -> Python | None:
    try:
        said = subprocess.run([program, "-c", _SAY], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version, _, library = said.stdout.strip().partition("\n")
    return Python(version, program, Path(library), FOLDER / version) if said.returncode == 0 and library else None


def _program(python: Python, name: str) -> Path:
    return python.environment / ("Scripts" if os.name == "nt" else "bin") / name


def main(arguments: list[str]) -> int:
    """Print what each Python made, and return 1 where any made something else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="also the standard library of each Python")
    parser.add_argument("folders", nargs="*", type=Path, help="more to build, each with a name of its own")
    options = parser.parse_args(arguments)
    found = pythons()
    for python in found:
        prepare(python)
    old = sorted(Path.home().glob(".pyenv/versions/2.7*/lib/python2.7"))[-1:]
    libraries = [*(python.library for python in found), *old] if options.all else []
    tree = FOLDER / "tree"
    make_tree(tree, [*libraries, *(folder.resolve() for folder in options.folders)])
    print(f"{'Python':<8}{'pages':>8}{'differences':>13}{'seconds':>9}")
    first: Built | None = None
    differ: list[str] = []
    for python in found:
        built = build(python, tree)
        first = first or built
        names = differences(first.pages, built.pages)
        if built.code != first.code or not built.pages:
            names.append(f"(exit code {built.code}, {len(built.pages)} pages)")
        print(f"{python.version:<8}{len(built.pages):>8}{len(names):>13}{built.seconds:>9.1f}", flush=True)
        differ += [f"{python.version}: {name}" for name in names]
    print("\n".join(differ))
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
