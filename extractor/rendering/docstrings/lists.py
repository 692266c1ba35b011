"""Lists: bullets, numbers, and labels such as `(a)` or `iv)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extractor.extraction.prose.titles import is_docstring_adornment
from extractor.rendering.docstrings.blocks import Block, Items, Paragraph
from extractor.rendering.docstrings.lines import block_end, indent_of
from extractor.rendering.docstrings.scanner import START, Scanner

_BULLET = re.compile(r"([-*+•‣⁃–])[ ]+(?=\S)")
_NUMBER = re.compile(r"(\d{1,9})\.[ ]+(?=\S)")
_LABEL = re.compile(r"(\(?(?:\d{1,4}|[a-z]|[ivx]{1,5})\)|[a-z]\.|\#\.)[ ]+(?=\S)", re.IGNORECASE)


def take_bullets(scanner: Scanner) -> bool:
    """Take a list of bullets of one kind."""
    bullet = scanner.lines[scanner.index][0]
    scanner.blocks.append(Items(tuple(_items(scanner, _BULLET, lambda match: match[1] == bullet))))
    return True


def take_numbers(scanner: Scanner) -> bool:
    """Take a numbered list, as long as it counts by one."""
    match = _NUMBER.match(scanner.lines[scanner.index])
    if match is None:
        return False
    first = expected = int(match[1])
    # A list that goes on after code between its items may start at 3; a paragraph that starts with "1984. " is text.
    if first > 1 and first != scanner.next_number:
        return False

    def is_next(match: re.Match[str]) -> bool:
        nonlocal expected
        if int(match[1]) != expected:
            return False
        expected += 1
        return True

    scanner.blocks.append(Items(tuple(_items(scanner, _NUMBER, is_next)), first))
    scanner.next_number = expected
    return True


def take_labels(scanner: Scanner) -> bool:
    """Take items that are numbered in words or letters: bullets that keep their labels."""
    match = _LABEL.match(scanner.lines[scanner.index])
    if match is None or match[1][0].isupper():
        return False  # initials of a name begin a line as often
    scanner.blocks.append(Items(tuple(_items(scanner, _LABEL, bool, keeps_mark=True))))
    return True


def _items(
    scanner: Scanner, mark: re.Pattern[str], belongs: Callable[[re.Match[str]], bool], *, keeps_mark: bool = False
) -> list[tuple[Block, ...]]:
    """Take the items of a list, of which each starts with the mark, and return the blocks of each."""
    items: list[tuple[Block, ...]] = []
    while (match := mark.match(scanner.line(scanner.index))) and belongs(match):
        first, *rest = scanner.take(_item_end(scanner, mark))
        text = first[match.end() :]
        body = _item_body(rest, match.end(), is_literal=text.endswith("::"))
        is_block = START.match(text) and not keeps_mark  # "- - a": a list within the item
        if is_block or body:
            inner = Scanner([text, *body], scanner.style, scanner.depth + 1, scanner.scan)
            blocks = scanner.scan(inner)
        else:
            blocks = (Paragraph(text),)
        items.append(_labelled(first[: match.end()], blocks) if keeps_mark else blocks)
        following = scanner.after_blank(scanner.index)
        if mark.match(scanner.line(following)):
            scanner.index = following
    return items


def _labelled(mark: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks of an item behind its label."""
    match blocks:
        case (Paragraph(text=text), *rest):
            return (Paragraph(mark + text), *rest)
    return (Paragraph(mark.rstrip()), *blocks)


def _item_end(scanner: Scanner, mark: re.Pattern[str]) -> int:
    """Return the index after an item: what is indented, and lines of its paragraph that are not."""
    index = scanner.index + 1
    while index < len(scanner.lines):
        line = scanner.lines[index]
        if line.startswith(" ") or not line.strip():
            end = block_end(scanner.lines, index)
            if end == index or not scanner.line(end).strip() or not scanner.lines[end - 1].strip():
                return end
            index = end
            continue
        if (
            mark.match(line)
            or line.endswith(":")
            or START.match(line)
            or any(map(is_docstring_adornment, (line, scanner.line(index + 1))))
        ):
            break
        index += 1
    return index


def _item_body(rest: Sequence[str], width: int, *, is_literal: bool) -> list[str]:
    """Return the further lines of an item without the indentation that its mark, of so many columns, asks for."""
    indents = [indent_of(line) for line in rest if line.startswith(" ") and line.strip()]
    margin = min(indents, default=0)
    nested = next((line for line in rest if line.strip()), "").lstrip()
    # Text that is indented by more than the mark asks for is still text of the item: "- a" over "      b". What
    # starts a block there keeps the rest of its indentation.
    if margin > width and not is_literal and not START.match(nested):
        width = margin
    width = min(width, margin)
    return [line[min(width, indent_of(line)) :] for line in rest]
