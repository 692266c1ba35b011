"""The described things of a section: parameters, results, exceptions, in Google's and in NumPy's way of writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Parse
from extractor.rendering.docstrings.lines import block_end, dedented, indent_of
from extractor.rendering.docstrings.sections import Content

Header: TypeAlias = Callable[[str, bool], EntryBlock | None]
"""The first line of an entry, and whether indented lines follow -> names, type and term; None for other text.

What the header says of the thing itself comes as the entry's `term`.
"""

_NAME = r"\*{0,2}[^\W\d][\w.-]*(?:\(\))?|\.\.\."
_QUOTED = rf"(?:{_NAME})|`{{1,2}}(?:{_NAME})`{{1,2}}"
_NAMES = re.compile(rf"(?:{_QUOTED})(?:[ ]?[,/|][ ]?(?:{_QUOTED}))*")
_REFERENCE = re.compile(rf"(?::[A-Za-z:]{{1,40}}:`[~!]?)?`?({_NAME})`{{0,2}}")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_NESTED = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\}|'[^']*'|\"[^\"]*\"")
_TYPE = re.compile(r"[\w.`~:]+(?:(?:\s*[|,]\s*|\s+(?:or|of|to)\s+)[\w.`~:]+)*")
_LONGEST_TYPE = 200


def google_blocks(lines: Sequence[str], content: Content, parse: Parse) -> tuple[Block, ...]:
    """Return the blocks of a section as Google's style guide has it: `name (type): text`."""
    return tuple(_blocks(lines, _GOOGLE[content], parse)) if content in _GOOGLE else parse(lines)


def numpy_blocks(lines: Sequence[str], content: Content, parse: Parse) -> tuple[Block, ...]:
    """Return the blocks of a section as numpydoc has it: `name : type` over an indented text."""
    return tuple(_blocks(lines, _NUMPY[content], parse)) if content in _NUMPY else parse(lines)


def _blocks(lines: Sequence[str], header: Header, parse: Parse) -> Iterator[Block]:
    """Yield entries that follow one another as one block, and what stands between them as its own."""
    entries: list[EntryBlock] = []
    index = 0
    while index < len(lines):
        if not lines[index].strip():
            index += 1
            continue
        end = block_end(lines, index + 1)
        entry = header(lines[index], end > index + 1) if not indent_of(lines[index]) else None
        if entry is None:
            end = _text_end(lines, index, header)
            if entries:
                yield Entries(tuple(entries))
                entries = []
            yield from parse(lines[index:end])
        else:
            end = _lazy_end(lines, end, header)
            first = [entry.term] if entry.term else []
            body = _body(first, lines[index + 1 : end])
            entries.append(replace(entry, term="", blocks=parse(body)))
        index = end
    if entries:
        yield Entries(tuple(entries))


def _text_end(lines: Sequence[str], index: int, header: Header) -> int:
    """Return the index after text that is no entry: a paragraph, and what is indented under it."""
    index += 1
    while index < len(lines) and lines[index].strip() and header(lines[index], False) is None:
        index += 1
    return max(index, block_end(lines, index))


def _lazy_end(lines: Sequence[str], end: int, header: Header) -> int:
    """Return the index after an entry, with lines of its paragraph that forgot their indentation."""
    # "count: how many" over "there are", both at the margin: one text. In NumPy's style the second would be a name.
    if header not in (_google_named, _google_raised):
        return end
    while end < len(lines) and lines[end].strip() and lines[end - 1].strip():
        if header(lines[end], False) is not None or lines[end].startswith(("-", "*", ">>>", "`")):
            break
        end = max(end + 1, block_end(lines, end + 1))
    return end


def _body(first: list[str], rest: Sequence[str]) -> list[str]:
    """Return the lines of an entry's text at one margin, behind what its first line says."""
    margin = min((indent_of(line) for line in rest if line.startswith(" ") and line.strip()), default=0)
    lines = [line[min(margin, indent_of(line)) :] if line.strip() else "" for line in rest]
    return [*first, *(lines if first else dedented(lines))]


def _names(text: str) -> tuple[str, ...]:
    """Return the names of a list such as `x, y` or `x / y`, without backticks."""
    return tuple(name.strip().strip("`") for name in re.split(r"[,/|]", text))


# Headers. Each reads the first line of an entry, or returns None where the line is no such thing.


