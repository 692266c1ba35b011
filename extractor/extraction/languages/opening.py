"""The comment that opens a file, as far as it says what the file is: in every language whose comments are known.

What is passed over: the `#!`, lines to tools and editors, rules of punctuation, what a licence says. Code that is
commented out is no word on the file, and neither is, in languages whose comments document declarations, one that
touches a declaration. Only so much of the file is looked at as a person writes before the code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.extraction.languages.comments import COMMENTS, Comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST = 10_000
"""Characters at the beginning of a file that are looked at."""
_LONGEST = 1_000
"""Of a description: what is longer is no sentence on a file."""


_DOCUMENTS_CODE = frozenset(
    "c cpp csharp cuda d dart elm fsharp glsl go graphql groovy haskell hlsl java javascript julia kotlin nim "
    "objective-c objective-c++ ocaml php protobuf ruby rust scala solidity swift thrift tsx typescript zig".split()
)
"""Languages in which a comment that touches a declaration is that one's documentation."""
_NO_DECLARATION = re.compile(
    r"#|import\b|from\b|use\b|using\b|package\b|module\b|namespace\b|include\b|require|export (?:\*|\{)|<\?php"
    r"|[\"']use |syntax\b|option\b|library\b|pragma\b|extern crate\b|mod\b|declare\b|open\b|//|/\*|--|\{-"
    r"|const .*require\("
)
"""How code begins that a comment before it does not describe."""
_BEFORE = re.compile(
    r"<\?(?:xml|php)\b[^\n]*|<!DOCTYPE[^\n]*|@?echo off|---|(?:\"use strict\"|'use strict');?"
    r"|#[ \t]*(?:pragma once|ifndef \w+|define \w+)",
    re.IGNORECASE,
)
"""What may stand before the comment: declarations of the format, and what guards a header."""
_INNER, _OUTER = ("//!", "/*!"), ("///", "/**")
"""How Rust, and Doxygen, mark a comment on what is around it, and one on what is below."""
_LICENCE = re.compile(
    r"copyright\b|\(c\) ?\d|©|\blicen[cs]e[ds]?\b|SPDX-|all rights reserved|permission is hereby granted|public domain"
    r"|redistributions? (?:of|and use)|without warranty|as is\b.*warrant",
    re.IGNORECASE,
)
_TO_TOOLS = re.compile(
    r"!|-\*-|(?:vi|vim|ex): |shellcheck (?:disable|shell|source)|yamllint (?:dis|en)able|yaml-language-server"
    r"|(?:syntax|escape|check) ?= ?\S+\Z|(?:eslint|jshint|jscpd|stylelint|prettier|markdownlint|istanbul)[-:]"
    r"|eslint \S+:"
    r"|@(?:ts-|flow|jsx|author|since|version|license|copyright|preserve|generated|format|date)\b|clang-(?:format|tidy)"
    r"|NOLINT|noqa|hadolint ignore|nosec"
    r"|(?:type|mypy|pylint|ruff|flake8|isort|fmt|tslint|rubocop|swiftlint|cspell|codespell|cython|distutils)[:=]"
    r"|frozen_string_literal|swift-tools-version|go:build|\+build|sourceMappingURL|\$(?:Id|Rev|schema)"
    r"|(?-i:LANGUAGE|OPTIONS_GHC|TODO|FIXME|XXX|HACK)\b|coding[:=]|created with\b"
    r"|(?:previous )?(?:files?|filenames?|filetype|authors?|maintainers?|contributors?|date|created|version|language"
    r"|url|home ?page|website|e-?mail|last (?:changed?|updated?|modified)|generator)[ \t]*:[ \t]",
    re.IGNORECASE,
)
"""How a line begins that speaks to a tool or an editor, or keeps records."""
_MODELINE = re.compile(r"-*\*- .* -\*-")
_ENDS = re.compile(r"\A[-=*#~+/<>]{3,}[ \t]*|[ \t]*[-=*#~+/<>]{3,}\Z")
"""What a line is drawn out with: `//===- Reads clocks ---===//`."""
_FILE_NAME = re.compile(r"[\w./-]*\w\.\w{1,8}[ \t]+(?:-{1,3}|–|—)[ \t]+")
"""What stands before a sentence by custom: `clock.el --- Reads clocks`."""
_BOX = re.compile(r"\A[#*|]+(?=[ \t]|\Z)|(?<=[ \t])[#*|]+\Z")
_RULE = re.compile(r"[\W_]*\Z")
_MARGIN = re.compile(r"[ \t]*\*(?!/)[ \t]?")
_TAG = re.compile(
    r"[@\\](?:file(?:overview)?|brief|description|desc|summary|packageDocumentation)\b[ \t]*(?:\S+\.\w+\Z)?"
    r"|[@\\]module\b.*|\.(?:SYNOPSIS|DESCRIPTION)\b|(?:Description|Purpose|Summary|Synopsis):[ \t]+"
)
_OF_FILE = re.compile(r"[@\\](?:file(?:overview)?|module|packageDocumentation)\b")
_ITEM = re.compile(r"(?:[-*+•]|\d+[.)])[ \t]|[@\\][a-z]+\b")
_CODE = re.compile(
    r"[\w.]+(?: ?=|\()|[\w.-]+:(?:[ \t]+\S+)?\Z|[a-z_]\w*: |[Uu][Ss][Aa][Gg][Ee]:|[\[{(<}\])$]|.*[;{}=\\]\Z"
)
"""How a line begins or ends that is code, commented out, or how to call it."""


