"""Where the cache stands, and whose word is taken for what lies there.

By default it stands among the user's caches, in a folder that nobody else can write: what lies there, we wrote. A cache
in the repository may have come with it, committed or out of an archive, and anything may lie in its place. Its files
are sealed with a secret that is kept among the user's caches, and one without our seal counts as absent; so does every
file where that secret cannot be kept.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor.system.file_tree import FileTree
from extractor.system.files import read_file, remove_file, replace_file, unfinished_files
from extractor.system.temporary import is_temporary
from extractor.workspace.values import AUTO
from extractor.workspace.values import CACHE_TAG as TAG

SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55"
"""How that file starts, by the specification of cache directories."""
_OWN_FILES: Mapping[str, str] = {
    TAG: f"{SIGNATURE}\n# A cache of extractor; see bford.info/cachedir.\n",
    ".gitignore": "# Written by extractor: its cache ignores itself.\n*\n",
}
"""The tag comes first: once it is there, what else is missing can be written by any later run."""
KEPT = ".msgpack"
"""The suffix of a file with what is kept."""
RECENT = ".recent"
"""The suffix of one with what changed since another was written."""
_NAMES = tuple(f"{name}{suffix}" for name in ("facts", "pages", "sources") for suffix in (KEPT, RECENT))
"""All files of a cache beside those that mark it."""

_SECRET = "secret"
_SECRET_SIZE = 32
_HEAD_SIZE = 8
_CHECKSUM_SIZE = 4
_MOST_BYTES = 512_000_000
"""Of a file in the repository, where anybody may have put it; that of PyTorch takes a tenth."""
_UNUSED_DAYS = 90
"""After so long without a run, a cache goes when the user gets another one."""
_DAY = 86_400


@dataclass(frozen=True)
class CacheFolder:
    """The folder of one repository's cache."""

    base: Path
    """A folder that is trusted, without symbolic links."""
    path: str
    """The cache's own folder, from there; no part of it is ever a link that is followed."""
    owner: str
    """Tells the repository from others that have a cache in the same folder."""
    secret: bytes = b""
    """What files are sealed with; empty where nobody else can have written them."""
    is_among_users: bool = False
    """Whether it stands among the user's caches."""

    @property
    def folder(self) -> Path:
        """The folder, for people."""
        return self.base / self.path

    @property
    def head_size(self) -> int:
        """The number of bytes before what a file holds."""
        return hashlib.sha256().digest_size if self.secret else _CHECKSUM_SIZE

    def _seal(self, data: memoryview) -> bytes:
        """Return what stands before data that we wrote: it is damaged, or somebody else's, where it is another."""
        if self.secret:
            import hmac  # with what it brings, a fiftieth of the time of a run that has nothing to do

            return hmac.digest(self.secret, data, "sha256")
        return zlib.crc32(data).to_bytes(_CHECKSUM_SIZE, "big")

    def _is_sealed(self, seal: bytes, data: memoryview) -> bool:
        """Tell whether a seal is ours of these data, in a time that says nothing of how a forged one differs."""
        if self.secret:
            import hmac

            return hmac.compare_digest(seal, self._seal(data))
        return seal == self._seal(data)

    def read(self, name: str) -> tuple[memoryview, bytes]:
        """Return what a file holds, and its seal; OSError where it is none that we wrote."""
        status = os.lstat(self.folder / name)
        if not stat.S_ISREG(status.st_mode) or not _is_ours(status):
            raise OSError(errno.EPERM, "is no file of ours")
        if self.secret and status.st_size > _MOST_BYTES:  # before its seal is known
            raise OSError(errno.EFBIG, "is too large")
        data = memoryview(read_file(self.base, f"{self.path}/{name}"))
        seal = bytes(data[: self.head_size])
        if not self._is_sealed(seal, data[self.head_size :]):
            raise OSError(errno.EPERM, "was not written by us")
        return data[self.head_size :], seal

    def write(self, name: str, data: bytearray) -> None:
        """Write a file whose head is still to be filled in; OSError where the folder is not ours to write to."""
        self._make()
        data[: self.head_size] = self._seal(memoryview(data)[self.head_size :])
        replace_file(self.base, f"{self.path}/{name}", data)

    def remove(self, name: str) -> None:
        """Remove a file if the folder can be written."""
        with contextlib.suppress(OSError):
            remove_file(self.base, f"{self.path}/{name}")

    def tidy(self) -> None:
        """Remove what processes were writing when they were killed, and note that the cache is used."""
        with contextlib.suppress(OSError):
            if self.is_among_users and time.time() - os.lstat(self.folder / TAG).st_mtime > _DAY:
                os.utime(self.folder / TAG, follow_symlinks=False)
            if self.files():
                for file in unfinished_files(self.folder):
                    self.remove(file.name)

    def files(self) -> tuple[str, ...]:
        """Return the names of the files there that a cache wrote, sorted; none where the folder is no cache of ours.

        It is one when its CACHEDIR.TAG is ours; a symbolic link to a folder is none.
        """
        if not self._holds(TAG):
            return ()
        own = (name for name in _OWN_FILES if self._holds(name))
        kept = (name for name in os.listdir(self.folder) if _is_kept(name))  # noqa: PTH208
        kept = (name for name in kept if stat.S_ISREG(os.lstat(self.folder / name).st_mode))
        return tuple(sorted((*own, *kept)))

    def _holds(self, name: str) -> bool:
        """Tell whether a file that marks a cache is there, byte for byte as we write it."""
        own = _OWN_FILES[name].encode("utf-8")
        try:
            with FileTree(self.base) as tree:
                return tree.read(f"{self.path}/{name}", most=len(own)) == own
        except OSError:
            return False

    def _make(self) -> None:
        """Make the folder and mark it as a cache; one that holds anything else is not ours, and left as it is."""
        is_new = not self.folder.exists()
        if not self.secret:
            self._make_private()
        names = set() if is_new else {name for name in os.listdir(self.folder) if not is_temporary(name)}  # noqa: PTH208
        if names and not (self._holds(TAG) and all(name in _OWN_FILES or _is_kept(name) for name in names)):
            raise OSError(errno.EEXIST, "is no cache of ours")
        for name, text in _OWN_FILES.items():
            if name not in names:
                replace_file(self.base, f"{self.path}/{name}", text.encode("utf-8"))
        if is_new and self.is_among_users:
            _remove_unused(self.base, self.path)

    def _make_private(self) -> None:
        """Make the folders that lack, for the user alone: facts hold texts of sources."""
        folder = self.base
        folder.mkdir(parents=True, exist_ok=True)
        for name in self.path.split("/"):
            folder /= name
            folder.mkdir(0o700, exist_ok=True)
            if not _is_folder(folder, of_nobody_else=True):
                raise OSError(errno.EPERM, "is no folder of ours")


