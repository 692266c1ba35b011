"""The facts of all sources: from the cache where they hold, else from the workers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from extractor.cache import NO_STAMP, Stamp, key_of, load, save, stamps
from extractor.extract import digest_of
from extractor.facts import FileFacts, Problem, Struct
from extractor.workers import Unreadable, extract_all

FILE = "facts.msgpack"
"""Where facts are kept in the folder of the cache."""
_CODE = ("facts.py", "extract")
_PACKAGES = ("libcst", "markdown-it-py")
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
    return Entry(stamp, facts.digest, problem, msgspec.Raw(msgspec.msgpack.encode(facts)))


@dataclass(frozen=True)
class Gathered:
    """What is known of the sources, both parts sorted by path."""

    entries: dict[str, Entry]
    """Facts, still encoded: not every use needs them all."""
    unreadable: tuple[Unreadable, ...]

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
) -> Gathered:
    """Return the facts of the files at `paths`; with a cache folder, only those that changed are extracted.

    Whether a file changed its content tells or, with `trusts_times`, its size and time where these cannot deceive.
    """
    file, key = (cache_dir / FILE, key_of(_CODE, _PACKAGES)) if cache_dir else (None, "")
    known = (load(file, dict[str, Entry], key) if file else None) or {}
    found = stamps(root, paths)
    entries: dict[str, Entry] = {}
    for path in paths:
        entry = _still_valid(root / path, known.get(path), found.get(path), trusts_times=trusts_times)
        if entry:
            entries[path] = entry
    unreadable: list[Unreadable] = []
    for result in extract_all(root, [path for path in paths if path not in entries], jobs):
        if isinstance(result, Unreadable):
            unreadable.append(result)
        else:
            path = result.facts.path
            entries[path] = make_entry(result.facts, found.get(path, NO_STAMP))
    if file and may_save and _differ(known, entries):
        save(file, entries, key)
    return Gathered(dict(sorted(entries.items())), tuple(sorted(unreadable, key=lambda each: each.path)))


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


def _differ(known: dict[str, Entry], entries: dict[str, Entry]) -> bool:
    return len(known) != len(entries) or any(known.get(path) is not entry for path, entry in entries.items())


def with_names(entries: Iterable[Entry], name: str) -> list[FileFacts]:
    """Return the facts that hold a name somewhere; the encoded bytes rule out the rest undecoded."""
    wanted = name.encode("utf-8")
    return [entry.decoded() for entry in entries if wanted in bytes(entry.facts)]
