"""The facts of all sources: from the cache where they hold, else from the workers and, for Python, from ruff."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from extractor.cache import NO_STAMP, Encoded, Stamp, Table, encoded, key_of, stamps
from extractor.cache_folder import CacheFolder
from extractor.extract import digest_of
from extractor.extract.kinds import kind_of
from extractor.facts import FileFacts, Problem, PythonFacts, Secret, Struct, TextFacts
from extractor.files import read_source_file
from extractor.progress import Stage, silent
from extractor.workers import Answer, Linted, Unreadable, extract_all

FILE = "facts.msgpack"
"""Where facts are kept in the folder of the cache."""
_CODE = ("facts.py", "extract")
PACKAGES = ("libcst", "markdown-it-py", "ruff")
"""What shapes facts beside the files."""
_MOST_HELD = 4_000
"""The facts of so many files take less memory than a process that reads them."""


class Entry(Struct, frozen=True):
    """One file's facts, still encoded, with what tells whether they hold."""

    stamp: Stamp
    digest: str
    problem: Problem | None
    """Why the file did not parse."""
    facts: msgspec.Raw
    secrets: tuple[Secret, ...] = ()

    def decoded(self) -> FileFacts:
        """Return the facts."""
        return msgspec.msgpack.decode(self.facts, type=FileFacts)


def make_entry(facts: FileFacts, stamp: Stamp) -> Entry:
    """Return the entry of a file that has just been extracted and had this stamp before."""
    problem = facts.body if isinstance(facts.body, Problem) else None
    return Entry(stamp, facts.digest, problem, encoded(facts), facts.secrets)


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
    at_hand: Mapping[str, FileFacts] = field(default_factory=dict)
    """The facts that were just extracted, unless they are too many to hold."""

    def facts(self) -> Mapping[str, FileFacts]:
        """Return the facts of every file, by path; they are decoded when they are asked for.

        Of one that could not be read they say no more than its path: others still list it and link to its page.
        """
        known = {path: entry.facts for path, entry in self.entries.items()}
        known |= {each.path: encoded(FileFacts(each.path, 0, "", "utf-8", TextFacts())) for each in self.unreadable}
        return Encoded(dict(sorted(known.items())), FileFacts, self.at_hand)

    def digests(self) -> dict[str, str]:
        """Return the digest of each file's content, by path; of one that could not be read it is empty."""
        known = {
            path: f"{entry.digest} without ruff" if path in self.lacking else entry.digest
            for path, entry in self.entries.items()
        }
        return dict(sorted((known | {each.path: "" for each in self.unreadable}).items()))

    def files(self) -> list[FileFacts]:
        """Return the facts of every file that can be read."""
        return [entry.decoded() for entry in self.entries.values()]


def gather(
    root: Path,
    paths: Sequence[str],
    jobs: int,
    cache_dir: CacheFolder | None,
    *,
    may_save: bool = True,
    trusts_times: bool = True,
    stage: Stage = silent,
    meanwhile: Callable[[], None] = lambda: None,
) -> Gathered:
    """Return the facts of the files at `paths`; with a cache folder, only those that changed are extracted.

    Whether a file changed its content tells or, with `trusts_times`, its size and time where these cannot deceive.
    `meanwhile` is called, if any file is extracted, while other processes do that.
    """
    table = Table(cache_dir, FILE, Entry, key_of(_CODE, PACKAGES)) if cache_dir else None
    known = table.values if table else {}
    found = stamps(root, paths)
    entries: dict[str, Entry] = {}
    for path in paths:
        entry = _still_valid(root, path, known.get(path), found.get(path), trusts_times)
        if entry:
            entries[path] = entry
    fresh = [path for path in paths if path not in entries]
    reading = _Reading(found, holds_facts=len(fresh) <= _MOST_HELD)
    largest_first = sorted(fresh, key=lambda path: -found.get(path, NO_STAMP).size)  # so that all end together
    to_lint = [path for path in fresh if kind_of(path).family == "python"]
    with stage("Reading files", len(fresh)) as step:
        for number, answer in enumerate(extract_all(root, largest_first, jobs, to_lint)):
            if number == 0:  # they are at work
                meanwhile()
            reading.take(answer)
            if not isinstance(answer, Linted):
                step()
    entries |= reading.entries
    if table and may_save:
        table.save({path: entry for path, entry in entries.items() if path not in reading.lacking})
    unreadable = tuple(sorted(reading.unreadable, key=lambda each: each.path))
    return Gathered(
        dict(sorted(entries.items())), unreadable, reading.lint_problem, frozenset(reading.lacking), reading.at_hand
    )


class _Reading:
    """What becomes known of files while they are extracted and linted, in whatever order that is told.

    Leaves behind the files whose facts lack what ruff should have said of their content, and why it did not work.
    """

    def __init__(self, stamps: Mapping[str, Stamp], *, holds_facts: bool) -> None:
        self._stamps = stamps
        self._holds_facts = holds_facts
        self._linted: Linted | None = None
        self._waiting: list[FileFacts] = []
        self.entries: dict[str, Entry] = {}
        self.at_hand: dict[str, FileFacts] = {}
        self.unreadable: list[Unreadable] = []
        self.lacking: set[str] = set()
        self.lint_problem = ""

    def take(self, answer: Answer) -> None:
        """Take in what a process answers."""
        if isinstance(answer, Unreadable):
            self.unreadable.append(answer)
        elif isinstance(answer, Linted):
            self._linted, self.lint_problem = answer, answer.problem
            for facts in self._waiting:
                self._add(self._completed(facts, answer))
        elif not isinstance(answer.facts.body, PythonFacts):
            self._add(answer.facts)
        elif self._linted is None:
            self._waiting.append(answer.facts)
        else:
            self._add(self._completed(answer.facts, self._linted))

    def _add(self, facts: FileFacts) -> None:
        self.entries[facts.path] = make_entry(facts, self._stamps.get(facts.path, NO_STAMP))
        if self._holds_facts:
            self.at_hand[facts.path] = facts

    def _completed(self, facts: FileFacts, linted: Linted) -> FileFacts:
        """Return a file's facts with the findings, if they are of the same content."""
        assert isinstance(facts.body, PythonFacts)
        if linted.digests.get(facts.path) != facts.digest:
            self.lacking.add(facts.path)
            return facts
        body = msgspec.structs.replace(facts.body, findings=linted.findings[facts.path])
        return msgspec.structs.replace(facts, body=body)


def _still_valid(root: Path, path: str, entry: Entry | None, stamp: Stamp | None, trusts_times: bool) -> Entry | None:
    """Return the cached entry if the file is as it was."""
    if entry is None or stamp is None or entry.stamp.size != stamp.size:
        return None
    if trusts_times and entry.stamp.holds(stamp):
        return entry
    try:
        data = read_source_file(root, path)
    except OSError:
        return None
    return msgspec.structs.replace(entry, stamp=stamp) if digest_of(data) == entry.digest else None


def with_names(entries: Iterable[Entry], name: str) -> list[FileFacts]:
    """Return the facts that hold a name somewhere; the encoded bytes rule out the rest undecoded."""
    wanted = name.encode("utf-8")
    return [entry.decoded() for entry in entries if wanted in bytes(entry.facts)]
