"""The interface: what of a body the facts of a file need, and no formatting of it.

A fact more is a kind more here, and a line in the table of each reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["call", "bind", "import", "raise", "yield", "return", "with", "async with", "except"]
"""`bind` is of names that anything but an import binds; of `yield` the name is the word itself."""
BodyFacts: TypeAlias = Mapping[Kind, tuple[str, ...]]
"""The dotted names of each kind, each once, in the order of the source.

A body ends where another one begins: what a nested function does is not here. What its head does is: decorators count
as calls, defaults and annotations are looked into.
"""
Bodies: TypeAlias = Mapping[int, BodyFacts]
"""Of those that do anything, by the line of their `def` or `class`; that of the module by `MODULE`."""
MODULE = 0
EVERYTHING = "BaseException"
"""What an `except` without a name catches."""
NOTHING: BodyFacts = MappingProxyType({})
