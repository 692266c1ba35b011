"""Processes that work off tasks beside each other; the death or delay of one costs its task and nothing else.

A pool of `concurrent.futures` is lost whole with its first dead worker, cannot tell which task killed it, and waits for
ever for one that was stopped.

What kills, stops or bloats a worker may be an accident of the machine (memory is short, somebody sends a signal), so a
task is struck only when that happens twice: the second time it has a process, and the pool, for itself. What is struck
is told apart from every answer, since nothing may be concluded from it.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]

Task = TypeVar("Task")

CAN_INHERIT = sys.platform == "linux"
"""Whether a process starts with all that this one holds (by a fork): then work may be anything that is at hand."""
_AHEAD = 2
"""Tasks that a worker holds at a time: one it is on, and one that waits so that it need not."""
_RECURSION_LIMIT = 10_000
"""Enough for expressions of some thousand terms, which generated code has; a dead worker is survived."""
_MEMORY = 900_000_000
"""Bytes that a task may take beside what its process held before, where the system can hold it to that."""
_TICK = 1.0
"""Seconds between two looks at workers that do not answer."""
_OUT_OF_MEMORY = b""
"""The answer of a worker whose task took too much memory; no answer of a task is empty."""


class Limits(NamedTuple):
    """How long a task may take. Generous: what is to end sooner on every machine is for limits of structure."""

    seconds: float = 180
    """From when its process turns to it; a time in which this process was stopped itself does not count."""
    idle: float | None = 30
    """Seconds without any processor time of its process, which then is stopped or waits; None: it may wait."""


class Lost(NamedTuple):
    """What a task comes to whose process died, or was ended over a limit, both times that it was tried."""

    reason: str
    """What goes after "the process ...": "was killed"."""


def processes(jobs: int) -> int:
    """Return how many processes work at a time where `jobs` are asked for (0: one for each processor)."""
    if jobs:
        return jobs
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def work_off(
    tasks: Iterable[Task],
    work: Callable[[Task], bytes],
    jobs: int,
    *,
    patience: float = 0,
    limits: Callable[[Task], Limits] = lambda _: Limits(),
) -> Iterator[tuple[Task, bytes | Lost]]:
    """Yield each task with what `work`, which must not raise, makes of it in another process; in no order.

    A caller that leaves early leaves the workers `patience` seconds to end what they are on.
    """
    queue = deque(tasks)
    pool = _Pool(multiprocessing.get_context("fork" if CAN_INHERIT else "spawn"), work, limits)
    try:
        pool.grow(min(processes(jobs), len(queue)))
        struck: list[Task] = []
        for task, answer in pool.serve(queue):
            if isinstance(answer, Lost):
                struck.append(task)
            else:
                yield task, answer
        for task in struck:
            pool.stop()
            pool.grow(1)
            yield from pool.serve(deque([task]))
    finally:
        pool.stop(patience)


@contextlib.contextmanager
def memory_unbounded() -> Iterator[None]:
    """Lift the bound on memory inside of a task: for a child process, which would inherit it."""
    if not _CAN_BOUND:
        yield
        return
    bound, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (bound, hard))


_CAN_BOUND = CAN_INHERIT and resource is not None
"""Linux counts what a process may write to for itself (`RLIMIT_DATA`); other systems count what it merely reserves."""


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Hold back what ends a run while a process is made: it is the parent's, and half a worker makes a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    connection: Connection
    held: deque[Task] = field(default_factory=deque)
    """The tasks that were sent and not answered, in order: a dead worker died of the first."""
    waited: float = 0
    """Seconds that the first of them takes by now."""
    idle: float = 0
    """Seconds of these without processor time."""
    used: int = -1
    """Processor time by the last look, in ticks of the system's clock."""

    def feed(self, queue: deque[Task]) -> None:
        while queue and len(self.held) < _AHEAD:
            task = queue.popleft()
            self.held.append(task)
            try:
                self.connection.send(task)
            except OSError:  # it has just died: reading from it will tell
                return

    def take(self) -> Task:
        """Return the task that is done with, and turn to the next."""
        self.waited = self.idle = 0
        return self.held.popleft()

    def wait_on(self, seconds: float) -> None:
        """Count a time without an answer."""
        used = _processor_time(self.process.pid or 0)
        self.waited += seconds
        self.idle = self.idle + seconds if used is not None and used == self.used else 0
        self.used = -1 if used is None else used

    def excess(self, limits: Limits) -> str:
        """Return which limit the task is over, as `Lost` says it, or an empty text."""
        if self.waited > limits.seconds:
            return f"took more than {limits.seconds:g} seconds"
        if limits.idle is not None and self.idle > limits.idle:
            return f"stood still for {limits.idle:g} seconds"
        return ""

    def stop(self, patience: float = 0) -> None:
        self.process.join(patience)
        self.process.kill()  # a stopped process does not act on anything less
        self.process.join()


