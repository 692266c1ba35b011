"""A run under a watch: how long it takes, and the most memory that any process of it held."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from typing import NamedTuple

from faults.box import PATIENCE, Box, Run, children, end_group

MOST_MEMORY = 1_000_000_000
"""Bytes that no process of a run may hold."""
_TOO_MUCH = 1_500_000_000
"""Bytes at which a run is ended, before the machine is short of them."""


class Measured(NamedTuple):
    """A run with its figures."""

    run: Run
    seconds: float
    memory: int
    """The most bytes that one process held."""


def measured(box: Box, *arguments: str, patience: float = PATIENCE, cwd: Path | None = None) -> Measured:
    """Run the command and hold it to what it promises, also of memory."""
    before, started = box.foreign(), time.monotonic()
    process = box.start(*arguments, cwd=cwd)
    peaks: dict[int, int] = {}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.02):
            for each in (process.pid, *children(process.pid)):
                peaks[each] = max(peaks.get(each, 0), _peak(each))
            if max(peaks.values(), default=0) > _TOO_MUCH:
                end_group(process)
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run = box.finish(process, patience)
    finally:
        ended.set()
        watcher.join()
    seconds, memory = time.monotonic() - started, max(peaks.values(), default=0)
    words = f"extractor {' '.join(arguments)}"
    assert memory < MOST_MEMORY, f"{words}: a process holds {memory / 1e6:,.0f} MB after {seconds:.0f} s"
    box.hold(before, words)
    assert run.code in (0, 1, 2), f"{words} exits with {run.code}: {run.err[-1000:]}"
    box.hold_words(run, words, is_page=arguments[:1] == ("show",) or "--diff" in arguments)
    return Measured(run, seconds, memory)


def _peak(process: int) -> int:
    """Return the most bytes that a process has held so far; 0 for one that is gone."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
