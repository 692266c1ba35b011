"""References and the addresses that are defined for them elsewhere in a docstring, in Markdown and in reST.

A page shows an address beside the text that leads there, once; what nothing refers to stays where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Items, Paragraph, Quote

_MARKDOWN = re.compile(
    r"\[([^\[\]]{1,200})\]:[ ]+<?([a-z][a-z+.-]*:[^\s<>]+)>?(?:[ ]+(\"[^\"]*\"|'[^']*'|\([^()]*\)))?\Z"
)
_ANONYMOUS = re.compile(r"(?:\.\.[ ]+__:|__)[ ]+([a-z][a-z+.-]*:\S+)\Z")
_REST = re.compile(r"(`[^`]{1,200}`|[^:`\s\[][^:`]{0,200}):\s+([a-z][a-z+.-]*:\S+)\Z")
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
    return _mapped(_mapped(blocks, definitions.resolve), definitions.without_used)


class _Definitions:
    """The addresses of a docstring by their labels, and which of them a text has shown."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self.anonymous: list[str] = []
        self._used: set[str] = set()
        self._shown: set[str] = set()

    def gather(self, paragraph: str) -> str:
        """Take down what a paragraph defines, and return it."""
        for line in paragraph.split("\n"):
            if match := _MARKDOWN.match(line):
                address = f"{match[2]} {match[3]}" if match[3] else match[2]
                self.addresses.setdefault(_label(match[1]), address)
            elif anonymous := _ANONYMOUS.match(line):
                self.anonymous.append(anonymous[1])
        if target := _REST.match(paragraph):
            self.addresses.setdefault(_label(target[1]), target[2])
        return paragraph

    def resolve(self, paragraph: str) -> str:
        """Return a paragraph whose references say where they lead."""
        if _REST.match(paragraph):
            return paragraph
        lines = paragraph.split("\n")
        defining = next((i for i, line in enumerate(lines) if self._defines(line)), len(lines))
        return "\n".join([*_USE.sub(self._reference, "\n".join(lines[:defining])).split("\n"), *lines[defining:]])

    def without_used(self, paragraph: str) -> str:
        """Return a paragraph without the definitions that a text has shown."""
        if target := _REST.match(paragraph):
            return "" if _label(target[1]) in self._used else paragraph
        return "\n".join(line for line in paragraph.split("\n") if self._defines(line) not in self._used)

    def _defines(self, line: str) -> str:
        """Return the label that a line defines; empty where it defines none."""
        if match := _MARKDOWN.match(line):
            return _label(match[1])
        match = _ANONYMOUS.match(line)
        return f"__ {match[1]}" if match else ""

    def _reference(self, match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        text = match["text"] or match["phrase"] or match["word"]
        if "__" in (match["marks"], match["line"]):
            if not self.anonymous:
                return match[0]
            address = self.anonymous.pop(0)
            self._used.add(f"__ {address}")
            return f"`{text} <{address}>`_"
        label = _label(match["label"] or text)
        if label not in self.addresses:
            return match[0]
        address = "" if label in self._shown else self.addresses[label]
        self._used.add(label)
        self._shown.add(label)
        if match["text"]:
            return f"{text} ({address})" if address else text
        return f"`{text} <{address}>`_" if address else f"`{text}`_"


def _label(text: str) -> str:
    return " ".join(text.strip("`").split()).casefold()


def _mapped(blocks: Iterable[Block], change: Callable[[str], str]) -> tuple[Block, ...]:
    """Return the blocks with every paragraph's text changed; those that are empty then are left out."""
    mapped = (_changed(block, change) for block in blocks)
    return tuple(block for block in mapped if not (isinstance(block, Paragraph) and not block.text.strip()))


def _changed(block: Block, change: Callable[[str], str]) -> Block:
    match block:
        case Paragraph():
            return Paragraph(change(block.text))
        case Quote():
            return replace(block, blocks=_mapped(block.blocks, change))
        case Items():
            return replace(block, items=tuple(_mapped(item, change) for item in block.items))
        case Entries():
            return Entries(tuple(_entry(entry, change) for entry in block.entries))
    return block


def _entry(entry: EntryBlock, change: Callable[[str], str]) -> EntryBlock:
    return replace(entry, blocks=_mapped(entry.blocks, change))
