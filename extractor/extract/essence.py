"""What statements come to for the facts of their function, said in a few statements that stand in for them.

Python's own `ast` finds it for a tenth of what LibCST needs to read the statements themselves. What is found is written
as source again, so that every fact is read from LibCST's tree, and in one way.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["call", "bind", "raise", "yield", "return", "with", "async with", "except"]
Found: TypeAlias = Mapping[Kind, Mapping[str, None]]
"""Of each kind the dotted names, in the order of the source; of `yield` the word itself."""
_Wanted: TypeAlias = Mapping[Kind, Collection[str]]
"""The names that count, where not all do."""


class StandIn(NamedTuple):
    """A statement that stands in for others: its lines without indentation, and how `ast` reads it."""

    lines: tuple[str, ...]
    twin: ast.stmt


class Essence:
    """What a function's statements come to, each thing said once where order is no fact.

    These are the names that they raise, enter and catch, and of given ones those that they call or bind, and return.
    """

    def __init__(self, names: Collection[str], returned: Collection[str]) -> None:
        self._names = names
        self._returned = returned
        self._said: set[tuple[Kind, str]] = set()

    def anew(self) -> Essence:
        """Return the essence of another function, of which nothing is said yet."""
        return Essence(self._names, self._returned)

    def of(self, statements: Iterable[ast.stmt], first: int, last: int) -> list[StandIn]:
        """Return what stands in for statements that go from line `first` to `last`, without what is said already."""
        stand_ins: list[StandIn] = []
        for kind, names in look(statements, self._names, self._returned).items():
            new = [name for name in names if (kind, name) not in self._said]
            if kind not in _ORDERED:
                self._said.update((kind, name) for name in new)
            stand_ins += _FORMS[kind](new, first, last) if new else []
        return stand_ins


def look(nodes: Iterable[ast.AST], names: Collection[str], returned: Collection[str] = ()) -> Found:
    """Return what is in the nodes; definitions and imports are not expected among them.

    Called and bound names are those of `names` and their attributes, returned ones those of `returned`.
    """
    found: dict[Kind, dict[str, None]] = {kind: {} for kind in _FORMS}
    wanted: _Wanted = {"call": names, "bind": names, "return": returned}
    lambdas: list[ast.AST] = []
    _look(nodes, wanted, found, lambdas)
    for node in lambdas:  # it grows; what they yield is not their function's
        _look(_children(node), wanted, {**found, "yield": {}}, lambdas)
    return found


def dotted_name(node: ast.AST | None) -> str:
    """Return `a.b.c` for a chain of plain names, else the empty string."""
    parts: list[str] = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if type(node) is ast.Name else ""


def _look(
    nodes: Iterable[ast.AST], wanted: _Wanted, found: Mapping[Kind, dict[str, None]], lambdas: list[ast.AST]
) -> None:
    stack = [*nodes]
    stack.reverse()
    while stack:
        node = stack.pop()
        node_type = type(node)
        if node_type is ast.Lambda:
            lambdas.append(node)
            continue
        for kind, name in _TELLERS[node_type](node) if node_type in _TELLERS else ():
            if name and (kind not in wanted or name.partition(".")[0] in wanted[kind]):
                found[kind][name] = None
        if node_type not in _LEAVES:
            stack += _children(node)[::-1]


def _children(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name)
        if type(value) is list:
            found += value
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


_NO_CODE = frozenset({"ctx", "op", "ops", "type_comment", "names", "kwd_attrs"})
_LEAVES = frozenset({ast.Name, ast.Constant, type(None)})


_FIELDS: Mapping[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _NO_CODE)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of nodes that hold nodes or lists of them, and some that hold texts."""


def _called(node: ast.AST | None) -> str:
    """Return the dotted name that is called or, without a call, stands there."""
    return dotted_name(node.func if isinstance(node, ast.Call) else node)


def _handler(node: ast.ExceptHandler) -> Iterator[tuple[Kind, str]]:
    yield "bind", node.name or ""
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    for each in caught:
        plain = each.value if isinstance(each, ast.Starred) else each
        yield "except", "BaseException" if plain is None else dotted_name(plain)


def _name(node: ast.Name) -> tuple[tuple[Kind, str], ...]:
    return () if type(node.ctx) is ast.Load else (("bind", node.id),)


_TELLERS: Mapping[type[ast.AST], Callable[[Any], Iterable[tuple[Kind, str]]]] = {
    ast.arg: lambda node: [("bind", node.arg)],
    ast.AsyncWith: lambda node: [("async with", _called(item.context_expr)) for item in node.items],
    ast.Call: lambda node: [("call", dotted_name(node.func))],
    ast.ExceptHandler: _handler,
    ast.MatchAs: lambda node: [("bind", node.name)],
    ast.MatchMapping: lambda node: [("bind", node.rest)],
    ast.MatchStar: lambda node: [("bind", node.name)],
    ast.Name: _name,
    ast.Raise: lambda node: [("raise", _called(node.exc))],
    ast.Return: lambda node: [("return", dotted_name(node.value))],
    ast.With: lambda node: [("with", _called(item.context_expr)) for item in node.items],
    ast.Yield: lambda _: [("yield", "yield")],
    ast.YieldFrom: lambda _: [("yield", "yield")],
}
_ORDERED = frozenset({"raise"})
"""Kinds of which the order is a fact, and which are said again for its sake."""


def _simple(text: str, first: int, last: int) -> StandIn:
    return StandIn((text,), ast.Pass(lineno=first, end_lineno=last))


def _entering(node: type[ast.With | ast.AsyncWith], text: str, first: int, last: int) -> StandIn:
    return StandIn((text,), node(items=[], body=_passing(last), lineno=first, end_lineno=last))


def _catching(names: list[str], first: int, last: int) -> StandIn:
    handler = ast.ExceptHandler(body=_passing(last), lineno=first, end_lineno=last)
    twin = ast.Try(body=_passing(last), handlers=[handler], orelse=[], finalbody=[], lineno=first, end_lineno=last)
    return StandIn(("try: pass", f"except ({', '.join(names)},): pass"), twin)


def _passing(line: int) -> list[ast.stmt]:
    return [ast.Pass(lineno=line, end_lineno=line)]


_FORMS: Mapping[Kind, Callable[[list[str], int, int], list[StandIn]]] = {
    "call": lambda names, *at: [_simple(" ".join(f"{name}()," for name in names), *at)],
    "bind": lambda names, *at: [_simple("".join(f"{name} = " for name in names) + "0", *at)],
    "raise": lambda names, *at: [_simple(f"raise {name}", *at) for name in names],
    "yield": lambda _, *at: [_simple("yield", *at)],
    "return": lambda names, *at: [_simple(f"return {name}", *at) for name in names],
    "with": lambda names, *at: [_entering(ast.With, f"with {', '.join(names)}: pass", *at)],
    "async with": lambda names, *at: [_entering(ast.AsyncWith, f"async with {', '.join(names)}: pass", *at)],
    "except": lambda names, *at: [_catching(names, *at)],
}
