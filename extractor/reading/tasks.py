"""The tasks of reading: each file to be extracted, and all files of Python together to be linted.

Processes of the pool work them off beside each other; one that dies costs nothing but the file that it was on.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec

from extractor.errors import LintError
from extractor.extraction.file import extract_file, read_text
from extractor.facts import FileFacts, Finding, Struct, Unreadable
from extractor.reading.cache import stamps
from extractor.reading.lint import Source, lint, source_of, time_limit
from extractor.reading.pool import Dead, work_off
from extractor.reading.worker import USUAL, Bounds
from extractor.system.files import digest_of, read_source_file


class Extracted(Struct, frozen=True, tag="extracted"):
    """A file's facts; those of a file that did not parse hold a `Problem`."""

    facts: FileFacts


class Linted(Struct, frozen=True, tag="linted"):
    """What ruff finds in files, all read by one run."""

    findings: dict[str, tuple[Finding, ...] | None] = msgspec.field(default_factory=dict)
    """By path; None for a file that ruff cannot read."""
    digests: dict[str, str] = msgspec.field(default_factory=dict)
    """Of the contents that were read, unless a file changed meanwhile."""
    problem: str = ""
    """Why ruff did not work; then there are no findings."""


Answer: TypeAlias = Extracted | Unreadable | Linted


class _Lint(NamedTuple):
    """The task that takes the longest, and is begun first."""

    paths: tuple[str, ...]
    scratch: str | None
    """A folder to work in, which whoever gave the task removes, also where the process dies; None: the system's."""


def extract_all(root: Path, paths: Sequence[str], jobs: int, to_lint: Sequence[str] = ()) -> Iterator[Answer]:
    """Yield a result for each path and, where some are to be linted, one for these together; in no order.

    `jobs` processes work at a time (0: one for each processor).
    """
    with _scratch() if to_lint else contextlib.nullcontext() as scratch:
        tasks: list[str | _Lint] = [_Lint(tuple(to_lint), scratch)] if to_lint else []
        for task, answer in work_off([*tasks, *paths], partial(_work, root), jobs, bounds_of=_bounds):
            if not isinstance(answer, Dead):
                yield msgspec.msgpack.decode(answer, type=Answer)
            elif isinstance(task, _Lint):
                yield Linted(problem=f"the process that ran ruff {answer.reason}, twice; run extractor again")
            else:
                yield _given_up(root, task, answer)


def _scratch() -> contextlib.AbstractContextManager[str | None]:
    """Return a folder for ruff's copies, which is gone when this process leaves it; None where there can be none."""
    try:
        return tempfile.TemporaryDirectory(prefix="extractor-", ignore_cleanup_errors=True)
    except OSError:  # the same will keep ruff from working, which is told
        return contextlib.nullcontext()


def _work(root: Path, task: str | _Lint) -> bytes:
    """Do a task, in a process of the pool, and return its answer as bytes that `extract_all` decodes."""
    answer: Answer
    if isinstance(task, _Lint):
        answer = _linted(root, task)
    else:
        data = _read(root, task)
        answer = data if isinstance(data, Unreadable) else Extracted(extract_file(task, data))
    return msgspec.msgpack.encode(answer)


def _linted(root: Path, task: _Lint) -> Linted:
    """Return what ruff finds; of which content is said only of files that nobody touched while it read them.

    Ruff opens the files itself, after us: a file that changed in between would get findings of other lines.
    """
    sources: dict[str, Source] = {}
    digests: dict[str, str] = {}
    before = stamps(root, task.paths)
    for path in task.paths:
        file = root / path
        with contextlib.suppress(OSError):  # extracting it tells
            data = read_source_file(root, path)
            sources[path], digests[path] = source_of(file, data, read_text(path, data)), digest_of(data)
    try:
        findings = lint(sources, task.scratch)
    except LintError as error:
        return Linted(problem=str(error))
    after = stamps(root, task.paths)
    untouched = (path for path in findings if path in before and path in after and before[path].is_like(after[path]))
    return Linted(findings, {path: digests[path] for path in untouched})


def _given_up(root: Path, path: str, dead: Dead) -> Unreadable:
    """Return why there are no facts of a file whose process died twice: the file itself, if it cannot be read."""
    data = _read(root, path)
    if isinstance(data, Unreadable):
        return data
    advice = "run extractor again, or leave the file out with extend-exclude"
    return Unreadable(path, f"the process that read it {dead.reason}, twice; {advice}")


def _bounds(task: str | _Lint) -> Bounds:
    """Return what a task may take: the one for all files more, and no bound of memory, which ruff reserves freely."""
    if isinstance(task, _Lint):
        seconds = time_limit(len(task.paths)) * 4  # ruff is run again where a file kills it
        return Bounds(USUAL.cpu + seconds, USUAL.idle + seconds, USUAL.wall + seconds, memory=0)
    return USUAL


def _read(root: Path, path: str) -> bytes | Unreadable:
    """Return the bytes of a source, or why they cannot be read."""
    try:
        return read_source_file(root, path)
    except OSError as error:
        return Unreadable(path, error.strerror or str(error))
