"""A build that is killed at any moment leaves whole pages, and the next one mends the rest."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from rounds import ROUNDS, STATES, make

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is killed so on Windows")
KILLS = {"few": 3, "many": 100}


@pytest.mark.parametrize("target", ["the process", "its group"])
@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_killed_build_leaves_whole_pages_and_the_next_one_the_clean_result(
    tmp_path: Path, rounds: str, target: str
) -> None:
    repository = make(tmp_path, "iniconfig" if rounds == "few" else "jinja2")
    chance = random.Random(f"{rounds} {target}")
    kills, state = 0, STATES[1]
    repository.turn(state)
    started = time.monotonic()
    repository.build()
    lasting = time.monotonic() - started
    for _ in range(KILLS[rounds]):
        before, state = state, _other(state)
        repository.turn(state)
        repository.lose(chance)
        kills += _killed(repository.start(start_new_session=True), chance.uniform(0, lasting), target)
        for path, data in repository.pages().items():
            whole = {repository.clean[each][path] for each in STATES}
            assert data in whole, f"{path} is neither the old page nor the new one"
        if chance.random() < 0.3:  # the edit is taken back: what was done of it is to go as well
            repository.turn(state := before)
        repository.build()
        assert repository.pages() == repository.clean[state]
        assert repository.leftovers() == []
    assert kills, "every build ended before it was killed"


def _other(state: str) -> str:
    return STATES[1 - STATES.index(state)]


def _killed(process: subprocess.Popen[str], delay: float, target: str) -> bool:
    """Kill a build after some seconds; tell whether it was still running."""
    time.sleep(delay)
    if target == "the process":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=300)  # its workers inherit the pipes: they end as well
    return process.returncode == -signal.SIGKILL
