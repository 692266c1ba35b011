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
from extractor.rendering.sections.values import Value, line_in, shown_value
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
    for each in subject.definitions:
        definitions[each.qualname].append(_definition(each, subject))
    return tuple(
        ReferenceEntry(name, tuple(definitions[name]), users_of(Target(subject.path, name), subject))
        for name in subject.anchors.definitions
    )


def _definition(each: Class | Function, subject: Subject) -> ShownDefinition:
    return _class(each, subject) if isinstance(each, Class) else _function(each, subject)


def _docstring(each: Class | Function, subject: Subject) -> str:
    """Return a docstring as Markdown; a list stands before it on the page."""
    if not each.docstring:
        return ""
    parameters = () if isinstance(each, Class) else (parameter.name for parameter in each.parameters)
    links = subject.docstring_links(each.qualname, parameters)
    return docstring_markdown(each.docstring, subject.repository.config.docstring_style, links, after_list=True)


def _class(each: Class, subject: Subject) -> ShownDefinition:
    scope = each.qualname.rpartition(".")[0]
    inherited = subject.repository.labels.inherited(Target(subject.path, each.qualname))
    labels = class_labels(each, subject.names_in(scope), inherited)
    return ShownDefinition(
        signature=each.signature,
        labels=labels,
        decorators=_decorators(each),
        conditions=tuple(map(mark, each.conditions)),
        docstring=_docstring(each, subject),
        lines=_lines(each, subject),
        bases=tuple(subject.name_link(base, base_name(base), scope) for base in each.bases),
        keywords=each.keywords,
        attributes=_attributes(each, labels, subject),
        relations=class_relations(each, subject),
    )


def _function(each: Function, subject: Subject) -> ShownDefinition:
    return ShownDefinition(
        signature=each.signature,
        labels=function_labels(each, subject.names_in(each.qualname.rpartition(".")[0])),
        decorators=_decorators(each),
        conditions=tuple(map(mark, each.conditions)),
        docstring=_docstring(each, subject),
        lines=_lines(each, subject),
        raises=tuple(subject.name_link(name, name, each.qualname) for name in sorted(filter(_is_class, each.raises))),
        relations=function_relations(each, subject),
    )


def _decorators(each: Class | Function) -> tuple[str, ...]:
    return tuple([decorator.text for decorator in each.decorators])


def _lines(each: Class | Function, subject: Subject) -> tuple[int, int] | None:
    first = line_in(subject, each.line)
    return None if first is None else (first, each.end_line)


def _is_class(raised: str) -> bool:
    """Tell a class from a variable by its name (PEP 8): `raise error` says nothing that a page could state."""
    return raised.rpartition(".")[2].lstrip("_")[:1].isupper()


_IN_ORDER = frozenset({"attrs class", "dataclass", "enum", "flag enum", "msgspec struct", "named tuple"})
"""Kinds of classes whose attributes have an order that counts: that of arguments, of iteration."""


def _attributes(each: Class, labels: Iterable[str], subject: Subject) -> tuple[Value, ...]:
    is_ordered = not _IN_ORDER.isdisjoint(labels)
    found = each.attributes if is_ordered else sorted(each.attributes, key=lambda attribute: attribute.name)
    return tuple(_value(attribute, subject) for attribute in found)


_ORIGINS: Mapping[str, str] = {"class": "class attribute", "instance": "instance attribute"}


def _value(attribute: Attribute, subject: Subject) -> Value:
    # What `__init__` assigns is code, not a value that a reader would look up.
    value = shown_value(attribute) if attribute.origin == "class" else ""
    return Value(
        attribute.name, _ORIGINS[attribute.origin], attribute.annotation, value, line_in(subject, attribute.line)
    )
