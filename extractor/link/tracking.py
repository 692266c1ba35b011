"""What a page, or the links of a file, ask of other files: what they depend on beside their own source."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import TypeAlias, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
_Default = TypeVar("_Default")

Question: TypeAlias = tuple[str, str]
"""A file, and what is asked of it: a name at its top level, or one of the following, which are no names."""
FACTS = ""
"""Any of its facts."""
RELATIONS = "<"
"""What the other files say of it."""
OUTLINE = "/"
"""Its outline (`extractor.rendering.outline`): what indexes list of it."""
DOCSTRINGS = '"'
"""Before the name of a class: the documentation of its methods."""
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


class Tracker:
    """Takes down the questions that are asked within `tracked`, in any order."""

    def __init__(self) -> None:
        self._questions: set[Question] = set()
        self.add = self._questions.add
        self.update: Callable[[Iterable[Question]], None] = self._questions.update
        self.round = 0
        """How often tracking has begun: what was asked in an earlier round counts for nothing in this one."""

    @contextlib.contextmanager
    def tracked(self) -> Iterator[Asked]:
        """Return what is asked in this context, and nothing that was before; it is there when the context ends.

        One context does not stand in another.
        """
        asked: Asked = {}
        self._questions.clear()
        self.round += 1
        yield asked
        by_path: defaultdict[str, list[str]] = defaultdict(list)
        for path, what in sorted(self._questions):
            by_path[path].append(what)
        asked.update((path, tuple(what)) for path, what in by_path.items())


class Tracked(Mapping[Key, Value]):
    """A mapping in which every key that is asked for is a question to a file, whether it is there or not.

    Its length and its keys alone are none.
    """

    def __init__(self, mapping: Mapping[Key, Value], tracker: Tracker, question_of: Callable[[Key], Question]) -> None:
        self._mapping = mapping
        self._add = tracker.add
        self._question_of = question_of

    def __getitem__(self, key: Key) -> Value:
        self._add(self._question_of(key))
        return self._mapping[key]

    def get(self, key: Key, default: _Default = None) -> Value | _Default:  # type: ignore[assignment]
        """Return the value of a key, tracked, or the default."""
        self._add(self._question_of(key))
        return self._mapping.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._add(self._question_of(key))  # type: ignore[arg-type]
        return key in self._mapping

    def __iter__(self) -> Iterator[Key]:
        return iter(self._mapping)

    def __len__(self) -> int:
        return len(self._mapping)
