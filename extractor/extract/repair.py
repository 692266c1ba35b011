"""Valid Python that LibCST refuses, rewritten in place as what it accepts with the same meaning.

One construct is known: an annotated name in parentheses, `(x): int` (LibCST issue 1011). The rewritten text has the
same lines and the same columns from the colon on.
"""

from __future__ import annotations

import ast


def repaired(text: str) -> str | None:
    """Return the text without parentheses around annotated names, or None if there are none or it is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = text.encode("utf-8").split(b"\n")  # as `ast` counts: lines end with LF here, columns are bytes
    found = [node for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) and _is_parenthesised(node)]
    for node in found:
        lines[node.lineno - 1] = _bare(lines[node.lineno - 1], node)
    return b"\n".join(lines).decode("utf-8") if found else None


def _is_parenthesised(node: ast.AnnAssign) -> bool:
    return isinstance(node.target, ast.Name) and not node.simple and node.lineno == node.annotation.lineno


def _bare(line: bytes, node: ast.AnnAssign) -> bytes:
    start, end = node.col_offset, line.index(b":", node.target.end_col_offset)
    name = line[node.target.col_offset : node.target.end_col_offset]
    return line[:start] + name.ljust(end - start) + line[end:]
