"""Bodies as LibCST has them: for sources that `ast` does not read, or not as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import libcst as cst

from extractor.extraction.python.bodies.facts import EVERYTHING, MODULE, Bodies, BodyFacts, Kind
from extractor.extraction.python.imports import AnyImport
from extractor.extraction.python.positions import Span
from extractor.extraction.python.tree import called_name, children, dotted_name

_Definition: TypeAlias = cst.FunctionDef | cst.ClassDef
_Names: TypeAlias = dict[Kind, dict[str, None]]
_Told: TypeAlias = Iterable[tuple[Kind, str]]


def read_bodies(module: cst.Module, spans: Mapping[int, Span]) -> Bodies:
    """Return what the bodies in a module do; `spans` are those of its statements."""
    bodies: dict[int, BodyFacts] = {}
    stack: list[tuple[int, list[cst.CSTNode]]] = [(MODULE, list(module.body))]
    while stack:
        line, nodes = stack.pop()
        reading = _Reading()
        reading.read(nodes)
        stack += ((spans[id(definition)][0], _inside(definition)) for definition in reading.definitions)
        if reading.names:
            bodies[line] = {kind: tuple(names) for kind, names in reading.names.items()}
    return bodies


class _Reading:
    """One body, and the definitions in it, whose bodies are others."""

    def __init__(self) -> None:
        self.names: _Names = {}
        self.definitions: list[_Definition] = []

    def read(self, nodes: Iterable[cst.CSTNode], is_lambda: bool = False) -> None:
        stack = [(node, is_lambda) for node in nodes][::-1]
        while stack:
            node, is_lambda = stack.pop()
            kind = type(node)
            if kind in _DEFINITIONS:
                self._take_definition(node)  # type: ignore[arg-type]
                continue
            if kind in _TELLERS and not (is_lambda and kind is cst.Yield):  # what a lambda yields is its own
                self._take(_TELLERS[kind](node))
            if kind not in _LEAVES:
                stack += [(child, is_lambda or kind is cst.Lambda) for child in children(node)][::-1]

    def _take(self, told: _Told) -> None:
        for kind, name in told:
            if name:
                self.names.setdefault(kind, {})[name] = None

    def _take_definition(self, node: _Definition) -> None:
        self.definitions.append(node)
        self._take([("bind", node.name.value)])
        for part in _head(node):
            head = _Reading()
            head.read([part])
            bound = head.names.get("bind", {})  # by a lambda or a comprehension, for itself
            self._take(("call", name) for name in head.names.get("call", ()) if name.partition(".")[0] not in bound)


def _head(node: _Definition) -> Iterator[cst.CSTNode]:
    """Yield what runs, in the body around it, where a definition does."""
    for child in children(node):
        if isinstance(child, cst.Parameters):
            for parameter in _parameters(child):
                yield from (part for part in (parameter.annotation, parameter.default) if part is not None)
        elif child is not node.body and child is not node.name:
            yield child


def _inside(node: _Definition) -> list[cst.CSTNode]:
    """Return the statements of a body, and the parameters that it begins with."""
    names = (
        [] if isinstance(node, cst.ClassDef) else [cst.Param(parameter.name) for parameter in _parameters(node.params)]
    )
    return [*names, node.body]


def _parameters(parameters: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    yield from (star for star in (parameters.star_arg, parameters.star_kwarg) if isinstance(star, cst.Param))


def _caught(node: cst.ExceptHandler | cst.ExceptStarHandler) -> _Told:
    if node.type is None:
        return [("except", EVERYTHING)]
    caught = [element.value for element in node.type.elements] if isinstance(node.type, cst.Tuple) else [node.type]
    return [("except", dotted_name(exception)) for exception in caught]


def _entered(node: cst.With) -> _Told:
    kind: Kind = "with" if node.asynchronous is None else "async with"
    return [(kind, called_name(item.item)) for item in node.items]


def _imported(node: AnyImport) -> _Told:
    names = () if isinstance(node.names, cst.ImportStar) else node.names
    return [("import", item.evaluated_alias or dotted_name(item.name).partition(".")[0]) for item in names]


def _bound(target: cst.CSTNode | None) -> Iterator[tuple[Kind, str]]:
    if isinstance(target, cst.Name):
        yield "bind", target.value
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _bound(element.value)


_IMPORTS = frozenset({cst.Import, cst.ImportFrom, cst.LazyImport, cst.LazyImportFrom})
_LEAVES = _IMPORTS | {cst.Name, cst.SimpleString, cst.Integer, cst.Float, cst.Pass, cst.Break, cst.Continue}
_DEFINITIONS = frozenset({cst.FunctionDef, cst.ClassDef})
_TELLERS: Mapping[type[cst.CSTNode], Callable[[Any], _Told]] = {
    cst.AnnAssign: lambda node: _bound(node.target),
    cst.AsName: lambda node: _bound(node.name),
    cst.AssignTarget: lambda node: _bound(node.target),
    cst.AugAssign: lambda node: _bound(node.target),
    cst.Call: lambda node: [("call", dotted_name(node.func))],
    cst.CompFor: lambda node: _bound(node.target),
    cst.Decorator: lambda node: [("call", dotted_name(node.decorator))],
    cst.Del: lambda node: _bound(node.target),
    cst.ExceptHandler: _caught,
    cst.ExceptStarHandler: _caught,
    cst.For: lambda node: _bound(node.target),
    cst.Import: _imported,
    cst.ImportFrom: _imported,
    cst.LazyImport: _imported,
    cst.LazyImportFrom: _imported,
    cst.MatchAs: lambda node: _bound(node.name),
    cst.MatchMapping: lambda node: _bound(node.rest),
    cst.MatchStar: lambda node: _bound(node.name),
    cst.NamedExpr: lambda node: _bound(node.target),
    cst.Param: lambda node: _bound(node.name),
    cst.Raise: lambda node: [("raise", called_name(node.exc))],
    cst.Return: lambda node: [("return", dotted_name(node.value))],
    cst.TypeAlias: lambda node: _bound(node.name),
    cst.With: _entered,
    cst.Yield: lambda _: [("yield", "yield")],
}
