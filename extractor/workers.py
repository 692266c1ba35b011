"""Worker processes that extract files, so that a file which kills its parser costs nothing but its own depth.

A worker never raises: it answers with facts, or with why the file could not be read. When it dies, the file that it
was on gets a `Problem`, a new worker takes its place, and the rest goes on. (A pool of `concurrent.futures` is lost
whole with its first dead worker and cannot tell which task killed it.)
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from extractor.extract import crashed_file, extract_file
from extractor.facts import FileFacts, Struct


class Unreadable(Struct, frozen=True, tag="unreadable"):
    """A file that could not be read, and the operating system's reason."""

    path: str
    reason: str


class Extracted(Struct, frozen=True, tag="extracted"):
    """A file's facts; those of a file that did not parse hold a `Problem`."""

    facts: FileFacts


Result: TypeAlias = Extracted | Unreadable

_AHEAD = 2
"""Files that a worker holds at a time: one it is on, and one that waits so that it need not."""
_RECURSION_LIMIT = 10_000
"""Enough for expressions of some thousand terms, which generated code has; a dead worker is survived."""


def extract_all(root: Path, paths: Iterable[str], jobs: int) -> Iterator[Result]:
    """Yield a result for each path, in no order; `jobs` processes work at a time (0: one for each processor)."""
    queue = deque(paths)
    count = min(jobs or _processors(), len(queue))
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    workers = [_Worker.start(context, root) for _ in range(count)]
    try:
        yield from _serve(context, root, queue, workers)
    finally:
        for worker in workers:
            worker.stop()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
class _Worker:
    process: BaseProcess
    connection: Connection
    held: deque[str] = field(default_factory=deque)
    """The files that were sent and not answered, in order: a dead worker died of the first."""

    @staticmethod
    def start(context: BaseContext, root: Path) -> _Worker:
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, root), daemon=True)  # type: ignore[attr-defined]
        with _interrupts_held():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def feed(self, queue: deque[str]) -> None:
        while queue and len(self.held) < _AHEAD:
            path = queue.popleft()
            self.held.append(path)
            try:
                self.connection.send(path)
            except OSError:  # it has just died: reading from it will tell
                return

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


def _serve(context: BaseContext, root: Path, queue: deque[str], workers: list[_Worker]) -> Iterator[Result]:
    for worker in workers:
        worker.feed(queue)
    while busy := {worker.connection: worker for worker in workers if worker.held}:
        for connection in wait(list(busy)):
            worker = busy[connection]  # type: ignore[index]
            try:
                answer = worker.connection.recv_bytes()
            except (EOFError, OSError):
                workers.remove(worker)
                yield _result_of_dead(root, worker, queue)
                worker = _Worker.start(context, root)
                workers.append(worker)
            else:
                worker.held.popleft()
                yield msgspec.msgpack.decode(answer, type=Result)
            worker.feed(queue)


def _result_of_dead(root: Path, worker: _Worker, queue: deque[str]) -> Result:
    """Return the result for the file that killed the worker; what waited behind it goes back to the queue."""
    worker.stop()
    path = worker.held.popleft()
    queue.extendleft(reversed(worker.held))
    data = _read(root, path)
    if isinstance(data, Unreadable):
        return data
    was_killed = worker.process.exitcode == -getattr(signal, "SIGKILL", 9)
    return Extracted(crashed_file(path, data, "memory" if was_killed else "crash"))


def _work(connection: Connection, root: Path) -> None:
    """Answer paths with encoded results until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it stops us
    sys.setrecursionlimit(_RECURSION_LIMIT)
    gc.freeze()
    parent = multiprocessing.parent_process()
    sources: list[Any] = [connection] if parent is None else [connection, parent.sentinel]
    try:
        while connection in wait(sources):
            result = _extract(root, connection.recv())
            connection.send_bytes(msgspec.msgpack.encode(result))
    except (EOFError, OSError):
        return


def _extract(root: Path, path: str) -> Result:
    data = _read(root, path)
    return data if isinstance(data, Unreadable) else Extracted(extract_file(path, data))


def _read(root: Path, path: str) -> bytes | Unreadable:
    try:
        return (root / path).read_bytes()
    except OSError as error:
        return Unreadable(path, error.strerror or str(error))
