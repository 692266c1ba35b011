"""The facts of all sources: from the cache where they hold, else from the workers and, for Python, from ruff."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from extractor.cache import NO_STAMP, Encoded, Stamp, Table, encoded, key_of, stamps
from extractor.errors import LintError
from extractor.extract import digest_of, read_source
from extractor.extract.kinds import kind_of
from extractor.extract.lint import Findings, lint
from extractor.facts import FileFacts, Problem, PythonFacts, Struct
from extractor.progress import Stage, silent
from extractor.workers import Unreadable, extract_all

FILE = "facts.msgpack"
"""Where facts are kept in the folder of the cache."""
_CODE = ("facts.py", "extract")
PACKAGES = ("libcst", "markdown-it-py", "ruff")
"""What shapes facts beside the files."""


class Entry(Struct, frozen=True):
    """One file's facts, still encoded, with what tells whether they hold."""

    stamp: Stamp
    digest: str
    problem: Problem | None
    """Why the file did not parse."""
    facts: msgspec.Raw

    def decoded(self) -> FileFacts:
        """Return the facts."""
        return msgspec.msgpack.decode(self.facts, type=FileFacts)


def make_entry(facts: FileFacts, stamp: Stamp) -> Entry:
    """Return the entry of a file that has just been extracted and had this stamp before."""
    problem = facts.body if isinstance(facts.body, Problem) else None
    return Entry(stamp, facts.digest, problem, encoded(facts))


@dataclass(frozen=True)
class Gathered:
    """What is known of the sources, both parts sorted by path."""

    entries: dict[str, Entry]
    """Facts, still encoded: not every use needs them all."""
    unreadable: tuple[Unreadable, ...]
    lint_problem: str = ""
    """Why ruff, which should have read what was extracted, has not."""
    lacking: frozenset[str] = frozenset()
    """The files that it has not read; their facts are not kept."""

    def facts(self) -> Mapping[str, FileFacts]:
        """Return the facts of every file that can be read, by path; they are decoded when they are asked for."""
        return Encoded({path: entry.facts for path, entry in self.entries.items()}, FileFacts)

    def files(self) -> list[FileFacts]:
        """Return the facts of every file that can be read."""
        return [entry.decoded() for entry in self.entries.values()]


def gather(
    root: Path,
    paths: Sequence[str],
    jobs: int,
    cache_dir: Path | None,
    *,
    may_save: bool = True,
    trusts_times: bool = True,
    stage: Stage = silent,
) -> Gathered:
    """Return the facts of the files at `paths`; with a cache folder, only those that changed are extracted.

    Whether a file changed its content tells or, with `trusts_times`, its size and time where these cannot deceive.
    """
    table = Table(cache_dir / FILE, Entry, key_of(_CODE, PACKAGES)) if cache_dir else None
    known = table.values if table else {}
    found = stamps(root, paths)
    entries: dict[str, Entry] = {}
    for path in paths:
        entry = _still_valid(root / path, known.get(path), found.get(path), trusts_times=trusts_times)
        if entry:
            entries[path] = entry
    unreadable: list[Unreadable] = []
    fresh = [path for path in paths if path not in entries]
    linter = _Linter(root, fresh)
    largest_first = sorted(fresh, key=lambda path: -found.get(path, NO_STAMP).size)  # so that all end together
    with stage("Reading files", len(fresh)) as step:
        for result in extract_all(root, largest_first, jobs):
            if isinstance(result, Unreadable):
                unreadable.append(result)
            else:
                path = result.facts.path
                entries[path] = make_entry(linter.completed(result.facts), found.get(path, NO_STAMP))
            step()
    whole = {path: entry for path, entry in entries.items() if path not in linter.lacking}
    if table and may_save:
        table.save(whole)
    ordered = tuple(sorted(unreadable, key=lambda each: each.path))
    return Gathered(dict(sorted(entries.items())), ordered, linter.problem, frozenset(linter.lacking))


class _Linter:
    """What ruff finds in the Python sources among some paths, all read by one run when it is first asked.

    By then the processes that extract have enough to do. Leaves behind why it did not work, and the files whose facts
    lack what it should have said.
    """

    def __init__(self, root: Path, paths: Iterable[str]) -> None:
        self._root = root
        self._paths = paths
        self._digests: dict[str, str] = {}
        self.problem = ""
        self.lacking: set[str] = set()

    @cached_property
    def _findings(self) -> Findings:
        try:
            return lint(dict(self._texts()))
        except LintError as error:
            self.problem = str(error)
            return {}

    def _texts(self) -> Iterator[tuple[str, str]]:
        for path in self._paths:
            if kind_of(path).family == "python":
                with contextlib.suppress(OSError):  # the workers tell of it
                    data = (self._root / path).read_bytes()
                    self._digests[path] = digest_of(data)
                    yield path, read_source(path, data)

    def completed(self, facts: FileFacts) -> FileFacts:
        """Return a file's facts with the findings, if they are of the same content."""
        if not isinstance(facts.body, PythonFacts):
            return facts
        if facts.path not in self._findings or self._digests[facts.path] != facts.digest:
            self.lacking.add(facts.path)
            return facts
        body = msgspec.structs.replace(facts.body, findings=self._findings[facts.path])
        return msgspec.structs.replace(facts, body=body)


def _still_valid(file: Path, entry: Entry | None, stamp: Stamp | None, *, trusts_times: bool) -> Entry | None:
    """Return the cached entry if the file is as it was."""
    if entry is None or stamp is None or entry.stamp.size != stamp.size:
        return None
    if trusts_times and entry.stamp.holds(stamp):
        return entry
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return msgspec.structs.replace(entry, stamp=stamp) if digest_of(data) == entry.digest else None


def with_names(entries: Iterable[Entry], name: str) -> list[FileFacts]:
    """Return the facts that hold a name somewhere; the encoded bytes rule out the rest undecoded."""
    wanted = name.encode("utf-8")
    return [entry.decoded() for entry in entries if wanted in bytes(entry.facts)]
