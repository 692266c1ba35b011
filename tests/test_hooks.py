"""The published hooks, and the README's other recipes, in real git repositories.

What runs is read from `.pre-commit-hooks.yaml` and the README themselves; only `extractor` is the one under test.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
import yaml

CHECKOUT = Path(__file__).parent.parent
MANIFEST: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
OURS = (sys.executable, "-m", "extractor")
BINARY = b"\0\1\2"

Files: TypeAlias = dict[str, str | bytes]


pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="hooks are git's")


class Attempt(NamedTuple):
    """One try to commit."""

    passes: bool
    said: str


class Repository:
    """A git repository that knows nothing of the user's settings, as the hooks that it runs don't."""

    def __init__(self, root: Path, home: Path, base: Path | None = None) -> None:
        self.root = root
        identity = {
            f"GIT_{role}_{key}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")
        }
        # Nor do the tests' own surroundings count: a hook that runs them, or a CI.
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GIT_", "PRE_COMMIT", "EXTRACTOR_")) and name not in ("CI", "SKIP")
        }
        self.environment = {
            **inherited,
            **identity,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "PRE_COMMIT_HOME": str(home),
            "PRE_COMMIT_COLOR": "never",
        }
        if base is not None:
            shutil.copytree(base, root)
            return
        root.mkdir(parents=True)
        self.git("init", "--quiet")
        self.git("config", "core.autocrlf", "false")

    def run(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, cwd=self.root, env=self.environment, capture_output=True)

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def lay(self, files: Files) -> None:
        for path, content in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(content if isinstance(content, bytes) else content.encode())

    def build(self) -> None:
        done = self.run(*OURS, "build", "--tracked")
        assert done.returncode == 0, done.stderr.decode()

    def commit(self, *options: str) -> Attempt:
        done = self.run("git", "commit", "--message", "A commit", *options)
        return Attempt(done.returncode == 0, (done.stdout + done.stderr).decode())

    def text(self, path: str) -> str:
        """What the last commit holds at the path."""
        return self.git("show", f"HEAD:{path}")

    def pages(self) -> set[str]:
        """The pages in the last commit."""
        listed = self.git("ls-tree", "-r", "-z", "--name-only", "HEAD", "docs/")
        return set(listed.split("\0")[:-1])

    def assert_current(self) -> None:
        """Assert that the last commit, checked out elsewhere, has the pages of its sources and no other."""
        with_commit = self.root.parent / "checked out"
        self.git("clone", "--quiet", ".", str(with_commit))
        done = subprocess.run(
            [*OURS, "build", "--check"], cwd=with_commit, env=self.environment, capture_output=True, text=True
        )
        shutil.rmtree(with_commit)
        assert done.returncode == 0, done.stdout + done.stderr


SOURCES: Files = {
    "extractor.toml": 'project = "Test"\njobs = 1\nextend-exclude = ["left out/"]\n',
    "pkg/__init__.py": "",
    "pkg/core.py": '"""The core."""\n\n\ndef start(): pass\n\n\nMIDDLE = 1\n\n\ndef stop(): pass\n',
    "pkg/user.py": "from pkg.core import start\n",
    "picture.bin": BINARY,
}


def runs_here(hook: str) -> dict[str, Any]:
    """The published hook, with the entry run by the tests' interpreter instead of one that pre-commit installs."""
    published = MANIFEST[hook]
    program, *arguments = shlex.split(published["entry"])
    assert program == "extractor"
    return {**published, "language": "system", "entry": shlex.join([*OURS, *arguments])}


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each hook a repository with sources and pages in a first commit, and the hook installed for the next ones."""
    folder = tmp_path_factory.mktemp("bases")
    return {hook: _base(folder / hook, hook, folder / "home") for hook in MANIFEST}


def _base(folder: Path, hook: str, home: Path) -> Path:
    repository = Repository(folder, home)
    config = {"repos": [{"repo": "local", "hooks": [runs_here(hook)]}]}
    repository.lay({**SOURCES, ".pre-commit-config.yaml": yaml.safe_dump(config)})
    repository.git("add", "--all")
    repository.build()
    repository.git("add", "--all")
    assert repository.commit().passes
    installed = repository.run(sys.executable, "-m", "pre_commit", "install")
    assert installed.returncode == 0, installed.stderr.decode()
    return folder


@pytest.fixture
def with_hook(tmp_path: Path, bases: dict[str, Path]) -> Callable[[str], Repository]:
    return lambda hook: Repository(tmp_path / "repository", tmp_path / "home", bases[hook])


@pytest.fixture
def writing(with_hook: Callable[[str], Repository]) -> Repository:
    return with_hook("extractor")


@pytest.fixture
def checking(with_hook: Callable[[str], Repository]) -> Repository:
    return with_hook("extractor-check")


# The manifest


def test_hooks_are_published_as_they_were_measured_to_work() -> None:
    assert {hook: each["entry"] for hook, each in MANIFEST.items()} == {
        "extractor": "extractor build --tracked --exit-non-zero-on-change",
        "extractor-check": "extractor build --tracked --check --diff",
    }
    for each in MANIFEST.values():
        assert each["name"] and each["description"]
        assert each["language"] == "python"
        assert (each["always_run"], each["pass_filenames"], each["require_serial"]) == (True, False, True)


def test_pre_commit_takes_the_manifest() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(CHECKOUT / ".pre-commit-hooks.yaml")],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")


# What a commit does


def new(repository: Repository) -> None:
    repository.lay({"pkg/fresh.py": "def fresh(): pass\n"})
    repository.git("add", "pkg/fresh.py")


def modified(repository: Repository) -> None:
    repository.lay({"pkg/core.py": "def begin(): pass\n"})
    repository.git("add", "pkg/core.py")


def deleted(repository: Repository) -> None:
    repository.git("rm", "--quiet", "pkg/user.py")


def renamed(repository: Repository) -> None:
    repository.git("mv", "pkg/core.py", "pkg/heart.py")


def folder_deleted(repository: Repository) -> None:
    repository.git("rm", "--quiet", "-r", "pkg")


def page_edited(repository: Repository) -> None:
    page = repository.root / "docs" / "pkg" / "core.py_docs.md"
    page.write_text(page.read_text(encoding="utf-8").replace("start", "begin"), encoding="utf-8")
    repository.git("add", "docs")


def page_deleted(repository: Repository) -> None:
    repository.git("rm", "--quiet", "docs/pkg/core.py_docs.md")


Edit: TypeAlias = Callable[[Repository], None]
STALE: list[Edit] = [new, modified, deleted, renamed, folder_deleted, page_edited, page_deleted]


@pytest.mark.parametrize("edit", STALE)
def test_a_commit_fails_until_the_pages_that_were_written_are_added(writing: Repository, edit: Edit) -> None:
    edit(writing)
    writing.lay({"picture.bin": BINARY + b"changed"})  # so that something is left to commit when pages are as before
    writing.git("add", "picture.bin")
    head = writing.git("rev-parse", "HEAD")
    first = writing.commit()
    assert not first.passes
    assert "pages in docs/:" in first.said
    assert writing.git("rev-parse", "HEAD") == head
    assert not writing.commit().passes, "the pages are on the disk, and not in the commit"
    writing.git("add", "docs")
    second = writing.commit()
    assert second.passes, second.said
    writing.assert_current()
    assert writing.git("status", "--porcelain") == ""


@pytest.mark.parametrize("edit", [new, modified, renamed, page_deleted])
def test_a_check_fails_and_writes_nothing_until_the_pages_are_built_and_added(checking: Repository, edit: Edit) -> None:
    edit(checking)
    checking.lay({"picture.bin": BINARY + b"changed"})
    checking.git("add", "picture.bin")
    before = checking.git("status", "--porcelain")
    first = checking.commit()
    assert not first.passes
    assert "out of date" in first.said
    assert "diff --git a/docs/" in first.said
    assert checking.git("status", "--porcelain") == before
    checking.build()
    assert not checking.commit().passes, "the pages are on the disk, and not in the commit"
    checking.git("add", "docs")
    second = checking.commit()
    assert second.passes, second.said
    checking.assert_current()


def test_new_pages_that_nobody_added_do_not_pass_for_committed(writing: Repository) -> None:
    new(writing)
    assert not writing.commit("--all").passes
    second = writing.commit("--all")  # takes the pages that changed, and not those that are new
    assert not second.passes
    assert "docs/pkg/fresh.py_docs.md and 1 more: not tracked by git" in second.said
    writing.git("add", "docs")
    assert writing.commit().passes
    writing.assert_current()


def test_the_first_pages_of_a_repository_have_to_be_added(writing: Repository) -> None:
    writing.git("rm", "--quiet", "-r", "docs")
    assert writing.commit("--no-verify").passes
    for _ in range(2):
        assert not writing.commit("--allow-empty").passes
    writing.git("add", "docs")
    assert writing.commit().passes
    writing.assert_current()


def test_pages_come_and_go_with_their_sources(writing: Repository) -> None:
    renamed(writing)
    new(writing)
    assert not writing.commit().passes
    writing.git("add", "docs")
    assert writing.commit().passes
    pages = writing.pages()
    assert {"docs/pkg/heart.py_docs.md", "docs/pkg/heart.py_kw.md", "docs/pkg/fresh.py_docs.md"} <= pages
    assert not {"docs/pkg/core.py_docs.md", "docs/pkg/core.py_kw.md"} & pages


@pytest.mark.parametrize("hook", MANIFEST)
def test_a_change_that_is_not_staged_is_not_on_the_pages(with_hook: Callable[[str], Repository], hook: str) -> None:
    repository = with_hook(hook)
    core = str(SOURCES["pkg/core.py"])
    staged = core.replace("start()", "start(staged)")
    unstaged = staged.replace("stop()", "stop(unstaged)")
    repository.lay({"pkg/core.py": staged, "pkg/user.py": "def user(unstaged_too): pass\n"})
    repository.git("add", "pkg/core.py")
    if hook == "extractor-check":
        repository.build()
        repository.git("add", "docs")
    repository.lay({"pkg/core.py": unstaged})
    if hook == "extractor":
        first = repository.commit()
        assert not first.passes
        assert "conflict" not in first.said
        repository.git("add", "docs")
        second = repository.commit()
        assert second.passes, second.said
        page = repository.text("docs/pkg/core.py_docs.md")
        assert "staged" in page
        assert not [path for path in repository.pages() if "unstaged" in repository.text(path)]
        repository.assert_current()
    else:  # built from the working tree, the pages of user.py say what the commit does not
        assert not repository.commit().passes
    assert (repository.root / "pkg" / "core.py").read_text(encoding="utf-8") == unstaged
    assert "unstaged_too" in (repository.root / "pkg" / "user.py").read_text(encoding="utf-8")


def test_an_untracked_source_has_no_pages(writing: Repository) -> None:
    writing.lay({"pkg/scratch.py": "from pkg.core import start\ndef scratch(): start()\n", "scratch/all.py": ""})
    assert writing.commit("--allow-empty").passes
    modified(writing)
    assert not writing.commit().passes
    writing.git("add", "docs")
    assert writing.commit().passes
    assert not [path for path in writing.pages() if "scratch" in path or "scratch" in writing.text(path)]
    assert writing.git("status", "--porcelain").splitlines() == ["?? pkg/scratch.py", "?? scratch/"]
    writing.git("add", "--all")
    assert not writing.commit().passes
    writing.git("add", "docs")
    assert writing.commit().passes
    assert {"docs/pkg/scratch.py_docs.md", "docs/scratch/all.py_docs.md"} <= writing.pages()


@pytest.mark.parametrize("hook", MANIFEST)
def test_a_commit_that_changes_no_page_passes(with_hook: Callable[[str], Repository], hook: str) -> None:
    repository = with_hook(hook)
    assert repository.commit("--allow-empty").passes
    repository.lay({"picture.bin": BINARY + b"changed", "left out/new.py": "def left_out(): pass\n"})
    repository.git("add", "--all")
    assert repository.commit().passes
    repository.git("rm", "--quiet", "left out/new.py")
    assert repository.commit().passes
    repository.assert_current()


@pytest.mark.parametrize("hook", MANIFEST)
def test_a_commit_of_pages_alone_passes_where_they_are_right(with_hook: Callable[[str], Repository], hook: str) -> None:
    repository = with_hook(hook)
    modified(repository)
    assert repository.commit("--no-verify").passes
    repository.build()
    repository.git("add", "docs")
    assert repository.commit().passes
    repository.assert_current()
    repository.lay({"docs/guide.md": "# Our own\n"})
    repository.git("add", "docs")
    assert repository.commit().passes
    assert repository.text("docs/guide.md") == "# Our own\n"


def test_pages_that_git_ignores_are_no_part_of_a_commit(writing: Repository) -> None:
    writing.lay({".gitignore": "docs/\n"})
    writing.git("rm", "--quiet", "--cached", "-r", "docs")
    writing.git("add", ".gitignore")
    assert not writing.commit().passes, "the pages of .gitignore are new"
    assert writing.commit().passes
    assert writing.pages() == set()


def test_a_commit_of_named_files_is_judged_by_what_goes_into_it(writing: Repository) -> None:
    """`git commit FILE` has an index of its own, which leaves out what else is staged."""
    new(writing)
    writing.lay({"picture.bin": BINARY + b"changed"})
    assert writing.commit("picture.bin").passes
    assert writing.commit().passes is False


# What else runs the same command


def test_a_folder_of_a_linked_worktree_knows_what_git_tracks_in_it(tmp_path: Path) -> None:
    """Git gives the hooks of a linked worktree `GIT_DIR`, which must not make the folder the top of the work tree."""
    main = Repository(tmp_path / "main", tmp_path / "home")
    main.lay({f"part/{path}": content for path, content in SOURCES.items()})
    main.git("add", "--all")
    assert main.commit().passes
    linked = tmp_path / "linked"
    main.git("worktree", "add", "--quiet", str(linked))
    hook = tmp_path / "main" / ".git" / "hooks" / "pre-commit"
    _executable(hook, f"#!/bin/sh\nexec {shlex.join(OURS)} build --tracked part\n")
    command = ["git", "commit", "--allow-empty", "--message", "A commit"]
    subprocess.run(command, cwd=linked, env=main.environment, capture_output=True, check=True)
    assert (linked / "part" / "docs" / "pkg" / "core.py_docs.md").is_file()


@pytest.mark.sweep
def test_pre_commit_installs_the_hooks_from_a_checkout(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository", tmp_path / "home")
    repository.lay(SOURCES)
    repository.git("add", "--all")
    for hook, is_current in (("extractor-check", False), ("extractor", False), ("extractor-check", True)):
        done = repository.run(sys.executable, "-m", "pre_commit", "try-repo", str(CHECKOUT), hook, "--verbose")
        said = (done.stdout + done.stderr).decode()
        assert (done.returncode == 0) == is_current, said
        assert MANIFEST[hook]["name"] in said
        assert ("up to date" if is_current else "missing" if "check" in hook else "created") in said
    assert (repository.root / "docs" / "pkg" / "core.py_docs.md").is_file()


def _executable(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    file.chmod(0o755)


# The README


def recipes(language: str) -> list[str]:
    """The README's fenced blocks of a language in the part on hooks and CI."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    part = readme.partition("## Keep the pages current\n")[2].partition("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", part, re.DOTALL | re.MULTILINE)


