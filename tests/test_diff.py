"""`extractor diff` in real git repositories: what it prints, and the code it exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.command import run_command
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.comparison.since import compare
from extractor.reading import tasks
from extractor.workspace import git
from extractor.workspace.config import Config, load
from extractor.workspace.discover import discover
from extractor.workspace.selection import selection

IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in {"NAME": "A", "EMAIL": "a@example.org"}.items()
}
KILLER = f"x = {'[' * 3000}{']' * 3000}\n"
needs_posix = pytest.mark.skipif(os.name == "nt", reason="names or links that Windows does not have")


def run_git(root: Path, *arguments: str) -> str:
    environment = {**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", *arguments], cwd=root, env=environment, capture_output=True, check=True)
    return done.stdout.decode()


def lay(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def commit(root: Path, files: dict[str, str | bytes]) -> Path:
    lay(root, files)
    if not (root / ".git").exists():
        run_git(root, "init", "--quiet")
        run_git(root, "config", "core.autocrlf", "false")
    run_git(root, "add", "--all", "--force")
    run_git(root, "commit", "--quiet", "--message", "A commit")
    return root


def diff(cwd: Path, *arguments: str, **environment: str) -> tuple[int, list[str], list[str]]:
    """Run the command; its exit code and the lines of its output and of its messages."""
    code, out, err = run_command("diff", *arguments, cwd=cwd, **environment)
    return code, out.splitlines(), err.splitlines()


LONG = "".join(f"def function_{number}(): return {number}\n" for number in range(20))


def test_a_session(tmp_path: Path, users_caches: Path) -> None:
    root = commit(
        tmp_path,
        {
            "extractor.toml": 'project = "Test"\nextend-exclude = ["vendored/"]\n',
            "README.md": "# One\n",
            "edited.py": "def f(x): pass\n",
            "same.py": "X = 1\n",
            "gone.py": "def g(): pass\n",
            "old name.py": LONG,
            "vendored/left_out.py": "",
            "docs/page.md": "# Not ours\n",
            "picture.bin": b"\0one",
        },
    )
    assert diff(root, "HEAD") == (0, [], ["no source file changed since HEAD"])
    lay(
        root,
        {
            "README.md": "# One\n\n## Two\n",
            "edited.py": "\n\ndef f(x, y): pass\n",
            "vendored/left_out.py": "def left_out(): pass\n",
            "docs/page.md": "# Changed\n",
            "picture.bin": b"\0two",
            "untracked.py": "class New: pass\n",
            ".gitignore": "ignored.py\n",
            "ignored.py": "def ignored(): pass\n",
            "pkg/staged.py": "def staged(): pass\n",
        },
    )
    (root / "gone.py").unlink()
    run_git(root, "mv", "old name.py", "new name.py")
    lay(root, {"new name.py": LONG.replace("return 7\n", "return 8\n")})
    run_git(root, "add", "pkg/staged.py", "new name.py")
    index = (root / ".git" / "index").read_bytes()
    expected = [
        ".gitignore: added",
        "README.md: added heading `Two`",
        "edited.py:3: `f` gained parameter `y`",
        "gone.py: removed: function `g`",
        "old name.py -> new name.py: renamed",
        "new name.py:8: `function_7` implementation changed",
        "pkg/staged.py: added: function `staged`",
        "untracked.py: added: class `New`",
    ]
    message = "7 source files changed since HEAD: 3 added, 1 removed, 1 renamed, 2 changed"
    assert diff(root, "HEAD") == (0, expected, [message])
    assert diff(root.parent, "HEAD", str(root)) == (0, expected, [message])
    assert diff(root / "pkg", "HEAD") == (0, expected, [message]), "the nearest configuration says what is compared"
    assert (root / ".git" / "index").read_bytes() == index
    assert not list(users_caches.rglob(f"{root.name}-*"))

    code, out, err = diff(root, "HEAD", "--format", "json")
    document = json.loads("\n".join(out))
    assert (code, err) == (0, [message])
    assert [each["path"] for each in document] == sorted(each["path"] for each in document)
    assert {(each["path"], each["status"]) for each in document} >= {
        ("gone.py", "removed"),
        ("new name.py", "renamed"),
        ("edited.py", "changed"),
        ("untracked.py", "added"),
    }
    assert document[2]["changes"] == [
        {
            "action": "changed",
            "details": [{"aspect": "parameter", "name": "y", "new": "y", "old": None}],
            "line": 3,
            "name": "f",
            "subject": "function",
        }
    ]


def test_since_an_earlier_commit_a_branch_and_a_tag(tmp_path: Path) -> None:
    root = commit(tmp_path, {"a.py": ""})
    run_git(root, "tag", "v1")
    commit(root, {"a.py": "def f(): pass\n"})
    run_git(root, "branch", "side")
    for revision in ("HEAD~1", "v1", run_git(root, "rev-parse", "v1").strip()):
        assert diff(root, revision)[1] == ["a.py:1: added function `f`"]
    assert diff(root, "side")[1] == []


def test_a_subfolder_that_is_a_repository_of_ours_within_gits(tmp_path: Path) -> None:
    commit(tmp_path, {"above.py": "", "sub/extractor.toml": 'project = "T"\n', "sub/a.py": "", "sub/out.py": LONG})
    lay(tmp_path, {"above.py": "X = 1\n", "sub/a.py": "def f(): pass\n", "sub/new/b.py": "X = 1\n"})
    run_git(tmp_path, "mv", "sub/out.py", "out.py")
    code, out, _ = diff(tmp_path / "sub", "HEAD")
    assert code == 0
    assert out[0] == "a.py:1: added function `f`"
    assert out[1] == "new/b.py: added: constant `X`"
    assert out[2].startswith("out.py: removed: functions `function_0`, ")
    assert out[2].endswith("`function_11` and 8 more")
    assert len(out) == 3


@needs_posix
def test_names_with_blanks_quotes_and_more_than_ascii(tmp_path: Path) -> None:
    names = ["a b.py", "quo\"te'.py", "ünï→.py", "back\\slash.py", "tab\t.py", "line\nend.py", "-dash.py", ":colon.py"]
    root = commit(tmp_path, dict.fromkeys(names, ""))
    lay(root, dict.fromkeys(names, "def f(): pass\n"))
    shown = [name.replace("\t", "\\t").replace("\n", "\\n") for name in sorted(names)]
    assert diff(root, "HEAD")[1] == [f"{name}:1: added function `f`" for name in shown]
    assert git.tracked(root).paths == set(names)


def test_bytes_that_are_not_utf_8_and_other_line_ends(tmp_path: Path) -> None:
    latin = "# coding: latin-1\nX = 'é'\n".encode("latin-1")
    root = commit(tmp_path, {"latin.py": latin, "lf.py": "def f():\n    return 1\n", "bad.txt": b"\xff\xfe\x00"})
    lay(root, {"latin.py": latin.replace(b"\xe9", b"\xe8"), "lf.py": "def f():\r\n    return 1\r\n"})
    assert diff(root, "HEAD")[:2] == (
        0,
        ["latin.py:2: constant `X` value `'é'` -> `'è'`", "lf.py: only comments or layout changed"],
    )


def test_files_that_do_not_parse_on_either_side(tmp_path: Path) -> None:
    root = commit(tmp_path, {"was.py": "x = =\n", "is.py": "", "killed.py": KILLER, "killer.py": "X = 1\n"})
    lay(root, {"was.py": "def f(): pass\n", "is.py": "x = =\n", "killed.py": "X = 1\n", "killer.py": KILLER})
    lay(root, {"new.py": "x = =\n"})
    broken = 'line 1, column 5: invalid syntax near "="'
    assert diff(root, "HEAD")[:2] == (
        0,
        [
            f"is.py: not parsed now ({broken}), but before: not compared",
            "killed.py:1: added constant `X`",  # what no parser can read is cut out of a source, which keeps its names
            "killed.py: removed variable `x`",
            "killer.py:1: added variable `x`",
            "killer.py: removed constant `X`",
            f"new.py: added, not parsed: {broken}",
            f"was.py: parsed now, before not ({broken}): not compared",
        ],
    )


@needs_posix
def test_binary_files_and_links_are_not_compared(tmp_path: Path) -> None:
    root = commit(tmp_path, {"becomes.txt": "text", "was.txt": b"\0", "target.py": "X = 1\n", "file.py": ""})
    (root / "link.py").symlink_to("target.py")
    commit(root, {})
    lay(root, {"becomes.txt": b"\0", "was.txt": "text", "target.py": "X = 2\n"})
    (root / "link.py").unlink()
    (root / "file.py").unlink()
    (root / "file.py").symlink_to("target.py")
    lay(root, {"link.py": "Y = 1\n"})
    assert diff(root, "HEAD")[:2] == (
        0,
        [
            "becomes.txt: is a binary file now: not compared",
            "file.py:1: added constant `X`",
            "link.py: was a symbolic link: not compared",
            "target.py:1: constant `X` value `1` -> `2`",
            "was.txt: was a binary file: not compared",
        ],
    )
    (root / "link.py").unlink()
    assert "link.py: removed, was a symbolic link: not compared" in diff(root, "HEAD")[1]
    (root / "link.py").symlink_to("/")
    assert "link.py: is a symbolic link that leaves the repository now: not compared" in diff(root, "HEAD")[1]


def test_what_only_the_index_has_forgotten_is_compared(tmp_path: Path) -> None:
    root = commit(tmp_path, {"a.py": "X = 1\n"})
    run_git(root, "rm", "--quiet", "--cached", "a.py")
    assert diff(root, "HEAD")[1] == []
    lay(root, {"a.py": "X = 2\n"})
    assert diff(root, "HEAD")[1] == ["a.py:1: constant `X` value `1` -> `2`"]


@pytest.mark.skipif(sys.platform != "linux", reason="workers inherit what the test replaces by forking")
def test_what_a_linter_would_find_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path, {"a.py": "x = 1\n", "extractor.toml": 'project = "P"\n'})
    lay(tmp_path, {"a.py": "eval('1')\n\n\ndef added(): pass\n"})
    asked = tmp_path.with_name("asked")
    monkeypatch.setattr(tasks, "lint", lambda *_: asked.touch())
    found = compare(tmp_path, load(tmp_path, tmp_path / "extractor.toml"), "HEAD")
    assert [each.path for each in found.changes] == ["a.py"]
    assert found.problems == ()
    assert not asked.exists()


def test_a_merge_in_conflict(tmp_path: Path) -> None:
    root = commit(tmp_path, {"a.py": "X = 1\n"})
    run_git(root, "checkout", "--quiet", "-b", "side")
    commit(root, {"a.py": "X = 2\n"})
    run_git(root, "checkout", "--quiet", "-")
    commit(root, {"a.py": "X = 3\n"})
    with pytest.raises(subprocess.CalledProcessError):
        run_git(root, "merge", "side")
    code, out, err = diff(root, "HEAD")
    assert (code, len(out), len(err)) == (0, 1, 1)
    assert out[0].startswith("a.py: not parsed now (")


@pytest.mark.parametrize("revision", ["nope", "HEAD:a.py", "HEAD..HEAD", "0" * 40, ""])
def test_an_unknown_revision_is_an_error(tmp_path: Path, revision: str) -> None:
    root = commit(tmp_path, {"a.py": "X = 1\n"})
    code, out, err = diff(root, revision)
    assert (code, out) == (2, [])
    assert err == [f"error: {revision}: git knows no such revision at {root}; name a commit, a branch or a tag"]


def test_a_revision_is_never_an_option_of_git(tmp_path: Path) -> None:
    root = commit(tmp_path, {"a.py": "X = 1\n"})
    code, _, err = diff(root, "--", "--all", str(root))
    assert (code, err[0].startswith("error: --all: git knows no such revision")) == (2, True)


def test_no_repository_and_no_git_are_errors(tmp_path: Path) -> None:
    lay(tmp_path, {"a.py": ""})
    environment = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent), "LC_ALL": "C"}
    code, out, err = diff(tmp_path, "HEAD", **environment)
    assert (code, out) == (2, [])
    assert err[0].startswith(f"error: {tmp_path}: git says: not a git repository")
    code, out, err = diff(tmp_path, "HEAD", PATH=str(tmp_path))
    assert (code, out) == (2, [])
    assert err == ["error: git cannot be run: No such file or directory; install it, or put its folder on PATH"]


@pytest.mark.parametrize("folder", ["", "sub"])
def test_the_index_of_a_hook_is_the_one_that_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    root = commit(tmp_path, {"sub/a.py": "", "sub/b.py": ""})
    run_git(root, "rm", "--quiet", "--cached", "sub/b.py")
    (root / ".git" / "index").rename(root / ".git" / "other")
    run_git(root, "read-tree", "HEAD")
    prefix = "" if folder else "sub/"
    assert git.tracked(root / folder).paths == {f"{prefix}a.py", f"{prefix}b.py"}
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/other")
    assert git.tracked(root / folder).paths == {f"{prefix}a.py"}


RULES = st.lists(
    st.sampled_from(["*.py", "!a.py", "a/", "/b", "b/**", "!b/a.py", "*", "!*/", "a/b/*", "**/a.py"]), max_size=3
)


@given(RULES, RULES, RULES, RULES)
@settings(max_examples=60)
def test_what_the_rules_select_is_what_is_discovered(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], deep: list[str], include: list[str], exclude: list[str]
) -> None:
    root = tmp_path_factory.mktemp("rules")
    files = ["a.py", "b", "a/a.py", "a/b/a.py", "a/b/c", "c/a.py", "c/b/a.py", "c/b/d/a.py", "docs/a.py"]
    lay(root, dict.fromkeys(files, ""))
    lay(root, {".gitignore": "\n".join(top), "a/.gitignore": "\n".join(deep), "c/b/.gitignore": "\n".join(deep)})
    (root / ".git").mkdir()
    config = Config(project="T", include=tuple(include), exclude=tuple(exclude))
    selects = selection(root, config)
    everything = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    assert sorted(filter(selects, everything)) == [*discover(root, config).sources]


def test_the_git_folder_that_a_hook_of_a_linked_worktree_names_leaves_paths_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = commit(tmp_path / "main", {"top.py": "", "part/a.py": ""})
    run_git(main, "worktree", "add", "--quiet", "../linked")
    linked = tmp_path / "linked"
    monkeypatch.chdir(linked)
    monkeypatch.setenv("GIT_DIR", run_git(linked, "rev-parse", "--absolute-git-dir").strip())
    assert git.tracked(linked).paths == {"top.py", "part/a.py"}
    assert git.tracked(linked / "part").paths == {"a.py"}
    monkeypatch.chdir(main)
    monkeypatch.setenv("GIT_DIR", ".git")
    assert git.tracked(main / "part").paths == {"a.py"}


def test_what_git_stores_in_another_form_is_not_compared(tmp_path: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    root = commit(tmp_path, {"a.txt": pointer, "b.py": "X = 1\n", "c.py": "def f():\n    return 1\n"})
    lay(root, {"a.txt": "what it stands for\n", "c.py": "def f():\r\n    return 1\r\n"})
    lay(root, {".git/info/attributes": "b.py filter=vault\nc.py text=auto\n"})
    assert diff(root, "HEAD")[1] == ["a.txt: is stored through git's filter lfs: not compared"]
    lay(root, {"b.py": "X = 2\n"})
    assert diff(root, "HEAD")[1][1] == "b.py: is stored through git's filter vault: not compared"


def test_files_of_a_sparse_checkout_are_not_gone(tmp_path: Path) -> None:
    root = commit(tmp_path, {"a/a.py": "X = 1\n", "b/b.py": "X = 1\n"})
    run_git(root, "sparse-checkout", "set", "--no-cone", "/a/")
    assert not (root / "b").exists()
    assert diff(root, "HEAD")[:2] == (0, [])


def test_what_is_said_beside_a_name_is_compared(tmp_path: Path, users_caches: Path) -> None:
    old = "PORT = 1  # Old.\nHOST = 2\n\n\nclass C:\n    a = 1\n    b = 2  #: Two.\n"
    new = "PORT = 1  # New.\nHOST = 2  #: Where.\n\n\nclass C:\n    a = 1\n    'One.'\n    b = 2\n"
    root = commit(tmp_path, {"m.py": old})
    lay(root, {"m.py": new})
    _, out, _ = diff(root, "HEAD")
    assert [line for line in out if "m.py" in line] == [
        "m.py:1: constant `PORT` description changed",
        "m.py:2: constant `HOST` gained a description",
        "m.py:5: `C` attribute `a` gained a description; attribute `b` lost its description",
    ]
