"""The files of a repository that get pages: one walk over what stands in its folders.

What git ignores is asked of git, once for all. Where there is no repository, or no git, it is worked out from the
rules that lie in the tree (`ignore_files.py`). `selection.py` says what the names tell; here is looked at the disk.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from extractor.errors import UsageError
from extractor.system.files import MOST_BYTES
from extractor.system.paths import escaped_path
from extractor.workspace import git
from extractor.workspace.config import Config
from extractor.workspace.git_command import NoGitError
from extractor.workspace.git_names import is_git_name
from extractor.workspace.probe import BINARY_PROBE, is_binary, read_head
from extractor.workspace.selection import Selection, SourceFolder, is_utf8

Severity: TypeAlias = Literal["note", "warning", "error"]


class Skipped(msgspec.Struct, frozen=True, order=True):
    """A file or folder without pages that a person may look for."""

    path: str
    """Relative to the repository, `.` for itself; bytes that are not UTF-8 as `\\xff`, so that it can be printed."""
    reason: str
    """What goes after the path: "is a binary file"."""
    severity: Severity
    """`warning`: to be told without being asked for. `error`: it could not be read, so nobody knows whether its pages
    are out of date; they must not be removed."""

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
    taken_back: tuple[str, ...] = ()
    """Sources that by their names hold secrets and that a setting takes back; a folder, with a slash, for its files."""


def discover(root: Path, config: Config, *, must_be_whole: bool = False) -> Discovery:
    """Return the sources of the repository: every text file that neither git nor the settings leave out.

    A symbolic link is a source where it leads to one; that to a folder is not followed, for what is in it has pages of
    its own. (A hard link cannot be told from the file itself.) Nested repositories (submodules too) are documented by
    themselves. What holds secrets by its name is left out with a warning, unless `exclude` or `extend-exclude` take it
    back. Nothing but regular files is opened, and each once at most; nothing is raised for what cannot be read.

    With `tracked`, git is asked what it tracks, and a UsageError raised where it cannot tell. Where the repository
    `must_be_whole`, the sources that a sparse checkout leaves out are errors.
    """
    asks = config.tracked or (must_be_whole and git.may_be_sparse(root))
    walk = _Walk(root, config, git.tracked(root) if asks else None)
    return walk.run(must_be_whole=must_be_whole)


class _Walk:
    """One walk through a repository; gathers the sources and what was skipped."""

    def __init__(self, root: Path, config: Config, tracked: git.TrackedFiles | None) -> None:
        self._root = os.path.realpath(root)
        self._config = config
        self._tracked = tracked.paths if tracked and config.tracked else None
        self._not_checked_out = tracked.not_checked_out if tracked else frozenset()
        self._sources: list[str] = []
        self._skipped: list[Skipped] = []
        self._left_out: list[Skipped] = []
        self._links: list[tuple[str, str]] = []
        """Path of a link, and of the file that it leads to."""
        self._waiting: list[SourceFolder] = []
        self._selection = Selection(
            self._root, config, self._ask_git(), lambda path, reason: self._skip(path, reason, "error")
        )

    def run(self, *, must_be_whole: bool) -> Discovery:
        """Look at every folder that may have sources, and return what there is."""
        self._waiting.append(self._selection.top())
        while self._waiting:
            self._folder(self._waiting.pop())
        self._add_links()
        if must_be_whole:
            self._name_what_is_not_checked_out()
        sources = tuple(sorted(self._sources))
        # Only what has pages is told: a pattern may also take back what is no source for another reason.
        taken_back = (
            path
            for path in self._selection.taken_back
            if (any(source.startswith(path) for source in sources) if path.endswith("/") else path in self._sources)
        )
        return Discovery(
            sources, tuple(sorted(self._skipped)), tuple(sorted(self._left_out)), tuple(sorted(taken_back))
        )

    def _ask_git(self) -> frozenset[str] | None:
        """Return what git ignores, or None where that is to be worked out by us."""
        if not self._config.respect_gitignore:
            return None
        try:
            return git.ignored(Path(self._root))
        except NoGitError as error:
            self._skip(".git", f"is not asked what is ignored, only the rules in the tree count: {error}", "warning")
        except UsageError as error:
            self._skip(".git", f"cannot be asked what is ignored, and its own settings do not count: {error}", "error")
        return None

    def _name_what_is_not_checked_out(self) -> None:
        """Name the sources that a sparse checkout leaves out, a folder for all in it: nobody knows what they say."""
        absent = {
            self._first_absent(path)
            for path in self._not_checked_out
            if not os.path.lexists(os.path.join(self._root, path)) and self._selection.selects(path)  # noqa: PTH118
        }
        for path in absent:
            self._skip(
                path,
                "is not checked out (git sparse-checkout), so what its pages and the indexes should say is not known; "
                "check it out, or name it in extend-exclude",
                "error",
            )

    def _first_absent(self, path: str) -> str:
        """Return the part of an absent path that does not exist, the nearest to the root."""
        parts = path.split("/")
        above = ("/".join(parts[:count]) for count in range(1, len(parts)))  # "a", "a/b" of "a/b/c.py"
        return next((part for part in above if not os.path.lexists(os.path.join(self._root, part))), path)  # noqa: PTH118

    def _folder(self, folder: SourceFolder) -> None:
        """Sort the folder's entries into sources, folders to look at, and what is skipped."""
        entries = self._entries(folder.path)
        if folder.path and any(map(is_git_name, entries)):  # a submodule, or a clone that lies inside
            self._skip(folder.path, "is a repository of its own")
            return
        if ".gitignore" in entries:
            folder = self._selection.with_rules(folder)
        for entry in entries.values():
            self._entry(entry, folder)

    def _entries(self, path: str) -> dict[str, os.DirEntry[str]]:
        """Return what stands in a folder, by name; nothing where that cannot be read, which is then said."""
        try:
            with os.scandir(os.path.join(self._root, path)) as entries:  # noqa: PTH118
                return {entry.name: entry for entry in entries}
        except OSError as error:
            self._unreadable(path, error)
            return {}

    def _entry(self, entry: os.DirEntry[str], folder: SourceFolder) -> None:
        """Put one entry where it belongs."""
        path, is_folder = folder.path + entry.name, _is_folder(entry)
        included = self._selection.included(entry.name, is_folder, folder)
        if included is None:
            self._leave_out(path, self._selection.refusal(entry.name, is_folder, folder))
            return
        if self._selection.is_secret(path, entry.name, is_folder):
            self._leave_out_secret(path, is_folder, is_wanted=included)
            return
        if not is_utf8(entry.name):
            self._skip(path, "has a name that is not UTF-8")
        elif is_folder:  # also one that `include` does not ask for: it may ask for something in it
            self._waiting.append(SourceFolder(path + "/", folder.levels, included))
        elif included:
            self._file(entry, path)
        else:
            self._leave_out(path, "matches no pattern of `include`")

    def _leave_out_secret(self, path: str, is_folder: bool, *, is_wanted: bool) -> None:
        """Leave out what holds secrets by its name, and say so where it would have a page."""
        pattern = f"!/{path}{'/' if is_folder else ''}"
        reason = "is left out: by its name it holds secrets"
        is_there = self._tracked is None or is_folder or path in self._tracked
        if is_wanted and is_there:
            self._skip(path, f'{reason}; if it holds none, add "{_shown(pattern)}" to extend-exclude', "warning")
        else:
            self._leave_out(path, reason)

    def _file(self, entry: os.DirEntry[str], path: str) -> None:
        """Add the file to the sources or say why it is none."""
        try:
            is_link = entry.is_symlink()
            severity: Severity = "note"
            if is_link:
                reason = self._link(entry.path, path)
            elif not entry.is_file(follow_symlinks=False):  # a pipe, a socket, a device
                reason = "is neither a file nor a folder"
            else:
                reason, severity = _why_unfit(entry.path)
        except OSError as error:
            self._unreadable(path, error)
            return
        if reason:
            self._skip(path, reason, severity)
        elif self._tracked is not None and path not in self._tracked:
            self._leave_out(path, "is not tracked by git")
        elif not is_link:
            self._sources.append(path)

    def _link(self, place: str, path: str) -> str:
        """Return why a symbolic link is no source, or an empty text for one that may be: where its target is one."""
        try:
            target = Path(os.path.realpath(place, strict=True))  # through all links, be they chains
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return "is a symbolic link that leads nowhere"
            raise
        if not target.is_relative_to(self._root) or any(map(is_git_name, target.relative_to(self._root).parts)):
            return "is a symbolic link that leaves the repository"
        if target.is_dir():
            return "is a symbolic link to a folder, which is not followed"
        if target.is_relative_to(Path(self._root, self._config.output_dir)):
            return "is a symbolic link into the output directory"
        if not target.is_file():
            return "is a symbolic link to what is neither a file nor a folder"
        self._links.append((path, target.relative_to(self._root).as_posix()))
        return ""

    def _add_links(self) -> None:
        """Add the links that lead to sources: any other would publish what is left out under its own name."""
        # Only now is known of every file whether it is a source, wherever the walk met the links to it.
        sources, skipped = {*self._sources}, {skip.path: skip for skip in self._skipped}
        for path, target in self._links:
            known = skipped.get(_shown(target))
            if self._tracked is not None and path not in self._tracked:
                continue
            if target in sources:
                self._sources.append(path)
            elif known is not None and known.severity != "warning":  # a warning's advice is about the target alone
                self._skip(path, known.reason, known.severity)
            else:
                self._skip(path, f"is a symbolic link to {_shown(target)}, which is no source itself")

    def _unreadable(self, path: str, error: OSError) -> None:
        self._skip(path, f"cannot be read: {error.strerror}", "error")

    def _skip(self, path: str, reason: str, severity: Severity = "note") -> None:
        self._skipped.append(Skipped(_shown(path), reason, severity))

    def _leave_out(self, path: str, reason: str) -> None:
        self._left_out.append(Skipped(_shown(path), reason, "note"))


def _shown(path: str) -> str:
    """Return how a path is told: "a" for the folder "a/", "." for the repository."""
    return escaped_path(path.rstrip("/") or ".")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether the entry is a folder itself; what cannot be told apart is met as a file, and fails there."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _why_unfit(path: str) -> tuple[str, Severity]:
    """Return why a regular file is no source by its beginning or its size, and how that is told; else an empty text."""
    beginning, size = read_head(path, BINARY_PROBE)
    if is_binary(beginning):
        return "is a binary file", "note"
    if size > MOST_BYTES:
        return f"is left out: it has more than {MOST_BYTES:,} bytes; it may be named in extend-exclude", "warning"
    return "", "note"
