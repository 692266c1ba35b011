"""Titles, and the sections of Google's and of NumPy's style that stand under them."""

from __future__ import annotations

from extractor.extraction.prose.titles import is_docstring_adornment, is_docstring_underline
from extractor.rendering.docstrings.blocks import Title
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
from extractor.rendering.docstrings.sections import section


def take_underlined(scanner: Scanner) -> bool:
    """Take a title with the line under it and perhaps over it, and the section of NumPy's style that it opens."""
    title, under = scanner.line(scanner.index), scanner.line(scanner.index + 1)
    if is_docstring_adornment(title):
        return _take_overlined(scanner, title, under)
    if not is_docstring_underline(under, title):
        return False
    scanner.index += 2
    known = section(title)
    scanner.blocks.append(Title(known.title if known else title.strip()))
    if scanner.style == "numpy" and known and known.content != "blocks" and under[0] in "-=":
        lines = dedented(scanner.take(_numpy_end(scanner)))
        scanner.blocks += numpy_blocks(lines, known.content, scanner.inner)
    return True


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
        if line and line[0] not in " -=" and is_docstring_underline(scanner.line(index + 1), line):
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
    body = scanner.index + 1
    known = section(match[1]) if match else None
    if known and not scanner.line(body).strip():
        body += 1
    if match is None or indent_of(scanner.line(body)) == 0:
        return False
    scanner.index = body
    lines = dedented(scanner.take(block_end(scanner.lines, body)))
    scanner.blocks.append(Title(known.title if known else match[1]))
    scanner.blocks += google_blocks(lines, known.content, scanner.inner) if known else indented_blocks(scanner, lines)
    return True


def take_heading(scanner: Scanner) -> bool:
    """Take a Markdown heading that stands by itself or over a sentence; a line of a comment is text."""
    index = scanner.index
    before, after = scanner.line(index - 1) if index else "", scanner.line(index + 1)
    if before.strip() or (after.strip() and not (is_words(after) or is_prose([after]))):
        return False
    scanner.blocks.append(Title(scanner.take(index + 1)[0].strip("# ")))
    return True
