"""What kind of file a path names: its type as the page shows it, the language of its fence, how it is read.

Only the path speaks here, never the content, so that the kind is known before a byte is read. A name beats a suffix
(`CMakeLists.txt` is no text file), a longer suffix a shorter one (`.d.ts` beats `.ts`), a suffix a pattern
(`Dockerfile.md` is Markdown). Suffixes are compared without case, names with it: `BUILD` is Bazel's, `build` is not.
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from extractor.extraction.kind_table import NAMES, PATTERNS, SUFFIXES, Role, Row
from extractor.facts import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Family: TypeAlias = Literal["python", "markdown", "rest", "other"]
"""Which reader takes the file; `rest` is reStructuredText."""


class Kind(Struct, frozen=True):
    """The kind of a file; two files of one kind are treated alike."""

    label: str
    """The type on the page."""
    fence: str = "text"
    """The info string of a fence around its content: an alias that GitHub's Linguist knows, Pygments too but for a
    few."""
    family: Family = "other"
    role: Role = "text"


TEXT_FILE = Kind(label="Text File")
"""The kind of a file that no table knows."""

_TEXTS = frozenset({"txt", "text"})
"""Suffixes of text files, whatever kind of text their name tells."""

_FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "Python Source Code": "python",
        "Python Type Stub": "python",
        "Markdown Documentation": "markdown",
        "MDX Documentation": "markdown",
        "R Markdown Document": "markdown",
        "Quarto Document": "markdown",
        "reStructuredText Documentation": "rest",
    }
)


def _kinds(rows: tuple[Row, ...]) -> Iterator[tuple[str, Kind]]:
    """Yield every key of a table with its kind; a later row would win."""
    for label, fence, role, keys in rows:
        kind = Kind(label=label, fence=fence, family=_FAMILIES.get(label, "other"), role=role)
        yield from ((key, kind) for key in keys.split())


_BY_SUFFIX: Mapping[str, Kind] = MappingProxyType(dict(_kinds(SUFFIXES)))
_BY_NAME: Mapping[str, Kind] = MappingProxyType(dict(_kinds(NAMES)))
_BY_PATTERN: tuple[tuple[str, Kind], ...] = tuple(_kinds(PATTERNS))


def kind_of(path: str) -> Kind:
    """Return the kind of the file at `path`; `TEXT_FILE` where neither its name nor a suffix of it is known."""
    name = posixpath.basename(path)
    return _BY_NAME.get(name) or _by_suffix(name) or _by_pattern(name) or TEXT_FILE


def extension_of(path: str) -> str:
    """Return the last suffix with its dot, in the path's own case; empty for `Makefile`, `.gitignore` and `odd.`."""
    extension = posixpath.splitext(path)[1]
    return "" if extension == "." else extension


def stem_of(path: str) -> str:
    """Return a file's name without the suffix that tells its kind, whatever dots are before it.

    `02.04-load.ipynb` is `02.04-load`, `types.d.ts` is `types`; `Dockerfile.dev` and `.gitignore` stay as they are.
    """
    name = posixpath.basename(path)
    suffix = next((suffix for suffix in _suffixes(name) if suffix in _BY_SUFFIX or suffix in _TEXTS), None)
    return name if suffix is None or name in _BY_NAME else name[: -len(suffix) - 1]


def _by_suffix(name: str) -> Kind | None:
    """Return the kind of the longest known suffix; the dot that hides a file starts none."""
    return next((_BY_SUFFIX[suffix] for suffix in _suffixes(name) if suffix in _BY_SUFFIX), None)


def _suffixes(name: str) -> Iterator[str]:
    """Yield what may be a suffix of a name without its first dot, the longest first."""
    parts = name.lstrip(".").lower().split(".")
    # Two parts are all that a suffix in the table has; a name of a thousand dots costs no more than that.
    return (".".join(parts[-length:]) for length in (2, 1) if length < len(parts))


def _by_pattern(name: str) -> Kind | None:
    """Return the kind of the first pattern that the whole name fits."""
    return next((kind for pattern, kind in _BY_PATTERN if fnmatchcase(name, pattern)), None)
