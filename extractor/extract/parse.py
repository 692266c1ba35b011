"""LibCST's parser, without what its nodes do for people who make them by hand.

Equal white space, line ends, commas and dots in a tree are one node.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import libcst as cst

_Maker: TypeAlias = Callable[..., cst.CSTNode]


def parse(text: str) -> cst.Module:
    """Return the tree of a source; raises `libcst.ParserSyntaxError`."""
    with _unchecked():
        return cst.parse_module(text)


@contextlib.contextmanager
def _unchecked() -> Iterator[None]:
    """Make nodes without checking what they are made of, and the small ones, of which most are, only once.

    The parser makes none that are wrong, and LibCST takes three tenths of its time to see that.
    """
    check = cst.CSTNode.__post_init__
    kinds = {name: getattr(cst, name) for name in _SHARED}
    cst.CSTNode.__post_init__ = _passed  # type: ignore[method-assign]
    for name, kind in kinds.items():
        setattr(cst, name, _SHARED[name](kind))
    try:
        yield
    finally:
        cst.CSTNode.__post_init__ = check  # type: ignore[method-assign]
        for name, kind in kinds.items():
            setattr(cst, name, kind)


def _once_of_text(kind: _Maker) -> _Maker:
    """Return what makes nodes of a kind whose one part is a text, and gives the one that it made of it before."""
    made: dict[str, cst.CSTNode] = {}

    def make(value: str) -> cst.CSTNode:
        node = made.get(value)
        if node is None:
            node = made[value] = kind(value)
        return node

    return make


def _once_of_nodes(kind: _Maker) -> _Maker:
    """Return the same for a kind of several parts, most of them nodes, which are equal where they are the same."""
    made: dict[tuple[int, ...], cst.CSTNode] = {}

    def make(**parts: object) -> cst.CSTNode:
        key = (*map(id, parts.values()),)  # nobody else's while the node is there, which holds them
        node = made.get(key)
        if node is None:
            node = made[key] = kind(**parts)
        return node

    return make


_SHARED: Mapping[str, Callable[[_Maker], _Maker]] = {
    "SimpleWhitespace": _once_of_text,
    "Newline": _once_of_nodes,
    "TrailingWhitespace": _once_of_nodes,
    "Comma": _once_of_nodes,
    "Dot": _once_of_nodes,
}
"""Six nodes of ten are of these kinds, and nothing hangs on which of two equal ones stands somewhere."""


def _passed(self: cst.CSTNode) -> None:
    """Check nothing."""
