"""The described things of a section, one after the other, in Google's and in NumPy's way of writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Parse
from extractor.rendering.docstrings.headers import GOOGLE, LOOSE, NUMPY, Header
from extractor.rendering.docstrings.lines import block_end, dedented, indent_of, is_broken_early
from extractor.rendering.docstrings.sections import Content

_MOST_LINES = 5
"""Lines that a name and its type may stand on."""


def google_blocks(lines: Sequence[str], content: Content, parse: Parse) -> tuple[Block, ...]:
    """Return the blocks of a section as Google's style guide has it: `name (type): text`."""
    if content not in GOOGLE:
        return parse(lines)
    # A single blank before a name is one too many: what goes on with an entry has more.
    aligned = [line[1:] if line.startswith(" ") and not line.startswith("  ") else line for line in lines]
    return tuple(_blocks(aligned, GOOGLE[content], parse))


def numpy_blocks(lines: Sequence[str], content: Content, parse: Parse) -> tuple[Block, ...]:
    """Return the blocks of a section as numpydoc has it: `name : type` over an indented text."""
    return tuple(_blocks(lines, NUMPY[content], parse)) if content in NUMPY else parse(lines)


def _blocks(lines: Sequence[str], header: Header, parse: Parse) -> Iterator[Block]:
    """Yield entries that follow one another as one block, and what stands between them as its own."""
    entries: list[EntryBlock] = []
    index = 0
    while index < len(lines):
        if not lines[index].strip():
            index += 1
            continue
        end = block_end(lines, index + 1)
        entry, body_start = _opening(lines, index, end, header)
        if entry is None:
            end = _text_end(lines, index, header)
            if entries:
                yield Entries(tuple(entries))
                entries = []
            yield from parse(lines[index:end])
        else:
            end = _lazy_end(lines, end, header)
            first = [entry.term] if entry.term else []
            body = _body(first, lines[body_start:end])
            entries.append(replace(entry, term="", blocks=parse(body)))
        index = end
    if entries:
        yield Entries(tuple(entries))


def _opening(lines: Sequence[str], index: int, end: int, header: Header) -> tuple[EntryBlock | None, int]:
    """Return the entry that opens at an index, and the index after its first line; a type may need several lines."""
    entry = _entry(lines, index, header, has_body=end > index + 1)
    line, after = lines[index], index + 1
    # "x (Union[int," over "    str]): text"
    while entry is None and after < min(end, index + _MOST_LINES) and line.count("(") > line.count(")"):
        line, after = f"{line} {lines[after].strip()}", after + 1
        entry = header(line, after < end) if header is GOOGLE["named"] else None
    return entry, after if entry else index + 1


def _entry(lines: Sequence[str], index: int, header: Header, *, has_body: bool = False) -> EntryBlock | None:
    """Return the entry that a line opens, or None.

    A name alone, or before a dash, may be what a sentence goes on with: it counts where the line before it ended
    though there was room for it.
    """
    line = lines[index]
    if indent_of(line):
        return None
    entry = header(line, has_body)
    if entry is None and header in LOOSE and (index == 0 or is_broken_early(lines[index - 1], line)):
        entry = LOOSE[header](line, has_body)
    return entry


def _text_end(lines: Sequence[str], index: int, header: Header) -> int:
    """Return the index after text that is no entry: a paragraph, and what is indented under it."""
    index += 1
    while index < len(lines) and lines[index].strip():
        if _opening(lines, index, block_end(lines, index + 1), header)[0] is not None:
            break
        index += 1
    return max(index, block_end(lines, index))


def _lazy_end(lines: Sequence[str], end: int, header: Header) -> int:
    """Return the index after an entry, with lines of its paragraph that forgot their indentation."""
    # "count: how many" over "there are", both at the margin: one text. In NumPy's style the second would be a name.
    if header not in LOOSE or header in NUMPY.values():
        return end
    while end < len(lines) and lines[end].strip() and lines[end - 1].strip():
        after = block_end(lines, end + 1)
        if _opening(lines, end, after, header)[0] is not None or lines[end].startswith(("-", "*", ">>>", "`")):
            break
        end = max(end + 1, after)
    return end


def _body(first: list[str], rest: Sequence[str]) -> list[str]:
    """Return the lines of an entry's text at one margin, behind what its first line says."""
    margin = min((indent_of(line) for line in rest if line.startswith(" ") and line.strip()), default=0)
    lines = [line[min(margin, indent_of(line)) :] if line.strip() else "" for line in rest]
    return [*first, *(lines if first else dedented(lines))]
