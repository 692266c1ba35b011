"""Which files of a repository are sources; what git ignores is asked of git itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.workspace.config import Config
from extractor.workspace.discover import Skipped, discover
from extractor.workspace.probe import BINARY_PROBE

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is the oracle")
needs_posix = pytest.mark.skipif(os.name == "nt", reason="names or file types that Windows does not have")

EVERYTHING = Config(exclude=())

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
"""Git without the settings of the machine, and without those of a hook that runs the tests."""


def git(folder: Path, *arguments: str) -> str:
    command = ("git", "-c", f"core.excludesFile={os.devnull}", *arguments)
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return done.stdout.decode()


def unignored(folder: Path) -> tuple[str, ...]:
    """What git says: the files, tracked or not, that it does not ignore."""
    listed = git(folder, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    return tuple(sorted(listed.split("\0")[:-1]))


def lay(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write the files and return the root."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def sources(root: Path, **config: Any) -> list[str]:
    return [*discover(root, Config(**config)).sources]


def notes(root: Path, **config: Any) -> list[tuple[str, str]]:
    found = discover(root, Config(**config)).skipped
    assert {skipped.severity for skipped in found} <= {"note"}
    return [(skipped.path, skipped.reason) for skipped in found]


# Order and names


def test_sources_are_sorted_by_code_point(tmp_path: Path) -> None:
    lay(tmp_path, dict.fromkeys(["b/a", "b.py", "B", "a", "b/B", "ä"], ""))
    assert sources(tmp_path) == ["B", "a", "b.py", "b/B", "b/a", "ä"]


def test_the_order_of_the_filesystem_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a/x": "", "a/y\x01": b"\0", "b": b"\0", "c/d/e": "", ".gitignore": "c/d/f", "c/d/f": ""})
    expected = discover(tmp_path, EVERYTHING)
    scandir = os.scandir

    class Backwards(list[Any]):
        def __enter__(self) -> Backwards:
            return self

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(os, "scandir", lambda path: Backwards(reversed([*scandir(path)])))
    assert discover(tmp_path, EVERYTHING) == expected


@needs_posix
def test_odd_names_are_names(tmp_path: Path) -> None:
    names = ["#x", "%41", "-n", "[z]", "`q`", "a b", "back\\slash", "it's", 'say "hi"', "日本", "ü"]
    lay(tmp_path, dict.fromkeys(names, ""))
    assert sources(tmp_path) == sorted(names)


@needs_posix
def test_a_name_that_is_not_utf8_is_left_out_with_a_note(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    try:
        lay(tmp_path, {f"{name}/a.py": "", f"b/{name}.py": "", "ignored/" + name: "", ".gitignore": "ignored/"})
    except OSError:
        pytest.skip("the filesystem takes no such name")
    assert sources(tmp_path) == [".gitignore"]
    assert notes(tmp_path) == [
        ("b/caf\\xe9.py", "has a name that is not UTF-8"),
        ("caf\\xe9", "has a name that is not UTF-8"),
    ]


def test_deep_folders_are_walked(tmp_path: Path) -> None:
    path = ""
    for _ in range(1050):
        path += "d/"
        os.mkdir(f"{tmp_path}/{path}")  # noqa: PTH102 - a Path of a thousand parts takes its time
    lay(tmp_path, {path + "a": ""})
    try:
        assert sources(tmp_path) == [path + "a"]
    finally:
        (tmp_path / path / "a").unlink()
        os.removedirs(tmp_path / path)  # pytest's own cleaning up is recursive


def test_an_empty_folder_has_no_sources(tmp_path: Path) -> None:
    assert sources(tmp_path) == []


# Settings


def test_the_output_directory_is_left_out_without_a_word(tmp_path: Path) -> None:
    lay(tmp_path, {"a.py": "", "docs/a.py_docs.md": "", "docs/mine.bin": b"\0", "sub/docs/b.md": "", "docs2": ""})
    assert sources(tmp_path) == ["a.py", "docs2", "sub/docs/b.md"]
    assert notes(tmp_path) == []
    assert sources(tmp_path, output_dir="sub/docs") == ["a.py", "docs/a.py_docs.md", "docs2"]


def test_exclude_leaves_out_and_extend_exclude_adds(tmp_path: Path) -> None:
    lay(tmp_path, dict.fromkeys(["a.py", "uv.lock", "gen/a.py", "gen/deep/b.py", "keep.lock", "node_modules/x.js"], ""))
    assert sources(tmp_path) == ["a.py", "gen/a.py", "gen/deep/b.py"]
    assert sources(tmp_path, exclude=("gen/",)) == ["a.py", "keep.lock", "node_modules/x.js", "uv.lock"]
    assert sources(tmp_path, extend_exclude=("gen/", "!keep.lock")) == ["a.py", "keep.lock"]


def test_exclude_does_not_bring_back_what_git_ignores(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "a.py", "a.py": "", "b.py": ""})
    assert sources(tmp_path, exclude=("!a.py", ".gitignore")) == ["b.py"]


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        (("**/*.py",), ["a.py", "src/b.py", "src/gen/c.py"]),
        (("src/",), ["src/b.py", "src/gen/c.py", "src/x.md"]),
        (("/src/*.py",), ["src/b.py"]),
        (("src/", "!src/gen/"), ["src/b.py", "src/x.md"]),
        (("src/", "!gen/", "src/gen/c.py"), ["src/b.py", "src/gen/c.py", "src/x.md"]),
        (("nothing",), []),
    ],
)
def test_include_narrows(tmp_path: Path, include: tuple[str, ...], expected: list[str]) -> None:
    lay(tmp_path, dict.fromkeys(["a.py", "x.md", "src/b.py", "src/x.md", "src/gen/c.py"], ""))
    assert sources(tmp_path, include=include) == expected


def test_what_include_does_not_ask_for_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a.py": "", "b.bin": b"\0", "c/d.md": ""})
    opened: list[str] = []
    open_file = os.open

    def watch(path: str, *rest: int) -> int:
        opened.append(Path(path).name)
        return open_file(path, *rest)

    monkeypatch.setattr(os, "open", watch)
    assert sources(tmp_path, include=("*.py",)) == ["a.py"]
    assert notes(tmp_path, include=("*.py",)) == []
    assert opened == ["a.py", "a.py"]


def test_settings_match_names_that_are_not_ascii(tmp_path: Path) -> None:
    lay(tmp_path, dict.fromkeys(["größe/a", "b/größe", "日本.py", "c"], ""))
    assert sources(tmp_path, exclude=("größe/", "/日*.py")) == ["b/größe", "c"]


@pytest.mark.parametrize("git_is", ["a folder", "a file"])
def test_git_s_own_files_are_never_sources(tmp_path: Path, git_is: str) -> None:
    lay(tmp_path, {".git/config" if git_is == "a folder" else ".git": "", ".gitattributes": "", ".github/x.yml": ""})
    assert sources(tmp_path, exclude=()) == [".gitattributes", ".github/x.yml"]


# Kinds of files


@pytest.mark.parametrize(
    ("content", "is_text"),
    [
        (b"", True),
        (b"text\n", True),
        (b"\xff\xfea\0b\0", True),
        (b"\xfe\xff\0a\0b", True),
        (b"\xff\xfe\0\0a\0\0\0", True),
        (b"\0\0\xfe\xff\0\0\0a", True),
        (b"\xef\xbb\xbfa\0", False),
        (b"a\0", False),
        (b"a" * (BINARY_PROBE - 1) + b"\0", False),
        (b"a" * BINARY_PROBE + b"\0", True),
        (b"latin-1: \xe9", True),
    ],
)
def test_a_nul_in_the_first_bytes_makes_a_file_binary(tmp_path: Path, content: bytes, is_text: bool) -> None:
    lay(tmp_path, {"a": content})
    assert sources(tmp_path) == (["a"] if is_text else [])
    assert notes(tmp_path) == ([] if is_text else [("a", "is a binary file")])


@needs_posix
def test_links_are_sources_where_they_lead_to_files_of_the_repository(tmp_path: Path) -> None:
    root = tmp_path / "root"
    lay(tmp_path, {"outside.md": "", "root/a.py": "", "root/d/b.py": "", "root/docs/p.md": ""})
    git(root, "init", "--quiet")
    lay(tmp_path, {"root2/a.py": "", "root/z.bin": b"\0"})
    links = {
        "file": "a.py",
        "d/up": "../a.py",
        "absolute": str(root / "a.py"),
        "chain": "d/up",
        "binary": "z.bin",
        "folder": "d",
        "loop": "loop",
        "self": ".",
        "broken": "nowhere",
        "through": "a.py/x",
        "out": "../outside.md",
        "out2": "../root2/a.py",
        "outdir": "..",
        "page": "docs/p.md",
        "git": ".git/HEAD",
        "null": "/dev/null",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    assert sources(root) == ["a.py", "absolute", "chain", "d/b.py", "d/up", "file"]
    assert notes(root) == [
        ("binary", "is a binary file"),
        ("broken", "is a symbolic link that leads nowhere"),
        ("folder", "is a symbolic link to a folder, which is not followed"),
        ("git", "is a symbolic link that leaves the repository"),
        ("loop", "is a symbolic link that leads nowhere"),
        ("null", "is a symbolic link that leaves the repository"),
        ("out", "is a symbolic link that leaves the repository"),
        ("out2", "is a symbolic link that leaves the repository"),
        ("outdir", "is a symbolic link that leaves the repository"),
        ("page", "is a symbolic link into the output directory"),
        ("self", "is a symbolic link to a folder, which is not followed"),
        ("through", "is a symbolic link that leads nowhere"),
        ("z.bin", "is a binary file"),
    ]


@needs_posix
def test_a_root_behind_a_link_is_the_same_root(tmp_path: Path) -> None:
    lay(tmp_path, {"root/a.py": ""})
    (tmp_path / "root" / "b").symlink_to("a.py")
    (tmp_path / "link").symlink_to("root")
    assert discover(tmp_path / "link", EVERYTHING) == discover(tmp_path / "root", EVERYTHING)


@needs_posix
@pytest.mark.parametrize("name", ["pipe", ".gitignore"])
def test_pipes_and_sockets_are_never_opened(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / name)
    (tmp_path / "link").symlink_to(name)
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        assert sources(tmp_path) == []
        assert sorted(notes(tmp_path)) == sorted(
            [
                (name, "is neither a file nor a folder"),
                ("link", "is a symbolic link to what is neither a file nor a folder"),
                ("socket", "is neither a file nor a folder"),
            ]
        )


def test_a_nested_repository_is_left_out_with_a_note(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    lay(tmp_path, {"a": "", "sub/.git": "gitdir: x", "sub/b": "", "c/nested/.git/HEAD": "", "c/d": ""})
    assert sources(tmp_path) == ["a", "c/d"]
    assert notes(tmp_path) == [("c/nested", "is a repository of its own"), ("sub", "is a repository of its own")]


# What cannot be read


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a": "", "b/c": "", "d/e": ""})
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = discover(tmp_path, EVERYTHING)
    assert found.sources == ("a", "d/e")
    assert found.skipped == (Skipped("b", "cannot be read: Permission denied", "error"),)


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a": "", "b": ""})
    open_file = os.open

    def refuse(path: str, *rest: int) -> int:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied")
        return open_file(path, *rest)

    monkeypatch.setattr(os, "open", refuse)
    found = discover(tmp_path, EVERYTHING)
    assert found.sources == ("a",)
    assert found.skipped == (Skipped("b", "cannot be read: Permission denied", "error"),)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_gitignore_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path, {"a/.gitignore": "b", "a/b": ""})
    (tmp_path / "a" / ".gitignore").chmod(0)
    found = discover(tmp_path, EVERYTHING)
    assert found.sources == ("a/b",)
    assert set(found.skipped) == {Skipped("a/.gitignore", "cannot be read: Permission denied", "error")}


@needs_posix
@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="folders beyond the longest path cannot be made")
def test_a_path_beyond_what_the_system_takes_is_an_error(tmp_path: Path) -> None:
    name = "d" * 200
    top = os.open(tmp_path, os.O_RDONLY)
    folders = [top]
    for _ in range(25):
        os.mkdir(name, dir_fd=folders[-1])
        folders.append(os.open(name, os.O_RDONLY, dir_fd=folders[-1]))
    for folder in folders:
        os.close(folder)
    (skipped,) = discover(tmp_path, EVERYTHING).skipped
    shutil.rmtree(tmp_path / name)
    assert (skipped.reason, skipped.severity) == ("cannot be read: File name too long", "error")


def test_a_root_that_is_gone_is_an_error(tmp_path: Path) -> None:
    found = discover(tmp_path / "gone", EVERYTHING)
    assert found.sources == ()
    assert found.skipped == (Skipped(".", "cannot be read: No such file or directory", "error"),)


# What git ignores

IDIOMS: dict[str, dict[str, str]] = {
    "only python": {".gitignore": "*\n!*/\n!*.py\n"},
    "one folder of a folder": {".gitignore": "/*\n!/foo/\n/foo/*\n!/foo/bar/\n"},
    "no way back from below an ignored folder": {".gitignore": "foo/\n!foo/a.py\n", "foo/.gitignore": "!*\n"},
    "the deepest file decides": {".gitignore": "*.py\n", "foo/.gitignore": "!a.py\n", "foo/bar/.gitignore": "a.py"},
    "a file without opinion leaves it to those above": {".gitignore": "*.txt", "foo/.gitignore": "# none\n"},
    "everything within": {".gitignore": "foo/**\n!foo/bar/\n"},
    "anchored": {".gitignore": "/a.py\nfoo/b.txt\n", "foo/bar/.gitignore": "/a.py\n"},
    "any depth": {".gitignore": "**/bar/*.py\nfoo/**/a.txt\n"},
    "stars beside a name": {".gitignore": "fo**/bar\n"},
    "stars within a name": {".gitignore": "?o**/a.py\n"},
    "brackets": {".gitignore": "[[:alpha:]].py\n[!a].txt\n[]x]\n[b-a]ar\n[a-\\]x].md\n"},
    "brackets that are not closed": {".gitignore": "[a.py\n[[:nothing:]]*\na[\n"},
    "a slash is in no bracket": {".gitignore": "foo[/]a.py\nfoo[!x]b.txt\n"},
    "blanks and white space": {".gitignore": "a.py  \nb.txt\\ \n\tx\nfoo/bar \\ \n"},
    "windows line ends": {".gitignore": "a.py\r\nfoo/bar/\r\n"},
    "a byte order mark": {".gitignore": "\ufeffa.py\n"},
    "escapes": {".gitignore": "\\#x\n\\!y\n#x\n\\a.py\na\\\n"},
    "one character is one byte": {".gitignore": "?.é\n??.é\n"},
    "slashes alone": {".gitignore": "/\n//\nfoo//\n!/\n"},
}


@needs_git
@needs_posix
@pytest.mark.parametrize("rules", IDIOMS.values(), ids=IDIOMS)
def test_what_git_ignores_is_left_out(tmp_path: Path, rules: dict[str, str]) -> None:
    git(tmp_path, "init", "--quiet")
    names = ["a.py", "b.py", "a.txt", "b.txt", "b.txt ", "x", "#x", "!y", "\tx", "é.é", "bar/a.py", "bar/b.md", "bar/x"]
    lay(tmp_path, {folder + name: "" for folder in ("", "foo/", "foo/bar/", "foo/y/bar/") for name in names})
    lay(tmp_path, dict(rules))
    assert discover(tmp_path, EVERYTHING).sources == unignored(tmp_path)


@needs_git
def test_rules_that_are_not_committed_count_last(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    lay(tmp_path, {".git/info/exclude": "*.log\n/x\n", ".gitignore": "!keep.log", "a.log": "", "keep.log": "", "x": ""})
    assert sources(tmp_path) == [".gitignore", "keep.log"] == [*unignored(tmp_path)]


@needs_git
def test_a_worktree_has_the_rules_of_its_repository(tmp_path: Path) -> None:
    main = lay(tmp_path / "main", {"a": ""})
    git(main, "init", "--quiet")
    git(main, "add", ".")
    git(main, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "--quiet", "-m", "x")
    git(main, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    lay(main, {".git/info/exclude": "*.log"})
    tree = lay(tmp_path / "tree", {"b.log": "", "c": ""})
    assert sources(tree) == ["a", "c"] == [*unignored(tree)]


@needs_git
def test_a_submodule_has_rules_of_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--separate-git-dir", str(tmp_path / "store"), "work")
    work = lay(tmp_path / "work", {"a": "", "b": ""})
    lay(tmp_path / "store", {"info/exclude": "b"})
    assert sources(work) == ["a"] == [*unignored(work)]


@needs_git
def test_a_root_inside_a_repository_is_under_that_repository_s_rules(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    lay(tmp_path, {".gitignore": "*.log\n/pkg/one/x\n/x\n", "pkg/.gitignore": "/one/y\n", ".git/info/exclude": "*.tmp"})
    one = lay(tmp_path / "pkg" / "one", dict.fromkeys(["a", "b.log", "x", "y", "d/x", "d/e.tmp"], ""))
    assert sources(one) == ["a", "d/x"] == [*unignored(one)]


def test_a_root_that_a_repository_ignores_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    lay(tmp_path, {".gitignore": "build/\n*.py", "build/clone/a.py": ""})
    assert sources(tmp_path / "build" / "clone") == ["a.py"]


def test_rules_count_without_a_repository(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "a", "a": "", "b": ""})
    assert sources(tmp_path) == [".gitignore", "b"]


def test_rules_do_not_count_when_told_so(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "a", "a": "", ".git/info/exclude": "b", "b": "", "c/.gitignore": "*", "c/d": ""})
    assert sources(tmp_path, respect_gitignore=False) == [".gitignore", "a", "b", "c/.gitignore", "c/d"]


@needs_posix
def test_a_gitignore_behind_a_link_has_no_rules(tmp_path: Path) -> None:
    lay(tmp_path, {"rules": "a", "a": ""})
    (tmp_path / ".gitignore").symlink_to("rules")
    assert sources(tmp_path) == [".gitignore", "a", "rules"]


def test_a_gitignore_that_is_not_utf8_is_read_byte_by_byte(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": b"caf\xe9\nb\n", "a": "", "b": ""})
    assert sources(tmp_path) == [".gitignore", "a"]


NAMES = (
    "a",
    "b",
    "ab",
    "foo",
    "foo.py",
    ".h",
    "a b",
    "x ",
    "#x",
    "!y",
    "100%",
    "it's",
    '"',
    "[z]",
    "`q`",
    "é",
    "-n",
    "\\",
)
PIECES = (
    *("*", "**", "?", "/", "/**/", "**/", "/**", "[a-c]", "[!a]", "[^b]", "[]a]", "[[:alpha:]]", "[[:foo:]]", "[z-a]"),
    *("[\\]]", "[a-\\]z]", "[--a]", "[", "]", "\\", "\\*", "\\ ", "\\\\", " ", "#", "!", "\t"),
)
Tree = dict[str, Any]
"""Name -> a tree, or None for a file; under `.gitignore` the rules."""

patterns = st.builds(
    lambda negation, slash, body, folder, blank: negation + slash + body + folder + blank,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.one_of(
        st.lists(st.sampled_from(NAMES + PIECES), max_size=4).map("".join),
        st.lists(st.sampled_from((*NAMES, "*", "**", "?*")), min_size=1, max_size=3).map("/".join),
    ),
    st.sampled_from(["", "", "/"]),
    st.sampled_from(["", "", "", " ", "\\ ", "\r"]),
)
rules = st.lists(patterns, max_size=5).map("\n".join)


def folders(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    files = st.dictionaries(st.sampled_from(NAMES), inside, max_size=5)
    return st.builds(lambda files, rules: {**files, ".gitignore": rules}, files, rules)


trees = folders(st.none() | folders(st.none() | folders(st.none())))


def plant(folder: Path, tree: Tree) -> None:
    for name, inside in tree.items():
        if isinstance(inside, dict):
            (folder / name).mkdir()
            plant(folder / name, inside)
        else:
            (folder / name).write_bytes((inside or "").encode())


@needs_git
@needs_posix
@settings(deadline=None, max_examples=100)
@given(tree=trees, uncommitted=rules)
def test_random_rules_mean_what_git_takes_them_to_mean(tree: Tree, uncommitted: str) -> None:
    with tempfile.TemporaryDirectory() as created, pytest.MonkeyPatch.context() as patch:
        root = Path(created)
        git(root, "init", "--quiet")
        plant(root, tree)
        lay(root, {".git/info/exclude": uncommitted})
        expected = unignored(root)
        assert discover(root, EVERYTHING).sources == expected
        patch.setattr("extractor.workspace.git.ignored", lambda root: None)
        assert discover(root, EVERYTHING).sources == expected


@needs_git
@needs_posix
@pytest.mark.parametrize("rules", IDIOMS.values(), ids=IDIOMS)
def test_what_git_ignores_is_left_out_without_git(
    tmp_path: Path, rules: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.workspace.git.ignored", lambda root: None)
    test_what_git_ignores_is_left_out(tmp_path, rules)


STARS = st.lists(st.sampled_from(["a", "b", "*", "*", "?", "[ab]", "**/", "/**/", "/", "/**"]), max_size=9).map("".join)


@needs_git
@needs_posix
@settings(deadline=None, max_examples=20)
@given(patterns=st.lists(STARS, min_size=1, max_size=3))
def test_many_stars_mean_what_git_takes_them_to_mean(patterns: list[str]) -> None:
    with tempfile.TemporaryDirectory() as created, pytest.MonkeyPatch.context() as patch:
        root = Path(created)
        git(root, "init", "--quiet")
        names = ["a", "ab", "aab", "abab", "bb"]
        lay(root, {f"{above}{name}.": "" for above in ("", "a/", "ab/b/", "ab/a/b/") for name in names})
        lay(root, {f"{above}x{name}": "" for above in ("", "bab/", "ab/b/", "ab/a/b/") for name in names})
        lay(root, {".gitignore": "\n".join([*patterns, *(f"{each}*." for each in patterns)])})
        patch.setattr("extractor.workspace.git.ignored", lambda root: None)
        assert discover(root, EVERYTHING).sources == unignored(root)


@needs_git
def test_the_rules_of_the_user_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"rules": "*.log\n", "root/a.py": "", "root/b.log": "", "root/B.TMP": "", "root/.gitignore": "*.tmp"})
    root = tmp_path / "root"
    git(root, "init", "--quiet")
    git(root, "config", "core.excludesFile", str(tmp_path / "rules"))
    git(root, "config", "core.ignoreCase", "true")
    assert sources(root) == [".gitignore", "a.py"]


@needs_git
def test_what_is_tracked_is_not_ignored(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    lay(tmp_path, {"a.py": "", "gen/b.py": "", "gen/c.py": "", ".gitignore": "a.py\ngen/\n"})
    git(tmp_path, "add", "--force", "a.py", "gen/b.py")
    assert sources(tmp_path) == [".gitignore", "a.py", "gen/b.py"] == [*unignored(tmp_path)]


@needs_git
def test_a_sparse_checkout_has_the_rules_that_it_left_out(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    lay(tmp_path, {"a/a.py": "", "b/.gitignore": "*.log\n"})
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "--quiet", "-m", "x")
    git(tmp_path, "sparse-checkout", "set", "--no-cone", "/a/")
    lay(tmp_path, {"b/x.log": "", "b/y": ""})
    assert sources(tmp_path) == ["a/a.py", "b/y"]


# Patterns and trees that are made to take for ever

SLOW = [
    "a*" * 12 + "b",
    "*a" * 100 + "*b",
    "?*" * 200 + "b",
    "[a-z]*" * 100 + "!",
    "**/a*" * 50 + "/b",
    "**/*a*/" * 50 + "b",
    "*/" * 500 + "b",
    "**/" * 2000 + "b",
    "*" * 8000,
    "[" * 5000,
    "\\" * 5001,
    "x" * 100_000,
]


@needs_posix
@pytest.mark.parametrize("pattern", SLOW, ids=range(len(SLOW)))
@pytest.mark.parametrize("where", ["exclude", "include", "a file"])
def test_no_pattern_takes_long(tmp_path: Path, pattern: str, where: str) -> None:
    long, deep = "a" * 250, "a/" * 100 + "c"
    lay(tmp_path, {long: "", deep: "", "b": ""})
    started = time.process_time()
    if where == "a file":
        lay(tmp_path, {".gitignore": pattern})
        found = sources(tmp_path, exclude=())
    else:
        found = sources(tmp_path, **{where: (pattern, "!b")})
    assert time.process_time() - started < 20
    assert "b" not in found or where == "exclude" or pattern != "*" * 8000


def test_rules_beyond_all_measure_are_passed_over_and_told(tmp_path: Path) -> None:
    many = "".join(f"*{number}x*\n" for number in range(3000))
    lay(
        tmp_path, {"a": "", "one/.gitignore": many, "one/a": "", "two/.gitignore": "#" * (1 << 20) + "\na", "two/a": ""}
    )
    found = discover(tmp_path, EVERYTHING)
    assert found.sources == ("a", "one/.gitignore", "one/a", "two/.gitignore", "two/a")
    assert [(each.path, each.severity) for each in found.skipped] == [
        ("one/.gitignore", "error"),
        ("two/.gitignore", "error"),
    ]


# Links and names that must publish nothing


@needs_posix
def test_a_link_is_a_source_only_where_its_target_is_one(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    targets = ["a.py", "b.log", "gone.lock", "id_rsa", "c.py", ".GIT/x", "git~1/x", "untracked.py"]
    lay(tmp_path, dict.fromkeys(targets, "") | {".gitignore": "*.log\n"})
    for number, target in enumerate(targets):
        (tmp_path / f"link{number}").symlink_to(target)
    (tmp_path / "chain").symlink_to("link1")
    tracked = [*targets[:5], ".gitignore", "chain", *(f"link{number}" for number in range(len(targets)))]
    git(tmp_path, "add", "--force", "--", *(each for each in tracked if each != "b.log"))
    assert sources(tmp_path) == [".gitignore", "a.py", "c.py", "link0", "link4", "link7", "untracked.py"]
    assert sources(tmp_path, tracked=True) == [".gitignore", "a.py", "c.py", "link0", "link4"]
    assert sources(tmp_path, include=("link*", "c.py")) == ["c.py", "link4"]
    found = {each.path: each.reason for each in discover(tmp_path, Config()).skipped}
    assert found["chain"] == "is a symbolic link to b.log, which is no source itself"
    assert found["link5"] == found["link6"] == "is a symbolic link that leaves the repository"


SECRET = [
    *(
        ".env",
        ".ENV",
        "sub/.env.local",
        "id_rsa",
        "sub/id_ed25519",
        "server.pem",
        ".npmrc",
        ".pypirc",
        ".netrc",
        "_netrc",
    ),
    *("credentials.json", "terraform.tfvars", "x.auto.tfvars", "client_secret_1.json", ".docker/config.json", "a.p12"),
    *(".git-credentials", ".htpasswd", ".pgpass", "x.tfstate", "sub/.kube/config", ".vault-token", "a.kdbx", "a.ppk"),
]
SECRET_FOLDERS = [".aws/credentials", "sub/.ssh/config", ".gnupg/x", ".config/gcloud/x"]
OPEN = [
    ".env.example",
    ".env.sample",
    "id_rsa.pub",
    "env.py",
    "environment",
    "keys.py",
    "config.json",
    "sub/settings.xml",
]


@needs_posix
def test_what_holds_secrets_by_its_name_is_left_out_with_a_warning(tmp_path: Path) -> None:
    lay(tmp_path, dict.fromkeys([*SECRET, *SECRET_FOLDERS, *OPEN], ""))
    found = discover(tmp_path, EVERYTHING)
    assert found.sources == tuple(sorted(OPEN))
    folders = [each.rpartition("/")[0] for each in SECRET_FOLDERS]
    assert [each.path for each in found.skipped if each.severity == "warning"] == sorted([*SECRET, *folders])
    assert not found.left_out
    assert found.skipped[0].reason == (
        'is left out: by its name it holds secrets; if it holds none, add "!/.ENV" to extend-exclude'
    )


def test_a_setting_takes_back_what_holds_secrets_by_its_name(tmp_path: Path) -> None:
    lay(tmp_path, dict.fromkeys(["ca.pem", "sub/key.pem", ".aws/x", ".aws/b.pem"], ""))
    assert sources(tmp_path, extend_exclude=("!/ca.pem",)) == ["ca.pem"]
    assert sources(tmp_path, exclude=("!*.pem", "!.aws/")) == [".aws/b.pem", ".aws/x", "ca.pem", "sub/key.pem"]
    assert notes(tmp_path, exclude=("*.pem", ".aws/")) == []
    assert notes(tmp_path, include=("*.py",)) == []


def test_many_files_in_one_folder_are_files(tmp_path: Path) -> None:
    for number in range(5_000):
        os.close(os.open(f"{tmp_path}/{number}", os.O_CREAT))
    assert len(sources(tmp_path)) == 5_000


def test_a_file_that_is_too_large_to_be_read_is_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "small.txt").write_text("text\n", encoding="utf-8")
    with (tmp_path / "large.txt").open("wb") as file:
        file.write(b"text\n" * 2_000)
        file.truncate(40_000_001)
    found = discover(tmp_path, EVERYTHING)
    assert found.sources == ("small.txt",)
    reason = "is left out: it has more than 40,000,000 bytes; it may be named in extend-exclude"
    assert found.skipped == (Skipped("large.txt", reason, "warning"),)


def test_outside_of_a_repository_the_users_own_rules_shape_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, {"home/git/ignore": "ignored.py\n", "tree/ignored.py": ""})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    assert sources(tmp_path / "tree") == ["ignored.py"]
    (tmp_path / "tree" / ".git").symlink_to("nowhere")  # what looks like one is asked about
    assert sources(tmp_path / "tree") == []


@pytest.mark.parametrize("place", [".git/index", ".git/config", ".git/HEAD"])
@pytest.mark.parametrize("is_set", [True, False], ids=["set", "default"])
def test_what_the_user_ignores_stays_ignored_where_git_cannot_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, is_set: bool
) -> None:
    home, root = tmp_path / "home", tmp_path / "repository"
    rules = "rules" if is_set else "configuration/git/ignore"
    lay(home, {rules: "ignored.py\n", ".gitconfig": "[core]\nexcludesFile = ~/rules\n" if is_set else ""})
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "configuration"))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    lay(root, {"a.py": "", "ignored.py": ""})
    git(root, "init", "--quiet")
    (root / place).write_text("[broken\n", encoding="utf-8")
    found = discover(root, Config())
    assert found.sources == ("a.py",)
    assert [each.path for each in found.skipped if each.is_error] in ([".git"], [])


@needs_posix
@pytest.mark.parametrize("harm", ["moved", "empty", "no HEAD", "dangling", "nowhere"])
def test_a_git_folder_that_git_takes_for_none_is_an_error(tmp_path: Path, harm: str) -> None:
    """What it ignored is not known then: a worktree whose repository was moved, a copy without it, a broken one."""
    root = lay(tmp_path / "root", {".gitignore": "*.log\n", "a.log": "", "a.py": ""})
    place = root / ".git"
    if harm in ("moved", "nowhere"):
        place.write_text("gitdir: ../elsewhere/.git/worktrees/root\n" if harm == "moved" else "gitdir: nowhere\n")
    elif harm == "dangling":
        place.symlink_to("nowhere")
    elif harm == "empty":
        place.mkdir()
    else:
        git(root, "init", "--quiet")
        (place / "HEAD").unlink()
    found = discover(root, Config())
    assert found.sources == (".gitignore", "a.py")
    errors = [each for each in found.skipped if each.is_error]
    assert [each.path for each in errors] == [".git"]
    assert "not a git repository" in errors[0].reason
    assert f"mend {root.resolve()}/.git, or remove it" in errors[0].reason


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize(
    ("patterns", "absent"),
    [
        (["/*", "!/b/"], ["b"]),
        (["/*", "!/a/two.py"], ["a/two.py"]),
        (["/*", "!/left/", "!/b/deep/"], ["b/deep"]),
    ],
)
def test_what_a_sparse_checkout_leaves_out_is_an_error_where_the_repository_must_be_whole(
    tmp_path: Path, tracked: bool, patterns: list[str], absent: list[str]
) -> None:
    files = ["a/one.py", "a/two.py", "b/c.py", "b/deep/d.py", "left/e.py"]
    root = lay(tmp_path, dict.fromkeys(files, ""))
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "all")
    config = Config(tracked=tracked, extend_exclude=("left/",))
    assert discover(root, config, must_be_whole=True).skipped == ()
    git(root, "sparse-checkout", "set", "--no-cone", *patterns)
    assert [(each.path, each.is_error) for each in discover(root, config, must_be_whole=True).skipped] == [
        (path, True) for path in absent
    ]
    assert discover(root, config).skipped == ()


def test_what_a_setting_takes_back_is_named_if_it_is_a_source(tmp_path: Path) -> None:
    root = lay(tmp_path, {".env": "", ".env.local": "", ".ssh/config": "", "a.pem": "", "b.py": ""})
    found = discover(root, Config(extend_exclude=("!.env", "!.ssh/", "!*.pem"), include=("*", "!a.pem")))
    assert found.taken_back == (".env", ".ssh/")


@pytest.mark.parametrize("name", ["id_rsa.bak", ".env~", ".npmrc.old", "key.pem.orig", "ID_ED25519.SAVE"])
def test_a_copy_of_what_holds_secrets_by_its_name_holds_them_too(tmp_path: Path, name: str) -> None:
    found = discover(lay(tmp_path, {name: "", "a.py~": "", ".bak": "", "~": "", ".env.example~": ""}), Config())
    assert found.sources == (".bak", ".env.example~", "a.py~", "~")
