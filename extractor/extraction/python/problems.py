"""Why a Python file does not parse: LibCST's error as a position and a reason that a person can act on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import libcst as cst

from extractor.extraction.python.limits.tokens import unterminated
from extractor.facts import Problem

_PARSER_ERROR = re.compile(r"parser error: error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\r|\n")
_LAST_TOKEN = re.compile(r"(\w+|\S)\s*\Z")
_MOST_ALTERNATIVES = 5
"""A longer list of what might have stood there tells nobody anything."""
_STATEMENT_START = "pass"
"""Where this might have stood a statement begins; a file that fails there, behind blanks alone, is indented there."""
_UNTERMINATED = "unterminated"
_NO_PYTHON = "1 1\n"
"""Tokens that no statement begins with."""
_TOKENS = {
    "DEDENT": "the end of the block",
    "EOF": "the end of the file",
    "INDENT": "an indented block",
    "NAME": "a name",
    "NEWLINE": "the end of the line",
    "NUMBER": "a number",
    "STRING": "a string",
}
"""LibCST's names of tokens that have no text of their own."""


def syntax_problem(error: cst.ParserSyntaxError, text: str) -> Problem:
    """Return the problem with the position of the token that the parser could not take."""
    match = _PARSER_ERROR.search(error.message)
    if match is None:
        return _tokenizer_problem(error, text)
    line, column, alternatives = int(match[1]), int(match[2]), match[3].strip().split(", ")
    lines = _LINE_END.split(text)
    if _STATEMENT_START in alternatives and "".join(lines[line - 1 : line])[:column].isspace():
        return Problem(kind="syntax", reason="unexpected indent", line=line, column=column + 1)
    line, column, token = _failing_token(lines, line, column)
    return Problem(kind="syntax", reason=_reason(token, alternatives), line=line, column=column)


def _failing_token(lines: Sequence[str], line: int, column: int) -> tuple[int, int, str]:
    """Return line, column and text of the last token before a position: LibCST names the one behind its error."""
    before = "\n".join([*lines[: line - 1], lines[line - 1][:column] if line <= len(lines) else ""])
    token = _LAST_TOKEN.search(before)
    if token is None:
        return line, column + 1, ""
    start = token.start(1)
    return before.count("\n", 0, start) + 1, start - before.rfind("\n", 0, start), token[1]


def _reason(token: str, alternatives: Sequence[str]) -> str:
    # "Near", since a line end that is missing or too early is told by the token before it.
    invalid = f'invalid syntax near "{token}"' if token else "invalid syntax"
    expected = [_TOKENS.get(token_name, token_name) for token_name in alternatives]
    return f"{invalid}, expected {' or '.join(expected)}" if len(expected) <= _MOST_ALTERNATIVES else invalid


def _tokenizer_problem(error: cst.ParserSyntaxError, text: str) -> Problem:
    """Return the problem of text that is no sequence of tokens, of which LibCST does not tell the place."""
    reason = error.message.partition("error: ")[2].strip() or "not valid Python"
    line, column = unterminated(text) if reason.startswith(_UNTERMINATED) else _first_with(error.message, text)
    return Problem(kind="syntax", reason=reason, line=line, column=column)


def _first_with(message: str, text: str) -> tuple[int | None, int | None]:
    """Return line and column of the character up to which the text must go for the message."""
    lines = text.split("\n")
    rows = range(len(lines))
    row = bisect_left(rows, True, key=lambda row: _has_message("\n".join(lines[: row + 1]), message))
    if row == len(lines):
        return None, None
    before, columns = "".join(f"{line}\n" for line in lines[:row]), range(1, len(lines[row]) + 1)
    index = bisect_left(columns, True, key=lambda column: _has_message(before + lines[row][:column], message))
    return row + 1, index + 1 if index < len(columns) else None


def _has_message(text: str, message: str) -> bool:
    """Tell whether LibCST has a message for a text; it splits all of it into tokens before it meets the first line."""
    try:
        cst.parse_module(_NO_PYTHON + text)
    except cst.ParserSyntaxError as error:
        return error.message == message
    return False
