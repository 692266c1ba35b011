"""Valid Python that LibCST refuses, rewritten in place as what it accepts with the same meaning.

Two constructs are known: an annotated name in parentheses, `(x): int` (LibCST issue 1011), and a backslash alone on the
first line of a block. The rewritten text has the same lines, and the same columns from the colon on. The running Python
is not asked: it may be older than the source.
"""

from __future__ import annotations

import re

_ANNOTATED = re.compile(r"([ \t]*)\(([ \t]*)([^\W\d]\w*)([ \t]*)\)([ \t]*:(?![=\s]*$))")
_CONTINUED = re.compile(r"[ \t\f]*\\")


def repaired(text: str, line: int) -> str | None:
    """Return the text with what LibCST refuses on a line rewritten; None if that is nothing known."""
    lines = text.split("\n")
    return _with_name(lines, line) or _with_blank(lines, line)


def _with_blank(lines: list[str], line: int) -> str | None:
    """Return the lines without a backslash that stands alone on one, as the first line of a block."""
    for index in range(max(line - 2, 0), min(line + 1, len(lines) - 1)):
        if _CONTINUED.fullmatch(lines[index]):
            indent = lines[index][:-1]
            lines[index] = ""
            if indent:  # which counts, not that of the line behind it
                lines[index + 1] = indent + lines[index + 1].lstrip(" \t\f")
            return "\n".join(lines)
    return None


def _with_name(lines: list[str], line: int) -> str | None:
    """Return the lines without parentheses around the name that one annotates: `(x): int` becomes `x  : int`."""
    for index in (line - 1, line - 2):  # LibCST names the token behind the one that it refuses
        match = _ANNOTATED.match(lines[index]) if 0 <= index < len(lines) else None
        if match:
            before, left, name, right, colon = match.groups()
            lines[index] = f"{before}{name}{left}{right}  {colon}{lines[index][match.end() :]}"
            return "\n".join(lines)
    return None
