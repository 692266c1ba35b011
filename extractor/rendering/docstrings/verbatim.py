"""Blocks that stay as they are written: sessions of Python, fenced code, tables."""

from __future__ import annotations

import re

from extractor.rendering.docstrings.blocks import CodeBlock, Paragraph
from extractor.rendering.docstrings.lines import code_language, paragraph_end
from extractor.rendering.docstrings.scanner import Scanner
from extractor.rendering.docstrings.sections import ADMONITIONS, CODE_DIRECTIVES, VERSIONS

_DIRECTIVE = re.compile(rf"\{{({'|'.join([*CODE_DIRECTIVES, *ADMONITIONS, *VERSIONS])})\}}[ ]*(.*)\Z")
"""How MyST writes a directive as a fence."""
_ATTRIBUTE = re.compile(
    r"""[ ]*(?:\.(?P<class>[\w+-]+) | \#[\w-]+ | (?P<key>[\w-]+)=(?P<value>"[^"]*"|'[^']*'|[^\s{}"']+)
      | linenums | numberLines | [\d, -]+)[ ]*(?=[ ]|\Z)""",
    re.VERBOSE,
)
_KEYS = frozenset({"caption", "filename", "hl_lines", "linenostart", "linenums", "title"})
"""Attributes that are known without braces around them."""
_LONGEST_INFO = 300
_TITLES = frozenset({"caption", "filename", "title"})
_FENCE = re.compile(r"(`{3,}|~{3,})[ ]*([^`~]*)\Z")


def take_doctest(scanner: Scanner) -> bool:
    """Take a session; blank lines between prompts belong to it."""
    end = _session_end(scanner, scanner.index)
    while True:
        following = scanner.after_blank(end)
        if not scanner.line(following).startswith(">>>"):
            break
        end = _session_end(scanner, following)
    scanner.blocks.append(CodeBlock("\n".join(scanner.take(end)), "pycon"))
    return True


def _session_end(scanner: Scanner, index: int) -> int:
    """Return the index of the next blank line, or of a fence."""
    lines = scanner.lines
    while index < len(lines) and lines[index].strip() and not _FENCE.match(lines[index]):
        index += 1
    return index


def take_fence(scanner: Scanner) -> bool:
    """Take a fenced block that is closed (CommonMark, "Fenced code blocks"); an open one is text."""
    match = _FENCE.match(scanner.lines[scanner.index])
    if match is None:
        return False
    end = _fence_end(scanner, match[1][0], len(match[1]))
    if end is None:
        return False
    content = scanner.take(end + 1)[1:-1]
    info = match[2].strip()
    if scanner.style != "plain" and (directive := _DIRECTIVE.match(info)):
        options = next((i for i, line in enumerate(content) if not line.startswith(":")), len(content))
        body = [*content[:options], "", *content[options:]]
        scanner.blocks += scanner.inner([f".. {directive[1]}:: {directive[2]}", *(f"   {line}" for line in body)])
        return True
    language, title = _fence_info(info)
    scanner.blocks += [Paragraph(title)] if title else []
    scanner.blocks.append(CodeBlock("\n".join(content), language or code_language(content)))
    return True


def _fence_info(info: str) -> tuple[str, str]:
    """Return the language of a fence, and what else it says to readers: attributes tell how it looks, but for a title.

    ```python {.line-numbers title="a.py"}
    """
    language = re.match(r"[\w+-]{0,30}", info)
    shown = language[0] if language else ""
    rest = info[len(shown) :].strip()
    if not rest or len(rest) > _LONGEST_INFO:
        return shown, rest
    is_braced = rest.startswith("{") and rest.endswith("}")
    text = rest.strip("{}") if is_braced else rest
    attributes = list(_ATTRIBUTE.finditer(text))
    is_whole = "".join(match[0] for match in attributes) == text
    if not is_whole or not (is_braced or all(match["key"] in _KEYS for match in attributes)):
        return shown, rest  # whatever it is, it was written to be read
    classes = [match["class"] for match in attributes if match["class"]]
    titles = [match["value"].strip("\"'") for match in attributes if match["key"] in _TITLES]
    return shown or (classes[0] if classes else ""), " ".join(titles)


def _fence_end(scanner: Scanner, mark: str, length: int) -> int | None:
    """Return the index of the line that closes a fence, or None for one that is not closed."""
    # A fence of three that has no end tells that one of four further down has none either. Without that, a text of
    # nothing but open fences would be searched to its end for each of them.
    if length >= scanner.unclosed.get(mark, length + 1):
        return None
    for index in range(scanner.index + 1, len(scanner.lines)):
        line = scanner.lines[index].strip()
        if line.startswith(mark * length) and not line.strip(mark):
            return index
    scanner.unclosed[mark] = length
    return None


def take_table(scanner: Scanner) -> bool:
    """Take a table of reST, or a line block, whose lines begin with a bar."""
    index, lines = scanner.index, scanner.lines
    if lines[index].startswith("="):
        end = _simple_table_end(scanner)
    else:
        end = index
        while end < len(lines) and lines[end].startswith(("+", "|")):
            end += 1
    if end <= index + 1:
        return False
    scanner.blocks.append(CodeBlock("\n".join(scanner.take(end))))
    return True


def _simple_table_end(scanner: Scanner) -> int:
    """Return the index after a simple table: its second border or a later one that a blank line follows."""
    borders = 0
    for index in range(scanner.index, len(scanner.lines)):
        if scanner.lines[index].startswith("="):
            borders += 1
            if borders > 1 and not scanner.line(index + 1).strip():
                return index + 1
    return paragraph_end(scanner.lines, scanner.index)
