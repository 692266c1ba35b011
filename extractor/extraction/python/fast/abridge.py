"""A source without what no fact is in, before LibCST reads it: most of its work is in that.

Of a function's body the facts need definitions, imports, warnings and options as they are written; what else it does is
read beforehand (`bodies`). Docstrings of many lines are kept beside. Every test is on whole lines, and keeps a line too
many rather than one too few.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from extractor.extraction.python.bodies.ast_reader import Interest, read_bodies
from extractor.extraction.python.bodies.facts import Bodies
from extractor.extraction.python.fast.cuts import (
    ALL,
    CutBlock,
    docstring_cut,
    function_cuts,
    is_shortened,
    statement_cuts,
    structure_lines,
)
from extractor.extraction.python.fast.mentions import GAP, Lines, Text
from extractor.extraction.python.fast.parts import Cut, ModuleParts, parts_of
from extractor.extraction.python.fast.statements import FUNCTIONS, AnyFunction, blocks_of, end_of
from extractor.extraction.python.options import OPTION_WORDS

_STRUCTURES = ("def", "class", "import")
"""Words of statements that stay as they are, with those around them."""
_WARNING = "warn"
"""A word on lines that stay as they are: deprecations are told in their own words."""
_CATEGORY = "DeprecationWarning"
_MESSAGE = re.compile(
    rf"\b(?:(?:warn|\w*DeprecationWarning){GAP}\(|message{GAP}=)(?:{GAP}\()*{GAP}([^\W\d]\w*)",
)
"""What a warning's message begins with, where that is a name."""
_TELLING = ("except", "raise", "with", "yield")
"""Words on the lines that come to something, beside the uses of imported names."""


class Abridged(NamedTuple):
    """A source in short, and what is known of what it lacks."""

    text: str
    bodies: Bodies
    """Of the whole source."""
    docstrings: Mapping[int, str]
    """Those that are left out, by the line where each begins."""


def abridged(lines: Sequence[str], twins: Sequence[ast.stmt]) -> Abridged:
    """Return a source, whose statements `ast` reads as the twins, with all its facts and little else.

    The twins become those of its own statements, in place; their lines stay those of the whole source.
    """
    parts = parts_of(lines, twins)
    text = Text(lines)
    structured = text.lines_with(_STRUCTURES)
    bodies = read_bodies(twins, _interest(parts, text, structured))
    warned = [_WARNING, *_messages(text)]
    options = text.lines_with(OPTION_WORDS)
    kept = text.lines_with(warned) | options
    blocks = (
        CutBlock(function.body, kept | structure_lines(function, structured))
        for function in parts.functions
        if is_shortened(function)
    )
    cuts = [
        *parts.gaps,
        *(docstring_cut(lines, node) for node in parts.docstrings),
        *function_cuts(lines, blocks),
        *statement_cuts(lines, parts.statements, text.lines_with([*warned, ALL]) | options, options, parts.makers),
    ]
    docstrings = {node.lineno: node.value.value for node in parts.docstrings}  # type: ignore[attr-defined]
    return Abridged(_without(lines, sorted(cuts)), bodies, docstrings)


def _messages(text: Text) -> Set[str]:
    """Return the names that stand for the messages of warnings: what is assigned to them stays too."""
    return {match[1] for match in text.matches(_MESSAGE, _CATEGORY)} - {"None", "self"}


def _interest(parts: ModuleParts, text: Text, structured: Lines) -> Interest:
    """Return what counts of what bodies do.

    That is their use of imported names and, in functions that hold functions, what shows whether they are decorators:
    what they return, and whether they call what they were given.
    """
    telling = text.lines_with(_TELLING) | text.uses(parts.imported)
    nested = [node for function in parts.functions for node in _with_nested(function, structured)]
    if not nested:
        return Interest(telling, structured, parts.imported, ())
    parameters = set(_first_parameters(nested))
    telling |= text.lines_with({"return", *parameters})
    return Interest(telling, structured, parts.imported | parameters, {function.name for function in nested})


def _with_nested(function: AnyFunction, structured: Lines) -> Sequence[AnyFunction]:
    """Return a function with all that are in it; nothing where there are none, for then it is no decorator."""
    if not structured.touch(function.body[0].lineno, end_of(function)):
        return ()
    inner: list[AnyFunction] = []
    stack: list[Sequence[ast.stmt]] = [function.body]
    while stack:
        for node in stack.pop():
            if isinstance(node, FUNCTIONS):
                inner.append(node)
            stack.extend(blocks_of(node))
    return [function, *inner] if inner else ()


def _first_parameters(functions: Iterable[AnyFunction]) -> Iterator[str]:
    """Yield the names in which functions may take another function."""
    for function in functions:
        positional = (*function.args.posonlyargs, *function.args.args)
        yield from (argument.arg for argument in positional[:2])  # the second where the first is `self`


def _without(lines: Sequence[str], cuts: Sequence[Cut]) -> str:
    """Return the text that is left of lines; the cuts are in order, and none is in another."""
    kept: list[str] = []
    start = 0
    for cut in cuts:
        kept += lines[start : cut.first - 1]
        kept += cut.instead
        start = cut.last
    return "\n".join([*kept, *lines[start:]])
