"""Files below a folder, read, written and removed so that no link leads anywhere else.

Somebody else's repository may hold, or get while we look, a link in the place of any folder or file. So nothing here
asks first and acts by the same path later: every folder on the way is opened by its name in the one above, links
refused by the operating system itself, and the file by its name in that. Where the system has no such calls (Windows)
each part of the path is looked at right before it is used.

A reader sees the old content of a file or the new one, never a part. That a file has other names (hard links) is of no
matter: writing puts a new file in the place, and leaves what the other names lead to as it is.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

MOST_BYTES = 40_000_000
"""A larger file is no source: reading it, decoded and all, would take more memory than a file may."""

HAS_DESCRIPTORS = (
    {os.open, os.stat, os.mkdir, os.rename, os.unlink, os.rmdir} <= os.supports_dir_fd
    and hasattr(os, "O_NOFOLLOW")
    and hasattr(os, "O_DIRECTORY")
)
"""Whether a file can be opened by its name in an open folder."""

_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0) | _NO_LINK
_PASSED = getattr(os, "O_PATH", os.O_RDONLY) | _FOLDER  # a folder may be passed through that must not be listed
# Not blocking, in case a pipe stands there: it is no regular file, which is only sure of what is open.
_READ = os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_APPEND = os.O_WRONLY | os.O_APPEND | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)

_TEMPORARY = re.compile(r"\.extractor-(\d+)-[0-9a-f]{16}\.tmp")
"""The name of a file that is being written: by which process, so that others know whether it still is, and chance, so
that nobody can have put anything there before."""

Kind: TypeAlias = Literal["file", "folder", "link", "other"]


class LinkError(OSError):
    """A symbolic link stands where a folder or a file should be, and is not followed."""

    def __init__(self, path: str, why: str = "is a symbolic link, and none is followed") -> None:
        super().__init__(errno.ELOOP, f"{printable(path)} {why}")


class FolderEntry(NamedTuple):
    """What stands in a folder."""

    path: str
    """From the root of the tree."""
    kind: Kind


class _Folder(NamedTuple):
    """A folder that was reached without a link: open, or known by its path where folders cannot be opened."""

    path: str
    """From the root of the tree; empty for the root."""
    descriptor: int | None
    place: str
    """What goes before a name in it: its own path where there is no descriptor to say so."""

    def at(self, name: str) -> str:
        """Return what the operating system calls an entry, given the descriptor."""
        return self.place + name

    def named(self, name: str) -> str:
        """Return what people call the entry."""
        return f"{self.path}/{name}" if self.path else name


class FileTree:
    """The files below a trusted folder; their paths are relative to it, with forward slashes.

    The last folder stays open, since one file is mostly followed by another of the same folder; whoever has the tree
    closes it. Every method raises OSError for what cannot be done, a LinkError where a link is in the way.
    """

    def __init__(self, root: Path, *, by_descriptor: bool = HAS_DESCRIPTORS) -> None:
        self._root = root
        self._by_descriptor = by_descriptor
        self._last: _Folder | None = None

    def __enter__(self) -> FileTree:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the folder that was open; the tree can be used on."""
        if self._last is not None and self._last.descriptor is not None:
            os.close(self._last.descriptor)
        self._last = None

    def stat(self, path: str) -> os.stat_result:
        """Return the status of what stands there itself, be it a link."""
        folder, name = self._parent(path)
        return os.stat(folder.at(name), dir_fd=folder.descriptor, follow_symlinks=False)

    def read(self, path: str, last: int | None = None, most: int | None = None) -> bytes:
        """Return the bytes of a regular file, or its `last` ones; OSError for one of more than `most`."""
        folder, name = self._parent(path)
        with open(_opened(folder, name), "rb", buffering=0) as file:
            if most is not None and os.fstat(file.fileno()).st_size > most:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
            if last is not None:
                file.seek(max(0, os.fstat(file.fileno()).st_size - last))
            return file.read()

    def replace(self, path: str, data: bytes | bytearray) -> os.stat_result:
        """Make the file hold the data, and return its status; folders are made where they lack.

        Where that fails the file is as it was.
        """
        try:
            return self._replace(path, data, makes=False)
        except FileNotFoundError:
            # Its folder is not there yet, which is true of few files: asking before each would take as long as making
            # it. Or somebody took the folder away, or our unfinished file, as one that a killed process left.
            self.close()
            return self._replace(path, data, makes=True)

    def append(self, path: str, data: bytes, *, is_new: bool = False) -> None:
        """Add the data to a regular file, or put them into a new one where there must be none."""
        folder, name = self._parent(path)
        file = _opened(folder, name, _CREATE if is_new else _APPEND)
        with open(file, "ab") as stream:  # noqa: PTH123 - a descriptor
            stream.write(data)

    def remove(self, path: str) -> None:
        """Remove a file or a link, which may be gone already."""
        with contextlib.suppress(FileNotFoundError):
            folder, name = self._parent(path)
            os.unlink(folder.at(name), dir_fd=folder.descriptor)

    def remove_empty_folders(self, path: str) -> None:
        """Remove the folder at the path, and those above it below the root, as far as they are empty."""
        with contextlib.suppress(OSError):  # not empty: as far as it goes
            while path:
                self.remove_folder(path)
                path = path.rpartition("/")[0]

    def remove_folder(self, path: str) -> None:
        """Remove a folder that is empty."""
        folder, name = self._parent(path)
        os.rmdir(folder.at(name), dir_fd=folder.descriptor)

    def entries(self, path: str) -> list[FolderEntry]:
        """Return what stands in a folder, in no order."""
        folder = self._entered(path, makes=False)
        if folder.descriptor is None:
            return _listed(folder, folder.place or ".")
        descriptor = os.open(".", os.O_RDONLY | _FOLDER, dir_fd=folder.descriptor)
        try:
            return _listed(folder, descriptor)
        finally:
            os.close(descriptor)

    def walk(self, path: str) -> Iterator[FolderEntry]:
        """Yield what stands below a folder, in no order; what cannot be listed has nothing in it."""
        waiting = [path]
        while waiting:
            with contextlib.suppress(OSError):
                for entry in self.entries(waiting.pop()):
                    if entry.kind == "folder":
                        waiting.append(entry.path)
                    yield entry

    def descriptor(self, path: str, *, makes: bool) -> int:
        """Return an open folder, which the caller closes; it is made if asked for."""
        folder = self._entered(path, makes=makes)
        return os.open(folder.at("."), os.O_RDONLY | _FOLDER, dir_fd=folder.descriptor)

    def _parent(self, path: str, *, makes: bool = False) -> tuple[_Folder, str]:
        above, _, name = path.rpartition("/")
        _require_name(name, path)
        return self._entered(above, makes=makes), name

    def _entered(self, path: str, *, makes: bool) -> _Folder:
        """Return a folder, which is from now on the last one; its own path is empty for the root."""
        if self._last is None:
            self._last = self._top(makes=makes)
        if self._last.path == path:
            return self._last
        if self._last.path and not path.startswith(f"{self._last.path}/"):
            self.close()
            self._last = self._top(makes=makes)
        below = path[len(self._last.path) :].lstrip("/")
        for name in filter(None, below.split("/")):
            _require_name(name, path)
            deeper = self._deeper(self._last, name, makes=makes)
            self.close()
            self._last = deeper
        return self._last

    def _top(self, *, makes: bool) -> _Folder:
        if makes:
            self._root.mkdir(parents=True, exist_ok=True)
        if not self._by_descriptor:
            return _Folder("", None, os.path.join(self._root, ""))  # noqa: PTH118 - with a separator at its end
        return _Folder("", os.open(self._root, _PASSED & ~getattr(os, "O_NOFOLLOW", 0)), "")

    def _deeper(self, above: _Folder, name: str, *, makes: bool) -> _Folder:
        if makes:
            with contextlib.suppress(FileExistsError):
                os.mkdir(above.at(name), dir_fd=above.descriptor)
        path = above.named(name)
        if not self._by_descriptor:
            _require_kind(above, name, stat.S_ISDIR, errno.ENOTDIR)
            return _Folder(path, None, os.path.join(above.at(name), ""))  # noqa: PTH118
        try:
            return _Folder(path, os.open(above.at(name), _PASSED, dir_fd=above.descriptor), "")
        except OSError as error:
            _refuse_link(error, above, name)
            raise

    def _replace(self, path: str, data: bytes | bytearray, *, makes: bool) -> os.stat_result:
        # No fsync: it takes 7 ms instead of 0.3 (ext4), half a minute for 5,000 pages. Where the machine goes down
        # before the system has written a file, a journal leaves it with another size, so that no stamp holds; it is
        # then read and compared, and what the cache holds has a checksum. Syncing the cache alone would only make it
        # outlive the pages that it speaks of.
        folder, name = self._parent(path, makes=makes)
        temporary = f".extractor-{os.getpid()}-{os.urandom(8).hex()}.tmp"
        file = os.open(folder.at(temporary), _CREATE, 0o666, dir_fd=folder.descriptor)
        try:
            with open(file, "wb") as stream:  # noqa: PTH123 - a descriptor
                stream.write(data)
                stream.flush()
                status = os.fstat(file)
            os.replace(
                folder.at(temporary), folder.at(name), src_dir_fd=folder.descriptor, dst_dir_fd=folder.descriptor
            )
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(folder.at(temporary), dir_fd=folder.descriptor)
            raise
        return status


