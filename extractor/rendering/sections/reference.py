"""API Reference: one entry for each class and function, with all definitions of its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractor.facts import Class, Function, Struct, Variable
from extractor.link.graph import base_name
from extractor.link.labels import class_labels, function_labels
from extractor.link.resolve import Target
from extractor.rendering.anchors import levels_of
from extractor.rendering.bound_names import Bound, bound_names
from extractor.rendering.docstrings import docstring_markdown
from extractor.rendering.model import Link
from extractor.rendering.sections.conditions import mark
from extractor.rendering.sections.dotted_names import DottedName, DottedNames
from extractor.rendering.sections.entry_points import commands_of
from extractor.rendering.sections.fixtures import ShownFixture, shown_fixture
from extractor.rendering.sections.inherited import (
    Inheritance,
    InheritedDocstring,
    ShownConstructor,
    constructor,
    inherited_docstring,
    inherited_members,
)
from extractor.rendering.sections.option_rows import ShownOption
from extractor.rendering.sections.options import function_options
from extractor.rendering.sections.relations import Relation, class_relations, function_relations, users_of
from extractor.rendering.sections.values import Value, kind_words, line_in, value_block, value_line
from extractor.rendering.subject import Subject


class ShownDefinition(Struct, frozen=True):
    """One definition as the page shows it; empty parts are left out."""

    signature: str
    labels: tuple[str, ...]
    decorators: tuple[str, ...]
    """Those that the source writes on one line."""
    conditions: tuple[str, ...]
    docstring: str
    """As Markdown; empty where there is none."""
    lines: tuple[int, int] | None
    long_decorators: tuple[str, ...] = ()
    """Those of several lines, as the source writes them."""
    bases: tuple[Link, ...] = ()
    keywords: tuple[str, ...] = ()
    """Those of a class statement."""
    raises: tuple[Link, ...] = ()
    commands: tuple[str, ...] = ()
    """Those that run a function from the command line."""
    fixture: ShownFixture | None = None
    inherited_docstring: InheritedDocstring | None = None
    inherited: Inheritance = Inheritance()
    constructor: ShownConstructor | None = None
    """That which a decorator makes."""
    options: tuple[ShownOption, ...] = ()
    """Those of the command line that a function declares."""
    attributes: tuple[Value, ...] = ()
    comment: str = ""
    """Of a variable or attribute, the plain comment that it stands under."""
    is_cut: bool = False
    """Whether the signature is the beginning of a long value."""
    relations: tuple[Relation, ...] = ()


class ReferenceEntry(Struct, frozen=True):
    """A heading of the reference: a qualified name, and its definitions in source order."""

    name: str
    level: int
    """Of the heading."""
    dotted: DottedName
    """All of it empty where the file cannot be imported."""
    definitions: tuple[ShownDefinition, ...]
    users: tuple[Link, ...]
    """The files that import it by name."""


def reference(subject: Subject) -> tuple[ReferenceEntry, ...]:
    """Return the entries in the order of their headings."""
    definitions: defaultdict[str, list[ShownDefinition]] = defaultdict(list)
    for qualname, bound in bound_names(subject.file.code) if subject.file.code else ():
        if qualname in subject.anchors.definitions:
            definitions[qualname].append(_bound(qualname, bound, subject))
    for definition in subject.definitions:
        shown = _class(definition, subject) if isinstance(definition, Class) else _function(definition, subject)
        definitions[definition.qualname].append(shown)
    dotted_names = DottedNames(subject)
    return tuple(
        ReferenceEntry(
            name,
            level,
            dotted_names.of(name),
            tuple(definitions[name]),
            users_of(Target(subject.path, name), subject),
        )
        for name, level in levels_of(subject.anchors.definitions).items()
    )


def _docstring(definition: Class | Function, subject: Subject) -> str:
    """Return a docstring as Markdown; a list stands before it on the page."""
    parameters = () if isinstance(definition, Class) else (parameter.name for parameter in definition.parameters)
    return _markdown(definition.docstring or "", definition.qualname, parameters, subject)


def _markdown(text: str, scope: str, parameters: Iterable[str], subject: Subject) -> str:
    links = subject.docstring_links(scope, parameters)
    return docstring_markdown(text, subject.repository.config.docstring_style, links, after_list=True) if text else ""


def _bound(qualname: str, bound: Bound, subject: Subject) -> ShownDefinition:
    """Return a variable or an attribute that has a heading."""
    block = value_block(bound)
    return ShownDefinition(
        signature=block.text,
        labels=(kind_words(bound),),
        decorators=(),
        conditions=tuple(map(mark, bound.conditions)) if isinstance(bound, Variable) else (),
        docstring=_markdown(bound.description, qualname.rpartition(".")[0], (), subject),
        lines=None,
        comment=bound.comment,
        is_cut=block.is_cut,
    )


def _class(cls: Class, subject: Subject) -> ShownDefinition:
    scope = cls.qualname.rpartition(".")[0]
    inherited = subject.repository.labels.inherited(Target(subject.path, cls.qualname))
    labels = class_labels(cls, subject.names_in(scope), inherited)
    return ShownDefinition(
        signature=cls.signature,
        labels=labels,
        decorators=_decorators(cls),
        long_decorators=_long_decorators(cls),
        conditions=tuple(map(mark, cls.conditions)),
        docstring=_docstring(cls, subject),
        lines=_lines(cls, subject),
        bases=tuple(_base(cls, index, subject) for index in range(len(cls.bases))),
        keywords=cls.keywords,
        attributes=_attributes(cls, labels, subject),
        inherited=inherited_members(cls, subject),
        constructor=constructor(cls, subject),
        relations=class_relations(cls, subject),
    )


def _base(cls: Class, index: int, subject: Subject) -> Link:
    """Return a base of a class with its link; of `class Error(Error)`, it is what had the name before."""
    base, own = cls.bases[index], Target(subject.path, cls.qualname)
    scope = cls.qualname.rpartition(".")[0]
    if subject.target(base_name(base), scope) != own:
        return subject.name_link(base, base_name(base), scope)
    bases = subject.repository.graph.bases.get(own, ())
    target = bases[index] if index < len(bases) else None
    return Link(base, subject.docs_href(target) if target and target.path in subject.repository.paths else "")


def _function(function: Function, subject: Subject) -> ShownDefinition:
    return ShownDefinition(
        signature=function.signature,
        labels=function_labels(function, subject.names_in(function.qualname.rpartition(".")[0])),
        decorators=_decorators(function),
        long_decorators=_long_decorators(function),
        conditions=tuple(map(mark, function.conditions)),
        docstring=_docstring(function, subject),
        lines=_lines(function, subject),
        raises=tuple(
            subject.name_link(name, name, function.qualname) for name in sorted(filter(_is_class, function.raises))
        ),
        commands=commands_of(function.qualname, subject),
        fixture=shown_fixture(function, subject),
        inherited_docstring=inherited_docstring(function, subject),
        options=function_options(function, subject),
        relations=function_relations(function, subject),
    )


def _decorators(definition: Class | Function) -> tuple[str, ...]:
    return tuple([decorator.text for decorator in definition.decorators if not decorator.lines])


def _long_decorators(definition: Class | Function) -> tuple[str, ...]:
    """Return the decorators of several lines; one that no page could show whole is cut visibly."""
    return tuple([_cut(decorator.lines) for decorator in definition.decorators if decorator.lines])


_MOST_LINES = 60
"""Of a decorator."""


def _cut(text: str) -> str:
    lines = f"@{text}".split("\n")
    left_out = len(lines) - _MOST_LINES
    return "\n".join(lines if left_out <= 0 else [*lines[:_MOST_LINES], f"# ... {left_out:,} more lines"])


def _lines(definition: Class | Function, subject: Subject) -> tuple[int, int] | None:
    """Return the first and the last line of a definition; None on pages that state no line numbers."""
    first = line_in(subject, definition.line)
    return None if first is None else (first, definition.end_line)


def _is_class(raised: str) -> bool:
    """Tell a class from a variable by its name (PEP 8): `raise error` says nothing that a page could state."""
    return raised.rpartition(".")[2].lstrip("_")[:1].isupper()


_IN_ORDER = frozenset({"attrs class", "dataclass", "enum", "flag enum", "msgspec struct", "named tuple"})
"""Labels of classes whose attributes have an order that counts: of arguments, of iteration. Others are sorted."""


def _attributes(cls: Class, labels: Iterable[str], subject: Subject) -> tuple[Value, ...]:
    is_ordered = not _IN_ORDER.isdisjoint(labels)
    attributes = cls.attributes if is_ordered else sorted(cls.attributes, key=lambda attribute: attribute.name)
    # A class that is defined twice has its lines twice, and links lead to the first.
    is_first = subject.first_definitions[cls.qualname] is cls
    through = _inherited_properties(cls, subject)
    return tuple(
        value_line(attribute, f"{cls.qualname}.{attribute.name}", subject, is_anchored=is_first)
        for attribute in attributes
        if attribute.origin == "class" or attribute.name not in through
    )


def _inherited_properties(cls: Class, subject: Subject) -> frozenset[str]:
    """Return the properties of its bases that `__init__` may assign through."""
    if not any(attribute.origin == "instance" for attribute in cls.attributes):
        return frozenset()
    return subject.repository.properties.inherited(Target(subject.path, cls.qualname))
