"""Idioms that show in statements: context managers entered, exceptions caught, decorators defined, deprecations.

What definitions and imports show by themselves (generators, dataclasses, optional imports) is in their own facts; what
a name stands for is worked out behind `extractor.link`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import libcst as cst

from extractor.extraction.python.fast.essence import Essence
from extractor.extraction.python.signatures import one_line
from extractor.extraction.python.tree import branches, called_name, children, dotted_name, small_statements
from extractor.facts import Deprecation, Pattern

_EssenceOf: TypeAlias = Callable[[cst.FunctionDef], Essence]

_SHOWN: tuple[Literal["with", "async with", "except"], ...] = ("with", "async with", "except")
_EVERYTHING = "BaseException"
"""What an `except` without a name catches."""
_WARN = "warn"
_CATEGORY = "DeprecationWarning"
_WRAPS = "wraps"


def statement_patterns(node: cst.CSTNode, owner: str) -> Iterator[Pattern]:
    """Yield what a `with` or a `try` statement shows, those within it left out; nothing for any other."""
    if isinstance(node, cst.With):
        kind: Literal["async with", "with"] = "with" if node.asynchronous is None else "async with"
        names = (called_name(item.item) for item in node.items)
        yield from (Pattern(kind, name, owner) for name in names if name)
    elif isinstance(node, (cst.Try, cst.TryStar)):
        for handler in node.handlers:
            yield from (Pattern("except", name, owner) for name in _caught(handler.type))


def _caught(kind: cst.BaseExpression | None) -> Iterator[str]:
    if kind is None:
        yield _EVERYTHING
        return
    parts = [element.value for element in kind.elements] if isinstance(kind, cst.Tuple) else [kind]
    yield from filter(None, map(dotted_name, parts))


def essence_patterns(essence: Essence, owner: str) -> Iterator[Pattern]:
    """Yield what the same statements show, where the tree of a function lacks them."""
    for kind in _SHOWN:
        yield from (Pattern(kind, name, owner) for name in essence.of(kind))


def decorator_pattern(
    node: cst.FunctionDef, qualname: str, essence_of: _EssenceOf, *, is_method: bool
) -> Iterator[Pattern]:
    """Yield that a function is a decorator, or makes one; only where its own statements show it.

    A decorator can be called with one function, and returns a function of its own that calls that one or is wrapped
    as it (`functools.wraps`).
    """
    nested = _nested(node.body)
    names = (*_returned(node.body), *essence_of(node).of("return"))
    returned = [nested[name] for name in names if name in nested]
    if any(_decorates(node, inner, essence_of, is_method=is_method) for inner in returned):
        yield Pattern("decorator", "", qualname)
    elif any(_is_decorator(inner, essence_of) for inner in returned):
        yield Pattern("decorator factory", "", qualname)


def _is_decorator(node: cst.FunctionDef, essence_of: _EssenceOf) -> bool:
    return any(True for _ in decorator_pattern(node, "", essence_of, is_method=False))


def _decorates(outer: cst.FunctionDef, inner: cst.FunctionDef, essence_of: _EssenceOf, *, is_method: bool) -> bool:
    parameter = _only_required(outer.params, skipped=int(is_method))
    if parameter is None or parameter in {param.name.value for param in _parameters(inner.params)}:
        return False
    return _is_wrapped(inner, parameter) or _calls(inner, parameter, essence_of)


def _only_required(parameters: cst.Parameters, skipped: int) -> str | None:
    """Return the first parameter if a call with it alone is possible; `skipped` ones are bound already."""
    positional = [*parameters.posonly_params, *parameters.params][skipped:]
    if not positional or any(each.default is None for each in (*positional[1:], *parameters.kwonly_params)):
        return None
    return positional[0].name.value


def _parameters(parameters: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    for each in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(each, cst.Param):
            yield each


def _is_wrapped(inner: cst.FunctionDef, parameter: str) -> bool:
    calls = [each.decorator for each in inner.decorators if isinstance(each.decorator, cst.Call)]
    return any(
        called_name(call).rpartition(".")[2] == _WRAPS and call.args and dotted_name(call.args[0].value) == parameter
        for call in calls
    )


def _calls(function: cst.FunctionDef, name: str, essence_of: _EssenceOf) -> bool:
    """Tell whether a function's body calls a name, those of its own functions included."""
    if name in essence_of(function).of("call"):
        return True
    stack: list[cst.CSTNode] = [function.body]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Call) and dotted_name(node.func) == name:
            return True
        if isinstance(node, cst.FunctionDef) and name in essence_of(node).of("call"):
            return True
        stack.extend(children(node))
    return False


def _nested(body: cst.BaseSuite) -> dict[str, cst.FunctionDef]:
    """Return the functions that a function defines in its own scope, by name."""
    return {node.name.value: node for node in _own_statements(body) if isinstance(node, cst.FunctionDef)}


def _returned(body: cst.BaseSuite) -> Iterator[str]:
    """Yield the names that a function's own `return` statements return."""
    for node in _own_statements(body):
        if isinstance(node, cst.Return) and isinstance(node.value, cst.Name):
            yield node.value.value


def _own_statements(body: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    stack = [body]
    while stack:
        for node in small_statements(stack.pop()):
            yield node
            stack.extend(branch.body for branch in branches(node))


def deprecation_of(node: cst.Expr, owner: str, line: int) -> Deprecation | None:
    """Return the deprecation that an expression statement warns of, by the names that it writes."""
    call = node.value
    if not isinstance(call, cst.Call) or called_name(call).rpartition(".")[2] != _WARN or not call.args:
        return None
    categories = [name for each in call.args if (name := called_name(each.value)).endswith(_CATEGORY)]
    if not categories:
        return None
    message = one_line(call.args[0].value)
    return Deprecation(owner, called_name(call), categories[0], message, line)
