"""Running git so that it runs nothing of a repository: what is switched off, what passes, what git may take.

A repository's own configuration names programs that git runs (`core.fsmonitor`, hooks, filters, remotes), so what can
run one is switched off on every command line, and of our environment only those `GIT_*` variables pass that say where
things are: what a hook sets (`GIT_INDEX_FILE`, `GIT_DIR`) holds.

Git runs in the top folder, the one with `.git` in it, which we find ourselves: it cannot land in a bare repository
that somebody put into the tree.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from extractor.errors import UsageError
from extractor.system.paths import escaped_path

_SECONDS = 60
"""How long git may take for an answer; a tree of 20,000 files takes it a fifth of a second."""

_MEMORY = 900_000_000
"""Bytes that git may hold; the index of 100,000 files takes it a tenth."""

_SETTINGS = (
    "core.fsmonitor=false",  # else a program that is asked which files changed
    f"core.hooksPath={os.devnull}",
    "core.untrackedCache=false",
    "core.pager=cat",
    "core.alternateRefsCommand=",
    "core.sshCommand=false",
    "credential.helper=",
    "diff.external=",
    "protocol.allow=never",  # a partial clone would fetch what it lacks
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
"""What is said on each command line, where it wins over every file."""

_PLACES = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    }
)
"""The variables that pass and speak of one repository only: the one whose hook runs us."""
_PASSED = _PLACES | {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT"}
_PASSED_PREFIXES = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
"""Settings from the environment, as CI passes `safe.directory`."""

_OURS = {
    "GIT_ALLOW_PROTOCOL": "none",  # wins over every `protocol.NAME.allow` of the repository
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",  # its words are looked at
}

_ADVICE: Mapping[str, str] = {
    "dubious ownership": "if you trust it, run: git config --global --add safe.directory {top}",
    "unsafe repository": "if you trust it, run: git config --global --add safe.directory {top}",
    "bad config": "mend that file",
    "Expected git repo version": "a newer git can read it",
    "repository extension": "a newer git can read it",
    "index file corrupt": "git can make the index again: git reset",
    "not a git repository": "mend {top}/.git, or remove it",
}
"""What to do about a refusal, by words in it."""


class NoRepositoryError(UsageError):
    """Git sees no repository at a folder."""


class NoGitError(UsageError):
    """There is no git that can be run."""


def ask(top: Path, *arguments: str, data: bytes = b"") -> bytes:
    """Return what git prints in the top folder of a repository, given `data` on stdin.

    Where it fails a UsageError has its own words, and says what to do.
    """
    done = run_git(top, arguments, data)
    if done.returncode:
        said = [escaped_path(line) for line in os.fsdecode(done.stderr).split("\n") if line.strip()]
        reason = "\n".join(said or [f"git {arguments[0]} ended with {done.returncode}"]).removeprefix("fatal: ")
        reason = reason.partition("\nTo add an exception")[0]  # git's own advice is to do the same
        advice = next((advice.format(top=top) for words, advice in _ADVICE.items() if words in reason), "")
        kind = NoRepositoryError if "not a git repository" in reason else UsageError
        raise kind(f"{top}: git says: {reason}{advice and '; '}{advice}")
    return done.stdout


def run_git(top: Path, arguments: Sequence[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Return what came of a command in the top folder of a repository, be it a failure; raises UsageError.

    That is where git does not end in time, or cannot be run.
    """
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return _ended([find_git(top), "--no-pager", *settings, *arguments], top, _environment(top), data)


def ask_outside(top: Path, *arguments: str) -> bytes:
    """Return what git prints of settings that are no repository's, without the line's end; empty where it has none."""
    environment = {name: text for name, text in _environment(top).items() if name not in _PLACES}
    return _ended([find_git(top), *arguments], Path(os.sep), environment).stdout.removesuffix(b"\n")


def _ended(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], data: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Return what came of git in a folder; raises UsageError where it does not end, or cannot be run."""
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            preexec_fn=_memory_limit(),  # set from here, git has read by then; it takes no lock
        )
    except subprocess.TimeoutExpired as error:
        raise UsageError(
            f"{folder}: git took longer than {_SECONDS} s and was ended; see what it does there"
        ) from error
    except OSError as error:
        raise NoGitError(f"git cannot be run: {error.strerror}; install it, or put its folder on PATH") from error


def _memory_limit() -> Callable[[], None] | None:
    """Return what bounds what a new process may hold of what it reads; packs, which git maps, do not count."""
    if not sys.platform.startswith("linux"):
        return None
    import resource

    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = _MEMORY if most < 0 else min(_MEMORY, most)
    return partial(resource.setrlimit, resource.RLIMIT_DATA, (limit, limit))


def find_git(top: Path) -> str:
    """Return the path of git: from PATH, but never one that lies in the repository or depends on where we are."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.get_exec_path():
        file = Path(folder, name)
        if file.is_absolute() and not Path(os.path.realpath(folder)).is_relative_to(top) and os.access(file, os.X_OK):
            return str(file)
    raise NoGitError("git cannot be run: No such file or directory; install it, or put its folder on PATH")


def _environment(top: Path) -> dict[str, str]:
    """Return our environment with what it says of git cut down to what is needed, and bound to the top folder.

    `GIT_WORK_TREE` wins over a `core.worktree` that leads elsewhere; the ceiling keeps git from looking any higher.
    """
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("GIT_") or name in _PASSED or name.startswith(_PASSED_PREFIXES)
    }
    # A hook of one repository that asks about another must not be told of its own (GIT_DIR wins over the folder).
    if "GIT_DIR" in kept and top != Path(os.path.realpath(kept.get("GIT_WORK_TREE", "."))):
        kept = {name: text for name, text in kept.items() if name not in _PLACES}
    elif "GIT_DIR" in kept:
        kept["GIT_DIR"] = os.path.abspath(kept["GIT_DIR"])  # noqa: PTH100 - as git takes it, links and all
    return {**kept, **_OURS, "GIT_WORK_TREE": str(top), "GIT_CEILING_DIRECTORIES": str(top.parent)}


def fields_of(answer: bytes) -> list[str]:
    """Return the fields of an answer, each of which ends with a NUL."""
    return [os.fsdecode(field) for field in answer.split(b"\0")[:-1]]
