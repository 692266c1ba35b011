"""Statements that carry no fact, left out of a source before LibCST reads it: half of its work is in them.

Of a function's body the facts need definitions, imports, `raise`, `yield`, `with`, `except`, warnings, calls through
imported names, and what hides such a name. What else stands there, Python's own `ast` finds for a tenth of what it
costs LibCST. Every test is on whole lines, and keeps a line too many rather than one too few.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from extractor.extract.mentions import Lines, Text, Uses

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITION = "def"
_CARRIERS = (_DEFINITION, "async", "class", "except", "import", "raise", "warn", "with", "yield")
_WHOLE = re.compile(r"test|__init__\Z")
"""Functions of which every statement counts: what a test uses, and what attributes an instance gets."""


class Abridged(NamedTuple):
    """A source without some of its statements."""

    text: str
    uses: Uses
    """Of the names that imports at module level bind, in the whole text."""


def abridged(lines: Sequence[str], twins: Sequence[ast.stmt]) -> Abridged:
    """Return a source, whose statements `ast` reads as the twins, without those that no fact is in.

    Of the twins the same are left out, in place.
    """
    functions, imported = _outline(twins)
    text = Text(lines)
    uses = text.uses(imported)
    carriers = text.lines_with(_CARRIERS) | uses.called | uses.bound
    definitions = text.lines_with([_DEFINITION])
    inner: list[_Function] = []
    outer: list[_Function] = []
    for each in functions:
        (outer if definitions.touch(each.body[0].lineno, _end(each)) else inner).append(each)
    # What a function returns, and what its own functions call, shows whether it is a decorator.
    wider = carriers | text.lines_with({"return", *_first_parameters(outer)}) if outer else carriers
    cuts = [*_cuts(lines, inner, carriers), *_cuts(lines, outer, wider)]
    return Abridged(_without(lines, sorted(cuts)), uses)


def _first_parameters(functions: Sequence[_Function]) -> Iterator[str]:
    """Yield the names in which functions, and those within them, may take another function."""
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, _FUNCTIONS):
                positional = (*node.args.posonlyargs, *node.args.args)
                yield from (each.arg for each in positional[:2])  # the second where the first is `self`


class _Cut(NamedTuple):
    """Lines that are left out, and what stands in for them so that their block is not empty."""

    first: int
    last: int
    instead: str


def _without(lines: Sequence[str], cuts: Sequence[_Cut]) -> str:
    kept: list[str] = []
    start = 0
    for cut in cuts:
        kept += lines[start : cut.first - 1]
        if cut.instead:
            kept.append(cut.instead)
        start = cut.last
    return "\n".join([*kept, *lines[start:]])


def _outline(twins: Sequence[ast.stmt]) -> tuple[list[_Function], frozenset[str]]:
    """Return the functions that are in no other one, and the names that imports at module level bind."""
    functions: list[_Function] = []
    names: set[str] = set()
    stack: list[tuple[Sequence[ast.stmt], bool]] = [(twins, True)]
    while stack:
        body, is_module = stack.pop()
        for node in body:
            if isinstance(node, _FUNCTIONS):
                functions.append(node)
            elif isinstance(node, ast.ClassDef):
                stack.append((node.body, False))
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                if is_module:
                    names.update(item.asname or item.name.partition(".")[0] for item in node.names)
            else:
                stack.extend((block, is_module) for block in _blocks(node))
    return functions, frozenset(names - {"*"})


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement."""
    if isinstance(node, ast.Match):
        yield from (case.body for case in node.cases)
        return
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(node, name, None):
            yield block
    yield from (handler.body for handler in getattr(node, "handlers", ()))


def _cuts(lines: Sequence[str], functions: Sequence[_Function], carriers: Lines) -> Iterator[_Cut]:
    """Yield what of functions can go, the lines of carriers kept; it goes from their `ast` too."""
    stack: list[list[ast.stmt]] = [function.body for function in functions if not _WHOLE.match(function.name)]
    while stack:
        body = stack.pop()
        kept: list[ast.stmt] = []
        for index, node in enumerate(body):
            if not carriers.touch(node.lineno, _end(node)) and _is_alone(lines, body, index):
                yield _cut(lines, body, index, is_first=not kept)
                kept += [] if kept else [ast.Pass(lineno=node.lineno, end_lineno=node.lineno)]
            else:
                kept.append(node)
                stack += _inner_blocks(lines, node)
        body[:] = kept


def _is_alone(lines: Sequence[str], body: Sequence[ast.stmt], index: int) -> bool:
    """Tell whether a statement that is no docstring has its lines for itself."""
    node = body[index]
    return (
        not (index == 0 and isinstance(node, ast.Expr))
        and lines[node.lineno - 1][: node.col_offset].isspace()
        and (index + 1 == len(body) or body[index + 1].lineno > _end(node))
    )


def _cut(lines: Sequence[str], body: Sequence[ast.stmt], index: int, *, is_first: bool) -> _Cut:
    node = body[index]
    if is_first:
        return _Cut(node.lineno, _end(node), f"{lines[node.lineno - 1][: node.col_offset]}pass")
    return _Cut(_end(body[index - 1]) + 1, _end(node), "")  # the comments above go with it


def _inner_blocks(lines: Sequence[str], node: ast.stmt) -> Iterator[list[ast.stmt]]:
    if isinstance(node, ast.ClassDef) or (isinstance(node, _FUNCTIONS) and _WHOLE.match(node.name)):
        return
    for block in _blocks(node):
        rest = block
        while (follower := _elif(lines, rest)) is not None:  # a keyword of the statement, and none of its own
            yield follower.body
            rest = follower.orelse
        yield rest


def _elif(lines: Sequence[str], block: Sequence[ast.stmt]) -> ast.If | None:
    first = block[0] if len(block) == 1 else None
    if not isinstance(first, ast.If):
        return None
    return first if lines[first.lineno - 1].startswith("elif", first.col_offset) else None


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno
