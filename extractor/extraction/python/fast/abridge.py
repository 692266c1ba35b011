"""A source without what no fact is in, before LibCST reads it: most of its work is in that.

Of a function's body the facts need definitions, imports and warnings as they are written; what else it does is read
beforehand (`bodies`). Docstrings of many lines are kept beside. Every test is on whole lines, and keeps a line too many
rather than one too few.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from extractor.extraction.python.bodies.ast_reader import Interest, dotted_name, read_bodies
from extractor.extraction.python.bodies.facts import Bodies
from extractor.extraction.python.fast.mentions import Lines, Text

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_STRUCTURES = ("def", "class", "import")
"""Words of statements that stay as they are, with those around them."""
_WARNING = "warn"
"""A word on lines that stay as they are: deprecations are told in their own words."""
_TELLING = ("except", "raise", "with", "yield")
"""Words on the lines that come to something, beside the uses of imported names."""
_TEST = "test"
"""How the functions begin of which every statement counts: what a test uses is a fact."""
_INIT = "__init__"
_ALL = "__all__"
_DISPLAYS = (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Set, ast.SetComp)
"""Values that are no type, no alias and no type variable."""


class Abridged(NamedTuple):
    """A source in short, and what is known of what it lacks."""

    text: str
    bodies: Bodies
    """Of the whole source."""
    docstrings: Mapping[int, str]
    """Those that are left out, by the line where each begins."""


def abridged(lines: Sequence[str], twins: Sequence[ast.stmt]) -> Abridged:
    """Return a source, whose statements `ast` reads as the twins, with all its facts and little else.

    The twins become those of its own statements, in place; their lines stay those of the whole source.
    """
    outline = _outline(lines, twins)
    text = Text(lines)
    structured = text.lines_with(_STRUCTURES)
    bodies = read_bodies(twins, _interest(outline, text, structured))
    kept = text.lines_with([_WARNING])
    blocks = (
        _Block(each.body, kept | _structure_lines(each, structured)) for each in outline.functions if _is_cut(each)
    )
    cuts = [
        *outline.gaps,
        *(_docstring_cut(lines, node) for node in outline.docstrings),
        *_block_cuts(lines, blocks),
        *_statement_cuts(lines, outline.statements, text.lines_with([_WARNING, _ALL])),
    ]
    docstrings = {node.lineno: node.value.value for node in outline.docstrings}  # type: ignore[attr-defined]
    return Abridged(_without(lines, sorted(cuts)), bodies, docstrings)


def _interest(outline: _Outline, text: Text, structured: Lines) -> Interest:
    """Return what of bodies counts: imported names, and in functions around others what shows whether they decorate."""
    telling = text.lines_with(_TELLING) | text.uses(outline.imported)
    around = [each for function in outline.functions for each in _functions_around(function, structured)]
    if not around:
        return Interest(telling, structured, outline.imported, ())
    parameters = set(_first_parameters(around))
    telling |= text.lines_with({"return", *parameters})
    return Interest(telling, structured, outline.imported | parameters, {each.name for each in around})


class _Cut(NamedTuple):
    """Lines that are left out, and what stands in for them."""

    first: int
    last: int
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outline:
    functions: list[_Function] = field(default_factory=list)
    """Those that are in no other one."""
    statements: list[ast.Assign | ast.AnnAssign | ast.Expr] = field(default_factory=list)
    """Those of several lines outside of functions, each with these for itself."""
    docstrings: list[ast.Expr] = field(default_factory=list)
    """Those of several lines, of the module, of these functions and of the classes outside of them."""
    gaps: list[_Cut] = field(default_factory=list)
    """The lines between statements outside of functions."""
    imported: set[str] = field(default_factory=set)
    """The names that imports at module level bind."""


class _Block(NamedTuple):
    """Statements of a function, and the lines of which they stay as they are."""

    body: list[ast.stmt]
    kept: Lines


def _without(lines: Sequence[str], cuts: Sequence[_Cut]) -> str:
    kept: list[str] = []
    start = 0
    for cut in cuts:
        kept += lines[start : cut.first - 1]
        kept += cut.instead
        start = cut.last
    return "\n".join([*kept, *lines[start:]])


def _outline(lines: Sequence[str], twins: Sequence[ast.stmt]) -> _Outline:
    outline = _Outline()
    outline.docstrings.extend(_docstring(lines, twins))
    stack: list[tuple[Sequence[ast.stmt], bool]] = [(twins, True)]
    while stack:
        body, is_module = stack.pop()
        outline.gaps.extend(_gaps(body))
        for index, node in enumerate(body):
            if isinstance(node, _FUNCTIONS):
                outline.functions.append(node)
                outline.docstrings.extend(_docstring(lines, node.body))
            elif isinstance(node, ast.ClassDef):
                outline.docstrings.extend(_docstring(lines, node.body))
                stack.append((node.body, False))
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                if is_module:
                    outline.imported.update(item.asname or item.name.partition(".")[0] for item in node.names)
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr)):
                if node.lineno != node.end_lineno and _is_alone(lines, body, index):
                    outline.statements.append(node)
            else:
                stack.extend((block, is_module) for block in _blocks(node))
    outline.imported.discard("*")
    return outline


def _docstring(lines: Sequence[str], body: Sequence[ast.stmt]) -> Iterator[ast.Expr]:
    """Yield the docstring that opens a body, if it has several lines for itself."""
    first = body[0] if body else None
    if (
        isinstance(first, ast.Expr)
        and first.lineno != first.end_lineno
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
        and _is_alone(lines, body, 0)
        and not any("\\N{" in line for line in lines[first.lineno - 1 : first.end_lineno])  # by this Python's names
    ):
        yield first


def _docstring_cut(lines: Sequence[str], node: ast.Expr) -> _Cut:
    return _Cut(node.lineno, _end(node), (lines[node.lineno - 1][: node.col_offset] + '""',))


def _gaps(body: Sequence[ast.stmt]) -> Iterator[_Cut]:
    for node, following in pairwise(body):
        decorators = getattr(following, "decorator_list", None)
        first = decorators[0].lineno if decorators else following.lineno
        if first > _end(node) + 1:
            yield _Cut(_end(node) + 1, first - 1, ())


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement."""
    if isinstance(node, ast.Match):
        yield from (case.body for case in node.cases)
        return
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(node, name, None):
            yield block
    yield from (handler.body for handler in getattr(node, "handlers", ()))


