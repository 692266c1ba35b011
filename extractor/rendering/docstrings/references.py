"""References and the addresses that are defined for them elsewhere in a docstring, in Markdown and in reST.

A page shows an address beside the text that leads there, once; what nothing refers to stays where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby

from msgspec.structs import replace

from extractor.rendering.docstrings.blocks import Address, Block, Entries, EntryBlock, Items, Paragraph, Quote

_MARKDOWN = re.compile(
    r"\[([^\[\]]{1,200})\]:[ ]+<?([a-z][a-z+.-]*:[^\s<>]+)>?(?:[ ]+(\"[^\"]*\"|'[^']*'|\([^()]*\)))?\Z"
)
_ANONYMOUS = re.compile(r"__[ ]+([a-z][a-z+.-]*:\S+)\Z")
_USE = re.compile(
    r"""(?P<code>``+.*?``+ | :[\w:.+-]{1,80}:`[^`]*`)
      | \[(?P<text>[^\[\]]{1,300})\](?:\[(?P<label>[^\[\]]{0,200})\])?(?![\[(_:])
      | `(?P<phrase>[^`<>]{1,200})`(?P<marks>__?)(?!\w)
      | (?<![\w`*.])(?P<word>[^\W_](?:[\w.-]{0,60}[^\W_])?)(?P<line>__?)(?![\w`])
    """,
    re.VERBOSE | re.DOTALL,
)


def with_addresses(blocks: tuple[Block, ...], text: str) -> tuple[Block, ...]:
    """Return the blocks of a text with the addresses of its references at the first of each."""
    if not any(mark in text for mark in ("]: ", ".. _", "\n__ ")):
        return blocks
    definitions = _Definitions()
    _mapped(blocks, definitions.gather)
    if not (definitions.addresses or definitions.anonymous):
        return blocks
    return _mapped(_mapped(blocks, definitions.resolve), definitions.without_shown)


class _Definitions:
    """The addresses of a docstring by their labels, and which of them a text has shown."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self.anonymous: list[str] = []
        self._shown: set[tuple[str, str] | None] = set()
        """The definitions, as `_defined` tells them apart, whose address a text has shown."""

    def gather(self, block: Paragraph) -> str:
        """Take down what a paragraph defines, and return its text."""
        definitions = [_of_rest(block)] if isinstance(block, Address) else map(_defined, block.text.split("\n"))
        for label, address in filter(None, definitions):
            if label:
                self.addresses.setdefault(label, address)
            else:
                self.anonymous.append(address)
        return block.text

    def resolve(self, block: Paragraph) -> str:
        """Return a paragraph's text, whose references say where they lead."""
        if isinstance(block, Address):
            return block.text
        parts = groupby(block.text.split("\n"), key=lambda line: _defined(line) is None)
        return "\n".join(
            _USE.sub(self._reference, "\n".join(lines)) if is_text else "\n".join(lines) for is_text, lines in parts
        )

    def without_shown(self, block: Paragraph) -> str:
        """Return a paragraph's text without the definitions whose addresses a text has shown."""
        if isinstance(block, Address):
            return "" if _of_rest(block) in self._shown else block.text
        return "\n".join(line for line in block.text.split("\n") if _defined(line) not in self._shown)

    def _reference(self, match: re.Match[str]) -> str:
        """Return the text of a reference, with its address where that has not been shown yet."""
        if match["code"]:
            return match[0]
        text = match["text"] or match["phrase"] or match["word"]
        if "__" in (match["marks"], match["line"]):
            label, address = "", self.anonymous.pop(0) if self.anonymous else ""
        else:
            label = _label(match["label"] or text)
            address = self.addresses.get(label, "")
        if not address:
            return match[0]
        is_first = (label, address) not in self._shown or not label
        self._shown.add((label, address))
        if match["text"]:
            return f"{text} ({address})" if is_first else text
        return f"`{text} <{address}>`_" if is_first else f"`{text}`_"


def _of_rest(block: Address) -> tuple[str, str]:
    """Return the label and the address that reST defines; no label where it counts on the order."""
    return _label(block.label), block.address


def _defined(line: str) -> tuple[str, str] | None:
    """Return the label and the address that a line defines, as in Markdown or as reST does for those without label."""
    if match := _MARKDOWN.match(line):
        return _label(match[1]), " ".join(filter(None, (match[2], match[3])))
    anonymous = _ANONYMOUS.match(line)
    return ("", anonymous[1]) if anonymous else None


def _label(text: str) -> str:
    return " ".join(text.strip("`").split()).casefold()


def _mapped(blocks: Iterable[Block], change: Callable[[Paragraph], str]) -> tuple[Block, ...]:
    """Return the blocks with every paragraph's text changed; those that are empty then are left out."""
    mapped = (_changed(block, change) for block in blocks)
    return tuple(block for block in mapped if not (isinstance(block, Paragraph) and not block.text.strip()))


def _changed(block: Block, change: Callable[[Paragraph], str]) -> Block:
    match block:
        case Paragraph():
            return replace(block, text=change(block))
        case Quote():
            return replace(block, blocks=_mapped(block.blocks, change))
        case Items():
            return replace(block, items=tuple(_mapped(item, change) for item in block.items))
        case Entries():
            return Entries(tuple(_entry(entry, change) for entry in block.entries))
    return block


def _entry(entry: EntryBlock, change: Callable[[Paragraph], str]) -> EntryBlock:
    return replace(entry, blocks=_mapped(entry.blocks, change))
