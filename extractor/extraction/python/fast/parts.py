"""The statements of a module by the rule that shortens them: functions, docstrings, all else outside of functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from extractor.extraction.python.class_makers import MAKERS
from extractor.extraction.python.fast.statements import FUNCTIONS, AnyFunction, blocks_of, end_of, is_alone


class Cut(NamedTuple):
    """Lines that are left out, and what stands in for them."""

    first: int
    last: int
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModuleParts:
    """The parts of a module that can be shortened, and the names that it imports."""

    functions: list[AnyFunction] = field(default_factory=list)
    """Those that stand in no other function, methods included."""
    statements: list[ast.Assign | ast.AnnAssign | ast.Expr] = field(default_factory=list)
    """Those outside of functions that span several lines, and share them with no other statement."""
    docstrings: list[ast.Expr] = field(default_factory=list)
    """Those that span several lines: of the module, of these functions, and of the classes outside of them."""
    gaps: list[Cut] = field(default_factory=list)
    """The lines between statements outside of functions."""
    imported: set[str] = field(default_factory=set)
    """The names that imports at module level bind."""
    makers: set[str] = field(default_factory=lambda: set(MAKERS))
    """What may make classes: the names of those that do, and those that imports give them."""


def parts_of(lines: Sequence[str], twins: Sequence[ast.stmt]) -> ModuleParts:
    """Return the parts of a source, whose statements `ast` reads as the twins."""
    parts = ModuleParts()
    parts.docstrings.extend(_docstring(lines, twins))
    stack: list[tuple[Sequence[ast.stmt], bool]] = [(twins, True)]
    while stack:
        body, is_module = stack.pop()
        parts.gaps.extend(_gaps(body))
        for index, node in enumerate(body):
            if isinstance(node, FUNCTIONS):
                parts.functions.append(node)
                parts.docstrings.extend(_docstring(lines, node.body))
            elif isinstance(node, ast.ClassDef):
                parts.docstrings.extend(_docstring(lines, node.body))
                stack.append((node.body, False))
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                parts.makers.update(item.asname for item in node.names if item.asname and item.name in MAKERS)
                if is_module:
                    parts.imported.update(item.asname or item.name.partition(".")[0] for item in node.names)
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr)):
                if node.lineno != node.end_lineno and is_alone(lines, body, index):
                    parts.statements.append(node)
            else:
                stack.extend((block, is_module) for block in blocks_of(node))
    parts.imported.discard("*")
    return parts


def _docstring(lines: Sequence[str], body: Sequence[ast.stmt]) -> Iterator[ast.Expr]:
    """Yield the docstring that opens a body, if it has several lines for itself."""
    first = body[0] if body else None
    if (
        isinstance(first, ast.Expr)
        and first.lineno != first.end_lineno
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
        and is_alone(lines, body, 0)
        # What `\N{...}` means, each Python says by its own table of names: LibCST's tree keeps it as it is written.
        and not any("\\N{" in line for line in lines[first.lineno - 1 : first.end_lineno])
    ):
        yield first


def _gaps(body: Sequence[ast.stmt]) -> Iterator[Cut]:
    """Yield the lines between statements: comments, which were read before, and blank lines."""
    for node, following in pairwise(body):
        decorators = getattr(following, "decorator_list", None)
        first = decorators[0].lineno if decorators else following.lineno
        if first > end_of(node) + 1:
            yield Cut(end_of(node) + 1, first - 1, ())
