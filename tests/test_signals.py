"""A run that is ended from outside, or whose streams are not there: what it leaves, and the code that it ends with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a pipe for each worker is inherited by a fork")

COMMAND = (sys.executable, "-m", "extractor", "build")
PACED = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs the tests beside
from extractor import pipeline
from extractor.cli import process
from extractor.incremental import unit_pages
from extractor.reading import tasks

def waiting(place, act):
    def acted(*arguments, **named):
        if place == sys.argv[1]:
            os.write(1, b"there\\n")
            time.sleep(1 if place == "make" else 60)
        return act(*arguments, **named)
    return acted

pipeline.discover = waiting("discover", pipeline.discover)
tasks.extract_file = waiting("gather", tasks.extract_file)
pipeline.open_page_cache = waiting("link", pipeline.open_page_cache)
unit_pages.plan_page = waiting("make", unit_pages.plan_page)
pipeline.Outcome = waiting("report", pipeline.Outcome)
run = process.run
process.run = lambda _: run(["build", "-q"])
process.main()
"""
"""A build that stands still at a place, and says so; where it makes a page it goes on after a second."""
ENDS = {signal.SIGINT: (130, "interrupted"), signal.SIGTERM: (143, "terminated"), signal.SIGHUP: (129, "terminated")}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    (root / "extractor.toml").write_text('project = "Test"\n', encoding="utf-8")
    for number in range(45):
        (root / f"module_{number}.py").write_text(f"def f_{number}(): pass\n", encoding="utf-8")
    return root


def start(repository: Path, place: str, *wrapper: str) -> subprocess.Popen[str]:
    """A build that stands still at a place, with a folder of its own for temporary files."""
    scratch = repository.with_name("temporary")
    scratch.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [*wrapper, sys.executable, "-c", PACED, place],
        cwd=repository,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=None
        if wrapper
        else partial(signal.signal, signal.SIGHUP, signal.SIG_DFL),  # as the tests may be run
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    return process


@pytest.mark.parametrize(
    ("place", "number"),
    [
        *((place, signal.SIGTERM) for place in ("discover", "gather", "link", "make", "report")),
        ("gather", signal.SIGHUP),
        ("make", signal.SIGINT),
    ],
)
def test_a_run_that_is_ended_leaves_whole_pages_and_nothing_else(
    repository: Path, place: str, number: signal.Signals
) -> None:
    process = start(repository, place)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)  # to the end of its last worker, which holds stdout
    code, word = ENDS[number]
    assert (process.returncode, err.split()) == (code, [word])
    assert list(repository.with_name("temporary").iterdir()) == []
    assert not [each for each in repository.rglob("*") if each.suffix == ".tmp"]
    for page in repository.rglob("*.md"):
        assert page.read_text(encoding="utf-8").endswith("Repository Documentation System*\n")


def test_a_run_under_nohup_goes_on(repository: Path) -> None:
    process = start(repository, "discover", "nohup")
    try:
        process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()


def closed(repository: Path, redirection: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = " ".join([*COMMAND, *arguments, redirection])
    return subprocess.run(command, cwd=repository, shell=True, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("redirection", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_run_without_streams_does_its_work(repository: Path, redirection: str) -> None:
    assert closed(repository, redirection).returncode == 0
    assert len(list((repository / "docs").glob("module_*_docs.md"))) == 45
    assert not [page for page in repository.rglob("*.md") if b"note:" in page.read_bytes()]


@pytest.mark.parametrize("redirection", ["2>/dev/full", ">/dev/full"])
def test_a_stream_that_is_full_is_an_error_and_not_stale_pages(repository: Path, redirection: str) -> None:
    run = closed(repository, redirection, "--check")
    assert run.returncode == 2
    assert "Traceback" not in run.stdout + run.stderr


def test_a_folder_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && {' '.join(COMMAND)}"
    run = subprocess.run(command, cwd=tmp_path, shell=True, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (2, "error: the current folder is gone; go to one that is there\n")
