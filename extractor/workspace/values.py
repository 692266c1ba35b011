"""What single settings may say: their effective form, or a `ValueError` with a sentence.

The command line is trusted and a configuration file is not, since it may come with a repository that somebody else
wrote: where they differ, the rules of a file are in a table of their own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from extractor.system.terminal import printable
from extractor.workspace.gitignore import as_bytes, parse_rule
from extractor.workspace.project_name import MOST_CHARACTERS
from extractor.workspace.secrets import redact

CACHE_TAG = "CACHEDIR.TAG"
"""The file by which a folder is known to be a cache (bford.info/cachedir)."""
AUTO = "auto"
"""The cache that stands among the user's caches."""
_MOST_SHOWN = 200
_MOST_OF_A_PATH = 1_000
_MOST_OF_A_MESSAGE = 2_000
_MOST_PATTERNS = 1_000
_MOST_ROLES = 1_000

_Sized = TypeVar("_Sized", str, tuple[str, ...], dict[str, str])


def quoted(value: str) -> str:
    """Return a value in quotes, for a message to people: escaped, and cut where it is long."""
    value = redact(value).text
    return f'"{printable(value if len(value) <= _MOST_SHOWN else value[:_MOST_SHOWN] + " ...")}"'


# Texts


def _at_most(most: int, value: _Sized, what: str = "characters") -> _Sized:
    """Refuse what is longer than anybody writes: a setting must not make a run slow, or fill a page."""
    if len(value) > most:
        raise ValueError(f"expected at most {most:,} {what}, found {len(value):,}")
    return value


def _one_line(value: str) -> str:
    """Refuse what would break a heading, a sentence or a path in two."""
    if not value.isprintable():
        raise ValueError("expected a text of one line, without control characters")
    return value


def _name(value: str) -> str:
    """Refuse what cannot stand in a sentence as the name of a thing."""
    return _at_most(MOST_CHARACTERS, _one_line(value))


def _words(value: str) -> str:
    """Refuse the same, and what says nothing."""
    if not value.strip():
        raise ValueError("expected a text that is not empty")
    return _name(value)


def _message(value: str) -> str:
    """Refuse what would act on a terminal; the value may have several lines, without blank ones at its end."""
    if not all(line.isprintable() for line in _at_most(_MOST_OF_A_MESSAGE, value).split("\n")):
        raise ValueError("expected a text without control characters")
    return value.rstrip("\n")


_ADDRESS = re.compile(
    r"https?://[a-z0-9_][a-z0-9_.-]*(:[0-9]{1,5})?([/?#](?:[a-z0-9/?#@:.,;=&$!*+~_-]|%[0-9a-f]{2})*)?", re.IGNORECASE
)
"""RFC 3986 without user names and passwords, which would be published, and without what ends a link of Markdown."""


def _address(value: str) -> str:
    """Refuse all but an address of the web to which a path can be added; none is none."""
    if value and not _ADDRESS.fullmatch(_at_most(_MOST_OF_A_PATH, _one_line(value))):
        raise ValueError(
            'expected an address such as "https://host/owner/repository/blob/main": http or https, without a user '
            f"name, any but plain characters as %XX; found {quoted(value)}"
        )
    return value


_SPECIFIER = re.compile(r"[A-Za-z0-9.*+!<>=~, _-]*")
"""`===` takes any text, and people paste what we tell them to run."""


