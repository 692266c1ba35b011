"""A repository that is edited to and fro between two states, whose clean pages are known."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from extractor.reading.cache_folder import find_cache

STATES = ("One", "Two")
"""Of the repository; the name of the project, which is on every page, and what a module of it ends with."""
ROUNDS = ("few", pytest.param("many", marks=pytest.mark.sweep))


@dataclass(frozen=True)
class Repository:
    """A repository that is brought from one state to the other, and the pages of a clean build in each."""

    root: Path
    clean: dict[str, dict[str, bytes]]

    def turn(self, state: str) -> None:
        """Bring the sources to a state."""
        (self.root / "extractor.toml").write_text(f'project = "{state}"\n', encoding="utf-8")
        (self.root / "turned.py").write_text(f"def in_state_{state.lower()}(): pass\n", encoding="utf-8")

    def lose(self, chance: random.Random) -> None:
        """Remove some pages, and at times the cache."""
        for page in chance.sample(sorted((self.root / "docs").rglob("*.md")), 5):
            page.unlink()
        if chance.random() < 0.3:
            shutil.rmtree(self.cache(), ignore_errors=True)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start a build."""
        command = [sys.executable, "-m", "extractor", "build", "--jobs", "2", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.root, stdout=pipe, stderr=pipe, text=True, **options)

    def build(self) -> None:
        """Build, and fail with what it said unless it succeeds; one that never ends is stuck on a lock."""
        process = self.start()
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err

    def pages(self) -> dict[str, bytes]:
        """The pages as they stand."""
        return {
            each.relative_to(self.root).as_posix(): each.read_bytes() for each in (self.root / "docs").rglob("*.md")
        }

    def cache(self) -> Path:
        """The folder of the cache."""
        found = find_cache(self.root, "auto")
        assert found is not None
        return found.folder

    def leftovers(self) -> list[Path]:
        """What a build left that was not to stay."""
        return [*self.root.rglob(".extractor-*.tmp")]


def make(folder: Path, package: str) -> Repository:
    """A repository that holds an installed package, with its pages of the first state."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    root, clean = folder / "repository", {}
    ignored = shutil.ignore_patterns("__pycache__", "*.so")
    shutil.copytree(Path(spec.origin).parent, root / package, ignore=ignored)
    repository = Repository(root, clean)
    for state in reversed(STATES):
        for each in (root / "docs", repository.cache()):
            shutil.rmtree(each, ignore_errors=True)
        repository.turn(state)
        repository.build()
        clean[state] = repository.pages()
    return repository
