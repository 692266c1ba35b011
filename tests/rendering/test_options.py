"""Options of the command line as the rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rendering.test_sections import built

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """
import argparse
import click
import typer
from typing import Annotated
app = typer.Typer()
"""


def rows(root: Path, source: str) -> list[str]:
    """The rows of all tables of options on the page of a module."""
    built(root, {"m.py": HEAD + source})
    lines = (root / "docs/m.py_docs.md").read_text(encoding="utf-8").splitlines()
    return [line.strip("| ") for line in lines if line.startswith("|") and not line.startswith(("| Option", "|---"))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '@click.command()\n@click.option("--name", "-n", "who", type=str, default="you", help="Who to greet.")\n'
            "def f(who): ...",
            ['`--name`, `-n` | `str` | `"you"` | Who to greet.'],
        ),
        (
            '@click.command()\n@click.argument("path", nargs=-1)\n@click.argument("out")\n'
            '@click.option("--loud/--quiet", required=True)\n@click.option("-v", count=True)\ndef f(): ...',
            ["`path` | any number |", "`out` | required |", "`--loud/--quiet` | flag, required |", "`-v` | counted |"],
        ),
        (
            '@click.command()\n@click.option(\n    "--a",  # a comment\n    help="One "\n    "two.",\n)\ndef f(): ...',
            ["`--a` |  |  | One two."],
        ),
        (
            "@app.command()\ndef f(name: str, ctx: typer.Context, size: int = 3, loud: bool = False): ...",
            ["`name` | `str`, required |", "`--size` | `int` | `3` |", "`--loud/--no-loud` | `bool` | `False` |"],
        ),
        (
            'def f(a: Annotated[str, typer.Option("--all", help="All of it.")] = "x", b: int = 1): ...\n'
            "f = app.command()(f)",
            [],
        ),
        (
            '@app.command()\ndef f(a: Annotated[str, typer.Option("--all", help="All of it.")] = "x",\n'
            '      b: int = typer.Argument(..., help="B."), c: str = typer.Option(None)): ...',
            ['`--all` | `str` | `"x"` | All of it.', "`b` | `int`, required |  | B.", "`--c` | `str` | `None` |"],
        ),
        (
            'def f(parser):\n    if parser:\n        parser.add_argument("-x", "--ex", type=int, default=3)\n'
            '    g = parser.add_argument_group()\n    g.add_argument("--on", action="store_true")\n',
            ["`-x`, `--ex` | `int` | `3` |", "`--on` | flag |"],
        ),
        (
            'parser = argparse.ArgumentParser()\nparser.add_argument(\n    "files", nargs="+", choices=["a|b"],\n)',
            [r"""`files` | \["a\|b"\], one or more |"""],
        ),
        ('options.add_argument("--headless")\noptions.add_argument(name, help="x")', []),
        ('import other\n@other.option("--a")\ndef f(): ...', []),
    ],
)
def test_options(tmp_path: Path, source: str, expected: list[str]) -> None:
    found = [" ".join(row.split()) for row in rows(tmp_path, source)]
    assert [row.rstrip(" |") for row in found] == [" ".join(row.rstrip(" |").split()) for row in expected]


def test_what_is_no_literal_stands_as_code(tmp_path: Path) -> None:
    assert rows(tmp_path, 'p = x()\np.add_argument("--a", help=HELP % 3)\n') == ["`--a` |  |  | `HELP % 3`"]
    assert rows(tmp_path, 'p = x()\np.add_argument("--a", help=f"At {MOST}.")\n') == ["`--a` |  |  | At {MOST}."]
    assert rows(tmp_path, 'p = x()\np.add_argument("--a", help=_("Says."))\n') == ["`--a` |  |  | Says."]
