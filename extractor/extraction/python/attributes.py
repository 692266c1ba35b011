"""Attributes of a class: what its body binds, and what `__init__` binds to the instance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

import libcst as cst
import msgspec

from extractor.extraction.python.bound import value_of
from extractor.extraction.python.descriptions import Beside
from extractor.extraction.python.fields import NO_FIELD, field_facts
from extractor.extraction.python.positions import Span
from extractor.extraction.python.signatures import annotation_of
from extractor.extraction.python.tree import dotted_name
from extractor.extraction.python.variables import bindings
from extractor.facts import Attribute, Parameter

Origin: TypeAlias = Literal["class", "instance"]


def attributes_of(
    node: cst.Assign | cst.AnnAssign, instance: str, span: Span, lines: Sequence[str], beside: Beside
) -> Iterator[Attribute]:
    """Yield what a statement binds of a class: plain names or, given what `__init__` calls the instance, its own.

    `x = 1` in the body of a class gives `x`; `self.x = 1` in `__init__`, where the instance is `self`, gives `x` too,
    and `self.x.y = 1` nothing.
    """
    origin: Origin = "instance" if instance else "class"
    for target, annotation, bound in bindings(node):
        name = dotted_name(target)
        if instance:
            prefix, _, name = name.rpartition(".")
        if name and (prefix == instance if instance else "." not in name):
            value = value_of(bound, node, span, lines, is_whole=beside.is_alone and bound is node.value)
            field = NO_FIELD if instance else field_facts(annotation, bound)
            yield Attribute(
                name=name,
                origin=origin,
                line=span[0],
                annotation=annotation_of(annotation),
                value=value.text,
                has_long_value=value.has_more,
                default=field.default,
                description=(beside.description if beside.is_marked else "") or field.description or beside.description,
                comment="" if instance else beside.comment,
            )


def typed_by_parameter(attribute: Attribute, parameters: Sequence[Parameter], body: str) -> Attribute:
    """Return an attribute with the annotation of the parameter that it is bound to, as in `self.a = a`.

    Not where the body of `__init__`, given as text, seems to bind that name to something else.
    """
    if attribute.annotation is not None or not attribute.value or not attribute.value.isidentifier():
        return attribute
    annotations = {each.name: each.annotation for each in parameters if not each.kind.startswith("variadic")}
    annotation = annotations.get(attribute.value)
    if annotation is None or _may_be_bound(attribute.value, body):
        return attribute
    return msgspec.structs.replace(attribute, annotation=annotation)


def _may_be_bound(name: str, body: str) -> bool:
    depth = 0
    for line in body.split("\n"):
        is_argument = depth > 0 and f"{name}=" in line  # of a call that has several lines
        if name in line and not is_argument and _may_bind(line, name):
            return True
        depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
    return False


_BINDS = re.compile(r"\b(?:as|case|class|def|del|for|global|import|nonlocal)\b|:=")
_ASSIGNS = re.compile(r"(?<![=!<>])=(?!=)")


def _may_bind(line: str, name: str) -> bool:
    """Tell whether a line may bind a name: too often rather than too seldom, but for arguments of calls.

    `a = 1`, `a, b = 1, 2` and `a += 1` may, so may `for a in b`, `with b as a` and `(a := 1)`; `f(a=1)` does not.
    """
    word = re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")
    if not word.search(line):
        return False
    if (keyword := _BINDS.search(line)) and (keyword[0] == ":=" or word.search(line.partition(" in ")[0])):
        return True
    targets, *others = _ASSIGNS.split(line)
    if not others or targets.count("(") > targets.count(")"):
        return False
    return bool(word.search(targets)) or any(text.strip() == name for text in others[:-1])  # `b = a = 1`


def merged_attribute(first: Attribute, later: Attribute) -> Attribute:
    """Return the first binding, with what only a later one has: an annotation, a value with its origin, a description.

    What a class body only annotates and `__init__` binds is an attribute of instances (PEP 526).
    """
    is_bound = first.value is not None or first.has_long_value
    giver = first if is_bound else later
    return msgspec.structs.replace(
        first,
        origin=giver.origin if giver.value is not None or giver.has_long_value else first.origin,
        annotation=first.annotation if first.annotation is not None else later.annotation,
        value=giver.value,
        has_long_value=giver.has_long_value,
        default=giver.default if giver.default is not None else first.default,
        description=first.description or later.description,
        comment=first.comment or later.comment,
    )