def find_cache(root: Path, cache_dir: str) -> CacheFolder | None:
    """Return the folder of a repository's cache, by what the setting says; None for a run without one.

    It need not be there. Where something is in its way that is not ours there is none.
    """
    root = Path(os.path.realpath(root))
    owner = hashlib.blake2b(os.fsencode(root), digest_size=12).hexdigest()
    if cache_dir == AUTO:
        return _among_users(root, owner)
    place = Path(os.path.normpath(root / cache_dir))
    if not place.is_relative_to(root):
        place = Path(os.path.realpath(place))  # the command line's own links
    if not cache_dir or place == root or root.is_relative_to(place):  # none is wanted, or sources would lie in it
        return None
    if place.is_relative_to(root):  # anybody may have put it there: without a secret to seal it, it says nothing
        path = place.relative_to(root).as_posix()
        secret = _secret(root)
        return CacheFolder(root, path, owner, secret) if secret and _are_folders(root, path) else None
    if not _is_folder(place, of_nobody_else=True):
        return None
    return CacheFolder(place.parent, place.name, owner)


def find_old_cache(root: Path) -> CacheFolder:
    """Return the folder in the repository where the cache stood before it had a place among the user's."""
    return CacheFolder(Path(os.path.realpath(root)), ".extractor_cache", "")


def _among_users(root: Path, owner: str) -> CacheFolder | None:
    """Return the repository's cache in the user's folder; its name is for people, the owner's digest tells it apart."""
    users = _users_folder(root)
    if users is None:
        return None
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", root.name)[:40]
    cache = CacheFolder(users.parent, f"{users.name}/{name}-{owner}", owner, is_among_users=True)
    return cache if _is_folder(cache.folder, of_nobody_else=True) else None


def _users_folder(root: Path) -> Path | None:
    """Return the folder of our caches among the user's, which need not be there.

    There is none where nobody knows it, where somebody else could write to it, and where it lies in the repository.
    """
    from platformdirs import user_cache_path

    place = user_cache_path("extractor", appauthor=False)
    if not place.is_absolute():  # there is no home
        return None
    place = Path(os.path.realpath(place.parent), place.name)
    if place.is_relative_to(root) or not _is_folder(place, of_nobody_else=True):
        return None
    return place


def _secret(root: Path) -> bytes:
    """Return the secret that caches in repositories are sealed with; empty where it cannot be kept."""
    place = _users_folder(root)
    if place is None:
        return b""
    with contextlib.suppress(OSError):
        place.mkdir(0o700, parents=True, exist_ok=True)
        path = f"{place.name}/{_SECRET}"
        if not _is_folder(place, of_nobody_else=True):
            return b""
        if not (place / _SECRET).exists():
            replace_file(place.parent, path, os.urandom(_SECRET_SIZE))
        secret = read_file(place.parent, path)  # that of another run, where two began at once
        if len(secret) == _SECRET_SIZE:
            return secret
    return b""


def _remove_unused(base: Path, path: str) -> None:
    """Remove the caches beside a new one that no run has used for long."""
    above, _, own = path.rpartition("/")
    for name in os.listdir(base / above):  # noqa: PTH208
        other = CacheFolder(base, f"{above}/{name}", "")
        if name == own or not (files := other.files()):
            continue
        if time.time() - max(os.lstat(other.folder / file).st_mtime for file in files) > _UNUSED_DAYS * _DAY:
            for file in files:
                other.remove(file)
            with contextlib.suppress(OSError):
                other.folder.rmdir()


def _is_kept(name: str) -> bool:
    """Tell whether a cache has a file of that name beside those that mark it."""
    return name in _NAMES or is_temporary(name)


def _is_ours(status: os.stat_result) -> bool:
    """Tell whether the file belongs to the user that runs us; on Windows the folder's own rights must do."""
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def _are_folders(base: Path, path: str) -> bool:
    """Tell whether each part of a path is a folder, or not there."""
    parts = path.split("/")
    return all(_is_folder(base.joinpath(*parts[: length + 1]), of_nobody_else=False) for length in range(len(parts)))


def _is_folder(path: Path, *, of_nobody_else: bool) -> bool:
    """Tell whether there is a folder that is no link, if there is anything; and whether only we can write to it."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    return not of_nobody_else or (_is_ours(status) and (os.name == "nt" or not status.st_mode & 0o022))
