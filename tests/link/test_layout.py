"""Where pages stand: no two in one place, on any file system."""

from __future__ import annotations

import posixpath
import re
import unicodedata

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


# Names that not every file system can hold beside each other

LONG = "x" * 255
"""As long as a name can be."""
DIGEST = r"-[0-9a-f]{16}"


@pytest.mark.parametrize("name", ["n" * 243 + ".py", "é" * 122 + ".py", "日" * 81 + ".py", "🐍" * 61 + ".py"])
def test_a_name_that_fits_is_kept(name: str) -> None:
    assert len(name.encode()) <= 247
    assert posixpath.basename(layout(name).docs(name)) == f"{name}_docs.md"


@pytest.mark.parametrize("name", ["n" * 245 + ".py", LONG, "é" * 127, "a" + "日" * 84, "🐍" * 62, "\u0301" * 127])
def test_a_name_that_is_too_long_is_cut_at_a_character_and_bears_a_digest(name: str) -> None:
    found = layout(name, f"pkg/{name}", f"{name[:-1]}z")
    for page in (found.docs(name), found.keywords(name), found.docs(f"pkg/{name}")):
        cut = re.fullmatch(f"(.+){DIGEST}_(docs|kw).md", posixpath.basename(page))
        assert cut is not None
        assert name.startswith(cut[1])
        assert 240 <= len(posixpath.basename(page).encode()) <= 255
    assert found.docs(name) != found.docs(f"{name[:-1]}z")
    assert posixpath.basename(found.docs(name)) == posixpath.basename(found.docs(f"pkg/{name}"))
    assert found.alike == ()


def test_names_of_pages_are_the_same_for_ever() -> None:
    found = layout(LONG, "A.py", "a.py", "Src/b.py", "src/b.py")
    assert found.docs(LONG) == f"docs/{'x' * 230}-49636e0c296d4d82_docs.md"
    assert found.docs("A.py") == "docs/A.py_docs.md"
    assert found.keywords("a.py") == "docs/a.py-bb631289cb80d2dd_kw.md"
    assert found.docs("Src/b.py") == "docs/Src/b.py_docs.md"
    assert found.docs("src/b.py") == "docs/src-c77e736db66badf8/b.py_docs.md"
    assert found.alike == (("A.py", "a.py"), ("Src", "src"))


def test_a_folder_whose_name_grows_too_long_is_cut() -> None:
    folder = f"{'x' * 247}_docs.md"
    name = posixpath.basename(layout("x" * 247, f"{folder}/a.py").folder(folder))
    assert re.fullmatch(f"x+{DIGEST}", name)
    assert len(name) <= 255


ALIKE = [
    pytest.param(("A.py", "a.py"), id="case"),
    pytest.param(("STRASSE.py", "straße.py"), id="case of more than one letter"),
    pytest.param(("\u00e9.py", "e\u0301.py"), id="normal form"),
    pytest.param(("\u00c9.py", "e\u0301.py"), id="both"),
    pytest.param(("a\u200d.py", "a.py"), id="what macOS passes over"),
]


@pytest.mark.parametrize("names", ALIKE)
@pytest.mark.parametrize("place", ["{}", "pkg/{}", "{}/a.py", "pkg/{}/deep/a.py"])
def test_pages_of_names_that_are_one_to_a_file_system_stand_apart(names: tuple[str, str], place: str) -> None:
    first, second = sorted(names)
    paths = [place.format(name) for name in (second, first)]
    found = layout(*paths)
    pages = [found.docs(path) for path in paths]
    assert pages[1] == f"docs/{place.format(first)}_docs.md"
    assert re.search(f"{DIGEST}[_/]", pages[0])
    assert len({_folded(page) for page in pages}) == 2
    above = place.partition("{}")[0]
    assert found.alike == ((above + first, above + second),)


@pytest.mark.parametrize(
    ("folder", "expected"),
    {
        ".GIT": ".GIT_",
        ".git ": ".git_ ",
        ".Git. .": ".Git_. .",
        ".git::$INDEX_ALLOCATION": ".git_::$INDEX_ALLOCATION",
        "GIT~1": "GIT~1_",
        ".g\u200cit": ".g\u200cit_",
        "\ufeff.git": "\ufeff.git_",
        "con": "con_",
        "AUX.d": "AUX_.d",
        "nul .x": "nul_ .x",
        "Com1": "Com1_",
        "lpt\u00b9": "lpt\u00b9_",
        "a.": "a._",
        "a ": "a _",
        ".github": ".github",
        "git": "git",
        "git~2": "git~2",
        "console": "console",
        "com0": "com0",
        "aux-files": "aux-files",
    }.items(),
)
def test_a_folder_that_means_something_elsewhere_gets_another_name(folder: str, expected: str) -> None:
    assert layout(f"pkg/{folder}/a.py").folder(f"pkg/{folder}") == f"docs/pkg/{expected}"


@pytest.mark.parametrize(
    ("source", "page"),
    {"aux.c": "aux_.c", "NUL": "NUL", "con.py": "con_.py", "a.": "a.", "auxiliary.c": "auxiliary.c"}.items(),
)
def test_no_page_is_called_like_a_device(source: str, page: str) -> None:
    assert layout(source).docs(source) == f"docs/{page}_docs.md"


NAMES = st.sampled_from(
    [
        "a",
        "A",
        "\u00e9",
        "e\u0301",
        "aux.c",
        "aux_.c",
        ".GIT",
        ".GIT_",
        "a.",
        "a._",
        LONG,
        f"{LONG[:-1]}X",
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
    assert len({*map(_folded, pages)}) == len(pages)
    taken = {_folded(page) for page in pages}
    assert not taken & {_folded(each) for page in pages for each in _parents(page)}
    assert len({_folded(places.folder(folder)) for folder in found}) == len(found)
    assert max(len(part.encode()) for page in pages for part in page.split("/")) <= 255


def _folded(path: str) -> str:
    """The path as a disk takes it that ignores case and Unicode's normal form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path.replace("\u200d", "")).casefold())


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
