"""Field lists of reST, as Sphinx gives them a meaning, and of Epytext: parameters, results, exceptions, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from extractor.facts import Struct
from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Paragraph, Parse, Title
from extractor.rendering.docstrings.epytext import TAGS, field_mark
from extractor.rendering.docstrings.headers import google_raised
from extractor.rendering.docstrings.lines import block_end, dedented
from extractor.rendering.docstrings.names import PARAMETER, REFERENCE, all_names_in
from extractor.rendering.docstrings.scanner import START, Scanner
from extractor.rendering.docstrings.sections import FIELDS, TYPE_FIELDS

_FIELD = re.compile(
    r":(?![\s:`])((?:[^:`\n\\]|\\.|(?<=[ ,|/(])(?::[a-z:]+:)?`[^`\n]{1,100}`|:(?![\s`])){1,200}?):(?:[ ]+|\Z)"
)
"""The mark of a field; a role is followed by a backtick, not by a blank."""
_WITHOUT_NAME = ("Returns", "Yields")
_REFERENCES = ("Raises", "Warns")


class _Mark(NamedTuple):
    """How a field begins: `:param int count:`, or `@param count:` in Epytext."""

    kind: str
    """The first word, in lower case."""
    argument: str
    """The words behind it."""
    shown: str
    """What stands on a page where no style knows the field."""
    end: int
    """Where its text begins."""


def _mark(line: str) -> _Mark | None:
    """Return the mark of the field that a line begins, or None for other text."""
    if line.startswith("@"):
        field = field_mark(line)
        if field is None:
            return None
        tag, argument, end = field
        kind = tag.lower()
        return _Mark(kind, argument, f"{TAGS.get(kind, f'@{tag}')} {argument}".rstrip(), end)
    match = _FIELD.match(line)
    if match is None:
        return None
    kind, _, argument = match[1].partition(" ")
    return _Mark(kind.lower(), argument.strip(), match[1], match.end())


def opens_field(line: str) -> bool:
    """Tell whether a line begins a field that a style knows."""
    mark = _mark(line)
    return mark is not None and (mark.kind in FIELDS or mark.kind in TYPE_FIELDS or line.startswith("@"))


class _Field(Struct, frozen=True):
    """A field of a section; one that only gives a type has no blocks."""

    section: str
    entry: EntryBlock
    of: tuple[str, ...] = ()
    """Of a field that gives a type: the sections that may hold what it is the type of. Of others: none."""


def take_fields(scanner: Scanner) -> bool:
    """Take the fields that follow one another, as titled entries; a type stands with what it is the type of."""
    end = scanner.index
    while end < len(scanner.lines) and _mark(scanner.lines[end]):
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
        if field and _mark(line):
            yield field
            field = []
        field.append(line)
    yield field


def _field(lines: list[str], parse: Parse) -> _Field:
    """Return what the lines of one field say: `:param int count: how many`."""
    mark = _mark(lines[0])
    assert mark is not None  # `take_fields` took the lines by it
    first = lines[0][mark.end :]
    section = FIELDS.get(mark.kind, "")
    if section in _REFERENCES and not mark.argument and (raised := google_raised(first, False)):
        return _Field(section, replace(raised, term="", blocks=parse([raised.term, *_margin(first, lines[1:])])))
    body = [first, *_margin(first, lines[1:])] if first else _margin(first, lines[1:])
    blocks = parse(body) if any(body) else ()
    if mark.kind in TYPE_FIELDS:
        return _type(mark, blocks)
    if not section:
        return _Field("", EntryBlock(term=mark.shown, blocks=blocks))
    if section in _WITHOUT_NAME:
        return _Field(section, EntryBlock((), mark.argument, blocks))
    if section in _REFERENCES:
        return _Field(section, _raised(mark.argument, blocks))
    if listed := all_names_in(mark.argument, PARAMETER):
        return _Field(section, EntryBlock(listed.names, "", blocks, joins=listed.joins))
    *types, name = mark.argument.split() or [""]  # ":param int count:"
    return _Field(section, EntryBlock((name.replace("\\", ""),) if name else (), " ".join(types), blocks))


def _raised(argument: str, blocks: tuple[Block, ...]) -> EntryBlock:
    """Return the entry of `:raises OSError or ValueError:`; what is no list of names is shown as it stands."""
    listed = all_names_in(argument, REFERENCE)
    if listed:
        return EntryBlock(listed.names, "", blocks, is_reference=True, joins=listed.joins)
    if " " in argument:  # ":raises an error of the library:"
        return EntryBlock((), "", blocks, term=argument)
    return EntryBlock((argument.strip(",~!"),) if argument else (), "", blocks, is_reference=True)


def _type(mark: _Mark, blocks: tuple[Block, ...]) -> _Field:
    """Return a field that gives a type; what is more than a line of it stays a text."""
    sections = TYPE_FIELDS[mark.kind]
    listed = all_names_in(mark.argument, PARAMETER)
    named = listed.names if listed else (mark.argument.replace("\\", ""),) if mark.argument else ()
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
    rest = [field for field in typed if field is not None]
    # In the docstring of a class, "@type x: int" without a word on `x` beside "@ivar y: text" is of an attribute too.
    described = {field.section for field in rest if not field.of}
    if "Attributes" in described and "Parameters" not in described:
        rest = [replace(field, section="Attributes") if "Attributes" in field.of else field for field in rest]
    return rest


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


def _margin(first: str, lines: Sequence[str]) -> list[str]:
    """Return the further lines of a field, dedented; one that forgot its indentation counts for nothing."""
    if lines and lines[0].strip() and not lines[0].startswith(" "):
        return list(lines)
    if any(line.strip() and not line.startswith(" ") for line in lines):
        return [line.strip() for line in lines]
    blank = next((index for index, line in enumerate(lines) if line.strip()), 0)
    body = dedented(lines)
    if first.endswith("::") and body and not body[0].startswith(" "):
        return list(lines)  # a literal block, which its indentation tells from text
    return [*lines[:blank], *body]
