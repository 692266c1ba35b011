"""After any edits an incremental build leaves what a clean one would, and a check says when the disk holds less."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import pipeline
from extractor.publish.outcome import Outcome
from extractor.publish.write import check, write
from extractor.reading.cache_folder import find_cache
from extractor.workspace.config import find_root, load

PATHS = ("pkg/__init__.py", "pkg/a.py", "pkg/b.py", "pkg/sub/__init__.py", "pkg/sub/c.py", "tests/test_a.py", "d.py")
OTHERS = ("README.md", "pkg/README.rst", "notes.txt")
PIECES = (
    '"""First words. More of them."""\n',
    '"""Other words."""\n',
    "from pkg.a import thing, Base\n",
    "from .a import thing as other\n",
    "from pkg import *\n",
    "from .sub import *\n",
    "from .sub.c import Deep as thing\n",
    "import pkg.sub.c\n",
    "import pkg.b as b\n",
    "__all__ = ['thing']\n",
    "__all__ = ['Base', 'Deep']\n",
    "def thing(x: Base) -> b.Base: pass\n",
    "def thing(x: int = 1): pass\n",
    "def test_thing(): thing(pkg.sub.c.Deep)\n",
    "class Base(Exception):\n    def run(self): pass\n",
    "class Base:\n    def run(self): pass\n    def walk(self): pass\n",
    "class Deep(Base):\n    def run(self): pass\n",
    "class Deep(thing): pass\n",
    'def told():\n    """Calls :func:`thing` and :class:`~pkg.sub.c.Deep`; see `b.Base`."""\n',
    "def outer():\n    def thing(): pass\n    return thing(Base())\n",
    "class TestDeep(Base):\n    def test_run(self): thing(b.Base)\n",
    "import unittest\nclass Base(unittest.TestCase): pass\n",
    "thing = b.thing\n",
    "from .sub import c\n__all__ = ['told'] + c.__all__\n",
    "from .b import __all__ as names\n__all__ = [*names, 'Base']\n__all__.remove('told')\n",
    "from .sub.c import Deep as Deep\n",
    "from collections import namedtuple\nthing = namedtuple('thing', 'first second')\n",
    "class Base:\n    @property\n    def state(self): pass\n",
    "class Deep(Base):\n    def __init__(self): self.state = self.other = 1\n",
    "CONSTANT = 1\n",
    "# a comment\n",
    "\n\n",
    "def broken(:\n",
)
WORDS = ("# Title\n\nA sentence. Another.\n", "# Title\n", "Heading\n=======\n\nSome text.\n", "")
CONFIGS = (
    'project = "One"\n',
    'project = "Two"\n',
    'project = "One"\nindex-limit = 2\n',
    'project = "One"\nprivate = false\nroles = { pkg = "the heart" }\n',
    'project = "One"\nembed-source = false\n',
    'project = "One"\ntemplates = "mine"\n',
    'project = "One"\nexclude = ["b.py"]\n',
)
TEMPLATE = '{% extends "extractor/index.md.jinja" %}\n'
_write_python = st.tuples(st.just("write"), st.sampled_from(PATHS), st.lists(st.sampled_from(PIECES), max_size=6))
_write_other = st.tuples(st.just("write"), st.sampled_from(OTHERS), st.lists(st.sampled_from(WORDS), max_size=1))
_delete = st.tuples(st.just("delete"), st.sampled_from((*PATHS, *OTHERS)), st.just(()))
_move = st.tuples(st.just("move"), st.sampled_from(PATHS), st.sampled_from(PATHS))
_configure = st.tuples(st.just("write"), st.just("extractor.toml"), st.sampled_from(CONFIGS).map(lambda each: [each]))
_template = st.tuples(
    st.just("write"),
    st.just("mine/index.md.jinja"),
    st.sampled_from(
        (TEMPLATE, f"{TEMPLATE}{{# changed #}}\n{{% block footer %}}\nMine.\n{{{{ super() }}}}{{% endblock %}}\n")
    ).map(lambda each: [each]),
)
_damage = st.tuples(st.sampled_from(("edit page", "remove page")), st.integers(0, 30), st.just(()))
EDITS = st.one_of(
    _write_python, _write_python, _write_python, _write_other, _delete, _move, _configure, _template, _damage
)


def _apply(root: Path, kind: str, where: object, what: object) -> None:
    if isinstance(where, int):
        pages = sorted((root / "docs").rglob("*.md"))
        page = pages[where % len(pages)]
        if kind == "edit page":
            page.write_text("Edited.\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
        else:
            page.unlink()
        return
    file = root / str(where)
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind == "delete":
        file.unlink(missing_ok=True)
    elif kind == "move" and file.exists():
        target = root / str(what)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
    elif kind == "write":
        file.write_text("".join(what), encoding="utf-8")  # type: ignore[call-overload]


def _run(root: Path, *, is_check: bool = False, is_clean: bool = False) -> Outcome:
    found = find_root(root)
    overrides: dict[str, object] = {"jobs": 1, **({"cache-dir": ""} if is_clean else {})}
    return pipeline.build(root, load(root, found.file, overrides), check if is_check else write)


def _cache(root: Path) -> Path:
    cache = find_cache(root, "auto")
    assert cache is not None
    return cache.folder


def _pages(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in _files(root / "docs")}


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _clean(root: Path, folder: Path) -> dict[str, bytes]:
    """The pages of a first build of the same sources."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns("docs"))
    _run(folder, is_clean=True)
    return _pages(folder)


