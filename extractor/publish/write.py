"""What a plan comes to: each change is written, only looked at, or told as a patch.

That no link is followed on the way is for `system/open_folder.py` to see to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from extractor.facts import Struct
from extractor.publish.patch import patch_of
from extractor.publish.plan import Action, PageChange
from extractor.reading.cache import NO_STAMP, Stamp, stamp_of
from extractor.system.file_tree import FileTree


class Done(Struct, frozen=True):
    """What became of one change: its action, and why it failed (empty: it did not)."""

    path: str
    action: Action
    source: str = ""
    failure: str = ""
    stamp: Stamp = NO_STAMP
    """Of a file that now is as it should be."""
    patch: bytes = b""


Act: TypeAlias = Callable[[FileTree, PageChange], Done]
"""What is done with a change to the files of a repository; a failure is told, and never raised."""


def write(tree: FileTree, change: PageChange) -> Done:
    """Carry a change out: a whole file or none."""
    act = _WRITES.get(change.action)
    if act is None or change.failure:
        return check(tree, change)
    try:
        stamp = act(tree, change)
    except OSError as error:
        return Done(change.path, change.action, change.source, error.strerror or str(error))
    return Done(change.path, change.action, change.source, stamp=stamp)


def check(_tree: FileTree, change: PageChange) -> Done:
    """Leave everything as it is."""
    return Done(change.path, change.action, change.source, change.failure, change.stamp)


def diff(tree: FileTree, change: PageChange, prefix: str = "") -> Done:
    """Leave everything as it is, and tell the change as a patch whose names begin with the prefix."""
    if change.failure:
        return check(tree, change)
    try:
        patch = patch_of(tree, change, prefix)
    except OSError as error:
        return Done(change.path, change.action, change.source, error.strerror or str(error))
    return Done(change.path, change.action, change.source, stamp=change.stamp, patch=patch)


def _replace(tree: FileTree, change: PageChange) -> Stamp:
    return stamp_of(tree.replace(change.path, change.data))


def _remove(tree: FileTree, change: PageChange) -> Stamp:
    """Remove a page, and the folders that it leaves empty."""
    tree.remove(change.path)
    tree.remove_empty_folders(change.path.rpartition("/")[0])
    return NO_STAMP


_WRITES: Mapping[Action, Callable[[FileTree, PageChange], Stamp]] = {
    "create": _replace,
    "update": _replace,
    "delete": _remove,
}
