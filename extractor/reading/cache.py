"""What one run keeps for the next, in the folder of the cache.

The cache is never needed: absent, unreadable, of another key or half-written it counts as empty, and a folder that
cannot be written leaves it unwritten.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import msgspec

from extractor.facts import Struct
from extractor.reading.cache_folder import KEPT, RECENT, CacheFolder
from extractor.system.installed import versions

if TYPE_CHECKING:
    from importlib.abc import Traversable

_RACY_NS = 2_000_000_000
"""A file that changed less than this before it was read may change again without a new time (FAT counts in 2 s)."""

_MOST_DECODED = 1_000
"""Values that are kept decoded beside; with four times as many, 10,000 files take more time and memory."""

_FEW = 10
"""One change among more than so many values is few."""

_Value = TypeVar("_Value")


class Stamp(NamedTuple):
    """What tells without reading a file whether it may have changed."""

    size: int
    """Bytes; -1 for a file that was not there."""
    mtime_ns: int
    is_settled: bool
    """Whether the file had its time long enough when it was looked at that an equal time means an equal content."""
    ctime_ns: int = 0
    """When the system last saw it change, which nobody can set as the other time; on Windows, when it was made."""
    inode: int = 0
    """Another, where another file took its place."""

    def holds(self, later: Stamp | None) -> bool:
        """Tell whether a file that had this stamp, and has another one later, is surely what it was."""
        return later is not None and self.is_settled and self.is_like(later)

    def is_like(self, other: Stamp) -> bool:
        """Tell whether nothing tells two looks at a file apart."""
        return self[:2] == other[:2] and self[3:] == other[3:]  # all but `is_settled`, which is of the look


NO_STAMP = Stamp(-1, 0, False)
"""That of a file whose content nobody knows by its time."""


class _Stored(Struct, Generic[_Value], frozen=True):
    key: str
    value: _Value


def load(folder: CacheFolder, name: str, kind: type[_Value], key: str) -> _Value | None:
    """Return what was saved in a file under this key; None where there is nothing that holds."""
    return _load(folder, name, kind, key)[0]


def _load(folder: CacheFolder, name: str, kind: type[_Value], key: str) -> tuple[_Value | None, str]:
    """Return what `load` does, and the seal of the file in hexadecimal; empty where none is there that we wrote."""
    try:
        data, seal = folder.read(name)
        stored = msgspec.msgpack.decode(data, type=_Stored[kind])  # type: ignore[valid-type]
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError, MemoryError):
        return None, ""
    return (stored.value if stored.key == f"{folder.owner} {key}" else None), seal.hex()


def save(folder: CacheFolder, name: str, value: object, key: str) -> None:
    """Keep a value for the next run, if the folder can be written."""
    data = bytearray(folder.head_size)
    msgspec.msgpack.Encoder().encode_into(_Stored(f"{folder.owner} {key}", value), data, folder.head_size)
    with contextlib.suppress(OSError):
        folder.write(name, data)


class Table(Generic[_Value]):
    """A mapping that is kept in two files: after few changes only these are written, and not all of it.

    `facts.msgpack` holds the whole, `facts.recent` what changed since, under a key with the seal of that whole, since
    beside any other it would be wrong.
    """

    def __init__(self, folder: CacheFolder, name: str, kind: type[_Value], key: str) -> None:
        self._folder = folder
        self._name = name
        self._recent = name.removesuffix(KEPT) + RECENT
        self._key = key
        whole, seal = _load(folder, name, dict[str, kind], key)  # type: ignore[valid-type]
        self._whole = whole or {}
        self._recent_key = f"{key} {seal}"
        recent = load(folder, self._recent, dict[str, kind], self._recent_key)  # type: ignore[valid-type]
        self.values: Mapping[str, _Value] = {**self._whole, **(recent or {})}
        """What was kept."""

    def save(self, values: Mapping[str, _Value]) -> None:
        """Keep other values, of which those that are the same object as before are known to be kept."""
        if len(values) == len(self.values) and all(self.values.get(key) is value for key, value in values.items()):
            return
        recent = {key: value for key, value in values.items() if self._whole.get(key) is not value}
        if self._whole.keys() <= values.keys() and len(recent) * _FEW < len(values):
            save(self._folder, self._recent, recent, self._recent_key)
        else:
            save(self._folder, self._name, values, self._key)
            self._folder.remove(self._recent)


class Encoded(Mapping[str, _Value]):
    """Values that stay encoded until they are asked for; at hand are those asked for last, and those given decoded."""

    def __init__(
        self, encoded: Mapping[str, msgspec.Raw], kind: type[_Value], decoded: Mapping[str, _Value] | None = None
    ) -> None:
        decode = msgspec.msgpack.Decoder(kind).decode
        self._encoded = encoded
        self._given = decoded or {}
        self._decoded = lru_cache(_MOST_DECODED)(lambda key: decode(encoded[key]))

    def __getitem__(self, key: str) -> _Value:
        return self._given[key] if key in self._given else self._decoded(key)

    def __contains__(self, key: object) -> bool:
        return key in self._encoded

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)


def encoded(value: object) -> msgspec.Raw:
    """Return a value as it is kept."""
    return msgspec.Raw(msgspec.msgpack.encode(value))


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file that is looked at now."""
    changed = max(status.st_mtime_ns, status.st_ctime_ns)  # a time that was set says nothing of when that was
    is_settled = changed < time.time_ns() - _RACY_NS
    return Stamp(status.st_size, status.st_mtime_ns, is_settled, status.st_ctime_ns, status.st_ino)


def stamps(root: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamp of each file that is there."""
    by_path: dict[str, Stamp] = {}
    for path in paths:
        with contextlib.suppress(OSError):
            by_path[path] = stamp_of(os.stat(root / path))  # noqa: PTH116 - half the time of Path.stat, for every file
    return by_path


def key_of(parts: Iterable[str], packages: Iterable[str], *values: object) -> str:
    """Return a digest of the running Python, parts of our own code, the versions of packages, and values.

    A part is the name of a module or a folder of the package; the empty one is all of it.
    """
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(_own_files(parts), key=lambda file: file.name):
        digest.update(file.read_bytes())
    digest.update(msgspec.msgpack.encode([sys.version_info[:2], versions(packages), *values]))
    return digest.hexdigest()


def _own_files(parts: Iterable[str]) -> Iterable[Traversable]:
    """Return the files of code and templates that parts of the package consist of."""
    package = resources.files("extractor")
    for part in parts:
        place = package / part if part else package
        yield from _files_below(place) if place.is_dir() else [place]


def _files_below(folder: Traversable) -> Iterable[Traversable]:
    """Return the files of code and templates in a folder and those below."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files_below(entry)
        elif entry.name.endswith((".py", ".jinja")):
            yield entry
