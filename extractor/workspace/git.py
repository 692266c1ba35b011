"""The one door to git: the few questions that we ask it, none of which runs, fetches, cleans or changes anything.

A repository's own configuration names programs that git runs (`core.fsmonitor`, hooks, filters, remotes), so what can
run one is switched off on every command line, only reading commands are used, and of our environment only those
`GIT_*` variables pass that say where things are: what a hook sets (`GIT_INDEX_FILE`, `GIT_DIR`) holds.

Git runs in the top folder, the one with `.git` in it, which we find ourselves: it cannot land in a bare repository
that somebody put into the tree. Answers are NUL-separated bytes; paths are relative to the folder that was asked about
and decoded as the file system's names are.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

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

_REGULAR = ("100644", "100755", "100664")
"""The modes of regular files; git wrote the last one long ago."""
_LINK = "120000"
_FILES = (*_REGULAR, _LINK)
_LONGEST_PATH = 10_000


class NoRepositoryError(UsageError):
    """Git sees no repository at a folder."""


class NoGitError(UsageError):
    """There is no git that can be run."""


class OldFile(NamedTuple):
    """A file as a revision has it."""

    path: str
    blob: str
    """The object that holds its content."""
    is_link: bool
    """Whether that content is where a symbolic link leads."""


def find_top(root: Path) -> Path | None:
    """Return the nearest folder, from a folder upwards, that holds `.git`; None outside of a repository.

    As git does, it looks no higher than `GIT_CEILING_DIRECTORIES` says.
    """
    here = Path(os.path.realpath(root))
    ceilings = {
        os.path.realpath(each) for each in os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep) if each
    }
    looked_at = (here, *takewhile(lambda folder: str(folder) not in ceilings, here.parents))
    return next((folder for folder in looked_at if os.path.lexists(folder / ".git")), None)


def prefix(root: Path) -> str:
    """Return where the folder lies in git's working tree, with a final slash; empty at its top or outside of one."""
    top = _worktree(root)
    return "" if top is None else _prefix(root, top)


def is_committing() -> bool:
    """Return whether git runs us as the hook of a commit: it then names the index that is to be committed."""
    return "GIT_INDEX_FILE" in os.environ


class TrackedFiles(NamedTuple):
    """What git tracks or has staged below a folder, by its path."""

    paths: frozenset[str]
    not_checked_out: frozenset[str]
    """Those of the files among them that a sparse checkout leaves out."""


def tracked(root: Path) -> TrackedFiles:
    """Return what git tracks below the folder; raises UsageError where git cannot tell."""
    top = _required(root)
    cut = _prefix(root, top)
    records = _texts(_git(top, "ls-files", "-z", "-t", "--stage", "--", cut or "."))
    found = {path.removeprefix(cut): header for header, _, path in (each.partition("\t") for each in records)}
    left_out = (path for path, header in found.items() if header.startswith("S ") and header[2:8] in _FILES)
    return TrackedFiles(frozenset(found), frozenset(left_out))


def may_be_sparse(root: Path) -> bool:
    """Return whether a sparse checkout was ever set up where the folder lies; without asking git."""
    top = _worktree(root)
    if top is None:
        return False
    folder = Path(os.environ["GIT_DIR"]) if "GIT_DIR" in os.environ else top / ".git"
    try:
        if folder.is_file():
            with folder.open("rb") as file:
                named = os.fsdecode(file.read(_LONGEST_PATH)).removeprefix("gitdir:").strip()
            folder = top / named
        return (folder / "info" / "sparse-checkout").is_file()
    except (OSError, ValueError):  # git tells
        return False


def untracked(root: Path, folder: str) -> frozenset[str]:
    """Return the paths in a folder below `root` that git would add; raises UsageError where git cannot tell."""
    return frozenset(_listed(root, "--others", "--exclude-standard", folder=folder))


