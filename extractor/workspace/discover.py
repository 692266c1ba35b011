"""The files of a repository that get pages.

What git ignores is asked of git, once for all. Where there is no repository, or no git, it is worked out from the
rules that lie in the tree: each `.gitignore`, and `info/exclude` of the git folder.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from extractor.errors import UsageError
from extractor.system.files import MOST_BYTES
from extractor.system.paths import escaped_path
from extractor.workspace import git
from extractor.workspace.config import Config
from extractor.workspace.git_command import NoGitError
from extractor.workspace.gitignore import Rules, as_bytes
from extractor.workspace.secret_names import SecretNames
from extractor.workspace.values import CACHE_TAG

BINARY_PROBE = 8192
"""A file with a NUL among as many first bytes is binary, unless it starts with a mark of UTF-16 or UTF-32."""

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
"""The byte order marks of encodings whose text holds NULs; that of UTF-32-LE starts with that of UTF-16-LE."""


_LARGEST_RULES = 1 << 20
"""A gitignore file of more bytes is not read by us: its rules would be tried on every entry."""

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

    def __init__(self, root: Path, config: Config, tracked: git.TrackedFiles | None = None) -> None:
        self._root = os.path.realpath(root)
        self._config = config
        self._tracked = tracked.paths if tracked and config.tracked else None
        self._not_checked_out = tracked.not_checked_out if tracked else frozenset()
        self._exclude = _setting((*config.exclude, *config.extend_exclude))
        self._include = _setting(config.include)
        self._secrets = SecretNames()
        self._ignored: frozenset[str] | None = None
        # What runs themselves write must not shape the pages, whatever the settings leave out. A folder of somebody's
        # that `cache-dir` names by mistake becomes no cache, and what is in it stays a source.
        self._own = {config.output_dir}
        if config.named_cache and os.path.lexists(root / config.named_cache / CACHE_TAG):
            self._own.add(_below(self._root, config.named_cache))
        self._above = ""
        self._sources: list[str] = []
        self._skipped: list[Skipped] = []
        self._left_out: list[Skipped] = []
        self._taken_back: set[str] = set()
        self._links: list[tuple[str, str]] = []
        self._waiting: list[_Folder] = []
        self._folders: dict[str, _Folder | None] = {}

    def run(self, *, must_be_whole: bool) -> Discovery:
        self._ignored = self._ask_git()
        self._waiting.append(self._top())
        while self._waiting:
            self._folder(self._waiting.pop())
        self._add_links()
        if must_be_whole:
            self._name_what_is_not_checked_out()
        sources = tuple(sorted(self._sources))
        taken_back = (
            each
            for each in self._taken_back
            if (any(path.startswith(each) for path in sources) if each.endswith("/") else each in self._sources)
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
            if not os.path.lexists(os.path.join(self._root, path)) and self.selects(path)  # noqa: PTH118
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
        above = ("/".join(parts[:count]) for count in range(1, len(parts)))
        return next((each for each in above if not os.path.lexists(os.path.join(self._root, each))), path)  # noqa: PTH118

    def selects(self, path: str) -> bool:
        """Return whether the rules lead to a file at the path, whatever stands there."""
        above, _, name = path.rpartition("/")
        folder = self._known(above)
        if folder is None or not _is_utf8(name) or self._is_secret(path, name, is_folder=False):
            return False
        return bool(self._included(name, False, folder))

    def _known(self, path: str) -> _Folder | None:
        """Return the folder at the path, ready for its entries, or None where no source can be in it."""
        if path not in self._folders:
            above, _, name = path.rpartition("/")
            folder = self._known(above) if path else self._top()
            if path and folder is not None:
                included = self._included(name, True, folder)
                is_open = included is not None and _is_utf8(name) and not self._is_secret(path, name, is_folder=True)
                folder = _Folder(path + "/", folder.levels, bool(included)) if is_open else None
            self._folders[path] = folder and folder._replace(levels=self._levels_in(folder))
        return self._folders[path]

    def _levels_in(self, folder: _Folder) -> _Levels:
        if self._ignored is not None or not self._config.respect_gitignore:
            return folder.levels
        file = os.path.join(self._root, folder.path, ".gitignore")  # noqa: PTH118
        return self._deeper(folder.levels, self._above + folder.path, file)

    def _top(self) -> _Folder:
        has_rules = self._config.respect_gitignore and self._ignored is None
        self._above, levels = self._surroundings() if has_rules else ("", ())
        return _Folder("", levels, included=not self._config.include)

    def _folder(self, folder: _Folder) -> None:
        """Sort the folder's entries into sources, folders to look at, and what is skipped."""
        entries = self._entries(folder.path)
        if folder.path and any(map(_is_git, entries)):
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
        if self._is_secret(path, entry.name, is_folder):
            self._leave_out_secret(path, is_folder, is_wanted=included)
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
        if _is_git(entry):
            return "is git's own"
        if path in self._own:
            return "is the output directory" if path == self._config.output_dir else "is the cache"
        seen, name = as_bytes(path), as_bytes(entry)
        if self._exclude.verdict(seen, name, is_folder):
            return "matches a pattern of `exclude` or `extend-exclude`"
        if self._ignored is not None and (path + "/" if is_folder else path) in self._ignored:
            return "is ignored by git"
        if folder.levels and _ignored(folder.levels, as_bytes(self._above) + seen, name, is_folder):
            return "is ignored by git"
        return ""

    def _is_secret(self, path: str, name: str, is_folder: bool) -> bool:
        """Return whether the entry holds secrets by its name, and no setting says that it is a source all the same."""
        if not self._secrets.match(path, name, is_folder):
            return False
        if self._exclude.verdict(as_bytes(path), as_bytes(name), is_folder) is None:
            return True
        self._taken_back.add(f"{path}/" if is_folder else path)
        return False

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
            reason = self._link(entry.path, path) if is_link else _irregular(entry)
            severity: Severity = "note"
            if not (is_link or reason):
                reason, severity = _unfit(entry.path)
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
            target = Path(os.path.realpath(place, strict=True))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return "is a symbolic link that leads nowhere"
            raise
        if not target.is_relative_to(self._root) or any(map(_is_git, target.relative_to(self._root).parts)):
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
        sources, reasons = {*self._sources}, {each.path: each for each in self._skipped}
        for path, target in self._links:
            known = reasons.get(_shown(target))
            if self._tracked is not None and path not in self._tracked:
                continue
            if target in sources:
                self._sources.append(path)
            elif known is not None and known.severity != "warning":
                self._skip(path, known.reason, known.severity)
            else:
                self._skip(path, f"is a symbolic link to {_shown(target)}, which is no source itself")

    def _surroundings(self) -> tuple[str, _Levels]:
        """Return the root's path from git's top folder, with a slash at its end, and the rules from above the root.

        A root that git ignores is no part of the repository around it (a scratch folder, a clone inside another), and
        that repository's rules say nothing about it.
        """
        root = Path(self._root)
        top = git.find_top(root)
        levels: _Levels = () if top is None else self._deeper(self._users_rules(), "", self._info_exclude(top))
        top = top or root
        path = ""
        for name in root.relative_to(top).parts:
            levels = self._deeper(levels, path, str(top / path / ".gitignore"))
            if _ignored(levels, as_bytes(path + name), as_bytes(name), is_folder=True):
                return "", ()
            path += name + "/"
        return path, levels

    def _users_rules(self) -> _Levels:
        try:
            return self._deeper((), "", str(git.users_excludes(Path(self._root))))
        except UsageError:  # there is no git, whose user has no rules; or none that answers, which is told
            return ()

    def _info_exclude(self, top: Path) -> str:
        """Return where git keeps the rules that are not committed; in a worktree, with the repository proper."""
        folder = top / ".git"
        try:
            if folder.is_file():
                folder = top / _line(folder).removeprefix("gitdir:").strip()
            if (folder / "commondir").is_file():
                folder /= _line(folder / "commondir").strip()
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
            if stat.S_ISREG(mode):
                rules = self._read_rules(file)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            self._unreadable(os.path.relpath(file, self._root), error)
        return (_Level(rules, len(as_bytes(path))), *levels) if rules else levels

    def _read_rules(self, file: str) -> Rules:
        """Return the rules of a file; one of a size that no person writes is an error and has none."""
        content, _ = _read(file, _LARGEST_RULES + 1)
        rules = _rules(content if len(content) <= _LARGEST_RULES else b"")
        if len(content) > _LARGEST_RULES or rules.passed_over:
            self._skip(os.path.relpath(file, self._root), "holds too many rules, which are passed over", "error")
        return rules

    def _unreadable(self, path: str, error: OSError) -> None:
        self._skip(path, f"cannot be read: {error.strerror}", "error")

    def _skip(self, path: str, reason: str, severity: Severity = "note") -> None:
        self._skipped.append(Skipped(_shown(path), reason, severity))

    def _leave_out(self, path: str, reason: str) -> None:
        self._left_out.append(Skipped(_shown(path), reason, "note"))


