"""Files below a folder, read, written and removed so that no link leads anywhere else.

A reader sees the old content of a file or the new one, never a part. That a file has other names (hard links) is of no
matter: writing puts a new file in the place, and leaves what the other names lead to as it is.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from extractor.system.open_folder import (
    APPEND,
    CREATE,
    HAS_DESCRIPTORS,
    FolderEntry,
    OpenFolder,
    list_entries,
    open_below,
    open_file,
    open_to_list,
    open_top,
    require_name,
)
from extractor.system.temporary import temporary_name


class FileTree:
    """The files below a trusted folder; their paths are relative to it, with forward slashes.

    The last folder stays open, since one file is mostly followed by another of the same folder; whoever has the tree
    closes it. Every method raises OSError for what cannot be done, a LinkError where a link is in the way.
    """

    def __init__(self, root: Path, *, by_descriptor: bool = HAS_DESCRIPTORS) -> None:
        self._root = root
        self._by_descriptor = by_descriptor
        self._last: OpenFolder | None = None

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
        with open(open_file(folder, name), "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor
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
        file = open_file(folder, name, CREATE if is_new else APPEND)
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
        return list_entries(self._entered(path, makes=False))

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
        return open_to_list(self._entered(path, makes=makes))

    def _parent(self, path: str, *, makes: bool = False) -> tuple[OpenFolder, str]:
        """Return the folder that something stands in, and its name there."""
        above, _, name = path.rpartition("/")
        require_name(name, path)
        return self._entered(above, makes=makes), name

    def _entered(self, path: str, *, makes: bool) -> OpenFolder:
        """Return a folder, which is from now on the last one; its own path is empty for the root."""
        if self._last is None:
            self._last = self._top(makes=makes)
        if self._last.path == path:
            return self._last
        # From "docs/pkg" on to "docs/pkg/sub" only `sub` is opened; to "docs/other" the way begins at the top again.
        if self._last.path and not path.startswith(f"{self._last.path}/"):
            self.close()
            self._last = self._top(makes=makes)
        below = path[len(self._last.path) :].lstrip("/")
        for name in filter(None, below.split("/")):
            require_name(name, path)
            deeper = open_below(self._last, name, makes=makes)
            self.close()
            self._last = deeper
        return self._last

    def _top(self, *, makes: bool) -> OpenFolder:
        """Return the root, opened."""
        if makes:
            self._root.mkdir(parents=True, exist_ok=True)
        return open_top(self._root, by_descriptor=self._by_descriptor)

    def _replace(self, path: str, data: bytes | bytearray, *, makes: bool) -> os.stat_result:
        """Write the data beside the file, and put them in its place in one step."""
        # No fsync: it takes 7 ms instead of 0.3 (ext4), half a minute for 5,000 pages. Where the machine goes down
        # before the system has written a file, a journal leaves it with another size, so that no stamp holds; it is
        # then read and compared, and what the cache holds has a checksum. Syncing the cache alone would only make it
        # outlive the pages that it speaks of.
        folder, name = self._parent(path, makes=makes)
        temporary = temporary_name()
        file = os.open(folder.at(temporary), CREATE, 0o666, dir_fd=folder.descriptor)
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
