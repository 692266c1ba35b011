"""Which files a page asks about: what it depends on beside its own source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
_Default = TypeVar("_Default")


class Reads:
    """The files whose facts or relations have been asked for, in any order, since they were last taken."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self.add = self._paths.add
        self.update: Callable[[Iterable[str]], None] = self._paths.update

    def take(self) -> frozenset[str]:
        """Return the files, and start anew."""
        taken = frozenset(self._paths)
        self._paths.clear()
        return taken


class Watched(Mapping[Key, Value]):
    """A mapping that notes the file of every key that is asked for, whether it is there or not.

    Its length and its keys alone are not noted.
    """

    def __init__(self, mapping: Mapping[Key, Value], reads: Reads, path_of: Callable[[Key], str]) -> None:
        self._mapping = mapping
        self._add = reads.add
        self._path_of = path_of

    def __getitem__(self, key: Key) -> Value:
        self._add(self._path_of(key))
        return self._mapping[key]

    def get(self, key: Key, default: _Default = None) -> Value | _Default:  # type: ignore[assignment]
        """Return the value of a key, noted, or the default."""
        self._add(self._path_of(key))
        return self._mapping.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._add(self._path_of(key))  # type: ignore[arg-type]
        return key in self._mapping

    def __iter__(self) -> Iterator[Key]:
        return iter(self._mapping)

    def __len__(self) -> int:
        return len(self._mapping)
