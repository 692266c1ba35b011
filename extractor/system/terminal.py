"""The one escape for what is printed: nothing of a repository acts on a terminal or in the log of a CI.

What is printed holds paths, names, values and words of others. A newline in one begins a line of its own, and CI
systems take lines as commands (`::error::...`); ESC moves the cursor; other characters turn the order of letters round
or do not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Fillers and joiners that `str.isprintable` takes for letters, and that show nothing."""
_ACTING = re.compile(rf"[^ -~\xa1-\xac\xae-\u0377]|[{_UNSEEN}]")
"""Characters to look at: all but most of what Western names are made of."""
_COMMAND = re.compile(r"^(\s*)::|##(?=vso\[|teamcity\[|\[)", re.IGNORECASE)
"""What begins a command to GitHub, to Azure or to TeamCity; the first only at the start of a line."""
_IN_JSON = re.compile(rf"[\x7f-\xa0\xad]|[^\x00-\xff]|[{_UNSEEN}]|##(?=vso\[|teamcity\[|\[)", re.IGNORECASE)


def printable(text: str) -> str:
    r"""Return a text on one line in which nothing acts on what shows it.

    Control characters and line ends, formatting characters (bidirectional ones and those without a width), lone
    surrogates and all else that Python calls unprintable stand there as escapes (`\x1b`, `\n`, `\u202e`), a byte of a
    file's name that is not UTF-8 as `\xff`. A backslash stays as it is, so the escape of a result is that result.
    """
    if not text.isascii() or not text.isprintable():
        text = _ACTING.sub(_escaped, text)
    return _COMMAND.sub(_broken, text) if "::" in text or "##" in text else text


def printable_lines(text: str) -> str:
    """Return a text whose line ends and tabs are meant, each of its lines `printable` else."""
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))


def as_lines(lines: Iterable[str]) -> str:
    """Return lines, each `printable` and with its end."""
    return "".join(f"{printable(line)}\n" for line in lines)


def printable_json(text: str) -> str:
    """Return a JSON document that says the same and in which nothing acts on what shows it."""
    return text if text.isascii() and "##" not in text and "\x7f" not in text else _IN_JSON.sub(_json_escaped, text)


def _is_unseen(character: str) -> bool:
    """Tell whether a character shows nothing, or acts on what shows it: no letter, sign or blank that people write."""
    return not character.isprintable() or character in _UNSEEN


def _escaped(match: re.Match[str]) -> str:
    """Return the escape of a character as Python would write it, or the character where it does nothing but show."""
    character = match[0]
    if not _is_unseen(character):
        return character
    if "\udc80" <= character <= "\udcff":  # a byte (PEP 383)
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def _broken(match: re.Match[str]) -> str:
    r"""Return what begins a command with an escape in it (`\x3a:` for `::`): no CI takes that for one."""
    return f"{match[1]}\\x3a:" if match[1] is not None else "#\\x23"


def _json_escaped(match: re.Match[str]) -> str:
    """Return the escape of JSON for a character: of one beyond U+FFFF for both of its surrogates."""
    text = match[0]
    if text == "##":
        return "#\\u0023"
    if not _is_unseen(text):
        return text
    units = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))
