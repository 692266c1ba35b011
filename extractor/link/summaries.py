"""One sentence on a file or folder, in its own words where it has any."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from extractor.extraction.kinds import kind_of
from extractor.extraction.prose.opening import opening_prose
from extractor.facts import CodeFacts, FileFacts, TextFacts
from extractor.link.contents import contents, exports

if TYPE_CHECKING:
    from extractor.link.repository import LinkedRepository

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*\"'(]|:[a-z])")
_ABBREVIATIONS = frozenset({"al.", "cf.", "Dr.", "e.g.", "i.e.", "Mr.", "Mrs.", "Prof.", "vs."})
"""What ends with a full stop, and no sentence with it."""
_READMES = ("README.md", "README.rst", "readme.md", "Readme.md", "README.markdown", "README.txt", "README")


def file_summary(facts: FileFacts, repository: LinkedRepository) -> str:
    """Return the first sentence of a file's docstring or text on one line, else what it defines, else its kind."""
    return own_summary(facts) or _contents(facts, repository) or kind_of(facts.path, facts.interpreter).label


def _contents(facts: FileFacts, repository: LinkedRepository) -> str:
    if facts.size == 0 and kind_of(facts.path).role != "text":  # a marker of typing is empty, and says so by its kind
        return "Empty file"
    return contents(facts, repository)


def own_summary(facts: FileFacts | None) -> str:
    """Return the first sentence that a file says of itself, on one line; empty where it says nothing."""
    match facts and facts.body:
        case CodeFacts(docstring=str(docstring)):
            return first_sentence(docstring)
        case TextFacts(summary=summary, headings=headings):
            return first_sentence(summary) or next((heading.text for heading in headings), "")
    return ""


def first_sentence(text: str) -> str:
    """Return the first sentence of the prose that a text opens with, white space folded; a title where it has none.

    None ends with a colon: what it leads to is named or, where that is no list, left out with the colon.
    """
    prose = opening_prose(text)
    for blank in _SENTENCE_END.finditer(prose):
        last_word = prose[max(0, blank.start() - 10) : blank.start()].rpartition(" ")[2]
        is_in_code = prose.count("`", 0, blank.start()) % 2
        if not is_in_code and last_word.lstrip("(") not in _ABBREVIATIONS:
            return prose[: blank.start()]
    return prose


def folder_paragraph(files: Mapping[str, FileFacts], folder: str, names: Iterable[str], description: str = "") -> str:
    """Return what a folder says of itself: the paragraph that its package's docstring opens with, or its README.

    Of the repository's own, its packaging has a description, which says more than the title of a README.
    """
    package = files.get(posixpath.join(folder, "__init__.py"))
    if package and package.python and package.python.docstring:
        return opening_prose(package.python.docstring)
    readme = readme_of(files, folder, names)
    if readme and isinstance(readme.body, TextFacts):
        title = next((heading.text for heading in readme.body.headings), "")
        return readme.body.summary.rstrip(": ") or description or title
    return description


def package_contents(repository: LinkedRepository, folder: str) -> str:
    """Return what a package that says nothing of itself exports; empty where it exports nothing."""
    package = repository.files.get(posixpath.join(folder, "__init__.py"))
    return exports(package, repository) if package else ""


def readme_of(files: Mapping[str, FileFacts], folder: str, names: Iterable[str]) -> FileFacts | None:
    """Return the facts of a folder's README, or None."""
    present = set(names)
    name = next((name for name in _READMES if name in present), None)
    return None if name is None else files.get(posixpath.join(folder, name))
