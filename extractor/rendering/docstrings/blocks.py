"""The blocks of a docstring: what all styles are read into, and what Markdown is written from.

Texts are those of the docstring, not yet escaped; inline markup in them is read when they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from extractor.facts import Struct


class Paragraph(Struct, frozen=True):
    """Running text on one or more lines."""

    text: str


class Address(Paragraph, frozen=True):
    """A paragraph that says where a reference of reST leads: `label: https://...`."""

    label: str = ""
    """Empty where the order of references says which one it is of."""
    address: str = ""


class CodeBlock(Struct, frozen=True):
    """Text whose lines and columns count: code, a session, a table, what could not be understood."""

    text: str
    language: str = "text"


class Title(Struct, frozen=True):
    """The line over what follows: of a section, or a reST or Markdown heading."""

    text: str


class Quote(Struct, frozen=True):
    """What is set apart from the text around: an admonition, or a block quote without a title."""

    blocks: tuple[Block, ...]
    title: str = ""


class Items(Struct, frozen=True):
    """A list; the first block of an item may be of any kind."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    """The number of the first item; None for bullets."""


class EntryBlock(Struct, frozen=True):
    """One described thing of a section: a parameter, an exception, a returned value, a term."""

    names: tuple[str, ...] = ()
    type: str = ""
    blocks: tuple[Block, ...] = ()
    term: str = ""
    """What is described where that is no name: running text."""
    is_reference: bool = False
    """Whether the names are those of things defined elsewhere."""
    joins: tuple[str, ...] = ()
    """What stands between the names: a comma where it is not said."""


class Entries(Struct, frozen=True):
    """Described things, one after the other."""

    entries: tuple[EntryBlock, ...]


Block: TypeAlias = Paragraph | CodeBlock | Title | Quote | Items | Entries
Parse: TypeAlias = Callable[[Sequence[str]], tuple[Block, ...]]
"""The lines within a block -> their blocks."""
