"""What kind of file a path names: its type as the page shows it, the language of its fence, how it is read.

Only the path speaks, so that how a file is read is known before a byte is; of a file whose path says nothing, its first
line tells a script. A name beats a suffix
(`CMakeLists.txt` is no text file), a longer suffix a shorter one (`.d.ts` beats `.ts`), a suffix a pattern
(`Dockerfile.md` is Markdown). Suffixes are compared without case, names with it: `BUILD` is Bazel's, `build` is not.
"""

from __future__ import annotations

import posixpath
import re
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
_LONGEST_FIRST_LINE = 256
"""Characters that Linux looks at."""
_PROGRAM = re.compile(r"[A-Za-z][A-Za-z-]*")

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


_SCRIPTS: Mapping[str, Kind] = MappingProxyType(
    {
        program: Kind(label=f"{language} Script", fence=fence, role="script")
        for programs, language, fence in (
            ("ash bash dash ksh mksh sh zsh", "Shell", "bash"),
            ("awk gawk mawk nawk", "Awk", "awk"),
            ("bun deno node nodejs", "JavaScript", "javascript"),
            ("csh tcsh", "C Shell", "tcsh"),
            ("expect tclsh wish", "Tcl", "tcl"),
            ("fish", "Fish", "fish"),
            ("groovy", "Groovy", "groovy"),
            ("julia", "Julia", "julia"),
            ("lua luajit", "Lua", "lua"),
            ("make", "Make", "makefile"),
            ("perl", "Perl", "perl"),
            ("php", "PHP", "php"),
            ("pwsh", "PowerShell", "powershell"),
            ("pypy python", "Python", "python"),
            ("Rscript", "R", "r"),
            ("ruby", "Ruby", "ruby"),
            ("sed", "Sed", "sed"),
            ("ts-node", "TypeScript", "typescript"),
        )
        for program in programs.split()
    }
)
"""Interpreter -> the kind of a script whose name says nothing; none is read in depth, whatever its language."""
_BY_SUFFIX: Mapping[str, Kind] = MappingProxyType(dict(_kinds(SUFFIXES)))
_BY_NAME: Mapping[str, Kind] = MappingProxyType(dict(_kinds(NAMES)))
_BY_PATTERN: tuple[tuple[str, Kind], ...] = tuple(_kinds(PATTERNS))


def kind_of(path: str, interpreter: str = "") -> Kind:
    """Return the kind of the file at `path`; `TEXT_FILE` where neither its name nor a suffix of it is known.

    Of such a file, the interpreter that its first line names may say what it is.
    """
    name = posixpath.basename(path)
    known = _BY_NAME.get(name) or _by_suffix(name) or _by_pattern(name)
    return known or _SCRIPTS.get(interpreter, TEXT_FILE)


def interpreter_of(text: str) -> str:
    """Return the program that a script's first line names, without folder and version; empty where there is none.

    Of `#!/usr/bin/env -S python3 -u` that is `python`.
    """
    if not text.startswith("#!"):
        return ""
    words = text[2:_LONGEST_FIRST_LINE].partition("\n")[0].split()
    if words and posixpath.basename(words[0]) == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    program = _PROGRAM.match(posixpath.basename(words[0])) if words else None
    return program[0] if program else ""


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
