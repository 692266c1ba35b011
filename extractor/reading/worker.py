"""What a process of the pool does: it answers one task after another, within bounds, until nobody asks any more."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NamedTuple

NO_MEMORY = 70
"""How a process ends that had no memory, or no stack, for its task: what it holds may be large, or half done."""
_RECURSION_LIMIT = 10_000
"""Enough for expressions of some thousand terms, which generated code has; a dead process is survived."""


class Bounds(NamedTuple):
    """What a task may take, far beyond what any ordinary one does on a slow and busy machine."""

    cpu: float = 60
    """Seconds of processor time, where the system tells them."""
    idle: float = 30
    """Seconds without any processor time: the process is stopped, or what it reads from does not answer."""
    wall: float = 600
    """Seconds in all."""
    memory: int = 1_200_000_000
    """Bytes of address space beyond those that the process started with, where the system keeps to that (Linux).

    What is in use at a time is less: memory that grows is mapped twice meanwhile.
    """


USUAL = Bounds()


def answer_tasks(
    connection: Connection,
    inherited: list[Connection],
    work: Callable[[Any], bytes],
    bounds_of: Callable[[Any], Bounds],
) -> None:
    """Answer what comes over the connection with what `work` makes of it, until its other end is closed.

    `inherited` are the ends that a fork copied from the parent. They are closed here: as long as one of them is open,
    the connection that it is an end of does not end, and this process would wait for a parent that is gone.
    """
    for copy in inherited:
        copy.close()
    _leave_signals()
    _be_silent()
    sys.setrecursionlimit(_RECURSION_LIMIT)
    gc.freeze()
    gc.disable()  # trees have no cycles, and looking for some takes a tenth of the time
    parent = multiprocessing.parent_process()
    sources: list[Any] = [connection] if parent is None else [connection, parent.sentinel]
    limit = _limiter()
    try:
        while connection in wait(sources):
            task = connection.recv()
            limit(bounds_of(task))
            connection.send_bytes(work(task))
    except (EOFError, OSError):
        return
    except (MemoryError, RecursionError):
        os._exit(NO_MEMORY)


def _be_silent() -> None:
    """Keep what a dying parser or Python says of itself from the terminal: the parent tells of it in a sentence."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _leave_signals() -> None:
    """Be ended by what ends a process, and not by Ctrl-C, which is the parent's; it stops us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


def _limiter() -> Callable[[Bounds], None]:
    """Return a function that bounds what this process may take for the task that it begins now.

    The system ends it then, also where nobody watches: the parent may have been killed, and does not count processor
    time on every system.
    """
    try:
        import resource
    except ImportError:  # Windows
        return lambda _: None
    most_time, most_memory = resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS)
    start = _address_space()

    def limit(bounds: Bounds) -> None:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(usage.ru_utime + usage.ru_stime + 1.5 * bounds.cpu) + 1  # whoever watches comes first
        resource.setrlimit(resource.RLIMIT_CPU, _lowered(most_time, seconds))
        if start:
            size = start + bounds.memory if bounds.memory else resource.RLIM_INFINITY
            resource.setrlimit(resource.RLIMIT_AS, _lowered(most_memory, size))

    return limit


def _lowered(given: tuple[int, int], wanted: int) -> tuple[int, int]:
    """Return a limit (soft, hard) that is at most what is given; the hard one stays, so that it can be raised again."""
    # Unlimited is -1 on Linux, which would win.
    return min((limit for limit in (given[0], wanted) if limit >= 0), default=wanted), given[1]


def _address_space() -> int:
    """Return the bytes that this process has mapped; 0 where that is not told, or no limit of it is kept (macOS)."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
