"""What stands in a folder, reached by its name in that folder: a link is refused, not followed.

Somebody else's repository may hold, or get while we look, a link in the place of any folder or file. So nothing asks
first and acts by the same path later: a folder is opened by its name in the one above, links refused by the operating
system itself, and a file by its name in its folder. Where the system has no such calls (Windows) each part of a path
is looked at right before it is used.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from extractor.system.paths import escaped_path

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
APPEND = os.O_WRONLY | os.O_APPEND | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)

Kind: TypeAlias = Literal["file", "folder", "link", "other"]


class LinkError(OSError):
    """A symbolic link stands where a folder or a file should be, and is not followed."""

    def __init__(self, path: str, why: str = "is a symbolic link, and none is followed") -> None:
        super().__init__(errno.ELOOP, f"{escaped_path(path)} {why}")


class FolderEntry(NamedTuple):
    """What stands in a folder."""

    path: str
    """From the root of the tree."""
    kind: Kind


class OpenFolder(NamedTuple):
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


def open_top(root: Path, *, by_descriptor: bool) -> OpenFolder:
    """Return the trusted folder itself, which may be reached through links; raises OSError."""
    if not by_descriptor:
        return OpenFolder("", None, os.path.join(root, ""))  # noqa: PTH118 - with a separator at its end
    return OpenFolder("", os.open(root, _PASSED & ~getattr(os, "O_NOFOLLOW", 0)), "")


def open_below(above: OpenFolder, name: str, *, makes: bool) -> OpenFolder:
    """Return the folder of that name in another, which stays open; it is made if asked for. Raises OSError."""
    if makes:
        with contextlib.suppress(FileExistsError):
            os.mkdir(above.at(name), dir_fd=above.descriptor)
    path = above.named(name)
    if above.descriptor is None:
        _require_kind(above, name, stat.S_ISDIR, errno.ENOTDIR)
        return OpenFolder(path, None, os.path.join(above.at(name), ""))  # noqa: PTH118
    try:
        return OpenFolder(path, os.open(above.at(name), _PASSED, dir_fd=above.descriptor), "")
    except OSError as error:
        _refuse_link(error, above, name)
        raise


def open_to_list(folder: OpenFolder) -> int:
    """Return a descriptor by which a folder that is open can be listed or synced; the caller closes it."""
    return os.open(folder.at("."), os.O_RDONLY | _FOLDER, dir_fd=folder.descriptor)


def open_file(folder: OpenFolder, name: str, flags: int = _READ) -> int:
    """Return the descriptor of the regular file of that name; OSError for all else, a LinkError for a link."""
    if folder.descriptor is None and not flags & os.O_EXCL:  # a new file: that is refused where anything stands
        _require_kind(folder, name, stat.S_ISREG, errno.EINVAL)
    try:
        file = os.open(folder.at(name), flags, 0o666, dir_fd=folder.descriptor)
    except FileExistsError:  # of a file that must be new: whatever is there, it was not followed
        raise
    except OSError as error:
        _refuse_link(error, folder, name)
        raise
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(errno.EINVAL, f"{escaped_path(folder.named(name))} is no regular file")
    return file


def list_entries(folder: OpenFolder) -> list[FolderEntry]:
    """Return what stands in a folder, in no order."""
    if folder.descriptor is None:
        return _listed(folder, folder.place or ".")
    descriptor = open_to_list(folder)
    try:
        return _listed(folder, descriptor)
    finally:
        os.close(descriptor)


def _listed(folder: OpenFolder, place: int | str) -> list[FolderEntry]:
    """Return the entries of a folder, given as the system is asked for them: by descriptor or by path."""
    with os.scandir(place) as entries:
        return [FolderEntry(folder.named(entry.name), _kind(entry)) for entry in entries]


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink() or (os.name == "nt" and is_link(entry.stat(follow_symlinks=False))):
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def is_link(status: os.stat_result) -> bool:
    """Tell whether what has the status is a link, or a junction of Windows, which leads elsewhere like one."""
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(status.st_mode) or (junction is not None and getattr(status, "st_reparse_tag", 0) == junction)


def require_name(name: str, path: str) -> None:
    """Raise an OSError for a part of a path that is no name: `..` would lead out of the folder."""
    if name in ("", ".", "..") or "\0" in name:
        raise OSError(errno.EINVAL, f"{escaped_path(path)} is no path below a folder")


def _require_kind(folder: OpenFolder, name: str, is_kind: Callable[[int], bool], number: int) -> None:
    """Look at what stands there, where the system cannot refuse a link when it opens it."""
    status = os.lstat(folder.at(name))
    if is_link(status):
        raise LinkError(folder.named(name))
    if not is_kind(status.st_mode):
        raise OSError(number, os.strerror(number))


def _refuse_link(error: OSError, folder: OpenFolder, name: str) -> None:
    """Raise a LinkError where a link is why something could not be opened: one system says ELOOP, another ENOTDIR."""
    try:
        status = os.stat(folder.at(name), dir_fd=folder.descriptor, follow_symlinks=False)
    except OSError:
        return
    if is_link(status):
        raise LinkError(folder.named(name)) from error
