"""Idioms that show in statements: context managers entered, exceptions caught, decorators defined.

What definitions and imports show by themselves (generators, dataclasses, optional imports) is in their own facts; what
a name stands for is worked out behind `extractor.link`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import libcst as cst

from extractor.extraction.python.bodies.facts import BodyFacts
from extractor.extraction.python.tree import branches, called_name, dotted_name, small_statements
from extractor.facts import Pattern

_BodyOf: TypeAlias = Callable[[cst.FunctionDef | cst.ClassDef], BodyFacts]

_SHOWN: tuple[Literal["with", "async with", "except"], ...] = ("with", "async with", "except")
_WRAPS = "wraps"


def body_patterns(body: BodyFacts, owner: str) -> Iterator[Pattern]:
    """Yield what the `with` and `try` statements of a body show."""
    for kind in _SHOWN:
        yield from (Pattern(kind, name, owner) for name in body.get(kind, ()))


def decorator_pattern(node: cst.FunctionDef, qualname: str, body_of: _BodyOf, *, is_method: bool) -> Iterator[Pattern]:
    """Yield that a function is a decorator, or makes one; only where its own statements show it.

    A decorator can be called with one function, and returns a function of its own that calls that one or is wrapped
    as it (`functools.wraps`).
    """
    nested = {inner.name.value: inner for inner in _own_statements(node.body) if isinstance(inner, cst.FunctionDef)}
    returned = [nested[name] for name in body_of(node).get("return", ()) if name in nested]
    if any(_decorates(node, inner, body_of, is_method=is_method) for inner in returned):
        yield Pattern("decorator", "", qualname)
    elif any(_is_decorator(inner, body_of) for inner in returned):
        yield Pattern("decorator factory", "", qualname)


def _is_decorator(node: cst.FunctionDef, body_of: _BodyOf) -> bool:
    return any(True for _ in decorator_pattern(node, "", body_of, is_method=False))


def _decorates(outer: cst.FunctionDef, inner: cst.FunctionDef, body_of: _BodyOf, *, is_method: bool) -> bool:
    parameter = _only_required(outer.params, skipped=int(is_method))
    if parameter is None or parameter in {param.name.value for param in _parameters(inner.params)}:
        return False
    return _is_wrapped(inner, parameter) or _calls(inner, parameter, body_of)


def _only_required(parameters: cst.Parameters, skipped: int) -> str | None:
    """Return the first parameter if a call with it alone is possible; `skipped` ones are bound already."""
    positional = [*parameters.posonly_params, *parameters.params][skipped:]
    if not positional or any(parameter.default is None for parameter in (*positional[1:], *parameters.kwonly_params)):
        return None
    return positional[0].name.value


def _parameters(parameters: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    for parameter in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(parameter, cst.Param):
            yield parameter


def _is_wrapped(inner: cst.FunctionDef, parameter: str) -> bool:
    calls = [decorator.decorator for decorator in inner.decorators if isinstance(decorator.decorator, cst.Call)]
    return any(
        called_name(call).rpartition(".")[2] == _WRAPS and call.args and dotted_name(call.args[0].value) == parameter
        for call in calls
    )


def _calls(function: cst.FunctionDef, name: str, body_of: _BodyOf) -> bool:
    """Tell whether a function's body calls a name, those of its own definitions included."""
    stack: list[cst.FunctionDef | cst.ClassDef] = [function]
    while stack:
        node = stack.pop()
        if name in body_of(node).get("call", ()):
            return True
        stack.extend(
            statement
            for statement in _own_statements(node.body)
            if isinstance(statement, (cst.FunctionDef, cst.ClassDef))
        )
    return False


def _own_statements(body: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    """Yield the statements of a scope, those in `if`, `try` and the like included, those of nested definitions not."""
    stack = [body]
    while stack:
        for node in small_statements(stack.pop()):
            yield node
            stack.extend(branch.body for branch in branches(node))
