"""Headers taken from their lines, against what LibCST writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import libcst as cst
import pytest

from extractor.extraction.python.positions import paired_spans, twins_of
from extractor.extraction.python.signatures import _header_of, _plain_header
from extractor.extraction.python.tree import Body, branches, small_statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAIN = [
    "def f(): ...\n    ",
    "def f(x=')', *, y=\"(\"):",
    "async  def f(x: dict[str, int] = {1: 2}, )  ->  None :   ",
    "class A (B, metaclass=C):",
    "class A:",
    "def f(\n    x,\n\n    y=(1,\n         2),\n) -> list[\n  int\n]:",
    "def f(x=lambda: 1):",
    "def f[T: (int, str)](x: T) -> T:",
]
ODD = [
    "def f(x):  # why",
    "def f(x,  # why\n    y):",
    "def f(x='it\\'s', y=1):",
    "def f(x=''' '\n'''):",
    "def f(x) \\\n    -> int:",
    "def f(x): return x",
    "class A: x: int = 3",
]


@pytest.mark.parametrize("indent", ["", "    ", "\t"])
@pytest.mark.parametrize("header", PLAIN + ODD)
def test_a_plain_header_is_the_one_that_libcst_writes(header: str, indent: str) -> None:
    body = f"\n{indent}    pass" if header.rstrip().endswith(":") or "#" in header.split("\n")[-1] else ""
    block = "".join(f"{indent}{line}\n" for line in f"{header}".split("\n")) if header else ""
    source = ("if x:\n" if indent else "") + block.rstrip("\n") + body + "\n"
    tree = cst.parse_module(source)
    (node,) = definitions(tree)
    plain = _plain_header(source.split("\n"), 2 if indent else 1)
    assert plain in ("", _header_of(node))
    assert bool(plain) == (header in PLAIN and "..." not in header)


@pytest.mark.filterwarnings("ignore")  # invalid escapes and the like are the source's affair
def test_headers_of_fixtures_are_plain_for_the_most_part(fixtures: Path) -> None:
    plain = whole = 0
    for path in sorted((fixtures / "pytorch").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        tree, twins = cst.parse_module(source), twins_of(source)
        assert twins is not None
        spans = paired_spans(tree, twins)
        for node in definitions(tree):
            found = _plain_header(source.split("\n"), spans[id(node)][0])
            assert found in ("", _header_of(node))
            plain += bool(found)
            whole += 1
    assert plain > 0.8 * whole > 10


def definitions(tree: cst.Module) -> Iterator[cst.FunctionDef | cst.ClassDef]:
    stack: list[Body] = [tree]
    while stack:
        for node in small_statements(stack.pop()):
            if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
                yield node
                stack.append(node.body)
            stack.extend(cast("Body", branch.body) for branch in branches(node))
