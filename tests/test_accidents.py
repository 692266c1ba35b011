"""What an accident leaves: every page as it was or true, nothing kept, and after it what a clean build leaves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from extractor.errors import ExitCode
from extractor.facts import Unreadable
from extractor.pipeline import build
from extractor.publish.write import check
from extractor.reading import tasks
from extractor.workspace.config import Config

FILES = {
    "pkg/__init__.py": '"""A package."""\n\nfrom pkg.base import Base\nfrom .sub import *\n\n__all__ = ["Base"]\n',
    "pkg/base.py": 'class Base:\n    """Of all."""\n\n    def run(self): pass\n\n\ndef thing(): return Base()\n',
    "pkg/derived.py": "from pkg import Base, base\n\nclass Derived(Base):\n    def run(self): base.thing()\n",
    "pkg/sub/__init__.py": "from .deep import *\n",
    "pkg/sub/deep.py": "import pkg.derived\n\nclass Deep(pkg.derived.Derived): pass\n\ndef work(): pkg.base.thing()\n",
    "pkg/README.md": "# The package\n\nA sentence on it.\n",
    "tests/test_base.py": "from pkg.base import thing\n\n\ndef test_thing(): thing()\n",
    "alone.py": "VALUE = 1\n",
}
CACHES = pytest.mark.parametrize("cache", [".extractor_cache", ""], ids=["cache", "no cache"])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "repository")


def lay(root: Path) -> Path:
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    return root


def config(cache: str = ".extractor_cache") -> Config:
    return Config(project="Test", jobs=1, cache_dir=cache)


def pages(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in (root / "docs").rglob("*.md")}


def clean(root: Path) -> dict[str, bytes]:
    """The pages of a first build of the same sources."""
    other = root.with_name("clean")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root, other, ignore=shutil.ignore_patterns("docs", ".extractor_cache"))
    build(other, config(""))
    return pages(other)


@contextmanager
def accident(root: Path, path: str) -> Iterator[None]:
    """A file that nobody can read, of which the content is not what is kept of it either."""
    with pytest.MonkeyPatch.context() as patch:
        read, file = tasks._read, root / path
        text = file.read_bytes()
        file.write_bytes(text + b"\n")
        patch.setattr(tasks, "_read", lambda root, each: Unreadable(each, "!") if each == path else read(root, each))
        yield
    file.write_bytes(text)


@CACHES
def test_no_page_changes_for_a_file_that_cannot_be_read(root: Path, cache: str) -> None:
    build(root, config(cache))
    before = pages(root)
    for path in ("pkg/__init__.py", "pkg/derived.py", "tests/test_base.py") if cache else ("pkg/sub/deep.py",):
        with accident(root, path):
            looked_at, outcome = build(root, config(cache), check), build(root, config(cache))
        assert [each.path for each in outcome.unreadable] == [path]
        assert {each.action for each in (*looked_at.done, *outcome.done)} == {"same"}, path
        assert outcome.exit_code(strict=False) == looked_at.exit_code(strict=False) == ExitCode.ERROR
        assert pages(root) == before, path
    assert build(root, config(cache)).exit_code(strict=False, must_be_current=True) == ExitCode.OK
    assert pages(root) == before


@CACHES
def test_a_first_build_makes_every_page_but_its_own_and_the_next_what_a_clean_one_makes(root: Path, cache: str) -> None:
    path = "pkg/sub/deep.py"
    with accident(root, path):
        assert build(root, config(cache)).exit_code(strict=False) == ExitCode.ERROR
    own = {f"docs/{path}_{page}.md" for page in ("docs", "kw")}
    assert pages(root).keys() == clean(root).keys() - own
    folder, _, name = path.rpartition("/")
    assert f"{name}_docs.md".encode() in pages(root)[f"docs/{folder}/index.md"]
    assert build(root, config(cache)).exit_code(strict=False) == ExitCode.OK
    assert pages(root) == clean(root)


@CACHES
def test_what_has_nothing_to_do_with_it_is_brought_up_to_date(root: Path, cache: str) -> None:
    build(root, config(cache))
    (root / "alone.py").write_text("OTHER = 2\n", encoding="utf-8")
    with accident(root, "pkg/derived.py"):
        outcome = build(root, config(cache))
    assert "docs/alone.py_docs.md" in {each.path for each in outcome.done if each.action == "update"}
    assert b"OTHER" in pages(root)["docs/alone.py_docs.md"]
    build(root, config(cache))
    assert pages(root) == clean(root)


def test_an_edit_that_comes_and_goes_during_accidents_leaves_what_a_clean_build_leaves(root: Path) -> None:
    build(root, config())
    (root / "alone.py").write_text("OTHER = 2\n", encoding="utf-8")
    (root / "pkg/base.py").write_text("class Base: pass\n", encoding="utf-8")
    with accident(root, "pkg/derived.py"):
        build(root, config())
    lay(root)
    with accident(root, "pkg/sub/deep.py"):
        build(root, config())
    build(root, config())
    assert pages(root) == clean(root)
