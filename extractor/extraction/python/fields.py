"""What a call says of the field that it is bound to: `Field(...)` of Pydantic, `field(...)`, `ib(...)` and the like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from extractor.extraction.python.docstrings import clean
from extractor.extraction.python.signatures import one_line
from extractor.extraction.python.tree import called_name, dotted_name, string_value

_FIELDS = frozenset({"Column", "PrivateAttr", "attrib", "field", "ib", "mapped_column"})
_WITH_DEFAULT_FIRST = frozenset({"Field", "PrivateAttr", "attrib", "ib"})
_DESCRIPTIONS = ("description", "doc", "help", "help_text")
_TRANSPARENT = frozenset({"_", "cleandoc", "dedent", "gettext", "gettext_lazy"})
"""Calls that leave the words of a text as they are."""
_FACTORIES = ("default_factory", "factory")


def is_field(name: str) -> bool:
    """Tell whether a call of that name describes what it is bound to in a class: `Field`, `models.CharField`, `ib`."""
    last = name.rpartition(".")[2]
    return last.endswith("Field") or last in _FIELDS


class FieldFacts(NamedTuple):
    """The default of a field, and its description; None and empty where the call does not say."""

    default: str | None = None
    description: str = ""


NO_FIELD = FieldFacts()


def field_facts(annotation: cst.Annotation | None, bound: cst.BaseExpression | None) -> FieldFacts:
    """Return what is said of a field: by what is bound, or in an annotation `Annotated[int, Field(...)]`."""
    calls = [*_annotated(annotation), *([bound] if isinstance(bound, cst.Call) else [])]
    if not calls:
        return NO_FIELD
    facts = NO_FIELD
    for call in calls:
        name = called_name(call).rpartition(".")[2]
        if is_field(name) or (name == "Meta" and call is not bound):
            facts = FieldFacts(_default(name, call) or facts.default, _description(call) or facts.description)
        elif name == "Doc" and call is not bound and call.args:  # PEP 727
            facts = facts._replace(description=_text(call.args[0].value) or facts.description)
    return facts


def _annotated(annotation: cst.Annotation | None) -> Iterator[cst.Call]:
    """Yield the calls behind the type in `Annotated[...]`."""
    node = annotation.annotation if annotation is not None else None
    if isinstance(node, cst.Subscript) and dotted_name(node.value).rpartition(".")[2] == "Annotated":
        for element in node.slice[1:]:
            if isinstance(element.slice, cst.Index) and isinstance(element.slice.value, cst.Call):
                yield element.slice.value


def _default(name: str, call: cst.Call) -> str | None:
    for argument in call.args:
        keyword = argument.keyword.value if argument.keyword is not None else ""
        is_first = argument is call.args[0] and not keyword and not argument.star and name in _WITH_DEFAULT_FIRST
        if (keyword == "default" or is_first) and not isinstance(argument.value, cst.Ellipsis):
            return one_line(argument.value)
        if keyword in _FACTORIES:
            return _made(argument.value)
    return None


def _made(factory: cst.BaseExpression) -> str | None:
    """Return what a factory makes: `list()` of `list`, `[]` of `lambda: []`."""
    if isinstance(factory, cst.Lambda):
        return one_line(factory.body)
    name = dotted_name(factory)
    return f"{name}()" if name else None


def _description(call: cst.Call) -> str:
    named = {argument.keyword.value: argument.value for argument in call.args if argument.keyword is not None}
    texts = [_text(named[name]) for name in _DESCRIPTIONS if name in named]
    metadata = named.get("metadata")
    if isinstance(metadata, cst.Dict):
        pairs = [element for element in metadata.elements if isinstance(element, cst.DictElement)]
        texts += [_text(pair.value) for pair in pairs if string_value(pair.key) in _DESCRIPTIONS]
    return next(filter(None, texts), "")


def _text(node: cst.BaseExpression) -> str:
    """Return the text of a string, also in a call that takes its indentation off or translates it."""
    if isinstance(node, cst.Call) and len(node.args) == 1 and called_name(node).rpartition(".")[2] in _TRANSPARENT:
        node = node.args[0].value
    return clean(string_value(node) or "")
