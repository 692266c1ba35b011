"""What a plan comes to: each change is written, only looked at, or told as a patch."""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TypeAlias

from extractor.cache import NO_STAMP, Stamp, stamp_of
from extractor.facts import Struct
from extractor.files import replace_file
from extractor.publish.patch import patch_of
from extractor.publish.plan import Action, Change


class Done(Struct, frozen=True):
    """What became of one change: its action, and why it failed (empty: it did not)."""

    path: str
    action: Action
    source: str = ""
    failure: str = ""
    stamp: Stamp = NO_STAMP
    """Of a file that now is as it should be."""
    patch: bytes = b""


Act: TypeAlias = Callable[[Path, Change], Done]
"""What is done with a change to the repository in a folder; a failure is told, and never raised."""


def write(root: Path, change: Change) -> Done:
    """Carry a change out: a whole file or none."""
    act = _WRITES.get(change.action)
    if act is None:
        return check(root, change)
    try:
        stamp = act(root, change)
    except OSError as error:
        return Done(change.path, change.action, change.source, error.strerror or str(error))
    return Done(change.path, change.action, change.source, stamp=stamp)


def check(_root: Path, change: Change) -> Done:
    """Leave everything as it is."""
    return Done(change.path, change.action, change.source, stamp=change.stamp)


def diff(root: Path, change: Change, prefix: str = "") -> Done:
    """Leave everything as it is, and tell the change as a patch whose names begin with the prefix."""
    try:
        patch = patch_of(root, change, prefix)
    except OSError as error:
        return Done(change.path, change.action, change.source, error.strerror or str(error))
    return Done(change.path, change.action, change.source, stamp=change.stamp, patch=patch)


def sparing(act: Act, unknown: Collection[str]) -> Act:
    """Return what does the same, but leaves a page as it is that would say something else of files of no known content.

    What it would say of a file that could not be read comes of an accident. Such lines name the file.
    """
    names = [posixpath.basename(path).encode("utf-8", "surrogateescape") for path in unknown]

    def said(text: bytes) -> list[bytes]:
        return [line for line in text.splitlines() if any(name in line for name in names)]

    def spared(root: Path, change: Change) -> Done:
        if change.action == "update":
            with contextlib.suppress(OSError):
                if said((root / change.path).read_bytes()) != said(change.text.encode("utf-8")):
                    return Done(change.path, "same", change.source)
        return act(root, change)

    return spared


def _replace(root: Path, change: Change) -> Stamp:
    return stamp_of(replace_file(root / change.path, change.text.encode("utf-8")))


def _remove(root: Path, change: Change) -> Stamp:
    """Remove a page, and the folders that it leaves empty."""
    target = root / change.path
    target.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not empty: as far as it goes
        for folder in target.parents:
            if folder == root:
                break
            folder.rmdir()
    return NO_STAMP


_WRITES: Mapping[Action, Callable[[Path, Change], Stamp]] = {
    "create": _replace,
    "update": _replace,
    "delete": _remove,
}
