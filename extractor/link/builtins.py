"""The functions and types that every module sees, of every Python from 3.8 on.

A table of our own, since the names of `builtins` differ between versions and pages must not.
"""

from __future__ import annotations

BUILTINS = frozenset(
    """
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
    credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash
    help hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open
    ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type
    vars zip
    """.split()
)
"""Without the exceptions."""
