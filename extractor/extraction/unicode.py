"""Unicode's letters, their case and their width, the same on every Python: each knows another version of Unicode.

The oldest, 3.10, knows Unicode 13. A younger letter has no other case here, and is a letter wherever no symbols are.
"""

from __future__ import annotations

import re
import unicodedata

_OLD = re.compile("[^\u1c89\u2c2f\ua7c0\ua7cb-\ua7dc\U00010570-\U00010595\U00010d50-\U00010d65\U00016ea0-\U00016eb8]+")
"""Runs of what is not one of the capitals that came with Unicode 14 and later."""
_CIRCLED = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares, which are symbols by their category, and alphabetic."""
_SYMBOLS = re.compile("[\u2000-\u2bff\U0001cc00-\U0001cebf\U0001d000-\U0001d3ff\U0001f000-\U0001fbff]")
"""Blocks of symbols that still grow."""


def lowered(text: str) -> str:
    """Return `text.lower()`."""
    return text.lower() if text.isascii() else _OLD.sub(lambda run: run[0].lower(), text)


def casefolded(text: str) -> str:
    """Return `text.casefold()`."""
    return text.lower() if text.isascii() else _OLD.sub(lambda run: run[0].casefold(), text)


def is_part_of_a_word(character: str) -> bool:
    """Tell whether a character is alphabetic, a mark, a digit or a connector: what Ruby calls part of a word."""
    category = unicodedata.category(character)
    if category == "Cn":  # unknown to this Python
        return not _SYMBOLS.match(character)
    if category == "So":
        return _CIRCLED.match(character) is not None
    return category[0] in "LM" or category in ("Nd", "Nl", "Pc")


def is_alphanumeric(character: str) -> bool:
    """Tell whether a character is a letter or a number."""
    return character.isalnum() or (unicodedata.category(character) == "Cn" and not _SYMBOLS.match(character))


def is_wide(character: str) -> bool:
    """Tell whether a character takes two columns; emoji do, and of those new ones come."""
    if "\U0001f000" <= character <= "\U0001fbff" and unicodedata.category(character) == "Cn":
        return True
    return unicodedata.east_asian_width(character) in "WF"
