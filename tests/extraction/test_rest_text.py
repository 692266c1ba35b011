"""Headings and summary of reStructuredText."""

from __future__ import annotations

import pytest
from helpers.reading import read_text

from extractor.extraction.kinds import kind_of


def headings(source: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in read_text(source, kind_of("a.rst")).headings]


def summary(source: str) -> str:
    return read_text(source, kind_of("a.rst")).summary


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "Title\n=====\n\nSub\n---\n\nSubsub\n~~~~~~\n\nSub\n---\n",
            [(1, "Title"), (2, "Sub"), (3, "Subsub"), (2, "Sub")],
        ),
        ("=====\nTitle\n=====\n\nSub\n=====\n", [(1, "Title"), (2, "Sub")]),
        ("=======\n Inset\n=======\n", [(1, "Inset")]),
        ("Title\r\n=====\r\n", [(1, "Title")]),
        ("Right after\n===========\nText\n\nNext\n====\n", [(1, "Right after"), (1, "Next")]),
        ("1. Numbered\n===========\n", [(1, "1. Numbered")]),
        # widths: four characters are always enough, fewer must reach the end of the title
        ("Too long a title\n----\n", [(1, "Too long a title")]),
        ("abc\n---\n", [(1, "abc")]),
        ("abcd\n---\n", []),
        ("日\n==\n", [(1, "日")]),
        ("日\n=\n", []),
        # inline markup
        ("``code_`` *em* **strong**\n=========================\n", [(1, "code_ em strong")]),
        (":func:`~a.b` `text <url>`_ ref_ |sub| [1]_\n================\n", [(1, "a.b text ref")]),
        ("__init__ and A_<B>_C\n====================\n", [(1, "__init__ and A_<B>_C")]),
        (r"a\_b \*" + "\n=======\n", [(1, "a_b *")]),
        # what only looks like a title
        ("text::\n\n    Literal\n    =======\n", []),
        ("text::\n\n> quoted\n> literal\n>\n", []),
        ("::\n\n- a\n-----\n", []),
        (".. code::\n\n   No\n   ==\n", []),
        (".. comment\n==========\n", []),
        ("two lines\nof text\n-------\n", []),
        ("above\n\n-----\n\nbelow\n", []),
        ("- item\n------\n", []),
        (":field: value\n-------------\n", []),
        ("=====  =====\nA      B\n=====  =====\n1      2\n------------\n3      4\n=====  =====\n", []),
        ("+---+\n| a |\n+---+\n", []),
        ("=====\n\nTitle\n", []),
    ],
)
def test_rest_headings(source: str, expected: list[tuple[int, str]]) -> None:
    assert headings(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("T\n=\n\nFirst ``one``,\ntwo lines.\n\nSecond.\n", "First one, two lines."),
        (".. _label:\n\nT\n=\n\n|badge| |other|\n\n.. image:: x\n\n:field: y\n\nText.\n", "Text."),
        ("T\n=\n\nterm\n    its definition\n\n    quote\n\nText.\n", "Text."),
        ("T\n=\n\n- item\n\nText.\n", ""),
        ("T\n=\n\n1. item\n\nText.\n", ""),
        ("T\n=\n\nText.\n\n* item\n", "Text."),
        ("T\n=\n\nLike this::\n\n    code\n", "Like this:"),
        ("T\n=\n\nLike this. ::\n\n    code\n", "Like this."),
        ("First.\n\nT\n=\n\nSecond.\n", "First."),
        ("T\n=\n", ""),
    ],
)
def test_rest_summary(source: str, expected: str) -> None:
    assert summary(source) == expected
