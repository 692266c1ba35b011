"""Names bound by assignments: variables of the module and attributes of classes, and which of them get a heading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from extractor.facts import Attribute, CodeFacts, Variable
from extractor.link.summaries import is_running_prose

Bound: TypeAlias = Attribute | Variable

WIDEST = 120
"""Characters of a value or an annotation that stand on the line of a list; more stand in a block under a heading."""


def bound_names(facts: CodeFacts) -> Iterator[tuple[str, Bound]]:
    """Yield the variables that lists show, then the attributes of classes, each with its qualname."""
    for variable in facts.variables:
        if variable.name != "__all__":  # the public API has a list of its own
            yield variable.name, variable
    for cls in facts.classes:
        for attribute in cls.attributes:
            yield f"{cls.qualname}.{attribute.name}", attribute


def has_block(bound: Bound) -> bool:
    """Tell whether what is bound, or its annotation, is too long for a line of a list."""
    value, annotation = bound.value or "", bound.annotation or ""
    return max(len(value), len(annotation)) > WIDEST or "\n" in value or "\n" in annotation


def needs_heading(bound: Bound) -> bool:
    """Tell whether a name has a place of its own: for a long value, or a description of more than one paragraph."""
    return has_block(bound) or not is_running_prose(bound.description)
