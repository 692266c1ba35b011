"""Processes that work off tasks beside each other; the death of one costs its task and nothing else.

A pool of `concurrent.futures` is lost whole with its first dead worker, and cannot tell which task killed it.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Generic, NamedTuple, TypeVar

Task = TypeVar("Task")

CAN_INHERIT = sys.platform == "linux"
"""Whether a process starts with all that this one holds (by a fork): then work may be anything that is at hand."""
_AHEAD = 2
"""Tasks that a worker holds at a time: one it is on, and one that waits so that it need not."""
_RECURSION_LIMIT = 10_000
"""Enough for expressions of some thousand terms, which generated code has; a dead worker is survived."""


class Dead(NamedTuple):
    """What a task comes to whose process died on it."""

    was_killed: bool
    """By the system, as it does where memory is short."""


def processes(jobs: int) -> int:
    """Return how many processes work at a time where `jobs` are asked for (0: one for each processor)."""
    if jobs:
        return jobs
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def work_off(
    tasks: Iterable[Task], work: Callable[[Task], bytes], jobs: int, *, patience: float = 0
) -> Iterator[tuple[Task, bytes | Dead]]:
    """Yield each task with what `work`, which must not raise, makes of it in another process; in no order.

    A caller that leaves early leaves the workers `patience` seconds to end what they are on.
    """
    queue = deque(tasks)
    start = _Starter(multiprocessing.get_context("fork" if CAN_INHERIT else "spawn"), work)
    workers = [start() for _ in range(min(processes(jobs), len(queue)))]
    try:
        yield from _serve(start, queue, workers)
    finally:
        for worker in workers:
            worker.connection.close()
        for worker in workers:
            worker.stop(patience)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process is made: it is the parent's, and of half a worker it would make a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    connection: Connection
    held: deque[Task] = field(default_factory=deque)
    """The tasks that were sent and not answered, in order: a dead worker died of the first."""

    def feed(self, queue: deque[Task]) -> None:
        while queue and len(self.held) < _AHEAD:
            task = queue.popleft()
            self.held.append(task)
            try:
                self.connection.send(task)
            except OSError:  # it has just died: reading from it will tell
                return

    def stop(self, patience: float = 0) -> None:
        self.process.join(patience)
        self.process.terminate()
        self.process.join()


@dataclass(frozen=True, slots=True)
class _Starter(Generic[Task]):
    context: BaseContext
    work: Callable[[Task], bytes]

    def __call__(self) -> _Worker[Task]:
        ours, theirs = self.context.Pipe()
        inherited = ours if CAN_INHERIT else None
        process = self.context.Process(target=_work, args=(theirs, inherited, self.work), daemon=True)  # type: ignore[attr-defined]
        with _interrupts_held():
            process.start()
        theirs.close()
        return _Worker(process, ours)


def _serve(
    start: _Starter[Task], queue: deque[Task], workers: list[_Worker[Task]]
) -> Iterator[tuple[Task, bytes | Dead]]:
    for worker in workers:
        worker.feed(queue)
    while busy := {worker.connection: worker for worker in workers if worker.held}:
        for connection in wait(list(busy)):
            worker = busy[connection]  # type: ignore[index]
            try:
                answer: bytes | Dead = worker.connection.recv_bytes()
            except (EOFError, OSError):
                workers.remove(worker)
                worker.connection.close()
                worker.stop()
                answer = Dead(worker.process.exitcode == -getattr(signal, "SIGKILL", 9))
                task = worker.held.popleft()
                queue.extendleft(reversed(worker.held))
                worker = start()
                workers.append(worker)
            else:
                task = worker.held.popleft()
            worker.feed(queue)  # before the answer is looked at, which takes time
            yield task, answer


def _work(connection: Connection, inherited: Connection | None, work: Callable[[Any], bytes]) -> None:
    """Answer tasks until the other side is gone, of which a fork leaves a copy here."""
    if inherited is not None:
        inherited.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it stops us
    sys.setrecursionlimit(_RECURSION_LIMIT)
    gc.freeze()
    gc.disable()  # trees have no cycles, and looking for some takes a tenth of the time
    parent = multiprocessing.parent_process()
    sources: list[Any] = [connection] if parent is None else [connection, parent.sentinel]
    try:
        while connection in wait(sources):
            connection.send_bytes(work(connection.recv()))
    except (EOFError, OSError):
        return
