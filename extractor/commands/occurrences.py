"""Where a name occurs, the answer of `find`, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from extractor.facts import Struct
from extractor.system.terminal import as_lines


class Defined(Struct, frozen=True, order=True):
    """Where a name is defined."""

    path: str
    line: int
    kind: str
    name: str
    """Qualified, without the module."""
    signature: str
    page: str
    """The path of the documentation page with the anchor of its place there."""
    description: str = ""
    """What is said beside a variable or an attribute; empty where nothing is, and for all else."""


class Imported(Struct, frozen=True, order=True):
    """Where a name is imported."""

    path: str
    line: int
    statement: str
    page: str


class Occurrences(Struct, frozen=True):
    """Everything that is known of a name; `near` holds similar names where there is nothing else."""

    name: str
    defined: tuple[Defined, ...]
    imported: tuple[Imported, ...]
    near: tuple[str, ...]


def as_json(occurrences: Occurrences) -> str:
    """Return them as indented JSON with sorted keys."""
    return msgspec.json.format(msgspec.json.encode(occurrences, order="sorted"), indent=2).decode("utf-8") + "\n"


def as_text(occurrences: Occurrences) -> str:
    """Return a line for each definition and import, and its page; what is nowhere gets the names most like it."""
    return as_lines(_lines(occurrences))


def _lines(occurrences: Occurrences) -> Iterator[str]:
    for definition in occurrences.defined:
        yield f"{definition.path}:{definition.line}: {definition.kind} {definition.name}: {definition.signature}"
        if definition.description:
            yield f"    {' '.join(definition.description.split())}"
        yield f"    {definition.page}"
    for use in occurrences.imported:
        yield f"{use.path}:{use.line}: {use.statement}"
    if not occurrences.defined and not occurrences.imported:
        yield f"{occurrences.name}: not defined or imported here"
        if occurrences.near:
            yield f"did you mean {', '.join(occurrences.near)}?"
