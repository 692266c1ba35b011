"""What string literals stand for, the same on every Python.

The running Python is not asked: it knows the names of no letter that is younger than it is, refuses what LibCST takes,
and tells that in words of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_LITERAL = re.compile(r"""([A-Za-z]{0,2})(\"{3}|'{3}|"|')(.*)\2""", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:(?P<plain>[\n\\'\"abfnrtv])|(?P<octal>[0-7]{1,3})|N\{(?P<name>[^{}\n]{1,100})\}"
    r"|(?:x(?=[0-9A-Fa-f]{2})|u(?=[0-9A-Fa-f]{4})|U(?=00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}))"
    r"(?P<code>(?:(?<=x)..|(?<=u)....|(?<=U)........)))"
)
_PLAIN: Mapping[str, str] = {
    "\n": "",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


def text_of(literal: str) -> str | None:
    """Return the text that a literal stands for; None for bytes. An escape that stands for nothing stays as it is."""
    match = _LITERAL.fullmatch(literal)
    prefix = match[1].lower() if match else "b"
    if match is None or "b" in prefix:
        return None
    return match[3] if "r" in prefix else _ESCAPE.sub(_character, match[3])


def _character(escape: re.Match[str]) -> str:
    if plain := escape["plain"]:
        return _PLAIN.get(plain, plain)
    if name := escape["name"]:
        return _named(name) or escape[0]
    return chr(int(escape["octal"], 8) if escape["octal"] else int(escape["code"], 16))


def _named(name: str) -> str:
    """Return the letter of a name, if it is one of those that every Python knows alike: of Unicode 3.2."""
    letters = unicodedata.ucd_3_2_0
    try:
        letter = letters.lookup(name)  # finds younger ones too
    except KeyError:
        return ""
    return letter if letters.name(letter, "") == name.upper() else ""
