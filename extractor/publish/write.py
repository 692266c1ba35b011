"""Carries a plan out: whole files or none, and only those that differ."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from extractor.facts import Struct
from extractor.files import replace_file
from extractor.publish.plan import Action, Change


class Done(Struct, frozen=True):
    """What became of one change: its action, and why it failed (empty: it did not)."""

    path: str
    action: Action
    failure: str = ""


def write(root: Path, plan: Iterable[Change]) -> Iterator[Done]:
    """Carry out each change as it comes, and yield what became of it; one that fails stops no other."""
    for change in plan:
        act = _ACTIONS.get(change.action)
        failure = "" if act is None else _failure(act, root, change)
        yield Done(change.path, change.action, failure)


def _failure(act: Callable[[Path, Change], None], root: Path, change: Change) -> str:
    try:
        act(root, change)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _replace(root: Path, change: Change) -> None:
    replace_file(root / change.path, change.text.encode("utf-8"))


def _remove(root: Path, change: Change) -> None:
    """Remove a page, and the folders that it leaves empty."""
    target = root / change.path
    target.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not empty: as far as it goes
        for folder in target.parents:
            if folder == root:
                break
            folder.rmdir()


_ACTIONS: Mapping[Action, Callable[[Path, Change], None]] = {
    "create": _replace,
    "update": _replace,
    "delete": _remove,
}
