"""Titles, and the sections of Google's and of NumPy's style that stand under them."""

from __future__ import annotations

import re

from extractor.extraction.prose.titles import is_docstring_adornment, is_docstring_underline
from extractor.rendering.docstrings.admonitions import MKDOCS, opens_admonition
from extractor.rendering.docstrings.blocks import Quote, Title
from extractor.rendering.docstrings.entries import google_blocks, numpy_blocks
from extractor.rendering.docstrings.lines import (
    DIRECTIVE_MARK,
    GOOGLE_TITLE,
    block_end,
    dedented,
    indent_of,
    is_prose,
    is_words,
)
from extractor.rendering.docstrings.paragraphs import indented_blocks
from extractor.rendering.docstrings.scanner import Scanner
from extractor.rendering.docstrings.sections import google_section, section

_SHORT_UNDERLINE = re.compile(r"(?:---|===)[ ]*\Z")
_SHORT_TITLE = re.compile(r"[A-Z][\w'/-]*(?: [\w'/&-]+){0,5}\Z")
_TYPED = re.compile(r"(?:\*{0,2}[^\W\d]\w*(?:, )?)+ : \S")


def take_underlined(scanner: Scanner) -> bool:
    """Take a title with the line under it and perhaps over it, and the section of NumPy's style that it opens."""
    title, under = scanner.line(scanner.index), scanner.line(scanner.index + 1)
    if is_docstring_adornment(title):
        return _take_overlined(scanner, title, under)
    if not (is_docstring_underline(under, title) or is_short_underline(under, title)):
        return False
    scanner.index += 2
    known = section(title)
    scanner.blocks.append(Title(known.title if known else title.strip()))
    if scanner.style == "plain" or under[0] not in "-=":
        return True
    is_section = known is not None and scanner.style == "numpy"
    content = known.content if known and is_section else "named" if _is_typed(scanner) else "blocks"
    if content != "blocks":
        lines = dedented(scanner.take(_numpy_end(scanner) if is_section else _typed_end(scanner)))
        scanner.blocks += numpy_blocks(lines, content, scanner.inner)
    return True


def is_short_underline(under: str, title: str) -> bool:
    """Tell whether three marks make a title of the longer line over them, which has to read as one."""
    if _SHORT_UNDERLINE.match(under) is None:
        return False
    return section(title) is not None or _SHORT_TITLE.match(title) is not None


def _is_typed(scanner: Scanner) -> bool:
    """Tell whether `name : type` over indented text follows a title that no style knows."""
    index = scanner.after_blank(scanner.index)
    return _TYPED.match(scanner.line(index)) is not None and scanner.line(index + 1).startswith(" ")


def _typed_end(scanner: Scanner) -> int:
    """Return the index of the first line at the margin that is no `name : type`."""
    index = scanner.index
    while index < len(scanner.lines) and (scanner.line(index)[:1] in ("", " ") or _TYPED.match(scanner.line(index))):
        index += 1
    return index


def _take_overlined(scanner: Scanner, over: str, title: str) -> bool:
    """Take a title between two equal lines of marks."""
    under = scanner.line(scanner.index + 2)
    is_between = title and not is_docstring_adornment(title) and under.rstrip() == over.rstrip()
    if not is_between or not is_docstring_underline(over, title):
        return False
    scanner.index += 3
    scanner.blocks.append(Title(title.strip()))
    return True


def _numpy_end(scanner: Scanner) -> int:
    """Return the index of what ends a section of NumPy's style: the next title, a directive, or the end."""
    index = scanner.index
    while index < len(scanner.lines):
        line = scanner.line(index)
        under = scanner.line(index + 1)
        if line and line[0] not in " -=" and (is_docstring_underline(under, line) or is_short_underline(under, line)):
            return index
        if DIRECTIVE_MARK.match(line):
            return index
        index += 1
    return index


def take_google_section(scanner: Scanner) -> bool:
    """Take a line that ends with a colon, and what is indented under it, as a section of Google's style.

    A title that is not known opens a section too, as text under that title: "Usage:".
    """
    if scanner.style != "google":
        return False
    line = scanner.lines[scanner.index]
    match = GOOGLE_TITLE.match(line) if line.endswith(":") else None
    if match is None or not (match[1][0].isupper() or google_section(match[1])):
        return False
    body = scanner.index + 1
    known = section(match[1])
    if known and not scanner.line(body).strip():
        body += 1
    if indent_of(scanner.line(body)) == 0:
        return False
    scanner.index = body
    lines = dedented(scanner.take(block_end(scanner.lines, body)))
    scanner.blocks.append(Title(known.title if known else match[1]))
    scanner.blocks += google_blocks(lines, known.content, scanner.inner) if known else indented_blocks(scanner, lines)
    return True


def take_admonition(scanner: Scanner) -> bool:
    """Take an admonition with a title of its own, and what is indented under it: "Tip: Use a set", `!!! tip "..."`."""
    if scanner.style == "plain" or not opens_admonition(scanner, scanner.index):
        return False
    line = scanner.take(scanner.index + 1)[0]
    body = scanner.take(block_end(scanner.lines, scanner.index))
    if mark := MKDOCS.match(line):
        kind, title = mark[1].replace("-", " ").capitalize(), mark[2]
        scanner.blocks.append(Quote(scanner.inner(body), f"{kind}: {title}" if title else kind))
    else:
        scanner.blocks.append(Title(line))
        scanner.blocks += indented_blocks(scanner, dedented(body))
    return True


def take_heading(scanner: Scanner) -> bool:
    """Take a Markdown heading that stands by itself or over a sentence; a line of a comment is text."""
    index = scanner.index
    before, after = scanner.line(index - 1) if index else "", scanner.line(index + 1)
    if before.strip() or (after.strip() and not (is_words(after) or is_prose([after]))):
        return False
    scanner.blocks.append(Title(scanner.take(index + 1)[0].strip("# ")))
    return True
