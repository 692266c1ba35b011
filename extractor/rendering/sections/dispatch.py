"""What a single-dispatch function dispatches to: the functions registered with it in its file, by their types."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.facts import Decorator, Function
from extractor.rendering.model import Link
from extractor.rendering.subject import Subject

_DISPATCHERS = frozenset({"singledispatch", "singledispatchmethod"})
_REGISTER = ".register"


def registrations(function: Function, subject: Subject) -> tuple[Link, ...]:
    """Return the types that functions are registered for, each with the link to its function; empty for most."""
    if not any(decorator.name.rpartition(".")[2] in _DISPATCHERS for decorator in function.decorators):
        return ()
    scope = function.qualname.rpartition(".")[0]
    registered = [
        Link(dispatched, subject.anchors.of(other.qualname))
        for other in (subject.python.functions if subject.python else ())
        if other.qualname.rpartition(".")[0] == scope
        for dispatched in _types(function, other)
    ]
    return tuple(sorted(set(registered), key=lambda link: (link.text, link.href)))


def _types(function: Function, other: Function) -> Iterator[str]:
    """Yield what a function is registered for with another: what its decorators say, else its first annotation."""
    for decorator in other.decorators:
        if decorator.name == f"{function.name}{_REGISTER}":
            yield _given(decorator) or _annotated(other)


def _given(decorator: Decorator) -> str:
    """Return the type that a decorator is called with: `int` of `@show.register(int)`."""
    return decorator.text.partition("(")[2].rpartition(")")[0].strip()


def _annotated(function: Function) -> str:
    """Return the annotation of the argument that is dispatched on: the first one, behind `self` in a class."""
    first = next((parameter for parameter in function.parameters if parameter.annotation), None)
    return (first.annotation if first else None) or function.name
