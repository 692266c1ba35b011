"""Comments that ask for work: TODO and its like, from comments of the syntax tree, never from a string."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias, cast

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from extractor.facts import Remark, RemarkTag

_OPENING = r"#[#:!*\s]*(FIXME|HACK|TODO|XXX)(?=[\s:(,;.!?]|$)"
_OPENS = re.compile(_OPENING, re.MULTILINE)
_REMARK = re.compile(_OPENING + r"(?:\(([^()]*)\))?\s*(?::|[,;.-](?=\s|$))?\s*(.*)", re.DOTALL)
_BLANK = re.compile(r"[\s#]*")


_Token: TypeAlias = tuple[int, int, str]
"""Line, column and text of a comment."""


class _Comment(NamedTuple):
    text: str
    line: int
    column: int
    is_alone: bool
    """Whether nothing but blanks stands before it on its line."""


def remarks_of(module: cst.Module, text: str, lines: Sequence[str]) -> Iterator[Remark]:
    """Yield the remarks in source order.

    A comment line directly below a remark, at the same column, continues it unless it is blank or a remark itself.
    """
    if not _OPENS.search(text):  # positions cost more than parsing, and most files have no remark
        return
    comments = list(_comments(module, text, lines))
    for index, comment in enumerate(comments):
        found = _REMARK.match(comment.text)
        if found:
            words = [found[3], *_continuation(comments, index)]
            yield Remark(
                cast(RemarkTag, found[1]), " ".join(" ".join(words).split()), comment.line, (found[2] or "").strip()
            )


def _comments(module: cst.Module, text: str, lines: Sequence[str]) -> Iterator[_Comment]:
    for line, column, comment in _read(text) or _provided(module):
        yield _Comment(comment, line, column, not lines[line - 1][:column].strip())


def _read(text: str) -> list[_Token]:
    """Return the comments as the running Python reads them; none where it cannot read the file.

    As for the lines of statements (`extractor.extract.positions`), LibCST's positions would say the same for more time.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes and the like are the source's affair
        try:
            ast.parse(text)
            tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
        except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
            return []
    return [(*token.start, token.string) for token in tokens if token.type == tokenize.COMMENT]


def _provided(module: cst.Module) -> list[_Token]:
    positions = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    found = [(place.start, node) for node, place in positions.items() if isinstance(node, cst.Comment)]
    return sorted((start.line, start.column, node.value) for start, node in found)


def _continuation(comments: Sequence[_Comment], index: int) -> Iterator[str]:
    previous = comments[index]
    for comment in comments[index + 1 :] if previous.is_alone else ():
        follows = (comment.line, comment.column) == (previous.line + 1, previous.column) and comment.is_alone
        if not follows or _BLANK.fullmatch(comment.text) or _REMARK.match(comment.text):
            return
        yield comment.text.lstrip("#")
        previous = comment
