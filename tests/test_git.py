"""The one door to git: nothing that a repository's configuration names is run, and nothing is fetched or followed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.workspace import git, git_command
from extractor.workspace.config import Config
from extractor.workspace.discover import discover

needs_posix = pytest.mark.skipif(os.name == "nt", reason="links, modes or programs that Windows does not have")
pytestmark = pytest.mark.usefixtures("own_git")


@pytest.fixture
def own_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def run_git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def lay(root: Path, files: dict[str, str]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return root


def repository(root: Path, files: dict[str, str]) -> Path:
    lay(root, files)
    run_git(root, "init", "--quiet")
    run_git(root, "add", "--all", "--force")
    run_git(root, "commit", "--quiet", "--message", "A commit")
    return root


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "extractor", *arguments], cwd=cwd, capture_output=True, text=True, timeout=120
    )


def trap(folder: Path) -> tuple[Path, Path]:
    """Return a program, and the file that it leaves where it was run."""
    program, trace = folder / "trap.sh", folder / "ran"
    program.write_text(f"#!/bin/sh\necho $0 $@ >> {trace}\ncat\n")
    program.chmod(0o755)
    return program, trace


def questions(root: Path) -> None:
    """Ask all that is asked of git."""
    for ask in (git.tracked, git.ignored, git.prefix, lambda at: git.untracked(at, "docs")):
        ask(root)
    files = git.files_of(root, git.find_tree(root, "HEAD"))
    list(git.read_blobs(root, [each.blob for each in files]))
    git.filters(root, [each.path for each in files])
    git.with_lf(root, [each.path for each in files])


PROGRAMS = [
    "core.fsmonitor",
    "core.editor",
    "core.pager",
    "core.sshCommand",
    "core.askPass",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "credential.helper",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "pager.ls-files",
    "alias.ls-files",
    "gpg.program",
    "uploadpack.packObjectsHook",
    "remote.origin.uploadpack",
    "merge.evil.driver",
    "interactive.diffFilter",
]


@needs_posix
def test_no_program_of_the_configuration_is_run(tmp_path: Path) -> None:
    program, trace = trap(tmp_path)
    root = repository(tmp_path / "root", {"a.py": "X = 1\n", "sub/b.py": ""})
    lay(root, {".gitattributes": "* filter=evil diff=evil merge=evil\n", "a.py": "X = 2\n"})
    for name in PROGRAMS:
        run_git(root, "config", name, f"!{program}" if name.startswith("alias") else str(program))
    for hook in ("post-index-change", "post-checkout", "fsmonitor-watchman", "pre-commit", "reference-transaction"):
        (root / ".git" / "hooks" / hook).write_text(program.read_text())
        (root / ".git" / "hooks" / hook).chmod(0o755)
    questions(root)
    questions(root / "sub")
    changed = command("diff", "HEAD", cwd=root).stdout.splitlines()
    assert changed == [".gitattributes: added", "a.py: is stored through git's filter evil: not compared"]
    assert not trace.exists()


@needs_posix
@pytest.mark.parametrize("is_in_git", [True, False])
def test_a_bare_repository_in_the_tree_is_never_taken_for_ours(tmp_path: Path, is_in_git: bool) -> None:
    program, trace = trap(tmp_path)
    config = f"[core]\nrepositoryformatversion = 0\nbare = false\nworktree = ..\nfsmonitor = {program}\n"
    bare = {"HEAD": "ref: refs/heads/main\n", "config": config, "objects/x": "", "refs/x": "", "a.py": "X = 1\n"}
    files = {f"sub/{path}": text for path, text in bare.items()} | {"b.py": ""}
    root = repository(tmp_path / "root", files) if is_in_git else lay(tmp_path / "root", files)
    commands = [("show", "sub/a.py"), ("build", "sub"), ("find", "x", "sub"), ("config", "--list-files", "sub")]
    for arguments in (*commands, ("diff", "HEAD", "sub")):
        command(*arguments, cwd=root)
    assert not trace.exists()
    if is_in_git:
        assert git.tracked(root / "sub").paths == bare.keys()
        assert git.prefix(root / "sub") == "sub/"


@needs_posix
def test_a_partial_clone_fetches_nothing(tmp_path: Path) -> None:
    program, trace = trap(tmp_path)
    root = repository(tmp_path / "root", {"a.py": "X = 1\n"})
    (old,) = git.files_of(root, git.find_tree(root, "HEAD"))
    blob = root / ".git" / "objects" / old.blob[:2] / old.blob[2:]
    blob.unlink()
    for name, value in {
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{program}",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        run_git(root, "config", name, value)
    with pytest.raises(UsageError):
        list(git.read_blobs(root, [old.blob]))
    assert not trace.exists()


def test_only_what_is_needed_of_the_environment_reaches_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "root", {"a.py": ""})
    dropped = ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_TRACE", "GIT_CONFIG_PARAMETERS")
    for name in (*dropped, "GIT_EXEC_PATH"):
        monkeypatch.setenv(name, str(tmp_path / "trace"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.excludesFile")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(lay(tmp_path, {"rules": "*.log\n"}) / "rules"))
    lay(root, {"b.log": ""})
    assert git.tracked(root).paths == {"a.py"}
    assert git.ignored(root) == {"b.log"}
    assert not (tmp_path / "trace").exists()


@needs_posix
@pytest.mark.parametrize("entry", ["", ".", "bin", "{root}", "{root}/bin"])
def test_git_is_never_the_repository_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    program, trace = trap(tmp_path)
    root = repository(tmp_path / "root", {"a.py": "", "bin/x": ""})
    for place in (root / "git", root / "bin" / "git"):
        place.write_text(program.read_text())
        place.chmod(0o755)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", f"{entry.format(root=root)}{os.pathsep}{os.environ['PATH']}")
    assert git.tracked(root).paths == {"a.py", "bin/x"}
    assert not trace.exists()


@needs_posix
def test_a_git_that_hangs_is_ended_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "root", {"a.py": ""})
    os.mkfifo(root / ".git" / "rules")
    run_git(root, "config", "core.excludesFile", str(root / ".git" / "rules"))
    monkeypatch.setattr(git_command, "_SECONDS", 0.5)
    with pytest.raises(UsageError, match="took longer than"):
        git.ignored(root)
    found = discover(root, Config())
    assert found.sources == ("a.py",)
    assert [(each.path, each.severity) for each in found.skipped] == [(".git", "error")]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("[core]\nrepositoryformatversion = 99\n", "a newer git can read it"),
        ("[core\n", "mend that file"),
        ("[core]\nrepositoryformatversion = 1\n[extensions]\nnewthing = true\n", "a newer git can read it"),
    ],
)
def test_a_git_that_refuses_is_told_and_its_rules_still_count(tmp_path: Path, broken: str, said: str) -> None:
    root = repository(tmp_path, {"a.py": "", ".gitignore": "*.log\n"})
    lay(root, {".git/config": broken, "b.log": ""})
    with pytest.raises(UsageError, match=said):
        git.tracked(root)
    found = discover(root, Config())
    assert found.sources == (".gitignore", "a.py")
    assert [(each.path, each.severity) for each in found.skipped] == [(".git", "error")]


def test_a_work_tree_elsewhere_is_not_followed(tmp_path: Path) -> None:
    root = repository(tmp_path / "root", {"a.py": ""})
    lay(tmp_path / "other", {"secret.py": ""})
    run_git(root, "config", "core.worktree", str(tmp_path / "other"))
    assert git.untracked(root, "") == frozenset()
    assert discover(root, Config()).sources == ("a.py",)


@needs_posix
def test_paths_are_no_patterns(tmp_path: Path) -> None:
    root = repository(tmp_path, {"*/a.py": "", ":(top)x/b.py": "", "c/d.py": ""})
    assert git.tracked(root / "*").paths == {"a.py"}
    assert git.tracked(root / ":(top)x").paths == {"b.py"}
    assert [each.path for each in git.files_of(root / "*", git.find_tree(root, "HEAD"))] == ["a.py"]


def test_without_git_a_warning_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, {"a.py": "", ".gitignore": "b.py"})
    lay(root, {"b.py": ""})
    monkeypatch.setenv("PATH", "")
    found = discover(root, Config())
    assert found.sources == (".gitignore", "a.py")
    assert [(each.path, each.severity) for each in found.skipped] == [(".git", "warning")]
