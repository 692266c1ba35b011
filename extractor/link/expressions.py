"""Calls and literals as a fact quotes them: taken apart by brackets and quotes, the same on every Python.

A fact has the text of an expression, and few questions need more than what is called with which arguments. What cannot
be told for sure is None: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from extractor.extraction.python.literals import text_of

_STRING = r"\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_LITERAL = re.compile(rf"\s*([A-Za-z]{{0,2}}(?:{_STRING}))", re.DOTALL)
_CALL = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*\((.*)\)\s*", re.DOTALL)
_KEYWORD = re.compile(r"([^\W\d]\w*)\s*=(?!=)\s*(.*)", re.DOTALL)
_PART = re.compile(rf"{_STRING}|\blambda\b|[()\[\]{{}},:\"']", re.DOTALL)
_COMMENT = re.compile(rf"{_STRING}|#[^\n]*", re.DOTALL)
_SUBSCRIPT = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*\[(.*)\]\s*", re.DOTALL)


class CallText(NamedTuple):
    """A call: the dotted name that is called, and its arguments as they are written."""

    name: str
    positional: tuple[str, ...] = ()
    keywords: Mapping[str, str] = {}
    is_open: bool = False
    """Whether there are more arguments behind a star."""


@lru_cache(maxsize=4096)
def call_in(text: str) -> CallText | None:
    """Return the call that a text is, or None for anything else."""
    match = _CALL.fullmatch(_without_comments(text))
    arguments = match and _arguments(match[2])
    if match is None or arguments is None:
        return None
    positional, keywords, is_open = list[str](), dict[str, str](), False
    for argument in arguments:
        keyword = _KEYWORD.fullmatch(argument)
        if argument.startswith("*"):
            is_open = True
        elif keyword:
            keywords[keyword[1]] = keyword[2]
        else:
            positional.append(argument)
    return CallText(match[1], tuple(positional), keywords, is_open)


def applied(text: str) -> CallText:
    """Return what a decorator applies: a call, or a name as a call without arguments."""
    return call_in(text) or CallText(text if text.replace(".", "").isidentifier() else "")


def subscript_in(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the dotted name and the arguments of a subscript that a text is (`Annotated[int, 3]`), or None."""
    match = _SUBSCRIPT.fullmatch(_without_comments(text))
    arguments = match and _arguments(match[2])
    return (match[1], tuple(arguments)) if match and arguments is not None else None


def literal_in(text: str | None, *, with_fields: bool = False) -> str | None:
    """Return the value of a string literal, or of several behind each other; None for all else.

    An f-string is one only `with_fields`: it has these as they are written, in their braces.
    """
    parts: list[str] = []
    position = 0
    text = _without_comments(text or "").strip()
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    while match := _LITERAL.match(text, position):
        prefix = match[1].partition('"')[0].partition("'")[0].lower()
        value = None if {*prefix} - {*("fru" if with_fields else "ru")} else text_of(match[1])
        if value is None:
            return None
        parts.append(value.replace("{{", "{").replace("}}", "}") if "f" in prefix else value)
        position = match.end()
    return "".join(parts) if parts and not text[position:].strip() else None


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda match: "" if match[0].startswith("#") else match[0], text) if "#" in text else text


def _arguments(text: str) -> list[str] | None:
    """Return what commas part outside of brackets, strings and heads of lambdas; None where brackets do not match."""
    starts = list(_cuts(text))
    if starts and starts[-1] < 0:
        return None
    ends = [*starts, len(text)]
    parts = [text[start:end].strip() for start, end in zip([0, *(start + 1 for start in starts)], ends, strict=True)]
    return [part for part in parts if part]


def _cuts(text: str) -> Iterator[int]:
    """Yield the places of the commas; -1 as the last where brackets or quotes do not match."""
    stack: list[str] = []
    for match in _PART.finditer(text):
        part = match[0]
        if part in _CLOSING:
            stack.append(_CLOSING[part])
        elif part == "lambda":
            stack.append(":")
        elif part in ")]}" or part in "\"'":
            if not stack or stack.pop() != part:
                yield -1
                return
        elif part == ":":
            if stack and stack[-1] == ":":
                stack.pop()
        elif part == "," and not stack:
            yield match.start()
    if stack:
        yield -1


_CLOSING: Mapping[str, str] = {"(": ")", "[": "]", "{": "}"}
