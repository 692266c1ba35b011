"""What a source says beside an assignment: strings behind it, and comments above it and at its end.

Documentation are a string that follows (PEP 224's proposal, which tools took up), `#:` above or behind, and a plain
comment at the end of the line. A plain comment above is not: it may speak of one name or of a run of them, so it is
kept apart. A line of the source that opens with `#` right above a statement is a comment, unless a string ends there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from extractor.extraction.python.docstrings import clean
from extractor.extraction.python.positions import Span
from extractor.extraction.python.tree import Body, string_value
from extractor.facts import Struct

_ASSIGNMENTS = (cst.Assign, cst.AnnAssign, cst.TypeAlias)
_MARKED = "#:"
_QUOTES = ('"""', "'''")
_PRAGMA = re.compile(
    r"(?:type:\s*\S|no\s?qa\b|pragma\b|nosec\b|coding[:=]|NOSONAR|NOLINT|noinspection\b|pyre-|-\*-|vim?:|ty:\s*ignore|"
    r"(?:autoflake|codespell|cspell|extractor|flake8|fmt|isort|mypy|pylint|pyright|pytype|ruff|yapf)\s*:|"
    r"(?:FIXME|HACK|TODO|XXX)\b)"
)
"""Comments for tools, and those that ask for work, which are facts of another kind."""
_CODE = re.compile(
    r"[\w.\[\]\"']+(?:\s*:[^=]*)?\s*[-+*/|&]?=[^=]|[\w.]+\(.*\)?,?$|[\[({@]|[\"'][^\"']*[\"']\s*[:,]|.*[\[({,]$|"
    r"(?:import|def|class|elif|return|print|del|assert|raise|async|await|from)\b\s*[\w.(]+(?:$|\s+import\b|[(:])"
)
"""How code begins that somebody put out of use."""
_RULE = "-=*~#"
_SECOND = re.compile(r" #+(?= )")
"""What parts `# noqa  # The limit.`, which is two comments."""
_HEADER = re.compile(r"copyright|licen[cs]e|\(c\)|all rights reserved|spdx", re.IGNORECASE)


class Beside(Struct, frozen=True):
    """What stands beside one assignment."""

    description: str = ""
    """Its documentation, cleaned as docstrings are; empty where there is none."""
    comment: str = ""
    """The plain comment above it, or above the run of assignments that it stands in, on one line."""
    is_marked: bool = False
    """Whether the description is meant as one: a string or `#:`, and no plain comment."""
    is_alone: bool = False
    """Whether its lines hold no other statement."""


NOTHING_BESIDE = Beside()


class _Assigned(Struct, frozen=True):
    """An assignment, with what of its surroundings tells about it."""

    node: cst.BaseSmallStatement
    span: Span
    is_first: bool
    is_last: bool
    """Of its line."""
    trailing: str
    """The comment at the end of its line; empty where another statement is behind it."""
    before: int
    """The last line of the statement before it in its block; 0 where there is none."""
    following: tuple[str, Span] | None
    """The string behind it in its block."""


def beside_assignments(body: Body, lines: Sequence[str], spans: Mapping[int, Span]) -> dict[int, Beside]:
    """Return what stands beside the assignments of a block, by the `id` of their nodes; the lines are the source's."""
    beside: dict[int, Beside] = {}
    run_end, comment = 0, ""
    for assigned in _assignments(body, spans):
        first, last = assigned.span
        marked = "\n\n".join(_documentation(assigned, lines))
        above = _plain_above(assigned, lines) if assigned.is_first else ""
        if above or first != run_end + 1:
            comment = above
        run_end = last
        beside[id(assigned.node)] = Beside(
            description=marked or _plain(_with_continuation(assigned, lines)),
            comment=comment,
            is_marked=bool(marked),
            is_alone=assigned.is_first and assigned.is_last,
        )
        if assigned.following is not None:
            run_end, comment = 0, ""
    return beside


def _assignments(body: Body, spans: Mapping[int, Span]) -> Iterator[_Assigned]:
    statements = list(_placed(body))
    before = 0
    for index, (node, is_first, is_last, trailing) in enumerate(statements):
        if type(node) in _ASSIGNMENTS:
            behind = statements[index + 1][0] if index + 1 < len(statements) else None
            text = string_value(behind.value) if isinstance(behind, cst.Expr) else None
            following = None if behind is None or text is None else (text, spans[id(behind)])
            yield _Assigned(node, spans[id(node)], is_first, is_last, trailing, before, following)  # type: ignore[arg-type]
        before = spans[id(node)][1]


