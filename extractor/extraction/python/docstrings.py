"""Docstrings: found as PEP 257 defines them, cleaned by its algorithm."""

from __future__ import annotations

import libcst as cst

from extractor.extraction.python.tree import string_value


def docstring_of(node: cst.CSTNode | None) -> str | None:
    """Return the cleaned docstring that a statement is where it opens a module, a class or a function, or None."""
    value = string_value(node.value) if isinstance(node, cst.Expr) else None
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
