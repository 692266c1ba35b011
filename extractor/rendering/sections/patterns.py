"""Code Patterns & Idioms: what the syntax shows, each pattern with the names that show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from extractor.facts import Class, Function, PythonFacts, Struct
from extractor.link.labels import class_labels, function_labels
from extractor.link.origins import canonical
from extractor.link.resolve import Target
from extractor.rendering.model import Link
from extractor.rendering.sections.conditions import mark
from extractor.rendering.subject import Subject


class PatternUse(Struct, frozen=True):
    """A name that shows a pattern, and what in it does; an empty name is the module."""

    name: Link
    details: tuple[str, ...] = ()
    """Names, sorted."""


@dataclass(frozen=True)
class ShownPattern:
    """A pattern and all that shows it, sorted by name."""

    title: str
    shown: tuple[PatternUse, ...]


Uses: TypeAlias = Iterable[tuple[str, str]]
"""A name and one detail of it, which may be empty."""


@dataclass(frozen=True)
class _Known:
    """What the patterns are found in: definitions with their labels."""

    facts: PythonFacts
    names: Mapping[str, str]
    classes: Mapping[str, frozenset[str]]
    """By qualname; the labels of all definitions of a name."""
    functions: Mapping[str, frozenset[str]]
    shown: frozenset[str]
    """Those of all classes and functions: of most patterns a file shows nothing."""
    methods: Mapping[str, frozenset[str]]
    """Class -> the names of its own methods."""


def patterns(subject: Subject) -> tuple[ShownPattern, ...]:
    """Return the patterns that a Python file shows, in a fixed order."""
    if subject.python is None:
        return ()
    known = _known(subject, subject.python)
    all_uses = ((title, shown(find(known), subject)) for title, find in _PATTERNS.items())
    return tuple(ShownPattern(title, names) for title, names in all_uses if names)


def shown(uses: Uses, subject: Subject) -> tuple[PatternUse, ...]:
    """Return each name once, sorted, with its details and the link to its heading."""
    details: defaultdict[str, set[str]] = defaultdict(set)
    for name, detail in uses:
        details[name].add(detail)
    return tuple(
        [
            PatternUse(Link(name, subject.anchors.of(name)), tuple(sorted(details[name] - {""})))
            for name in sorted(details)
        ]
    )


def cached(subject: Subject, facts: PythonFacts) -> Uses:
    """Return the functions that keep their results, with the decorator that does it."""
    for function in facts.functions:
        for decorator in function.decorators:
            name = canonical(decorator.name, subject.names)
            if name in _CACHES:
                yield function.qualname, name


_CACHES = frozenset({"functools.cache", "functools.cached_property", "functools.lru_cache"})


def _known(subject: Subject, facts: PythonFacts) -> _Known:
    """Return what the finders ask for, gathered once for all of them."""
    inherited = subject.repository.labels.inherited
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for cls in facts.classes:
        labels = class_labels(cls, subject.names, inherited(Target(subject.path, cls.qualname)))
        classes[cls.qualname].update(labels)
    functions: defaultdict[str, set[str]] = defaultdict(set)
    methods: defaultdict[str, set[str]] = defaultdict(set)
    for function in facts.functions:
        functions[function.qualname].update(function_labels(function, subject.names))
        if function.scope == "class":
            methods[function.qualname.rpartition(".")[0]].add(function.name)
    shown = frozenset[str]().union(*classes.values(), *functions.values())
    return _Known(facts, subject.names, _frozen(classes), _frozen(functions), shown, _frozen(methods))


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(members) for name, members in sets.items()}


def _labelled(*labels: str) -> Callable[[_Known], Uses]:
    """Return a finder of the classes and functions that have one of the labels."""
    wanted = frozenset(labels)

    def find(known: _Known) -> Uses:
        if wanted.isdisjoint(known.shown):
            return ()
        labelled = (*known.classes.items(), *known.functions.items())
        return [(name, "") for name, owned in labelled if not wanted.isdisjoint(owned)]

    return find


def _with_methods(*groups: str) -> Callable[[_Known], Uses]:
    """Return a finder of the classes that define all methods of one of the groups, which are words."""
    wanted = [frozenset(group.split()) for group in groups]

    def find(known: _Known) -> Iterator[tuple[str, str]]:
        for name in known.classes:
            own = known.methods.get(name, frozenset())
            yield from ((name, method) for group in wanted if group <= own for method in sorted(group))

    return find


def _in_statements(*kinds: str) -> Callable[[_Known], Uses]:
    """Return a finder of the functions whose statements show a pattern."""

    def find(known: _Known) -> Iterator[tuple[str, str]]:
        for pattern in known.facts.patterns:
            if pattern.kind in kinds:
                yield pattern.owner, pattern.name

    return find


def _any(*finders: Callable[[_Known], Uses]) -> Callable[[_Known], Uses]:
    """Return a finder of all that the finders find."""
    return lambda known: [use for finder in finders for use in finder(known)]


def _asynchronous(known: _Known) -> Uses:
    return [(function.qualname, "") for function in known.facts.functions if function.is_async]


def _generators(known: _Known) -> Uses:
    return [(function.qualname, "") for function in known.facts.functions if function.is_generator]


def _slots(known: _Known) -> Uses:
    return [
        (cls.qualname, "")
        for cls in known.facts.classes
        if any(attribute.name == "__slots__" and attribute.origin == "class" for attribute in cls.attributes)
    ]


def _module_functions(*names: str) -> Callable[[_Known], Uses]:
    """Return a finder of the functions of the module that have one of the names."""

    def find(known: _Known) -> Uses:
        return [
            (function.qualname, "")
            for function in known.facts.functions
            if function.scope == "module" and function.name in names
        ]

    return find


def _imports(phrase: str) -> Callable[[_Known], Uses]:
    """Return a finder of the imports that stand under a condition, by the phrase for it."""

    def find(known: _Known) -> Iterator[tuple[str, str]]:
        for statement in known.facts.imports:
            if any(mark(condition) == phrase for condition in statement.conditions):
                yield statement.scope, "." * statement.level + statement.module

    return find


def _lazy_imports(known: _Known) -> Uses:
    return [
        (statement.scope, "." * statement.level + statement.module)
        for statement in known.facts.imports
        if statement.is_lazy
    ]


def _main_guard(known: _Known) -> Uses:
    return [("", "")] if known.facts.has_main_guard else []


def _registered(known: _Known) -> Iterator[tuple[str, str]]:
    """Yield the functions that a single-dispatch function dispatches to, with what they are registered with."""
    dispatching = {name for name, labels in known.functions.items() if "single dispatch" in labels}
    definitions: tuple[Class | Function, ...] = known.facts.functions
    for definition in definitions:
        scope = definition.qualname.rpartition(".")[0]
        for decorator in definition.decorators:
            owner, _, method = decorator.name.rpartition(".")
            # Of `@show.register`, the function that dispatches is `show`, of the same scope.
            target = f"{scope}.{owner}" if scope else owner
            if method == "register" and target in dispatching:
                yield target, definition.qualname


_PATTERNS: Mapping[str, Callable[[_Known], Uses]] = {
    "Classes with constructors": _with_methods("__init__", "__new__"),
    "Dataclasses": _labelled("attrs class", "dataclass", "msgspec struct"),
    "Pydantic models": _labelled("Pydantic model"),
    "Named tuples": _labelled("named tuple"),
    "Typed dictionaries": _labelled("typed dict"),
    "Enumerations": _labelled("enum", "flag enum"),
    "Protocols": _labelled("protocol"),
    "Abstract base classes": _labelled("abstract base class"),
    "Metaclasses": _labelled("metaclass"),
    "Classes with slots": _slots,
    "Custom exceptions": _labelled("exception"),
    "Properties": _labelled("abstract property", "cached property", "property"),
    "Iterators defined": _with_methods("__iter__ __next__", "__aiter__ __anext__"),
    "Descriptors defined": _with_methods("__get__", "__set__"),
    "Context managers defined": _any(
        _with_methods("__enter__ __exit__", "__aenter__ __aexit__"),
        _labelled("asynchronous context manager", "context manager"),
    ),
    "Decorators defined": _in_statements("decorator"),
    "Decorator factories": _in_statements("decorator factory"),
    "Single dispatch": _any(_labelled("single dispatch"), _registered),
    "Overloads": _labelled("overload"),
    "Generators": _generators,
    "Asynchronous code": _asynchronous,
    "Context managers used": _in_statements("async with", "with"),
    "Error handling": _in_statements("except"),
    "Type-checking-only imports": _imports("type checking only"),
    "Imports that may fail": _imports("optional"),
    "Lazy imports": _lazy_imports,
    "Lazy module attributes": _module_functions("__getattr__"),
    "Test fixtures": _labelled("pytest fixture"),
    "Main guard": _main_guard,
}
"""Title -> what shows it, in the order of the page: what is defined before what is used."""
