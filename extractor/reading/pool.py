"""Processes that work off tasks beside each other; what happens to one costs its task and nothing else.

A pool of `concurrent.futures` is lost whole with its first dead worker, and cannot tell which task killed it. Here a
task whose process dies, or is ended since it is over its bounds, is tried once more, alone: the machine may have been
at fault. Whoever asked is told when that fails too: `tasks.py` of a file, `incremental/make.py` of pages.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from extractor.errors import ProcessError
from extractor.reading.worker import NO_MEMORY, answer_tasks
from extractor.reading.worker import USUAL as USUAL
from extractor.reading.worker import Bounds as Bounds
from extractor.system.library_folder import in_library

Task = TypeVar("Task")

CAN_INHERIT = sys.platform == "linux"
"""Whether a process starts with all that this one holds (by a fork): then work may be anything that is at hand."""
_AHEAD = 2
"""Tasks that a worker holds at a time: one it is on, and one that waits so that it need not."""
_TICK = 0.5
"""Seconds between two looks at the workers."""
_MOST_PASSED = 2 * _TICK
"""Where more passed between two looks, it was this process that stood still."""


class Dead(NamedTuple):
    """What a task comes to that two processes died of, or were ended for."""

    reason: str
    """Goes on "its process"."""


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
    bounds_of: Callable[[Task], Bounds] | None = None,
) -> Iterator[tuple[Task, bytes | Dead]]:
    """Yield each task with what `work`, which must not raise, makes of it in another process; in no order.

    `Dead` comes in place of that where the task cost two processes; `bounds_of` says what it may take.
    A caller that leaves early leaves the workers `patience` seconds to end what they are on. A ProcessError says that
    the system lets no process start.
    """
    queue = deque(tasks)
    context = multiprocessing.get_context("fork" if CAN_INHERIT else "spawn")
    pool = _Pool(context, work, bounds_of or _usual)
    try:
        yield from pool.serve(queue, min(processes(jobs), len(queue)))
        while pool.struck:  # each alone: what took too much beside others may not take too much by itself
            pool.stop()
            yield from pool.serve(deque([pool.struck.popleft()]), 1, is_last=True)
    finally:
        pool.stop(patience)


def _usual(_task: object) -> Bounds:
    return USUAL


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Hold back what ends a run while a process is made: it is the parent's, and half a worker would tell of it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(slots=True, eq=False)
class _Worker(Generic[Task]):
    """A process as the pool sees it: its end of the connection, the tasks that it holds, and what it took so far."""

    process: BaseProcess
    connection: Connection
    held: deque[Task] = field(default_factory=deque)
    """The tasks that were sent and not answered, in order: a dead worker died of the first."""
    over: str = ""
    """Which bound it was ended for."""
    _looked: float = field(default_factory=time.monotonic)
    """When it was last looked at; the numbers below are of that time."""
    _wall: float = 0
    """Seconds since it began its task."""
    _idle: float = 0
    """Seconds of those, the last ones, in which it had no processor time."""
    _cpu_before: float = 0
    """Processor time that it had had when it began."""
    _cpu_seen: float = 0
    """Processor time that it has had in all."""

    def feed(self, queue: deque[Task], most: int = _AHEAD) -> None:
        """Send it tasks from the queue until it holds as many as it should."""
        while queue and len(self.held) < most:
            task = queue.popleft()
            self.held.append(task)
            if len(self.held) == 1:
                self.begin()
            try:
                self.connection.send(task)
            except OSError:  # it has just died, or does not read: reading from it will tell
                self.process.kill()
                return

    def begin(self) -> None:
        """Set the clock for the first task that is held."""
        self._wall, self._idle, self._cpu_before = 0, 0, self._cpu_seen
        if time.monotonic() - self._looked > _MOST_PASSED:  # it had nothing to do
            self._looked = time.monotonic()

    def watch(self, bounds: Bounds) -> None:
        """End the process where it is over a bound; what it did since the last look counts for the task it is on."""
        now = time.monotonic()
        if now - self._looked < _TICK:  # asking the system takes as long as a small task
            return
        cpu = _cpu_of(self.process.pid)
        passed = min(now - self._looked, _MOST_PASSED)
        self._wall += passed
        self._idle = self._idle + passed if cpu == self._cpu_seen and _TELLS_CPU else 0
        self._looked, self._cpu_seen = now, cpu
        if self._idle > bounds.idle:
            self.over = f"did nothing for {bounds.idle:g} seconds"
        elif cpu - self._cpu_before > bounds.cpu:
            self.over = f"took more than {bounds.cpu:g} seconds of processor time"
        elif self._wall > bounds.wall:
            self.over = f"took more than {bounds.wall:g} seconds"
        if self.over:
            self.process.kill()

    def stop(self, patience: float) -> None:
        """Wait so many seconds for its end, then end it."""
        self.process.join(max(0, patience))
        self.process.kill()  # nothing less ends one that is stopped
        self.process.join()

    def end(self) -> str:
        """Return why a process that hung up is no more; said of its task, as `Dead.reason`."""
        self.connection.close()
        self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        if self.over:
            return self.over
        if code == NO_MEMORY:
            return "had not enough memory"
        if code < 0:
            return f"was killed by signal {-code}{', as it is where memory is short' if code == -9 else ''}"
        return f"ended with {code}"


_TELLS_CPU = sys.platform == "linux"
_TICKS = os.sysconf("SC_CLK_TCK") if _TELLS_CPU else 1


def _cpu_of(pid: int | None) -> float:
    """Return the seconds of processor time that a process and those that it waited for have had; 0 if nobody tells."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split() if _TELLS_CPU else []
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) / _TICKS  # utime, stime, cutime, cstime: proc(5)