@settings(max_examples=int(os.environ.get("EXTRACTOR_EXAMPLES", "20")), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDITS, min_size=1, max_size=6), st.data())
def test_an_incremental_build_equals_a_clean_one(edits: list[tuple[str, object, object]], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "repository"
        root.mkdir()
        (root / "mine").mkdir()
        (root / "mine" / "index.md.jinja").write_text(TEMPLATE, encoding="utf-8")
        (root / "extractor.toml").write_text(CONFIGS[0], encoding="utf-8")
        for path in PATHS[:5]:
            _apply(root, "write", path, data.draw(st.lists(st.sampled_from(PIECES), max_size=5)))
        _run(root)
        for edit in edits:
            _apply(root, *edit)
            expected = _clean(root, root.parent / "clean")
            before = _pages(root)
            checked = _run(root, is_check=True)
            assert _pages(root) == before, "a check writes nothing"
            assert (checked.changes > 0) == (before != expected), "a check says stale exactly when bytes differ"
            differing = {path for path in {*before, *expected} if before.get(path) != expected.get(path)}
            assert {each.path for each in checked.done if each.action != "same"} == differing
            _run(root)
            assert _pages(root) == expected
            assert _run(root, is_check=True).changes == 0


def test_a_run_that_finds_all_as_it_was_imports_nothing_that_reads_or_makes(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "a.py").write_text("def a(): pass\n", encoding="utf-8")
    command = [sys.executable, "-X", "importtime", "-m", "extractor", "build", "--project", "P", str(tmp_path)]
    first = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    second = subprocess.run([*command, "--check"], capture_output=True, text=True, check=True).stderr
    heavy = ("jinja2", "extractor.link.graph", "extractor.extraction.readers", "multiprocessing")
    assert [name for name in heavy if name in first] == [*heavy]
    assert not [name for name in (*heavy, "libcst", "email.message") if name in second]


@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"\x82\xa3key\xa1x"])
def test_a_cache_of_pages_that_cannot_be_read_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.py").write_text("def a(): pass\n", encoding="utf-8")
    _run(tmp_path)
    expected = _pages(tmp_path)
    (_cache(tmp_path) / "pages.msgpack").write_bytes(content)
    (tmp_path / "docs" / "a.py_kw.md").unlink()
    _run(tmp_path)
    assert _pages(tmp_path) == expected


def test_a_cache_of_which_any_byte_is_damaged_counts_as_empty(tmp_path: Path) -> None:
    """A damaged part may well decode, and then say something else or fail where nobody expects it."""
    (tmp_path / "extractor.toml").write_text(CONFIGS[0], encoding="utf-8")
    (tmp_path / "a.py").write_text("def first(): pass\n", encoding="utf-8")
    (tmp_path / "b.py").write_text("import a\n", encoding="utf-8")
    _run(tmp_path)
    (tmp_path / "b.py").write_text("from a import first\n", encoding="utf-8")
    expected = _clean(tmp_path, tmp_path.parent / f"{tmp_path.name}-clean")
    for name in ("facts.msgpack", "pages.msgpack", "sources.msgpack"):
        file = _cache(tmp_path) / name
        whole = file.read_bytes()
        for place in range(0, len(whole), max(1, len(whole) // 10)):
            file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            _run(tmp_path)
            assert _pages(tmp_path) == expected
