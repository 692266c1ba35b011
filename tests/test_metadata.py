"""What packaging says of a repository: never more than pages can show, and nothing of what lies elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_cli import needs_posix

from extractor.workspace.metadata import Metadata, read_metadata

PYPROJECT = """
[project.scripts]
tool = "pkg.cli:main"
[project.gui-scripts]
window = "pkg.window:main"
[tool.setuptools.package-dir]
"" = "lib"
"""


def test_scripts_and_import_roots_are_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    assert read_metadata(tmp_path) == Metadata(
        {"tool": "pkg.cli", "window": "pkg.window"}, ("lib",), {"tool": "main", "window": "main"}
    )


@needs_posix
@pytest.mark.parametrize("kind", ["pipe", "folder", "/dev/zero", "outside", "nowhere", "large"])
def test_what_is_no_file_of_the_repository_says_nothing(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    (tmp_path / "outside").write_text(PYPROJECT, encoding="utf-8")
    file = root / "pyproject.toml"
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "large":
        with file.open("wb") as large:
            large.truncate(2**40)
    else:
        file.symlink_to({"outside": "../outside"}.get(kind, kind))
    assert read_metadata(root) == Metadata()


@pytest.mark.parametrize(
    "text",
    [
        "[project]\nscripts = " + "[" * 100_000,
        "[project]\nscripts = 3",
        "[project.scripts]\na = 3\nb = ['c']\nd = " + "[" * 300 + "]" * 300,
        f"[project.scripts]\n{'x' * 500_000} = 'a:b'\ny = '{'x' * 100_000}'",
        '[project.scripts]\n"a\\u001b" = "b:c"\nd = "e\\n:f"',
        "[tool.setuptools.packages.find]\nwhere = 3",
        "[tool.poetry]\npackages = [[1], 2, {from = 3}]",
        "a = 1\n\xff",
    ],
    ids=["nested", "number", "values", "long", "control", "where", "packages", "encoding"],
)
def test_hostile_packaging_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode("latin-1"))
    assert read_metadata(tmp_path) == Metadata()


def test_many_scripts_are_cut(tmp_path: Path) -> None:
    lines = "".join(f"a{number} = 'm:f'\n" for number in range(50_000))
    (tmp_path / "pyproject.toml").write_text(f"[project.scripts]\n{lines}", encoding="utf-8")
    assert len(read_metadata(tmp_path).scripts) == 10_000


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": '[project]\ndescription = " Counts\\n sheep. "'}, "Counts sheep."),
        ({"pyproject.toml": '[tool.poetry]\ndescription = "Counts sheep."'}, "Counts sheep."),
        ({"setup.cfg": "[metadata]\ndescription = Counts sheep."}, "Counts sheep."),
        ({"package.json": '{"description": "Counts sheep."}'}, "Counts sheep."),
        ({"pyproject.toml": "[project]", "setup.cfg": "[metadata]\ndescription = Counts sheep."}, "Counts sheep."),
        ({"pyproject.toml": "[project", "package.json": '{"description": "Counts sheep."}'}, "Counts sheep."),
        ({"pyproject.toml": "[project]\ndescription = 3"}, ""),
        ({"pyproject.toml": '[project]\ndescription = "a\\u001bb"'}, ""),
        ({"pyproject.toml": f'[project]\ndescription = "{"ghp_" + "a1B2" * 9}"'}, ""),
        ({"pyproject.toml": f'[project]\ndescription = "{"word " * 1_000}"'}, ""),
        ({}, ""),
    ],
)
def test_the_packaging_describes_the_project_in_a_sentence(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_metadata(tmp_path).description == expected
