"""Names of entries that some file system takes for `.git`: what is called so is git's own, and no source."""

from __future__ import annotations

import re

_GIT_FOLDER = re.compile(r"(?:\.git|git~1)[ .]*(?::.*)?", re.IGNORECASE | re.DOTALL)
"""`GIT~1` is its short form on Windows, which also drops dots and blanks at the end, and streams (`.git::$DATA`)."""
_GIT_STARTS = ".gG"
_INVISIBLE = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
"""Characters that macOS passes over in a name: `.g\u200cit` opens `.git` there."""


def is_git_name(name: str) -> bool:
    """Return whether some file system takes the name for `.git`: whatever the case, as Windows or macOS spell it."""
    if name[:1] not in _GIT_STARTS and name.isascii():  # nearly all: asked of every entry of a tree
        return False
    bare = name if name.isascii() else _INVISIBLE.sub("", name)
    return _GIT_FOLDER.fullmatch(bare) is not None
