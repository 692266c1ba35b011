"""Constants, aliases and attributes: a name with what it is bound to, where that fits a line."""

from __future__ import annotations

from extractor.facts import Attribute, Struct, Variable
from extractor.rendering.subject import Subject

_WIDEST = 80
"""Characters of a value that is shown; a longer one is in the source, and the page says so."""


class Value(Struct, frozen=True):
    """A bound name. `value` is None where it is too long for a line, empty where there is none."""

    name: str
    note: str
    annotation: str | None
    value: str | None
    line: int | None


def shown_value(bound: Attribute | Variable) -> str | None:
    """Return a value that fits a line of the page, None for one that does not, the empty string for none."""
    if bound.has_long_value or len(bound.value or "") > _WIDEST:
        return None
    return bound.value or ""


def shown_name(bound: Attribute | Variable) -> str:
    """Return a name, that of a generic type alias with its parameters: `Pair[T]`."""
    return f"{bound.name}[{', '.join(bound.type_parameters)}]" if bound.type_parameters else bound.name


def line_in(subject: Subject, line: int) -> int | None:
    """Return a line number for pages that embed the source, else None: elsewhere it would change without need.

    The setting `line-numbers` keeps it from the others too.
    """
    config = subject.repository.config
    return line if config.embed_source and config.line_numbers else None
