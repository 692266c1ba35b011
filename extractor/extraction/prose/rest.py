"""The blocks of a reStructuredText, by a scanner that knows no more than section titles and paragraphs.

Titles and their levels follow the rules of docutils; directives, literal blocks, lists, tables and quotes are passed
over. The scanner only goes forward, and each expression gives up within its line, its gap or a fixed number of
characters: time is linear in the size of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractor.extraction.prose.blocks import LIST, Block, one_line
from extractor.extraction.prose.titles import is_adornment, is_underline
from extractor.extraction.unicode import is_alphanumeric

if TYPE_CHECKING:
    from collections.abc import Iterator

# Lines that begin something else than a paragraph: bullets, fields, directives and comments, doctests, line blocks.
_OTHER = re.compile(r"(?:[-*+•‣⁃|]|>>>|\.\.|__)(?: |\Z)|:(?! )[^:`]+:(?: |\Z)|\+-[-+]+\+ *\Z")
_BULLET = re.compile(r"[-*+•‣⁃](?: |\Z)")
# Enumerated items; no bar to being a title, since docutils asks the next line what they are.
_ITEM = re.compile(r"\(?(?:#|\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,15})[.)] ")
_SIMPLE_TABLE = re.compile(r"=+(?: +=+)+ *\Z")

# Inline markup; the last group that takes part is what shows, markup without one shows nothing.
_INLINE = re.compile(
    r"``(.+?)``(?!`)"  # ``literal``
    r"|(?::[A-Za-z][\w.+-]{0,40}){1,3}:(?=`)"  # the role of :py:func:`name`, which shows nothing
    r"|`[~!]?([^`<>]+?) ?<[^`<>]*>`_{0,2}"  # `text <target>`_
    r"|`[~!]?([^`]+)`_{0,2}"  # `text` and `text`_
    r"|\*\*(?! )(.+?)\*\*"  # **strong**
    r"|(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])"  # *emphasis*
    r"|\[[#*\w]{1,40}\]_(?!\w)"  # [1]_, which shows nothing
    r"|\|[^|\s][^|]*\|_{0,2}"  # |substitution|, which shows nothing
    r"|(?<!\w)([A-Za-z0-9](?:[\w.+:-]{0,60}[A-Za-z0-9])?)__?(?=[-/:.,;!?'\")\]}> ]|\Z)"  # reference_
    r"|\\ ?(.?)"  # \* shows the star
)


def rest_blocks(source: str) -> Iterator[Block]:
    """Yield section titles and paragraphs, as docutils' body and text states tell them from all else.

    A title stands at the left margin, as the first line of its block: literal blocks, directives' content and
    quotes are indented. Levels count the adornment styles in their order of appearance.
    """
    lines = [line.expandtabs(8).rstrip() for line in source.split("\n")]
    styles: dict[str, int] = {}
    index = 0
    while index < len(lines):
        if title := _title(lines, index):
            yield Block(styles.setdefault(title.style, len(styles) + 1), _plain(title.text))
            index += title.length
        elif not _is_paragraph(lines[index]):
            if _BULLET.match(lines[index]):
                yield LIST
            index = _after_table(lines, index) if _SIMPLE_TABLE.match(lines[index]) else index + 1
        else:
            end = _paragraph_end(lines, index)
            is_term = end == index + 1 and _line_at(lines, end)  # of a definition list
            if _ITEM.match(lines[index]):
                yield LIST
            elif not is_term:
                yield Block(0, _paragraph(lines[index:end]))
            index = _after_quoted_literal(lines, end) if lines[end - 1].endswith("::") else end


class _Title(NamedTuple):
    """A section title: its lines, its style (one character, two where it has an overline) and its text."""

    length: int
    style: str
    text: str


def _title(lines: list[str], index: int) -> _Title | None:
    """Return the title that begins at a line, if one does."""
    first, second, third = (_line_at(lines, index + offset) for offset in range(3))
    if is_adornment(first):
        is_title = second and first == third and not is_adornment(second) and is_underline(first, second)
        return _Title(3, first[0] * 2, second.strip()) if is_title else None
    if _is_paragraph(first) and is_underline(second, first):
        return _Title(2, second[0], first)
    return None


def _line_at(lines: list[str], index: int) -> str:
    return lines[index] if index < len(lines) else ""


def _is_paragraph(line: str) -> bool:
    """Whether a line at the start of a block is one of a paragraph, or a title."""
    return bool(line) and not (line[0] == " " or _OTHER.match(line) or _SIMPLE_TABLE.match(line))


def _paragraph_end(lines: list[str], index: int) -> int:
    """Return the index after a paragraph: the first line that is blank or indented."""
    while index < len(lines) and lines[index] and lines[index][0] != " ":
        index += 1
    return index


def _after_table(lines: list[str], index: int) -> int:
    """Return the index after a simple table: its second border or a later one that a blank line follows."""
    borders = 0
    for end in range(index, len(lines)):
        borders += lines[end].startswith("=")
        if borders > 1 and lines[end].startswith("=") and not _line_at(lines, end + 1):
            return end + 1
    return index + 1


def _after_quoted_literal(lines: list[str], index: int) -> int:
    """Return the index after an unindented literal block: lines that all begin with one punctuation character."""
    while index < len(lines) and not lines[index]:
        index += 1
    quote = _line_at(lines, index)[:1]
    if not is_adornment(quote):
        return index
    while _line_at(lines, index)[:1] == quote:
        index += 1
    return index


def _paragraph(lines: list[str]) -> str:
    """Return a paragraph's text; the mark of a literal block shows as one colon, or not at all after a space."""
    text = " ".join(lines)
    if text.endswith("::"):
        text = text[:-2].rstrip() if text.endswith(" ::") or text == "::" else text[:-1]
    plain = _plain(text)
    return plain if any(map(is_alphanumeric, plain)) else ""


def _plain(text: str) -> str:
    """Return the text without inline markup, substitutions and footnote marks."""
    text = one_line(text)  # before, too: a run of blanks is what would make the search slow
    return one_line(_INLINE.sub(lambda match: match[match.lastindex or 0] if match.lastindex else "", text))