@pytest.fixture
def plainly(tmp_path: Path, with_hook: Callable[[str], Repository]) -> Repository:
    """A repository with the README's plain hook instead of pre-commit's, and an `extractor` on the search path."""
    repository = with_hook("extractor")
    _executable(tmp_path / "bin" / "extractor", f'#!/bin/sh\nexec {shlex.join(OURS)} "$@"\n')
    repository.environment["PATH"] = os.pathsep.join([str(tmp_path / "bin"), repository.environment["PATH"]])
    [text] = recipes("sh")
    _executable(repository.root / ".git" / "hooks" / "pre-commit", text)
    return repository


@pytest.mark.parametrize("edit", [new, modified, deleted, page_deleted])
def test_the_plain_hook_fails_until_the_pages_that_were_written_are_added(plainly: Repository, edit: Edit) -> None:
    edit(plainly)
    plainly.lay({"picture.bin": BINARY + b"changed"})
    plainly.git("add", "picture.bin")
    assert not plainly.commit().passes
    again = plainly.commit()
    assert not again.passes, "the pages are on the disk, and not in the commit"
    assert "docs/" in again.said
    plainly.git("add", "docs")
    last = plainly.commit()
    assert last.passes, last.said
    plainly.assert_current()
    assert plainly.commit("--allow-empty").passes


