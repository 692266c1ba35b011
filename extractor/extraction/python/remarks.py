"""Comments that ask for work: TODO and its like, from comments of the syntax tree, never from a string."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias, cast, get_args

import libcst as cst

from extractor.extraction.python.fast.mentions import Lines
from extractor.extraction.python.positions import provided_positions
from extractor.facts import Remark, RemarkTag

_OPENING = r"#[#:!*\s]*(FIXME|HACK|TODO|XXX)(?=[\s:(,;.!?]|$)"
# Each run of what may stand before the word is read once, from its start: a line of 50,000 `#` is one run.
_OPENS = re.compile(rf"(?<![#:!*\s])[:!*\s]*{_OPENING}", re.MULTILINE)
_TAGS = get_args(RemarkTag)
_REMARK = re.compile(_OPENING + r"(?:\(([^()]*)\))?\s*(?::|[,;.-](?=\s|$))?\s*(.*)", re.DOTALL)
_BLANK = re.compile(r"[\s#]*")

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_Token: TypeAlias = tuple[int, int, str]
"""Line, column and text of a comment."""


class _Comment(NamedTuple):
    text: str
    line: int
    column: int
    is_alone: bool
    """Whether nothing but blanks stands before it on its line."""


def remarks_of(lines: Sequence[str], twins: Sequence[ast.stmt]) -> Iterator[Remark]:
    """Yield the remarks in source order; the twins are all statements of the source as `ast` reads them.

    A comment line directly below a remark, at the same column, continues it unless it is blank or a remark itself.
    """
    opening = _opening(lines)
    return _remarks(lines, _read(lines, twins, opening) if opening else ())


def remarks_in(module: cst.Module, lines: Sequence[str]) -> Iterator[Remark]:
    """Yield the remarks of a source that `ast` does not read, by LibCST's tree, for many times the cost."""
    return _remarks(lines, _provided(module) if _opening(lines) else ())


def _opening(lines: Sequence[str]) -> list[int]:
    """Return the lines that a remark may begin on: positions cost more than parsing, and most files have none."""
    return [
        number
        for number, line in enumerate(lines, 1)
        if "#" in line and any(tag in line for tag in _TAGS) and _OPENS.search(line)
    ]


def _remarks(lines: Sequence[str], tokens: Iterable[_Token]) -> Iterator[Remark]:
    comments = [_Comment(text, line, column, not lines[line - 1][:column].strip()) for line, column, text in tokens]
    for index, comment in enumerate(comments):
        match = _REMARK.match(comment.text)
        if match:
            words = [match[3], *_continuation(comments, index)]
            text = " ".join(" ".join(words).split())
            yield Remark(cast(RemarkTag, match[1]), text, comment.line, (match[2] or "").strip())


def _read(lines: Sequence[str], twins: Sequence[ast.stmt], opening: Sequence[int]) -> Iterator[_Token]:
    """Yield the comments of the statements on opening lines, and of the lines between statements.

    Tokens of the whole cost as much as its tree, and a comment continues none that is beyond a line of code.
    """
    end, wanted = 0, Lines(opening)
    for first, last in _stretches(lines, twins):
        yield from _between(lines, end + 1, first - 1)
        if wanted.touch(first, last):
            source = io.StringIO("".join(f"{line}\n" for line in lines[first - 1 : last]))
            tokens = tokenize.generate_tokens(source.readline)
            comments = (token for token in tokens if token.type == tokenize.COMMENT)
            yield from ((token.start[0] + first - 1, token.start[1], token.string) for token in comments)
        end = last
    yield from _between(lines, end + 1, len(lines))


def _between(lines: Sequence[str], first: int, last: int) -> Iterator[_Token]:
    for number in range(first, last + 1):
        comment = lines[number - 1].lstrip()
        if comment.startswith("#"):
            yield number, len(lines[number - 1]) - len(comment), comment


def _stretches(lines: Sequence[str], twins: Sequence[ast.stmt]) -> Iterator[tuple[int, int]]:
    """Yield the lines, from first to last, of statements and of the heads of definitions, in order and none twice."""
    start, end = 1, 0
    stack = list(reversed(twins))
    while stack:
        node = stack.pop()
        first, last = _first_line(node), node.end_lineno or node.lineno
        if isinstance(node, _DEFINITIONS) and _is_below(node.body[0], lines):
            last = _first_line(node.body[0]) - 1
            stack += reversed(node.body)
        if first > end:
            if end:
                yield start, end
            start = first
        end = max(last, end)  # statements may share a line
    if end:
        yield start, end


def _first_line(node: ast.stmt) -> int:
    """Return the line of a statement's first decorator or, without any, of its keyword."""
    if isinstance(node, _DEFINITIONS) and node.decorator_list:
        return node.decorator_list[0].lineno
    return node.lineno


def _is_below(node: ast.stmt, lines: Sequence[str]) -> bool:
    """Tell whether the first statement of a block is not on the line of its colon, nor on one that continues it."""
    index = _first_line(node) - 1
    return lines[index][: node.col_offset].isspace() and not lines[index - 1].endswith("\\")


def _provided(module: cst.Module) -> list[_Token]:
    positions = provided_positions(module)
    comments = [(place.start, node) for node, place in positions.items() if isinstance(node, cst.Comment)]
    return sorted((start.line, start.column, node.value) for start, node in comments)


def _continuation(comments: Sequence[_Comment], index: int) -> Iterator[str]:
    previous = comments[index]
    for number in range(index + 1, len(comments) if previous.is_alone else 0):
        comment = comments[number]
        follows = (comment.line, comment.column) == (previous.line + 1, previous.column) and comment.is_alone
        if not follows or _BLANK.fullmatch(comment.text) or _REMARK.match(comment.text):
            return
        yield comment.text.lstrip("#")
        previous = comment
