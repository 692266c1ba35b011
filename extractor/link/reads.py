"""What a page asks of files: what it depends on beside its own source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import TypeAlias, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
_Default = TypeVar("_Default")

Read: TypeAlias = tuple[str, str]
"""A file, and what is asked of it: a name at its top level, or one of the following, which are no names."""
FACTS = ""
"""Any of its facts."""
RELATIONS = "<"
"""What the other files say of it."""
OUTLINE = "/"
"""What indexes list of it."""
STARS = "*"
"""What it imports with stars, and what its `__all__` is made of beside names."""

Asked: TypeAlias = dict[str, tuple[str, ...]]
"""File -> what is asked of it, sorted."""


def concerns(asked: Asked, changed: Mapping[str, Set[str]]) -> bool:
    """Tell whether something that is asked of a file is among what changed of it."""
    return any(path in changed and not changed[path].isdisjoint(what) for path, what in asked.items())


def top_name(qualname: str) -> str:
    """Return the name at the top level of a file that a definition is or stands in."""
    return qualname.partition(".")[0]


class Reads:
    """What has been asked of files, in any order, since it was last taken."""

    def __init__(self) -> None:
        self._reads: set[Read] = set()
        self.add = self._reads.add
        self.update: Callable[[Iterable[Read]], None] = self._reads.update
        self.round = 0
        """How often it has been taken."""

    def take(self) -> Asked:
        """Return what has been asked of each file, sorted, and start anew."""
        taken: defaultdict[str, list[str]] = defaultdict(list)
        for path, what in sorted(self._reads):
            taken[path].append(what)
        self._reads.clear()
        self.round += 1
        return {path: tuple(what) for path, what in taken.items()}


class Watched(Mapping[Key, Value]):
    """A mapping that notes what every key asks of a file, whether it is there or not.

    Its length and its keys alone are not noted.
    """

    def __init__(self, mapping: Mapping[Key, Value], reads: Reads, read_of: Callable[[Key], Read]) -> None:
        self._mapping = mapping
        self._add = reads.add
        self._read_of = read_of

    def __getitem__(self, key: Key) -> Value:
        self._add(self._read_of(key))
        return self._mapping[key]

    def get(self, key: Key, default: _Default = None) -> Value | _Default:  # type: ignore[assignment]
        """Return the value of a key, noted, or the default."""
        self._add(self._read_of(key))
        return self._mapping.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._add(self._read_of(key))  # type: ignore[arg-type]
        return key in self._mapping

    def __iter__(self) -> Iterator[Key]:
        return iter(self._mapping)

    def __len__(self) -> int:
        return len(self._mapping)
