"""Attributes of a class: what its body binds, and what `__init__` binds to the instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import libcst as cst

from extractor.extraction.python.positions import Span
from extractor.extraction.python.signatures import annotation_of
from extractor.extraction.python.tree import dotted_name
from extractor.extraction.python.variables import bindings, value_of
from extractor.facts import Attribute

Origin: TypeAlias = Literal["class", "instance"]


def attributes_of(node: cst.Assign | cst.AnnAssign, instance: str, span: Span) -> Iterator[Attribute]:
    """Yield what a statement binds of a class: plain names or, given what `__init__` calls the instance, its own.

    `x = 1` in the body of a class gives `x`; `self.x = 1` in `__init__`, where the instance is `self`, gives `x` too,
    and `self.x.y = 1` nothing.
    """
    origin: Origin = "instance" if instance else "class"
    for target, annotation, value in bindings(node):
        name = dotted_name(target)
        if instance:
            prefix, _, name = name.rpartition(".")
        if name and (prefix == instance if instance else "." not in name):
            yield Attribute(name, origin, span[0], annotation_of(annotation), *value_of(value, span))


def merged_attribute(first: Attribute, later: Attribute) -> Attribute:
    """Return the first binding, with an annotation that only a later one has, and a value from its own origin.

    What a class body only annotates and `__init__` binds is an attribute of instances (PEP 526).
    """
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
