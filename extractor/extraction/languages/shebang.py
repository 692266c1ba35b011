"""The language of a script that no suffix names: its `#!` tells."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from extractor.extraction.kinds import TEXT_FILE, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHEBANG = re.compile(r"#![ \t]*(?:\S*/)?(?:env[ \t]+(?:-\S+[ \t]+)*)?(?:\S*/)?([A-Za-z]+)[\d.]*(?=\s|\Z)")
_FENCES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("sh", "bash", "dash", "ksh", "zsh", "ash", "bats"), "bash"),
        **dict.fromkeys(("node", "nodejs", "bun"), "javascript"),
        **dict.fromkeys(("awk", "gawk", "mawk"), "awk"),
        **{name: name for name in ("fish", "julia", "lua", "perl", "php", "python", "ruby")},
        "make": "makefile",
        "pwsh": "powershell",
        "Rscript": "r",
        "tclsh": "tcl",
        "deno": "typescript",
    }
)


def fence_of_text(path: str, text: str) -> str:
    """Return the fence of the language that a file is read in."""
    kind = kind_of(path)
    return (fence_of(text) or kind.fence) if kind == TEXT_FILE else kind.fence


def fence_of(text: str) -> str:
    """Return the fence of the language that a text's first line has it run by; empty where none is known."""
    match = _SHEBANG.match(text)
    return _FENCES.get(match[1], "") if match else ""
