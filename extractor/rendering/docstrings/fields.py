"""reST's field lists, as Sphinx gives them a meaning: parameters, results, exceptions, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from extractor.facts import Struct
from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Paragraph, Parse, Title
from extractor.rendering.docstrings.lines import block_end, dedented
from extractor.rendering.docstrings.scanner import START, Scanner
from extractor.rendering.docstrings.sections import FIELDS, TYPE_FIELDS

_FIELD = re.compile(r":(?![\s:`])((?:[^:`\n\\]|\\.|:(?![\s`])){1,200}?):(?:[ ]+|\Z)")
"""The mark of a field; a role is followed by a backtick, not by a blank."""
_WITHOUT_NAME = ("Returns", "Yields")


def opens_field(line: str) -> bool:
    """Tell whether a line begins a field that a style knows."""
    match = _FIELD.match(line)
    return match is not None and match[1].split(" ")[0].lower() in (*FIELDS, *TYPE_FIELDS)


class _Field(Struct, frozen=True):
    """A field of a section; one that only gives a type has no blocks."""

    section: str
    entry: EntryBlock
    of: tuple[str, ...] = ()
    """Of a field that gives a type: the sections that may hold what it is the type of. Of others: none."""


def take_fields(scanner: Scanner) -> bool:
    """Take the fields that follow one another, as titled entries; a type stands with what it is the type of."""
    end = scanner.index
    while end < len(scanner.lines) and _FIELD.match(scanner.lines[end]):
        end = _field_end(scanner, end)
    if end == scanner.index:
        return False
    split = _split(scanner.take(end))
    # ":meta private:" tells Sphinx what to list, and readers nothing.
    fields = [_field(lines, scanner.inner) for lines in split if not lines[0].startswith(":meta ")]
    scanner.blocks += _titled(_typed(fields))
    return True


def _field_end(scanner: Scanner, index: int) -> int:
    """Return the index of the next field, or after the last; lines that forgot their indentation belong."""
    index += 1
    while index < len(scanner.lines):
        line = scanner.lines[index]
        if not line.strip():
            following = block_end(scanner.lines, index)
            if following == index:
                return scanner.after_blank(index)
            index = following
        elif not line.startswith(" ") and START.match(line):
            return index
        else:
            index += 1
    return index


def _split(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines of each field."""
    field: list[str] = []
    for line in lines:
        if field and _FIELD.match(line):
            yield field
            field = []
        field.append(line)
    yield field


def _field(lines: list[str], parse: Parse) -> _Field:
    """Return what the lines of one field say: `:param int count: how many`."""
    match = _FIELD.match(lines[0])
    assert match is not None  # `take_fields` took the lines by it
    words = match[1].split()
    body = [lines[0][match.end() :], *_margin(lines[1:])]
    kind = words[0].lower()
    if kind in TYPE_FIELDS:
        return _type(kind, words[1:], parse(body) if any(body) else ())
    blocks = parse(body) if any(body) else ()
    if kind not in FIELDS:
        return _Field("", EntryBlock(term=match[1], blocks=blocks))
    section = FIELDS[kind]
    names = words[1:]
    if section in _WITHOUT_NAME:
        return _Field(section, EntryBlock((), " ".join(names), blocks))
    *types, name = names or [""]  # ":param int count:"
    if section in ("Raises", "Warns"):
        listed = " ".join(names).replace(" or ", ", ").split(", ")  # ":raises OSError or ValueError:"
        exceptions = tuple(stripped for name in listed if (stripped := name.strip(",~! ")))
        return _Field(section, EntryBlock(exceptions, "", blocks, is_reference=True))
    return _Field(section, EntryBlock((name.replace("\\", ""),) if name else (), " ".join(types), blocks))


def _type(kind: str, names: Sequence[str], blocks: tuple[Block, ...]) -> _Field:
    """Return a field that gives a type; what is more than a line of it stays a text."""
    sections = TYPE_FIELDS[kind]
    named = (" ".join(names).replace("\\", ""),) if names else ()
    match blocks:
        case (Paragraph(text=text),):
            return _Field(sections[0], EntryBlock(named, " ".join(text.split())), sections)
    return _Field(sections[0], EntryBlock(named, "", blocks))


def _typed(fields: Sequence[_Field]) -> list[_Field]:
    """Return the fields with each type at the entry that it belongs to, where there is one without a type.

    `:param x: text` and `:type x: int` come to one entry, in whatever order they stand.
    """
    places: dict[tuple[str, tuple[str, ...]], int] = {}
    for index, field in enumerate(fields):
        if not field.of:
            places.setdefault((field.section, field.entry.names), index)
    typed: list[_Field | None] = list(fields)
    for index, field in enumerate(fields):
        keys = ((section, field.entry.names) for section in field.of)
        place = next((places[key] for key in keys if key in places), None)
        target = None if place is None else typed[place]
        if place is not None and target is not None and not target.entry.type:
            typed[place] = replace(target, entry=replace(target.entry, type=field.entry.type))
            typed[index] = None
    return [field for field in typed if field is not None]


def _titled(fields: Sequence[_Field]) -> Iterator[Block]:
    """Yield the entries of fields of one section that follow one another, under its title."""
    index = 0
    while index < len(fields):
        section = fields[index].section
        end = index
        while end < len(fields) and fields[end].section == section:
            end += 1
        if section:
            yield Title(section)
        yield Entries(tuple(field.entry for field in fields[index:end]))
        index = end


def _margin(lines: Sequence[str]) -> list[str]:
    """Return the further lines of a field, dedented; one that forgot its indentation counts for nothing."""
    if any(line.strip() and not line.startswith(" ") for line in lines):
        return [line.strip() for line in lines]
    return dedented(lines)
