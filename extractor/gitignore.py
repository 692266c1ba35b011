"""Gitignore patterns: which entries of a tree the lines of one file or setting match, as git decides it.

Not pathspec: of random trees with random rules it gets one in ten wrong. It calls a folder ignored after `*` and
`!*/`, lets a rule for a folder decide about what is in it, and reads brackets, backslashes and blanks in its own way.
This is git's `dir.c` and `wildmatch.c` as regular expressions. As git does, it sees bytes: every text here holds one
character for each byte.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


def as_bytes(text: str) -> str:
    """Return the text's UTF-8 bytes as one character each, the form in which rules and paths meet."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


class Rule(NamedTuple):
    """One pattern of a gitignore file."""

    regex: str
    """Matches a whole name, or with `anchored` a whole path relative to the file's folder."""
    anchored: bool
    folders_only: bool
    negated: bool


def parse_rule(line: str) -> Rule | None:
    """Return the rule on a line, None for a blank or a comment; a `ValueError` says why a pattern never matches."""
    line = _without_trailing_blanks(line)
    if line.startswith("#"):
        return None
    negated = line.startswith("!")
    pattern = line[negated:]
    folders_only = pattern.endswith("/")
    pattern = pattern[: len(pattern) - folders_only]
    if not pattern:
        return None
    anchored = "/" in pattern
    return Rule(_wildmatch(pattern[pattern.startswith("/") :]), anchored, folders_only, negated)


def _without_trailing_blanks(line: str) -> str:
    """Drop the blanks at the end but one that a backslash escapes; as in git, other white space stays."""
    bare = line.rstrip(" ")
    escaped = (len(bare) - len(bare.rstrip("\\"))) % 2 and len(bare) < len(line)
    return bare + " " if escaped else bare


_LITERAL = re.compile(r"[^*?\[\\]*")
_GLOBSTAR = re.compile(r"\*{2,}(?:(?P<slash>/)|(?=\\/)|\Z)")
_TOKEN = re.compile(r"(?P<star>\*+)|(?P<any>\?)|\\(?P<escaped>.)|(?P<plain>[^\\])", re.DOTALL)
_WILDCARDS = {"star": "[^/]*", "any": "[^/]"}


def _wildmatch(pattern: str) -> str:
    """Return the regular expression of a pattern.

    `**` spans folders between slashes, at the end, and at the start of what follows the literal beginning: git
    compares that beginning by itself, so that `a**/b` matches `ax/y/b` although its manual says otherwise.
    """
    position = start = len(_literal(pattern))
    pieces = [re.escape(pattern[:start])]
    while position < len(pattern):
        may_span = position == start or pattern[position - 1] == "/"
        if may_span and (globstar := _GLOBSTAR.match(pattern, position)):
            piece, position = "(?:.*/)?" if globstar["slash"] else ".*", globstar.end()
        elif pattern[position] == "[":
            piece, position = _bracket(pattern, position + 1)
        else:
            piece, position = _token(pattern, position)
        pieces.append(piece)
    return "".join(pieces)


def _literal(pattern: str) -> str:
    """Return what comes before the first character with a meaning."""
    found = _LITERAL.match(pattern)
    return found.group() if found else ""


def _token(pattern: str, position: int) -> tuple[str, int]:
    """Return the expression of one wildcard or character, and where the next begins."""
    token = _TOKEN.match(pattern, position)
    if token is None:
        raise ValueError("the backslash at its end escapes nothing")
    kind = token.lastgroup or ""
    return _WILDCARDS.get(kind) or re.escape(token[kind]), token.end()


_MEMBER = re.compile(r"\[:(?P<name>[^\]]*):\]|(?P<low>\\?.)(?:-(?P<high>\\.|[^\]\\]))?", re.DOTALL)


def _bracket(pattern: str, position: int) -> tuple[str, int]:
    """Return the expression of the bracket whose inside begins here, and where the next begins.

    The first member may be the closing bracket itself; a slash is never matched.
    """
    negated = pattern[position : position + 1] in ("!", "^")
    position += negated
    chosen: set[int] = set()
    while True:
        member = _MEMBER.match(pattern, position)
        if member is None:
            raise ValueError("a bracket is not closed")
        chosen.update(_member(member))
        position = member.end()
        if pattern.startswith("]", position):
            break
    codes = sorted((set(range(256)) - chosen if negated else chosen) - {ord("/")})
    listed = "".join(f"\\x{code:02x}" for code in codes)
    return f"[{listed}]" if codes else "(?!)", position + 1


_CLASSES: Mapping[str, str] = {
    "alnum": string.ascii_letters + string.digits,
    "alpha": string.ascii_letters,
    "blank": " \t",
    "cntrl": "".join(map(chr, range(32))) + "\x7f",
    "digit": string.digits,
    "graph": string.ascii_letters + string.digits + string.punctuation,
    "lower": string.ascii_lowercase,
    "print": string.ascii_letters + string.digits + string.punctuation + " ",
    "punct": string.punctuation,
    "space": " \t\n\r",
    "upper": string.ascii_uppercase,
    "xdigit": string.hexdigits,
}
"""The character classes as git knows them, whatever the locale."""


def _member(member: re.Match[str]) -> Iterable[int]:
    """Return the codes that one member of a bracket stands for; a range the wrong way round is its first character."""
    name = member["name"]
    if name is not None and name not in _CLASSES:
        raise ValueError(f"there is no character class [:{name}:]")
    if name is not None:
        return map(ord, _CLASSES[name])
    low = ord(member["low"][-1])
    high = ord(member["high"][-1]) if member["high"] else low
    return range(low, max(low, high) + 1)


class Rules:
    """The rules of one gitignore file, or of one setting, ready to be asked about many entries.

    Lines that never match are passed over, as git does; `load` has refused them in settings.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._rules = tuple(_parsed(lines))
        numbered = [*enumerate(self._rules)]
        self._names = {
            is_folder: _Last((i, r) for i, r in numbered if not r.anchored and is_folder >= r.folders_only)
            for is_folder in (False, True)
        }
        self._paths = {
            is_folder: _Last((i, r) for i, r in numbered if r.anchored and is_folder >= r.folders_only)
            for is_folder in (False, True)
        }

    def __bool__(self) -> bool:
        """Return whether any of the lines can match."""
        return bool(self._rules)

    def verdict(self, path: str, name: str, is_folder: bool) -> bool | None:
        """Return whether the last rule that matches the entry is a plain one (True) or a negated one (False).

        None when no rule matches. `path` is relative to the rules' folder, `name` its last part; both `as_bytes`. What
        the folders above the entry met is not looked at: git asks about those first.
        """
        last = max(self._names[is_folder].find(name), self._paths[is_folder].find(path))
        return None if last < 0 else not self._rules[last].negated


def _parsed(lines: Iterable[str]) -> Iterator[Rule]:
    for line in lines:
        try:
            rule = parse_rule(line)
        except ValueError:
            continue
        if rule is not None:
            yield rule


class _Last:
    """Finds the last of many rules that matches a text, with one search."""

    def __init__(self, rules: Iterable[tuple[int, Rule]]) -> None:
        backwards = sorted(rules, reverse=True)
        self._numbers: Sequence[int] = [number for number, _ in backwards]
        self._match = re.compile("|".join(f"({rule.regex})" for _, rule in backwards), re.DOTALL).fullmatch

    def find(self, text: str) -> int:
        """Return the rule's number, or -1."""
        if not self._numbers:
            return -1
        found = self._match(text)
        return self._numbers[found.lastindex - 1] if found and found.lastindex else -1
