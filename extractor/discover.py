"""The files of a repository that get pages, found without asking git and the same on every machine.

What git ignores is worked out from the repository's own rules: each `.gitignore`, and `info/exclude` of its git
folder. The user's global excludes (`core.excludesFile`) and `core.ignoreCase` are settings of a machine and play no
part; nor does the index, so that a file that is tracked although a rule ignores it counts as ignored.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from extractor import git
from extractor.config import Config
from extractor.files import printable
from extractor.gitignore import Rules, as_bytes

BINARY_PROBE = 8192
"""A file with a NUL among as many first bytes is binary, unless it starts with a mark of UTF-16 or UTF-32."""

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
"""The byte order marks of encodings whose text holds NULs; that of UTF-32-LE starts with that of UTF-16-LE."""


class Skipped(msgspec.Struct, frozen=True, order=True):
    """A file or folder without pages that a person may look for."""

    path: str
    """Relative to the repository, `.` for itself; bytes that are not UTF-8 as `\\xff`, so that it can be printed."""
    reason: str
    """What goes after the path: "is a binary file"."""
    severity: Literal["note", "error"]
    """`error`: it could not be read, so nobody knows whether its pages are out of date; they must not be removed."""

    @property
    def is_error(self) -> bool:
        """Whether the run could not do its work here."""
        return self.severity == "error"


class Discovery(msgspec.Struct, frozen=True):
    """What `discover` finds; each part sorted by code point."""

    sources: tuple[str, ...]
    """Paths of the text files, relative to the repository, with forward slashes."""
    skipped: tuple[Skipped, ...] = ()
    """Never what git or the settings leave out, nor what lies in the output directory."""
    left_out: tuple[Skipped, ...] = ()
    """What git or the settings leave out, and the output directory; a folder stands for all that is in it."""


def discover(root: Path, config: Config) -> Discovery:
    """Return the sources of the repository: every text file that neither git nor the settings leave out.

    Symbolic links to files inside the repository are sources, those to folders are not followed: git tracks the link,
    and what it leads to has pages of its own. Nested repositories (submodules too) are documented by themselves.
    Nothing but regular files is opened, and each once at most; nothing is raised for what cannot be read.

    With `tracked`, git is asked what it tracks, and a UsageError raised where it cannot tell.
    """
    found = _Walk(root, config).run()
    if not config.tracked:
        return found
    tracked = git.tracked(root)
    untracked = [Skipped(path, "is not tracked by git", "note") for path in found.sources if path not in tracked]
    return Discovery(
        tuple(path for path in found.sources if path in tracked),
        found.skipped,
        left_out=tuple(sorted((*found.left_out, *untracked))),
    )


def selection(root: Path, config: Config) -> Callable[[str], bool]:
    """Return whether a path would be a source's if a regular text file stood there, by the rules as they are now.

    For files of another time: what stands there now is not looked at, only the folder's rules are.
    """
    return _Walk(root, config).selects


def is_binary(head: bytes) -> bool:
    """Return whether a file that begins like this is binary; `BINARY_PROBE` bytes are looked at."""
    return b"\0" in head[:BINARY_PROBE] and not head.startswith(_WIDE_MARKS)


class _Level(NamedTuple):
    """The gitignore rules of one folder."""

    rules: Rules
    cut: int
    """How much of a path relative to git's top folder this folder's own path takes."""


_Levels: TypeAlias = tuple[_Level, ...]
"""From the deepest folder outwards: the first that has an opinion wins."""


def _ignored(levels: _Levels, path: str, name: str, is_folder: bool) -> bool:
    """Return whether git ignores the entry, given that it ignores no folder above; `path` starts at git's top."""
    for level in levels:
        verdict = level.rules.verdict(path[level.cut :], name, is_folder)
        if verdict is not None:
            return verdict
    return False


class _Folder(NamedTuple):
    """A folder still to be looked at."""

    path: str
    """Relative to the root, with a slash at the end; empty for the root."""
    levels: _Levels
    included: bool
    """Whether `include` asks for it, and so for what is in it."""


