"""The text of common expressions, held against what LibCST writes for each."""

from __future__ import annotations

import ast
import inspect

import libcst as cst
import pytest
from libcst import matchers

from extractor.extraction.python.spelling import spelled

_MODULE = cst.Module([], default_newline="\n")


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "1.5",
        "'text'",
        "a.b . c",
        "list[int]",
        "dict [ str , Any, ]",
        "Optional[str] | None",
        "int|str",
        "call()",
        "call( 1,* args , key = value, ** rest, )",
        "models.CharField(_('name'), max_length=30)",
        "call(\\\n1)",
    ],
)
def test_common_expressions_are_as_written(text: str) -> None:
    assert spelled(cst.parse_expression(text)) == text


@pytest.mark.parametrize("text", ["(x)", "(a).b", "a + b", "x[1:2]", "x[\n1]", "call(\n1)", "lambda: 0", "x[*y]", "-1"])
def test_others_are_left_to_libcst(text: str) -> None:
    assert spelled(cst.parse_expression(text)) is None


def test_all_expressions_of_a_real_module_are_what_libcst_writes() -> None:
    module = cst.parse_module(inspect.getsource(ast))
    nodes = matchers.findall(module, matchers.OneOf(matchers.Attribute(), matchers.Call(), matchers.Subscript()))
    found = [(spelled(node), node) for node in nodes]  # type: ignore[arg-type]
    plain = [(text, node) for text, node in found if text is not None]
    assert len(plain) > 1_000
    assert all(text == _MODULE.code_for_node(node) for text, node in plain)
