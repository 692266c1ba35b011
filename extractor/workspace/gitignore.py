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
from itertools import count
from typing import NamedTuple


def as_bytes(text: str) -> str:
    """Return the text's UTF-8 bytes as one character each, the form in which rules and paths meet."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


_LONGEST = 8192
"""Of a pattern in characters: no system takes a path of so many, and compiling a longer one takes its time."""

_MOST_WILD = 2_000
"""Of the patterns with wildcards in one file: each is tried on every entry."""
_LONGEST_WILD = 300_000
"""Of their expressions together, in characters: that many take seconds to compile."""


class Rule(NamedTuple):
    """One pattern of a gitignore file."""

    text: str
    """What it matches as it stands, where it has no wildcard; else empty."""
    tokens: tuple[str, ...]
    """The parts of an expression that matches a whole name, or with `anchored` a path relative to the file's folder."""
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
    if len(pattern) > _LONGEST:
        raise ValueError(f"it has more than {_LONGEST:,} characters, which no path has")
    anchored = "/" in pattern
    pattern = pattern[pattern.startswith("/") :]
    is_plain = _literal(pattern) == pattern
    tokens = () if is_plain else tuple(_wildmatch(pattern))
    return Rule(pattern if is_plain else "", tokens, anchored, folders_only, negated)


def _without_trailing_blanks(line: str) -> str:
    """Drop the blanks at the end but one that a backslash escapes; as in git, other white space stays."""
    bare = line.rstrip(" ")
    escaped = (len(bare) - len(bare.rstrip("\\"))) % 2 and len(bare) < len(line)
    return bare + " " if escaped else bare


_LITERAL = re.compile(r"[^*?\[\\]*")
_GLOBSTAR = re.compile(r"\*{2,}(?:(?P<slash>/)|(?=\\/)|\Z)")
_TOKEN = re.compile(r"(?P<star>\*+)|(?P<any>\?)|\\(?P<escaped>.)|(?P<plain>[^\\])", re.DOTALL)
_STAR, _FOLDERS, _ALL = "[^/]*", "(?:.*/)?", ".*"
_WILDCARDS = {"star": _STAR, "any": "[^/]"}


def _wildmatch(pattern: str) -> list[str]:
    """Return the parts of the regular expression of a pattern: literals, brackets, and the three that span.

    `**` spans folders between slashes, at the end, and at the start of what follows the literal beginning: git
    compares that beginning by itself, so that `a**/b` matches `ax/y/b` although its manual says otherwise.
    """
    position = start = len(_literal(pattern))
    pieces = [re.escape(pattern[:start])]
    while position < len(pattern):
        may_span = position == start or pattern[position - 1] == "/"
        if may_span and (globstar := _GLOBSTAR.match(pattern, position)):
            piece, position = _FOLDERS if globstar["slash"] else _ALL, globstar.end()
        elif pattern[position] == "[":
            piece, position = _bracket(pattern, position + 1)
        else:
            piece, position = _token(pattern, position)
        if not (piece == pieces[-1] and piece in _SPANS):  # said twice it says no more, and takes longer
            pieces.append(piece)
    return pieces


_SPANS = (_STAR, _FOLDERS, _ALL)


def _expression(tokens: Sequence[str], names: Iterator[str]) -> str:
    """Return the regular expression of a pattern's parts, which takes no more than the square of a text's length.

    What stands between two stars is looked for once, at the nearest place: `a*b*c` as `a`, the nearest `b`, and a `c`
    at the end. A later `b` could only leave less to the star behind it, so nothing is lost, and the second star need
    not be tried for each try of the first. The same holds of what stands between two `**/`.
    """
    first, *others = _split(tokens, (_FOLDERS, _ALL))
    return _in_folder(first, names) + _chain([(part[0], _in_folder(part[1:], names)) for part in others], names)


def _in_folder(tokens: Sequence[str], names: Iterator[str]) -> str:
    first, *others = _split(tokens, (_STAR,))
    return "".join(first) + _chain([(part[0], "".join(part[1:])) for part in others], names)


def _split(tokens: Sequence[str], spans: tuple[str, ...]) -> list[list[str]]:
    """Return the tokens cut before each that spans; the first part starts with none."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token in spans:
            parts.append([])
        parts[-1].append(token)
    return parts


def _chain(parts: Sequence[tuple[str, str]], names: Iterator[str]) -> str:
    """Return the expression of what spans and what follows it, part for part; all but the last at the nearest place.

    A lookahead is not gone back into, and a group holds what it found: Python 3.10 has no atomic groups.
    """
    kept = (f"(?=(?P<{name}>{_LAZY[span]}{text}))(?P={name})" for (span, text), name in zip(parts[:-1], names))  # noqa: B905 - endless names
    return "".join((*kept, *(span + text for span, text in parts[-1:])))


_LAZY = {_STAR: "[^/]*?", _FOLDERS: "(?:.*?/)??", _ALL: ".*?"}


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

    Lines that never match are passed over, as git does; `load` has refused them in settings. So are wildcards beyond
    what can be tried on every entry of a tree, and `passed_over` says how many: nobody writes so many by hand.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        parsed = list(_parsed(lines))
        self._rules = tuple(_within_bounds(parsed))
        self.passed_over = len(parsed) - len(self._rules)
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


def _within_bounds(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the rules but those with wildcards that are too many, or too long together."""
    tried = length = 0
    for rule in rules:
        tried, length = tried + bool(rule.tokens), length + sum(map(len, rule.tokens))
        if not rule.tokens or (tried <= _MOST_WILD and length <= _LONGEST_WILD):
            yield rule


class _Last:
    """Finds the last of many rules that matches a text: by look-up, by how the text ends, and with one search."""

    def __init__(self, rules: Iterable[tuple[int, Rule]]) -> None:
        self._plain: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        wild: list[tuple[int, Rule]] = []
        for number, rule in rules:
            end = _end(rule)
            if not rule.tokens:
                self._plain[rule.text] = number
            elif end:
                self._ends[end] = number
                if rule.anchored:
                    self._plain[end[1:]] = number
            else:
                wild.append((number, rule))
        names = map("kept{}".format, count())
        choices = "|".join(f"(?P<rule{number}>{_expression(rule.tokens, names)})" for number, rule in reversed(wild))
        self._match = re.compile(choices, re.DOTALL).fullmatch if wild else None
        self._any_end = tuple(self._ends)

    def find(self, text: str) -> int:
        """Return the rule's number, or -1."""
        last = self._plain.get(text, -1)
        if text.endswith(self._any_end):
            last = max(last, *(number for end, number in self._ends.items() if text.endswith(end)))
        found = self._match(text) if self._match else None
        # The group of the rule is the last that is closed: those within it were before.
        return max(last, int(found.lastgroup.removeprefix("rule"))) if found and found.lastgroup else last


def _end(rule: Rule) -> str:
    """Return how every text ends that the rule matches where that is all it asks for (`*.py`, `**/a/b`), else ""."""
    span, characters = rule.tokens[1:2], rule.tokens[2:]
    if rule.tokens[:1] != ("",) or span != ((_FOLDERS,) if rule.anchored else (_STAR,)) or not characters:
        return ""
    if any(len(each.removeprefix("\\")) != 1 for each in characters):  # a bracket, or what spans
        return ""
    return "/" * rule.anchored + "".join(each[-1] for each in characters)
