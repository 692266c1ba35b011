"""A language more comes in by one line: its facts are those of all languages, and pages and indexes take them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helpers.linking import linked

from extractor.extraction import kinds, readers
from extractor.extraction.readers import Reader
from extractor.facts import Class, CodeFacts, Function, Import, Variable
from extractor.rendering.book import Book
from extractor.rendering.environment import Templates
from extractor.rendering.pages import file_pages, repository_pages
from extractor.rendering.subject import Subject

if TYPE_CHECKING:
    import pytest

    from extractor.extraction.kinds import Kind

SOURCE = """package shapes

import "math"

const Sides = 4

// A Square has four sides.
type Square struct { Side float64 }

func (s Square) Area() float64 { return s.Side * s.Side }

func half(x float64) float64 { return math.Floor(x / 2) }
"""


class GoFacts(CodeFacts, frozen=True, tag="go"):
    """What an invented reader finds."""


def read_go(text: str, _kind: Kind) -> GoFacts:
    def line(word: str) -> int:
        return text[: text.index(word)].count("\n") + 1

    methods = re.finditer(r"func \((\w+) (\w+)\) (\w+).*?(?= \{)", text)
    plain = re.finditer(r"func (\w+)\(.*?(?= \{)", text)
    types = re.finditer(r"(?:// (.*)\n)?(type (\w+) \w+)", text)
    return GoFacts(
        functions=(
            *(Function(m[3], f"{m[2]}.{m[3]}", "class", line(m[0]), line(m[0]), m[0]) for m in methods),
            *(Function(m[1], m[1], "module", line(m[0]), line(m[0]), m[0]) for m in plain),
        ),
        classes=tuple(Class(m[3], m[3], "module", line(m[2]), line(m[2]), m[2], m[1]) for m in types),
        imports=tuple(Import(m[1], line(m[0])) for m in re.finditer(r'import "(\w+)"', text)),
        variables=tuple(Variable(m[1], "constant", line(m[0])) for m in re.finditer(r"const (\w+)", text)),
    )


def test_the_facts_of_another_language_come_to_pages_and_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(readers.READERS, "go", Reader(read_go))  # type: ignore[misc]
    go = kinds.Kind("Go Source Code", "go", "go", "code")  # type: ignore[arg-type]
    monkeypatch.setattr(kinds, "_BY_SUFFIX", {**kinds._BY_SUFFIX, "go": go})
    repository = linked({"a/shapes.go": SOURCE, "b.py": "class Square: ...\n"})
    book, templates = Book(repository), Templates()
    subject = Subject(repository.files["a/shapes.go"], SOURCE, repository, book)
    docs, keywords = (templates.render(m.template, m.path, m.values.variables()) for m in file_pages(subject))
    for words in (
        "- [`Square`](#square): A Square has four sides.\n",
        "- [`half`](#half)\n",
        "- `Sides` (constant)",
        "- `math`\n",
        "\n##### `Square.Area`\n\n```go\nfunc (s Square) Area() float64\n```\n",
        "A Square has four sides.\n",
    ):
        assert words in docs
    for words in ("### Classes\n", "### Methods\n", "### Constants\n", "- **`math`**", "_docs.md#squarearea)\n"):
        assert words in keywords
    (index,) = (templates.render(m.template, m.path, m.values.variables()) for m in repository_pages(repository, book))
    assert (
        "- **`Square`**\n"
        "  - [`a/shapes.go`](./a/shapes.go_docs.md#square) (class)\n"
        "  - [`b.py`](./b.py_docs.md#square) (class)\n"
    ) in index
