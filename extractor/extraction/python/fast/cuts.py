"""Which lines of statements can go, and what stands in for them: of functions, of docstrings, and of long values."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from extractor.extraction.python.bodies.ast_reader import dotted_name
from extractor.extraction.python.fast.mentions import Lines
from extractor.extraction.python.fast.parts import Cut
from extractor.extraction.python.fast.statements import (
    FUNCTIONS,
    AnyFunction,
    blocks_of,
    end_of,
    is_alone,
    is_constant,
)
from extractor.extraction.python.fields import is_field

_TEST = "test"
"""How the names of tests begin."""
_INIT = "__init__"
ALL = "__all__"
_DISPLAYS = (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Set, ast.SetComp)
"""Values that are no type, no alias and no type variable."""


class CutBlock(NamedTuple):
    """A block of statements in a function that is to be shortened."""

    body: list[ast.stmt]
    kept: Lines
    """A statement on one of these lines stays."""


def is_shortened(function: AnyFunction) -> bool:
    """Tell whether a function may lose statements; a test may not, since all that it uses is a fact."""
    return not function.name.startswith(_TEST)


def structure_lines(function: AnyFunction, structured: Lines) -> Lines:
    """Return the lines of a function on which something begins that stays."""
    is_init = function.name == _INIT
    if not is_init and not structured.touch(function.body[0].lineno, end_of(function)):
        return Lines()
    return Lines(node.lineno for node in _structures(function, with_attributes=is_init))


def _structures(function: AnyFunction, *, with_attributes: bool) -> Iterator[ast.stmt]:
    """Yield the definitions and imports in a function, and the assignments that may give an instance an attribute.

    With these go the strings behind them, which document the attribute.
    """
    stack: list[Sequence[ast.stmt]] = [function.body]
    while stack:
        is_attribute = False
        for node in stack.pop():
            if is_attribute and is_constant(node):
                yield node
            is_attribute = False
            if isinstance(node, (ast.ClassDef, ast.Import, ast.ImportFrom)):
                yield node
                continue
            if with_attributes and _binds_attributes(node):
                is_attribute = True
                yield node
            elif isinstance(node, FUNCTIONS):
                yield node
            stack.extend(blocks_of(node))


def _binds_attributes(node: ast.stmt) -> bool:
    """Tell whether a statement may bind an attribute, as `self.a = 1` and `self.a, b = 1, 2` do."""
    if isinstance(node, ast.Assign):
        return not all(isinstance(target, (ast.Name, ast.Subscript)) for target in node.targets)
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute)


def function_cuts(lines: Sequence[str], blocks: Iterable[CutBlock]) -> Iterator[Cut]:
    """Yield what of blocks can go; it goes from their `ast` too, so that both trees still have the same statements.

    A run of statements at the start of a block leaves a `pass`, any other one nothing: of

        a = 1
        b = 2
        def f(): ...
        c = 3

    there remains `pass` and `def f(): ...`.
    """
    stack = list(blocks)
    while stack:
        block = stack.pop()
        kept: list[ast.stmt] = []
        for run, node in _runs(lines, block):
            if run:
                first = end_of(kept[-1]) + 1 if kept else run[0].lineno  # the comments above go with it
                indent = lines[run[0].lineno - 1][: run[0].col_offset]
                yield Cut(first, end_of(run[-1]), () if kept else (indent + "pass",))
                if not kept:  # the block would be empty, or begin with a string
                    kept.append(ast.Pass(lineno=run[0].lineno, end_lineno=end_of(run[-1])))
            if node is not None:
                kept.append(node)
                stack += _inner(lines, block, node)
        block.body[:] = kept


def _inner(lines: Sequence[str], block: CutBlock, node: ast.stmt) -> Iterator[CutBlock]:
    """Yield the blocks of a statement that stays."""
    if isinstance(node, FUNCTIONS):
        if is_shortened(node):
            yield block._replace(body=node.body)
    elif not isinstance(node, ast.ClassDef):
        for body in blocks_of(node):
            rest = body
            while (follower := _elif(lines, rest)) is not None:  # a keyword of the statement, none of its own
                yield block._replace(body=follower.body)
                rest = follower.orelse
            yield block._replace(body=rest)


def _runs(lines: Sequence[str], block: CutBlock) -> Iterator[tuple[list[ast.stmt], ast.stmt | None]]:
    """Yield the statements that can go, up to each that cannot, with that one; at the end of the block it is None."""
    run: list[ast.stmt] = []
    for index, node in enumerate(block.body):
        if (
            block.kept.touch(node.lineno, end_of(node))
            or (index == 0 and is_constant(node))  # a docstring
            or not is_alone(lines, block.body, index)
        ):
            yield run, node
            run = []
        else:
            run.append(node)
    yield run, None


def _elif(lines: Sequence[str], block: Sequence[ast.stmt]) -> ast.If | None:
    """Return the `elif` that an `else` block is in `ast`; None for an `else` that is written as one."""
    first = block[0] if len(block) == 1 else None
    if not isinstance(first, ast.If):
        return None
    return first if lines[first.lineno - 1].startswith("elif", first.col_offset) else None


def docstring_cut(lines: Sequence[str], node: ast.Expr) -> Cut:
    """Return the cut of a docstring, which leaves an empty one: its place in the body is a fact too."""
    return Cut(node.lineno, end_of(node), (lines[node.lineno - 1][: node.col_offset] + '""',))


def statement_cuts(
    lines: Sequence[str],
    statements: Iterable[ast.Assign | ast.AnnAssign | ast.Expr],
    kept: Lines,
    quoted: Lines,
    makers: Collection[str],
) -> Iterator[Cut]:
    """Yield what stands in for statements of several lines outside of functions.

    A table of a thousand lines becomes `TABLE = []`, a call `name = make(` with its lines `name = make()`, and an
    expression whose value nothing takes `[]`. A call on the lines `quoted` stays as it is, and so does what makes
    classes: its `makers` are given without their modules.
    """
    for node in statements:
        first, last = node.lineno, end_of(node)
        if not isinstance(node, ast.Expr):
            head, value = _head(lines, node), _bound_value(node, makers)
            if head is not None and value and not quoted.touch(first, last):
                behind = lines[last - 1].encode("utf-8")[node.end_col_offset :].decode("utf-8")  # a comment
                yield Cut(first, last, (head + value + behind,))
        elif not (kept.touch(first, last) or is_constant(node)):
            yield Cut(first, last, (lines[first - 1][: node.col_offset] + "[]",))


def _bound_value(node: ast.Assign | ast.AnnAssign, makers: Collection[str]) -> str:
    """Return a short value by which the facts come out the same; nothing where the whole value counts.

    What the makers are given says what is in the classes that they make.
    """
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if any(isinstance(target, (ast.Tuple, ast.List)) or dotted_name(target) == ALL for target in targets):
        return ""
    if isinstance(node.value, _DISPLAYS):
        return "[]"
    if isinstance(node.value, ast.Call):
        name = dotted_name(node.value.func)
        is_kept = is_field(name) or name.rpartition(".")[2] in makers
        return f"{name}()" if name and not is_kept else ""
    return ""


def _head(lines: Sequence[str], node: ast.Assign | ast.AnnAssign) -> str | None:
    """Return an assignment up to its value; None where a parenthesis or a break is before that."""
    if node.value is None:
        return None
    # `ast` counts columns in bytes of UTF-8.
    last = lines[node.value.lineno - 1].encode("utf-8")[: node.value.col_offset].decode("utf-8")
    head = "\n".join([*lines[node.lineno - 1 : node.value.lineno - 1], last])
    return head if head.rstrip(" \t").endswith("=") else None
