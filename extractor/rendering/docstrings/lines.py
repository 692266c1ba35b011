"""What lines of a docstring look like: indentation, underlines, code against prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

DIRECTIVE_MARK = re.compile(r"\.\.[ ]+[\w.:-]+::")
"""How a line starts that opens a directive of reST, whether it is a known one or not."""
GOOGLE_TITLE = re.compile(r"([^\W\d_][\w'/-]*(?: [\w'/-]+){0,3}):\Z")
"""A line that may be the title of a section of Google's style: up to four words and a colon."""
_SURE_WIDTH = 50
"""Columns that have room in any docstring, whatever its indentation."""
_COLUMNS = re.compile(r"\S {3,}\S")
_CODE = re.compile(
    r"""[$%#@<{}|+/&\\=] | --?\w | \[\W                # a prompt, a comment, an option, data
      | (?:import|from|def|class|for|while|if|with|try|return|async|await|print)\b.*(?:[:)=]|\bimport\b|\w)$
      | [\w.\[\]'"]+(?:\s*(?:\+?=|->)|\()              # an assignment, a call
    """,
    re.VERBOSE,
)
_PYTHON = re.compile(
    r"(?:import|from|def|class|async def|with|for|if|while|try|return|@\w)\b|@\w|[\w.]+ ?=[ \w'\"\[({]"
)


def indent_of(line: str) -> int:
    """Return the number of blanks that a line starts with."""
    return len(line) - len(line.lstrip(" "))


def dedented(lines: Sequence[str]) -> list[str]:
    """Return the lines without their common indentation, and without blank lines around them."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    margin = min((indent_of(line) for line in lines[start:end] if line.strip()), default=0)
    return [line[margin:] if line.strip() else "" for line in lines[start:end]]


def block_end(lines: Sequence[str], index: int, indent: int = 0) -> int:
    """Return the index after the lines from `index` on that are indented by more than `indent`.

    Blank lines between them belong to them, those behind the last one do not.
    """
    end = index
    while index < len(lines):
        if lines[index].strip():
            if indent_of(lines[index]) <= indent:
                break
            end = index + 1
        index += 1
    return end


def paragraph_end(lines: Sequence[str], index: int) -> int:
    """Return the index of the next blank line, or the end."""
    while index < len(lines) and lines[index].strip():
        index += 1
    return index


def is_broken_early(line: str, following: str) -> bool:
    """Tell whether a line ended though the next word had room on it, or at the end of a sentence: no wrapped text."""
    if not line.strip() or line.rstrip().endswith((".", "!", "?", ":")):
        return True
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) <= _SURE_WIDTH


def is_layout(lines: Sequence[str]) -> bool:
    """Tell whether lines stand in columns, as those of a table without lines: folded to a paragraph they say less."""
    return len(lines) > 1 and sum(map(_has_columns, lines)) > 1


def _has_columns(line: str) -> bool:
    return "   " in line and _COLUMNS.search(line) is not None


def is_prose(lines: Sequence[str]) -> bool:
    """Tell whether dedented lines are running text rather than code or a drawing; none of them is blank."""
    if any(line.startswith(" ") for line in lines) or is_layout(lines) or _has_columns(lines[0]):
        return False
    if has_code(lines) or not any(character.isalpha() for character in lines[0]):
        return False
    # It ends as a sentence does, or has more words on a line than code has.
    return lines[-1].rstrip()[-1] in ".!?:)" or sum(len(line.split()) for line in lines) > 3 * len(lines)


def has_code(lines: Sequence[str]) -> bool:
    """Tell whether one of the lines begins as code does."""
    return any(map(_CODE.match, lines))


def is_words(line: str) -> bool:
    """Tell whether a line holds words and their punctuation, and nothing else."""
    words = (word.strip(".,:;'\"()").replace("'", "").replace("-", "") for word in line.split())
    return not _CODE.match(line) and all(word.isalpha() for word in words)


def code_language(lines: Sequence[str]) -> str:
    """Return the language of a literal block, as its first line shows it."""
    first = next((line for line in lines if line.strip()), "")
    return "pycon" if first.startswith(">>>") else "python" if _PYTHON.match(first) else "text"
