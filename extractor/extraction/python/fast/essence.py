"""What statements come to for the facts of their function, found without LibCST.

Python's own `ast` finds it for a tenth of what LibCST needs to read the statements.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["call", "bind", "raise", "yield", "return", "with", "async with", "except"]
Found: TypeAlias = Mapping[Kind, Mapping[str, int]]
"""Of each kind the dotted names with the line where each is first; of `yield` the word itself."""
_Wanted: TypeAlias = Mapping[Kind, Collection[str]]
"""The names that count, where not all do."""


class Essence:
    """What some of a function's statements come to.

    These are the names that they raise, enter and catch, and of given ones those that they call or bind, and return.
    """

    def __init__(self, names: Collection[str], returned: Collection[str]) -> None:
        self._names = names
        self._returned = returned
        self._found: dict[Kind, dict[str, int]] = {}

    def anew(self) -> Essence:
        """Return the essence of another function, of which nothing is known yet."""
        return Essence(self._names, self._returned)

    def take(self, statements: Iterable[ast.stmt]) -> None:
        """Take in what statements come to."""
        for kind, names in look(statements, self._names, self._returned).items():
            known = self._found.setdefault(kind, {})
            for name, line in names.items():
                known[name] = min(line, known.get(name, line))

    def of(self, kind: Kind) -> Mapping[str, int]:
        """Return the names of a kind with the line where each is first."""
        return self._found.get(kind, {})


NOTHING = Essence((), ())
"""That of a function of which no statement was looked at."""


def look(nodes: Iterable[ast.AST], names: Collection[str], returned: Collection[str] = ()) -> Found:
    """Return what is in the nodes; definitions and imports are not expected among them.

    Called and bound names are those of `names` and their attributes, returned ones those of `returned`.
    """
    found: defaultdict[Kind, dict[str, int]] = defaultdict(dict)
    wanted: _Wanted = {"call": names, "bind": names, "return": returned}
    lambdas: list[ast.AST] = []
    _look(nodes, wanted, found, lambdas)
    is_generator = "yield" in found
    for node in lambdas:  # it grows
        _look(_children(node), wanted, found, lambdas)
    if not is_generator:  # what a lambda yields is not its function's
        found.pop("yield", None)
    return found


def dotted_name(node: ast.AST | None) -> str:
    """Return `a.b.c` for a chain of plain names, else the empty string."""
    parts: list[str] = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if type(node) is ast.Name else ""


def _look(
    nodes: Iterable[ast.AST], wanted: _Wanted, found: Mapping[Kind, dict[str, int]], lambdas: list[ast.AST]
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
                found[kind].setdefault(name, node.lineno)  # type: ignore[attr-defined]
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
