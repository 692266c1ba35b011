"""Repositories that are wrong or odd as a whole: the command succeeds, and every link on every page holds."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from helpers.command import run_command
from oracles import markdown

from extractor.link.folders import find_folders
from extractor.link.layout import find_layout

CYCLES = {
    "cycle/__init__.py": "from .a import *\nfrom .a import A\n",
    "cycle/a.py": "from . import b\nfrom .b import B\nfrom .c import *\nclass A(B):\n    def f(self): ...\n",
    "cycle/b.py": "from cycle import A\nimport cycle.a, cycle.b\nclass B(A):\n    def f(self): ...\n",
    "cycle/c.py": "from .a import *\nfrom .c import C\n__all__ = ['A'] + a.__all__\n",
}
SHADOWS = {
    "mod.py": "class Hidden: ...\n",
    "mod/__init__.py": "class Seen: ...\n",
    "mod/part.py": "from ..mod import Hidden\nfrom mod import Seen\nimport mod.part as me\n",
    "space.py": "from space import inner\n",
    "space/inner.py": "import space.inner\n",
    "user.py": "from mod import Seen, Hidden, part\nclass User(Seen, Hidden, part.me): ...\n",
}
TWO_ROOTS = {
    "one/pyproject.toml": "[project]\nname = 'one'\n",
    "one/src/common.py": "def one(): ...\n",
    "one/src/app.py": "from common import one, two\n",
    "two/setup.py": "",
    "two/common.py": "def two(): ...\n",
    "two/app.py": "from common import one, two\n",
    "both.py": "import common\nfrom common import one as first, two as second\n",
}
BEYOND = {
    "deep/__init__.py": "from .. import a\nfrom ...b import *\n",
    "deep/down/__init__.py": "",
    "deep/down/a.py": "from ..... import x\nfrom .....far.away import y\nfrom ...mod import Seen\n",
    "top.py": "from . import sibling\nfrom .user import User\nfrom ..beyond import z\n",
}
CASES = {
    "Case.py": "class Upper: ...\n",
    "case.py": "class lower: ...\nclass Lower: ...\nclass LOWER: ...\ndef lower(): ...\n",
    "Folder/a.py": "from case import Lower\n",
    "folder/a.py": "from Case import Upper\n",
}
NAMES = {
    "index.md/a.py": "class InIndex: ...\n",
    "index.md/index.md/doc.md": "# Deep\n",
    "index.md_/a.py": "",
    "doc.md/sub.md/b.py": "",
    "keywords.md/c.py": "def c(): ...\n",
    "x": "text\n",
    "x_docs.md/d.py": "def d(): ...\n",
    "x_kw.md/e.py": "",
    "a b/[c](d)#e?.py": "def f(): ...\n",
    "ü/%41.py": "from index.md import a\n",
    "_/__init__.py": "",
    "keywords/a.md/a.py": "def apple(): ...\n",
}
DEEP = {
    "chain.py": "class C0:\n    def f(self): ...\n" + "".join(f"class C{n}(C{n - 1}): ...\n" for n in range(1, 1_200)),
    **{f"hop{n}.py": f"from hop{n + 1} import target, other\nfrom hop{n + 1} import *\n" for n in range(250)},
    "hop250.py": "class target: ...\n",
}
"""Long ways to go: they cost a moment, never the run."""

TREES = {
    "cycles": CYCLES,
    "shadows": SHADOWS,
    "two roots": TWO_ROOTS,
    "beyond the top": BEYOND,
    "cases": CASES,
    "names": NAMES,
    "deep": DEEP,
    "all of them": {**CYCLES, **SHADOWS, **TWO_ROOTS, **BEYOND, **CASES, **NAMES},
}


@pytest.mark.parametrize("tree", TREES)
def test_a_build_succeeds_and_every_link_holds(tree: str, tmp_path: Path) -> None:
    pages = _built(tmp_path, TREES[tree])
    sources = [path for path in TREES[tree] if (tmp_path / path).is_file()]
    layout = find_layout("docs", find_folders(sources))  # that of names which are alike is tested with it
    assert {layout.docs(path) for path in sources} <= pages.keys()
    assert _dead_links(tmp_path, pages) == []


def test_a_folder_called_like_a_page_has_its_own_pages(tmp_path: Path) -> None:
    pages = _built(tmp_path, NAMES)
    assert "# Index: `Small`" in pages["docs/index.md"]
    assert "# Index: `index.md`" in pages["docs/index.md__/index.md"]
    assert "### Classes" in pages["docs/index.md__/a.py_kw.md"]


def test_a_split_keyword_page_keeps_clear_of_a_folder_of_its_name(tmp_path: Path) -> None:
    pages = _built(tmp_path, NAMES, "index-limit = 1\n")
    assert pages.keys() >= {"docs/keywords/a.md", "docs/keywords/a.md_/a.py_docs.md"}
    assert _dead_links(tmp_path, pages) == []


def _built(root: Path, files: dict[str, str], settings: str = "") -> dict[str, str]:
    """The pages of a repository by path; what the file system cannot hold beside another file is left out."""
    for path, text in {**files, "extractor.toml": f'project = "Small"\n{settings}'}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    run = run_command("build", "-j", "1", cwd=root)
    assert run.code == 0, run.out + run.err
    return {
        page.relative_to(root).as_posix(): page.read_text(encoding="utf-8")
        for page in sorted((root / "docs").rglob("*.md"))
        if page.is_file()
    }


def _dead_links(root: Path, pages: dict[str, str]) -> list[str]:
    """The links that lead to no file, or to no heading of a page."""
    anchors = {page: set(markdown.anchors(text)) for page, text in pages.items()}
    return [
        f"{page}: {href}"
        for page, text in pages.items()
        for href in markdown.links(text)
        if not re.match(r"[a-z]+:", href) and not _leads_somewhere(root, page, href, anchors)
    ]


def _leads_somewhere(root: Path, page: str, href: str, anchors: dict[str, set[str]]) -> bool:
    path, _, anchor = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
    if target not in anchors:  # a source, or a line of it
        line = int(anchor.removeprefix("L") or 1)
        return (root / target).is_file() and 0 < line <= len((root / target).read_bytes().splitlines()) + 1
    return (root / target).is_file() and (not anchor or unquote(anchor) in anchors[target])
