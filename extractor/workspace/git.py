"""What we ask git about a repository: a question a function, none of which fetches, cleans or changes anything.

Only reading commands are used; `git_command.py` runs them. Answers are NUL-separated bytes; paths are relative to the
folder that was asked about and decoded as the file system's names are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from extractor.errors import UsageError
from extractor.system.paths import escaped_path
from extractor.workspace.git_command import NoRepositoryError, ask, ask_outside, fields_of, find_git, run_git

_REGULAR = ("100644", "100755", "100664")
"""The modes of regular files; git wrote the last one long ago."""
_LINK = "120000"
_FILES = (*_REGULAR, _LINK)
_LONGEST_PATH = 10_000


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
    ceilings = os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
    highest = {os.path.realpath(folder) for folder in ceilings if folder}
    looked_at = (here, *takewhile(lambda folder: str(folder) not in highest, here.parents))
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
    records = fields_of(ask(top, "ls-files", "-z", "-t", "--stage", "--", cut or "."))
    # "S 100644 30d74d2580 0\tpath": S where a sparse checkout leaves it out, then the mode, the object and the stage.
    headers = {path.removeprefix(cut): header for header, _, path in (record.partition("\t") for record in records)}
    left_out = (path for path, header in headers.items() if header.startswith("S ") and header[2:8] in _FILES)
    return TrackedFiles(frozenset(headers), frozenset(left_out))


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
    top = _required(root)
    cut = _prefix(root, top)
    paths = fields_of(ask(top, "ls-files", "-z", "--others", "--exclude-standard", "--", (cut + folder) or "."))
    return frozenset(path.removeprefix(cut) for path in paths)


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
    paths = fields_of(ask(top, *arguments))
    if any(path.endswith("/") and cut.startswith(path) for path in paths):  # it ignores the folder, or one above it
        return None
    return frozenset(path.removeprefix(cut) for path in paths)


def users_excludes(root: Path) -> Path:
    """Return the file with the user's own rules on what is ignored, which need not be there.

    It is asked of git outside of the repository, of which nothing may be right.
    """
    top = _worktree(root) or root
    for scope in ("--global", "--system"):
        answer = ask_outside(top, "config", scope, "--includes", "--type=path", "--get", "core.excludesFile")
        if answer:
            return Path(os.path.realpath(os.fsdecode(answer)))
    given = os.environ.get("XDG_CONFIG_HOME")
    configuration = Path(given) if given else Path(os.path.expanduser("~"), ".config")  # noqa: PTH111 - raises nothing
    return Path(os.path.realpath(configuration / "git" / "ignore"))


def find_tree(root: Path, revision: str) -> str:
    """Return the object name of a revision's tree; raises UsageError for what is no revision of the repository."""
    unknown = f"{escaped_path(revision)}: git knows no such revision at {root}; name a commit, a branch or a tag"
    top = _required(root)
    ask(top, "rev-parse", "--show-toplevel")  # what is wrong with the folder is not to be said of the revision
    if revision.startswith("-") or not (name := _name(top, revision)) or not (tree := _name(top, f"{name}^{{tree}}")):
        raise UsageError(unknown)
    return tree


def _name(top: Path, revision: str) -> str:
    """Return the name of the object, or an empty text."""
    return run_git(top, ("rev-parse", "--verify", "--quiet", revision)).stdout.decode("ascii", "replace").strip()


def files_of(root: Path, tree: str) -> list[OldFile]:
    """Return the files and links that a tree has below the folder; raises UsageError where git cannot tell."""
    top = _required(root)
    cut = _prefix(root, top)
    below = ("--", cut) if cut else ()
    records = fields_of(ask(top, "ls-tree", "-r", "-z", "--full-tree", tree, *below))
    # "100644 blob 30d74d2580...\tpath"
    files = ((*header.split(" "), path) for header, _, path in (record.partition("\t") for record in records))
    return [OldFile(path.removeprefix(cut), blob, mode == _LINK) for mode, _, blob, path in files if mode in _FILES]


def filters(root: Path, paths: Sequence[str]) -> dict[str, str]:
    """Return, for those of the paths that git stores through a program, its name; `lfs` is one."""
    attributes = _attributes(root, paths, "filter")
    return {path: value for (path, _), value in attributes.items() if value not in ("unspecified", "unset", "set", "")}


def with_lf(root: Path, paths: Sequence[str]) -> set[str]:
    """Return those of the paths that git stores with LF where they have CRLF.

    `core.autocrlf` says so of all files whose `text` attribute says nothing, attributes say so of single ones.
    """
    if not paths:
        return set()
    by_setting = run_git(_required(root), ("config", "--get", "core.autocrlf")).stdout.strip() in (b"true", b"input")
    attributes = _attributes(root, paths, "text", "eol")
    stored = {path for path in paths if by_setting and attributes.get((path, "text")) == "unspecified"}
    stored |= {path for (path, name), value in attributes.items() if name == "text" and value in ("set", "auto")}
    return stored | {path for (path, name), value in attributes.items() if name == "eol" and value in ("lf", "crlf")}


def _attributes(root: Path, paths: Sequence[str], *names: str) -> dict[tuple[str, str], str]:
    """Return the values of git's attributes by path and name."""
    if not paths:
        return {}
    top = _required(root)
    cut = _prefix(root, top)
    asked = b"".join(os.fsencode(cut + path) + b"\0" for path in paths)
    fields = iter(fields_of(ask(top, "check-attr", "-z", "--stdin", *names, data=asked)))
    return {(path.removeprefix(cut), name): value for path, name, value in zip(fields, fields, fields, strict=True)}


def read_blobs(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """Yield the content of each object, in order; raises UsageError where a partial clone lacks one."""
    answer = ask(_required(root), "cat-file", "--batch", data="".join(f"{blob}\n" for blob in blobs).encode("ascii"))
    position = 0
    for blob in blobs:
        # "30d74d2580... blob 13\n", the content of 13 bytes, "\n"; "30d74d2580... missing\n" where there is none.
        end = answer.find(b"\n", position)
        kind, _, size = answer[position : max(end, position)].rpartition(b" ")
        if not kind.endswith(b" blob"):
            raise UsageError(f"{root}: git lacks the object {blob}; fetch the whole history (git fetch --unshallow)")
        position = end + 1 + int(size) + 1
        yield answer[end + 1 : position - 1]


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
    """Return the top of the working tree; raises a UsageError where there is none, or no git."""
    top = _worktree(root)
    if top is None:
        find_git(root)
        raise NoRepositoryError(f"{root}: git says: not a git repository (or any of the parent directories): .git")
    return top


def _prefix(root: Path, top: Path) -> str:
    """Return the folder's path from the top, with a final slash, to be cut off from git's paths; empty at the top."""
    path = Path(os.path.realpath(root)).relative_to(top).as_posix()
    return "" if path == "." else f"{path}/"
