"""String literals stand for what Python says, as far as every Python says the same."""

from __future__ import annotations

import ast

import pytest

from extractor.extraction.python.literals import text_of


@pytest.mark.parametrize(
    "literal",
    [
        "''",
        '"plain"',
        r'"\a\b\f\n\r\t\v\\\'\""',
        r'"\0\12\377\1234\8"',
        r'"\x41\u00e9\U0001F600\U0010ffff"',
        r'"\N{LATIN SMALL LETTER A}\N{greek small letter alpha}\\N{x}"',
        '"""one \\\ntwo\n"""',
        r'r"\n\x41"',
        r'Rb"\n"',
        r'b"a"',
        r'u"\d\w\q"',
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_a_literal_stands_for_what_python_says(literal: str) -> None:
    value = ast.literal_eval(literal)
    assert text_of(literal) == (value if isinstance(value, str) else None)


@pytest.mark.parametrize(
    "literal", [r"\x1", r"\u12", r"\UFFFFFFFF", r"\N{NO SUCH LETTER}", r"\N{KAWI DIGIT ZERO}", r"\N{", r"\N"]
)
def test_an_escape_that_not_every_python_reads_stays_as_it_is(literal: str) -> None:
    assert text_of(f'"{literal}"') == literal
