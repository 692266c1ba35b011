"""Patterns of gitignore -> regular expressions: git's `wildmatch.c`, which decides what `*`, `**`, `?` and `[` match.

`wildmatch` cuts a pattern into tokens, each the expression of a part: `src/**/*.c` becomes `src/`, FOLDERS, STAR, an
escaped dot, `c`. `expression_of` puts them together so that matching stays fast, whatever the pattern.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence

_LITERAL = re.compile(r"[^*?\[\\]*")
_GLOBSTAR = re.compile(r"\*{2,}(?:(?P<slash>/)|(?=\\/)|\Z)")
_TOKEN = re.compile(r"(?P<star>\*+)|(?P<any>\?)|\\(?P<escaped>.)|(?P<plain>[^\\])", re.DOTALL)
"""What `[` and the `**` between slashes leave; the name of the group that matched says what it is."""
STAR, FOLDERS, ALL = "[^/]*", "(?:.*/)?", ".*"
"""What spans: `*` within a name, `**/` any folders or none, `**` at the end all that is left."""
_SPANS = (STAR, FOLDERS, ALL)
_LAZY = {STAR: "[^/]*?", FOLDERS: "(?:.*?/)??", ALL: ".*?"}
"""The same, taking as little as they can."""
_WILDCARDS = {"star": STAR, "any": "[^/]"}


def wildmatch(pattern: str) -> list[str]:
    """Return the parts of the regular expression of a pattern: literals, brackets, and the three that span.

    `**` spans folders between slashes, at the end, and at the start of what follows the literal beginning: git
    compares that beginning by itself, so that `a**/b` matches `ax/y/b` although its manual says otherwise.
    """
    position = start = len(literal_start(pattern))
    pieces = [re.escape(pattern[:start])]
    while position < len(pattern):
        may_span = position == start or pattern[position - 1] == "/"
        if may_span and (globstar := _GLOBSTAR.match(pattern, position)):
            piece, position = FOLDERS if globstar["slash"] else ALL, globstar.end()
        elif pattern[position] == "[":
            piece, position = _bracket(pattern, position + 1)
        else:
            piece, position = _next_token(pattern, position)
        if not (piece == pieces[-1] and piece in _SPANS):  # said twice it says no more, and takes longer
            pieces.append(piece)
    return pieces


def expression_of(tokens: Sequence[str], names: Iterator[str]) -> str:
    """Return the regular expression of a pattern's parts, which takes no more than the square of a text's length.

    What stands between two stars is looked for once, at the nearest place: `a*b*c` as `a`, the nearest `b`, and a `c`
    at the end, which is `a(?=(?P<k>[^/]*?b))(?P=k)[^/]*c`. A later `b` could only leave less to the star behind it, so
    nothing is lost, and the second star need not be tried for each try of the first. The same holds of what stands
    between two `**/`. `names` are those of the groups, of which a whole expression has each once.
    """
    first, *others = _split(tokens, (FOLDERS, ALL))
    return _in_folder(first, names) + _chain([(part[0], _in_folder(part[1:], names)) for part in others], names)


def _in_folder(tokens: Sequence[str], names: Iterator[str]) -> str:
    """Return the expression of what stands between two `**/`, which has no span but single stars."""
    first, *others = _split(tokens, (STAR,))
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


def literal_start(pattern: str) -> str:
    """Return what comes before the first character with a meaning."""
    start = _LITERAL.match(pattern)
    return start.group() if start else ""


def _next_token(pattern: str, position: int) -> tuple[str, int]:
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
    # "[a-c]" becomes "[\x61\x62\x63]": codes, so that no character has a meaning of its own in the expression.
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
    return f"[{listed}]" if codes else "(?!)", position + 1  # "(?!)" matches nothing, as "[/]" does


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
