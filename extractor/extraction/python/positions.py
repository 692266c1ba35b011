"""Line numbers for LibCST's statements, without LibCST's position provider where that can be helped.

The provider generates the whole module's code again and costs more than parsing. Python's own `ast` gives the same
lines for a tenth of it: both trees hold the same statements in the same order, so they are walked side by side. Where
the running Python cannot read the file (newer syntax), the provider stands in, so that the lines do not depend on
who runs.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

import libcst as cst
from libcst.metadata import CodeRange, PositionProvider

from extractor.extraction.python.tree import Body, branches, small_statements

_OLDEST = (3, 10)
"""The oldest Python that this runs on."""

Span: TypeAlias = tuple[int, int]
"""First and last line of a statement, decorators left out."""


def twins_of(text: str) -> Sequence[ast.stmt] | None:
    """Return the statements of a source as `ast` reads them; None where the running Python cannot read it."""
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_valid(text: str) -> bool:
    """Tell whether a source is Python as every Python reads it that we run on, which does not hang on this one."""
    try:
        ast.parse(text, feature_version=_OLDEST)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def statement_spans(module: cst.Module, twins: Sequence[ast.stmt] | None) -> Mapping[int, Span]:
    """Return the span of every statement of the module, keyed by the `id` of its node."""
    if twins is not None:
        with contextlib.suppress(ValueError):  # the two trees differ
            return paired_spans(module, twins)
    return dict(_provided(module))


def paired_spans(module: cst.Module, twins: Sequence[ast.stmt]) -> Mapping[int, Span]:
    """Return the span of every statement as `ast` tells it; raises ValueError where the two trees differ."""
    return dict(_paired(module, twins))


def provided_positions(module: cst.Module) -> Mapping[cst.CSTNode, CodeRange]:
    """Return where LibCST's provider finds each node of the module."""
    return _Positions().of(module)


class _Positions(PositionProvider):
    """The provider without LibCST's wrapper, which makes each node anew.

    The running Python has its own word there on what a name is, as each has of the letters that it knows.
    """

    def of(self, module: cst.Module) -> Mapping[cst.CSTNode, CodeRange]:
        self._gen_impl(module)
        return cast("Mapping[cst.CSTNode, CodeRange]", self._computed)


def _paired(module: cst.Module, statements: Sequence[ast.stmt]) -> Iterator[tuple[int, Span]]:
    stack: list[tuple[Body, Sequence[ast.stmt]]] = [(module, statements)]
    while stack:
        body, twins = stack.pop()
        for node, twin in zip(small_statements(body), twins, strict=True):
            yield id(node), (twin.lineno, twin.end_lineno or twin.lineno)
            if type(node) in _WITH_BODIES:
                stack.extend(zip(_bodies(node), _twin_bodies(node, twin), strict=True))


_WITH_BODIES = frozenset(
    (cst.ClassDef, cst.For, cst.FunctionDef, cst.If, cst.Match, cst.Try, cst.TryStar, cst.While, cst.With)
)
"""The types of compound statements; `isinstance` asks LibCST's abstract classes, which takes ten times as long."""


def _bodies(node: cst.CSTNode) -> list[Body]:
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        return [node.body]
    return [branch.body for branch in branches(node)]


def _twin_bodies(node: cst.CSTNode, twin: Any) -> list[list[ast.stmt]]:
    if isinstance(node, cst.If):
        return _if_bodies(node, twin)
    if isinstance(node, cst.Match):
        return [case.body for case in twin.cases]
    bodies = [getattr(twin, "body", []), *(handler.body for handler in getattr(twin, "handlers", ()))]
    bodies += [getattr(twin, "orelse", []), getattr(twin, "finalbody", [])]
    return [body for body in bodies if body]


def _if_bodies(node: cst.If, twin: Any) -> list[list[ast.stmt]]:
    bodies = [twin.body]
    while isinstance(node.orelse, cst.If):  # `elif` is an `if` in the other tree's `else`
        node, twin = node.orelse, twin.orelse[0]
        bodies.append(twin.body)
    if node.orelse is not None:
        bodies.append(twin.orelse)
    return bodies


def _provided(module: cst.Module) -> Iterator[tuple[int, Span]]:
    positions = provided_positions(module)
    stack: list[Body] = [module]
    while stack:
        for node in small_statements(stack.pop()):
            yield id(node), (positions[node].start.line, _last_line(node, positions))
            stack.extend(_bodies(node))


def _last_line(node: cst.CSTNode, positions: Mapping[cst.CSTNode, Any]) -> int:
    """Return the last line of the last statement within: the provider counts trailing blank lines to a block."""
    while bodies := _bodies(node):
        node = list(small_statements(bodies[-1]))[-1]
    return int(positions[node].end.line)
