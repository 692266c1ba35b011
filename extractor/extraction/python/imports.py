"""Import statements, as written; what they lead to is worked out in `extractor.link`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import libcst as cst

from extractor.extraction.python.tree import dotted_name
from extractor.facts import Condition, Import, ImportedName

AnyImport: TypeAlias = cst.Import | cst.ImportFrom | cst.LazyImport | cst.LazyImportFrom


def imports_of(node: AnyImport, scope: str, conditions: tuple[Condition, ...], line: int) -> Iterator[Import]:
    """Yield a fact for each module of an `import`, or one for a `from` import."""
    is_lazy = isinstance(node, (cst.LazyImport, cst.LazyImportFrom))
    if isinstance(node, (cst.ImportFrom, cst.LazyImportFrom)):
        yield Import(
            module=dotted_name(node.module),
            level=len(node.relative),
            names=_names(node),
            scope=scope,
            conditions=conditions,
            line=line,
            is_lazy=is_lazy,
        )
        return
    for alias in node.names:
        module, bound = dotted_name(alias.name), alias.evaluated_alias
        yield Import(module=module, alias=bound, scope=scope, conditions=conditions, line=line, is_lazy=is_lazy)


def _names(node: cst.ImportFrom | cst.LazyImportFrom) -> tuple[ImportedName, ...]:
    if isinstance(node.names, cst.ImportStar):
        return (ImportedName(name="*"),)
    return tuple(ImportedName(name=dotted_name(item.name), alias=item.evaluated_alias) for item in node.names)
