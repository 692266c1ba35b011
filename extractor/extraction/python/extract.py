"""A Python file's text -> facts.

Four ways lead from a text to the tree that is walked, and the first that works is taken: abridged (`fast`), whole,
whole with what LibCST refuses rewritten (`repair`, `tstrings`), whole without the statements that LibCST refuses. Where
none does, the error is the answer. What is too much for a parser is cut out before (`limits`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

import libcst as cst
import msgspec

from extractor.extraction.python.bodies.libcst_reader import read_bodies
from extractor.extraction.python.fast.abridge import abridged
from extractor.extraction.python.fast.parse import parse
from extractor.extraction.python.limits.cut import Limited, limited, without_statement
from extractor.extraction.python.positions import is_valid, paired_spans, statement_spans, twins_of
from extractor.extraction.python.problems import syntax_problem
from extractor.extraction.python.remarks import remarks_in, remarks_of
from extractor.extraction.python.repair import repaired
from extractor.extraction.python.tstrings import Rewritten, put_back, rewritten
from extractor.extraction.python.walk import Walk
from extractor.facts import Class, Function, Omitted, Problem, PythonFacts, Variable

_Definition = TypeVar("_Definition", Class, Function)

_MOST_REPAIRS = 50
"""Each takes another reading of the file."""
_REFUSED = "the statement is valid Python that LibCST does not know; it is left out of what follows"


def extract_python(text: str) -> PythonFacts | Problem:
    """Return what the source says, or why it could not be parsed and where."""
    source, omitted = limited(text)
    facts = _extract_abridged(source) or _extract_whole(source)
    return facts if isinstance(facts, Problem) else _with_omitted(facts, omitted)


def _extract_abridged(text: str) -> PythonFacts | None:
    """Return the facts of a source read without the statements that have none; None where that cannot be done."""
    twins = twins_of(text) if _is_plain(text) else None
    if twins is None:
        return None
    lines = text.split("\n")
    remarks = tuple(remarks_of(lines, twins))
    short = abridged(lines, twins)
    try:
        module = parse(short.text)
        spans = paired_spans(module, twins)
    except (cst.ParserSyntaxError, ValueError):
        return None
    return Walk(lines, remarks, spans, short.bodies, short.docstrings).facts(module)


def _is_plain(text: str) -> bool:
    """Tell whether `ast` sees the lines and names that are written.

    It ends lines at lone carriage returns too, and brings names into their normal form: `ﬁle` becomes `file`.
    """
    characters = () if text.isascii() else set(text)
    # Behind an `a`, since a combining mark is part of names too, but begins none.
    names = (f"a{character}" for character in characters if not character.isascii())
    return "\r" not in text and all(
        unicodedata.normalize("NFKC", name) == name for name in names if name.isidentifier()
    )


def _extract_whole(text: str) -> PythonFacts | Problem:
    """Return the facts of a source read with all of its statements, but for those that LibCST does not know."""
    source = Limited(text, ())
    turned: Rewritten | None = None
    for _ in range(_MOST_REPAIRS):
        try:
            module = parse(source.text)
        except cst.ParserSyntaxError as error:
            if turned is None and (turned := rewritten(source.text)):
                source = Limited(turned.text, source.omitted)
                continue
            problem = syntax_problem(error, source.text)
            accepted = _accepted(text, source, problem.line or 0)
            if accepted is None:
                return problem
            source = accepted
        else:
            return _facts_of(source.text, module, source.omitted, turned or Rewritten(source.text))
    return problem


def _accepted(text: str, source: Limited, line: int) -> Limited | None:
    """Return a source with what LibCST refuses rewritten or, where the text is valid, left out; None for an error.

    `text` is the file's own, by which Python decides whether it is valid; `source` is what came of it so far.
    """
    if rewritten := repaired(source.text, line):
        return Limited(rewritten, source.omitted)
    shorter = without_statement(source.text, line, _REFUSED) if is_valid(text) else None
    return shorter and Limited(shorter.text, (*source.omitted, *shorter.omitted))


def _facts_of(text: str, module: cst.Module, omitted: tuple[Omitted, ...], turned: Rewritten) -> PythonFacts:
    twins = twins_of(text)
    lines = turned.original(re.split(r"\r\n|\r|\n", text))
    # Where `ast` does not read the text, LibCST's tree alone says where comments and statements stand.
    remarks = tuple(remarks_in(module, lines) if twins is None else remarks_of(lines, twins))
    spans = statement_spans(module, twins)
    bodies = read_bodies(module, spans)
    put_back(module, turned)
    walk = Walk(lines, remarks, spans, bodies)
    return _with_omitted(walk.facts(module), omitted)


def _with_omitted(facts: PythonFacts, omitted: tuple[Omitted, ...]) -> PythonFacts:
    """Return facts that tell what is left out of the source.

    In its place the source has a stub on the same line, as `x = ...` for a value that is too long: what the stub says
    is not what the file says, so it goes from the facts.
    """
    if not omitted:
        return facts
    lines = {omission.line for omission in omitted}
    return msgspec.structs.replace(
        facts,
        variables=tuple(
            _without_value(variable) if variable.line in lines else variable for variable in facts.variables
        ),
        functions=tuple(
            _without_head(function) if function.line in lines else function for function in facts.functions
        ),
        classes=tuple(
            _without_values(_without_head(class_) if class_.line in lines else class_, lines)
            for class_ in facts.classes
        ),
        omitted=tuple(sorted({*facts.omitted, *omitted})),
    )


def _without_value(variable: Variable) -> Variable:
    return msgspec.structs.replace(variable, value=None, has_long_value=True)


def _without_values(class_: Class, lines: set[int]) -> Class:
    """Return a class without the values of attributes that are bound on the lines."""
    if not any(attribute.line in lines for attribute in class_.attributes):
        return class_
    attributes = tuple(
        msgspec.structs.replace(attribute, value=None, has_long_value=True) if attribute.line in lines else attribute
        for attribute in class_.attributes
    )
    return msgspec.structs.replace(class_, attributes=attributes)


def _without_head(definition: _Definition) -> _Definition:
    """Return a definition whose signature is `def name(...)`: its parameters or bases are left out."""
    return msgspec.structs.replace(definition, signature=f"{definition.signature.partition('(')[0]}(...)")
