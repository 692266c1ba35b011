r"""Markdown that says what it is given, whatever that holds, on GitHub and in MkDocs.

Escapes are those that both readers know: a backslash before what Python-Markdown lets escape, a character reference
for the rest (Python-Markdown shows the backslash of `\\<`, and MkDocs does not sanitise what follows).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from extractor.extraction.unicode import is_part_of_a_word, lowered

_RUNS_OF_BACKTICKS = re.compile(r"`+")
_BACKSLASHED = re.compile(r"[\\`*\[\]_](?:(?<!_)|(?![^\W_])|(?<![^\W_]_))")
"""An underscore inside a word does nothing: `snake_case` stays, `_name` becomes `\\_name`.

Here and below a set of characters comes first: `re` skips to those.
"""
_EMPHASIS = re.compile(r"(?<!\w)_+[^_](?:.*[^_])?_+(?!\w)")
"""Underscores that may open emphasis, and such that may close it; those within words do neither."""
_AT_START = re.compile(
    r"""[>\#]                       # a quote, a heading (Python-Markdown's needs no space)
      | [-+](?=[ ]|$) | -(?=[- ]*$) # a list, a rule
    """,
    re.VERBOSE,
)
_ORDERED = re.compile(r"(\d+)([.)])(?= |$)")
_REFERENCED = re.compile(
    r"""[<~$&=:.@](?:
        (?<=[<~$])                  # a tag; on GitHub, text struck out and mathematics
      | (?<=&)(?=\#|\w+;)           # a character reference
      | (?<=^=)(?==*$)              # the line under a heading
      | (?:(?<=http:)|(?<=https:)|(?<=ftp:))(?=//\S{0,2000}(?:[\\<~${]|&\#|&\w+;))
      | (?<=www\.)(?=\S{0,2000}(?:[\\<~${]|&\#|&\w+;))
      | (?<=@)(?=[\w.-]{1,255}\{)   # braces behind a link would give it attributes in MkDocs
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""What only a character reference stops: Python-Markdown would show a backslash before it, and GitHub those in a URL.

A URL without escapes stays as it is: GitHub makes a link of it. No URL is looked through further than browsers take
them, since a text may have one in the other.
"""
_MAY_NEED_ESCAPES = re.compile(r"[\\`*\[\]_<~$&{]")
_MAY_NEED_ESCAPES_AT_START = re.compile(r"[>#\-+=\d]|([!?:/])\1\1")
"""What each of the patterns above needs: a line without it is Markdown as it is."""
_OPENS_BLOCK = re.compile(r"([!?:/=])\1\1")
"""What extensions of MkDocs make a box, a tab, an element of any name or another module's documentation of."""
_SNIPPET = re.compile(r"^[ \t]*(?=;*-+8<-+(?:[ \t]+([\"']).+\1)?\r?$)", re.MULTILINE)
"""A line that an extension of MkDocs puts a file in the place of, within code too."""
_NAMES = {"&": "&amp;", "<": "&lt;"}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_NO_LINE_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""With what turns the direction of the text around it, so that a page shows another order than it holds."""
_NEEDS_QUOTES = re.compile(r"[^A-Za-z0-9_.~/-]")
"""What `quote` may encode (RFC 3986): paths and anchors hold it seldom, and `quote` takes twice as long."""
_DROPPED = {number: None for number in range(128) if not (chr(number).isalnum() or chr(number) in "_- ")}
_ASCII_SLUG = {**_DROPPED, ord(" "): "-"}
"""For `str.translate`: how GitHub makes a slug of ASCII in lower case."""


def escape(text: str) -> str:
    """Return running text as Markdown on one line that renders as that text; white space is folded."""
    line = visible(" ".join(text.split()))
    if not (_MAY_NEED_ESCAPES.search(line) or _MAY_NEED_ESCAPES_AT_START.match(line)):
        return line  # nine lines in ten
    line = _BACKSLASHED.sub(r"\\\g<0>", line)
    if _AT_START.match(line):
        line = f"\\{line}"
    elif ordered := _ORDERED.match(line):
        line = f"{ordered[1]}\\{line[ordered.end(1) :]}"
    line = _REFERENCED.sub(_as_reference, line)
    return f"&#{ord(line[0])};{line[1:]}" if _OPENS_BLOCK.match(line) else line


def _as_reference(match: re.Match[str]) -> str:
    return _NAMES.get(match[0], f"&#{ord(match[0])};")


def code_span(text: str) -> str:
    """Return a code span that shows the text, with control characters made visible."""
    if text.isprintable() and "`" not in text and text[:1] not in " ":  # nearly all: names; "" is in " " too
        return f"`{text}`"
    text = visible(text) or " "
    ticks = "`" * (_longest_run(text) + 1)
    loses_a_space = text[0] == text[-1] == " " and text.strip(" ")  # at both ends (CommonMark, "Code spans")
    pad = " " if loses_a_space or "`" in text else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def name(text: str) -> str:
    """Return a name or path as Markdown that shows it: as it is or, where that would be read as markup, a code span."""
    return text if is_plain(text) else code_span(text)


def is_plain(text: str) -> bool:
    """Tell whether a text on one line shows as it stands.

    The first underscore of `_func_map.py_docs.md` could open emphasis that nothing closes; that of
    `__init__.py_docs.md` the second two close (CommonMark, "Emphasis and strong emphasis").
    """
    letters = text.replace("_", "x")
    return escape(letters) == letters and not _EMPHASIS.search(text)


def cell(markdown: str) -> str:
    """Return inline Markdown as the content of a table's cell: a bar would end it, in a code span too (GFM)."""
    return markdown.replace("|", r"\|")


def visible(text: str) -> str:
    """Return the text with control characters, line ends and lone surrogates as their escapes."""
    return text if text.isprintable() else _CONTROLS.sub(_as_escape, text)


def visible_lines(text: str) -> str:
    """Return the text with control characters but line ends and tabs as their escapes."""
    return text if text.isprintable() else _NO_LINE_CONTROLS.sub(_as_escape, text)


def _as_escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def fence(text: str, language: str) -> str:
    """Return a fenced code block that holds the text line for line, whatever fences the text holds.

    The fence is longer than any run of backticks in the text (CommonMark, "Fenced code blocks"). A line that would
    be replaced by a file (`--8<-- "file"`) gets the semicolon by which it stays, where MkDocs is told to replace.
    """
    if "8<-" in text:
        text = _SNIPPET.sub(r"\g<0>;", text)
    ticks = "`" * (_longest_run(text) + 1) if "```" in text else "```"
    end = "" if not text or text.endswith("\n") else "\n"
    return f"{ticks}{language}\n{text}{end}{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, _RUNS_OF_BACKTICKS.findall(text)), default=0) if "`" in text else 0


def link(markdown: str, target: str) -> str:
    """Return a link from inline Markdown to a target as `href` or `anchor` make it; without a target, the Markdown."""
    if not target:
        return markdown
    made = f"[{markdown}]({target})"
    # A line that starts with `[...]:` defines a link and shows nothing, even where a code span holds the bracket.
    return f"*{made}*" if "]:" in markdown else made


def href(page: str, target: str, fragment: str = "") -> str:
    """Return the relative link from one path of the repository to another, percent-encoded (RFC 3986)."""
    folder = page[: page.rfind("/") + 1]
    if target.startswith(folder):  # most links
        relative = f"./{target[len(folder) :]}"
    else:
        relative = _way_up(folder.split("/")[:-1], target.split("/"))
    return f"{_quoted(relative)}{anchor(fragment)}"


def _way_up(above: list[str], parts: list[str]) -> str:
    """Return the path from a folder to a target elsewhere: up to what both have in common, and down again."""
    shared = 0
    for ours, theirs in zip(above, parts, strict=False):
        if ours != theirs:
            break
        shared += 1
    if shared == len(above):  # the target is the folder itself
        return "./"
    return "../" * (len(above) - shared) + "/".join(parts[shared:])


def anchor(fragment: str) -> str:
    """Return the link to a heading of the same page by its slug, or the empty string for none."""
    return f"#{_quoted(fragment)}" if fragment else ""


def named(fragment: str) -> str:
    """Return what makes a place on a line one that links lead to; nothing for the empty string."""
    return f'<a id="{html.escape(fragment)}"></a>' if fragment else ""


def _quoted(text: str) -> str:
    return quote(text, safe="/") if _NEEDS_QUOTES.search(text) else text


def slugs(headings: Iterable[str]) -> list[str]:
    """Return the anchor that GitHub gives to each heading of one page, in order.

    GitHub's rule: in lower case; only letters, marks, decimal digits, letter numbers, connecting punctuation, hyphens
    and spaces stay; spaces become hyphens; a slug that is taken gets `-1`, `-2`, ...
    """
    taken: dict[str, int] = {}
    return [_distinct(_slug(heading), taken) for heading in headings]


def _distinct(slug: str, taken: dict[str, int]) -> str:
    """Return a slug that is not taken yet: of three headings "Usage", `usage`, `usage-1` and `usage-2`."""
    result = slug
    while result in taken:
        taken[slug] += 1
        result = f"{slug}-{taken[slug]}"
    taken[result] = 0
    return result


@lru_cache(10_000)  # most headings stand on many pages
def _slug(heading: str) -> str:
    text = lowered(heading)
    if text.isascii():
        return text.translate(_ASCII_SLUG)
    return "".join(map(_kept, text)).replace(" ", "-")


def _kept(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() or character in "_- " else ""
    return character if is_part_of_a_word(character) else ""