def _placed(body: Body) -> Iterator[tuple[cst.CSTNode, bool, bool, str]]:
    """Yield each statement of a block: whether it is the first and the last of its line, and the comment behind it."""
    if isinstance(body, cst.SimpleStatementSuite):  # on the line of a header
        last = len(body.body) - 1
        for index, small in enumerate(body.body):
            yield small, False, False, _comment(body.trailing_whitespace) if index == last else ""
        return
    for statement in body.body:
        if type(statement) is cst.SimpleStatementLine:
            last = len(statement.body) - 1
            for index, small in enumerate(statement.body):
                trailing = _comment(statement.trailing_whitespace) if index == last else ""
                yield small, index == 0, index == last, trailing
        else:
            yield statement, False, False, ""


def _comment(space: cst.TrailingWhitespace) -> str:
    return space.comment.value if space.comment is not None else ""


def _documentation(assigned: _Assigned, lines: Sequence[str]) -> Iterator[str]:
    """Yield what is marked as documentation: above, at the end, and as a string behind."""
    if assigned.is_first and (above := _marked_above(assigned, lines)):
        yield above
    if assigned.trailing.startswith(_MARKED):
        yield _unmarked([assigned.trailing, *_continuation(assigned, lines)])
    if assigned.following is not None:
        text, span = assigned.following
        is_next = all(_is_no_code(lines[number - 1]) for number in range(assigned.span[1] + 1, span[0]))
        if is_next and (cleaned := clean(text)):
            yield cleaned


def _is_no_code(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _above(assigned: _Assigned, lines: Sequence[str]) -> list[str]:
    """Return the comment lines right above a statement, at its own column."""
    first = assigned.span[0]
    line = lines[first - 1]
    opening = line[: len(line) - len(line.lstrip())] + "#"
    number = first - 1
    while number > assigned.before and lines[number - 1].startswith(opening) and not _ends_string(lines[number - 1]):
        number -= 1
    return [line.strip() for line in lines[number : first - 1]]


def _ends_string(line: str) -> bool:
    return any(quotes in line for quotes in _QUOTES)


def _marked_above(assigned: _Assigned, lines: Sequence[str]) -> str:
    """Return the text of the `#:` lines right above."""
    above = _above(assigned, lines)
    start = len(above)
    while start and above[start - 1].startswith(_MARKED):
        start -= 1
    return _unmarked(above[start:])


def _unmarked(comments: Sequence[str]) -> str:
    """Return the text of `#:` comments, their common indentation taken off."""
    texts = [comment.lstrip("#").removeprefix(":") for comment in comments]
    return clean("\n".join(["", *texts]))


def _plain_above(assigned: _Assigned, lines: Sequence[str]) -> str:
    """Return the plain comment right above, if it is prose, and no head of a file."""
    above = _above(assigned, lines)
    if not above or above[0].startswith("#!") or any(comment.startswith(_MARKED) for comment in above):
        return ""
    text = _plain(above)
    return "" if _CODE.match(text) or _HEADER.search(text) else text


def _with_continuation(assigned: _Assigned, lines: Sequence[str]) -> list[str]:
    return [assigned.trailing, *_continuation(assigned, lines)] if assigned.trailing else []


def _continuation(assigned: _Assigned, lines: Sequence[str]) -> Iterator[str]:
    """Yield the comment lines below a comment at the end of a line that go on at its column."""
    last = assigned.span[1]
    column = len(lines[last - 1].rstrip()) - len(assigned.trailing.rstrip())
    if column <= len(lines[assigned.span[0] - 1]) - len(lines[assigned.span[0] - 1].lstrip()):
        return
    for line in lines[last:]:
        if not line[:column].isspace() or not line[column:].startswith("#"):
            return
        yield line.strip()


def _plain(comments: Sequence[str]) -> str:
    """Return plain comments as text on one line, without those for tools and without rules of dashes."""
    if not comments:
        return ""
    lines = (" ".join(comment.lstrip("#").split()) for comment in comments)
    parts = [part.strip() for line in lines for part in _SECOND.split(line)]
    if len(comments) > 1 and _PRAGMA.match(parts[0]):  # what it asks for goes on below
        return ""
    prose = [_without_rule(part) for part in parts if not _PRAGMA.match(part)]
    return " ".join(" ".join(prose).split())


def _without_rule(text: str) -> str:
    """Return a text without the runs of dashes and the like around it: of `--- Sizes ---`, `Sizes`."""
    left = text.lstrip(_RULE)
    text = left if len(text) - len(left) > 2 else text
    right = text.rstrip(_RULE)
    return (right if len(text) - len(right) > 2 else text).strip()
