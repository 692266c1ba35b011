"""Questions about the statements of Python's `ast` that shortening a source asks."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeAlias

AnyFunction: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def end_of(node: ast.stmt) -> int:
    """Return the last line of a statement."""
    return node.end_lineno or node.lineno


def is_constant(node: ast.stmt) -> bool:
    """Tell whether a statement is a literal and no more, as a docstring is."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_alone(lines: Sequence[str], body: Sequence[ast.stmt], index: int) -> bool:
    """Tell whether a statement has its lines for itself: neither `a = 1; b = 2` nor `if a: b = 2`."""
    node = body[index]
    is_first = not lines[node.lineno - 1][: node.col_offset].strip()
    return is_first and (index + 1 == len(body) or body[index + 1].lineno > end_of(node))


def blocks_of(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement."""
    if isinstance(node, ast.Match):
        yield from (case.body for case in node.cases)
        return
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(node, name, None):
            yield block
    yield from (handler.body for handler in getattr(node, "handlers", ()))
