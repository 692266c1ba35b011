"""Names bound at module level: constants, aliases, type aliases, type variables and plain variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

import libcst as cst

from extractor.extraction.python.bound import value_of
from extractor.extraction.python.descriptions import Beside
from extractor.extraction.python.positions import Span
from extractor.extraction.python.signatures import annotation_of, type_parameters_of
from extractor.extraction.python.tree import called_name, dotted_name, string_value
from extractor.facts import Condition, Variable

Kind: TypeAlias = Literal["alias", "constant", "type alias", "type variable", "variable"]
Binding: TypeAlias = tuple[cst.BaseExpression, cst.Annotation | None, cst.BaseExpression | None]
"""A target with its annotation and what is bound to it."""

_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]*")
_CAP_WORDS = re.compile(r"_*[A-Z]\w*")
_TYPE_VARIABLES = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple"})
_NEW_TYPES = frozenset({"NewType"})
_CLASS_MAKERS = frozenset({
    "Enum", "Flag", "IntEnum", "IntFlag", "NamedTuple", "StrEnum", "TypedDict", "make_dataclass", "namedtuple",
})  # fmt: skip
"""Calls that make a class, which is no constant though its name be in capitals."""
_BUILTIN_TYPES = frozenset({
    "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "range", "set",
    "slice", "str", "tuple", "type",
})  # fmt: skip
_GENERICS = _BUILTIN_TYPES | {
    "AbstractSet", "Annotated", "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Callable", "ChainMap",
    "ClassVar", "Collection", "Concatenate", "Container", "Coroutine", "Counter", "DefaultDict", "Deque", "Dict",
    "Final", "FrozenSet", "Generator", "ItemsView", "Iterable", "Iterator", "KeysView", "List", "Literal", "Mapping",
    "MutableMapping", "MutableSequence", "MutableSet", "Optional", "OrderedDict", "Reversible", "Sequence", "Set",
    "Tuple", "Type", "Union", "ValuesView", "defaultdict", "deque",
}  # fmt: skip
"""The subscriptable types of `typing`, `collections`, `collections.abc` and the builtins."""


def variables_of(
    node: cst.Assign | cst.AnnAssign | cst.TypeAlias,
    conditions: tuple[Condition, ...],
    span: Span,
    lines: Sequence[str],
    beside: Beside,
) -> Iterator[Variable]:
    """Yield a fact for each plain name that the statement binds; the lines are those of the source."""
    for target, annotation, bound in bindings(node):
        if isinstance(target, cst.Name):
            value = value_of(bound, node, span, lines, is_whole=beside.is_alone and bound is node.value)
            is_alias = isinstance(node, cst.TypeAlias)
            yield Variable(
                name=target.value,
                kind="type alias" if is_alias else _kind(target.value, annotation, bound),
                line=span[0],
                annotation=annotation_of(annotation),
                value=value.text,
                has_long_value=value.has_more,
                conditions=conditions,
                description=beside.description,
                comment=beside.comment,
                type_parameters=type_parameters_of(node) if isinstance(node, cst.TypeAlias) else (),
            )


def bindings(node: cst.Assign | cst.AnnAssign | cst.TypeAlias) -> Iterator[Binding]:
    """Yield every target of an assignment, tuples taken apart with their values where both have the same shape."""
    if isinstance(node, cst.TypeAlias):
        yield node.name, None, node.value
        return
    if isinstance(node, cst.AnnAssign):
        yield node.target, node.annotation, node.value
        return
    for target in node.targets:
        yield from _unpacked(target.target, node.value)


def _unpacked(target: cst.BaseExpression, value: cst.BaseExpression | None) -> Iterator[Binding]:
    if not isinstance(target, (cst.Tuple, cst.List)):
        yield target, None, value
        return
    for index, element in enumerate(target.elements):
        yield from _unpacked(element.value, _part(target, value, index))


def _part(target: cst.Tuple | cst.List, value: cst.BaseExpression | None, index: int) -> cst.BaseExpression | None:
    """Return the value's element for a target's, or None where unpacking only happens at run time."""
    if not isinstance(value, (cst.Tuple, cst.List)) or len(value.elements) != len(target.elements):
        return None
    if any(isinstance(element, cst.StarredElement) for element in (*target.elements, *value.elements)):
        return None
    return value.elements[index].value


def _kind(name: str, annotation: cst.Annotation | None, value: cst.BaseExpression | None) -> Kind:
    """Return the kind of a variable by how it is written and what is bound to it.

    `T = TypeVar("T")` is a type variable, `Pair = tuple[int, int]` a type alias, `MOST = 3` a constant, and
    `join = path.join` an alias.
    """
    if annotation is not None and _is_alias_mark(annotation.annotation):
        return "type alias"
    if value is not None and _CAP_WORDS.fullmatch(name):
        called = called_name(value).rpartition(".")[2] if isinstance(value, cst.Call) else ""
        if called in _TYPE_VARIABLES:
            return "type variable"
        if called in _NEW_TYPES or (annotation is None and _is_type(value)):
            return "type alias"
        if called in _CLASS_MAKERS:
            return "variable"
    if _CONSTANT.fullmatch(name):
        return "constant"
    return "alias" if isinstance(value, cst.Attribute) and dotted_name(value).endswith(f".{name}") else "variable"


def _is_alias_mark(annotation: cst.BaseExpression) -> bool:
    """Tell whether an annotation is `TypeAlias`, with or without quotes (PEP 613)."""
    name = string_value(annotation) or called_name(annotation)
    return name.rpartition(".")[2] == "TypeAlias"


def _is_type(value: cst.BaseExpression) -> bool:
    """Tell whether an expression can only be meant as a type: a subscripted generic, or a union with a known type."""
    if isinstance(value, cst.Subscript):
        return dotted_name(value.value).rpartition(".")[2] in _GENERICS
    members = list(_union(value))
    return len(members) > 1 and all(map(_may_be_type, members)) and any(map(_is_known_type, members))


def _union(value: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    while isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.BitOr):
        yield value.right
        value = value.left
    yield value


def _may_be_type(value: cst.BaseExpression) -> bool:
    return isinstance(value, (cst.Name, cst.Attribute, cst.Subscript, cst.SimpleString))


def _is_known_type(value: cst.BaseExpression) -> bool:
    return dotted_name(value) in _BUILTIN_TYPES | {"None"} or (isinstance(value, cst.Subscript) and _is_type(value))
