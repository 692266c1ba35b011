"""Names that every file system can hold beside each other: what a page is called where its source's will not do."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from extractor.extraction.unicode import casefolded

LONGEST = 255
"""Bytes of a name, on most file systems."""

_IGNORED = "[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]*"
"""What macOS passes over in a name (HFS+; git's list)."""
_GIT = rf"{_IGNORED}{_IGNORED.join('[.] g i t'.split())}{_IGNORED}|git~1"
"""What a file system may take for `.git`, in any case, also with blanks and dots behind it, or a colon and anything."""
_DEVICE = r"con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$"
"""What Windows takes for a device, in any case, whatever follows a dot."""
_SPECIAL = re.compile(
    rf"(?P<git>{_GIT})(?P<end>[ .]*(?:[:\\].*)?)|(?P<device>{_DEVICE})(?P<rest> *(?:[.:].*)?)",
    re.IGNORECASE | re.DOTALL,
)


def folded(name: str) -> str:
    """Return what is the same for names that are one to a file system which ignores case or Unicode's normal form.

    This is Unicode's canonical caseless match (D145), without what macOS passes over.
    """
    if name.isascii():
        return name.lower()
    shown = re.sub(_IGNORED, "", name)
    return unicodedata.normalize("NFD", casefolded(unicodedata.normalize("NFD", shown)))


def portable(name: str) -> str:
    """Return the name with an underscore more where it means something else to Windows or macOS, or to git there."""
    if match := _SPECIAL.fullmatch(name):
        return f"{match['git'] or match['device']}_{match['end'] or match['rest'] or ''}"
    return f"{name}_" if name.endswith((" ", ".")) else name


def fits(name: str, suffix: str = "") -> bool:
    """Tell whether a name and what goes behind it are not too long for a file system."""
    # Most names are so short that their bytes need no counting.
    return len(name) * 4 + len(suffix) <= LONGEST or len(_bytes(name)) + len(suffix) <= LONGEST


def with_digest(name: str, suffix: str = "") -> str:
    """Return the beginning of a name and a digest of all of it, so long that the suffix fits behind it."""
    digest = hashlib.blake2b(_bytes(name), digest_size=8).hexdigest()
    room = LONGEST - len(suffix) - len(digest) - 1
    return f"{_bytes(name)[:room].decode('utf-8', 'ignore')}-{digest}"


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