def read_file(root: Path, path: str) -> bytes:
    """Return the bytes of a regular file below a trusted folder; raises OSError for all else, a link among it."""
    with FileTree(root) as tree:
        return tree.read(path)


def read_source_file(root: Path, path: str) -> bytes:
    """Return the same of a source, which may itself be a link to a file below the folder."""
    with FileTree(root) as tree:
        try:
            return tree.read(path, most=MOST_BYTES)
        except LinkError:
            return tree.read(_target(tree, root, path), most=MOST_BYTES)


def digest_of(data: bytes) -> str:
    """Return the BLAKE2b-128 digest of a file's bytes, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def find_link(root: Path, path: str) -> str:
    """Return the first part of a path below a trusted folder that is a link, as a path; empty where none is."""
    with FileTree(root) as tree:
        parts = path.split("/")
        for above in ("/".join(parts[:count]) for count in range(1, len(parts) + 1)):
            with contextlib.suppress(OSError):
                if _is_link(tree.stat(above)):
                    return above
    return ""


def append_to_file(root: Path, path: str, data: bytes) -> None:
    """Add to a regular file below a trusted folder, which may itself be a link to one there, or make it.

    All else of the file stays: its bytes, its mode and the link. Raises OSError, also for a link that leads nowhere.
    """
    with FileTree(root) as tree:
        if (root / path).is_file():  # which way is tried; each refuses what should not be there
            is_link = stat.S_ISLNK(tree.stat(path).st_mode)
            tree.append(_target(tree, root, path) if is_link else path, data)
        else:
            tree.append(path, data, is_new=True)


def replace_file(root: Path, path: str, data: bytes | bytearray) -> os.stat_result:
    """Make a file below a trusted folder hold the data, and return its status; folders are made where they lack.

    Raises OSError, and then leaves the file as it was.
    """
    with FileTree(root) as tree:
        return tree.replace(path, data)


def remove_file(root: Path, path: str) -> None:
    """Remove a file or a link below a trusted folder, which may be gone already; raises OSError."""
    with FileTree(root) as tree:
        tree.remove(path)


def remove_empty_folders(root: Path, path: str) -> None:
    """Remove the folder at the path, and those above it below a trusted one, as far as they are empty."""
    with FileTree(root) as tree:
        tree.remove_empty_folders(path)


def printable(path: str) -> str:
    """Return a path for people and programs to read: bytes of it that are not UTF-8 stand there as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_temporary(name: str) -> bool:
    """Tell whether a file's name is one that only a file being written has."""
    return _TEMPORARY.fullmatch(name) is not None