class _Walk:
    """One walk through a repository; gathers the sources and what was skipped."""

    def __init__(self, root: Path, config: Config) -> None:
        self._root = os.path.realpath(root)
        self._config = config
        self._exclude = Rules(map(as_bytes, (*config.exclude, *config.extend_exclude)))
        self._include = Rules(map(as_bytes, config.include))
        # What runs themselves write must not shape the pages, whatever the settings leave out.
        self._own = {config.output_dir, _below(self._root, config.named_cache)}
        self._above = ""
        self._sources: list[str] = []
        self._skipped: list[Skipped] = []
        self._left_out: list[Skipped] = []
        self._waiting: list[_Folder] = []
        self._folders: dict[str, _Folder | None] = {}

    def run(self) -> Discovery:
        self._waiting.append(self._top())
        while self._waiting:
            self._folder(self._waiting.pop())
        return Discovery(
            tuple(sorted(self._sources)), tuple(sorted(self._skipped)), left_out=tuple(sorted(self._left_out))
        )

    def selects(self, path: str) -> bool:
        """Return whether the rules lead to a file at the path, whatever stands there."""
        above, _, name = path.rpartition("/")
        folder = self._known(above)
        return folder is not None and _is_utf8(name) and bool(self._included(name, False, folder))

    def _known(self, path: str) -> _Folder | None:
        """Return the folder at the path, ready for its entries, or None where no source can be in it."""
        if path not in self._folders:
            above, _, name = path.rpartition("/")
            folder = self._known(above) if path else self._top()
            if path and folder is not None:
                included = self._included(name, True, folder)
                is_open = included is not None and _is_utf8(name)
                folder = _Folder(path + "/", folder.levels, bool(included)) if is_open else None
            self._folders[path] = folder and folder._replace(levels=self._levels_in(folder))
        return self._folders[path]

    def _levels_in(self, folder: _Folder) -> _Levels:
        if not self._config.respect_gitignore:
            return folder.levels
        file = os.path.join(self._root, folder.path, ".gitignore")  # noqa: PTH118
        return self._deeper(folder.levels, self._above + folder.path, file)

    def _top(self) -> _Folder:
        self._above, levels = self._surroundings() if self._config.respect_gitignore else ("", ())
        return _Folder("", levels, included=not self._config.include)

    def _folder(self, folder: _Folder) -> None:
        """Sort the folder's entries into sources, folders to look at, and what is skipped."""
        entries = self._entries(folder.path)
        if ".git" in entries and folder.path:
            self._skip(folder.path, "is a repository of its own")
            return
        if ".gitignore" in entries:
            folder = folder._replace(levels=self._levels_in(folder))
        for entry in entries.values():
            self._entry(entry, folder)

    def _entries(self, path: str) -> dict[str, os.DirEntry[str]]:
        try:
            with os.scandir(os.path.join(self._root, path)) as found:  # noqa: PTH118
                return {entry.name: entry for entry in found}
        except OSError as error:
            self._unreadable(path, error)
            return {}

    def _entry(self, entry: os.DirEntry[str], folder: _Folder) -> None:
        """Put one entry where it belongs."""
        path, is_folder = folder.path + entry.name, _is_folder(entry)
        included = self._included(entry.name, is_folder, folder)
        if included is None:
            self._leave_out(path, self._refusal(entry.name, is_folder, folder))
            return
        if not _is_utf8(entry.name):
            self._skip(path, "has a name that is not UTF-8")
        elif is_folder:
            self._waiting.append(_Folder(path + "/", folder.levels, included))
        elif included:
            self._file(entry, path)
        else:
            self._leave_out(path, "matches no pattern of `include`")

    def _included(self, entry: str, is_folder: bool, folder: _Folder) -> bool | None:
        """Return whether `include` asks for the entry of that name, None for one that settings or git leave out."""
        if self._refusal(entry, is_folder, folder):
            return None
        path = folder.path + entry
        asked = self._include.verdict(as_bytes(path), as_bytes(entry), is_folder)
        return folder.included if asked is None else asked

    def _refusal(self, entry: str, is_folder: bool, folder: _Folder) -> str:
        """Return why settings or git leave out the entry of that name, or an empty text."""
        path = folder.path + entry
        if entry == ".git":
            return "is git's own"
        if path in self._own:
            return "is the output directory" if path == self._config.output_dir else "is the cache"
        seen, name = as_bytes(path), as_bytes(entry)
        if self._exclude.verdict(seen, name, is_folder):
            return "matches a pattern of `exclude` or `extend-exclude`"
        if folder.levels and _ignored(folder.levels, as_bytes(self._above) + seen, name, is_folder):
            return "is ignored by git"
        return ""

    def _file(self, entry: os.DirEntry[str], path: str) -> None:
        """Add the file to the sources or say why it is none."""
        try:
            reason = self._irregular(entry) or _binary(entry.path)
        except OSError as error:
            self._unreadable(path, error)
            return
        if reason:
            self._skip(path, reason)
        else:
            self._sources.append(path)

    def _irregular(self, entry: os.DirEntry[str]) -> str:
        """Return why the entry is no file to be opened, or an empty text."""
        if entry.is_symlink():
            return self._link(entry.path)
        return "" if entry.is_file(follow_symlinks=False) else "is neither a file nor a folder"

    def _link(self, path: str) -> str:
        """Return why a symbolic link is no source, or an empty text.

        One into the output directory is none, since its page would change what it is made from.
        """
        try:
            target = Path(os.path.realpath(path, strict=True))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return "is a symbolic link that leads nowhere"
            raise
        if not target.is_relative_to(self._root) or ".git" in target.relative_to(self._root).parts:
            return "is a symbolic link that leaves the repository"
        if target.is_dir():
            return "is a symbolic link to a folder, which is not followed"
        if target.is_relative_to(Path(self._root, self._config.output_dir)):
            return "is a symbolic link into the output directory"
        return "" if target.is_file() else "is a symbolic link to what is neither a file nor a folder"

    def _surroundings(self) -> tuple[str, _Levels]:
        """Return the root's path from git's top folder, with a slash at its end, and the rules from above the root.

        A root that git ignores is no part of the repository around it (a scratch folder, a clone inside another), and
        that repository's rules say nothing about it.
        """
        root = Path(self._root)
        top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
        levels = self._deeper((), "", self._info_exclude(top))
        path = ""
        for name in root.relative_to(top).parts:
            levels = self._deeper(levels, path, str(top / path / ".gitignore"))
            if _ignored(levels, as_bytes(path + name), as_bytes(name), is_folder=True):
                return "", ()
            path += name + "/"
        return path, levels

    def _info_exclude(self, top: Path) -> str:
        """Return where git keeps the rules that are not committed; in a worktree, with the repository proper."""
        folder = top / ".git"
        try:
            if folder.is_file():
                folder = top / os.fsdecode(folder.read_bytes()).removeprefix("gitdir:").strip()
            if (folder / "commondir").is_file():
                folder /= os.fsdecode((folder / "commondir").read_bytes()).strip()
        except OSError as error:
            self._unreadable(".git", error)
        return str(folder / "info" / "exclude")

    def _deeper(self, levels: _Levels, path: str, file: str) -> _Levels:
        """Return the levels with the file's rules for the folder `path` before them.

        A file that is not there has none, nor, as in git, has a `.gitignore` that is a symbolic link.
        """
        rules = Rules(())
        try:
            mode = os.lstat(file).st_mode if file.endswith(".gitignore") else os.stat(file).st_mode  # noqa: PTH116
            rules = _rules(Path(file).read_bytes()) if stat.S_ISREG(mode) else rules
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            self._unreadable(os.path.relpath(file, self._root), error)
        return (_Level(rules, len(as_bytes(path))), *levels) if rules else levels

    def _unreadable(self, path: str, error: OSError) -> None:
        self._skip(path, f"cannot be read: {error.strerror}", "error")

    def _skip(self, path: str, reason: str, severity: Literal["note", "error"] = "note") -> None:
        self._skipped.append(Skipped(_shown(path), reason, severity))

    def _leave_out(self, path: str, reason: str) -> None:
        self._left_out.append(Skipped(_shown(path), reason, "note"))


def _shown(path: str) -> str:
    return printable(path.rstrip("/") or ".")


def _rules(content: bytes) -> Rules:
    """Return the rules of a gitignore file, its lines cut as git cuts them."""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return Rules(line.removesuffix("\r").partition("\0")[0] for line in text.split("\n"))


def _below(root: str, folder: str) -> str:
    """Return a folder's path below the root; that of the root itself or of one elsewhere is no path of an entry."""
    path = Path(os.path.normpath(os.path.join(root, folder)))  # noqa: PTH118
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether the entry is a folder itself; what cannot be told apart is met as a file, and fails there."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_utf8(name: str) -> bool:
    """Return whether the name can stand on a page: bytes that are not UTF-8 are lone surrogates in it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _binary(path: str) -> str:
    """Return "is a binary file" if the file's beginning says so, else an empty text."""
    # Not blocking, in case a pipe has taken the file's place since it was looked at.
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        head = os.read(file, BINARY_PROBE)
    finally:
        os.close(file)
    return "is a binary file" if is_binary(head) else ""