@dataclass(slots=True)
class _Pool(Generic[Task]):
    """The processes that are there, which are started, fed, watched and stopped here; what they do is `worker.py`."""

    context: BaseContext
    work: Callable[[Task], bytes]
    bounds_of: Callable[[Task], Bounds]
    workers: list[_Worker[Task]] = field(default_factory=list)
    struck: deque[Task] = field(default_factory=deque)
    """The tasks that one process died of."""

    def stop(self, patience: float = 0) -> None:
        """End all processes, which have `patience` seconds together to end what they are on."""
        for worker in self.workers:
            worker.connection.close()
        deadline = time.monotonic() + patience
        try:
            while self.workers:
                self.workers[-1].stop(deadline - time.monotonic())
                self.workers.pop()
        except BaseException:  # a second Ctrl-C
            for worker in self.workers:
                worker.process.kill()
            raise

    def serve(self, queue: deque[Task], count: int, *, is_last: bool = False) -> Iterator[tuple[Task, bytes | Dead]]:
        """Yield what becomes of tasks; the first process that a task costs is not told, unless it is the last."""
        for _ in range(count):
            self._start()
        while queue or any(worker.held for worker in self.workers):
            for worker in self.workers:
                worker.feed(queue)
            busy = {worker.connection: worker for worker in self.workers if worker.held}
            for connection in wait(list(busy), _TICK):
                worker = busy[connection]  # type: ignore[index]
                try:
                    answer: bytes | Dead = worker.connection.recv_bytes()
                except (EOFError, OSError):
                    # It died of the first task that it held; the others it had not begun, and go back to the front.
                    task = worker.held.popleft()
                    queue.extendleft(reversed(worker.held))
                    self.workers.remove(worker)
                    answer = Dead(worker.end())
                    if queue or not self.workers:
                        self._start()
                    if not is_last:
                        self.struck.append(task)
                        continue
                else:
                    task = worker.held.popleft()
                    worker.begin()
                    worker.feed(queue)  # before the answer is looked at, which takes time
                yield task, answer
            for worker in busy.values():
                if worker.held:
                    worker.watch(self.bounds_of(worker.held[0]))

    def _start(self) -> None:
        """Start a process more; where the system lets none start those that there are must do."""
        try:
            ours, theirs = self.context.Pipe()
            _limit_waiting(ours)
            inherited = [ours, *(worker.connection for worker in self.workers)] if CAN_INHERIT else []
            process = self.context.Process(  # type: ignore[attr-defined]
                target=answer_tasks, args=(theirs, inherited, self.work, self.bounds_of), daemon=True
            )
            with _signals_held(), contextlib.nullcontext() if CAN_INHERIT else in_library():
                process.start()
        except OSError as error:
            if not self.workers:
                raise ProcessError(
                    f"no process can be started: {error.strerror or error}; "
                    "raise the limits of processes, open files and memory (ulimit -a), or end what takes them"
                ) from error
            return
        theirs.close()
        self.workers.append(_Worker(process, ours))


def _limit_waiting(connection: Connection) -> None:
    """Make a message of which the rest does not come an error: its sender was stopped while it sent."""
    if os.name == "nt":  # pipes, not sockets
        return
    with socket.socket(fileno=os.dup(connection.fileno())) as ours:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", int(USUAL.idle), 0))
