"""Title lines against docutils' rule, and every reader of them against the others."""

from __future__ import annotations

import pytest

from extractor.extraction.prose.rest import rest_blocks
from extractor.extraction.prose.titles import is_docstring_underline, is_underline
from extractor.extraction.python.examples import examples_of
from extractor.rendering.docstrings.blocks import Title
from extractor.rendering.docstrings.parse import parse


@pytest.mark.parametrize(
    ("title", "line", "is_title"),
    [
        ("Usage", "~~~~~", True),
        ("Usage", "~~~~", True),  # shorter than the title, but of four: docutils warns
        ("Usage", "~~~", False),
        ("Use", "~~~", True),
        ("A", "=", True),
        ("標題", "===", False),  # as wide as four columns
        ("標題", "====", True),
        ("Usage", "~~-~~", False),
        ("Usage", "aaaaa", False),
        ("", "~~~~", False),
    ],
)
def test_an_underline_is_long_enough(title: str, line: str, is_title: bool) -> None:
    assert is_underline(line, title) is is_title


@pytest.mark.parametrize(("title", "line"), [("Use", "```"), ("Use it so", "````"), ("-", "-"), ("A", "*")])
def test_marks_of_markdown_are_no_underline_in_a_docstring(title: str, line: str) -> None:
    assert is_underline(line, title)
    assert not is_docstring_underline(line, title)


@pytest.mark.parametrize("title", ["Use", "Usage", "Detailed notes about usage", "標題"])
@pytest.mark.parametrize("length", [3, 4, 10])
def test_what_one_reader_takes_for_a_title_is_one_to_all(title: str, length: int) -> None:
    text = f"Summary.\n\n{title}\n{'~' * length}\n\nOnly words stand here.\n"
    is_title = is_underline("~" * length, title)
    assert [block.text for block in rest_blocks(text) if block.level] == [title] * is_title
    assert [block.text for block in parse(text, "rest") if isinstance(block, Title)] == [title] * is_title
    assert (list(examples_of("f", text)) == []) is is_title
