"""API Reference: one entry for each class and function, with all definitions of its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from extractor.facts import Attribute, Class, Function, Struct
from extractor.link.graph import base_name
from extractor.link.labels import class_labels, function_labels
from extractor.link.resolve import Target
from extractor.rendering.docstrings import docstring_markdown
from extractor.rendering.model import Link
from extractor.rendering.sections.conditions import mark
from extractor.rendering.sections.relations import Relation, class_relations, function_relations, users_of
from extractor.rendering.sections.values import Value, line_in, shown_name, shown_value
from extractor.rendering.subject import Subject


class ShownDefinition(Struct, frozen=True):
    """One definition as the page shows it; empty parts are left out."""

    signature: str
    labels: tuple[str, ...]
    decorators: tuple[str, ...]
    conditions: tuple[str, ...]
    docstring: str
    """As Markdown; empty where there is none."""
    lines: tuple[int, int] | None
    bases: tuple[Link, ...] = ()
    keywords: tuple[str, ...] = ()
    """Those of a class statement."""
    raises: tuple[Link, ...] = ()
    attributes: tuple[Value, ...] = ()
    relations: tuple[Relation, ...] = ()


class ReferenceEntry(Struct, frozen=True):
    """A heading of the reference: a qualified name, and its definitions in source order."""

    name: str
    definitions: tuple[ShownDefinition, ...]
    users: tuple[Link, ...]
    """The files that import it by name."""


def reference(subject: Subject) -> tuple[ReferenceEntry, ...]:
    """Return the entries in the order of their headings."""
    definitions: defaultdict[str, list[ShownDefinition]] = defaultdict(list)
    for definition in subject.definitions:
        shown = _class(definition, subject) if isinstance(definition, Class) else _function(definition, subject)
        definitions[definition.qualname].append(shown)
    return tuple(
        ReferenceEntry(name, tuple(definitions[name]), users_of(Target(subject.path, name), subject))
        for name in subject.anchors.definitions
    )


def _docstring(definition: Class | Function, subject: Subject) -> str:
    """Return a docstring as Markdown; a list stands before it on the page."""
    if not definition.docstring:
        return ""
    parameters = () if isinstance(definition, Class) else (parameter.name for parameter in definition.parameters)
    links = subject.docstring_links(definition.qualname, parameters)
    return docstring_markdown(definition.docstring, subject.repository.config.docstring_style, links, after_list=True)


def _class(cls: Class, subject: Subject) -> ShownDefinition:
    scope = cls.qualname.rpartition(".")[0]
    inherited = subject.repository.labels.inherited(Target(subject.path, cls.qualname))
    labels = class_labels(cls, subject.names_in(scope), inherited)
    return ShownDefinition(
        signature=cls.signature,
        labels=labels,
        decorators=_decorators(cls),
        conditions=tuple(map(mark, cls.conditions)),
        docstring=_docstring(cls, subject),
        lines=_lines(cls, subject),
        bases=tuple(_base(cls, index, subject) for index in range(len(cls.bases))),
        keywords=cls.keywords,
        attributes=_attributes(cls, labels, subject),
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
        conditions=tuple(map(mark, function.conditions)),
        docstring=_docstring(function, subject),
        lines=_lines(function, subject),
        raises=tuple(
            subject.name_link(name, name, function.qualname) for name in sorted(filter(_is_class, function.raises))
        ),
        relations=function_relations(function, subject),
    )


def _decorators(definition: Class | Function) -> tuple[str, ...]:
    return tuple([decorator.text for decorator in definition.decorators])


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
    through = _inherited_properties(cls, subject)
    return tuple(
        _value(attribute, subject)
        for attribute in attributes
        if attribute.origin == "class" or attribute.name not in through
    )


def _inherited_properties(cls: Class, subject: Subject) -> frozenset[str]:
    """Return the properties of its bases that `__init__` may assign through."""
    if not any(attribute.origin == "instance" for attribute in cls.attributes):
        return frozenset()
    return subject.repository.properties.inherited(Target(subject.path, cls.qualname))


_ORIGINS: Mapping[str, str] = {"class": "class attribute", "instance": "instance attribute"}


def _note(attribute: Attribute) -> str:
    """Return what an attribute is: "property" where a call makes it one, "keyword-only class attribute"."""
    origin = _ORIGINS[attribute.origin]
    return f"{attribute.role} {origin}" if attribute.role == "keyword-only" else attribute.role or origin


def _value(attribute: Attribute, subject: Subject) -> Value:
    # What `__init__` assigns is code, not a value that a reader would look up.
    value = shown_value(attribute) if attribute.origin == "class" else ""
    return Value(shown_name(attribute), _note(attribute), attribute.annotation, value, line_in(subject, attribute.line))
