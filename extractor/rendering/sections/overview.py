"""High-Level Overview: what the file says of itself, and how much is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from extractor.facts import Omitted, Problem
from extractor.rendering.docstrings.blocks import Block, CodeBlock, Paragraph, Title
from extractor.rendering.docstrings.parse import parse
from extractor.rendering.docstrings.styles import style_of
from extractor.rendering.docstrings.write import write
from extractor.rendering.sections.values import line_in
from extractor.rendering.subject import Subject


@dataclass(frozen=True)
class Overview:
    """What the section shows; the counts are None for a file that is not Python or did not parse."""

    paragraphs: tuple[str, ...]
    """As Markdown."""
    goes_on: bool
    """Whether the docstring holds more than the paragraphs."""
    classes: int | None
    functions: int | None
    methods: int | None
    problem: Problem | None
    is_empty: bool = False
    """Whether there is nothing but white space in the file."""
    omitted: tuple[Omitted, ...] = ()
    """What of the file is beyond the limits of structure."""


def overview(subject: Subject) -> Overview:
    """Return the prose that opens the module's docstring, and the numbers of distinct definitions."""
    facts = subject.python
    if facts is None:
        return Overview((), False, None, None, None, _problem(subject), subject.is_empty)
    paragraphs, goes_on = _prose(facts.docstring or "", subject)
    # Several definitions of one name are one thing: overloads, alternatives for other systems.
    classes = {cls.qualname for cls in facts.classes}
    functions = {function.qualname for function in facts.functions if function.scope != "class"}
    methods = {method.qualname for method in facts.functions if method.scope == "class"}
    omitted = tuple(
        msgspec.structs.replace(omission, line=line_in(subject, omission.line) or 0) for omission in facts.omitted
    )
    return Overview(paragraphs, goes_on, len(classes), len(functions), len(methods), None, subject.is_empty, omitted)


def _problem(subject: Subject) -> Problem | None:
    """Return why the file has no facts, without its position on a page that states no line numbers."""
    problem = subject.problem
    if problem is None or problem.line is None:
        return problem
    return msgspec.structs.replace(problem, line=line_in(subject, problem.line))


def _prose(docstring: str, subject: Subject) -> tuple[tuple[str, ...], bool]:
    """Return the first paragraphs with what stands before them, and whether that leaves something out."""
    blocks = parse(docstring, style_of(docstring, subject.repository.config.docstring_style))
    shown = blocks[: _opening(blocks)]
    text = write(shown, subject.docstring_links(""))
    return (text,) if text else (), len(shown) < len(blocks)


def _opening(blocks: Sequence[Block]) -> int:
    """Return how many blocks open a docstring: up to its first paragraphs, and what those lead to with a colon.

    Without a paragraph that is the first note, list or the like; nothing where there is only code.
    """
    first = next((i for i, block in enumerate(blocks) if isinstance(block, Paragraph)), None)
    if first is None:
        return next((i + 1 for i, block in enumerate(blocks) if not isinstance(block, (CodeBlock, Title))), 0)
    end = first
    while end < len(blocks) and isinstance(block := blocks[end], Paragraph):
        end += 1
        if block.text.rstrip().endswith(":") and end < len(blocks) and not isinstance(blocks[end], (Paragraph, Title)):
            end += 1
    return end
