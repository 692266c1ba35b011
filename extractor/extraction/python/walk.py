"""A Python file's text -> facts: one parse, one walk.

The walk goes over statements only: functions, classes and imports cannot stand anywhere else. What bodies do, their
expressions included, was read before (`bodies`), by one of two ways that the walk does not know of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, TypeVar

import libcst as cst
import msgspec

from extractor.extraction.python import signatures
from extractor.extraction.python.bodies.facts import MODULE, NOTHING, Bodies, BodyFacts
from extractor.extraction.python.bodies.libcst_reader import read_bodies
from extractor.extraction.python.calls import NamedBody, calls_of, imported_names
from extractor.extraction.python.conditions import condition_of, is_main_guard
from extractor.extraction.python.docstrings import clean, docstring_of
from extractor.extraction.python.examples import examples_of
from extractor.extraction.python.exports import ExportsBuilder
from extractor.extraction.python.fast.abridge import abridged
from extractor.extraction.python.fast.parse import parse
from extractor.extraction.python.imports import imports_of
from extractor.extraction.python.limits.cut import Limited, limited, without_statement
from extractor.extraction.python.patterns import body_patterns, decorator_pattern, deprecation_of
from extractor.extraction.python.positions import Span, is_valid, paired_spans, statement_spans, twins_of
from extractor.extraction.python.problems import syntax_problem
from extractor.extraction.python.remarks import remarks_in, remarks_of
from extractor.extraction.python.repair import repaired
from extractor.extraction.python.tree import (
    Body,
    Branch,
    branches,
    dotted_name,
    names_in,
    printable,
    small_statements,
)
from extractor.extraction.python.variables import bindings, value_of, variables_of
from extractor.facts import (
    Attribute,
    Class,
    Condition,
    Deprecation,
    Example,
    Function,
    Import,
    Omitted,
    Pattern,
    Problem,
    PythonFacts,
    Remark,
    Scope,
    Variable,
)

Origin: TypeAlias = Literal["class", "instance"]
_Definition = TypeVar("_Definition", Class, Function)


def extract_python(text: str) -> PythonFacts | Problem:
    """Return what the source says, or why it could not be parsed and where."""
    source, omitted = limited(text)
    facts = _extract_abridged(source) or _extract_whole(source)
    return facts if isinstance(facts, Problem) else _without_values(facts, omitted)


def _without_values(facts: PythonFacts, omitted: tuple[Omitted, ...]) -> PythonFacts:
    """Return facts that tell what is left out of them."""
    if not omitted:
        return facts
    lines = {each.line for each in omitted}
    return msgspec.structs.replace(
        facts,
        variables=tuple(_without_value(each) if each.line in lines else each for each in facts.variables),
        functions=tuple(_without_head(each) if each.line in lines else each for each in facts.functions),
        classes=tuple(_without_head(each) if each.line in lines else each for each in facts.classes),
        omitted=tuple(sorted({*facts.omitted, *omitted})),
    )


def _without_value(variable: Variable) -> Variable:
    """Return a variable whose value is left out: the stub in its place is none."""
    return msgspec.structs.replace(variable, value=None, has_long_value=True)


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
    return _Walk(lines, remarks, spans, short.bodies, short.docstrings).facts(module)


def _is_plain(text: str) -> bool:
    """Tell whether `ast` sees the lines and names that are written.

    It ends lines at lone carriage returns too, and brings names into their normal form.
    """
    characters = () if text.isascii() else set(text)
    special = (character for character in characters if not character.isascii() and f"a{character}".isidentifier())
    return "\r" not in text and all(unicodedata.normalize("NFKC", f"a{each}") == f"a{each}" for each in special)


def _without_head(definition: _Definition) -> _Definition:
    """Return a definition that shows that its parameters or bases are left out: those of the stub are not its own."""
    return msgspec.structs.replace(definition, signature=f"{definition.signature.partition('(')[0]}(...)")


_MOST_REPAIRS = 50
"""Each takes another reading of the file."""
_REFUSED = "the statement is valid Python that LibCST does not know; it is left out of what follows"


def _extract_whole(text: str) -> PythonFacts | Problem:
    source = Limited(text, ())
    for _ in range(_MOST_REPAIRS):
        try:
            module = parse(source.text)
        except cst.ParserSyntaxError as error:
            problem = syntax_problem(error, source.text)
            accepted = _accepted(text, source, problem.line or 0)
            if accepted is None:
                return problem
            source = accepted
        else:
            return _facts_of(source.text, module, source.omitted)
    return problem


def _accepted(text: str, source: Limited, line: int) -> Limited | None:
    """Return a source that LibCST refuses with what it refuses rewritten or, where it is valid, left out."""
    if rewritten := repaired(source.text, line):
        return Limited(rewritten, source.omitted)
    found = without_statement(source.text, line, _REFUSED) if is_valid(text) else None
    return found and Limited(found.text, (*source.omitted, *found.omitted))


def _facts_of(text: str, module: cst.Module, omitted: tuple[Omitted, ...]) -> PythonFacts:
    twins = twins_of(text)
    lines = re.split(r"\r\n|\r|\n", text)
    remarks = tuple(remarks_in(module, lines) if twins is None else remarks_of(lines, twins))
    spans = statement_spans(module, twins)
    walk = _Walk(lines, remarks, spans, read_bodies(module, spans))
    return _without_values(walk.facts(module), omitted)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the enclosing scope, and the branches between it and here."""

    kind: Scope = "module"
    qualname: str = ""
    number: int = 0
    """Of the scope among the definitions."""
    branches: tuple[Branch, ...] = ()
    attributes: dict[str, Attribute] = field(default_factory=dict)
    """Those of the class that the scope is, or whose method it is."""
    instance: str = ""
    """In `__init__`, the name of its first parameter."""

    def inside(self, branch: Branch) -> _Place:
        return replace(self, branches=(*self.branches, branch))

    def named(self, name: str) -> str:
        return f"{self.qualname}.{name}" if self.qualname else name


