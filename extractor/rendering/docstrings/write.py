"""The blocks of a docstring -> Markdown that GitHub, MkDocs and mdformat read alike.

They agree on what stands at the left margin, and on lists within lists as long as those hold text: Python-Markdown
knows a fence only at the margin, and asks for other indentation than mdformat leaves. So code ends the list that it
stands in, and an entry with more than a line to it is a paragraph with its blocks behind it. Blocks nest, so this is
written in Python; no template holds what depends on depth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from extractor.facts import Struct
from extractor.rendering.docstrings.blocks import Block, CodeBlock, Entries, EntryBlock, Items, Paragraph, Quote, Title
from extractor.rendering.docstrings.inline import Resolve, prose, reference
from extractor.rendering.docstrings.math import display
from extractor.rendering.docstrings.roles import type_without_marks
from extractor.rendering.markdown import code_span, escape, fence, visible_lines

_DEEPEST_LIST = 3
"""Lists within lists; further ones start again at the margin."""
_DEEPEST_TEXT = 2
"""Lists within lists whose items may have several paragraphs."""
_DRAWN = frozenset({"mermaid", "geojson", "topojson", "stl", "math"})
"""Languages of fences that readers draw, with links and scripts of their own, where a page is to show the text."""
_ENDS = tuple(".:;,!?-")
"""How a term ends that needs no colon before its text."""


class _Line(Struct, frozen=True):
    """A paragraph that is Markdown already."""

    markdown: str


_Flat: TypeAlias = Block | _Line
"""A block as it stands at the margin: lists, entries and quotes hold text only."""


def write(blocks: Sequence[Block], resolve: Resolve, *, after_list: bool = False) -> str:
    """Return the blocks as Markdown without a line end; `after_list` says that a list stands before them."""
    return _written(_flat(blocks, resolve), resolve, after_list=after_list)


def _written(blocks: Iterable[_Flat], resolve: Resolve, *, after_list: bool = False) -> str:
    """Return flat blocks as Markdown, a blank line between them."""
    texts: list[str] = []
    bullet = "-" if after_list else ""
    """The bullet of the list just before, where there is one: two lists with one bullet would be one list."""
    for block in blocks:
        is_list = isinstance(block, Entries) or (isinstance(block, Items) and block.start is None)
        bullet = ("*" if bullet == "-" else "-") if is_list else ""
        text = _block(block, bullet, resolve)
        if text:
            texts.append(text)
    return "\n\n".join(texts)


def _block(block: _Flat, bullet: str, resolve: Resolve) -> str:
    match block:
        case _Line():
            return block.markdown
        case Paragraph():
            formula = display(block.text)
            return fence(visible_lines(formula), "latex") if formula else prose(block.text, resolve)
        case Title():
            return f"**{_title(block.text)}**"
        case CodeBlock():
            return fence(visible_lines(block.text), "text" if block.language.lower() in _DRAWN else block.language)
        case Items():
            return "\n".join(_items(block, bullet, resolve, 0))
        case Entries():
            return "\n".join(f"{bullet} {_line(entry, resolve)}" for entry in block.entries)
        case Quote():
            inner = _written(block.blocks, resolve).split("\n")
            return "\n".join(f"> {line}" if line else ">" for line in inner)


# At the margin


def _flat(blocks: Iterable[Block], resolve: Resolve) -> Iterator[_Flat]:
    """Yield the blocks so that none but lists of text holds another."""
    for block in blocks:
        match block:
            case Items() if not _is_text(block, 1):
                yield from _flat_items(block, resolve)
            case Entries() if not all(map(_is_one_line, block.entries)):
                for entry in block.entries:
                    yield from _flat_entry(entry, resolve)
            # A result without a type, "Returns:" over a sentence: no list of a single item.
            case Entries(entries=(entry,)) if not (entry.names or entry.type or entry.term):
                yield from entry.blocks
            case Quote():
                yield from _flat_quote(block, resolve)
            case _:
                yield block


def _is_text(items: Items, depth: int) -> bool:
    """Tell whether a list holds nothing but text and such lists, no deeper than all readers follow."""
    return depth <= _DEEPEST_LIST and all(_is_text_item(item, depth) for item in items.items)


def _is_text_item(item: Sequence[Block], depth: int) -> bool:
    """Tell whether an item starts with text and goes on with what can stand in a list."""
    return bool(item) and isinstance(item[0], Paragraph) and all(_is_inner_text(block, depth) for block in item[1:])


def _is_inner_text(block: Block, depth: int) -> bool:
    """Tell whether a block can stand in an item of a list so deep, behind its first."""
    if isinstance(block, Items):
        return _is_text(block, depth + 1)
    return isinstance(block, Paragraph) and depth <= _DEEPEST_TEXT


def _flat_items(items: Items, resolve: Resolve) -> Iterator[_Flat]:
    """Yield a list in parts: what an item holds beside text stands between them."""
    run: list[tuple[Block, ...]] = []
    start = items.start
    for index, item in enumerate(items.items):
        number = None if items.start is None else items.start + index
        head = _head(item)
        if head:
            start = start if run else number
            run.append(item[:head])
        if head == len(item):
            continue
        if run:
            yield Items(tuple(run), start)
            run = []
        if not head and number is not None:
            yield Paragraph(f"{number}.")
        yield from _flat(item[head:], resolve)
    if run:
        yield Items(tuple(run), start)


def _head(item: Sequence[Block]) -> int:
    """Return how many of an item's first blocks can stand in a list."""
    if not item or not isinstance(item[0], Paragraph):
        return 0
    return next((i for i, block in enumerate(item) if i and not _is_inner_text(block, 1)), len(item))


