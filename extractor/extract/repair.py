"""Valid Python that LibCST refuses, rewritten in place as what it accepts with the same meaning.

One construct is known: an annotated name in parentheses, `(x): int` (LibCST issue 1011). The rewritten text has the
same lines and the same columns from the colon on. The running Python is not asked: it may be older than the source.
"""

from __future__ import annotations

import re

_ANNOTATED = re.compile(r"([ \t]*)\(([ \t]*)([^\W\d]\w*)([ \t]*)\)([ \t]*:(?![=\s]*$))")


def repaired(text: str, line: int) -> str | None:
    """Return the text without parentheses around the name that a line annotates; None if it annotates none."""
    lines = text.split("\n")
    for index in (line - 1, line - 2):  # LibCST names the token behind the one that it refuses
        found = _ANNOTATED.match(lines[index]) if 0 <= index < len(lines) else None
        if found:
            before, left, name, right, colon = found.groups()
            lines[index] = f"{before}{name}{left}{right}  {colon}{lines[index][found.end() :]}"
            return "\n".join(lines)
    return None
