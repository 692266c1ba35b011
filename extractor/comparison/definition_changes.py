"""What changed in classes and functions: which came and went, and of those that stayed, the signature and the rest.

A name may have several definitions (overloads, accessors of a property, branches): equal ones are paired first, then
those of equal signature, then the rest in order.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

import msgspec

from extractor.comparison.change import Detail, FactChange, Subject
from extractor.comparison.code import Codes, is_same_expression
from extractor.comparison.details import bound_value, described, docstring, members, value
from extractor.comparison.parameters import parameter_details
from extractor.facts import Attribute, Class, Condition, Function, PythonFacts
from extractor.link.labels import class_labels, function_labels
from extractor.link.origins import module_names

Definition: TypeAlias = Class | Function
_Key: TypeAlias = tuple[bool, str]
"""Whether it is a class, and its qualname."""

_PLAIN = frozenset({"class", "function", "method", "nested function"})
"""Labels that say nothing beyond the kind of definition."""


class _Side(NamedTuple):
    """The definitions of one side, and what is needed to read them."""

    definitions: Mapping[_Key, list[Definition]]
    names: Mapping[str, str]
    """What the module's imports bind."""

    @staticmethod
    def of(facts: PythonFacts) -> _Side:
        """Return the side of a file's facts."""
        by_key: dict[_Key, list[Definition]] = {}
        for definition in facts.definitions():
            by_key.setdefault((isinstance(definition, Class), definition.qualname), []).append(definition)
        return _Side(by_key, module_names(facts))

    def labels(self, definition: Definition) -> list[str]:
        """Return what kind of definition it is, where that is more than a class or function."""
        labels = (
            class_labels(definition, self.names)
            if isinstance(definition, Class)
            else function_labels(definition, self.names)
        )
        return [label for label in labels if label not in _PLAIN]


def definition_changes(old: PythonFacts, new: PythonFacts, codes: Codes | None) -> Iterator[FactChange]:
    """Yield the changes of definitions that there are now, in source order, then the removal of those gone.

    With the code of both sides, bodies and values of several lines are compared too.
    """
    comparison = _Comparison(_Side.of(old), _Side.of(new), codes)
    there, here = comparison.old.definitions, comparison.new.definitions
    for key, after in here.items():
        if key not in there:
            yield FactChange(_subject(after[0]), key[1], "added", after[0].line)
        elif details := tuple(dict.fromkeys(comparison.details(there[key], after))):
            yield FactChange(_subject(after[0]), key[1], "changed", after[0].line, details)
    for key, before in there.items():
        if key not in here:
            yield FactChange(_subject(before[0]), key[1], "removed")


def _subject(definition: Definition) -> Subject:
    if isinstance(definition, Class):
        return "class"
    return "method" if definition.scope == "class" else "function"


class _Comparison(NamedTuple):
    """Both sides of a file, to be asked about one name after another."""

    old: _Side
    new: _Side
    codes: Codes | None

    def details(self, before: list[Definition], after: list[Definition]) -> Iterator[Detail]:
        for one, other in _pairs(before, after):
            if one is None or other is None:
                yield Detail("definition", old=_head(one) if one else None, new=_head(other) if other else None)
            else:
                yield from _label_details(self.old.labels(one), self.new.labels(other))
                yield from self._between(one, other)

    def _between(self, one: Definition, other: Definition) -> Iterator[Detail]:
        if isinstance(one, Function) and isinstance(other, Function):
            yield from parameter_details(one.parameters, other.parameters)
            yield from value("return annotation", one.returns, other.returns)
        yield from members("type parameter", one.type_parameters, other.type_parameters)
        yield from _decorator_details(one, other)
        if isinstance(one, Class) and isinstance(other, Class):
            yield from _class_details(one, other)
            yield from _attribute_details(one.attributes, other.attributes, self.codes)
        yield from value("condition", _under(one.conditions), _under(other.conditions))
        yield from docstring(one.docstring, other.docstring)
        if isinstance(one, Function) and isinstance(other, Function):
            yield from members("raise", one.raises, other.raises)
            if not self._does_the_same(one, other):
                yield Detail("implementation")

    def _does_the_same(self, one: Function, other: Function) -> bool:
        if one.uses != other.uses:
            return False
        return self.codes is None or self.codes.old.has_same_body(one, self.codes.new, other)