def _is_one_line(entry: EntryBlock) -> bool:
    """Tell whether an entry has room in a list: it holds a paragraph, or nothing."""
    return not entry.blocks or (len(entry.blocks) == 1 and isinstance(entry.blocks[0], Paragraph))


def _flat_entry(entry: EntryBlock, resolve: Resolve) -> Iterator[_Flat]:
    """Yield an entry as a paragraph, names bold, with all blocks but its first paragraph behind it."""
    first = entry.blocks[:1] if entry.blocks and isinstance(entry.blocks[0], Paragraph) else ()
    yield _Line(_line(replace(entry, blocks=first), resolve, is_strong=True))
    yield from _flat(entry.blocks[len(first) :], resolve)


def _flat_quote(quote: Quote, resolve: Resolve) -> Iterator[_Flat]:
    """Yield a quote of text, or what it holds without its bar where that cannot stand behind one."""
    inner = list(_flat(quote.blocks, resolve))
    if quote.title:
        inner = _under(quote.title, inner, resolve)
    if any(isinstance(block, (CodeBlock, Quote)) for block in inner):
        yield from inner
    elif inner:
        yield Quote(tuple(inner))  # type: ignore[arg-type] # lines of Markdown are no blocks of a docstring


def _under(title: str, blocks: list[_Flat], resolve: Resolve) -> list[_Flat]:
    """Return the blocks behind a title, on its line where they begin with text."""
    strong = f"**{_title(title)}**"
    if blocks and isinstance(blocks[0], Paragraph):
        return [_Line(f"{strong}: {prose(blocks[0].text, resolve)}"), *blocks[1:]]
    return [_Line(strong), *blocks]


# Lines


def _title(text: str) -> str:
    """Return a title's text as it stands between two pairs of stars, which no star within may end."""
    return escape(text) if "*" in text else prose(text)


def _line(entry: EntryBlock, resolve: Resolve, *, is_strong: bool = False) -> str:
    """Return what an entry says on one line: names, type, text."""
    names = _names(entry, resolve)
    if names and is_strong:
        names = f"**{names}**"
    kind = _type(entry.type, resolve) if entry.type else ""
    head = f"{names} ({kind})" if names and kind else names or kind
    if entry.term:
        head = prose(entry.term, resolve)
    text = "".join(prose(block.text, resolve) for block in entry.blocks if isinstance(block, Paragraph))
    if not (head and text):
        return head or text or code_span("")
    return f"{head} {text}" if entry.term.endswith(_ENDS) else f"{head}: {text}"


def _names(entry: EntryBlock, resolve: Resolve) -> str:
    """Return the names of an entry as code, with the words of the docstring between them."""
    names = [reference(name, resolve, is_far=True) if entry.is_reference else code_span(name) for name in entry.names]
    joins = entry.joins or (", ",) * (len(names) - 1)
    return names[0] + "".join(map("".join, zip(joins, names[1:], strict=True))) if names else ""


def _type(text: str, resolve: Resolve) -> str:
    return prose(text, resolve) if "`" in text else reference(type_without_marks(text), resolve)


def _items(items: Items, bullet: str, resolve: Resolve, indent: int) -> Iterator[str]:
    """Yield the lines of a list; one blank line between all of its blocks where one of its items has several."""
    further = [block for item in items.items for block in item[1:]]
    is_loose = any(isinstance(block, Paragraph) or _has_blank_lines(block) for block in further)
    mark = bullet if items.start is None else f"{items.start}."
    width = indent + len(mark) + 1
    for index, item in enumerate(items.items):
        if index and is_loose:
            yield ""
        before = ""
        for position, block in enumerate(item):
            if position and is_loose:
                yield ""
            if isinstance(block, Items):
                before = "" if block.start is not None else "*" if before == "-" else "-"
                yield from _items(block, before, resolve, width)
            elif isinstance(block, Paragraph):
                before = ""
                lead = " " * width if position else f"{' ' * indent}{mark} "
                yield f"{lead}{prose(block.text, resolve)}"


def _has_blank_lines(block: Block) -> bool:
    """Tell whether a list within an item has blank lines, which make the list around it a loose one."""
    if not isinstance(block, Items):
        return False
    further = [block for item in block.items for block in item[1:]]
    return any(isinstance(block, Paragraph) or _has_blank_lines(block) for block in further)
