"""Sources without their comments and strings, so that whatever is left in them is code.

Every syntax is one expression. Each alternative either always succeeds where it starts, a comment
or string that never closes reaching to the end of its line or of the text, or gives up within its line, its gap or a
fixed number of characters: time is linear in the size of the source.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DOUBLE = r'"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"?'
SINGLE = r"'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'?"
_BACKTICK = r"`[^`\\]*(?:\\[\s\S][^`\\]*)*`?"
TRIPLE = r'"""[\s\S]*?(?:"""|\Z)|' r"'''[\s\S]*?(?:'''|\Z)"
# One character, so that neither a digit separator nor a lifetime opens a string.
_CHARACTER = r"'(?:\\'|\\[^\n']{1,10}|[^'\\\n])'"
_RAW_CPP = r'"(?<=R")([^()\\\s]{0,16})\([\s\S]*?(?:\)\1"|\Z)'
_RAW_RUST = r'"(?<=#")[\s\S]*?(?:"#|\Z)'
SLASHES = r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
_HASH = r"#[^\n]*"
# A regular expression of JavaScript stands where no operand can.
_REGEX = r"/(?:(?<=[=(,:\[!&|?{};]/)|(?<=[=(,:\[!&|?{};] /))(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,100}\]){1,200}/"
_HERE_DOCUMENT = r"<(?<!<<)<-?[ \t]*([\"']?)([A-Za-z_]\w*)\1[^\n]{0,500}\n[\s\S]*?(?:^[ \t]*\2[ \t]*$|\Z)"

# What each syntax hides from the declarations: comments and strings. Every alternative begins with a literal character,
# which lets the search skip all others quickly.
_HIDDEN: Mapping[str, str] = MappingProxyType(
    {
        "none": r"(?!)",
        "c": f"{SLASHES}|{_RAW_CPP}|{DOUBLE}|{_CHARACTER}",
        "java": f"{SLASHES}|{TRIPLE}|{DOUBLE}|{_CHARACTER}",
        "rust": f"{SLASHES}|{_RAW_RUST}|{DOUBLE}|{_CHARACTER}",
        "go": f"{SLASHES}|`[^`]*`?|{DOUBLE}|{_CHARACTER}",
        "javascript": f"{SLASHES}|{_REGEX}|{DOUBLE}|{SINGLE}|{_BACKTICK}",
        "php": f"{SLASHES}|{_HASH}|{DOUBLE}|{SINGLE}",
        "hash": f"{_HASH}|{TRIPLE}|{DOUBLE}|{SINGLE}",
        "hash only": _HASH,
        "shell": rf"#(?<![^\s;|&()]#)[^\n]*|\\[\s\S]|'[^']*'?|\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\"?|{_HERE_DOCUMENT}",
        "cmake": rf"#\[(=*)\[[\s\S]*?(?:\]\1\]|\Z)|{_HASH}|\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\"?",
        "sql": r"--[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|'[^']*'?",
        "lua": rf"--\[(=*)\[[\s\S]*?(?:\]\1\]|\Z)|--[^\n]*|\[\[[\s\S]*?(?:\]\]|\Z)|{DOUBLE}|{SINGLE}",
        "haskell": rf"--[^\n]*|\{{-[\s\S]*?(?:-\}}|\Z)|{DOUBLE}|{_CHARACTER}",
        "ocaml": rf"\(\*[\s\S]*?(?:\*\)|\Z)|{DOUBLE}|{_CHARACTER}",
        "percent": rf"%[^\n]*|{DOUBLE}",
        "semicolon": rf";[^\n]*|{DOUBLE}",
        "exclamation": rf"![^\n]*|{DOUBLE}|{SINGLE}",
        "powershell": rf"<#[\s\S]*?(?:#>|\Z)|{_HASH}|{DOUBLE}|{SINGLE}",
        "css": rf"/\*[\s\S]*?(?:\*/|\Z)|{DOUBLE}|{SINGLE}",
        "html": r"<!--[\s\S]*?(?:-->|\Z)|<script\b[\s\S]*?(?:</script|\Z)|<style\b[\s\S]*?(?:</style|\Z)",
    }
)


def visible_of(source: str, syntax: str) -> str:
    """Return the source with a blank for each comment and string, a newline for one that spans lines."""
    return re.sub(_HIDDEN[syntax], lambda match: "\n" if "\n" in match[0] else " ", source, flags=re.MULTILINE)


def visible_with_strings(source: str) -> str:
    """Return the source without `#` comments and triple-quoted strings; other strings are names here."""
    hidden = re.compile(_HIDDEN["hash"])
    return hidden.sub(lambda m: m[0] if m[0][0] in "\"'" and m[0][:3] not in ('"""', "'''") else "\n", source)
