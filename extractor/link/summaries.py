"""One sentence on a file or folder, in its own words where it has any."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from itertools import takewhile

from extractor.extraction.kinds import kind_of
from extractor.facts import CodeFacts, FileFacts, TextFacts

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*\"'(])")
_NO_PROSE = re.compile(r"[ \t]|[-=*~^]{3,}|[-*+] |\d+[.)] |>>>|\.\. |:\w[^:`]*:(?: |$)")
"""How a line starts that belongs to a list, a block, a heading's line or a directive."""
_TITLE = re.compile(
    r"(?:([=*~^#+-])\1{2,}[ \t]*\n)?[ \t]*(?P<text>\w[^\n]*)\n"
    r"(?P<under>[=*~^#+-])(?P=under){2,}[ \t]*(?:\n|\Z)"
)
"""A section title of reST that opens a text, with a line under it and perhaps one over it."""
_READMES = ("README.md", "README.rst", "readme.md", "Readme.md", "README.markdown")


def file_summary(facts: FileFacts) -> str:
    """Return the first sentence of a file's docstring or text on one line, else its kind."""
    return own_summary(facts) or kind_of(facts.path).label


def own_summary(facts: FileFacts | None) -> str:
    """Return the first sentence that a file says of itself, on one line; empty where it says nothing."""
    match facts and facts.body:
        case CodeFacts(docstring=str(docstring)):
            return first_sentence(docstring)
        case TextFacts(summary=summary):
            return first_sentence(summary)
    return ""


def first_sentence(text: str) -> str:
    """Return the first sentence of the first paragraph, white space folded; a title where no prose follows it."""
    if title := _TITLE.match(text := text.strip()):
        return first_sentence(text[title.end() :]) or title["text"].strip()
    lines = takewhile(lambda line: not _NO_PROSE.match(line), _first_paragraph(text).split("\n"))
    return _SENTENCE_END.split(" ".join(" ".join(lines).split()), maxsplit=1)[0]


def _first_paragraph(text: str) -> str:
    return re.split(r"\n[ \t]*\n", text.strip(), maxsplit=1)[0]


def _untitled(text: str) -> str:
    """Return a text without the title that opens it, unless there is nothing else."""
    title = _TITLE.match(text := text.strip())
    return text if title is None else text[title.end() :].strip() or title["text"].strip()


def folder_paragraph(files: Mapping[str, FileFacts], folder: str, names: Iterable[str]) -> str:
    """Return what a folder says of itself: its package's docstring up to the first blank line, or its README."""
    package = files.get(posixpath.join(folder, "__init__.py"))
    if package and package.python and package.python.docstring:
        return " ".join(_first_paragraph(_untitled(package.python.docstring)).split())
    readme = readme_of(files, folder, names)
    if readme and isinstance(readme.body, TextFacts):
        return readme.body.summary or next((heading.text for heading in readme.body.headings), "")
    return ""


def readme_of(files: Mapping[str, FileFacts], folder: str, names: Iterable[str]) -> FileFacts | None:
    """Return the facts of a folder's README, or None."""
    present = set(names)
    name = next((name for name in _READMES if name in present), None)
    return None if name is None else files.get(posixpath.join(folder, name))
