"""Facts by content: what a file said the last time need not be extracted again.

The cache is never needed: absent, unreadable, of another version or half-written it counts as empty, and a folder that
cannot be written leaves it unwritten. It is keyed by all that shapes facts: the sources of the extraction code, and
the version of LibCST.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import TypeAlias

import msgspec

from extractor.facts import FileFacts, Struct
from extractor.files import replace_file

_FILE = "facts.msgpack"
_OWN_FILES: Mapping[str, str] = {
    ".gitignore": "# Written by extractor: its cache ignores itself.\n*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of extractor; see bford.info/cachedir.\n",
}
_RACY_NS = 2_000_000_000
"""A file that changed less than this before it was read may change again without a new time (FAT counts in 2 s)."""

Stamp: TypeAlias = tuple[int, int]
"""Size in bytes and modification time in nanoseconds."""


class Entry(Struct, frozen=True):
    """One file's facts, still encoded, with what tells whether they hold."""

    size: int
    mtime_ns: int
    digest: str
    is_settled: bool
    """Whether the file had its time long enough before it was read that an equal time means an equal content."""
    facts: msgspec.Raw

    def decoded(self) -> FileFacts:
        """Return the facts."""
        return msgspec.msgpack.decode(self.facts, type=FileFacts)


class _Stored(Struct, frozen=True):
    key: str
    entries: dict[str, Entry]


def load_cache(folder: Path) -> dict[str, Entry]:
    """Return the entries by path; none where there is no cache that holds."""
    try:
        stored = msgspec.msgpack.decode((folder / _FILE).read_bytes(), type=_Stored)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}
    return stored.entries if stored.key == _key() else {}


def save_cache(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Keep the entries for the next run, if the folder can be written."""
    with contextlib.suppress(OSError):
        for name, text in _OWN_FILES.items():
            if not (folder / name).exists():
                replace_file(folder / name, text.encode("utf-8"))
        replace_file(folder / _FILE, msgspec.msgpack.encode(_Stored(_key(), dict(entries))))


def make_entry(facts: FileFacts, stamp: Stamp) -> Entry:
    """Return the entry of a file that has just been extracted and had this stamp before."""
    is_settled = stamp[1] < time.time_ns() - _RACY_NS
    return Entry(*stamp, facts.digest, is_settled, msgspec.Raw(msgspec.msgpack.encode(facts)))


def stamps(root: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamp of each file that is there."""
    found: dict[str, Stamp] = {}
    for path in paths:
        with contextlib.suppress(OSError):
            status = os.stat(root / path)  # noqa: PTH116 - half the time of Path.stat, for every file of every run
            found[path] = (status.st_size, status.st_mtime_ns)
    return found


def _key() -> str:
    """Return a digest of all that shapes facts."""
    digest = hashlib.blake2b(digest_size=16)
    package = resources.files("extractor")
    own = [package / "facts.py", *(each for each in (package / "extract").iterdir() if each.name.endswith(".py"))]
    for each in sorted(own, key=lambda each: each.name):
        digest.update(each.read_bytes())
    for name in ("libcst", "markdown-it-py"):
        digest.update(metadata.version(name).encode("utf-8"))
    return digest.hexdigest()
