"""The facts of all sources: from the cache where they hold, else read from the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from extractor.facts import FileFacts, TextFacts, Unreadable
from extractor.progress import Stage, silent
from extractor.reading.cache import Encoded, Stamp, Table, encoded, key_of, stamps
from extractor.reading.cache_folder import CacheFolder
from extractor.reading.entry import FactsEntry
from extractor.system.files import digest_of, read_source_file

FILE = "facts.msgpack"
"""Where facts are kept in the folder of the cache."""
_CODE = ("facts.py", "workspace/secrets.py", "extraction", "reading/lint.py")
PACKAGES = ("libcst", "markdown-it-py", "ruff")
"""What shapes facts beside the files."""


@dataclass(frozen=True)
class Gathered:
    """What is known of the sources, both parts sorted by path."""

    entries: dict[str, FactsEntry]
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
        known |= {file.path: encoded(FileFacts(file.path, 0, "", "utf-8", TextFacts())) for file in self.unreadable}
        return Encoded(dict(sorted(known.items())), FileFacts, self.at_hand)

    def digests(self) -> dict[str, str]:
        """Return the digest of each file's content, by path; of one that could not be read it is empty."""
        known = {
            path: f"{entry.digest} without ruff" if path in self.lacking else entry.digest
            for path, entry in self.entries.items()
        }
        return dict(sorted((known | {file.path: "" for file in self.unreadable}).items()))

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
    lints: bool = True,
    stage: Stage = silent,
    meanwhile: Callable[[], None] = lambda: None,
) -> Gathered:
    """Return the facts of the files at `paths`; with a cache folder, only those that changed are extracted.

    Whether a file changed its content tells or, with `trusts_times`, its size and time where these cannot deceive.
    Without `lints` what is extracted has no findings of ruff's, and nothing is kept of it.
    `meanwhile` is called, if any file is extracted, while other processes do that.
    """
    table = Table(cache_dir, FILE, FactsEntry, key_of(_CODE, PACKAGES)) if cache_dir else None
    kept = table.values if table else {}
    now = stamps(root, paths)
    entries: dict[str, FactsEntry] = {}
    for path in paths:
        entry = _still_valid(root, path, kept.get(path), now.get(path), trusts_times)
        if entry:
            entries[path] = entry
    gathered = Gathered(dict(sorted(entries.items())), ())
    if fresh := [path for path in paths if path not in entries]:
        from extractor.reading.fresh import read  # with all that extracts, a tenth of the time of a check

        reading = read(root, fresh, now, jobs, stage, meanwhile, lints=lints)
        unreadable = tuple(sorted(reading.unreadable, key=lambda file: file.path))
        entries |= reading.entries
        gathered = Gathered(
            dict(sorted(entries.items())), unreadable, reading.lint_problem, frozenset(reading.lacking), reading.at_hand
        )
    if table and may_save and lints:
        table.save({path: entry for path, entry in entries.items() if path not in gathered.lacking})
    return gathered


def _still_valid(
    root: Path, path: str, entry: FactsEntry | None, stamp: Stamp | None, trusts_times: bool
) -> FactsEntry | None:
    """Return the cached entry if the file is as it was."""
    if entry is None or stamp is None or entry.stamp.size != stamp.size:
        return None
    if trusts_times and entry.stamp.holds(stamp):
        return entry
    # Its time is new or says nothing (a checkout sets it anew): the content decides, and the new stamp is kept.
    try:
        data = read_source_file(root, path)
    except OSError:
        return None
    return msgspec.structs.replace(entry, stamp=stamp) if digest_of(data) == entry.digest else None
