"""What a class has from the classes above it: members, and the documentation of what it overrides.

As with labels, a page asks by names: what others see of a class tells its members, and its docstrings are a question of
their own, so that an edit of one makes no more pages again than those that show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from extractor.facts import Class, FileFacts, Function, PythonFacts
from extractor.link.fields import ClassFields, fields_of
from extractor.link.inheritance import Bases, Order, find_orders
from extractor.link.labels import Labels
from extractor.link.origins import scope_names
from extractor.link.resolve import Target
from extractor.link.tracking import DOCSTRINGS, Tracker, top_name

_NO_NAMES = frozenset[str]()
_NOTHING = ClassFields(is_sure=True)
_MOST_CLASSES = 100
"""Above a class, in whose members one looks."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Of a file, by qualname: the members and fields of its classes, and its methods."""

    members: Mapping[str, frozenset[str]]
    """The public ones."""
    functions: Mapping[str, Function]
    fields: FieldsOfFile


class Members:
    """The members of the classes of a repository; what it asks is told to the tracker."""

    def __init__(self, files: Mapping[str, FileFacts], bases: Bases, labels: Labels, tracker: Tracker) -> None:
        self._files = files
        self._bases = bases
        self._labels = labels
        self._tracker = tracker
        self._orders: dict[Target, Order] = {}
        self._known: dict[str, _Known] = {}
        self._certain: dict[Target, set[Target] | None] = {}

    def above(self, target: Target) -> Iterator[Target]:
        """Yield the classes above a class that are in sight, in resolution order; none where bases go in circles.

        In a circle, the order would hang on which of its classes is asked for first.
        """
        # The labels note that the names of all classes above are asked for.
        if self._labels.leads_to_circle(target):
            return
        if target not in self._orders:
            find_orders(self._bases, [target], self._orders)
        order = self._orders[target].rest
        for _ in range(_MOST_CLASSES):
            if order is None:
                return
            yield order.first
            order = order.rest

    def are_all_above(self, target: Target) -> bool:
        """Tell whether `above` yields all that is in sight."""
        if self._labels.leads_to_circle(target):
            return False
        return sum(1 for _ in self.above(target)) < _MOST_CLASSES

    def inherited(self, target: Target) -> Iterator[tuple[Target, tuple[str, ...]]]:
        """Yield each class above that a class has public members from, with their names, sorted.

        What a base out of sight may define itself, since it comes first, is not told.
        """
        seen = set(self._in(target.path).members.get(target.qualname, ()))
        certain = self.certain(target)
        for base in self.above(target):
            new = self._in(base.path).members.get(base.qualname, _NO_NAMES) - seen
            if new and (certain is None or base in certain):
                seen |= new
                yield base, tuple(sorted(new))
            reached = self.certain(base)
            if reached is not None:
                certain = reached if certain is None else certain & reached

    def certain(self, target: Target) -> set[Target] | None:
        """Return the classes that come before the first base of a class that is out of sight; None where none is.

        Of `class A(B, unknown.C, D)` these are `B` and the classes above it.
        """
        self._labels.inherited(target)  # it notes what is asked, also where the answer is known
        if target not in self._certain:
            self._certain[target] = self._find_certain(target)
        return self._certain[target]

    def _find_certain(self, target: Target) -> set[Target] | None:
        bases = self._bases.get(target, ())
        if None not in bases:
            return None
        kinds = self._in(target.path).fields.of(target.qualname).bases
        certain: set[Target] = set()
        for index, base in enumerate(bases):
            if base is not None:
                certain |= {base, *self.above(base)}
            elif kinds[index : index + 1] != ("empty",):
                return certain
        return None

    def fields_of(self, target: Target) -> ClassFields:
        """Return what a class adds to the constructors of itself and those below."""
        self._tracker.add((target.path, top_name(target.qualname)))
        return self._in(target.path).fields.of(target.qualname)

    def function_of(self, target: Target) -> Function | None:
        """Return a method with its documentation."""
        self._tracker.add((target.path, DOCSTRINGS + top_name(target.qualname)))
        return self._in(target.path).functions.get(target.qualname)

    def _in(self, path: str) -> _Known:
        if path not in self._known:
            self._known[path] = _known(self._files[path].python or PythonFacts())
        return self._known[path]


def _known(facts: PythonFacts) -> _Known:
    members: defaultdict[str, set[str]] = defaultdict(set)
    for cls in facts.classes:
        members[cls.qualname].update([attribute.name for attribute in cls.attributes if attribute.name[0] != "_"])
    for definition in (*facts.classes, *facts.functions):
        if definition.scope == "class" and definition.name[0] != "_":
            members[definition.qualname.rpartition(".")[0]].add(definition.name)
    functions = {function.qualname: function for function in reversed(facts.functions) if function.scope == "class"}
    return _Known({name: frozenset(names) for name, names in members.items()}, functions, FieldsOfFile(facts))


class FieldsOfFile:
    """What the classes of a file add to constructors, found when it is asked for."""

    def __init__(self, facts: PythonFacts, names: dict[str, Mapping[str, str]] | None = None) -> None:
        """Take the facts and, by scope, the names that are known to be seen, to which others are added."""
        self._facts = facts
        self._names = {} if names is None else names
        self._found: dict[str, ClassFields] = {}

    def of(self, qualname: str) -> ClassFields:
        """Return what a class adds; one that is defined several times adds nothing for sure."""
        if qualname not in self._found:
            classes = self._classes.get(qualname, ())
            self._found[qualname] = self._fields(classes[0]) if len(classes) == 1 else ClassFields()
        return self._found[qualname]

    def _fields(self, cls: Class) -> ClassFields:
        if not (cls.bases or cls.decorators):
            return _NOTHING
        scope = cls.qualname.rpartition(".")[0]
        if scope not in self._names:
            self._names[scope] = scope_names(self._facts, scope)
        methods = self._methods.get(cls.qualname, ()) if cls.decorators else ()
        # What attrs calls `@x.default` gives the field `x` its default.
        defaults = {
            decorator.name.removesuffix(".default")
            for method in methods
            for decorator in method.decorators
            if decorator.name.endswith(".default")
        }
        return fields_of(cls, {method.name for method in methods}, defaults, self._names[scope])

    @cached_property
    def _classes(self) -> Mapping[str, list[Class]]:
        classes: defaultdict[str, list[Class]] = defaultdict(list)
        for cls in self._facts.classes:
            classes[cls.qualname].append(cls)
        return classes

    @cached_property
    def _methods(self) -> Mapping[str, list[Function]]:
        methods: defaultdict[str, list[Function]] = defaultdict(list)
        for function in self._facts.functions:
            if function.scope == "class":
                methods[function.qualname.rpartition(".")[0]].append(function)
        return methods
