"""What a page says of what is inherited, of fixtures, of stubs, of commands and of imports that wait."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rendering.test_sections import built

if TYPE_CHECKING:
    from pathlib import Path


def reference(root: Path, path: str, name: str) -> str:
    """The part of a page below the heading of a definition."""
    text = (root / "docs" / f"{path}_docs.md").read_text(encoding="utf-8")
    below = re.split(rf"\n#+ `{re.escape(name)}`\n", text)[1]
    return re.split(r"\n#{2,6} ", below)[0]


BASE = '''
    """A base."""
    class Base:
        limit = 1
        def run(self, name):
            """Run what `Base.stop` ends.

            Args:
                name: Of the run.
            """
        def stop(self): ...
    '''


def test_an_override_without_a_docstring_has_that_of_what_it_overrides(tmp_path: Path) -> None:
    files = {
        "pkg/base.py": BASE,
        "pkg/middle.py": "from pkg.base import Base\nclass Middle(Base):\n    def run(self, name): ...\n",
        "pkg/leaf.py": "from pkg.middle import Middle\nclass Leaf(Middle):\n    def run(self, name): ...\n"
        "class Own(Middle):\n    def run(self, name):\n        'Own.'\n",
    }
    built(tmp_path, files)
    text = reference(tmp_path, "pkg/leaf.py", "Leaf.run")
    assert "*Documentation inherited from* [`pkg/base.py: Base.run`](./base.py_docs.md#baserun):" in text
    assert "Run what [`Base.stop`](./base.py_docs.md#basestop) ends." in text
    assert "- `name`: Of the run." in text
    assert "inherited from" not in reference(tmp_path, "pkg/leaf.py", "Own.run")


def test_an_edit_of_an_inherited_docstring_is_told(tmp_path: Path) -> None:
    files = {"base.py": BASE, "leaf.py": "from base import Base\nclass Leaf(Base):\n    def run(self, name): ...\n"}
    built(tmp_path, files)
    built(tmp_path, {"base.py": BASE.replace("Run what", "Start what")})
    assert "Start what" in reference(tmp_path, "leaf.py", "Leaf.run")


def test_inherited_members_say_where_they_come_from(tmp_path: Path) -> None:
    files = {"base.py": BASE, "leaf.py": "from base import Base\nclass Leaf(Base):\n    def run(self, name): ...\n"}
    built(tmp_path, files)
    text = reference(tmp_path, "leaf.py", "Leaf")
    (line,) = [line for line in text.splitlines() if line.startswith("- From")]
    assert line.startswith("- From [`base.py: Base`](./base.py_docs.md#base): ")
    assert "`limit`" in line
    assert "`stop`" in line
    assert "`run`" not in line


def test_a_test_case_does_not_list_what_its_framework_has(tmp_path: Path) -> None:
    files = {
        "base.py": "import unittest\nclass Case(unittest.TestCase):\n    def assert_all(self): ...\n",
        "test_a.py": "from base import Case\nclass A(Case):\n    def test_a(self): ...\n",
    }
    built(tmp_path, files)
    assert "Inherited members" not in reference(tmp_path, "test_a.py", "A")


def test_the_constructor_of_a_dataclass_is_a_signature(tmp_path: Path) -> None:
    built(
        tmp_path,
        {
            "m.py": "from dataclasses import dataclass, field\n@dataclass\nclass P:\n    x: int\n"
            "    y: list = field(default_factory=list)\n"
        },
    )
    text = reference(tmp_path, "m.py", "P")
    assert (
        "The constructor that `dataclasses.dataclass` makes:\n\n```python\nP(x: int, y: list = list())\n```\n" in text
    )


def test_a_decorator_of_several_lines_stands_as_it_is_written(tmp_path: Path) -> None:
    built(tmp_path, {"m.py": "import x\n@x.mark(\n    1,  # one\n)\n@x.other\ndef f(): ...\n"})
    text = reference(tmp_path, "m.py", "f")
    assert "Decorated with:\n\n```python\n@x.mark(\n    1,  # one\n)\n```\n" in text
    assert "- **Decorator**: `@x.other`\n" in text
    assert "`@x.mark" not in text


def test_a_decorator_of_a_hundred_lines_is_cut_visibly(tmp_path: Path) -> None:
    lines = "\n".join(f"    {number}," for number in range(98))
    built(tmp_path, {"m.py": f"@mark(\n{lines}\n)\ndef f(): ...\n"})
    assert "# ... 40 more lines\n```" in reference(tmp_path, "m.py", "f")


def test_fixtures_tell_their_scope_and_their_users(tmp_path: Path) -> None:
    files = {
        "tests/conftest.py": """
            import pytest

            @pytest.fixture(scope="session", autouse=True, name="web")
            def make_web(): ...
            """,
        "tests/test_a.py": "def test_a(web): ...\n",
    }
    built(tmp_path, files)
    text = reference(tmp_path, "tests/conftest.py", "make_web")
    assert "- **Kind**: pytest fixture\n" in text
    assert "- **Fixture name**: `web`\n- **Fixture scope**: `session`\n- **Autouse**" in text
    assert "- **Used by**: [`tests/test_a.py: test_a`](./test_a.py_docs.md#test_a)\n" in text


def test_a_stub_and_its_source_name_each_other(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "class A: ...\n",
        "pkg/a.pyi": "class A: ...\n",
        "pkg/b.py": "from pkg.a import A\n",
        "pkg/b.pyi": "from .a import A as A\n",
    }
    built(tmp_path, files)
    stub = (tmp_path / "docs/pkg/b.pyi_docs.md").read_text(encoding="utf-8")
    source = (tmp_path / "docs/pkg/b.py_docs.md").read_text(encoding="utf-8")
    assert "This is a **type stub**" in stub
    assert "The source beside it is [`b.py`](./b.py_docs.md)." in stub
    assert "Its types are declared in the stub [`b.pyi`](./b.pyi_docs.md)." in source
    assert "[`A`](./a.pyi_docs.md#a)" in stub
    assert "[`A`](./a.py_docs.md#a)" in source


def test_a_command_stands_beside_what_it_runs(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "zed"\n[project.scripts]\nzed = "zed:main"\n',
        "zed/__init__.py": "try:\n    from ._main import main\nexcept ImportError:\n    def main(): ...\n",
        "zed/_main.py": "def main(): ...\ndef other(): ...\n",
    }
    built(tmp_path, files)
    page = (tmp_path / "docs/zed/_main.py_docs.md").read_text(encoding="utf-8")
    assert "This is a **command-line entry point**.\n\nIt runs as `zed`.\n" in page
    assert "- **Runs as**: `zed`\n" in reference(tmp_path, "zed/_main.py", "main")
    assert "Runs as" not in reference(tmp_path, "zed/_main.py", "other")


def test_imports_that_wait_are_dashed(tmp_path: Path) -> None:
    files = {
        "a.py": """
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                import b, d
            import d
            def f():
                import c
            """,
        "b.py": "import a\n",
        "c.py": "class C:\n    import a\n",
        "d.py": "",
    }
    built(tmp_path, files)
    page = (tmp_path / "docs/a.py_docs.md").read_text(encoding="utf-8")
    arrows = [line.strip() for line in page.splitlines() if "->" in line and "n_" in line]
    assert sorted(arrows) == [
        "n_a_py --> n_d_py",
        "n_a_py -.-> n_b_py",
        "n_a_py -.-> n_c_py",
        "n_b_py --> n_a_py",
        "n_c_py --> n_a_py",
    ]
    assert "A dashed arrow is an import for type checking only, or inside a function." in page
    assert "dashed" not in (tmp_path / "docs/d.py_docs.md").read_text(encoding="utf-8")
