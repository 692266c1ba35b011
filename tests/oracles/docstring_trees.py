"""The docstrings of a tree of Python files, by `ast`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from extractor.extraction.python.docstrings import clean
from oracles import ast_facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWNERS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings(tree: Path) -> Iterator[tuple[str, str]]:
    """Each docstring, cleaned, with its file and owner; of packages within the tree only where they were asked for."""
    for path in sorted(tree.rglob("*.py")):
        if "site-packages" in path.relative_to(tree).parts:
            continue
        try:
            module = ast_facts.parse(path.read_bytes())
        except ast_facts.UNREADABLE:
            continue
        for node in ast.walk(module):
            if isinstance(node, OWNERS) and (found := ast.get_docstring(node, clean=False)):
                yield f"{path.relative_to(tree)}: {getattr(node, 'name', 'module')}", clean(found)
