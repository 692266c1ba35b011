"""Names bound by assignments: variables of the module and attributes of classes, and which of them get a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from extractor.facts import Attribute, CodeFacts, Variable

Bound: TypeAlias = Attribute | Variable

WIDEST = 120
"""Characters of a value or an annotation that stand on the line of a list; more stand in a block under a heading."""

_NO_PROSE = re.compile(r"[ \t|>]|[-=*~^`]{3,}|[-*+] |\d+[.)] |\.\. |:\w[^:`]*:(?: |$)")
"""How a line begins that belongs to a list, a block, a heading, a table or a field."""


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


def is_running_prose(text: str) -> bool:
    """Tell whether a text is one paragraph, or none, and no list, field or block."""
    lines = text.split("\n")
    return not text or (all(map(str.strip, lines)) and not any(map(_NO_PROSE.match, lines)))


def needs_heading(bound: Bound) -> bool:
    """Tell whether a name has a place of its own: for a long value, or a description of more than one paragraph."""
    return has_block(bound) or not is_running_prose(bound.description)
