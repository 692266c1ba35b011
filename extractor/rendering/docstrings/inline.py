"""Running text of a docstring as Markdown on one line: reST's and Markdown's inline markup, all else escaped.

Nothing searches further than its own line of bounded length or the next run of backticks, so that time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from extractor.rendering.docstrings.backticks import closing_runs, opens_nothing, runs_of
from extractor.rendering.docstrings.math import MATH, is_math, math
from extractor.rendering.docstrings.roles import (
    LABEL_ROLES,
    NUMBERED_ROLES,
    TEXT_ROLES,
    text_and_target,
    without_marks,
    without_tilde,
)
from extractor.rendering.markdown import cell, code_span, escape, link

Resolve: TypeAlias = Callable[[str], str]
"""A dotted name as the docstring writes it -> the link to its definition, or the empty string.

With a dot before it, a name that need not be known where the docstring stands, as in a list of what to see too.
"""

_ROLE = re.compile(r"(?<![\w`:])(?::[A-Za-z][\w+.-]{0,30}){1,3}:\Z")
_LONGEST_ROLE = 100
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:\(\))?")
_MARKED = re.compile(
    rf"""(?<![^\s(\["'/,;:-])(?P<stars>\*\*?)
        (?P<content>(?![\s*])(?:[^*\\]{{0,400}}[^\s*\\])?)
        (?P=stars)(?![^\s)\]"'/,;:.!?\\-])
      | \[(?P<text>[^\[\]]{{1,300}})\]\((?P<url>https?://[^\s()<>]{{1,500}})\)
      | {MATH}
      | (?P<nothing>(?<=[^\s\\:])\\[ ] | \\[ ](?=[*|:][\w*]) | \A\\[ ] | (?<!\\)\\[ ]\Z)
      | \\(?P<escaped>[*`|\\]|_(?!\w))
      | (?<!\w)(?P<note>\[(?:[#*]|\#?\w[\w.-]{{0,40}})\])_(?!\w)
    """,
    re.VERBOSE,
)
"""Emphasis, a link to elsewhere, mathematics, what parts markup from text and shows nothing (`\\ `), a character that
reST's backslash takes the meaning from, reST's mark of a note."""

_BAR_IN_CODE = re.compile(r"(?<!\\)(`+)[^`]*\|[^`]*\1")


def nowhere(_name: str) -> str:
    """Resolve no name."""
    return ""


def prose(text: str, resolve: Resolve = nowhere) -> str:
    """Return running text as Markdown on one line that shows all its words.

    Literals and the content of roles become code spans; those that `resolve` knows become links. Of `~a.b.C` the last
    part shows, where a link says the rest. Links to elsewhere become text.
    """
    line = " ".join(text.split())
    if "`" not in line:
        return _marked(line) or escape(line)
    return _joined(_pieces(line, resolve)) or escape(line)


def cell_prose(text: str) -> str:
    """Return `prose` as it stands in a table; a bar within a literal is none that both readers show in code.

    Braces at its end would give the cell attributes, in MkDocs with `attr_list`.
    """
    content = prose(text)
    content = cell(escape(text) if "|" in content and _BAR_IN_CODE.search(content) else content)
    return f"{content[:-1]}&#125;" if content.endswith("}") and " {" in content else content


def cell_code(text: str) -> str:
    """Return source as it stands in a table: as code or, with a bar, which readers show differently there, as text."""
    return cell_prose(text) if "|" in text else code_span(text)


def reference(name: str, resolve: Resolve, *, is_far: bool = False) -> str:
    """Return a name as a code span, linked where it leads somewhere; `is_far` says that it may be one of elsewhere."""
    return link(code_span(name), _href(name, resolve, is_far=is_far))


def _joined(pieces: Iterator[str]) -> str:
    """Return the pieces as one line.

    A mark of exclamation before a link would make an image of it; a brace behind code or a link would give it
    attributes (`attr_list` of MkDocs).
    """
    line: list[str] = []
    for piece in pieces:
        if piece.startswith("[") and line and line[-1].endswith("!"):
            line[-1] = f"{line[-1][:-1]}&#33;"
        if piece.startswith("{") and line:
            piece = f"&#123;{piece[1:]}"
        if piece.startswith("`") and line and line[-1].endswith("`"):
            line[-1], piece = _beside(line[-1], piece)
        if piece:
            line.append(piece)
    return "".join(line).strip()


def _beside(before: str, piece: str) -> tuple[str, str]:
    r"""Return two code spans with nothing between, as reST's ``a``\ ``b``: as one or, where they hold marks, apart."""
    if before.startswith("`") and before[1:2] != "`" != piece[1:2] and before.count("`") == 2 == piece.count("`"):
        return before[:-1], piece[1:]
    return before, f" {piece}"


def _pieces(line: str, resolve: Resolve) -> Iterator[str]:
    """Yield the Markdown of what stands between equal runs of backticks, and of the text around."""
    runs = runs_of(line)
    closing = closing_runs(runs)
    end, index = 0, 0
    while index < len(runs):
        close = closing[index]
        # Text: a run that no other of its length closes, one behind a backslash, one as in `name' or in a`, b.
        if close is None or opens_nothing(line, *runs[index]):
            index += 1
            continue
        before, content = line[end : runs[index][0]], line[runs[index][1] : runs[close][0]]
        ticks, end = runs[index][1] - runs[index][0], runs[close][1]
        # Of :class:`Name`, what is before the backtick ends with the role, and of :class:``Name``, which many write;
        # of `text`_, the underscore is behind it.
        role = _ROLE.search(before[-_LONGEST_ROLE:]) if ticks < 3 and before.endswith(":") else None
        yield _marked(before[: len(before) - len(role[0])] if role else before)
        if role:
            yield _role(role[0].strip(":").rpartition(":")[2], content, resolve)
        elif ticks == 1 and (suffix := _reference_mark(line, end)):
            end += suffix
            yield _marked(_targeted(content))
        else:
            name = _unpadded(content)
            yield reference(without_tilde(name) if ticks == 1 else name, resolve)
        index = close + 1
    yield _marked(line[end:])


def _unpadded(content: str) -> str:
    """Return a literal without the blank at both ends that keeps backticks apart (CommonMark, "Code spans")."""
    return content[1:-1] if content[0] == content[-1] == " " and content.strip() else content


def _reference_mark(line: str, end: int) -> int:
    """Return the length of the underscores that make a reST reference of what ends before them."""
    length = 2 if line.startswith("__", end) else 1 if line.startswith("_", end) else 0
    after = line[end + length : end + length + 1]
    return 0 if after.isalnum() or after in ("_", "`") else length


def _targeted(content: str) -> str:
    """Return `text <target>` as text that says both."""
    text, target = text_and_target(content)
    return f"{text} ({target})" if target and text != target else content


def _role(name: str, content: str, resolve: Resolve) -> str:
    """Return what a role shows: code or text, with a link where it names something known."""
    content = content.strip()
    text, target = text_and_target(content)
    if name in LABEL_ROLES:
        return _marked(text) if target else code_span(content.lstrip("~!"))
    if name in TEXT_ROLES:
        before = NUMBERED_ROLES.get(name, "")
        return _marked(f"{before} {_targeted(content)}" if before else _targeted(content))
    if name == "math":
        return code_span(content)
    if target:
        shown = without_marks(name, target)
        if href := _href(shown, resolve, is_far=target.lstrip("~!").startswith(".")):
            return link(_marked(text), href)
        return _marked(text) if text == target else f"{_marked(text)} ({code_span(shown)})"
    shown = without_marks(name, content)
    if content.startswith("!"):
        return code_span(shown)
    href = _href(shown, resolve, is_far=content.lstrip("~").startswith("."))
    return link(code_span(shown.rpartition(".")[2] if href and content[0] == "~" else shown), href)


def _href(target: str, resolve: Resolve, *, is_far: bool = False) -> str:
    """Return where a name leads, or the empty string."""
    if not _NAME.fullmatch(target):
        return ""
    name = target.removesuffix("()")
    return resolve(name) or (resolve(f".{name}") if is_far else "")


def _marked(text: str) -> str:
    """Return text without backticks that count: emphasis stays, links to elsewhere show their address."""
    # Nothing that `_MARKED` matches: most texts.
    if "*" not in text and "\\" not in text and "](" not in text and "]_" not in text and "$" not in text:
        return _spaced(text)
    parts: list[str] = []
    end = 0
    for match in _MARKED.finditer(text):
        parts.append(_spaced(text[end : match.start()]))
        parts.append(_mark(match))
        end = match.end()
    parts.append(_spaced(text[end:]))
    return "".join(parts)


def _mark(match: re.Match[str]) -> str:
    """Return the Markdown of what `_MARKED` matches: emphasis as it is, a link as its text and address, else text."""
    if match["nothing"]:
        return _nothing(match)
    if match["math"]:
        return math(match["math"]) if is_math(match["math"]) else escape(match[0])
    if match["stars"]:
        return _emphasis(match)
    if match["url"]:
        return escape(f"{match['text']} ({match['url']})")
    return escape(match["escaped"] or match["note"])


def _emphasis(match: re.Match[str]) -> str:
    r"""Return emphasis; as text where text that touches it would keep a reader from seeing it (`*a.*\ b`)."""
    content = match["content"]
    touches = match.string.endswith("\\ ", 0, match.start()) or match.string.startswith("\\ ", match.end())
    if touches and not (content[0].isalnum() and content[-1].isalnum()):
        return escape(match[0])
    return f"{match['stars']}{escape(content)}{match['stars']}"


def _nothing(match: re.Match[str]) -> str:
    """Return nothing, but a blank between two emphases, which would be one without it."""
    around = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return " " if around == ("*", "*") else ""


def _spaced(text: str) -> str:
    """Return escaped text with a space where it starts or ends with one."""
    if not text:
        return ""
    return f"{' ' * text.startswith(' ')}{escape(text)}{' ' * (text.endswith(' ') and bool(text.strip()))}"
