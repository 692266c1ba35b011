"""What is kept of one file from run to run: its facts, and by what they hold."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from extractor.facts import FileFacts, Problem, Secret, Struct
from extractor.reading.cache import Stamp, encoded


class FactsEntry(Struct, frozen=True):
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


def make_entry(facts: FileFacts, stamp: Stamp) -> FactsEntry:
    """Return the entry of a file that has just been extracted and had this stamp before."""
    problem = facts.body if isinstance(facts.body, Problem) else None
    return FactsEntry(stamp, facts.digest, problem, encoded(facts), facts.secrets)


def with_names(entries: Iterable[FactsEntry], name: str) -> list[FileFacts]:
    """Return the facts that hold a name somewhere; the encoded bytes rule out the rest undecoded."""
    wanted = name.encode("utf-8")
    return [entry.decoded() for entry in entries if wanted in bytes(entry.facts)]