def leftovers(folder: Path) -> Iterator[Path]:
    """Yield the files that a process of ours was writing in a folder when it was killed.

    One of a process that is still there is left alone: no lock says that it has ended. Where it is taken for ended,
    being on another machine, it writes once more (`FileTree.replace`).
    """
    with FileTree(folder) as tree:
        for entry in tree.entries(""):
            found = _TEMPORARY.fullmatch(entry.path)
            if found and entry.kind == "file" and not _is_alive(int(found[1])):
                yield folder / entry.path


def _target(tree: FileTree, root: Path, path: str) -> str:
    """Return where a link below the root leads, as a path without one; raises OSError where that is elsewhere."""
    tree.stat(path)  # raises a LinkError where it is a folder on the way that is the link
    top = Path(os.path.realpath(root))
    target = Path(os.path.realpath(top / path, strict=True))
    if not target.is_relative_to(top):
        raise LinkError(path, "is a symbolic link that leaves the repository")
    # Should a link take the place of a part of it before it is opened, that is refused.
    return target.relative_to(top).as_posix()


def _require_name(name: str, path: str) -> None:
    if name in ("", ".", "..") or "\0" in name:
        raise OSError(errno.EINVAL, f"{printable(path)} is no path below a folder")


def _opened(folder: _Folder, name: str, flags: int = _READ) -> int:
    """Return a regular file, opened."""
    if folder.descriptor is None and not flags & os.O_EXCL:
        _require_kind(folder, name, stat.S_ISREG, errno.EINVAL)
    try:
        file = os.open(folder.at(name), flags, 0o666, dir_fd=folder.descriptor)
    except FileExistsError:
        raise
    except OSError as error:
        _refuse_link(error, folder, name)
        raise
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(errno.EINVAL, f"{printable(folder.named(name))} is no regular file")
    return file


def _listed(folder: _Folder, place: int | str) -> list[FolderEntry]:
    with os.scandir(place) as found:
        return [FolderEntry(folder.named(entry.name), _kind(entry)) for entry in found]


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink() or (os.name == "nt" and _is_link(entry.stat(follow_symlinks=False))):
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def _is_link(status: os.stat_result) -> bool:
    """Tell whether what has the status is a link, or a junction of Windows, which leads elsewhere like one."""
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(status.st_mode) or (junction is not None and getattr(status, "st_reparse_tag", 0) == junction)


def _require_kind(folder: _Folder, name: str, is_kind: Callable[[int], bool], number: int) -> None:
    """Look at what stands there, where the system cannot refuse a link when it opens it."""
    status = os.lstat(folder.at(name))
    if _is_link(status):
        raise LinkError(folder.named(name))
    if not is_kind(status.st_mode):
        raise OSError(number, os.strerror(number))


def _refuse_link(error: OSError, folder: _Folder, name: str) -> None:
    """Raise the error in words where a link is why something could not be opened: systems say it variously."""
    try:
        status = os.stat(folder.at(name), dir_fd=folder.descriptor, follow_symlinks=False)
    except OSError:
        return
    if _is_link(status):
        raise LinkError(folder.named(name)) from error


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # where asking would end it
        return True
    try:
        os.kill(process, 0)
    except OverflowError:
        return False
    except OSError as error:
        return isinstance(error, PermissionError)  # somebody else's
    return True