class _Walk:
    """One walk over one module's statements; `facts` is what it leaves behind."""

    def __init__(
        self,
        lines: Sequence[str],
        remarks: tuple[Remark, ...],
        spans: Mapping[int, Span],
        bodies: Bodies,
        docstrings: Mapping[int, str] | None = None,
    ) -> None:
        """Take the source's lines, what was read before, and the docstrings that the tree lacks, by their lines."""
        self._lines = lines
        self._remarks = remarks
        self._spans = spans
        self._bodies = bodies
        self._docstrings = docstrings or {}
        self._definitions: list[NamedBody] = []
        self._conditions: dict[int, Condition] = {}
        # A fact is complete only after its body, but stands before those of its body: None keeps its place.
        self._functions: list[Function | None] = []
        self._classes: list[Class | None] = []
        self._imports: list[Import] = []
        self._variables: dict[str, Variable] = {}
        self._examples: list[Example] = []
        self._exports = ExportsBuilder()
        self._has_main_guard = False
        self._patterns: set[Pattern] = set()
        self._deprecations: list[Deprecation] = []

    def facts(self, module: cst.Module) -> PythonFacts:
        docstring = self._docstring("", module)
        self._define(NamedBody("module", "", MODULE, 0))
        self._block(module, _Place())
        return PythonFacts(
            docstring=docstring,
            functions=tuple(function for function in self._functions if function is not None),
            classes=tuple(each for each in self._classes if each is not None),
            imports=tuple(self._imports),
            variables=tuple(self._variables.values()),
            exports=self._exports.result(),
            examples=tuple(self._examples),
            has_main_guard=self._has_main_guard,
            patterns=tuple(sorted(self._patterns)),
            calls=tuple(sorted(set(calls_of(self._definitions, self._bodies, imported_names(self._imports))))),
            remarks=self._remarks,
            deprecations=tuple(self._deprecations),
        )

    def _define(self, definition: NamedBody) -> BodyFacts:
        """Take in a scope, and return what its body does."""
        self._definitions.append(definition)
        body = self._bodies.get(definition.line, NOTHING)
        self._patterns.update(body_patterns(body, definition.qualname))
        return body

    def _block(self, body: Body, place: _Place) -> None:
        for statement in body.body:
            if type(statement) is cst.SimpleStatementLine:  # `isinstance` asks an abstract class, ten times as slowly
                for small in statement.body:
                    self._statement(small, place)
            else:
                self._statement(statement, place)

    def _statement(self, node: cst.CSTNode, place: _Place) -> None:
        handler = _HANDLERS.get(type(node))
        if handler is not None:
            handler(self, node, place)

    def _branches(self, node: cst.CSTNode, place: _Place) -> None:
        for branch in branches(node):
            if place.kind == "module" and is_main_guard(branch):
                self._has_main_guard = True
            self._block(branch.body, place.inside(branch))

    def _function(self, node: cst.FunctionDef, place: _Place) -> None:
        qualname = place.named(node.name.value)
        slot = len(self._functions)
        self._functions.append(None)
        line, end_line = self._spans[id(node)]
        docstring = self._docstring(qualname, node.body)
        parameters = signatures.parameters_of(node.params)
        is_method = place.kind == "class"
        number = len(self._definitions)
        body = self._define(NamedBody("function", qualname, line, place.number))
        instance = parameters[0].name if is_method and node.name.value == "__init__" and parameters else ""
        attributes = place.attributes if instance else {}
        self._block(node.body, _Place("function", qualname, number, attributes=attributes, instance=instance))
        if len(self._functions) > slot + 1:
            self._patterns.update(decorator_pattern(node, qualname, self._body, is_method=is_method))
        self._functions[slot] = Function(
            name=node.name.value,
            qualname=qualname,
            scope=place.kind,
            line=line,
            end_line=end_line,
            signature=signatures.header(node, self._lines, line),
            parameters=parameters,
            returns=signatures.annotation_of(node.returns),
            type_parameters=signatures.type_parameters_of(node),
            decorators=signatures.decorators_of(node),
            is_async=node.asynchronous is not None,
            is_generator="yield" in body,
            docstring=docstring,
            raises=body.get("raise", ()),
            uses=tuple(sorted(names_in(node))) if node.name.value.startswith("test") else (),
            conditions=self._conditions_of(place),
        )

    def _class(self, node: cst.ClassDef, place: _Place) -> None:
        qualname = place.named(node.name.value)
        slot = len(self._classes)
        self._classes.append(None)
        line, end_line = self._spans[id(node)]
        docstring = self._docstring(qualname, node.body)
        number = len(self._definitions)
        self._define(NamedBody("class", qualname, line, place.number))
        attributes: dict[str, Attribute] = {}
        self._block(node.body, _Place("class", qualname, number, attributes=attributes))
        self._classes[slot] = Class(
            name=node.name.value,
            qualname=qualname,
            scope=place.kind,
            line=line,
            end_line=end_line,
            signature=signatures.header(node, self._lines, line),
            bases=signatures.bases_of(node),
            keywords=signatures.keywords_of(node),
            type_parameters=signatures.type_parameters_of(node),
            decorators=signatures.decorators_of(node),
            docstring=docstring,
            attributes=tuple(attributes.values()),
            conditions=self._conditions_of(place),
        )

    def _import(self, node: cst.Import | cst.ImportFrom, place: _Place) -> None:
        line = self._spans[id(node)][0]
        found = list(imports_of(node, place.qualname, self._conditions_of(place), line))
        self._imports += found
        if place.kind == "module":
            for each in found:
                self._exports.take_over(each, is_conditional=bool(place.branches))

    def _assignment(self, node: cst.Assign | cst.AnnAssign, place: _Place) -> None:
        if place.kind == "module":
            self._module_assignment(node, place)
        elif place.kind == "class" or place.instance:
            self._attributes(node, place)

    def _module_assignment(self, node: cst.Assign | cst.AnnAssign | cst.TypeAlias, place: _Place) -> None:
        for variable in variables_of(node, self._conditions_of(place), self._spans[id(node)]):
            first = self._variables.setdefault(variable.name, variable)
            if first.kind == "alias" != variable.kind:  # not of one thing alone
                self._variables[variable.name] = msgspec.structs.replace(first, kind="variable")
        if not isinstance(node, cst.TypeAlias):
            self._exports.assign(node, is_conditional=bool(place.branches))

    def _augmented(self, node: cst.AugAssign, place: _Place) -> None:
        if place.kind == "module" and isinstance(node.operator, cst.AddAssign):
            self._exports.assign(node, is_conditional=bool(place.branches))

    def _type_alias(self, node: cst.TypeAlias, place: _Place) -> None:
        if place.kind == "module":
            self._module_assignment(node, place)

    def _expression(self, node: cst.Expr, place: _Place) -> None:
        if place.kind == "module":
            self._exports.call(node, is_conditional=bool(place.branches))
        deprecation = deprecation_of(node, place.qualname, self._spans[id(node)][0])
        if deprecation is not None:
            self._deprecations.append(deprecation)

    def _attributes(self, node: cst.Assign | cst.AnnAssign, place: _Place) -> None:
        """Add what the statement binds to the class's attributes: plain names, or those of the instance."""
        instance, attributes = place.instance, place.attributes
        for target, annotation, value in bindings(node):
            name = dotted_name(target)
            if instance:
                prefix, _, name = name.rpartition(".")
            if name and (prefix == instance if instance else "." not in name):
                span = self._spans[id(node)]
                origin: Origin = "instance" if instance else "class"
                attribute = Attribute(
                    name, origin, span[0], signatures.annotation_of(annotation), *value_of(value, span)
                )
                attributes[name] = _merged(attributes.get(name), attribute)

    def _docstring(self, qualname: str, body: Body) -> str | None:
        first = next(small_statements(body), None)
        left_out = self._docstrings.get(self._spans[id(first)][0]) if first else None
        docstring = docstring_of(first) if left_out is None else clean(printable(left_out))
        self._examples += examples_of(qualname, docstring)
        return docstring

    def _body(self, node: cst.FunctionDef | cst.ClassDef) -> BodyFacts:
        return self._bodies.get(self._spans[id(node)][0], NOTHING)

    def _conditions_of(self, place: _Place) -> tuple[Condition, ...]:
        return tuple(self._condition(branch) for branch in place.branches)

    def _condition(self, branch: Branch) -> Condition:
        # Generated only for branches that hold something, once for all that they hold.
        key = id(branch.body)
        if key not in self._conditions:
            self._conditions[key] = condition_of(branch)
        return self._conditions[key]


