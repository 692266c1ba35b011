"""A docstring's text -> its blocks: one scanner by lines for all styles, which loses no word and never raises.

What the parsers of others do not keep (text that fits no section, malformed fields, comments), or do too slowly
(docutils takes 2 ms a docstring), rules them out. The scanner only goes forward; a block within another is scanned
again, and nesting is bounded, so that time is linear in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from extractor.rendering.docstrings.blocks import Block, CodeBlock, Paragraph
from extractor.rendering.docstrings.directives import take_explicit
from extractor.rendering.docstrings.epytext import with_marks
from extractor.rendering.docstrings.fields import take_fields
from extractor.rendering.docstrings.lists import take_bullets, take_labels, take_numbers
from extractor.rendering.docstrings.paragraphs import take_indented, take_paragraph, take_quote
from extractor.rendering.docstrings.references import with_addresses
from extractor.rendering.docstrings.scanner import START, Scanner, Style
from extractor.rendering.docstrings.titles import take_admonition, take_google_section, take_heading, take_underlined
from extractor.rendering.docstrings.verbatim import take_doctest, take_fence, take_table

_DEEPEST = 12
"""Blocks within blocks; what is nested deeper comes out as it stands."""
_TAKERS: Mapping[str, Callable[[Scanner], bool]] = {
    "doctest": take_doctest,
    "fence": take_fence,
    "bullet": take_bullets,
    "number": take_numbers,
    "label": take_labels,
    "explicit": take_explicit,
    "field": take_fields,
    "table": take_table,
    "heading": take_heading,
    "quote": take_quote,
}
"""A kind of block, as a group of `START` is named -> what reads it."""
_NOT_IN_PLAIN = frozenset({"explicit", "field"})
"""Kinds of blocks that are text where the style is plain: `.. note::`, and `:param x:` or `@param x:`."""


def parse(text: str, style: Style) -> tuple[Block, ...]:
    """Return the blocks of a docstring as PEP 257 cleans it, in its order."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    blocks = with_addresses(_scan(Scanner(lines, style, 0, _scan)), text)
    return with_marks(blocks) if style == "epytext" else blocks


def _scan(scanner: Scanner) -> tuple[Block, ...]:
    """Return the blocks of all lines of a scanner."""
    lines = scanner.lines
    if scanner.depth > _DEEPEST:
        return (CodeBlock("\n".join(lines)),) if lines else ()
    if len(lines) == 1 and lines[0] and not (lines[0].startswith(" ") or START.match(lines[0])):
        return (Paragraph(lines[0]),)  # a summary, what is said of a parameter: two scans in three
    while scanner.index < len(lines):
        line = lines[scanner.index]
        if not line.strip():
            scanner.index += 1
        elif line.startswith(" "):
            take_indented(scanner)
        else:
            _take_block(scanner, line)
    return tuple(scanner.blocks)


def _take_block(scanner: Scanner, line: str) -> None:
    """Take the block that starts with a line at the margin: what its mark says, or else text."""
    start = START.match(line)
    kind = start.lastgroup if start else None
    # A mark alone decides nothing: a fence that nothing closes is text.
    if kind is not None and not (scanner.style == "plain" and kind in _NOT_IN_PLAIN) and _TAKERS[kind](scanner):
        return
    if not (take_underlined(scanner) or take_google_section(scanner) or take_admonition(scanner)):
        take_paragraph(scanner)
