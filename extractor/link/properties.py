"""The properties that classes have from their bases: what `__init__` assigns to one is no attribute of the instance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from extractor.extraction.python.properties import is_property
from extractor.facts import FileFacts
from extractor.link.resolve import Target
from extractor.link.tracking import Tracker, top_name

_MOST_BASES = 100
"""Classes above one that are looked at; bases may go in circles."""


class Properties:
    """The properties of the classes of a repository; what it asks of others is told to the tracker."""

    def __init__(
        self, files: Mapping[str, FileFacts], bases: Mapping[Target, tuple[Target | None, ...]], tracker: Tracker
    ) -> None:
        self._files = files
        self._bases = bases
        self._tracker = tracker
        self._own: dict[str, Mapping[str, set[str]]] = {}
        """File -> class -> the names of its own."""

    def inherited(self, target: Target) -> frozenset[str]:
        """Return the names of the properties of all bases of a class."""
        names: set[str] = set()
        seen, waiting = {target}, [target]
        while waiting and len(seen) < _MOST_BASES:
            for base in self._bases.get(waiting.pop(), ()):
                if base is not None and base not in seen:
                    seen.add(base)
                    waiting.append(base)
                    names |= self._of(base)
        return frozenset(names)

    def _of(self, target: Target) -> set[str]:
        self._tracker.add((target.path, top_name(target.qualname)))
        if target.path not in self._own:
            owned = defaultdict[str, set[str]](set)
            code = self._files[target.path].code
            for function in code.functions if code else ():
                if function.decorators and is_property(function):
                    owned[function.qualname.rpartition(".")[0]].add(function.name)
            self._own[target.path] = owned
        return self._own[target.path].get(target.qualname, set())
