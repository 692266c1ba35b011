"""What the gitignore files of a tree say: each `.gitignore`, git's `info/exclude`, and the user's own rules.

They are read where git cannot be asked, and for files of another time. Rules of a deeper folder win over those of the
folders around it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from extractor.errors import UsageError
from extractor.workspace import git
from extractor.workspace.gitignore import Rules, as_bytes
from extractor.workspace.probe import read_head

_LARGEST_RULES = 1 << 20
"""A gitignore file of more bytes is not read by us: its rules would be tried on every entry."""
_LONGEST_PATH = 10_000


class Level(NamedTuple):
    """The gitignore rules of one folder."""

    rules: Rules
    cut: int
    """How much of a path relative to git's top folder this folder's own path takes."""


Levels: TypeAlias = tuple[Level, ...]
"""From the deepest folder outwards: the first that has an opinion wins."""


def is_ignored(levels: Levels, path: str, name: str, is_folder: bool) -> bool:
    """Return whether git ignores the entry, given that it ignores no folder above; `path` starts at git's top."""
    for level in levels:
        verdict = level.rules.verdict(path[level.cut :], name, is_folder)
        if verdict is not None:
            return verdict
    return False


class IgnoreFiles:
    """Reads the gitignore files around and in a repository.

    One that cannot be used has no rules; `on_error` is told its path, and why.
    """

    def __init__(self, root: str, on_error: Callable[[str, str], None]) -> None:
        self._root = root
        self._on_error = on_error

    def above_root(self) -> tuple[str, Levels]:
        """Return the root's path from git's top folder, with a slash at its end, and the rules from above the root.

        A root that git ignores is no part of the repository around it (a scratch folder, a clone inside another), and
        that repository's rules say nothing about it.
        """
        root = Path(self._root)
        top = git.find_top(root)
        levels: Levels = () if top is None else self.deeper(self._users_rules(), "", self._info_exclude(top))
        top = top or root
        path = ""
        for name in root.relative_to(top).parts:
            levels = self.deeper(levels, path, str(top / path / ".gitignore"))
            if is_ignored(levels, as_bytes(path + name), as_bytes(name), is_folder=True):
                return "", ()
            path += name + "/"
        return path, levels

    def deeper(self, levels: Levels, path: str, file: str) -> Levels:
        """Return the levels with the file's rules for the folder `path` before them.

        A file that is not there has none, nor, as in git, has a `.gitignore` that is a symbolic link.
        """
        rules = Rules(())
        try:
            mode = os.lstat(file).st_mode if file.endswith(".gitignore") else os.stat(file).st_mode  # noqa: PTH116
            if stat.S_ISREG(mode):
                rules = self._read(file)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            self._on_error(os.path.relpath(file, self._root), f"cannot be read: {error.strerror}")
        return (Level(rules, len(as_bytes(path))), *levels) if rules else levels

    def _users_rules(self) -> Levels:
        """Return the rules of the user's own file (`core.excludesFile`), if there is one."""
        try:
            return self.deeper((), "", str(git.users_excludes(Path(self._root))))
        except UsageError:  # there is no git, whose user has no rules; or none that answers, which is told
            return ()

    def _info_exclude(self, top: Path) -> str:
        """Return where git keeps the rules that are not committed; in a worktree, with the repository proper."""
        folder = top / ".git"
        try:
            # In a linked worktree `.git` is a file, "gitdir: PATH", and a file in that folder names the repository's.
            if folder.is_file():
                folder = top / _path_in(folder).removeprefix("gitdir:").strip()
            if (folder / "commondir").is_file():
                folder /= _path_in(folder / "commondir").strip()
        except OSError as error:
            self._on_error(".git", f"cannot be read: {error.strerror}")
        return str(folder / "info" / "exclude")

    def _read(self, file: str) -> Rules:
        """Return the rules of a file, its lines cut as git cuts them; one of a size that no person writes has none."""
        content, _ = read_head(file, _LARGEST_RULES + 1)
        is_too_large = len(content) > _LARGEST_RULES
        text = (b"" if is_too_large else content).removeprefix(b"\xef\xbb\xbf").decode("latin-1")
        rules = Rules(line.removesuffix("\r").partition("\0")[0] for line in text.split("\n"))
        if is_too_large or rules.passed_over:
            self._on_error(os.path.relpath(file, self._root), "holds too many rules, which are passed over")
        return rules


def _path_in(file: Path) -> str:
    """Return the path that a file of git's holds; raises OSError."""
    return os.fsdecode(read_head(str(file), _LONGEST_PATH)[0])
