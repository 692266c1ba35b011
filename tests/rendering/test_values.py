"""What a page says of variables and attributes: values, descriptions, and the places that links lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from rendering.test_sections import built

if TYPE_CHECKING:
    from pathlib import Path

LONG = "[\n" + "".join(f"    'a word of some length, number {number}',\n" for number in range(5)) + "]"


def pages(root: Path, source: str) -> tuple[str, str]:
    """The two pages of a module of this text."""
    built(root, {"m.py": source})
    docs, keywords = (root / f"docs/m.py_{page}.md" for page in ("docs", "kw"))
    return docs.read_text(encoding="utf-8"), keywords.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("port = 80", '- `port` (variable) = `80`<a id="name-port"></a>'),
        ("port: int", '- `port` (variable): `int`<a id="name-port"></a>'),
        ("größe = 1", '- `größe` (variable) = `1`<a id="name-gr-f6--df-e"></a>'),
        (
            "port = 80  # Where `serve` listens.",
            '- `port` (variable) = `80` – Where `serve` listens.<a id="name-port"></a>',
        ),
        ("# Wires\nport = 80", '- `port` (variable) = `80` – under the comment: Wires<a id="name-port"></a>'),
        ("port = 80  # <b>bold</b>", '- `port` (variable) = `80` – &lt;b>bold&lt;/b><a id="name-port"></a>'),
        (f"port = {LONG}", "- [`port`](#port) (variable) = *see below*"),
        (f"port = {LONG}  # All.", "- [`port`](#port) (variable) = *see below* – All."),
        ("port = 80\n'''The port.\n\nOne.'''", "- [`port`](#port) (variable) = `80` – The port."),
        (
            "class C:\n    port: int = 80  #: Its port.",
            '- `port` (class attribute): `int` = `80` – Its port.<a id="name-C.port"></a>',
        ),
        (
            "class C:\n    port: int = field(default=80, repr=False)",
            '- `port` (class attribute): `int` = `80`, by `field(default=80, repr=False)`<a id="name-C.port"></a>',
        ),
        (
            "class C:\n    def __init__(self, port: int):\n        self.port = port",
            '- `port` (instance attribute): `int` = `port`<a id="name-C.port"></a>',
        ),
    ],
)
def test_a_line_says_what_is_known_of_a_name(tmp_path: Path, source: str, line: str) -> None:
    assert line in pages(tmp_path, source)[0].split("\n")


def test_what_takes_more_than_a_line_stands_under_a_heading(tmp_path: Path) -> None:
    docs, keywords = pages(tmp_path, f"WORDS = {LONG}\n'''The words.\n\n- One\n'''\n")
    entry = docs.partition("#### `WORDS`\n")[2].partition("\n## ")[0]
    assert f"\n```python\nWORDS = {LONG}\n```\n\n- **Kind**: constant\n\nThe words.\n" in entry
    assert "One" in entry
    assert "- **`WORDS`**: [m.py_docs.md](./m.py_docs.md#words)\n" in keywords


def test_a_value_that_is_cut_says_so(tmp_path: Path) -> None:
    docs, _ = pages(tmp_path, "WORDS = [\n" + "    'word',\n" * 1_000 + "]\n")
    entry = docs.partition("#### `WORDS`\n")[2].partition("\n## ")[0]
    assert entry.count("'word'") < 40
    assert "the rest stands in the source" in entry


def test_a_long_value_without_a_heading_is_named(tmp_path: Path) -> None:
    built(tmp_path, {"m.py": f"_words = {LONG}\n", "extractor.toml": "private = false\n"})
    docs = (tmp_path / "docs/m.py_docs.md").read_text(encoding="utf-8")
    assert '- `_words` (variable) = *a longer value, [line 1](../m.py#L1)*<a id="name-_words"></a>' in docs.split("\n")


def test_every_keyword_of_a_module_leads_to_a_place(tmp_path: Path) -> None:
    source = "import os\nPORT = 80\napp = made()\njoin = os.path.join\n"
    _, keywords = pages(tmp_path, source)
    listed = re.findall(r"^- \*\*`(\w+)`\*\*: .*\((\S*)\)$", keywords.partition("## Keyword →")[0], re.MULTILINE)
    assert {name: href.partition("#")[2] for name, href in listed} == {
        "PORT": "name-PORT",
        "app": "name-app",
        "join": "name-join",
        "os": "import-dependencies",
    }


def test_a_place_has_one_name_though_a_class_is_defined_twice(tmp_path: Path) -> None:
    docs, _ = pages(tmp_path, "if x:\n    class C:\n        a = 1\nelse:\n    class C:\n        a = 2\n")
    assert docs.count('<a id="name-C.a"></a>') == 1
    assert docs.count("- `a` (class attribute) = ") == 2
