"""The facts of all sources: from the cache where they hold, else from the workers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.cache import Entry, Stamp, load_cache, make_entry, save_cache, stamps
from extractor.extract import digest_of
from extractor.facts import FileFacts
from extractor.workers import Unreadable, extract_all


@dataclass(frozen=True)
class Gathered:
    """What is known of the sources, both parts sorted by path."""

    entries: dict[str, Entry]
    """Facts, still encoded: not every use needs them all."""
    unreadable: tuple[Unreadable, ...]

    def files(self) -> list[FileFacts]:
        """Return the facts of every file that can be read."""
        return [entry.decoded() for entry in self.entries.values()]


def gather(root: Path, paths: Sequence[str], jobs: int, cache_dir: Path | None, *, may_save: bool = True) -> Gathered:
    """Return the facts of the files at `paths`; with a cache folder, only those that changed are extracted."""
    found = stamps(root, paths)
    known = load_cache(cache_dir) if cache_dir else {}
    entries = {path: entry for path in paths if (entry := _still_valid(root, path, known, found))}
    unreadable: list[Unreadable] = []
    for result in extract_all(root, [path for path in paths if path not in entries], jobs):
        if isinstance(result, Unreadable):
            unreadable.append(result)
        else:
            path = result.facts.path
            entries[path] = make_entry(result.facts, found.get(path, (-1, 0)))
    if cache_dir and may_save and _differ(known, entries):
        save_cache(cache_dir, entries)
    return Gathered(dict(sorted(entries.items())), tuple(sorted(unreadable, key=lambda each: each.path)))


def _still_valid(root: Path, path: str, known: dict[str, Entry], found: dict[str, Stamp]) -> Entry | None:
    """Return the cached entry if the file is as it was: by its stamp or, where that could deceive, by its content."""
    entry, stamp = known.get(path), found.get(path)
    if entry is None or stamp is None or entry.size != stamp[0]:
        return None
    if entry.is_settled and entry.mtime_ns == stamp[1]:
        return entry
    try:
        data = (root / path).read_bytes()
    except OSError:
        return None
    return make_entry(entry.decoded(), stamp) if digest_of(data) == entry.digest else None


def _differ(known: dict[str, Entry], entries: dict[str, Entry]) -> bool:
    return len(known) != len(entries) or any(known.get(path) is not entry for path, entry in entries.items())


def with_names(entries: Iterable[Entry], name: str) -> list[FileFacts]:
    """Return the facts that hold a name somewhere; the encoded bytes rule out the rest undecoded."""
    wanted = name.encode("utf-8")
    return [entry.decoded() for entry in entries if wanted in bytes(entry.facts)]
