"""What `find` found, as lines and as JSON."""

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
    """The path of the documentation page with the anchor of its heading."""


class Imported(Struct, frozen=True, order=True):
    """Where a name is imported."""

    path: str
    line: int
    statement: str
    page: str


class Findings(Struct, frozen=True):
    """Everything that is known of a name; `near` holds similar names where there is nothing else."""

    name: str
    defined: tuple[Defined, ...]
    imported: tuple[Imported, ...]
    near: tuple[str, ...]


def as_json(found: Findings) -> str:
    """Return the findings as indented JSON with sorted keys."""
    return msgspec.json.format(msgspec.json.encode(found, order="sorted"), indent=2).decode("utf-8") + "\n"


def as_text(found: Findings) -> str:
    """Return a line for each definition and import, and its page; what is nowhere gets the names most like it."""
    return as_lines(_lines(found))


def _lines(found: Findings) -> Iterator[str]:
    for each in found.defined:
        yield f"{each.path}:{each.line}: {each.kind} {each.name}: {each.signature}"
        yield f"    {each.page}"
    for use in found.imported:
        yield f"{use.path}:{use.line}: {use.statement}"
    if not found.defined and not found.imported:
        yield f"{found.name}: not defined or imported here"
        if found.near:
            yield f"did you mean {', '.join(found.near)}?"