def _functions_around(function: _Function, structured: Lines) -> Sequence[_Function]:
    """Return a function with all that are in it; nothing where there are none."""
    if not structured.touch(function.body[0].lineno, _end(function)):
        return ()
    inner: list[_Function] = []
    stack: list[Sequence[ast.stmt]] = [function.body]
    while stack:
        for node in stack.pop():
            if isinstance(node, _FUNCTIONS):
                inner.append(node)
            stack.extend(_blocks(node))
    return [function, *inner] if inner else ()


def _is_cut(function: _Function) -> bool:
    return not function.name.startswith(_TEST)


def _structure_lines(function: _Function, structured: Lines) -> Lines:
    """Return the lines of a function on which something begins that stays."""
    is_init = function.name == _INIT
    if not is_init and not structured.touch(function.body[0].lineno, _end(function)):
        return Lines()
    return Lines(each.lineno for each in _structures(function, with_attributes=is_init))


def _structures(function: _Function, *, with_attributes: bool) -> Iterator[ast.stmt]:
    """Yield the definitions and imports in a function, and the assignments that may give an instance an attribute."""
    stack: list[Sequence[ast.stmt]] = [function.body]
    while stack:
        for node in stack.pop():
            if isinstance(node, (ast.ClassDef, ast.Import, ast.ImportFrom)):
                yield node
                continue
            if isinstance(node, _FUNCTIONS) or (with_attributes and _binds_attributes(node)):
                yield node
            stack.extend(_blocks(node))


def _binds_attributes(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return not all(isinstance(each, (ast.Name, ast.Subscript)) for each in node.targets)
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute)


def _first_parameters(functions: Iterable[_Function]) -> Iterator[str]:
    """Yield the names in which functions may take another function."""
    for function in functions:
        positional = (*function.args.posonlyargs, *function.args.args)
        yield from (each.arg for each in positional[:2])  # the second where the first is `self`