def ignored(root: Path) -> frozenset[str] | None:
    """Return what git ignores below the folder: files, and folders (with a slash at the end) for all that is in them.

    By all of its rules: also those of the user, of the index of a sparse checkout, and without regard to case where it
    is set so. What is tracked is not ignored. None for a folder that lies in no repository, or in one that ignores it.
    Raises UsageError where git cannot tell.
    """
    top = _worktree(root)
    if top is None:
        return None
    cut = _prefix(root, top)
    arguments = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--", cut or ".")
    found = _texts(_git(top, *arguments))
    if any(each.endswith("/") and cut.startswith(each) for each in found):
        return None
    return frozenset(each.removeprefix(cut) for each in found)


def users_excludes(root: Path) -> Path:
    """Return the file with the user's own rules on what is ignored, which need not be there.

    It is asked of git outside of the repository, of which nothing may be right.
    """
    top = _worktree(root) or root
    environment = {name: text for name, text in _environment(top).items() if name not in _PLACES}
    for scope in ("--global", "--system"):
        command = ("config", scope, "--includes", "--type=path", "--get", "core.excludesFile")
        answer = _ended([_program(top), *command], Path(os.sep), environment).stdout.removesuffix(b"\n")
        if answer:
            return Path(os.path.realpath(os.fsdecode(answer)))
    return Path(os.path.realpath(_users_configuration() / "git" / "ignore"))


def _users_configuration() -> Path:
    given = os.environ.get("XDG_CONFIG_HOME")
    return Path(given) if given else Path(os.path.expanduser("~"), ".config")  # noqa: PTH111 - raises nothing


def find_tree(root: Path, revision: str) -> str:
    """Return the object name of a revision's tree; raises UsageError for what is no revision of the repository."""
    unknown = f"{escaped_path(revision)}: git knows no such revision at {root}; name a commit, a branch or a tag"
    top = _required(root)
    _git(top, "rev-parse", "--show-toplevel")  # what is wrong with the folder is not to be said of the revision
    if revision.startswith("-") or not (name := _name(top, revision)) or not (tree := _name(top, f"{name}^{{tree}}")):
        raise UsageError(unknown)
    return tree


def _name(top: Path, revision: str) -> str:
    """Return the name of the object, or an empty text."""
    return _run(top, ("rev-parse", "--verify", "--quiet", revision)).stdout.decode("ascii", "replace").strip()


def files_of(root: Path, tree: str) -> list[OldFile]:
    """Return the files and links that a tree has below the folder; raises UsageError where git cannot tell."""
    top = _required(root)
    cut = _prefix(root, top)
    below = ("--", cut) if cut else ()
    records = _texts(_git(top, "ls-tree", "-r", "-z", "--full-tree", tree, *below))
    found = ((*header.split(" "), path) for header, _, path in (each.partition("\t") for each in records))
    return [OldFile(path.removeprefix(cut), blob, mode == _LINK) for mode, _, blob, path in found if mode in _FILES]


def filters(root: Path, paths: Sequence[str]) -> dict[str, str]:
    """Return, for those of the paths that git stores through a program, its name; `lfs` is one."""
    attributes = _attributes(root, paths, "filter")
    return {path: value for (path, _), value in attributes.items() if value not in ("unspecified", "unset", "set", "")}


def with_lf(root: Path, paths: Sequence[str]) -> set[str]:
    """Return those of the paths that git stores with LF where they have CRLF."""
    if not paths:
        return set()
    by_setting = _run(_required(root), ("config", "--get", "core.autocrlf")).stdout.strip() in (b"true", b"input")
    attributes = _attributes(root, paths, "text", "eol")
    found = {path for path in paths if by_setting and attributes.get((path, "text")) == "unspecified"}
    found |= {path for (path, name), value in attributes.items() if name == "text" and value in ("set", "auto")}
    return found | {path for (path, name), value in attributes.items() if name == "eol" and value in ("lf", "crlf")}


def _attributes(root: Path, paths: Sequence[str], *names: str) -> dict[tuple[str, str], str]:
    """Return the values of git's attributes by path and name."""
    if not paths:
        return {}
    top = _required(root)
    cut = _prefix(root, top)
    asked = b"".join(os.fsencode(cut + path) + b"\0" for path in paths)
    fields = iter(_texts(_git(top, "check-attr", "-z", "--stdin", *names, data=asked)))
    return {(path.removeprefix(cut), name): value for path, name, value in zip(fields, fields, fields, strict=True)}


