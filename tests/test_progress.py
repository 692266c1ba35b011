"""How far a run is shows where a person looks on, and nowhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pty = pytest.importorskip("pty", reason="no terminals of this kind here")

COUNT = 120
BUILD = [sys.executable, "-m", "extractor", "build", "--project", "Watched"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for number in range(COUNT):
        (tmp_path / f"module_{number}.py").write_text(f"value = {number}\n", encoding="utf-8")
    return tmp_path


def at_terminal(command: list[str], folder: Path, term: str = "xterm-256color") -> tuple[str, str]:
    """What a command writes to a pipe at stdout, and to a terminal at stderr."""
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key not in ("CI", "NO_COLOR")} | {"TERM": term}
    with subprocess.Popen(
        command, cwd=folder, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        told = bytearray()
        while chunk := _read(ours):
            told += chunk
        assert process.stdout is not None
        said = process.stdout.read()
    os.close(ours)
    assert process.returncode == 0, told
    return said.decode(), told.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other side is closed
        return b""


def test_a_terminal_shows_stages_and_is_left_clean(repository: Path) -> None:
    said, told = at_terminal(BUILD, repository)
    assert said == ""
    assert re.search(rf"Reading files .*\b\d+/{COUNT}\b.* a second", told)
    assert "Making pages" in told
    assert told.splitlines()[-1].endswith("created")
    assert told.count("\x1b[?25l") == told.count("\x1b[?25h"), "the cursor is back"


def test_pages_and_exit_code_are_the_same_with_a_bar(repository: Path) -> None:
    at_terminal(BUILD, repository)
    check = subprocess.run([*BUILD, "--check"], cwd=repository, capture_output=True, check=False)
    assert (check.returncode, check.stdout) == (0, b"")


@pytest.mark.parametrize("option", ["-q", ""])
def test_nothing_shows_where_nobody_looks_on(repository: Path, option: str) -> None:
    command = [*BUILD, *filter(None, [option])]
    if option:
        assert at_terminal(command, repository) == ("", "")
    else:
        run = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
        assert run.stderr.startswith(f"{COUNT} source files")


def test_a_few_files_need_no_bar(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("value = 1\n", encoding="utf-8")
    assert at_terminal(BUILD, tmp_path)[1].startswith("1 source file, pages in docs/")
