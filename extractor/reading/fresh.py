"""Files without facts that hold -> their entries: extracted, and for Python linted, by other processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from extractor.extraction.kinds import kind_of
from extractor.facts import FileFacts, Unreadable
from extractor.progress import Stage
from extractor.reading.cache import NO_STAMP, Stamp
from extractor.reading.entry import FactsEntry, make_entry
from extractor.reading.tasks import Answer, Linted, extract_all

_MOST_HELD = 4_000
"""The facts of so many files take less memory than a process that reads them."""


def read(
    root: Path,
    paths: Sequence[str],
    stamps: Mapping[str, Stamp],
    jobs: int,
    stage: Stage,
    meanwhile: Callable[[], None],
    *,
    lints: bool = True,
) -> Reading:
    """Return what is in the files at `paths`, which had these stamps before; `jobs` processes work at a time.

    `meanwhile` is called once they do. Without `lints` the facts lack what ruff would find.
    """
    reading = Reading(stamps, holds_facts=len(paths) <= _MOST_HELD, lints=lints)
    largest_first = sorted(paths, key=lambda path: -stamps.get(path, NO_STAMP).size)  # so that all end together
    to_lint = [path for path in paths if lints and kind_of(path).family == "python"]
    with stage("Reading files", len(paths)) as step:
        for number, answer in enumerate(extract_all(root, largest_first, jobs, to_lint)):
            if number == 0:
                meanwhile()
            reading.take(answer)
            if not isinstance(answer, Linted):
                step()
    return reading


class Reading:
    """What becomes known of files while they are extracted and linted, in whatever order that is told.

    Leaves behind the files whose facts lack what ruff should have said of their content, and why it did not work.
    """

    def __init__(self, stamps: Mapping[str, Stamp], *, holds_facts: bool, lints: bool) -> None:
        self._stamps = stamps
        self._holds_facts = holds_facts
        self._lints = lints
        self._linted: Linted | None = None
        self._waiting: list[FileFacts] = []
        self.entries: dict[str, FactsEntry] = {}
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
        # Facts and findings come in any order: facts of Python wait for the findings, which come once for all.
        elif not self._lints or answer.facts.python is None:
            self._add(answer.facts)
        elif self._linted is None:
            self._waiting.append(answer.facts)
        else:
            self._add(self._completed(answer.facts, self._linted))

    def _add(self, facts: FileFacts) -> None:
        """Take in facts that nothing more comes to."""
        self.entries[facts.path] = make_entry(facts, self._stamps.get(facts.path, NO_STAMP))
        if self._holds_facts:
            self.at_hand[facts.path] = facts

    def _completed(self, facts: FileFacts, linted: Linted) -> FileFacts:
        """Return a file's facts with the findings, if they are of the same content."""
        if linted.digests.get(facts.path) != facts.digest:
            self.lacking.add(facts.path)
            return facts
        assert facts.python is not None
        body = msgspec.structs.replace(facts.python, findings=linted.findings[facts.path])
        return msgspec.structs.replace(facts, body=body)