def read_blobs(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """Yield the content of each object, in order; raises UsageError where a partial clone lacks one."""
    answer = _git(_required(root), "cat-file", "--batch", data="".join(f"{blob}\n" for blob in blobs).encode("ascii"))
    position = 0
    for blob in blobs:
        end = answer.find(b"\n", position)
        kind, _, size = answer[position : max(end, position)].rpartition(b" ")
        if not kind.endswith(b" blob"):
            raise UsageError(f"{root}: git lacks the object {blob}; fetch the whole history (git fetch --unshallow)")
        position = end + 1 + int(size) + 1
        yield answer[end + 1 : position - 1]


def _listed(root: Path, *arguments: str, folder: str = "") -> Iterator[str]:
    """Yield what `git ls-files` lists below the folder."""
    top = _required(root)
    cut = _prefix(root, top)
    for path in _texts(_git(top, "ls-files", "-z", *arguments, "--", (cut + folder) or ".")):
        yield path.removeprefix(cut)


def _worktree(root: Path) -> Path | None:
    """Return the top of the working tree that a folder lies in: the environment's, else the nearest with a `.git`.

    The hooks of a linked worktree get `GIT_DIR` alone, which means that the current folder is the top of the work
    tree. A hook of one repository that asks about another is told of that other.
    """
    if "GIT_DIR" in os.environ:
        top = Path(os.path.realpath(os.environ.get("GIT_WORK_TREE", ".")))
        if Path(os.path.realpath(root)).is_relative_to(top):
            return top
    return find_top(root)


def _required(root: Path) -> Path:
    top = _worktree(root)
    if top is None:
        _program(root)
        raise NoRepositoryError(f"{root}: git says: not a git repository (or any of the parent directories): .git")
    return top


def _prefix(root: Path, top: Path) -> str:
    path = Path(os.path.realpath(root)).relative_to(top).as_posix()
    return "" if path == "." else f"{path}/"


def _git(top: Path, *arguments: str, data: bytes = b"") -> bytes:
    """Return what git prints; raises UsageError with its own words, and what to do, where it fails."""
    done = _run(top, arguments, data)
    if done.returncode:
        said = [escaped_path(line) for line in os.fsdecode(done.stderr).split("\n") if line.strip()]
        reason = "\n".join(said or [f"git {arguments[0]} ended with {done.returncode}"]).removeprefix("fatal: ")
        reason = reason.partition("\nTo add an exception")[0]  # git's own advice is to do the same
        advice = next((advice.format(top=top) for words, advice in _ADVICE.items() if words in reason), "")
        kind = NoRepositoryError if "not a git repository" in reason else UsageError
        raise kind(f"{top}: git says: {reason}{advice and '; '}{advice}")
    return done.stdout


def _run(top: Path, arguments: Sequence[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    settings = [part for each in _SETTINGS for part in ("-c", each)]
    return _ended([_program(top), "--no-pager", *settings, *arguments], top, _environment(top), data)


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


def _program(top: Path) -> str:
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
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_") or _passes(name)}
    if "GIT_DIR" in kept and top != Path(os.path.realpath(kept.get("GIT_WORK_TREE", "."))):
        kept = {name: text for name, text in kept.items() if name not in _PLACES}
    elif "GIT_DIR" in kept:
        kept["GIT_DIR"] = os.path.abspath(kept["GIT_DIR"])  # noqa: PTH100 - as git takes it, links and all
    return {**kept, **_OURS, "GIT_WORK_TREE": str(top), "GIT_CEILING_DIRECTORIES": str(top.parent)}


def _passes(name: str) -> bool:
    return name in _PASSED or name.startswith(_PASSED_PREFIXES)


def _texts(answer: bytes) -> list[str]:
    """Return the fields of an answer, each of which ends with a NUL."""
    return [os.fsdecode(field) for field in answer.split(b"\0")[:-1]]