_HANDLERS: Mapping[type[cst.CSTNode], Callable[[_Walk, Any, _Place], None]] = {
    cst.FunctionDef: _Walk._function,
    cst.ClassDef: _Walk._class,
    cst.Import: _Walk._import,
    cst.ImportFrom: _Walk._import,
    cst.Assign: _Walk._assignment,
    cst.AnnAssign: _Walk._assignment,
    cst.AugAssign: _Walk._augmented,
    cst.TypeAlias: _Walk._type_alias,
    cst.Expr: _Walk._expression,
    cst.If: _Walk._branches,
    cst.Try: _Walk._branches,
    cst.TryStar: _Walk._branches,
    cst.For: _Walk._branches,
    cst.While: _Walk._branches,
    cst.With: _Walk._branches,
    cst.Match: _Walk._branches,
}


def _merged(first: Attribute | None, later: Attribute) -> Attribute:
    """Return the first binding, with an annotation that only a later one has, and a value from its own origin.

    What a class body only annotates and `__init__` binds is an attribute of instances (PEP 526).
    """
    if first is None:
        return later
    is_bound = first.value is not None or first.has_long_value
    giver = first if is_bound else later
    return Attribute(
        first.name,
        giver.origin if giver.value is not None or giver.has_long_value else first.origin,
        first.line,
        first.annotation if first.annotation is not None else later.annotation,
        giver.value,
        giver.has_long_value,
    )