def _head(definition: Definition) -> str:
    """Return a definition's decorators and signature."""
    return "\n".join((*(f"@{decorator.text}" for decorator in definition.decorators), definition.signature))


# Pairs


def _content(definition: Definition) -> Hashable:
    """Return a definition without where it stands: a definition that only moved is the same."""
    content = msgspec.structs.replace(definition, line=0, end_line=0)
    if isinstance(content, Function):
        return content
    attributes = tuple(msgspec.structs.replace(attribute, line=0) for attribute in content.attributes)
    return msgspec.structs.replace(content, attributes=attributes)


_LIKENESS: Sequence[Callable[[Definition], Hashable]] = (
    lambda definition: (_content(definition), definition.end_line - definition.line),
    _content,
    lambda definition: (_head(definition), definition.conditions),
    lambda definition: tuple(decorator.text for decorator in definition.decorators),
)
"""What two definitions of a name are paired by, the strictest first."""


def _pairs(old: list[Definition], new: list[Definition]) -> Iterable[tuple[Definition | None, Definition | None]]:
    """Return which definition became which; None beside one that has no partner.

    A name may be defined several times, as overloads and branches are. Those that are alike in most are paired first,
    so that a new overload in front is one definition added and not three changed.
    """
    if len(old) == len(new) == 1:
        return zip(old, new, strict=True)
    pairs: list[tuple[Definition | None, Definition | None]] = []
    for likeness in _LIKENESS:
        waiting: dict[Hashable, list[Definition]] = {}
        for definition in old:
            waiting.setdefault(likeness(definition), []).append(definition)
        paired = [
            (partners.pop(0), definition) for definition in new if (partners := waiting.get(likeness(definition)))
        ]
        pairs += paired
        old = _without(old, [one for one, _ in paired])
        new = _without(new, [other for _, other in paired])
    return [*pairs, *zip_longest(old, new)]


def _without(these: list[Definition], those: list[Definition]) -> list[Definition]:
    gone = {id(definition) for definition in those}
    return [definition for definition in these if id(definition) not in gone]


# Details


def _label_details(old: list[str], new: list[str]) -> Iterator[Detail]:
    yield from (Detail("label", old=label) for label in old if label not in new)
    yield from (Detail("label", new=label) for label in new if label not in old)


def _decorator_details(old: Definition, new: Definition) -> Iterator[Detail]:
    before, after = ([decorator.text for decorator in definition.decorators] for definition in (old, new))
    details = list(members("decorator", before, after))
    yield from details
    if not details:
        yield from _order("decorator order", before, after)


def _order(aspect: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Detail]:
    """Yield a detail if lists of the same members have them in another order."""
    if any(not is_same_expression(*pair) for pair in zip(old, new, strict=True)):
        yield Detail(aspect, "", ", ".join(old), ", ".join(new))


def _class_details(old: Class, new: Class) -> Iterator[Detail]:
    bases = list(members("base", old.bases, new.bases))
    yield from bases
    if not bases:
        yield from _order("base order", old.bases, new.bases)
    yield from members("class keyword", old.keywords, new.keywords)


def _attribute_details(old: Iterable[Attribute], new: Iterable[Attribute], codes: Codes | None) -> Iterator[Detail]:
    before, after = ({attribute.name: attribute for attribute in side} for side in (old, new))
    yield from (
        Detail("attribute", old=_attribute(attribute)) for name, attribute in before.items() if name not in after
    )
    for name, attribute in after.items():
        if name not in before:
            yield Detail("attribute", new=_attribute(attribute))
            continue
        yield from value("attribute annotation", before[name].annotation, attribute.annotation, name)
        yield from bound_value("attribute value", before[name], attribute, codes, name)
        yield from described("attribute description", before[name], attribute, name)
        if before[name].origin != attribute.origin:
            yield Detail("attribute origin", name, before[name].origin, attribute.origin)


def _attribute(attribute: Attribute) -> str:
    return attribute.name if attribute.annotation is None else f"{attribute.name}: {attribute.annotation}"


# Conditions


def conditions_text(conditions: Iterable[Condition]) -> str:
    """Return the branches as their headers, outermost first: `if TYPE_CHECKING`, `try ImportError`."""
    return ", ".join(f"{condition.kind} {condition.test}".strip() for condition in conditions)


def _under(conditions: tuple[Condition, ...]) -> str | None:
    return conditions_text(conditions) if conditions else None
