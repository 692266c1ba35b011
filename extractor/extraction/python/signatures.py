"""Signatures and parameters in the source's own formatting; decorators, bases and the like on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

import libcst as cst

from extractor.extraction.python.spelling import spelled
from extractor.extraction.python.tree import called_name
from extractor.facts import Decorator, Parameter

Kind: TypeAlias = Literal["positional-only", "positional-or-keyword", "variadic", "keyword-only", "variadic-keyword"]

_NOTHING = cst.SimpleWhitespace("")
_EMPTY_BODY = cst.SimpleStatementSuite(
    [cst.Pass()], leading_whitespace=_NOTHING, trailing_whitespace=cst.TrailingWhitespace(_NOTHING)
)
_AFTER_HEADER = len(":pass\n")
_MODULE = cst.Module([], default_newline="\n")

_STRING_OR_BREAK = re.compile(
    r"""
    (?P<prefix> \b [A-Za-z]{1,2} )?
    (?P<string> \"{3} (?:\\.|[^\\])*? \"{3} | '{3} (?:\\.|[^\\])*? '{3} | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
    | (?<! [ \t\f] ) (?: [ \t\f]* (?: \#[^\n]* | \\?\n ) )+ [ \t\f]*
    """,
    re.DOTALL | re.VERBOSE,
)
"""A string, or what breaks a line: line ends, the comments before them, and the blanks around."""
_STRING = re.compile(r"""'[^']*'|"[^"]*\"""")
_NOT_PLAIN = re.compile(r"""[#\\]|\"{3}|'{3}""")
_CONTINUED = re.compile(r"(\\[^\n])|\\\n", re.DOTALL)


def code(node: cst.CSTNode) -> str:
    """Return a node's source text, the indentation of its surroundings taken off."""
    text = spelled(node)
    return _MODULE.code_for_node(node) if text is None else text


def one_line(node: cst.CSTNode) -> str:
    """Return a node's source text on one line, its comments left out: Python reads it as the same.

    Only a string in triple quotes keeps its line ends.
    """
    return one_line_of(code(node))


def one_line_of(text: str) -> str:
    """Return the source text of an expression on one line, its comments left out."""
    return unbroken(text) if "\n" in text else text


def unbroken(text: str) -> str:
    """Return code that stands in brackets, or is continued, on one line; its comments go."""
    return _STRING_OR_BREAK.sub(_unbroken, text)


def _unbroken(match: re.Match[str]) -> str:
    string, prefix = match["string"], match["prefix"] or ""
    if string is None:
        return " "
    return prefix + (string if "r" in prefix.lower() else _CONTINUED.sub(r"\1", string))


def header(node: cst.FunctionDef | cst.ClassDef, lines: Sequence[str], line: int) -> str:
    """Return the definition from its keyword to the last character before the colon, without decorators.

    It stands in the lines, its keyword on the one of that number.
    """
    return _plain_header(lines, line) or _header_of(node)


def _plain_header(lines: Sequence[str], line: int) -> str:
    """Return a header if counting brackets tells where it ends, as for most: LibCST takes many times as long."""
    first = lines[line - 1]
    indent = first[: len(first) - len(first.lstrip())]
    written: list[str] = []
    depth = 0
    for number in range(line - 1, len(lines)):
        text = lines[number]
        bare = _STRING.sub("", text)
        if _NOT_PLAIN.search(text) or "'" in bare or '"' in bare:
            return ""
        written.append(text.removeprefix(indent))
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        if depth == 0:
            break
    whole = "\n".join(written).rstrip()
    return whole[:-1].rstrip() if whole.endswith(":") else ""


def _header_of(node: cst.FunctionDef | cst.ClassDef) -> str:
    bare = node.with_changes(
        decorators=(), leading_lines=(), lines_after_decorators=(), body=_EMPTY_BODY, **_spacing(node)
    )
    return code(bare)[:-_AFTER_HEADER]


def _spacing(node: cst.FunctionDef | cst.ClassDef) -> dict[str, cst.SimpleWhitespace]:
    name = "whitespace_before_colon"
    # Only what is spaced is changed: a backslash continuation before the colon is no part of the signature.
    return {} if getattr(node, name).empty else {name: _NOTHING}


def decorators_of(node: cst.FunctionDef | cst.ClassDef) -> tuple[Decorator, ...]:
    """Return the decorators, outermost first, each on one line."""
    return tuple([_decorator(decorator.decorator) for decorator in node.decorators])


def _decorator(node: cst.BaseExpression) -> Decorator:
    text = code(node)
    return Decorator(called_name(node), one_line_of(text), text if "\n" in text else "")


def type_parameters_of(node: cst.FunctionDef | cst.ClassDef | cst.TypeAlias) -> tuple[str, ...]:
    """Return the type parameters of PEP 695, each with its bound and default."""
    if node.type_parameters is None:
        return ()
    plain = (parameter.with_changes(comma=cst.MaybeSentinel.DEFAULT) for parameter in node.type_parameters.params)
    return tuple(code(parameter).strip() for parameter in plain)


def annotation_of(annotation: cst.Annotation | None) -> str | None:
    """Return an annotation without its colon or arrow, on one line, or None."""
    return None if annotation is None else one_line(annotation.annotation)


def parameters_of(parameters: cst.Parameters) -> tuple[Parameter, ...]:
    """Return the parameters in the order of the signature."""
    return tuple(_parameter(param, kind) for param, kind in _in_order(parameters))


def _in_order(parameters: cst.Parameters) -> Iterator[tuple[cst.Param, Kind]]:
    for param in parameters.posonly_params:
        yield param, "positional-only"
    for param in parameters.params:
        yield param, "positional-or-keyword"
    if isinstance(parameters.star_arg, cst.Param):
        yield parameters.star_arg, "variadic"
    for param in parameters.kwonly_params:
        yield param, "keyword-only"
    if parameters.star_kwarg is not None:
        yield parameters.star_kwarg, "variadic-keyword"


def _parameter(param: cst.Param, kind: Kind) -> Parameter:
    default = None if param.default is None else code(param.default)
    return Parameter(name=param.name.value, kind=kind, annotation=annotation_of(param.annotation), default=default)


def bases_of(node: cst.ClassDef) -> tuple[str, ...]:
    """Return the positional arguments of a class statement, each on one line."""
    return tuple(f"{argument.star}{one_line(argument.value)}" for argument in node.bases)


def keywords_of(node: cst.ClassDef) -> tuple[str, ...]:
    """Return the keyword arguments of a class statement as `name=value` or `**value`, each on one line."""
    return tuple(_keyword(argument) for argument in node.keywords)


def _keyword(argument: cst.Arg) -> str:
    value = one_line(argument.value)
    return f"{argument.star}{value}" if argument.keyword is None else f"{argument.keyword.value}={value}"