def _processor_time(process: int) -> int | None:
    """Return what a process has used, in ticks; None where the system does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return int(fields[11]) + int(fields[12])


@dataclass
class _Pool(Generic[Task]):
    context: BaseContext
    work: Callable[[Task], bytes]
    limits: Callable[[Task], Limits]
    workers: list[_Worker[Task]] = field(default_factory=list)
    failure: str = ""
    """Why the last process that was to be started was not."""

    def grow(self, count: int) -> None:
        """Start workers, as many as the system lets us."""
        for _ in range(count):
            try:
                self.workers.append(self._started())
            except OSError as error:
                self.failure = f"could not be started: {error.strerror or error}"
                return

    def stop(self, patience: float = 0) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.connection.close()
        for worker in self.workers:
            worker.stop(patience)
        self.workers.clear()

    def serve(self, queue: deque[Task]) -> Iterator[tuple[Task, bytes | Lost]]:
        """Yield what becomes of the tasks in a queue, which runs empty."""
        for worker in self.workers:
            worker.feed(queue)
        looked = time.monotonic()
        while busy := {worker.connection: worker for worker in self.workers if worker.held}:
            ready = wait(list(busy), _TICK)
            for connection in ready:
                yield self._answer(busy[connection], queue)  # type: ignore[index]
            passed = time.monotonic() - looked
            if passed < _TICK:
                continue
            looked += passed
            for connection, worker in busy.items():
                if connection in ready or not worker.held:
                    continue
                worker.wait_on(min(passed, 2 * _TICK))  # in the rest of the time this process was stopped, or busy
                if reason := worker.excess(self.limits(worker.held[0])):
                    yield self._replaced(worker, queue, reason)
        while queue:  # nobody is left to work
            yield queue.popleft(), Lost(self.failure)

    def _answer(self, worker: _Worker[Task], queue: deque[Task]) -> tuple[Task, bytes | Lost]:
        try:
            answer = worker.connection.recv_bytes()
        except (EOFError, OSError):
            worker.process.join(_TICK)  # it closes the connection before it is gone
            return self._replaced(worker, queue, _death(worker.process.exitcode))
        if answer == _OUT_OF_MEMORY:
            return self._replaced(worker, queue, "took too much memory")
        task = worker.take()
        worker.feed(queue)  # before the answer is looked at, which takes time
        return task, answer

    def _replaced(self, worker: _Worker[Task], queue: deque[Task], reason: str) -> tuple[Task, Lost]:
        """Put another worker in the place of one that is no good, and return the task that it was on."""
        self.workers.remove(worker)
        worker.connection.close()
        worker.stop()
        task = worker.take()
        queue.extendleft(reversed(worker.held))
        worker.held.clear()
        if queue:
            self.grow(1)
        for each in self.workers:
            each.feed(queue)
        return task, Lost(reason)

    def _started(self) -> _Worker[Task]:
        ours, theirs = self.context.Pipe()
        inherited = ours if CAN_INHERIT else None
        process = self.context.Process(target=_work, args=(theirs, inherited, self.work), daemon=True)  # type: ignore[attr-defined]
        try:
            with _signals_held():
                process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Worker(process, ours)


def _death(exit_code: int | None) -> str:
    if exit_code is None or exit_code >= 0:
        return "died"
    names = {each.value: each.name for each in signal.Signals}
    return f"was ended by {names.get(-exit_code, -exit_code)}"


def _work(connection: Connection, inherited: Connection | None, work: Callable[[Any], bytes]) -> None:
    """Answer tasks until the other side is gone, of which a fork leaves a copy here."""
    if inherited is not None:
        inherited.close()
    _leave_signals_to_parent()
    sys.setrecursionlimit(_RECURSION_LIMIT)
    gc.freeze()
    gc.disable()  # trees have no cycles, and looking for some takes a tenth of the time
    _bound_memory()
    parent = multiprocessing.parent_process()
    sources: list[Any] = [connection] if parent is None else [connection, parent.sentinel]
    try:
        while connection in wait(sources):
            connection.send_bytes(_answered(work, connection.recv()))
    except (EOFError, OSError):
        return


def _answered(work: Callable[[Any], bytes], task: object) -> bytes:
    try:
        return work(task)
    except MemoryError:
        return _OUT_OF_MEMORY


def _leave_signals_to_parent() -> None:
    """Let what ends a run act on the parent alone, which ends us; nobody but the parent, and the system, kills us."""
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def _bound_memory() -> None:
    """Hold this process to what it has and a task's share, where that can be counted."""
    if not _CAN_BOUND:
        return
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_bytes().split()[5])  # of data and stack
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        bound = pages * resource.getpagesize() + _MEMORY
        resource.setrlimit(resource.RLIMIT_DATA, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
