"""reST's field lists, as Sphinx gives them a meaning: parameters, results, exceptions, attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from extractor.facts import Struct
from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Paragraph, Title
from extractor.rendering.docstrings.lines import dedented
from extractor.rendering.docstrings.sections import FIELDS, TYPE_FIELDS

Parse: TypeAlias = Callable[[Sequence[str]], tuple[Block, ...]]

FIELD = re.compile(r":(?![\s:`])((?:[^:`\n\\]|\\.|:(?![\s`])){1,200}?):(?:[ ]+|\Z)")
"""The mark of a field; a role is followed by a backtick, not by a blank."""
_WITHOUT_NAME = ("Returns", "Yields")


def opens_field(line: str) -> bool:
    """Tell whether a line begins a field that a style knows."""
    match = FIELD.match(line)
    return match is not None and match[1].split(" ")[0].lower() in (*FIELDS, *TYPE_FIELDS)


class _Field(Struct, frozen=True):
    """A field of a section; one that only gives a type has no blocks."""

    section: str
    entry: EntryBlock
    of: tuple[str, ...] = ()
    """Of a type: the sections in which what it is the type of may stand."""


def field_blocks(lines: Sequence[str], parse: Parse) -> tuple[Block, ...]:
    """Return the fields as titled entries, in their order; a type stands with what it is the type of."""
    return tuple(_titled(_typed([_field(each, parse) for each in _split(lines)])))


def _split(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines of each field."""
    field: list[str] = []
    for line in lines:
        if field and FIELD.match(line):
            yield field
            field = []
        field.append(line)
    yield field


def _field(lines: list[str], parse: Parse) -> _Field:
    match = FIELD.match(lines[0])
    assert match is not None  # the scanner took the lines by it
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
    *types, name = names or [""]
    if section in ("Raises", "Warns"):
        listed = " ".join(names).replace(" or ", ", ").split(", ")
        shown = tuple(stripped for each in listed if (stripped := each.strip(",~! ")))
        return _Field(section, EntryBlock(shown, "", blocks, is_reference=True))
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
    """Return the fields with each type at the entry that it belongs to, where there is one without a type."""
    places: dict[tuple[str, tuple[str, ...]], int] = {}
    for index, field in enumerate(fields):
        if not field.of:
            places.setdefault((field.section, field.entry.names), index)
    found: list[_Field | None] = list(fields)
    for index, field in enumerate(fields):
        keys = ((section, field.entry.names) for section in field.of)
        place = next((places[key] for key in keys if key in places), None)
        target = None if place is None else found[place]
        if place is not None and target is not None and not target.entry.type:
            found[place] = replace(target, entry=replace(target.entry, type=field.entry.type))
            found[index] = None
    return [field for field in found if field is not None]


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