def _block_cuts(lines: Sequence[str], blocks: Iterable[_Block]) -> Iterator[_Cut]:
    """Yield what of blocks can go; it goes from their `ast` too."""
    stack = list(blocks)
    while stack:
        block = stack.pop()
        kept: list[ast.stmt] = []
        for run, node in _runs(lines, block):
            if run:
                first = _end(kept[-1]) + 1 if kept else run[0].lineno  # the comments above go with it
                indent = lines[run[0].lineno - 1][: run[0].col_offset]
                yield _Cut(first, _end(run[-1]), () if kept else (indent + "pass",))
                if not kept:  # the block would be empty, or begin with a string
                    kept.append(ast.Pass(lineno=run[0].lineno, end_lineno=_end(run[-1])))
            if node is not None:
                kept.append(node)
                stack += _inner(lines, block, node)
        block.body[:] = kept


def _inner(lines: Sequence[str], block: _Block, node: ast.stmt) -> Iterator[_Block]:
    """Yield the blocks of a statement that stays."""
    if isinstance(node, _FUNCTIONS):
        if _is_cut(node):
            yield block._replace(body=node.body)
    elif not isinstance(node, ast.ClassDef):
        for body in _blocks(node):
            rest = body
            while (follower := _elif(lines, rest)) is not None:  # a keyword of the statement, none of its own
                yield block._replace(body=follower.body)
                rest = follower.orelse
            yield block._replace(body=rest)


def _runs(lines: Sequence[str], block: _Block) -> Iterator[tuple[list[ast.stmt], ast.stmt | None]]:
    """Yield the statements that can go, up to each that cannot, with that one; at the end of the block it is None."""
    run: list[ast.stmt] = []
    for index, node in enumerate(block.body):
        if (
            block.kept.touch(node.lineno, _end(node))
            or (index == 0 and _is_constant(node))  # a docstring
            or not _is_alone(lines, block.body, index)
        ):
            yield run, node
            run = []
        else:
            run.append(node)
    yield run, None


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_alone(lines: Sequence[str], body: Sequence[ast.stmt], index: int) -> bool:
    """Tell whether a statement has its lines for itself."""
    node = body[index]
    is_first = not lines[node.lineno - 1][: node.col_offset].strip()
    return is_first and (index + 1 == len(body) or body[index + 1].lineno > _end(node))


def _elif(lines: Sequence[str], block: Sequence[ast.stmt]) -> ast.If | None:
    first = block[0] if len(block) == 1 else None
    if not isinstance(first, ast.If):
        return None
    return first if lines[first.lineno - 1].startswith("elif", first.col_offset) else None


def _statement_cuts(
    lines: Sequence[str], statements: Iterable[ast.Assign | ast.AnnAssign | ast.Expr], kept: Lines
) -> Iterator[_Cut]:
    """Yield what stands in for statements of several lines outside of functions."""
    for node in statements:
        first, last = node.lineno, _end(node)
        if not isinstance(node, ast.Expr):
            head, value = _head(lines, node), _bound_value(node)
            if head is not None and value:
                yield _Cut(first, last, (head + value,))
        elif not (kept.touch(first, last) or _is_constant(node)):
            yield _Cut(first, last, (lines[first - 1][: node.col_offset] + "[]",))


def _bound_value(node: ast.Assign | ast.AnnAssign) -> str:
    """Return a value of the same kind for an assignment; nothing where that would not do."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if any(isinstance(each, (ast.Tuple, ast.List)) or dotted_name(each) == _ALL for each in targets):
        return ""
    if isinstance(node.value, _DISPLAYS):
        return "[]"
    if isinstance(node.value, ast.Call):
        name = dotted_name(node.value.func)
        return name and f"{name}()"
    return ""


def _head(lines: Sequence[str], node: ast.Assign | ast.AnnAssign) -> str | None:
    """Return an assignment up to its value; None where a parenthesis or a break is before that."""
    if node.value is None:
        return None
    last = lines[node.value.lineno - 1].encode("utf-8")[: node.value.col_offset].decode("utf-8")
    head = "\n".join([*lines[node.lineno - 1 : node.value.lineno - 1], last])
    return head if head.rstrip(" \t").endswith("=") else None


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno
