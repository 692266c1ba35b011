"""High-Level Overview: what the file says of itself, and how much is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.facts import Problem, PythonFacts
from extractor.render.subject import Subject

_NOT_PROSE = re.compile(
    r"""\s                      # indented: a code block, or part of a list
      | >>>|```|~~~             # an example
      | [-*+]\s|\d+[.)]\s       # a list
      | \.\.\s|:\w[\w ]*:       # a reST directive or field
      | [+|]                    # a table
      | @\w+                    # an epydoc field
    """,
    re.VERBOSE,
)
_UNDERLINE = re.compile(r"([=\-`:'\"~^_*+#<>])\1{2,}\s*")
_SECTION = re.compile(r"[A-Z]\w*(?: \w+)?:")
"""A line of its own that opens a section of a Google-style docstring."""


@dataclass(frozen=True)
class Overview:
    """What the section shows; the counts are None for a file that is not Python or did not parse."""

    paragraphs: tuple[str, ...]
    goes_on: bool
    """Whether the docstring holds more than the paragraphs."""
    classes: int | None
    functions: int | None
    methods: int | None
    problem: Problem | None


def overview(subject: Subject) -> Overview:
    """Return the prose that opens the module's docstring, and the numbers of distinct definitions."""
    facts = subject.python
    if facts is None:
        return Overview((), False, None, None, None, subject.problem)
    paragraphs, goes_on = _prose(facts.docstring or "")
    functions, methods = _counts(facts)
    classes = len({each.qualname for each in facts.classes})
    return Overview(paragraphs, goes_on, classes, functions, methods, None)


def _counts(facts: PythonFacts) -> tuple[int, int]:
    methods = {function.qualname for function in facts.functions if function.scope == "class"}
    functions = {function.qualname for function in facts.functions if function.scope != "class"}
    return len(functions), len(methods)


def _prose(docstring: str) -> tuple[tuple[str, ...], bool]:
    """Return the paragraphs up to the first that is more than prose, and whether that leaves something out."""
    paragraphs: list[str] = []
    blocks = [block for block in re.split(r"\n[ \t]*\n", docstring) if block.strip()]
    for block in blocks:
        if not _is_prose(block.split("\n")):
            break
        paragraphs.append(block)
    return tuple(paragraphs), len(paragraphs) < len(blocks)


def _is_prose(lines: list[str]) -> bool:
    return not (
        any(map(_NOT_PROSE.match, lines)) or any(map(_UNDERLINE.fullmatch, lines)) or _SECTION.fullmatch(lines[0])
    )
