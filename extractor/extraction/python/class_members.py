"""Members of a class beyond what assignments bind: type aliases, targets of `for` and `with`, and what is no attribute.

`__init__` assigns through a property that its class defines, so that is no attribute of the instance; and `_: KW_ONLY`
is no field of a dataclass but says that those behind it are given by keyword.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import libcst as cst
import msgspec

from extractor.extraction.python.bound import value_of
from extractor.extraction.python.descriptions import Beside
from extractor.extraction.python.positions import Span
from extractor.extraction.python.signatures import type_parameters_of
from extractor.extraction.python.tree import dotted_name
from extractor.extraction.python.variables import bindings
from extractor.facts import Attribute, AttributeRole

_CALLS: Mapping[str, AttributeRole] = {
    "abc.abstractproperty": "property",
    "abstractproperty": "property",
    "builtins.property": "property",
    "cached_property": "property",
    "classmethod": "class method",
    "functools.cached_property": "property",
    "property": "property",
    "staticmethod": "static method",
}
_KEYWORD_ONLY = "KW_ONLY"
_IS_TOLD = re.compile(r"\bkw_only\s*=")
_CLASS_VARIABLE = re.compile(r"[\"']?(?:\w+\.)*ClassVar\b")


def type_alias(node: cst.TypeAlias, span: Span, lines: Sequence[str], beside: Beside) -> Attribute:
    """Return what a `type` statement in the body of a class binds."""
    value = value_of(node.value, node, span, lines, is_whole=beside.is_alone)
    return Attribute(
        name=node.name.value,
        origin="class",
        line=span[0],
        value=value.text,
        has_long_value=value.has_more,
        description=beside.description,
        comment=beside.comment,
        role="type alias",
        type_parameters=type_parameters_of(node),
    )


def bound_by_statement(node: cst.CSTNode, line: int) -> Iterator[Attribute]:
    """Yield what the targets of a `for` or a `with` in the body of a class bind."""
    targets: list[cst.CSTNode] = []
    if isinstance(node, cst.For):
        targets.append(node.target)
    elif isinstance(node, cst.With):
        targets += [item.asname.name for item in node.items if item.asname]
    for target in targets:
        yield from (Attribute(name, "class", line) for name in names_of(target))


def names_of(target: cst.CSTNode) -> Iterator[str]:
    """Yield the plain names of a target, which may be a tuple of others."""
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from names_of(element.value)


def roles_of(node: cst.Assign | cst.AnnAssign) -> Iterator[tuple[str, AttributeRole]]:
    """Yield what is known of the names that an assignment in the body of a class binds."""
    if isinstance(node, cst.AnnAssign) and node.value is None:
        if dotted_name(node.annotation.annotation).rpartition(".")[2] == _KEYWORD_ONLY:
            yield dotted_name(node.target), "keyword-only"
        return
    if type(node.value) is cst.Call and (role := _CALLS.get(dotted_name(node.value.func))):
        for target, _, value in bindings(node):
            if isinstance(target, cst.Name) and value is node.value:
                yield target.value, role


def _is_field(attribute: Attribute) -> bool:
    """Tell whether a dataclass makes a parameter of an attribute that says nothing of its own about that."""
    annotation, value = attribute.annotation, attribute.value or ""
    is_of_class = annotation is None or _CLASS_VARIABLE.match(annotation) is not None
    return attribute.origin == "class" and not is_of_class and not _IS_TOLD.search(value)


def with_roles(
    attributes: Iterable[Attribute], roles: Mapping[str, AttributeRole], properties: Collection[str]
) -> Iterator[Attribute]:
    """Yield the attributes of a class that are some, with what more is known of them."""
    is_keyword_only = False
    for attribute in attributes:
        role = roles.get(attribute.name, attribute.role)
        if role == "keyword-only":  # the mark itself
            is_keyword_only = True
            continue
        if attribute.origin == "instance" and attribute.name in properties:
            continue
        if not role and is_keyword_only and _is_field(attribute):
            role = "keyword-only"
        yield attribute if role == attribute.role else msgspec.structs.replace(attribute, role=role)
