"""The walk over a module's statements, and what it gathers: the facts of the file.

It goes over statements only: functions, classes and imports cannot stand anywhere else. What bodies do, their
expressions included, was read before (`bodies`), by one of two ways that the walk does not know of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import libcst as cst
import msgspec

from extractor.extraction.python import signatures
from extractor.extraction.python.attributes import attributes_of, merged_attribute, typed_by_parameter
from extractor.extraction.python.bodies.facts import MODULE, NOTHING, Bodies, BodyFacts
from extractor.extraction.python.calls import NamedBody, calls_of, imported_names
from extractor.extraction.python.class_makers import BUILT_IN, makers_of
from extractor.extraction.python.class_members import (
    bound_by_statement,
    names_of,
    roles_of,
    type_alias,
    with_roles,
)
from extractor.extraction.python.conditions import condition_of, is_main_guard
from extractor.extraction.python.deprecations import deprecation_of
from extractor.extraction.python.descriptions import NOTHING_BESIDE, Beside, beside_assignments
from extractor.extraction.python.docstrings import clean, docstring_of
from extractor.extraction.python.examples import examples_of
from extractor.extraction.python.exports import ExportsBuilder
from extractor.extraction.python.imports import AnyImport, imports_of
from extractor.extraction.python.made_classes import docstring_given, inherited_fields, made_by, with_described
from extractor.extraction.python.options import option_of
from extractor.extraction.python.patterns import body_patterns, decorator_pattern
from extractor.extraction.python.positions import Span
from extractor.extraction.python.properties import property_names
from extractor.extraction.python.tree import Body, Branch, branches, names_in, printable, small_statements
from extractor.extraction.python.variables import variables_of
from extractor.facts import (
    Attribute,
    AttributeRole,
    Class,
    Condition,
    Deprecation,
    Example,
    Function,
    Import,
    OptionCall,
    Parameter,
    Pattern,
    PythonFacts,
    Remark,
    Scope,
    Variable,
)


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
    roles: dict[str, AttributeRole] = field(default_factory=dict)
    """What more is known of those."""
    instance: str = ""
    """In `__init__`, the name of its first parameter."""
    parameters: tuple[Parameter, ...] = ()
    """Of `__init__`."""
    text: str = ""
    """The body of `__init__`, without docstring and comments."""
    typed: set[str] = field(default_factory=set)
    """The attributes that have the annotation of a parameter."""
    function: cst.FunctionDef | None = None
    """The function that the scope is."""

    def inside(self, branch: Branch) -> _Place:
        return replace(self, branches=(*self.branches, branch))

    def named(self, name: str) -> str:
        return f"{self.qualname}.{name}" if self.qualname else name


class Walk:
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
        self._beside: dict[int, Beside] = {}
        self._definitions: list[NamedBody] = []
        self._conditions: dict[int, Condition] = {}
        # A fact is complete only after its body, but stands before those of its body: None keeps its place.
        self._functions: list[Function | None] = []
        self._classes: list[Class | None] = []
        self._imports: list[Import] = []
        self._makers = dict(BUILT_IN)
        self._variables: dict[str, Variable] = {}
        self._examples: list[Example] = []
        self._given: dict[str, str] = {}
        self._exports = ExportsBuilder()
        self._has_main_guard = False
        self._patterns: set[Pattern] = set()
        self._deprecations: list[Deprecation] = []
        self._options: list[OptionCall] = []
        self._module: cst.Module | None = None

    def facts(self, module: cst.Module) -> PythonFacts:
        """Return the facts of a module; a walk is for one module, once."""
        self._module = module
        docstring = self._docstring("", module)
        self._define(NamedBody("module", "", MODULE, 0))
        self._block(module, _Place())
        return PythonFacts(
            docstring=docstring,
            functions=tuple(known for known in self._functions if known is not None),
            classes=tuple(with_described(known, self._given) for known in self._classes if known is not None),
            imports=tuple(self._imports),
            variables=tuple(self._variables.values()),
            exports=self._exports.result(),
            examples=tuple(self._examples),
            has_main_guard=self._has_main_guard,
            patterns=tuple(sorted(self._patterns)),
            calls=tuple(sorted(set(calls_of(self._definitions, self._bodies, imported_names(self._imports))))),
            remarks=self._remarks,
            deprecations=tuple(self._deprecations),
            options=tuple(self._options),
        )

    def _define(self, definition: NamedBody) -> BodyFacts:
        """Take in a scope, and return what its body does."""
        self._definitions.append(definition)
        body = self._bodies.get(definition.line, NOTHING)
        self._patterns.update(body_patterns(body, definition.qualname))
        return body

    def _block(self, body: Body, place: _Place) -> None:
        if place.kind != "function" or place.instance:
            self._beside |= beside_assignments(body, self._lines, self._spans)
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
        if place.kind == "class":
            for attribute in bound_by_statement(node, self._spans[id(node)][0]):
                place.attributes.setdefault(attribute.name, attribute)
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
        inner = _Place("function", qualname, number, function=node)
        if instance:
            text = self._code_of(node.body, line, end_line)
            inner = replace(inner, attributes=place.attributes, instance=instance, parameters=parameters, text=text)
        self._block(node.body, inner)
        if len(self._functions) > slot + 1:  # only one with a function in it can be a decorator
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

    def _code_of(self, body: Body, line: int, end_line: int) -> str:
        """Return the lines of a body, below the line of its head and its docstring, without comments."""
        first = next(small_statements(body), None)
        start, end = self._spans[id(first)] if first else (line, line)
        lines = self._lines[end if docstring_of(first) is not None else start - 1 : end_line]
        return "\n".join(text.partition("#")[0] for text in lines)

    def _class(self, node: cst.ClassDef, place: _Place) -> None:
        qualname = place.named(node.name.value)
        slot = len(self._classes)
        self._classes.append(None)
        line, end_line = self._spans[id(node)]
        docstring = self._docstring(qualname, node.body)
        number = len(self._definitions)
        self._define(NamedBody("class", qualname, line, place.number))
        attributes = inherited_fields(node, self._makers, line)
        roles: dict[str, AttributeRole] = {}
        methods = len(self._functions)
        self._block(node.body, _Place("class", qualname, number, attributes=attributes, roles=roles))
        properties = property_names(qualname, self._functions[methods:])
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
            attributes=tuple(with_roles(attributes.values(), roles, properties)),
            conditions=self._conditions_of(place),
        )

    def _import(self, node: AnyImport, place: _Place) -> None:
        line = self._spans[id(node)][0]
        imports = list(imports_of(node, place.qualname, self._conditions_of(place), line))
        self._imports += imports
        if place.kind != "function":
            self._makers.update(maker for imported in imports for maker in makers_of(imported))
        if place.kind == "module":
            for imported in imports:
                self._exports.take_over(imported, is_conditional=bool(place.branches))

    def _assignment(self, node: cst.Assign | cst.AnnAssign, place: _Place) -> None:
        self._option(node.value, place)
        made = self._made_classes(node, place) if place.kind != "function" else ()
        if place.kind == "class":
            place.roles.update(roles_of(node))
        if place.kind == "module":
            self._take_docstring(node)
            self._module_assignment(node, place, made)
        elif place.kind == "class" or place.instance:
            for attribute in attributes_of(node, place.instance, *self._around(node)):
                if attribute.name in made:
                    continue
                first = place.attributes.get(attribute.name)
                if first is None and place.instance:
                    typed = typed_by_parameter(attribute, place.parameters, place.text)
                    place.typed.update({typed.name} if typed is not attribute else ())
                    attribute = typed
                elif first is not None and attribute.name in place.typed:  # bound to something else too
                    place.typed.discard(attribute.name)
                    first = msgspec.structs.replace(first, annotation=None)
                place.attributes[attribute.name] = attribute if first is None else merged_attribute(first, attribute)

    def _made_classes(self, node: cst.Assign | cst.AnnAssign, place: _Place) -> Collection[str]:
        """Take in the classes that the calls of an assignment make, and return their names."""
        made = dict(made_by(node, self._makers))
        span, _, beside = self._around(node)
        for name, known in made.items():
            fact = known.fact(node, place.kind, place.named(name), span, self._conditions_of(place))
            if fact.docstring is None and beside.description:  # a string behind it, or `#:`
                fact = msgspec.structs.replace(fact, docstring=beside.description)
            self._classes.append(fact)
        return made

    def _take_docstring(self, node: cst.Assign | cst.AnnAssign) -> None:
        """Take in what `Point.__doc__ = "..."` says of a class or a variable, and `Point.x.__doc__` of a field.

        A class made by a call has no other way to be documented.
        """
        name, docstring = docstring_given(node)
        if not docstring:
            return
        self._given.setdefault(name, docstring)
        for index, definition in enumerate(self._classes):
            if definition is not None and definition.qualname == name and definition.docstring is None:
                self._classes[index] = msgspec.structs.replace(definition, docstring=docstring)
                self._examples += examples_of(name, docstring)
        variable = self._variables.get(name)
        if variable and not variable.description:
            self._variables[name] = msgspec.structs.replace(variable, description=docstring)

    def _module_assignment(
        self, node: cst.Assign | cst.AnnAssign | cst.TypeAlias, place: _Place, made: Collection[str] = ()
    ) -> None:
        for variable in variables_of(node, self._conditions_of(place), *self._around(node)):
            if variable.name in made:
                continue
            first = self._variables.setdefault(variable.name, variable)
            if variable.description and not first.description:
                first = msgspec.structs.replace(first, description=variable.description)
                self._variables[variable.name] = first
            if first.kind == "alias" != variable.kind:  # `a = x.a`, then `a = 1`: a name of more than one thing
                self._variables[variable.name] = msgspec.structs.replace(first, kind="variable")
        if not isinstance(node, cst.TypeAlias):
            self._exports.assign(node, is_conditional=bool(place.branches))

    def _around(self, node: cst.CSTNode) -> tuple[Span, Sequence[str], Beside]:
        """Return where an assignment stands, the lines of the source, and what stands beside it."""
        return self._spans[id(node)], self._lines, self._beside.get(id(node), NOTHING_BESIDE)

    def _augmented(self, node: cst.AugAssign, place: _Place) -> None:
        if place.kind == "module" and isinstance(node.operator, cst.AddAssign):
            self._exports.assign(node, is_conditional=bool(place.branches))

    def _type_alias(self, node: cst.TypeAlias, place: _Place) -> None:
        if place.kind == "module":
            self._module_assignment(node, place)
        elif place.kind == "class":
            attribute = type_alias(node, *self._around(node))
            place.attributes.setdefault(attribute.name, attribute)

    def _deletion(self, node: cst.Del, place: _Place) -> None:
        if place.kind == "class" and not place.branches:
            for name in names_of(node.target):
                place.attributes.pop(name, None)

    def _expression(self, node: cst.Expr, place: _Place) -> None:
        if place.kind == "module":
            self._exports.call(node, is_conditional=bool(place.branches))
        line = self._spans[id(node)][0]
        deprecation = deprecation_of(node, place.qualname, line, place.function, self._module)
        if deprecation is not None:
            self._deprecations.append(deprecation)
        self._option(node.value, place)

    def _option(self, value: cst.CSTNode | None, place: _Place) -> None:
        option = option_of(value, place.qualname)
        if option is not None:
            self._options.append(option)

    def _docstring(self, qualname: str, body: Body) -> str | None:
        first = next(small_statements(body), None)
        # An abridged tree has `""` where a docstring of several lines was; its text is kept beside, by the line.
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


_HANDLERS: Mapping[type[cst.CSTNode], Callable[[Walk, Any, _Place], None]] = {
    cst.FunctionDef: Walk._function,
    cst.ClassDef: Walk._class,
    cst.Import: Walk._import,
    cst.ImportFrom: Walk._import,
    cst.LazyImport: Walk._import,
    cst.LazyImportFrom: Walk._import,
    cst.Assign: Walk._assignment,
    cst.AnnAssign: Walk._assignment,
    cst.AugAssign: Walk._augmented,
    cst.Del: Walk._deletion,
    cst.TypeAlias: Walk._type_alias,
    cst.Expr: Walk._expression,
    cst.If: Walk._branches,
    cst.Try: Walk._branches,
    cst.TryStar: Walk._branches,
    cst.For: Walk._branches,
    cst.While: Walk._branches,
    cst.With: Walk._branches,
    cst.Match: Walk._branches,
}
