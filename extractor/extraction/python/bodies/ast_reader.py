"""Bodies as Python's own `ast` has them: for a tenth of what LibCST needs to read the statements."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from extractor.extraction.python.bodies.facts import EVERYTHING, MODULE, Bodies, BodyFacts, Kind
from extractor.extraction.python.fast.mentions import Lines

_Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_Names: TypeAlias = dict[Kind, dict[str, None]]
_Told: TypeAlias = Iterable[tuple[Kind, str]]


class Interest:
    """What of a source is looked at, and which names count: a walk over all of it takes as long as reading it."""

    def __init__(self, telling: Lines, structured: Lines, names: Collection[str], returned: Collection[str]) -> None:
        """Take the lines on which something may be told or defined, the names to be called or bound, and returned."""
        self._telling = telling
        self._structured = structured
        self._names: Mapping[Kind, Collection[str]] = {
            "call": names,
            "bind": names,
            "import": names,
            "return": returned,
        }

    def is_in(self, node: ast.stmt) -> bool:
        """Tell whether anything of a statement may count, or of a definition within."""
        first, last = _first_line(node), node.end_lineno or node.lineno
        inside = node.body[0].lineno if isinstance(node, _DEFINITIONS) else first
        return self._telling.touch(first, last) or self._structured.touch(inside, last)

    def counts(self, kind: Kind, name: str) -> bool:
        """Tell whether a name counts; an empty one never does."""
        return bool(name) and (kind not in self._names or name.partition(".")[0] in self._names[kind])


def read_bodies(statements: Sequence[ast.stmt], interest: Interest) -> Bodies:
    """Return what the bodies in a module's statements do, of the names that are of interest."""
    bodies: dict[int, BodyFacts] = {}
    stack: list[tuple[int, Sequence[ast.AST]]] = [(MODULE, statements)]
    while stack:
        line, nodes = stack.pop()
        reading = _Reading(interest)
        reading.read(nodes)
        stack += ((definition.lineno, _inside(definition)) for definition in reading.definitions)
        if reading.names:
            bodies[line] = {kind: tuple(names) for kind, names in reading.names.items()}
    return bodies


def dotted_name(node: ast.AST | None) -> str:
    """Return `a.b.c` for a chain of plain names, else the empty string."""
    parts: list[str] = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if type(node) is ast.Name else ""


class _Reading:
    """One body, and the definitions in it, whose bodies are others."""

    def __init__(self, interest: Interest) -> None:
        self._interest = interest
        self.names: _Names = {}
        self.definitions: list[_Definition] = []

    def read(self, nodes: Iterable[ast.AST]) -> None:
        lambdas: list[ast.AST] = []
        self._read(nodes, lambdas)
        is_generator = "yield" in self.names
        for node in lambdas:  # it grows
            self._read(_children(node), lambdas)
        if not is_generator:  # what a lambda yields is not its function's
            self.names.pop("yield", None)

    def _read(self, nodes: Iterable[ast.AST], lambdas: list[ast.AST]) -> None:
        stack = [*nodes][::-1]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind in _STATEMENTS and not self._interest.is_in(node):  # type: ignore[arg-type]
                continue
            if kind is ast.Lambda:
                lambdas.append(node)
                continue
            if kind in _DEFINITIONS:
                self._take_definition(node)  # type: ignore[arg-type]
                continue
            if kind in _TELLERS:
                self._take(_TELLERS[kind](node))
            if kind not in _LEAVES:
                stack += _children(node)[::-1]

    def _take(self, told: _Told) -> None:
        for kind, name in told:
            if self._interest.counts(kind, name):
                self.names.setdefault(kind, {})[name] = None

    def _take_definition(self, node: _Definition) -> None:
        self.definitions.append(node)
        self._take([("bind", node.name), *(("call", dotted_name(decorator)) for decorator in node.decorator_list)])
        for expression in _head(node):
            head = _Reading(self._interest)
            head.read([expression])
            bound = head.names.get("bind", {})  # by a lambda or a comprehension, for itself
            self._take(("call", name) for name in head.names.get("call", ()) if name.partition(".")[0] not in bound)


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", None)
    return decorators[0].lineno if decorators else node.lineno


def _head(node: _Definition) -> Iterator[ast.AST]:
    """Yield the expressions that run, in the body around it, where a definition does."""
    yield from node.decorator_list
    yield from getattr(node, "type_params", ())
    if isinstance(node, ast.ClassDef):
        yield from (*node.bases, *node.keywords)
        return
    yield from filter(None, (*node.args.defaults, *node.args.kw_defaults, node.returns))
    yield from (parameter.annotation for parameter in _parameters(node.args) if parameter.annotation)


def _inside(node: _Definition) -> list[ast.AST]:
    """Return the statements of a body, and the parameters that it begins with."""
    parameters = (
        [] if isinstance(node, ast.ClassDef) else [ast.arg(parameter.arg) for parameter in _parameters(node.args)]
    )
    return [*parameters, *node.body]


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    yield from filter(None, (arguments.vararg, arguments.kwarg))


def _children(node: ast.AST) -> list[ast.AST]:
    nodes: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name)
        if type(value) is list:
            nodes += value
        elif isinstance(value, ast.AST):
            nodes.append(value)
    return nodes


def _is_kind_of(base: type[ast.AST]) -> Iterator[type[ast.AST]]:
    return (kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, base))


_NO_CODE = frozenset({"ctx", "op", "ops", "type_comment", "names", "kwd_attrs"})
_LEAVES = frozenset({ast.Name, ast.Constant, type(None)})
_STATEMENTS = frozenset(_is_kind_of(ast.stmt))
_FIELDS: Mapping[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _NO_CODE) for kind in _is_kind_of(ast.AST)
}
"""The fields of nodes that hold nodes or lists of them, and some that hold texts."""


def _called(node: ast.AST | None) -> str:
    """Return the dotted name that is called or, without a call, stands there."""
    return dotted_name(node.func if isinstance(node, ast.Call) else node)


def _handler(node: ast.ExceptHandler) -> _Told:
    yield "bind", node.name or ""
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    for exception in caught:
        plain = exception.value if isinstance(exception, ast.Starred) else exception
        yield "except", EVERYTHING if plain is None else dotted_name(plain)


def _imported(node: ast.Import | ast.ImportFrom) -> _Told:
    return [("import", item.asname or item.name.partition(".")[0]) for item in node.names]


_TELLERS: Mapping[type[ast.AST], Callable[[Any], _Told]] = {
    ast.arg: lambda node: [("bind", node.arg)],
    ast.AsyncWith: lambda node: [("async with", _called(item.context_expr)) for item in node.items],
    ast.Call: lambda node: [("call", dotted_name(node.func))],
    ast.ExceptHandler: _handler,
    ast.Import: _imported,
    ast.ImportFrom: _imported,
    ast.MatchAs: lambda node: [("bind", node.name)],
    ast.MatchMapping: lambda node: [("bind", node.rest)],
    ast.MatchStar: lambda node: [("bind", node.name)],
    ast.Name: lambda node: () if type(node.ctx) is ast.Load else [("bind", node.id)],
    ast.Raise: lambda node: [("raise", _called(node.exc))],
    ast.Return: lambda node: [("return", dotted_name(node.value))],
    ast.With: lambda node: [("with", _called(item.context_expr)) for item in node.items],
    ast.Yield: lambda _: [("yield", "yield")],
    ast.YieldFrom: lambda _: [("yield", "yield")],
}
