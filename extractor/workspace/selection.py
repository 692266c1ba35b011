"""Which paths may be sources, by their names alone: what settings, git and the names of secrets say of them.

What stands at a path is not looked at here, only the gitignore files in the folders on the way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from extractor.errors import UsageError
from extractor.workspace.config import Config
from extractor.workspace.git_names import is_git_name
from extractor.workspace.gitignore import Rules, as_bytes
from extractor.workspace.ignore_files import IgnoreFiles, Levels, is_ignored
from extractor.workspace.secret_names import SecretNames
from extractor.workspace.values import CACHE_TAG


def selection(root: Path, config: Config) -> Callable[[str], bool]:
    """Return whether a path would be a source's if a regular text file stood there, by the rules as they are now.

    For files of another time: what stands there now is not looked at, only the folder's rules are.
    """
    return Selection(os.path.realpath(root), config, None, lambda *_: None).selects


class SourceFolder(NamedTuple):
    """A folder that sources may be in."""

    path: str
    """Relative to the root, with a slash at the end; empty for the root."""
    levels: Levels
    """The gitignore rules that hold in it, where git is not asked."""
    included: bool
    """Whether `include` asks for it, and so for what is in it."""


class Selection:
    """Says of an entry of a folder whether it is left out, and why, from its name.

    `ignored` is what git ignores below the root (`git.ignored`); None where that is to be worked out from the files in
    the tree, of which `on_error` is told those that cannot be used. Leaves behind what settings take back.
    """

    def __init__(
        self, root: str, config: Config, ignored: frozenset[str] | None, on_error: Callable[[str, str], None]
    ) -> None:
        self._root = root
        self._config = config
        self._ignored = ignored
        self._reads_rules = config.respect_gitignore and ignored is None
        self._exclude = _rules_of((*config.exclude, *config.extend_exclude))
        self._include = _rules_of(config.include)
        self._secrets = SecretNames()
        # What runs themselves write must not shape the pages, whatever the settings leave out. A folder of somebody's
        # that `cache-dir` names by mistake becomes no cache, and what is in it stays a source.
        self._own = {config.output_dir}
        if config.named_cache and os.path.lexists(os.path.join(root, config.named_cache, CACHE_TAG)):  # noqa: PTH118
            self._own.add(_below(root, config.named_cache))
        self._ignore_files = IgnoreFiles(root, on_error)
        self._above = ""
        self._folders: dict[str, SourceFolder | None] = {}
        self.taken_back: set[str] = set()
        """What holds secrets by its name, and that settings say is a source all the same; folders with a slash."""

    def top(self) -> SourceFolder:
        """Return the root, before its own `.gitignore` is read."""
        self._above, levels = self._ignore_files.above_root() if self._reads_rules else ("", ())
        return SourceFolder("", levels, included=not self._config.include)

    def with_rules(self, folder: SourceFolder) -> SourceFolder:
        """Return the folder with the rules of the `.gitignore` in it, if git is not asked."""
        if not self._reads_rules:
            return folder
        file = os.path.join(self._root, folder.path, ".gitignore")  # noqa: PTH118
        return folder._replace(levels=self._ignore_files.deeper(folder.levels, self._above + folder.path, file))

    def selects(self, path: str) -> bool:
        """Return whether the rules lead to a file at the path, whatever stands there."""
        above, _, name = path.rpartition("/")
        folder = self._known(above)
        if folder is None or not is_utf8(name) or self.is_secret(path, name, is_folder=False):
            return False
        return bool(self.included(name, False, folder))

    def _known(self, path: str) -> SourceFolder | None:
        """Return the folder at the path, ready for its entries, or None where no source can be in it."""
        if path not in self._folders:  # every folder on the way is worked out once, from the top
            above, _, name = path.rpartition("/")
            folder = self._known(above) if path else self.top()
            if path and folder is not None:
                included = self.included(name, True, folder)
                is_open = included is not None and is_utf8(name) and not self.is_secret(path, name, is_folder=True)
                folder = SourceFolder(path + "/", folder.levels, bool(included)) if is_open else None
            self._folders[path] = folder and self.with_rules(folder)
        return self._folders[path]

    def included(self, name: str, is_folder: bool, folder: SourceFolder) -> bool | None:
        """Return whether `include` asks for the entry of that name, None for one that settings or git leave out."""
        if self.refusal(name, is_folder, folder):
            return None
        path = folder.path + name
        # A pattern that matches decides (`!/src/tests/` takes back), else the folder's own lot is its entries'.
        asked = self._include.verdict(as_bytes(path), as_bytes(name), is_folder)
        return folder.included if asked is None else asked

    def refusal(self, name: str, is_folder: bool, folder: SourceFolder) -> str:
        """Return why settings or git leave out the entry of that name, or an empty text."""
        path = folder.path + name
        if is_git_name(name):
            return "is git's own"
        if path in self._own:
            return "is the output directory" if path == self._config.output_dir else "is the cache"
        path_bytes, name_bytes = as_bytes(path), as_bytes(name)
        if self._exclude.verdict(path_bytes, name_bytes, is_folder):
            return "matches a pattern of `exclude` or `extend-exclude`"
        # Git names a folder of which it ignores all once, with a slash at its end.
        if self._ignored is not None and (path + "/" if is_folder else path) in self._ignored:
            return "is ignored by git"
        if folder.levels and is_ignored(folder.levels, as_bytes(self._above) + path_bytes, name_bytes, is_folder):
            return "is ignored by git"
        return ""

    def is_secret(self, path: str, name: str, is_folder: bool) -> bool:
        """Return whether the entry holds secrets by its name, and no setting says that it is a source all the same."""
        if not self._secrets.match(path, name, is_folder):
            return False
        if self._exclude.verdict(as_bytes(path), as_bytes(name), is_folder) is None:
            return True
        self.taken_back.add(f"{path}/" if is_folder else path)  # by a pattern such as `!/tests/*.pem`
        return False


def is_utf8(name: str) -> bool:
    """Return whether the name can stand on a page: bytes that are not UTF-8 are lone surrogates in it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _rules_of(patterns: tuple[str, ...]) -> Rules:
    """Return the rules of a setting; raises UsageError where they are more than can be tried on every entry."""
    rules = Rules(map(as_bytes, patterns))
    if rules.passed_over:
        raise UsageError(
            f"{len(patterns):,} patterns of include or exclude are too many: {rules.passed_over:,} of them"
        )
    return rules


def _below(root: str, folder: str) -> str:
    """Return a folder's path below the root; that of the root itself or of one elsewhere is no path of an entry."""
    path = Path(os.path.normpath(os.path.join(root, folder)))  # noqa: PTH118
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
