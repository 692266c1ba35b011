"""What a page says of a file's purpose, beside what it says of its tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import cli

BASE = "import unittest\n\n\nclass BaseCase(unittest.TestCase):\n    pass\n"


def page(root: Path, path: str, files: dict[str, str]) -> str:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    assert cli.run(["build", str(root), "--quiet", "--project", "P"]) == 0
    return (root / "docs" / f"{path}_docs.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("base", "has_tests"),
    [
        ("from tests.base import BaseCase\n", True),
        ("from tests.middle import Middle as BaseCase\n", True),
        ("from elsewhere import BaseCase\n", False),
    ],
)
def test_cases_of_unittest_by_way_of_other_files(tmp_path: Path, base: str, has_tests: bool) -> None:
    """The purpose and the command that runs the tests say the same."""
    text = page(
        tmp_path,
        "tests/test_a.py",
        {
            "tests/__init__.py": "",
            "tests/base.py": BASE,
            "tests/middle.py": "from . import base\n\n\nclass Middle(base.BaseCase):\n    pass\n",
            "tests/test_a.py": f"{base}\n\nclass A(BaseCase):\n    def test_it(self):\n        pass\n",
        },
    )
    assert ("Contains **unit tests**" in text, "python -m unittest tests.test_a" in text) == (has_tests, has_tests)


def test_what_only_a_script_defines_is_no_public_api(tmp_path: Path) -> None:
    text = page(
        tmp_path, "a.py", {"a.py": 'def run(): pass\n\n\nif __name__ == """__main__""":\n    def own(): pass\n'}
    )
    public = text.partition("**Public API**")[2].partition("**Functions")[0]
    assert "`run`" in public
    assert "`own`" not in public