def _shown(path: str) -> str:
    return escaped_path(path.rstrip("/") or ".")


def _setting(patterns: tuple[str, ...]) -> Rules:
    rules = Rules(map(as_bytes, patterns))
    if rules.passed_over:
        raise UsageError(
            f"{len(patterns):,} patterns of include or exclude are too many: {rules.passed_over:,} of them"
        )
    return rules


_GIT_FOLDER = re.compile(r"(?:\.git|git~1)[ .]*(?::.*)?", re.IGNORECASE | re.DOTALL)
_LONGEST_PATH = 10_000
_GIT_STARTS = ".gG"
_INVISIBLE = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


def _is_git(name: str) -> bool:
    """Return whether some file system takes the name for `.git`: whatever the case, as Windows or macOS spell it."""
    if name[:1] not in _GIT_STARTS and name.isascii():
        return False
    bare = name if name.isascii() else _INVISIBLE.sub("", name)
    return _GIT_FOLDER.fullmatch(bare) is not None


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


def _irregular(entry: os.DirEntry[str]) -> str:
    """Return why the entry, which is no link, is no file to be opened, or an empty text."""
    return "" if entry.is_file(follow_symlinks=False) else "is neither a file nor a folder"


def _unfit(path: str) -> tuple[str, Severity]:
    """Return why a regular file is no source by its beginning or its size, and how that is told; else an empty text."""
    beginning, size = _read(path, BINARY_PROBE)
    if is_binary(beginning):
        return "is a binary file", "note"
    if size > MOST_BYTES:
        return f"is left out: it has more than {MOST_BYTES:,} bytes; it may be named in extend-exclude", "warning"
    return "", "note"


_REGULAR_ONLY = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # in case a pipe has taken the file's place since it was looked at
    | getattr(os, "O_NOFOLLOW", 0)  # or a link
    | getattr(os, "O_BINARY", 0)
)


def _line(file: Path) -> str:
    """Return the path that a file of git's holds; raises OSError."""
    return os.fsdecode(_read(str(file), _LONGEST_PATH)[0])


def _read(path: str, size: int) -> tuple[bytes, int]:
    """Return the beginning of a regular file, and its size; raises OSError for what is none by now."""
    file = os.open(path, _REGULAR_ONLY)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file any more")
        return os.read(file, size), status.st_size
    finally:
        os.close(file)
