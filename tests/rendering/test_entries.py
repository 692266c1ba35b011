"""Entries of indexes: what a name is, every place that defines it, and what only tests define."""

from __future__ import annotations

from helpers.linking import linked

from extractor.rendering.book import Book
from extractor.rendering.entries import IndexEntry, entries
from extractor.rendering.environment import Templates
from extractor.rendering.pages import folder_pages, repository_pages
from extractor.rendering.place import Place

FILES = {
    "b.py": "class Clock: ...\n",
    "a.c": "/* Ticks. */\nint tick(void);\nint tock(void);\n",
    "tests/test_a.py": "class Clock: ...\ndef test_tick(): ...\n",
    "conf.d/02.04-load.yaml": "# How to load.\nkey: 1\n",
}


def text_of(page: str) -> str:
    repository = linked(FILES)
    book, templates = Book(repository), Templates()
    folders = [model for folder in repository.folders for model in folder_pages(folder, repository, book)]
    (model,) = (each for each in (*folders, *repository_pages(repository, book)) if each.path == f"docs/{page}")
    return templates.render(model.template, model.path, model.values.variables())


def test_the_index_of_the_repository_says_what_names_are_and_sets_tests_apart() -> None:
    assert (
        "- **`Clock`**\n"
        "  - [`b.py`](./b.py_docs.md#clock) (class)\n"
        "  - [`tests/test_a.py`](./tests/test_a.py_docs.md#clock) (class)\n"
        "- **`tick`**: [`a.c`](./a.c_docs.md)\n"
        "- **`tock`**: [`a.c`](./a.c_docs.md)\n"
        "\n"
        "## Names in Tests\n"
        "\n"
        "Only tests define these:\n"
        "\n"
        "- **`test_tick`**: [`tests/test_a.py`](./tests/test_a.py_docs.md#test_tick) (function)\n"
    ) in text_of("keywords.md")


def test_the_index_of_a_folder_has_stems_without_their_known_suffix() -> None:
    page = text_of("sub.md")
    assert "- **`02.04-load`**: [`conf.d/02.04-load.yaml`](./conf.d/02.04-load.yaml_docs.md) (file)\n" in page
    assert "The public classes and functions, the names in other languages, and the files, of this folder" in page
    assert "**`key`**" not in page


def test_the_table_of_a_folder_has_the_comment_that_opens_a_file() -> None:
    assert "| How to load. |" in text_of("conf.d/index.md")


def test_definitions_in_tests_come_last_whatever_their_paths() -> None:
    repository = linked({"tests/a.py": "class A: ...", "z.py": "class A: ...", "conftest.py": "class B: ..."})
    place, book = Place("", repository), Book(repository)
    found = entries(place, [(path, listed) for path in repository.files for listed in book.outline(path)])
    assert [_told(entry) for entry in found] == [("A", ["z.py", "tests/a.py"], False), ("B", ["conftest.py"], True)]


def _told(entry: IndexEntry) -> tuple[str, list[str], bool]:
    return entry.name, [link.text for link in entry.links], entry.is_of_tests
