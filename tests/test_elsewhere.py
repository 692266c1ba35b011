"""Nothing of a repository is imported, whatever its modules and folders are called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.system.library_folder import in_library

MODULES = (
    "multiprocessing/__init__",
    "msgspec/__init__",
    "libcst/__init__",
    "ruff/__init__",
    "click",
    "pickle",
    "platformdirs",
    "sitecustomize",
    "usercustomize",
    "tomli",
    "json/__init__",
)
SPAWNING = """
import sys
from pathlib import Path

from extractor import cli
from extractor.reading import pool

if __name__ == "__main__":
    pool.CAN_INHERIT = False  # as it is on macOS and Windows
    sys.exit(cli.run(["build", "--jobs", "2", "--project", "P"]))
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A repository of modules that leave a mark when they are imported."""
    root = tmp_path / "repository"
    for name in MODULES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write(__name__ + ' ')\n")
    return root


def marks(root: Path) -> str:
    file = root.parent / "ran"
    return file.read_text() if file.exists() else ""


def test_processes_that_are_spawned_import_nothing_of_the_current_folder(hostile: Path, tmp_path: Path) -> None:
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "spawning.py").write_text(SPAWNING)
    command = [sys.executable, str(tmp_path / "program" / "spawning.py")]
    done = subprocess.run(command, cwd=hostile, capture_output=True, text=True, timeout=120)
    assert (done.returncode, marks(hostile)) == (0, ""), done.stderr
    assert (hostile / "docs" / "click.py_docs.md").is_file()


@pytest.mark.parametrize("options", [[], ["-I"], *([["-P"]] if sys.version_info >= (3, 11) else [])])
def test_as_a_module_too_it_imports_nothing_of_the_current_folder(hostile: Path, options: list[str]) -> None:
    """Without `-P` or `-I` Python itself looks there for a few modules before any of ours: not those here."""
    command = [sys.executable, *options, "-m", "extractor", "build", "--jobs", "1", "--project", "P"]
    done = subprocess.run(command, cwd=hostile, capture_output=True, text=True, timeout=120)
    assert (done.returncode, marks(hostile)) == (0, ""), done.stderr


def test_the_current_folder_is_the_same_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with in_library():
        assert Path("multiprocessing").is_dir()
    assert Path.cwd() == tmp_path


@pytest.mark.skipif(os.name == "nt", reason="where a folder cannot be removed while a process is in it")
def test_a_current_folder_that_is_gone_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with in_library():
        assert Path("multiprocessing").is_dir()
    os.chdir(tmp_path)