def extractor_commands(document: object) -> list[str]:
    """Every line of a parsed document that runs extractor."""
    match document:
        case dict():
            return [line for value in document.values() for line in extractor_commands(value)]
        case list():
            return [line for value in document for line in extractor_commands(value)]
        case str():
            return [line for line in document.splitlines() if line.startswith("extractor ")]
    return []


def test_the_recipes_of_ci_tell_stale_pages_from_current_ones(tmp_path: Path) -> None:
    documents = [yaml.safe_load(text) for text in recipes("yaml")]
    commands = [command for document in documents for command in extractor_commands(document)]
    assert len(commands) == 2, "GitHub and GitLab"
    repository = Repository(tmp_path / "repository", tmp_path / "home")
    repository.environment["CI"] = "true"
    repository.lay({**SOURCES, "extractor.toml": 'project = "Test"\ntracked = true\n'})
    repository.git("add", "--all")
    for expected in (1, 0):
        for command in commands:
            done = repository.run(*OURS, *shlex.split(command)[1:])
            assert done.returncode == expected, done.stdout + done.stderr
            if "github" in command:
                assert done.stdout.startswith(b"::error file=docs/") == bool(expected)
        repository.build()


def test_the_recipe_for_pre_commit_names_the_published_hooks(tmp_path: Path) -> None:
    [recipe] = [text for text in recipes("yaml") if "repos:" in text]
    config = tmp_path / "config.yaml"
    config.write_text(recipe, encoding="utf-8")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(config)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    assert {hook["id"] for repo in yaml.safe_load(recipe)["repos"] for hook in repo["hooks"]} <= set(MANIFEST)
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert all(f"`{hook}`" in readme or f"id: {hook}\n" in readme for hook in MANIFEST)


def test_the_attributes_give_every_machine_the_same_bytes(tmp_path: Path) -> None:
    [attributes] = recipes("gitattributes")
    repository = Repository(tmp_path / "repository", tmp_path / "home")
    repository.lay({**SOURCES, ".gitattributes": attributes})
    repository.git("add", "--all")
    repository.build()
    repository.git("add", "--all")
    assert repository.commit().passes
    checked = repository.git("check-attr", "linguist-generated", "--", "docs/pkg/core.py_docs.md", "pkg/core.py")
    assert checked.splitlines() == [
        "docs/pkg/core.py_docs.md: linguist-generated: true",
        "pkg/core.py: linguist-generated: unspecified",
    ]
    windows = tmp_path / "as on Windows"
    repository.git("-c", "core.autocrlf=true", "clone", "--quiet", ".", str(windows))
    command = [*OURS, "build", "--check"]
    done = subprocess.run(command, cwd=windows, env=repository.environment, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()
