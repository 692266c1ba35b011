"""What a class has from the classes above it: members, and the documentation of what it overrides.

As with labels, a page asks by names: what others see of a class tells its members, and its docstrings are a question of
their own, so that an edit of one makes no more pages again than those that show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractor.facts import FileFacts, Function, PythonFacts
from extractor.link.fields import ClassFields, fields_of
from extractor.link.inheritance import Bases, Order, find_orders
from extractor.link.labels import Labels
from extractor.link.origins import scope_names
from extractor.link.resolve import Target
from extractor.link.tracking import DOCSTRINGS, Tracker, top_name

_MOST_CLASSES = 100
"""Above a class, in whose members one looks."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Of a file, by qualname: the members and fields of its classes, and its methods."""

    members: Mapping[str, tuple[str, ...]]
    functions: Mapping[str, Function]
    fields: Mapping[str, ClassFields]


class Members:
    """The members of the classes of a repository; what it asks is told to the tracker."""

    def __init__(self, files: Mapping[str, FileFacts], bases: Bases, labels: Labels, tracker: Tracker) -> None:
        self._files = files
        self._bases = bases
        self._labels = labels
        self._tracker = tracker
        self._orders: dict[Target, Order] = {}
        self._known: dict[str, _Known] = {}

    def above(self, target: Target) -> Iterator[Target]:
        """Yield the classes above a class that are in sight, in resolution order."""
        self._labels.inherited(target)  # it notes that the names of all classes above are asked for
        if target not in self._orders:
            find_orders(self._bases, [target], self._orders)
        order = self._orders[target].rest
        for _ in range(_MOST_CLASSES):
            if order is None:
                return
            yield order.first
            order = order.rest

    def inherited(self, target: Target) -> Iterator[tuple[Target, tuple[str, ...]]]:
        """Yield each class above that a class has public members from, with their names, sorted."""
        seen = {*self._in(target.path).members.get(target.qualname, ())}
        for base in self.above(target):
            names = self._in(base.path).members.get(base.qualname, ())
            new = sorted(name for name in {*names} - seen if not name.startswith("_"))
            seen.update(names)
            if new:
                yield base, tuple(new)

    def fields_of(self, target: Target) -> ClassFields:
        """Return what a class adds to the constructors of itself and those below."""
        self._tracker.add((target.path, top_name(target.qualname)))
        return self._in(target.path).fields.get(target.qualname, ClassFields())

    def function_of(self, target: Target) -> Function | None:
        """Return a method with its documentation."""
        self._tracker.add((target.path, DOCSTRINGS + top_name(target.qualname)))
        return self._in(target.path).functions.get(target.qualname)

    def _in(self, path: str) -> _Known:
        if path not in self._known:
            self._known[path] = _known(self._files[path].python or PythonFacts())
        return self._known[path]


def _known(facts: PythonFacts) -> _Known:
    members: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for cls in facts.classes:
        members[cls.qualname].update(dict.fromkeys(attribute.name for attribute in cls.attributes))
    for definition in facts.definitions():
        if definition.scope == "class":
            members[definition.qualname.rpartition(".")[0]][definition.name] = None
    functions = {function.qualname: function for function in reversed(facts.functions) if function.scope == "class"}
    return _Known({name: tuple(names) for name, names in members.items()}, functions, class_fields(facts))


def class_fields(facts: PythonFacts) -> dict[str, ClassFields]:
    """Return what each class adds to a constructor; one that is defined several times adds nothing for sure."""
    if not facts.classes:
        return {}
    methods: defaultdict[str, set[str]] = defaultdict(set)
    defaults: defaultdict[str, set[str]] = defaultdict(set)
    for function in facts.functions:
        owner = function.qualname.rpartition(".")[0]
        methods[owner].add(function.name)
        # What attrs calls `@x.default` gives the field `x` its default.
        defaults[owner].update(
            decorator.name.removesuffix(".default")
            for decorator in function.decorators
            if decorator.name.endswith(".default")
        )
    fields: dict[str, ClassFields] = {}
    for cls in facts.classes:
        owner = cls.qualname
        names = scope_names(facts, owner.rpartition(".")[0])
        is_new = owner not in fields
        fields[owner] = fields_of(cls, methods[owner], defaults[owner], names) if is_new else ClassFields()
    return fields
