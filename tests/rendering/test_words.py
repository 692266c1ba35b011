"""What stands beside names on a page: their sentence, their full name, their place in the source, and nothing twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from oracles.markdown import headings, visible_text

from rendering.test_sections import built

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = {
    "p/__init__.py": """
        from ._core import Engine, start as run
        from . import _core as core
        __all__ = ["Engine", "run", "LIMIT"]
        LIMIT = 3
        """,
    "p/_core.py": '''
        class Engine:
            """Turns. And more."""
            def turn(self): ...
            def _oil(self): ...
            class Part:
                def fit(self):
                    def inner(): ...
        def start():
            """Starts it."""
        def _stop():
            """Stops it."""
        ''',
}


def docs(root: Path, path: str) -> str:
    return (root / "docs" / f"{path}_docs.md").read_text(encoding="utf-8")


def structure(root: Path, path: str) -> list[str]:
    """The lines of Code Structure before its last."""
    part = docs(root, path).partition("### Code Structure\n")[2].partition("*For complete")[0]
    return [line for line in part.split("\n") if line]


def test_a_name_stands_once_with_its_first_sentence(tmp_path: Path) -> None:
    root = built(tmp_path, PACKAGE)
    assert structure(root, "p/_core.py") == [
        "**Public API**",
        "- [`Engine`](#engine): Turns.",
        "- [`start`](#start): Starts it.",
        "**Classes defined**, beside those above",
        "- [`Engine.Part`](#enginepart)",
        "**Functions defined**, beside those above",
        "- [`Engine.Part.fit.inner`](#enginepartfitinner)",
        "- [`_stop`](#_stop): Stops it.",
    ]


def test_what_a_package_hands_on_has_the_sentence_of_its_definition(tmp_path: Path) -> None:
    root = built(tmp_path, PACKAGE)
    assert structure(root, "p/__init__.py")[:4] == [
        "**Public API**",
        "- [`Engine`](./_core.py_docs.md#engine): Turns.",
        "- [`LIMIT`](#name-LIMIT)",
        "- [`run`](./_core.py_docs.md#start): Starts it.",
    ]


def test_what_stands_in_another_is_a_heading_below_it_with_its_full_name(tmp_path: Path) -> None:
    text = docs(built(tmp_path, PACKAGE), "p/_core.py")
    assert [heading for heading in headings(text) if heading[0] > 3] == [
        (4, "Engine"),
        (5, "Engine.turn"),
        (5, "Engine._oil"),
        (5, "Engine.Part"),
        (6, "Engine.Part.fit"),
        (6, "Engine.Part.fit.inner"),
        (4, "start"),
        (4, "_stop"),
    ]
    full = re.findall(r"^#{4,6} `(.*)`\n\n`p\._core\.(.*?)`(?:, public as `(.*)`)?$", text, re.MULTILINE)
    assert [name for name, _, _ in full] == [name for _, name, _ in full] == [h[1] for h in headings(text) if h[0] > 3]
    assert [public for _, _, public in full] == [
        "p.Engine", "p.Engine.turn", "", "p.Engine.Part", "p.Engine.Part.fit", "", "p.run", "",
    ]  # fmt: skip


def test_members_of_a_class_that_is_defined_twice_stand_together(tmp_path: Path) -> None:
    source = "if x:\n class C:\n  def a(self): ...\nelse:\n def f(): ...\n class C:\n  def b(self): ...\n"
    text = docs(built(tmp_path, {"m.py": source}), "m.py")
    assert [name for level, name in headings(text) if level > 3] == ["C", "C.a", "C.b", "f"]


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("from .m import f\n__all__ = ['f']\n", ", public as `p.f`"),
        ("from .m import f as f\n", ", public as `p.f`"),
        ("from .m import *\n__all__ = ['f']\n", ", public as `p.f`"),
        ("from .m import f\n", ", importable as `p.f`"),
        ("from .m import f\n__all__ = []\n", ""),
        ("from .m import f as _f\n", ""),
        ("from .m import g as f\n", ""),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .m import f\n", ""),
        ("def g():\n    from .m import f\n", ""),
        ("", ""),
    ],
)
def test_a_public_name_is_one_that_a_package_hands_on(tmp_path: Path, package: str, said: str) -> None:
    text = docs(built(tmp_path, {"p/__init__.py": package, "p/m.py": "def f(): ...\ndef g(): ...\n"}), "p/m.py")
    assert f"#### `f`\n\n`p.m.f`{said}\n" in text


def test_a_page_leads_to_its_source_and_to_its_lines(tmp_path: Path) -> None:
    source = "def f():\n    eval('1')  # TODO more\n\nclass C:\n    a = 1\n"
    text = docs(built(tmp_path, {"p/m.py": source}), "p/m.py")
    assert "- **Path**: [`p/m.py`](../../p/m.py)\n" in text
    assert "- **Lines**: [1–2](../../p/m.py#L1)\n" in text
    assert "- `S307` in [`f`](#f), [line 2](../../p/m.py#L2): " in text
    assert "- `TODO`, [line 2](../../p/m.py#L2): more\n" in text


def test_links_into_the_source_go_by_its_url(tmp_path: Path) -> None:
    (tmp_path / "extractor.toml").write_text('source-url = "https://host/blob/main"\n', encoding="utf-8")
    text = docs(built(tmp_path, {"m.py": "def f(): ...\n", "broken.py": "def f(:\n"}), "m.py")
    assert "- **Path**: [`m.py`](https://host/blob/main/m.py)\n" in text
    assert "- **Lines**: [1](https://host/blob/main/m.py#L1)\n" in text
    assert "[line 1, column 7](https://host/blob/main/broken.py#L1): " in docs(tmp_path, "broken.py")


def concepts(root: Path, folder: str) -> list[str]:
    text = (root / "docs" / folder / "doc.md").read_text(encoding="utf-8")
    return [line for line in text.partition("## Key Concepts\n")[2].partition("\n## ")[0].split("\n") if line]


def test_key_concepts_are_what_a_package_exports(tmp_path: Path) -> None:
    assert concepts(built(tmp_path, PACKAGE), "p") == [
        "- [`Engine`](./_core.py_docs.md#engine): Turns.",
        "- [`LIMIT`](./__init__.py_docs.md#name-LIMIT)",
        "- [`run`](./_core.py_docs.md#start): Starts it.",
    ]


def test_key_concepts_of_a_package_without_all_are_what_it_imports_from_its_modules(tmp_path: Path) -> None:
    files = {
        **PACKAGE,
        "p/__init__.py": "import os\nfrom ._core import Engine\nfrom q import other\n",
        "q.py": "def other(): ...",
    }
    assert concepts(built(tmp_path, files), "p") == ["- [`Engine`](./_core.py_docs.md#engine): Turns."]


def test_more_than_fifteen_key_concepts_are_counted_and_the_most_imported_stay(tmp_path: Path) -> None:
    files = {"d/m.py": "".join(f"def f{n:02}(): ...\n" for n in range(20)), "u.py": "from d.m import f19\n"}
    shown = concepts(built(tmp_path, files), "d")
    assert [re.findall(r"`(\w+)`", line)[0] for line in shown[:-1]] == [*(f"f{n:02}" for n in range(14)), "f19"]
    assert shown[-1] == "*...and 5 more, see [`sub.md`](./sub.md).*"


@pytest.mark.parametrize(
    ("path", "folders", "sentence"),
    [
        ("a/m.py", (), "No test of this repository imports this module."),
        ("README.md", (), "No test of this repository imports this file."),
        ("a/m.py", ("tests",), "Test files for this module may be located in the tests/ directory."),
        ("a/b/m.py", ("test", "a/tests"), "Test files for this module may be located in the a/tests/ directory."),
        ("a/m.py", ("b/tests", "a/testing"), "No test of this repository imports this module."),
    ],
)
def test_only_a_folder_of_tests_that_is_there_is_named(
    tmp_path: Path, path: str, folders: tuple[str, ...], sentence: str
) -> None:
    files = {path: "x\n", **{f"{folder}/x.txt": "x\n" for folder in folders}}
    assert sentence in visible_text(docs(built(tmp_path, files), path))


def test_a_call_in_a_test_that_is_listed_is_not_shown_again(tmp_path: Path) -> None:
    files = {
        "m.py": "def f(): ...\n",
        "test_m.py": "from m import f\ndef test_f(): f()\ndef helper(): f()\n",
    }
    text = docs(built(tmp_path, files), "m.py")
    assert "- [`test_m.py`](./test_m.py_docs.md)\n  - [`test_f`](./test_m.py_docs.md#test_f)\n" in text
    assert text.count("#test_f)") == 1
    assert "- [`f`](#f) in [`test_m.py`](./test_m.py_docs.md), [`helper`](./test_m.py_docs.md#helper)\n" in text


def test_types_of_a_signature_are_one_fact(tmp_path: Path) -> None:
    text = docs(built(tmp_path, {"m.py": "class A: ...\nclass B: ...\ndef f(a: A, b: B): ...\n"}), "m.py")
    assert text.count("- **Types in the signature**: [`A`](#a), [`B`](#b)\n") == 1


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        ("notes.txt", "x", "This is a Text File of the P project."),
        ("a.html", "x", "This is an HTML Document file of the P project."),
        ("a.hpp", "x", "This is a C/C++ Header File of the P project."),
        ("a.c", "x", "This is a C Source Code file of the P project."),
        ("go", "#!/usr/bin/env -S bash -e\n", "Can be **executed as a standalone script**."),
        ("go", "#!/bin/unheard-of\n", "This is a Text File of the P project."),
    ],
)
def test_the_purpose_is_a_sentence(tmp_path: Path, path: str, text: str, sentence: str) -> None:
    (tmp_path / "extractor.toml").write_text('project = "P"\n', encoding="utf-8")
    assert f"\n{sentence}\n" in docs(built(tmp_path, {path: text}), path)


def test_an_empty_file_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "extractor.toml").write_text('project = "P"\n', encoding="utf-8")
    paths = ["a.py", "p/__init__.py", "a.txt", "a.md", "a.sh"]
    for number, path in enumerate(paths):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("\n \n" if number % 2 else "", encoding="utf-8")
    root = built(tmp_path, {"b.py": "x = 1\n"})
    for path in paths:
        page = docs(root, path)
        said = [line for line in visible_text(page) if "empty" in line or "class(es)" in line or "located at" in line]
        assert said == ["This file is empty."], path
        assert "- No obvious security concerns detected in automated analysis." in page
        assert "*No specific patterns automatically detected.*" in page


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("a.py", "x = 1\n", "No obvious"),
        ("a.md", "Words.\n", "No obvious"),
        ("a.py", "def f(:\n", "Not known"),
        ("a.c", "int x;\n", "Not known"),
        ("a.yaml", "x: 1\n", "Not known"),
        ("a.md", "The key is ghp_" + "a1B2" * 9 + ".\n", "Looks like a secret"),
    ],
)
def test_nothing_is_said_to_be_secure_that_was_not_looked_at(tmp_path: Path, path: str, text: str, said: str) -> None:
    part = docs(built(tmp_path, {path: text}), path).partition("### Security Considerations\n\n")[2]
    assert [line.startswith(f"- {said}") for line in part.split("\n") if line.startswith("- ")][:1] == [True]
    assert ("No obvious" in part) == (said == "No obvious")


def test_a_text_says_on_its_page_what_indexes_say_of_it(tmp_path: Path) -> None:
    text = "# Use\n\nWhat it is for.\n\n### Deep\n\n### Deep\n\n## Less\n\n# Other_ _x_\n"
    page = docs(built(tmp_path, {"a.md": text}), "a.md")
    overview = page.partition("## High-Level Overview\n\n")[2]
    assert overview.startswith("What it is for.\n\nThis file is part of the ")
    listed = page.partition("**Headings**\n\n")[2].partition("\n\n")[0]
    assert listed.split("\n") == ["- Use", "  - Deep", "  - Deep", "  - Less", "- Other\\_ x"]


def test_a_generated_page_of_elsewhere_repeats_nothing(tmp_path: Path) -> None:
    text = "# Use\n\nWords.\n\n---\n\n*Generated by Another Repository Documentation System*\n"
    page = docs(built(tmp_path, {"a.md": text}), "a.md")
    assert "Headings" not in page and page.count("Words.") == 1


def test_the_names_of_other_languages_are_on_their_page(tmp_path: Path) -> None:
    page = docs(built(tmp_path, {"a.c": "int add(int a) { return a; }\n"}), "a.c")
    assert "**Identifiers**\n\n- `add`\n" in page
