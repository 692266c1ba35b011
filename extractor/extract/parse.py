"""LibCST's parser, without what its nodes do for people who make them by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import libcst as cst


def parse(text: str) -> cst.Module:
    """Return the tree of a source; raises `libcst.ParserSyntaxError`.

    Equal white space in it is one node.
    """
    with _unchecked():
        return cst.parse_module(text)


@contextlib.contextmanager
def _unchecked() -> Iterator[None]:
    """Make nodes without checking what they are made of, and white space, of which most nodes are, only once.

    The parser makes none that are wrong, and LibCST takes three tenths of its time to see that.
    """
    check, white_space = cst.CSTNode.__post_init__, cst.SimpleWhitespace
    made: dict[str, cst.SimpleWhitespace] = {}

    def make(value: str) -> cst.SimpleWhitespace:
        if value not in made:
            made[value] = white_space(value)
        return made[value]

    cst.CSTNode.__post_init__ = _passed  # type: ignore[method-assign]
    cst.SimpleWhitespace = make  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        cst.CSTNode.__post_init__ = check  # type: ignore[method-assign]
        cst.SimpleWhitespace = white_space  # type: ignore[misc]


def _passed(self: cst.CSTNode) -> None:
    """Check nothing."""
