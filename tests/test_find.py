"""`extractor find`: where a name is, in lines that an editor can follow and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.command import run_command

FILES = {
    "extractor.toml": 'project = "Found"\n',
    "pkg/__init__.py": "from .core import Engine\n",
    "pkg/core.py": (
        "LIMIT = 3\n\n\nclass Engine:\n    def start(\n        self,\n        key: str,\n    ) -> None:\n        pass\n"
        "\n\ndef start(): pass\n"
    ),
    "app.py": "import pkg.core\nfrom pkg import Engine as E\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def find(root: Path, *arguments: str) -> tuple[int, str]:
    code, out, err = run_command("find", *arguments, str(root), cwd=root)
    assert err == ""
    return code, out


def test_a_class_is_found_with_its_page_and_its_imports(root: Path) -> None:
    assert find(root, "Engine") == (
        0,
        "pkg/core.py:4: class Engine: class Engine\n"
        "    docs/pkg/core.py_docs.md#engine\n"
        "app.py:2: from pkg import Engine\n"
        "pkg/__init__.py:1: from pkg.core import Engine\n",
    )


@pytest.mark.parametrize("name", ["Engine.start", "pkg.core.Engine.start"])
def test_a_qualified_name_means_one_definition(root: Path, name: str) -> None:
    assert find(root, name) == (
        0,
        "pkg/core.py:5: function Engine.start: def start(self, key: str,) -> None\n"
        "    docs/pkg/core.py_docs.md#enginestart\n",
    )


def test_a_plain_name_means_all_its_definitions(root: Path) -> None:
    _, out = find(root, "start")
    assert [line for line in out.split("\n") if line.startswith("pkg")] == [
        "pkg/core.py:5: function Engine.start: def start(self, key: str,) -> None",
        "pkg/core.py:12: function start: def start()",
    ]


def test_a_constant_is_found_on_its_page(root: Path) -> None:
    assert find(root, "LIMIT") == (
        0,
        "pkg/core.py:1: constant LIMIT: LIMIT = 3\n    docs/pkg/core.py_docs.md#name-LIMIT\n",
    )


def test_a_module_is_found_where_it_is_imported(root: Path) -> None:
    code, out = find(root, "pkg.core")
    assert (code, out.splitlines()) == (
        0,
        ["app.py:1: import pkg.core", "pkg/__init__.py:1: from pkg.core import Engine"],
    )


def test_a_name_that_is_nowhere_gets_those_most_like_it(root: Path) -> None:
    assert find(root, "Enginee") == (1, "Enginee: not defined or imported here\ndid you mean Engine?\n")
    assert find(root, "zzzzzz") == (1, "zzzzzz: not defined or imported here\n")


def test_json_holds_the_same(root: Path) -> None:
    code, out = find(root, "LIMIT", "--format", "json")
    assert (code, json.loads(out)) == (
        0,
        {
            "defined": [
                {
                    "description": "",
                    "kind": "constant",
                    "line": 1,
                    "name": "LIMIT",
                    "page": "docs/pkg/core.py_docs.md#name-LIMIT",
                    "path": "pkg/core.py",
                    "signature": "LIMIT = 3",
                }
            ],
            "imported": [],
            "name": "LIMIT",
            "near": [],
        },
    )


def test_what_is_found_follows_an_edit(root: Path) -> None:
    find(root, "Engine")
    (root / "pkg" / "core.py").write_text("class Motor: pass\n", encoding="utf-8")
    assert find(root, "Motor")[0] == 0
    code, out = find(root, "Engine")
    assert (code, "pkg/core.py:4" in out) == (0, False), "it is still imported, but defined no more"


def test_a_name_of_another_language_is_found_where_its_file_declares_it(root: Path) -> None:
    (root / "clock.c").write_text(
        '/* tick\n   is below */\nint other(void) { return tick("tick"); }\n\nint tick(int speed)\n{\n}\n',
        encoding="utf-8",
    )
    (root / "clock.js").write_text("// tick\ntick();\nfunction tick() {\n}\n", encoding="utf-8")
    assert find(root, "tick") == (
        0,
        "clock.c:5: identifier tick: int tick(int speed)\n"
        "    docs/clock.c_docs.md\n"
        "clock.js:3: identifier tick: function tick() {\n"
        "    docs/clock.js_docs.md\n",
    )


def test_what_is_said_of_a_variable_or_an_attribute_is_told(root: Path) -> None:
    (root / "pkg/said.py").write_text(
        "class Bus:\n    #: How many\n    #: may sit.\n    seats: int = 40\n", encoding="utf-8"
    )
    lines = [
        "pkg/said.py:4: class attribute Bus.seats: seats: int = 40",
        "    How many may sit.",
        "    docs/pkg/said.py_docs.md#name-Bus.seats",
    ]
    for name in ("seats", "Bus.seats", "pkg.said.Bus.seats"):
        assert find(root, name) == (0, "\n".join([*lines, ""]))
