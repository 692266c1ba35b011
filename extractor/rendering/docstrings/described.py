"""Lists of names and what they are, a line each, under no title that a style knows: `name -- text`, `name: text`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.rendering.docstrings.blocks import Entries, EntryBlock, Title
from extractor.rendering.docstrings.lines import block_end, dedented, is_broken_early
from extractor.rendering.docstrings.names import PARAMETER, all_names_in
from extractor.rendering.docstrings.scanner import START, Scanner
from extractor.rendering.docstrings.sections import google_section, section

_WORD = r"[^\s,;:!?()]+(?<![.;])"
_TERM = rf"(?P<term>{_WORD}(?:,? {_WORD}){{0,3}})(?:[ ]?\((?P<brackets>[^()]{{0,80}})\))?"
_LINE = re.compile(
    rf"{_TERM}(?:(?P<colon>[ ]?:)(?=[ ]|\Z)|[ ]+(?P<dashes>--|[–—])(?=[ ]|\Z)|[ ]+(?P<dash>-)(?=[ ]))[ ]*(?P<text>.*)"
)

_STATEMENT = re.compile(r"(?:if|elif|for|while|with|except|def|class|async|lambda|case)[ ]|(?:else|try|finally):")
"""How code begins that has a colon."""
_SURE = ("--", "–", "—")
"""Marks that hardly a sentence has between its first words."""


class _Line(NamedTuple):
    """A line that names something: what, what stands between, and its text."""

    name: str
    brackets: str
    mark: str
    text: str


def opens_described(lines: Sequence[str], index: int) -> bool:
    """Tell whether several lines from an index on name something each."""
    first = _line(lines, index)
    return first is not None and _end(lines, index, first.mark) is not None


def take_described(scanner: Scanner) -> bool:
    """Take lines of which each names something and says what it is, where they are several."""
    first = _line(scanner.lines, scanner.index)
    end = _end(scanner.lines, scanner.index, first.mark) if first else None
    if end is None:
        return False
    scanner.blocks.append(Entries(tuple(_entries(scanner, end))))
    return True


def take_lead(scanner: Scanner) -> bool:
    """Take a line that is the title of a known section over such lines, where nothing is indented: "Arguments:"."""
    line = scanner.line(scanner.index)
    known = google_section(line[:-1]) if line.endswith(":") else None
    if known is None or known.content not in ("named", "raised", "methods"):
        return False
    index = scanner.after_blank(scanner.index + 1)
    if not opens_described(scanner.lines, index):
        return False
    scanner.index = index
    scanner.blocks.append(Title(known.title))
    return take_described(scanner)


def leads_to_described(lines: Sequence[str], index: int) -> bool:
    """Tell whether such lines follow a line that ends with a colon and is none of them."""
    return lines[index].endswith(":") and _line(lines, index) is None and opens_described(lines, index + 1)


def _line(lines: Sequence[str], index: int) -> _Line | None:
    """Return what a line names; None for one that opens a block of another kind, or names nothing."""
    line = lines[index] if index < len(lines) else ""
    if not line or line.startswith((" ", "[", "{")) or START.match(line):
        return None  # "[name]: address" is Markdown's
    match = _LINE.match(line)
    if match is None or match["term"].endswith((".", "-")) or match["text"].startswith("//"):
        return None
    mark = ":" if match["colon"] else match["dashes"] or match["dash"]
    if mark == "-" and all_names_in(match["term"], PARAMETER) is None:
        return None  # "this and that - or not" is a sentence
    if mark == ":" and _STATEMENT.match(line):
        return None
    if not match["text"] and not (index + 1 < len(lines) and lines[index + 1].startswith(" ")):
        return None  # a title, a sentence that leads to what follows
    return _Line(match["term"], match["brackets"] or "", mark, match["text"])


def _end(lines: Sequence[str], index: int, mark: str) -> int | None:
    """Return the index after lines that name something, the first by a mark; None where they are no such list.

    With dashes, a line that was full may go on at the margin; with a colon, which sentences have too, none may.
    """
    count = 0
    while index < len(lines) and (line := lines[index]).strip():
        if line.endswith(":") and section(line[:-1]) and block_end(lines, index + 1) > index + 1:
            break
        if _line(lines, index) is not None:
            count += 1
        elif START.match(line) or (mark in _SURE and count > 1 and is_broken_early(lines[index - 1], line)):
            break
        elif mark not in _SURE or is_broken_early(lines[index - 1], line):
            return None
        index = max(index + 1, block_end(lines, index + 1))
    return index if count > 1 else None


def _entries(scanner: Scanner, end: int) -> Iterator[EntryBlock]:
    """Yield the entries up to an index."""
    lines = scanner.take(end)
    listed: list[tuple[_Line, list[str]]] = []
    for index, line in enumerate(lines):
        if (named := _line(lines, index)) is not None:
            listed.append((named, []))
        else:
            listed[-1][1].append(line)
    are_names = all(_is_name(named) for named, _ in listed)
    for named, rest in listed:
        yield _entry(scanner, named, rest, is_name=are_names)


def _is_name(named: _Line) -> bool:
    """Tell whether what a line names reads as a name of the program rather than as a word."""
    if all_names_in(named.name, PARAMETER) is None:
        return False
    return named.mark != ":" or not re.fullmatch(r"[A-Z][a-z]*(?:-[a-z]+)*", named.name)


def _entry(scanner: Scanner, named: _Line, rest: list[str], *, is_name: bool) -> EntryBlock:
    """Return what a line names with its text, and the lines that go on with it."""
    body = dedented(rest) if all(line.startswith(" ") or not line for line in rest) else [line.strip() for line in rest]
    blank = next((index for index, line in enumerate(rest) if line.strip()), 0)
    lines = [named.text, *rest[:blank], *body] if named.text else body
    blocks = scanner.inner(lines) if any(lines) else ()
    listed = all_names_in(named.name, PARAMETER) if is_name else None
    if listed:
        return EntryBlock(listed.names, named.brackets, blocks, joins=listed.joins)
    return EntryBlock(term=f"{named.name} ({named.brackets})" if named.brackets else named.name, blocks=blocks)