def _google_named(line: str, _has_body: bool) -> EntryBlock | None:
    """Read `name (type): text`."""
    match = _NAMES.match(line)
    if match is None:
        return None
    rest = line[match.end() :].lstrip()
    kind = ""
    if rest.startswith("(") and (end := _closed(rest)):
        kind, rest = rest[1 : end - 1].strip(), rest[end:].lstrip()
    # "count: text" and "count (int):text" are entries; "http://x" and "Example::" are text.
    if not rest.startswith(":") or rest.startswith("::") or not (rest == ":" or rest[1] == " " or kind):
        return None
    return EntryBlock(_names(match[0]), kind, term=rest[1:].strip())


def _google_typed(line: str, _has_body: bool) -> EntryBlock | None:
    """Read `type: text`."""
    kind, text = _split_type(line)
    return EntryBlock((), kind, term=text) if kind else None


def _google_raised(line: str, _has_body: bool) -> EntryBlock | None:
    """Read `Exception: text`, where a role may name the exception."""
    match = _REFERENCE.match(line)
    if match is None or not line.startswith(":", match.end()) or not (line[match.end() + 1 :] or " ").startswith(" "):
        return None
    return EntryBlock((match[1],), term=line[match.end() + 1 :].strip(), is_reference=True)


def _numpy_named(line: str, has_body: bool) -> EntryBlock | None:
    """Read `name, name : type`, or names alone."""
    match = _NAMES.match(line)
    if match is None:
        return None
    rest = line[match.end() :].strip()
    # "count : int" and "count" are entries; "count of all" and "count::" are text.
    if rest and not (rest.startswith(":") and not rest.startswith("::")):
        return None
    kind = rest[1:].strip()
    if not has_body and not kind and " " in match[0].replace(", ", ""):
        return None
    return EntryBlock(_names(match[0]), kind)


def _numpy_typed(line: str, has_body: bool) -> EntryBlock | None:
    """Read `name : type`, or a type alone; over indented text, whatever reads as no sentence."""
    match = _NAMES.match(line)
    if match and line[match.end() :].startswith(" : "):
        return EntryBlock(_names(match[0]), line[match.end() + 3 :].strip())
    is_type = _TYPE.fullmatch(_flat(line)) or (has_body and len(line) <= _LONGEST_TYPE)
    return EntryBlock((), line.strip()) if is_type and not line.rstrip().endswith((".", ":")) else None


def _numpy_raised(line: str, _has_body: bool) -> EntryBlock | None:
    """Read an exception alone, or as in Google's style."""
    match = _REFERENCE.fullmatch(line.strip())
    return EntryBlock((match[1],), is_reference=True) if match else _google_raised(line, _has_body)


def _see_also(line: str, _has_body: bool) -> EntryBlock | None:
    """Read `name, name : text`, where names may be roles."""
    names: list[str] = []
    end = 0
    while match := _REFERENCE.match(line, end):
        names.append(match[1])
        end = match.end()
        separator = re.compile(r",\s*").match(line, end)
        if separator is None:
            break
        end = separator.end()
    rest = line[end:].strip()
    if not names or (rest and not re.match(r":(?:\s|\Z)", rest)):
        return None
    return EntryBlock(tuple(names), term=rest[1:].strip(), is_reference=True)


_GOOGLE: dict[Content, Header] = {
    "named": _google_named,
    "typed": _google_typed,
    "raised": _google_raised,
    "see also": _see_also,
}
_NUMPY: dict[Content, Header] = {
    "named": _numpy_named,
    "typed": _numpy_typed,
    "raised": _numpy_raised,
    "see also": _see_also,
}


def _closed(text: str) -> int:
    """Return the index after the bracket that closes the first one; 0 where none does."""
    depth = 0
    for index, character in enumerate(text[:_LONGEST_TYPE]):
        if character in _CLOSING:
            depth += 1
        elif character in _CLOSING.values():
            depth -= 1
            if not depth:
                return index + 1
    return 0


def _split_type(line: str) -> tuple[str, str]:
    """Return the type that a line starts with and the text after its colon; no type where it starts otherwise."""
    flat = _flat(line[:_LONGEST_TYPE])
    colon = next((m.start() for m in re.finditer(r":(?= |\Z)", flat)), 0)
    if not colon or not _TYPE.fullmatch(flat[:colon].strip()):
        return "", ""
    return line[:colon].strip(), line[colon + 1 :].strip()


def _flat(text: str) -> str:
    """Return the text with what stands in brackets and quotes as underscores: the same columns, one word.

    `dict[str, int] or None` becomes `dict__________ or None`.
    """
    for _ in range(4):  # as deep as annotations are
        text = _NESTED.sub(lambda match: "_" * len(match[0]), text)
    return text
