"""The constructors that `dataclasses` and attrs make of the fields of a class and of those above it.

Only where the source leaves no doubt: of a class with a base out of sight, or a decorator that may do anything, nothing
is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.facts import Struct
from extractor.link.fields import DATACLASS, ClassFields, Field
from extractor.link.inheritance import Bases
from extractor.link.members import Members
from extractor.link.resolve import Target


class Constructor(Struct, frozen=True):
    """A constructor, and the decorator that makes it, by its origin."""

    parameters: tuple[str, ...]
    """As source, a `*` before those that are keywords only."""
    maker: str


def find_constructor(target: Target, members: Members, bases: Bases) -> Constructor | None:
    """Return the constructor that a class gets; None where it gets none, or where that is not sure."""
    own = members.fields_of(target)
    if not (own.has_constructor and own.is_sure and members.are_all_above(target)):
        return None
    above = [*members.above(target)][::-1]
    if not all(_is_sure(base, members.fields_of(base), bases) for base in (*above, target)):
        return None
    fields = [*map(members.fields_of, above), own]
    makers = {of_class.maker == DATACLASS for of_class in fields if of_class.maker}
    # Versions of attrs differ in whether `kw_only=True` holds for inherited fields too.
    is_forced = own.is_forced and own.maker != DATACLASS and any(of_class.fields for of_class in fields[:-1])
    if len(makers) > 1 or is_forced:
        return None
    return Constructor(tuple(_parameters(_merged(fields))), own.maker)


def _is_sure(target: Target, fields: ClassFields, bases: Bases) -> bool:
    """Tell whether all bases of a class are in sight, or known to have no fields, and the class is sure itself."""
    targets = bases.get(target, ())
    return fields.is_sure and all(
        base is not None or kind != "unknown" for base, kind in zip(targets, fields.bases, strict=True)
    )


def _merged(classes: list[ClassFields]) -> list[Field]:
    """Return the fields of classes, those of the furthest first.

    A dataclass's field that a class below defines anew keeps its place; attrs moves it to that class.
    """
    fields: dict[str, Field] = {}
    for of_class in classes:
        for field in of_class.fields:
            if of_class.maker != DATACLASS:
                fields.pop(field.attribute, None)
            fields[field.attribute] = field
    return [field for field in fields.values() if field.parameter]


def _parameters(fields: list[Field]) -> Iterator[str]:
    yield from (_parameter(field) for field in fields if not field.is_keyword_only)
    keywords = [_parameter(field) for field in fields if field.is_keyword_only]
    if keywords:
        yield "*"
        yield from keywords


def _parameter(field: Field) -> str:
    annotated = f"{field.parameter}: {field.annotation}" if field.annotation else field.parameter
    if not field.default:
        return annotated
    return f"{annotated} = {field.default}" if field.annotation else f"{annotated}={field.default}"
