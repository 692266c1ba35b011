"""The few questions that we ask git itself. Nothing here changes a repository, not even its index's stamps.

Git runs in the folder it is asked about and in our own environment, so that what a hook sets (`GIT_INDEX_FILE`,
`GIT_DIR`) holds.
Every answer is NUL-separated bytes; paths are relative to that folder and decoded as the file system's names are.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from extractor.errors import UsageError

_REGULAR = ("100644", "100755", "100664")
"""The modes of regular files; git wrote the last one long ago."""
_LINK = "120000"


class OldFile(NamedTuple):
    """A file as a revision has it."""

    path: str
    blob: str
    """The object that holds its content."""
    is_link: bool
    """Whether that content is where a symbolic link leads."""


class Difference(NamedTuple):
    """One file that git sees differ; a side that it does not see there is None, as is one that is a submodule."""

    old: OldFile | None
    new: str | None
    """The path now."""


def tracked(root: Path) -> frozenset[str]:
    """Return the paths below the folder that git tracks or has staged; raises UsageError where git cannot tell."""
    return frozenset(_texts(_git(root, "ls-files", "-z", "--cached")))


def prefix(root: Path) -> str:
    """Return where the folder lies in git's working tree, with a final slash; empty at its top or outside of one."""
    try:
        return os.fsdecode(_run(root, ("rev-parse", "--show-prefix")).stdout.removesuffix(b"\n"))
    except UsageError:
        return ""


def is_committing() -> bool:
    """Return whether git runs us as the hook of a commit: it then names the index that is to be committed."""
    return "GIT_INDEX_FILE" in os.environ


def untracked(root: Path, folder: str) -> frozenset[str]:
    """Return the paths in a folder below `root` that git would add; raises UsageError where git cannot tell."""
    return frozenset(_texts(_git(root, "ls-files", "-z", "--others", "--exclude-standard", f":(literal){folder}")))


def find_tree(root: Path, revision: str) -> str:
    """Return the object name of a revision's tree; raises UsageError for what is no revision of the repository."""
    unknown = f"{revision}: git knows no such revision at {root}; name a commit, a branch or a tag"
    _git(root, "rev-parse", "--show-toplevel")  # what is wrong with the folder is not to be said of the revision
    if revision.startswith("-") or not (name := _name(root, revision)) or not (tree := _name(root, f"{name}^{{tree}}")):
        raise UsageError(unknown)
    return tree


def _name(root: Path, revision: str) -> str:
    """Return the name of the object, or an empty text."""
    return _run(root, ("rev-parse", "--verify", "--quiet", revision)).stdout.decode("ascii", "replace").strip()


def differences(root: Path, tree: str) -> list[Difference]:
    """Return how the tracked files below the folder differ from a tree, renames found as git finds them."""
    fields = iter(_texts(_git(root, "diff", "--raw", "-z", "-M", "--no-abbrev", "--relative", tree, "--", ".")))
    return [_difference(header, fields) for header in fields]


def _difference(header: str, fields: Iterator[str]) -> Difference:
    """Return one record of `git diff --raw`: `:MODE MODE OBJECT OBJECT STATUS`, a path, for a rename a second one."""
    old_mode, new_mode, blob, _, status = header.removeprefix(":").split(" ")
    path = next(fields)
    new = next(fields) if status[0] in "RC" else path
    was_file = old_mode in (*_REGULAR, _LINK) and status[0] != "C"
    is_file = new_mode in (*_REGULAR, _LINK)
    return Difference(OldFile(path, blob, old_mode == _LINK) if was_file else None, new if is_file else None)


def read_blobs(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """Yield the content of each object, in order; raises UsageError where a partial clone lacks one."""
    answer = _git(root, "cat-file", "--batch", data="".join(f"{blob}\n" for blob in blobs).encode("ascii"))
    position = 0
    for blob in blobs:
        start = answer.index(b"\n", position) + 1
        kind, _, size = answer[position : start - 1].rpartition(b" ")
        if not kind.endswith(b" blob"):
            raise UsageError(f"{root}: git lacks the object {blob}; fetch the whole history (git fetch --unshallow)")
        position = start + int(size) + 1
        yield answer[start : position - 1]


def _git(root: Path, *arguments: str, data: bytes = b"") -> bytes:
    """Return what git prints; raises UsageError with its own words where it fails."""
    done = _run(root, arguments, data)
    if done.returncode:
        said = [line for line in done.stderr.decode("utf-8", "replace").split("\n") if line.strip()]
        reason = "\n".join(said or [f"git {arguments[0]} ended with {done.returncode}"]).removeprefix("fatal: ")
        raise UsageError(f"{root}: git says: {reason}")
    return done.stdout


def _run(root: Path, arguments: Sequence[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, env=_environment(), input=data, capture_output=True)
    except OSError as error:
        raise UsageError(f"git cannot be run: {error.strerror}; install it, or put its folder on PATH") from error


def _environment() -> dict[str, str]:
    """Return our environment with what it says of git's folders made independent of where git runs.

    The hooks of a linked worktree get `GIT_DIR` alone, which means that the current folder is the top of the work
    tree: that is ours, and not the folder below it that git is asked about.
    """
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    if "GIT_DIR" in environment:
        environment["GIT_DIR"] = os.path.abspath(environment["GIT_DIR"])  # noqa: PTH100 - as git takes it, links and all
        environment["GIT_WORK_TREE"] = os.path.abspath(environment.get("GIT_WORK_TREE", "."))  # noqa: PTH100
    return environment


def _texts(answer: bytes) -> list[str]:
    """Return the fields of an answer, each of which ends with a NUL."""
    return [os.fsdecode(field) for field in answer.split(b"\0")[:-1]]
