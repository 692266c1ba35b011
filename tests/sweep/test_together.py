"""Two runs at once on the same pages: both succeed, and what they leave and say is what is so."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rounds import ROUNDS, STATES, Repository, make

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a folder cannot be locked there")
COUNT = {"few": 2, "many": 20}
PACKAGES = {"few": "iniconfig", "many": "click"}


def _end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_builds_at_once_both_succeed_and_leave_the_clean_result(tmp_path: Path, rounds: str) -> None:
    repository = make(tmp_path, PACKAGES[rounds])
    chance = random.Random(rounds)
    for number in range(1, COUNT[rounds] + 1):
        state = STATES[number % 2]
        repository.turn(state)
        repository.lose(chance)
        first = repository.start()
        time.sleep(chance.uniform(0, 0.3))
        with ThreadPoolExecutor(2) as threads:
            ends = list(threads.map(_end, [first, repository.start()]))
        assert [code for code, _, _ in ends] == [0, 0], ends
        assert repository.pages() == repository.clean[state]
        assert repository.leftovers() == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_check_beside_a_build_waits_for_it_and_tells_the_truth(tmp_path: Path, rounds: str) -> None:
    repository = make(tmp_path, PACKAGES[rounds])
    for number in range(1, COUNT[rounds] + 1):
        state = STATES[number % 2]
        repository.turn(state)
        build = repository.start()
        _await_first_page(repository, build, state)
        code, out, err = _end(repository.start("--check"))
        assert (code, out) == (0, ""), "it did not wait" + err
        assert _end(build)[0] == 0
        assert repository.pages() == repository.clean[state]


def _await_first_page(repository: Repository, build: subprocess.Popen[str], state: str) -> None:
    """Return when the build has begun to write: from then on it holds the lock."""
    pages = [repository.root / path for path in repository.clean[state]]
    while build.poll() is None:
        if any(
            page.read_bytes() == repository.clean[state][page.relative_to(repository.root).as_posix()] for page in pages
        ):
            return


def test_a_check_says_that_it_waits_and_so_does_a_build(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    repository = make(tmp_path, "iniconfig")
    handle = os.open(repository.root / "docs", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    waiting = [repository.start("-q"), repository.start("-q", "--check")]
    lines = [process.stderr.readline() for process in waiting if process.stderr]
    assert lines == ["waiting for a build of docs/\n"] * 2
    assert [process.poll() for process in waiting] == [None, None]
    os.close(handle)
    assert [_end(process)[:2] for process in waiting] == [(0, "")] * 2


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_cache_that_is_removed_again_and_again_costs_nothing_but_time(tmp_path: Path, rounds: str) -> None:
    repository = make(tmp_path, PACKAGES[rounds])
    for number in range(1, COUNT[rounds] + 1):
        state = STATES[number % 2]
        repository.turn(state)
        build, is_over = repository.start(), threading.Event()
        remover = threading.Thread(target=_remove_until, args=(repository.cache(), is_over))
        remover.start()
        try:
            code, out, err = _end(build)
        finally:
            is_over.set()
            remover.join()
        assert (code, out) == (0, ""), err
        assert repository.pages() == repository.clean[state]


def _remove_until(folder: Path, is_over: threading.Event) -> None:
    while not is_over.is_set():
        for file in (*folder.glob("*"), *folder.glob(".*")):
            file.unlink(missing_ok=True)
        try:
            folder.rmdir()
        except OSError:
            continue
