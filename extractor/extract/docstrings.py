"""Docstrings: found as PEP 257 defines them, cleaned by its algorithm."""

from __future__ import annotations

import libcst as cst

from extractor.extract.tree import Body, string_value


def docstring_of(body: Body) -> str | None:
    """Return the cleaned docstring that a module's, class's or function's body opens with, or None."""
    first: object = next(iter(body.body), None)
    if isinstance(first, cst.SimpleStatementLine):
        first = first.body[0]
    if not isinstance(first, cst.Expr):
        return None
    value = string_value(first.value)
    return None if value is None else clean(value)


def clean(docstring: str) -> str:
    """Return the docstring dedented and without blank lines around it (PEP 257, "Handling Docstring Indentation").

    Written out because `inspect.cleandoc` changed in Python 3.13 and pages must not differ between versions.
    """
    lines = docstring.expandtabs().split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(indents, default=0)
    lines = [lines[0].lstrip(), *(line[margin:] for line in lines[1:])]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)