def opening_comment(source: str, fence: str, *, documents_code: bool) -> str:
    """Return the first paragraph of a file's opening comment on one line; empty where it says nothing of the file.

    `documents_code` tells whether a comment may be the documentation of the declaration that it touches.
    """
    comments = COMMENTS.get(fence)
    if comments is None:
        return ""
    lines = source[:_MOST].split("\n")
    index = 1 if lines[0].startswith("#!") else 0
    while index < len(lines):
        line = lines[index].strip().lstrip("\ufeff")
        if not line or _BEFORE.fullmatch(line):
            index += 1
            continue
        block = _block(lines, index, comments)
        if block is None or (documents_code and _is_of_code(lines, index, block, fence, comments)):
            return ""
        index, content = block
        text = _description(content)
        if text is not None:
            return text
    return ""


def _block(lines: list[str], index: int, comments: Comments) -> tuple[int, list[str]] | None:
    """Return the comment that begins at a line: the line after it, and what it says; None for code."""
    line = lines[index].strip()
    for opening, closing in comments.blocks:
        if line.startswith(opening):
            return _enclosed(lines, index, opening, closing)
    mark = next((mark for mark in comments.line if line.startswith(mark)), None)
    if mark is None:
        return None
    end, content = index, list[str]()
    while end < len(lines) and (line := lines[end].strip()).startswith(mark):
        # `///`, `//!`, `##`, `;;`: marks of documentation.
        content.append(line[len(mark) :].lstrip(f"{mark[-1].strip()}!" if mark == "//" else mark[-1]))
        end += 1
    return end, content


def _enclosed(lines: list[str], index: int, opening: str, closing: str) -> tuple[int, list[str]] | None:
    """Return the comment between two marks without its margin of stars; None for one that does not close.

    Behind one that code follows on its last line, nothing is said.
    """
    text = "\n".join(lines[index:])
    start = text.index(opening) + len(opening)
    end = text.find(closing, start)
    if end < 0:
        return None
    rest = text[end + len(closing) :].partition("\n")[0].strip()
    content = [_MARGIN.sub("", line).strip() for line in text[start:end].lstrip("*!").split("\n")]
    after = index + text.count("\n", 0, end) + 1
    return (after, content) if not rest else (after, [])


def _is_of_code(lines: list[str], index: int, block: tuple[int, list[str]], fence: str, comments: Comments) -> bool:
    """Tell whether a comment documents the declaration that it touches.

    Where it is the only comment of the file, no declaration is documented so, and it speaks of all.
    """
    line, (end, content) = lines[index].strip(), block
    if line.startswith(_INNER) or any(_OF_FILE.match(text.strip()) for text in content):
        return False
    if fence == "rust" and line.startswith(_OUTER):
        return True
    following = lines[end].strip() if end < len(lines) else ""
    if fence not in _DOCUMENTS_CODE or not following or _NO_DECLARATION.match(following):
        return False
    marks = (*comments.line, *(opening for opening, _ in comments.blocks))
    return any(line.strip().startswith(marks) for line in lines[end:])


def _description(content: list[str]) -> str | None:
    """Return the first paragraph of a comment that is prose, empty for one that tells of something else.

    What is for lawyers and tools alone is None: the next comment may say what the file is.
    """
    for paragraph in _paragraphs(content):
        text = " ".join(" ".join(paragraph).split())  # a line of the source may hold what Unicode calls the end of one
        if _LICENCE.search(text):
            return None
        return _FILE_NAME.sub("", text, count=1) if _is_prose(paragraph, text) else ""
    return None


def _paragraphs(content: Iterable[str]) -> Iterator[list[str]]:
    """Yield the paragraphs of a comment up to a list, without lines to tools and rules of punctuation."""
    paragraph: list[str] = []
    for raw in content:
        line = _without_rules(raw)
        if line is None:
            continue
        if tag := _TAG.match(line):
            line = line[tag.end() :]
            if paragraph:  # a summary that a description follows
                break
        if line and not _ITEM.match(line):
            paragraph.append(line)
            continue
        if paragraph:
            yield paragraph
        if line:
            return  # what stands behind a list is no word on the whole
        paragraph = []
    if paragraph:
        yield paragraph


def _without_rules(line: str) -> str | None:
    """Return a line's text, empty for a rule of punctuation; None for a line to tools."""
    text = _ENDS.sub("", _MODELINE.sub("", _BOX.sub("", line.strip()).strip())).strip()
    if _TO_TOOLS.match(text):
        return None
    return "" if _RULE.match(text) else text


def _is_prose(lines: list[str], text: str) -> bool:
    """Tell whether a paragraph says something: several words, in lines that are not code."""
    is_several = len(text.split()) > 1 or not text.isascii()
    return is_several and len(text) <= _LONGEST and not all(map(_CODE.match, lines))
