"""A lexer that takes linear time: the tokens of a source, and those in the fields of its f-strings and t-strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

STRING = "|".join(
    rf"(?<={quote})(?:[^{quote}\\\n]+{quote}|{quote}{quote}[^{quote}\\]*(?:(?:\\.|{quote}(?!{quote}{quote}))[^{quote}\\]*)*"
    rf"(?:{quote}{{3}}|\Z)|[^{quote}\\\n]*(?:\\.[^{quote}\\\n]*)*{quote}?)"
    for quote in "\"'"
)
"""What follows the first quote of a string, up to the end of what it may span; the usual string is tried first."""
_TOKEN = rf"""
      (?P<string> (?P<prefix>\b[A-Za-z]{{1,2}})? ["'](?:{STRING}) )
    | (?P<comment> \#[^\n]* )
    | (?P<newline> \n )
    | (?P<blank> [ \t\f\r]+ )
    | (?P<joint> \\\n )
    | (?P<word> [\w\x80-\U0010ffff]+ )
    | (?P<open> [(\[{{] )
    | (?P<close> [)\]}}] )
    | (?P<other> . )
    """
_PREFIXES = "BbFfRrTtUu"
_BLANKS = frozenset({"blank", "comment"})
_LINE_ENDS = frozenset({"newline", "joint"})

Fields: TypeAlias = tuple[tuple[str, str], ...]
"""Kind and text of each token in the fields of a string, braces and those of nested strings included."""
Token: TypeAlias = tuple[str, str, int, Fields]
"""Kind (`string`, `word`, `open`, `close`, `other`, `newline`, or `joint` for a line end behind a backslash), text,
start, and what is in its fields: a plain tuple, as there are many."""


class _Format(NamedTuple):
    """Where an f-string or t-string ends, and what is in its fields."""

    end: int
    fields: Fields


def lexed(text: str) -> Iterator[Token]:
    """Yield the tokens of a source, whose lines end with LF, without blanks and comments.

    A string reaches from its prefix to its last quote, whatever its fields hold.
    """
    position = 0
    while position < len(text):
        for match in _compiled().finditer(text, position):
            kind, token = match.lastgroup or "", match[0]
            position = match.end()
            if kind == "string" and "{" in token and is_format(match["prefix"] or ""):
                position, fields = read_format(text, match.end("prefix"))
                yield kind, text[match.start() : position], match.start(), fields
                break
            if kind not in _BLANKS:
                yield kind, token, match.start(), ()


def _compiled() -> re.Pattern[str]:
    """Return the expression of a token; few sources need it, and it takes as long as the ordinary ones of ten files."""
    return re.compile(_TOKEN, re.DOTALL | re.VERBOSE)


def is_format(prefix: str) -> bool:
    """Tell whether a string of this prefix has fields."""
    return not {"f", "t"}.isdisjoint(prefix.lower())


def read_format(text: str, start: int) -> _Format:
    """Return the end of an f-string or t-string, whose quotes begin at a place, and the tokens of its fields.

    Of `f"{a:>{w}} b"` the tokens are `{`, `a`, `{`, `w`, `}`, `}`. A string in a field may have the quotes of the one
    around it: LibCST reads it so on every Python.
    """
    expression = _compiled()
    strings = [_quotes(text, start)]
    """The quotes of the strings that are open, which stand in `around` too."""
    around = [*strings]
    """What is open: the quotes of a string, `{` of a field, `:` of what follows its colon, `(` of a bracket."""
    fields: list[tuple[str, str]] = []
    position = start + len(strings[-1])
    while around:
        top = around[-1]
        if top in ("{", "("):
            match = expression.match(text, position)
        else:
            match = _text(strings[-1], top == ":").search(text, position)
        if match is None:
            return _Format(len(text), tuple(fields))
        position = match.end()
        kind, token = match.lastgroup or "", match[0]
        if top not in ("{", "("):
            if token == "\n":
                return _Format(match.start(), tuple(fields))
            if token == "{":
                around.append("{")
                fields.append(("open", token))
            elif token == "}":
                around.pop()
                fields.append(("close", token))
            elif token[0] in "\"'":
                strings.pop()
                while around.pop() != token:
                    pass
        elif kind == "string" and is_format(match["prefix"] or ""):
            opened = match.end("prefix")
            strings.append(_quotes(text, opened))
            around.append(strings[-1])
            position = opened + len(strings[-1])
            fields.append((kind, text[match.start() : position]))
        elif top == "{" and token == ":":
            around[-1] = ":"
        elif kind not in _BLANKS and kind not in _LINE_ENDS:
            if kind == "open":
                around.append("(")
            elif kind == "close":
                around.pop()
            fields.append((kind, token))
    return _Format(position, tuple(fields))


def _quotes(text: str, start: int) -> str:
    """Return the quotes that open a string at a place."""
    return text[start : start + 3] if text[start : start + 3] in ('"""', "'''") else text[start]


def _text(quotes: str, is_specification: bool) -> re.Pattern[str]:
    """Return the expression of what ends a stretch of text in a string, or in what follows the colon of a field."""
    marks = ["[{}]"] if is_specification else [r"\\[^{]", r"\{\{", r"\{"]
    return re.compile("|".join([*marks, quotes, *(["\n"] if len(quotes) == 1 else [])]), re.DOTALL)


def unterminated(text: str) -> tuple[int | None, int | None]:
    """Return line and column of the first string that does not end; twice None where all do."""
    for kind, token, start, _ in lexed(text):
        quoted = token.lstrip(_PREFIXES)
        if kind == "string" and not _is_closed(quoted):
            start += len(token) - len(quoted)
            return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return None, None


def _is_closed(string: str) -> bool:
    quote = string[:3] if string[:3] in ('"""', "'''") else string[:1]
    return len(string) >= 2 * len(quote) and string.endswith(quote)