def _specifier(value: str) -> str:
    """Return a version specifier in the form of PEP 440; a version alone is that version exactly."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    text = f"=={value.strip()}" if value.strip()[:1].isdigit() else value
    try:
        if not _SPECIFIER.fullmatch(_name(text)):
            raise InvalidSpecifier
        return str(SpecifierSet(text))
    except InvalidSpecifier as error:
        raise ValueError(f'expected a version or a range of versions such as ">=0.2", found {quoted(value)}') from error


# Numbers


def _whole(least: int, most: int) -> Callable[[int], int]:
    """Return what refuses a number below the least or above the most."""

    def check(value: int) -> int:
        if value < least:
            raise ValueError(f"expected {least:,} or more, found {str(value)[:20]}")
        if value > most:
            raise ValueError(f"expected at most {most:,}")
        return value

    return check


# Paths


def _relative(value: str) -> str:
    """Return the path of a folder of the repository in its one form; the repository itself is the empty text.

    A backslash separates, as on Windows: the file that is written there is read everywhere.
    """
    path = posixpath.normpath(_at_most(_MOST_OF_A_PATH, _one_line(value)).replace("\\", "/"))
    if path.startswith("/") or re.match("[A-Za-z]:", path):
        raise ValueError(f"expected a path relative to the repository, found {quoted(value)}")
    if path.split("/")[0] == "..":
        raise ValueError(f"expected a path inside the repository, found {quoted(value)}")
    return "" if path == "." else path


def _own_folder(value: str) -> str:
    """Return the path of a folder that is written to: every system takes its names for what they are."""
    path = _relative(value)
    if not path:
        raise ValueError("expected a folder of its own, found the repository itself")
    for name in path.split("/"):
        if _is_git(name):
            raise ValueError(f"expected a folder outside of .git, found {quoted(value)}")
        if name[-1] in ". " or name.startswith(" ") or any(character in '<>:"|?*' for character in name):
            raise ValueError(
                'expected names that every system has, without <>:"|?*, a blank around them or a dot at their end, '
                f"found {quoted(value)}"
            )
        if _DEVICE.fullmatch(name):
            raise ValueError(f"expected a folder, found the device {quoted(name)} of Windows")
    return path


_GIT = re.compile(r"(\.git|git~[0-9]+)[. ]*(:.*)?", re.IGNORECASE)
"""The names that macOS or Windows take for `.git`: in any case, in the short form, with what Windows drops."""
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE)
"""Names that Windows takes for devices, whatever stands behind a dot: writing to `nul.md` goes nowhere."""


def _is_git(name: str) -> bool:
    """Tell whether a folder of that name may be git's own on some system, and is not to be written to or read."""
    return _GIT.fullmatch(name) is not None


def _cache_below(value: str) -> str:
    """Return where a configuration file puts the cache; a folder called like the word is written `./auto`."""
    if value in ("", AUTO):
        return value
    path = _own_folder(value)
    return f"./{path}" if path == AUTO else path


def _templates_below(value: str) -> str:
    """Return where a configuration file puts templates: in the repository, but not all of it, nor what is git's."""
    if not value:
        return value
    path = _relative(value)
    if not path:
        raise ValueError("expected a folder of its own, found the repository itself")
    if any(map(_is_git, path.split("/"))):
        raise ValueError(f"expected a folder outside of .git, found {quoted(value)}")
    return path


def _roles(value: dict[str, str]) -> dict[str, str]:
    """Return what each part of the repository is, by its path in the one form; two spellings of a path are refused."""
    roles: dict[str, str] = {}
    for prefix, role in _at_most(_MOST_ROLES, value, "roles").items():
        if (path := _relative(prefix)) in roles:
            raise ValueError(f"says twice what {quoted(path)} is")
        roles[path] = _words(role)
    return roles


def _patterns(value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse patterns that match nothing, which git passes over in silence: here they are a slip of the pen."""
    for pattern in _at_most(_MOST_PATTERNS, value, "patterns"):
        _at_most(_MOST_OF_A_PATH, pattern)
        try:
            matches = parse_rule(as_bytes(pattern))
        except ValueError as error:
            raise ValueError(f"the pattern {quoted(pattern)} matches nothing: {error}") from error
        if matches is None:
            raise ValueError(f"the pattern {quoted(pattern)} matches nothing: it is empty or a comment")
    return value


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "project": _name,
    "source-url": _address,
    "cache-dir": _one_line,
    "templates": _one_line,
    "project-kind": _words,
    "output-dir": _own_folder,
    "include": _patterns,
    "exclude": _patterns,
    "extend-exclude": _patterns,
    "index-limit": _whole(1, 1_000_000),
    "max-embed-bytes": _whole(0, 1_000_000_000),
    "roles": _roles,
    "jobs": _whole(0, 1_024),
    "required-version": _specifier,
    "check-fail-message": _message,
}
"""What a setting's type does not say: key -> its effective form, or a `ValueError` with a sentence."""
FILE_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "cache-dir": _cache_below,
    "templates": _templates_below,
    "jobs": _whole(0, 64),
}
"""What holds beyond that for a configuration file."""
