"""Small questions to LibCST nodes that several extractors ask; no metadata, no visitors.

LibCST's providers and visitors cost many times what parsing does, so trees are walked by hand over the node kinds
that matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, TypeAlias

import libcst as cst

from extractor.extraction.python.literals import text_of

Body: TypeAlias = cst.BaseSuite | cst.Module
BranchKind: TypeAlias = Literal[
    "if", "elif", "else", "try", "except", "finally", "for", "while", "with", "match", "case"
]


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of a compound statement: its opening keyword, the nodes of its header, and its body."""

    kind: BranchKind
    header: tuple[cst.CSTNode, ...]
    body: cst.BaseSuite


def dotted_name(node: cst.CSTNode | None) -> str:
    """Return `a.b.c` for a chain of plain names, else the empty string."""
    parts: list[str] = []
    while type(node) is cst.Attribute:  # `isinstance` takes three times as long, since nodes are of abstract classes
        parts.append(node.attr.value)
        node = node.value
    if type(node) is not cst.Name:
        return ""
    parts.append(node.value)
    return ".".join(reversed(parts))


def called_name(node: cst.CSTNode | None) -> str:
    """Return the dotted name that is called or, without a call, stands there; else the empty string."""
    return dotted_name(node.func if isinstance(node, cst.Call) else node)


def string_value(node: cst.CSTNode | None) -> str | None:
    """Return the value of a `str` literal, implicit concatenation included, as it can be printed; None for all else."""
    parts: list[str] = []
    while isinstance(node, cst.ConcatenatedString):
        if not isinstance(node.left, cst.SimpleString):
            return None
        parts.append(node.left.value)
        node = node.right
    if not isinstance(node, cst.SimpleString):
        return None
    texts = [text for text in map(text_of, (*parts, node.value)) if text is not None]
    return printable("".join(texts)) if len(texts) == len(parts) + 1 else None


def printable(value: str) -> str:
    """Return the value of a literal with the escapes that the source wrote for lone surrogates, which UTF-8 lacks."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def small_statements(body: Body) -> Iterator[cst.CSTNode]:
    """Yield the statements of a body in order, those that share a line one by one."""
    for statement in body.body:
        if type(statement) is cst.SimpleStatementLine:
            yield from statement.body
        else:
            yield statement


def branches(node: cst.CSTNode) -> Iterator[Branch]:
    """Yield the branches of a compound statement in source order; nothing for any other node."""
    finder = _BRANCHES.get(type(node))
    if finder is not None:
        yield from finder(node)


def _if_branches(node: cst.If) -> Iterator[Branch]:
    first = node.test
    yield Branch("if", (first,), node.body)
    follower = node.orelse
    while isinstance(follower, cst.If):  # a loop, since generated code has chains of thousands
        yield Branch("elif", (follower.test,), follower.body)
        follower = follower.orelse
    if follower is not None:
        yield Branch("else", (first,), follower.body)


def _try_branches(node: cst.Try | cst.TryStar) -> Iterator[Branch]:
    caught = tuple(handler.type for handler in node.handlers if handler.type is not None)
    yield Branch("try", caught, node.body)
    for handler in node.handlers:
        header = tuple(part for part in (handler.type, handler.name) if part is not None)
        yield Branch("except", header, handler.body)
    if node.orelse is not None:
        yield Branch("else", (), node.orelse.body)
    if node.finalbody is not None:
        yield Branch("finally", (), node.finalbody.body)


def _for_branches(node: cst.For) -> Iterator[Branch]:
    yield Branch("for", (node.target, node.iter), node.body)
    if node.orelse is not None:
        yield Branch("else", (), node.orelse.body)


def _while_branches(node: cst.While) -> Iterator[Branch]:
    yield Branch("while", (node.test,), node.body)
    if node.orelse is not None:
        yield Branch("else", (), node.orelse.body)


def _with_branches(node: cst.With) -> Iterator[Branch]:
    yield Branch("with", tuple(node.items), node.body)


def _match_branches(node: cst.Match) -> Iterator[Branch]:
    for case in node.cases:
        header = (case.pattern,) if case.guard is None else (case.pattern, case.guard)
        yield Branch("case", header, case.body)


_BRANCHES: Mapping[type[cst.CSTNode], Callable[..., Iterator[Branch]]] = {
    cst.If: _if_branches,
    cst.Try: _try_branches,
    cst.TryStar: _try_branches,
    cst.For: _for_branches,
    cst.While: _while_branches,
    cst.With: _with_branches,
    cst.Match: _match_branches,
}


def names_in(function: cst.FunctionDef) -> set[str]:
    """Return the dotted names in a function's body, each as long as it is written (`a.b.c`, not `a.b`)."""
    names: set[str] = set()
    stack: list[cst.CSTNode] = [function.body]
    while stack:
        node = stack.pop()
        name = dotted_name(node)
        if name:
            names.add(name)
        else:
            stack.extend(children(node))
    return names


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the direct child nodes that are code; white space, commas and parentheses left out."""
    nodes: list[cst.CSTNode] = []
    for name in _child_fields(type(node)):
        value = getattr(node, name)
        kind = type(value)
        if kind is tuple or kind is list:
            nodes += value
        elif kind not in _NO_NODES:
            nodes.append(value)
    return nodes


_NO_NODES = frozenset({type(None), str, bool, cst.MaybeSentinel})
_NO_CODE = ("whitespace", "lpar", "rpar", "comma", "semicolon", "leading_lines", "lines_after", "footer", "header")


@cache
def _child_fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if not field.name.startswith(_NO_CODE))
