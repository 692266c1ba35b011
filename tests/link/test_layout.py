"""Where pages stand: no two in one place, on any file system."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.link.folders import find_folders
from extractor.link.layout import FOLDER_PAGES, REPOSITORY_PAGE, REPOSITORY_PARTS, Layout, find_layout


def layout(*paths: str, output_dir: str = "docs") -> Layout:
    return find_layout(output_dir, find_folders(paths))


def test_pages_mirror_the_sources() -> None:
    found = layout("a.py", "pkg/sub/b.py")
    assert found.docs("a.py") == "docs/a.py_docs.md"
    assert found.keywords("pkg/sub/b.py") == "docs/pkg/sub/b.py_kw.md"
    assert found.folder_page("", "index.md") == "docs/index.md"
    assert found.folder_page("pkg/sub", "doc.md") == "docs/pkg/sub/doc.md"
    assert found.folder("") == "docs"
    assert not found.moved


FOLDERS = [
    pytest.param(["index.md/a.py"], "index.md", "docs/index.md_", id="index.md"),
    pytest.param(["doc.md/a.py"], "doc.md", "docs/doc.md_", id="doc.md"),
    pytest.param(["sub.md/a.py"], "sub.md", "docs/sub.md_", id="sub.md"),
    pytest.param(["keywords.md/a.py"], "keywords.md", "docs/keywords.md_", id="keywords.md"),
    pytest.param(["pkg/keywords.md/a.py"], "pkg/keywords.md", "docs/pkg/keywords.md", id="keywords.md, further down"),
    pytest.param(["pkg/index.md/a.py"], "pkg/index.md", "docs/pkg/index.md_", id="index.md, further down"),
    pytest.param(["INDEX.md/a.py"], "INDEX.md", "docs/INDEX.md_", id="another case"),
    pytest.param(["x", "x_docs.md/a.py"], "x_docs.md", "docs/x_docs.md_", id="a documentation page"),
    pytest.param(["x", "x_kw.md/a.py"], "x_kw.md", "docs/x_kw.md_", id="a keyword page"),
    pytest.param(["X", "x_kw.md/a.py"], "x_kw.md", "docs/x_kw.md_", id="a keyword page in another case"),
    pytest.param(["keywords/a.md/b.py"], "keywords/a.md", "docs/keywords/a.md_", id="a part of the keywords"),
    pytest.param(["Keywords/other.md/b.py"], "Keywords/other.md", "docs/Keywords/other.md_", id="its last part"),
    pytest.param(["pkg/keywords/a.md/b.py"], "pkg/keywords/a.md", "docs/pkg/keywords/a.md", id="no part of them"),
    pytest.param(["y", "x_docs.md/a.py"], "x_docs.md", "docs/x_docs.md", id="no page's name"),
    pytest.param(["index.md/a.py", "index.md_/a.py"], "index.md", "docs/index.md__", id="the next name is taken"),
    pytest.param(["index.md/a.py", "index.md_/a.py"], "index.md_", "docs/index.md_", id="who has it keeps it"),
    pytest.param(["index.md/sub.md/a.py"], "index.md/sub.md", "docs/index.md_/sub.md_", id="one in the other"),
    pytest.param(["index.md/deep/er/a.py"], "index.md/deep/er", "docs/index.md_/deep/er", id="what is below moves too"),
]


@pytest.mark.parametrize(("paths", "folder", "expected"), FOLDERS)
def test_a_folder_that_is_called_like_a_page_gets_another_name(paths: list[str], folder: str, expected: str) -> None:
    assert layout(*paths).folder(folder) == expected


def test_folders_that_differ_by_case_are_moved_apart() -> None:
    found = layout("INDEX.md/a.py", "index.md/a.py")
    places = {found.folder(folder).casefold() for folder in ("INDEX.md", "index.md")}
    assert len(places) == 2
    assert "docs/index.md" not in places


NAMES = st.sampled_from(
    [
        "a",
        "A",
        "index.md",
        "INDEX.md",
        "index.md_",
        "doc.md",
        "sub.md",
        "keywords.md",
        "a_docs.md",
        "a_kw.md",
        "keywords",
        "a.md",
    ]
)
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), min_size=1, max_size=12)


@given(PATHS)
def test_no_page_stands_where_another_or_a_folder_does(paths: list[str]) -> None:
    folders = {each for path in paths for each in _parents(path)}
    sources = sorted(set(paths) - folders)  # a path is a file or a folder
    found = find_folders(sources)
    places = find_layout("docs", found)
    pages = [page for path in sources for page in (places.docs(path), places.keywords(path))]
    pages += [places.folder_page(folder, name) for folder in found for name in FOLDER_PAGES]
    pages.append(places.folder_page("", REPOSITORY_PAGE))
    pages += [f"docs/keywords/{part}.md" for part in REPOSITORY_PARTS]
    assert len(set(pages)) == len(pages)
    taken = {_beside(page) for page in pages}
    assert not taken & {_beside(each) for page in pages for each in _parents(page)}
    assert len({places.folder(folder) for folder in found}) == len(found)


def _beside(path: str) -> tuple[str, str]:
    """The path as its neighbours are told apart: folders that differ by case only are on no disk that ignores it."""
    folder, name = posixpath.split(path)
    return folder, name.casefold()


def _parents(path: str) -> list[str]:
    parents = []
    while path := posixpath.dirname(path):
        parents.append(path)
    return parents


def test_folders_hold_their_files_and_subfolders_sorted() -> None:
    folders = find_folders(["b/z.py", "b/a.py", "b/c/deep/x.txt", "a.md", "Z/y.py"])
    assert {path: (each.files, each.subfolders) for path, each in folders.items()} == {
        "": (("a.md",), ("Z", "b")),
        "Z": (("y.py",), ()),
        "b": (("a.py", "z.py"), ("b/c",)),
        "b/c": ((), ("b/c/deep",)),
        "b/c/deep": (("x.txt",), ()),
    }
    assert list(folders) == sorted(folders)


def test_an_empty_repository_has_its_own_folder() -> None:
    assert list(find_folders([])) == [""]
