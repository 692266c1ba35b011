"""A docstring's text -> its blocks: one scanner by lines for all styles, which loses no word and never raises.

What the parsers of others do not keep (text that fits no section, malformed fields, comments), or do too slowly
(docutils takes 2 ms a docstring), rules them out. The scanner only goes forward; a block within another is scanned
again, and nesting is bounded, so that time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias

from extractor.extraction.prose.titles import is_docstring_adornment, is_docstring_underline
from extractor.rendering.docstrings.blocks import Block, CodeBlock, Entries, EntryBlock, Items, Paragraph, Quote, Title
from extractor.rendering.docstrings.directives import directive
from extractor.rendering.docstrings.entries import google_blocks, numpy_blocks
from extractor.rendering.docstrings.fields import FIELD, field_blocks, opens_field
from extractor.rendering.docstrings.lines import (
    block_end,
    code_language,
    dedented,
    indent_of,
    is_layout,
    is_prose,
    is_words,
    paragraph_end,
)
from extractor.rendering.docstrings.sections import section

Style: TypeAlias = Literal["google", "numpy", "rest", "plain"]

_DEEPEST = 12
"""Blocks within blocks; what is nested deeper comes out as it stands."""
_BULLET = re.compile(r"([-*+•‣⁃–])[ ]+(?=\S)")
_NUMBER = re.compile(r"(\d{1,9})\.[ ]+(?=\S)")
_LABEL = re.compile(r"(\(?(?:\d{1,4}|[a-z]|[ivx]{1,5})\)|[a-z]\.|\#\.)[ ]+(?=\S)", re.IGNORECASE)
_FENCE = re.compile(r"(`{3,}|~{3,})[ ]*([^`~]*)\Z")
_START = re.compile(
    r"""(?P<doctest>>>>(?:[ ]|\Z))
      | (?P<fence>`{3,}|~{3,})
      | (?P<bullet>[-*+•‣⁃–][ ]+\S)
      | (?P<number>\d{1,9}\.[ ]+\S)
      | (?P<label>\(?(?:\d{1,4}|[a-z]|[ivx]{1,5})\)[ ]+\S | [a-z]\.[ ]+\S | \#\.[ ]+\S)
      | (?P<explicit>\.\.(?:[ ]|\Z))
      | (?P<field>:(?![:\s`]))
      | (?P<table>\+[-=+]{2,}|\|[ ]|=+[ ]+=)
      | (?P<heading>\#{1,6}[ ]+\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""How a block starts that is no paragraph."""
_FIRST_OF_LIST = re.compile(r"[-*•‣⁃][ ]|1[.)][ ]|\(1\)[ ]")
_DIRECTIVE = re.compile(r"\.\.[ ]+[\w.:-]+::")
_GOOGLE_TITLE = re.compile(r"([A-Z][\w'/-]*(?: [\w'/-]+){0,3}):\Z")


def parse(text: str, style: Style) -> tuple[Block, ...]:
    """Return the blocks of a docstring as PEP 257 cleans it, in its order."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return _Scanner(lines, style, 0).blocks()


class _Scanner:
    """The blocks of some lines; `index` is the line that is read next."""

    def __init__(self, lines: Sequence[str], style: Style, depth: int) -> None:
        self._lines = lines
        self._style = style
        self._depth = depth
        self._index = 0
        self._found: list[Block] = []
        self._unclosed: dict[str, int] = {}
        """The shortest fence of each mark that is known to have no end."""
        self._next_number = 1
        """What a numbered list goes on with, after what stood between its items."""

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks; leaves behind the index of the end."""
        if self._depth > _DEEPEST:
            return (CodeBlock("\n".join(self._lines)),) if self._lines else ()
        lines = self._lines
        if len(lines) == 1 and lines[0] and not (lines[0].startswith(" ") or _START.match(lines[0])):
            return (Paragraph(lines[0]),)  # a summary, what is said of a parameter: two scans in three
        while self._index < len(lines):
            line = lines[self._index]
            if not line.strip():
                self._index += 1
            elif line.startswith(" "):
                self._indented()
            else:
                self._block(line)
        return tuple(self._found)

    def _inner(self, lines: Sequence[str]) -> tuple[Block, ...]:
        """Return the blocks of lines within a block."""
        return _Scanner(dedented(lines), self._style, self._depth + 1).blocks()

    def _block(self, line: str) -> None:
        start = _START.match(line)
        kind = start.lastgroup if start else None
        if kind is None or self._style not in _STYLES.get(kind, (self._style,)) or not _BLOCKS[kind](self):
            self._text()

    def _take(self, end: int) -> Sequence[str]:
        """Return the lines up to an index, and go on behind them."""
        taken = self._lines[self._index : end]
        self._index = end
        return taken

    # Text

    def _text(self) -> None:
        """Take a title, a section or a paragraph with what is indented under it."""
        if not (self._underlined() or self._google_section()):
            self._paragraph()

    def _underlined(self) -> bool:
        """Take a title with the line under it and perhaps over it."""
        lines, index = self._lines, self._index
        title, under = self._line(index), self._line(index + 1)
        if is_docstring_adornment(title):
            is_title = under and not is_docstring_adornment(under) and self._line(index + 2).rstrip() == title.rstrip()
            if not is_title or not is_docstring_underline(title, under):
                return False
            self._index += 3
            self._found.append(Title(under.strip()))
            return True
        if not is_docstring_underline(under, title):
            return False
        self._index += 2
        known = section(title)
        self._found.append(Title(known.title if known else title.strip()))
        if self._style == "numpy" and known and known.content != "blocks" and under[0] in "-=":
            end = self._numpy_end(self._index)
            self._found += numpy_blocks(dedented(lines[self._index : end]), known.content, self._inner)
            self._index = end
        return True

    def _numpy_end(self, index: int) -> int:
        """Return the index of the next title, or the end."""
        while index < len(self._lines):
            line = self._line(index)
            if line and line[0] not in " -=" and is_docstring_underline(self._line(index + 1), line):
                return index
            if _DIRECTIVE.match(line):
                return index
            index += 1
        return index

    def _google_section(self) -> bool:
        """Take a line that ends with a colon, and what is indented under it, as a section of Google's style."""
        if self._style != "google":
            return False
        line = self._lines[self._index]
        match = _GOOGLE_TITLE.match(line) if line.endswith(":") else None
        body = self._index + 1
        known = section(match[1]) if match else None
        if known and not self._line(body).strip():
            body += 1
        if match is None or indent_of(self._line(body)) == 0:
            return False
        end = block_end(self._lines, body)
        self._index = body
        lines = dedented(self._take(end))
        self._found.append(Title(known.title if known else match[1]))
        self._found += google_blocks(lines, known.content, self._inner) if known else self._indented_blocks(lines)
        return True

    def _paragraph(self) -> None:
        start = self._index
        end = self._paragraph_end()
        lines = self._take(end)
        has_body = indent_of(self._line(end)) > 0 and bool(self._line(end).strip())
        if lines[-1].endswith("::") and self._style != "plain" and self._literal(lines):
            return
        if has_body and end == start + 1 and self._definitions(start):
            return
        if has_body and self._hangs(lines):
            lines = [*lines, *self._take(self._hanging_end(end))]
        self._found.append(CodeBlock("\n".join(lines)) if is_layout(lines) else Paragraph("\n".join(lines)))
        if has_body and self._index == end:
            self._found += self._indented_blocks(dedented(self._take(block_end(self._lines, end))))

    def _paragraph_end(self) -> int:
        """Return the index after the lines of a paragraph: its own indentation, and nothing else begins."""
        lines, index = self._lines, self._index + 1
        while index < len(lines) and lines[index].strip() and not lines[index].startswith(" "):
            if self._interrupts(lines[index], index):
                break
            index += 1
        return index

    def _interrupts(self, line: str, index: int) -> bool:
        """Tell whether a line ends the paragraph before it without a blank line between."""
        following = self._line(index + 1)
        if following[:1] in ("-", "=", "~") and is_docstring_underline(following, line) and section(line):
            return True
        if self._style == "google" and line.endswith(":") and following.startswith(" ") and section(line[:-1]):
            return True
        start = _START.match(line)
        if start is None:
            return False
        match start.lastgroup:
            case "doctest" | "fence":
                return True
            case "explicit":
                return self._style != "plain" and bool(_DIRECTIVE.match(line))
            case "field":
                return self._style != "plain" and opens_field(line)
            case "bullet" | "number" | "label":
                return bool(_FIRST_OF_LIST.match(line)) or self._line(index - 1).endswith(":")
            case "table":
                return line.startswith("+")
        return False

    def _hangs(self, lines: Sequence[str]) -> bool:
        """Tell whether the indented lines under a paragraph go on with its sentence."""
        index = self._index
        body = dedented(self._lines[index : self._hanging_end(index)])
        return not lines[-1].endswith((":", ".")) and not _START.match(body[0]) and is_prose(body)

    def _hanging_end(self, index: int) -> int:
        while index < len(self._lines) and self._lines[index].startswith(" ") and self._lines[index].strip():
            index += 1
        return index

    def _literal(self, lines: Sequence[str]) -> bool:
        """Take a paragraph that ends with `::` and the indented lines under it, which are to stay as they are."""
        body = self._after_blank(self._index)
        end = block_end(self._lines, body) if body < len(self._lines) else body
        if end == body:
            return False
        self._index = body
        text = "\n".join(lines)
        shown = text[:-2].rstrip() if text.endswith((" ::", "\n::")) or text == "::" else text[:-1]
        if shown:
            self._found.append(Paragraph(shown))
        code = dedented(self._take(end))
        self._found.append(CodeBlock("\n".join(code), code_language(code)))
        return True

    def _definitions(self, start: int) -> bool:
        """Take terms of one line with what is indented under each, where there are several in a row."""
        spans: list[tuple[int, int]] = []
        index = start
        while self._is_term(index):
            end = block_end(self._lines, index + 1)
            spans.append((index, end))
            index = self._after_blank(end)
        if len(spans) < 2:
            return False
        bodies = ((self._lines[first], dedented(self._lines[first + 1 : end])) for first, end in spans)
        entries = (EntryBlock(term=term, blocks=tuple(self._indented_blocks(body))) for term, body in bodies)
        self._found.append(Entries(tuple(entries)))
        self._index = index
        return True

    def _after_blank(self, index: int) -> int:
        """Return the index of the next line that is not blank, or the end."""
        while index < len(self._lines) and not self._lines[index].strip():
            index += 1
        return index

    def _is_term(self, index: int) -> bool:
        line, body = self._line(index), self._line(index + 1)
        if not line or line.startswith(" ") or not body.startswith(" ") or not body.strip():
            return False
        if _START.match(line) or line.endswith("::"):
            return False
        return self._style != "google" or not _GOOGLE_TITLE.match(line)

    # What is indented

    def _indented(self) -> None:
        """Take indented lines that stand by themselves: a block quote, a list, or code."""
        lines = dedented(self._take(block_end(self._lines, self._index)))
        blocks = self._indented_blocks(lines)
        is_quote = self._found and all(isinstance(each, Paragraph) for each in blocks)
        self._found += [Quote(tuple(blocks))] if is_quote else blocks

    def _indented_blocks(self, lines: Sequence[str]) -> Sequence[Block]:
        """Return the blocks of dedented lines, which are code where they do not read as text."""
        first = lines[: paragraph_end(lines, 0)]
        start = _START.match(lines[0])
        if start and not (start.lastgroup == "heading" or (start.lastgroup == "table" and len(first) < 2)):
            return self._inner(lines)
        if (
            is_prose(first)
            or (len(first) > 1 and is_docstring_underline(first[1], first[0]))
            or self._opens_more(lines)
        ):
            return self._inner(lines)
        return [CodeBlock("\n".join(lines), code_language(lines))]

    def _opens_more(self, lines: Sequence[str]) -> bool:
        """Tell whether the first line leads to a list, a literal block or a definition in words."""
        line, following = lines[0], next((each for each in lines[1:] if each.strip()), "")
        if line.endswith("::") and " " in line:
            return True
        return is_words(line) and (not following.startswith(" ") or is_prose([following.strip()]))

    # Blocks that a mark begins: each returns whether it took anything

    def _doctest(self) -> bool:
        """Take a session; blank lines between prompts belong to it."""
        end = self._session_end(self._index)
        while True:
            following = self._after_blank(end)
            if not self._line(following).startswith(">>>"):
                break
            end = self._session_end(following)
        self._found.append(CodeBlock("\n".join(self._take(end)), "pycon"))
        return True

    def _session_end(self, index: int) -> int:
        while index < len(self._lines) and self._lines[index].strip() and not _FENCE.match(self._lines[index]):
            index += 1
        return index

    def _fence(self) -> bool:
        """Take a fenced block that is closed (CommonMark, "Fenced code blocks"); an open one is text."""
        match = _FENCE.match(self._lines[self._index])
        if match is None:
            return False
        mark, length = match[1][0], len(match[1])
        end = self._fence_end(mark, length)
        if end is None:
            return False
        content = self._take(end + 1)[1:-1]
        info = match[2].strip()
        language = re.match(r"[\w+-]{0,30}", info)
        shown = language[0] if language else ""
        if shown != info:  # attributes, a title: whatever it is, it was written to be read
            self._found.append(Paragraph(info[len(shown) :].strip()))
        self._found.append(CodeBlock("\n".join(content), shown or code_language(content)))
        return True

    def _fence_end(self, mark: str, length: int) -> int | None:
        if length >= self._unclosed.get(mark, length + 1):
            return None
        for index in range(self._index + 1, len(self._lines)):
            line = self._lines[index].strip()
            if line.startswith(mark * length) and not line.strip(mark):
                return index
        self._unclosed[mark] = length
        return None

    def _bullets(self) -> bool:
        """Take a list of bullets of one kind."""
        mark = self._lines[self._index][0]
        self._found.append(Items(tuple(self._items(_BULLET, lambda match: match[1] == mark))))
        return True

    def _numbers(self) -> bool:
        """Take a numbered list, as long as it counts by one."""
        match = _NUMBER.match(self._lines[self._index])
        if match is None:
            return False
        first = expected = int(match[1])
        if first > 1 and first != self._next_number:
            return False

        def is_next(match: re.Match[str]) -> bool:
            nonlocal expected
            if int(match[1]) != expected:
                return False
            expected += 1
            return True

        self._found.append(Items(tuple(self._items(_NUMBER, is_next)), first))
        self._next_number = expected
        return True

    def _labels(self) -> bool:
        """Take items that are numbered in words or letters: bullets that keep their labels."""
        match = _LABEL.match(self._lines[self._index])
        if match is None or match[1][0].isupper():
            return False  # initials of a name begin a line as often
        self._found.append(Items(tuple(self._items(_LABEL, bool, keeps_mark=True))))
        return True

    def _items(
        self, mark: re.Pattern[str], belongs: Callable[[re.Match[str]], bool], *, keeps_mark: bool = False
    ) -> list[tuple[Block, ...]]:
        items: list[tuple[Block, ...]] = []
        while (match := mark.match(self._line(self._index))) and belongs(match):
            end = self._item_end(mark)
            first, *rest = self._take(end)
            text = first if keeps_mark else first[match.end() :]
            body = self._item_body(rest, match.end())
            is_block = _START.match(text) and not keeps_mark
            inner = _Scanner([text, *body], self._style, self._depth + 1)
            items.append(inner.blocks() if is_block or body else (Paragraph(text),))
            following = self._after_blank(self._index)
            if mark.match(self._line(following)):
                self._index = following
        return items

    def _item_end(self, mark: re.Pattern[str]) -> int:
        """Return the index after an item: what is indented, and lines of its paragraph that are not."""
        index = self._index + 1
        while index < len(self._lines):
            line = self._lines[index]
            if line.startswith(" ") or not line.strip():
                end = block_end(self._lines, index)
                if end == index or not self._line(end).strip() or not self._lines[end - 1].strip():
                    return end
                index = end
                continue
            if (
                mark.match(line)
                or line.endswith(":")
                or _START.match(line)
                or any(map(is_docstring_adornment, (line, self._line(index + 1))))
            ):
                break
            index += 1
        return index

    def _item_body(self, rest: Sequence[str], width: int) -> list[str]:
        """Return the further lines of an item without the indentation that its mark asks for."""
        indents = [indent_of(line) for line in rest if line.startswith(" ") and line.strip()]
        margin = min(indents, default=0)
        nested = next((line for line in rest if line.strip()), "").lstrip()
        if margin > width and not _START.match(nested):
            width = margin
        width = min(width, margin)
        return [line[min(width, indent_of(line)) :] for line in rest]

    def _explicit(self) -> bool:
        """Take a directive, a comment, a footnote or a target, with what is indented under it."""
        end = block_end(self._lines, self._index + 1)
        found = directive(dedented_below(self._lines[self._index : end]), self._inner)
        self._index = end
        self._found += found
        return True

    def _fields(self) -> bool:
        """Take the fields that follow one another."""
        start = index = self._index
        while index < len(self._lines) and FIELD.match(self._lines[index]):
            index = self._field_end(index)
        if index == start:
            return False
        self._found += field_blocks(self._take(index), self._inner)
        return True

    def _field_end(self, index: int) -> int:
        """Return the index of the next field, or after the last; lines that forgot their indentation belong."""
        index += 1
        while index < len(self._lines):
            line = self._lines[index]
            if not line.strip():
                following = block_end(self._lines, index)
                if following == index:
                    return self._after_blank(index)
                index = following
            elif not line.startswith(" ") and _START.match(line):
                return index
            else:
                index += 1
        return index

    def _table(self) -> bool:
        """Take a table or line block as it stands."""
        line = self._lines[self._index]
        if line.startswith("="):
            end = self._simple_table_end()
        else:
            end = self._index
            while end < len(self._lines) and self._lines[end].startswith(("+", "|")):
                end += 1
        if end <= self._index + 1:
            return False
        self._found.append(CodeBlock("\n".join(self._take(end))))
        return True

    def _simple_table_end(self) -> int:
        """Return the index after a simple table: its second border or a later one that a blank line follows."""
        borders = 0
        for index in range(self._index, len(self._lines)):
            if self._lines[index].startswith("="):
                borders += 1
                if borders > 1 and not self._line(index + 1).strip():
                    return index + 1
        return paragraph_end(self._lines, self._index)

    def _heading(self) -> bool:
        """Take a Markdown heading that stands by itself; a line of a comment is text."""
        before, after = self._line(self._index - 1) if self._index else "", self._line(self._index + 1)
        if before.strip() or after.strip():
            return False
        self._found.append(Title(self._take(self._index + 1)[0].strip("# ")))
        return True

    def _line(self, index: int) -> str:
        return self._lines[index] if index < len(self._lines) else ""


def dedented_below(lines: Sequence[str]) -> list[str]:
    """Return lines of which all but the first are dedented."""
    return [lines[0], *dedented(lines[1:])]


_BLOCKS: Mapping[str, Callable[[_Scanner], bool]] = {
    "doctest": _Scanner._doctest,
    "fence": _Scanner._fence,
    "bullet": _Scanner._bullets,
    "number": _Scanner._numbers,
    "label": _Scanner._labels,
    "explicit": _Scanner._explicit,
    "field": _Scanner._fields,
    "table": _Scanner._table,
    "heading": _Scanner._heading,
}
_MARKUP: tuple[Style, ...] = ("google", "numpy", "rest")
_STYLES: Mapping[str, tuple[Style, ...]] = {"explicit": _MARKUP, "field": _MARKUP}
"""The styles in which a mark has its meaning; those that are not here have it in all."""
