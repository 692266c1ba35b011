"""Gitignore patterns: which entries of a tree the lines of one file or setting match, as git decides it.

Not pathspec: of random trees with random rules it gets one in ten wrong. It calls a folder ignored after `*` and
`!*/`, lets a rule for a folder decide about what is in it, and reads brackets, backslashes and blanks in its own way.
This is git's `dir.c` and `wildmatch.c` as regular expressions. As git does, it sees bytes: every text here holds one
character for each byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from extractor.workspace.wildmatch import FOLDERS, STAR, expression_of, literal_start, wildmatch


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
    is_plain = literal_start(pattern) == pattern
    tokens = () if is_plain else tuple(wildmatch(pattern))
    return Rule(pattern if is_plain else "", tokens, anchored, folders_only, negated)


def _without_trailing_blanks(line: str) -> str:
    """Drop the blanks at the end but one that a backslash escapes; as in git, other white space stays."""
    bare = line.rstrip(" ")
    escaped = (len(bare) - len(bare.rstrip("\\"))) % 2 and len(bare) < len(line)
    return bare + " " if escaped else bare


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
        # A rule without a slash is asked for the name of an entry, any other for its path; rules that end with a slash
        # only for folders (`False >= True` is false). So there are four sets of rules, and an entry meets two of them.
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
    """Yield the rules of the lines that have one."""
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
    """Finds the last of many rules that matches a text: by look-up, by how the text ends, and with one search.

    Most rules are plain (`build`) or ask for an end (`*.pyc`): of those a dictionary and `str.endswith` tell. The rest
    is one expression, the last rule first: what matches first in it is then the last rule that matches.
    """

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
                    self._plain[end[1:]] = number  # `**/a/b` matches "a/b" too
            else:
                wild.append((number, rule))
        names = map("kept{}".format, count())
        choices = "|".join(f"(?P<rule{number}>{expression_of(rule.tokens, names)})" for number, rule in reversed(wild))
        self._match = re.compile(choices, re.DOTALL).fullmatch if wild else None
        self._any_end = tuple(self._ends)

    def find(self, text: str) -> int:
        """Return the rule's number, or -1."""
        last = self._plain.get(text, -1)
        if text.endswith(self._any_end):
            last = max(last, *(number for end, number in self._ends.items() if text.endswith(end)))
        match = self._match(text) if self._match else None
        # The group of the rule is the last that is closed: those within it were before.
        return max(last, int(match.lastgroup.removeprefix("rule"))) if match and match.lastgroup else last


def _end(rule: Rule) -> str:
    """Return how every text ends that the rule matches where that is all it asks for (`*.py`, `**/a/b`), else ""."""
    span, characters = rule.tokens[1:2], rule.tokens[2:]
    if rule.tokens[:1] != ("",) or span != ((FOLDERS,) if rule.anchored else (STAR,)) or not characters:
        return ""
    if any(len(token.removeprefix("\\")) != 1 for token in characters):  # a bracket, or what spans
        return ""
    return "/" * rule.anchored + "".join(token[-1] for token in characters)  # without the backslash of "\\."
