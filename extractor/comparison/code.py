"""Whether two pieces of Python do the same, whatever their layout: asked of `ast`, which drops all that is layout.

What the running Python cannot read (a later version's syntax, a fragment that is no expression) is compared as text.
"""

from __future__ import annotations

import ast
import warnings
from functools import cached_property
from typing import NamedTuple

from extractor.facts import Function

_LONGEST_EXPRESSION = 10_000
"""Characters; a longer one is compared as text, which takes no stack."""


def expression_key(text: str) -> str:
    """Return what two expressions, or arguments of a call, have in common when only their layout differs."""
    tree = _parsed(f"_({text}\n)") if len(text) <= _LONGEST_EXPRESSION else None
    return (_dumped(tree) if tree is not None else None) or " ".join(text.split())


def is_same_expression(old: str | None, new: str | None) -> bool:
    """Return whether both are absent, or the same but for layout."""
    return old == new or (old is not None and new is not None and expression_key(old) == expression_key(new))


class Code:
    """The text of a Python file, with line ends as LF, and what its functions do."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = text.split("\n")

    def does_the_same(self, other: Code) -> bool:
        """Return whether both files differ in nothing but comments and layout; False where nobody can tell."""
        ours, theirs = _parsed(self._text), _parsed(other._text)
        if ours is None or theirs is None:
            return False
        dump = _dumped(ours)
        return dump is not None and dump == _dumped(theirs)

    def has_same_body(self, function: Function, other: Code, twin: Function) -> bool:
        """Return whether two functions do the same; docstrings and the inside of nested definitions left out.

        Where nobody can tell they count as the same: a difference is stated only where there is one.
        """
        if self._source(function) == other._source(twin):
            return True
        ours, theirs = self._bodies.get(function.line), other._bodies.get(twin.line)
        if ours is None or theirs is None:
            return True
        dumps = [_dumped(body) for body in (ours, theirs)]
        return None in dumps or dumps[0] == dumps[1]

    def has_same_statement(self, line: int, other: Code, twin: int) -> bool:
        """Return whether two assignments, given by their first lines, are the same; True where nobody can tell."""
        ours, theirs = self._assignments.get(line, []), other._assignments.get(twin, [])
        dumps = [[_dumped(node) for node in nodes] for nodes in (ours, theirs)]
        return not ours or not theirs or None in (*dumps[0], *dumps[1]) or dumps[0] == dumps[1]

    @cached_property
    def _assignments(self) -> dict[int, list[ast.stmt]]:
        """The assignments by their first lines; a line may have several."""
        statements: dict[int, list[ast.stmt]] = {}
        tree = _parsed(self._text)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, _BINDINGS):
                statements.setdefault(node.lineno, []).append(node)
        return statements

    def _source(self, function: Function) -> list[str]:
        return self._lines[function.line - 1 : function.end_line]

    @cached_property
    def _bodies(self) -> dict[int, ast.Module]:
        """The body of every function by the line of its `def`, nested definitions reduced to their names."""
        bodies: dict[int, ast.Module] = {}
        tree = _parsed(self._text)
        definitions = [
            node
            for node in (ast.walk(tree) if tree is not None else ())
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        ]
        for node in definitions:
            if not isinstance(node, ast.ClassDef):
                own = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
                bodies[node.lineno] = ast.Module(body=own, type_ignores=[])
        for node in definitions:  # only now: a body shares its nodes with the bodies around it
            node.body, node.decorator_list = [], []
            if isinstance(node, ast.ClassDef):
                node.bases, node.keywords = [], []
            else:
                node.args, node.returns = _NO_PARAMETERS, None
        return bodies


class Codes(NamedTuple):
    """Both sides of a file."""

    old: Code
    new: Code


_BINDINGS: tuple[type[ast.stmt], ...] = (ast.Assign, ast.AnnAssign, getattr(ast, "TypeAlias", ast.Assign))
"""Statements that bind what facts call variables and attributes; Python 3.12 added the last one."""
_NO_PARAMETERS = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])


def _parsed(text: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes and the like are the source's affair
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _dumped(tree: ast.AST) -> str | None:
    try:
        return ast.dump(tree)
    except (RecursionError, MemoryError):
        return None
