"""LibCST's parser without its nodes' checks: the same trees, and the checks are back afterwards."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import libcst as cst
import pytest

from extractor.extraction.python.fast.parse import parse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.filterwarnings("ignore")  # invalid escapes and the like are the source's affair
def test_the_tree_is_that_of_libcst(fixtures: Path) -> None:
    compared = 0
    for path in sorted((fixtures / "pytorch").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        tree = parse(source)
        assert tree.code == source
        assert tree.deep_equals(cst.parse_module(source))
        compared += 1
    assert compared > 5


@pytest.mark.parametrize("source", ["x = 1\n", "x = = 1\n"])
def test_nodes_made_by_hand_are_checked_as_before(source: str) -> None:
    try:
        parse(source)
    except cst.ParserSyntaxError:
        assert "= =" in source
    assert sys.modules["libcst"] is cst
    with pytest.raises(cst.CSTValidationError):
        cst.SimpleWhitespace("x")
    assert isinstance(cst.SimpleWhitespace(" "), cst.SimpleWhitespace)
    assert isinstance(cst.Comma(), cst.Comma)
    assert cst.Comma() is not cst.Comma()
