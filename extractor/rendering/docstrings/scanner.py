"""The lines of a docstring while they are read, and how a block starts that is no paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from extractor.rendering.docstrings.blocks import Block
from extractor.rendering.docstrings.lines import dedented

Style: TypeAlias = Literal["google", "numpy", "rest", "epytext", "plain"]
Scan: TypeAlias = Callable[["Scanner"], tuple[Block, ...]]

START = re.compile(
    r"""(?P<doctest>>>>(?:[ ]|\Z))
      | (?P<fence>`{3,}|~{3,})
      | (?P<bullet>[-*+•‣⁃–][ ]+\S)
      | (?P<number>\d{1,9}\.[ ]+\S)
      | (?P<label>\(?(?:\d{1,4}|[a-z]|[ivx]{1,5})\)[ ]+\S | [a-z]\.[ ]+\S | \#\.[ ]+\S)
      | (?P<explicit>\.\.(?:[ ]|\Z))
      | (?P<field>:(?![:\s`])|@[a-z][\w-]*(?:[ ]+[^:\n()]{1,100})?:(?:[ ]|\Z)
          |@(?:param|type|returns?|rtype|raises?|throws?|[ic]var)[ ])
      | (?P<table>\+[-=+]{2,}|\|[ ]|=+[ ]+=)
      | (?P<heading>\#{1,6}[ ]+\S)
      | (?P<quote>>[ ]+[^\W\d])
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""How a block starts that is no paragraph; the name of the group is the kind of block."""


class Scanner:
    """Lines of a docstring at one margin, the index of the line that is read next, and the blocks so far.

    The functions `take_...` of the modules beside read one kind of block each. Such a function adds the blocks that
    start at `index`, moves `index` behind their lines, and returns True; or it does neither and returns False, and
    the lines are text.
    """

    __slots__ = ("blocks", "depth", "index", "lines", "next_number", "scan", "style", "unclosed")

    def __init__(self, lines: Sequence[str], style: Style, depth: int, scan: Scan) -> None:
        self.lines = lines
        self.style = style
        self.depth = depth
        self.scan = scan
        """What reads all lines of a scanner: the modules of the kinds cannot import it, since it imports them."""
        self.index = 0
        self.blocks: list[Block] = []
        self.unclosed: dict[str, int] = {}
        """The shortest fence of each mark that is known to have no end."""
        self.next_number = 1
        """What a numbered list goes on with, after what stood between its items."""

    def inner(self, lines: Sequence[str]) -> tuple[Block, ...]:
        """Return the blocks of lines that stand within a block, without their common indentation."""
        return self.scan(Scanner(dedented(lines), self.style, self.depth + 1, self.scan))

    def line(self, index: int) -> str:
        """Return a line; behind the last one all are empty."""
        return self.lines[index] if index < len(self.lines) else ""

    def take(self, end: int) -> Sequence[str]:
        """Return the lines up to an index, and go on behind them."""
        taken = self.lines[self.index : end]
        self.index = end
        return taken

    def after_blank(self, index: int) -> int:
        """Return the index of the next line that is not blank, or the end."""
        while index < len(self.lines) and not self.lines[index].strip():
            index += 1
        return index
