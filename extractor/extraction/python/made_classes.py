"""Classes that a call makes: `Point = namedtuple("Point", "x y")`, with the fields that the call names.

A call counts where the module's imports say that it is one of these functions; so `Shade = Enum("Shade", "LIGHT DARK")`
counts, and `Shade("LIGHT")` does not. Fields that only running the call would tell are left out.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

import libcst as cst
from msgspec.structs import replace

from extractor.extraction.python.class_makers import ENUMS
from extractor.extraction.python.docstrings import clean
from extractor.extraction.python.positions import Span
from extractor.extraction.python.signatures import code, one_line
from extractor.extraction.python.tree import dotted_name, string_value
from extractor.extraction.python.variables import bindings
from extractor.facts import Attribute, AttributeRole, Class, Condition, Scope

_LENGTH_OF_PAIR = 2
_LENGTH_OF_TRIPLE = 3
_DOCSTRING = "__doc__"
_FEW = re.compile(r"[1-9][0-9]?")
"""How often elements may be repeated: what a file says may be any number."""
_ROLES: Mapping[str, AttributeRole] = {
    "NamedTuple": "field",
    "TypedDict": "key",
    "make_dataclass": "field",
    "namedtuple": "field",
    **dict.fromkeys(ENUMS, "member"),
}
"""What a class has by the call that makes it."""


class MadeField(NamedTuple):
    """A field, member or key of a class, as its call names it."""

    name: str
    annotation: str | None = None
    value: str | None = None


class MadeClass(NamedTuple):
    """What a call says of the class that it makes."""

    maker: str
    """The absolute name of what is called (`collections.namedtuple`)."""
    title: str
    """What the class calls itself; empty where that is no literal."""
    fields: tuple[MadeField, ...] = ()
    bases: tuple[str, ...] = ()
    docstring: str | None = None

    def attributes(self, line: int) -> dict[str, Attribute]:
        """Return the fields as attributes of the class, by name."""
        role = _ROLES.get(self.maker.rpartition(".")[2], "")
        attributes: dict[str, Attribute] = {}
        for name, annotation, value in self.fields:
            is_long = value is not None and "\n" in value  # a string of several lines is in it
            shown = None if is_long else value
            attributes[name] = Attribute(name, "class", line, annotation, shown, has_long_value=is_long, role=role)
        return attributes

    def fact(
        self,
        node: cst.Assign | cst.AnnAssign,
        scope: Scope,
        qualname: str,
        span: Span,
        conditions: tuple[Condition, ...],
    ) -> Class:
        """Return the class as the assignment that binds it to a name defines it."""
        return Class(
            name=qualname.rpartition(".")[2],
            qualname=qualname,
            scope=scope,
            line=span[0],
            end_line=span[1],
            signature=code(node.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)),
            docstring=None if self.docstring is None else clean(self.docstring),
            conditions=conditions,
            bases=self.bases,
            attributes=tuple(self.attributes(span[0]).values()),
            maker=self.maker,
        )


class _Arguments:
    """The arguments of a call, by position or by keyword."""

    def __init__(self, call: cst.Call) -> None:
        self.positional = [argument.value for argument in call.args if argument.keyword is None and not argument.star]
        self.keywords = {argument.keyword.value: argument.value for argument in call.args if argument.keyword}
        self.is_plain = not any(argument.star for argument in call.args)

    def get(self, index: int, name: str) -> cst.BaseExpression | None:
        return self.positional[index] if index < len(self.positional) else self.keywords.get(name)


_Reader: TypeAlias = Callable[[str, str, _Arguments], MadeClass | None]


def made_by(node: cst.Assign | cst.AnnAssign, makers: Mapping[str, str]) -> Iterator[tuple[str, MadeClass]]:
    """Yield the names that an assignment binds to classes which its calls make, and what is known of each.

    The makers are names as the module writes them, each with the absolute name that it stands for. Of `A = B = ...`
    the name counts that the class has itself, or the first.
    """
    # `isinstance` asks an abstract class, ten times as slowly; nearly all assignments end here.
    if type(node.value) is cst.Call:
        if dotted_name(node.value.func) not in makers:
            return
    elif type(node.value) is not cst.Tuple and type(node.value) is not cst.List:
        return
    classes = [(target.value, made) for target, made in _bound(node, makers) if made is not None]
    if isinstance(node, cst.Assign) and len(node.targets) > 1:
        classes = [item for item in classes if item[0] == item[1].title][:1] or classes[:1]
    yield from classes


def docstring_given(node: cst.Assign | cst.AnnAssign) -> tuple[str, str | None]:
    """Return the name that an assignment to a `__doc__` documents, and the docstring; None for any other assignment."""
    target = node.targets[0].target if isinstance(node, cst.Assign) else node.target
    if type(target) is not cst.Attribute or target.attr.value != _DOCSTRING:
        return "", None
    text = string_value(node.value)
    return dotted_name(target.value), None if text is None else clean(text)


def with_described(definition: Class, given: Mapping[str, str]) -> Class:
    """Return a class whose fields have the docstrings given by their dotted names; what is described keeps its own."""
    if not given:
        return definition
    attributes = tuple(
        replace(attribute, description=given[name])
        if (name := f"{definition.qualname}.{attribute.name}") in given and not attribute.description
        else attribute
        for attribute in definition.attributes
    )
    return replace(definition, attributes=attributes)


def _bound(node: cst.Assign | cst.AnnAssign, makers: Mapping[str, str]) -> Iterator[tuple[cst.Name, MadeClass | None]]:
    for target, _, value in bindings(node):
        if isinstance(target, cst.Name):
            yield target, _made_class(value, makers)


def inherited_fields(node: cst.ClassDef, makers: Mapping[str, str], line: int) -> dict[str, Attribute]:
    """Return the fields that a class statement has from calls among its bases: `class Point(namedtuple(...))`."""
    attributes: dict[str, Attribute] = {}
    for base in node.bases:
        made = _made_class(base.value, makers)
        if made is not None:
            attributes |= made.attributes(line)
    return attributes


def _made_class(value: cst.BaseExpression | None, makers: Mapping[str, str]) -> MadeClass | None:
    if not isinstance(value, cst.Call) or not value.args:
        return None
    written = dotted_name(value.func)
    maker = makers.get(written)
    if maker is None:
        return None
    return _READERS[maker.rpartition(".")[2]](maker, written, _Arguments(value))


def _named_tuple(maker: str, _written: str, arguments: _Arguments) -> MadeClass | None:
    """Read `namedtuple(typename, field_names, *, rename=False, defaults=None)`."""
    names = _names(arguments.get(1, "field_names"))
    rename = arguments.keywords.get("rename")
    if rename is not None and dotted_name(rename) != "False":
        names = list(_renamed(names))
    defaults = _elements(arguments.keywords.get("defaults"))
    values = [*[None] * (len(names) - len(defaults)), *map(one_line, defaults)]
    fields = tuple(MadeField(name, None, value) for name, value in zip(names, values, strict=False))
    return MadeClass(maker, _title(arguments.get(0, "typename")), fields)


def _renamed(names: Sequence[str]) -> Iterator[str]:
    """Yield names, those that no field may have as `_1`, by their positions."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        is_fit = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_") and name not in seen
        yield name if is_fit else f"_{index}"
        seen.add(name)


def _typed(maker: str, _written: str, arguments: _Arguments) -> MadeClass | None:
    """Read `NamedTuple(typename, [(name, type)])` and `TypedDict(typename, {name: type})`, or with keywords."""
    if len(arguments.positional) > 1 or "fields" in arguments.keywords:
        pairs = _pairs(arguments.get(1, "fields"))
    else:
        pairs = [item for item in arguments.keywords.items() if item[0] not in _NO_FIELDS]
    fields = tuple(MadeField(name, one_line(annotation)) for name, annotation in pairs)
    return MadeClass(maker, _title(arguments.get(0, "typename")), fields)


_NO_FIELDS = frozenset({"closed", "extra_items", "total", "typename"})
"""Keywords of `TypedDict` that say something of all keys (PEP 728), and the name of the class."""


def _enum(maker: str, written: str, arguments: _Arguments) -> MadeClass | None:
    """Read `Enum(value, names)`; without names it looks a member up."""
    names = arguments.get(1, "names")
    if names is None:
        return None
    pairs = _pairs(names)
    if pairs:
        fields = tuple(MadeField(name, None, one_line(value)) for name, value in pairs)
    else:
        fields = tuple(MadeField(name) for name in _names(names))
    mixed_in = arguments.keywords.get("type")
    bases = (written,) if mixed_in is None else (one_line(mixed_in), written)
    return MadeClass(maker, _title(arguments.get(0, "value")), fields, bases)


def _dataclass(maker: str, _written: str, arguments: _Arguments) -> MadeClass | None:
    """Read `make_dataclass(cls_name, fields, *, bases=(), namespace=None)`."""
    fields = [*map(_data_field, _elements(arguments.get(1, "fields")))]
    namespace, docstring = _namespace(arguments.keywords.get("namespace"))
    bases = tuple(map(one_line, _elements(arguments.keywords.get("bases"))))
    known = tuple(field for field in chain(fields, namespace) if field is not None)
    return MadeClass(maker, _title(arguments.get(0, "cls_name")), known, bases, docstring)


def _data_field(element: cst.BaseExpression) -> MadeField | None:
    """Return a field of `make_dataclass`: a name, or a name with its type and what it is by default."""
    parts = _elements(element)
    name = string_value(parts[0] if parts else element)
    if name is None:
        return None
    annotation = one_line(parts[1]) if len(parts) >= _LENGTH_OF_PAIR else None
    return MadeField(name, annotation, one_line(parts[2]) if len(parts) == _LENGTH_OF_TRIPLE else None)


def _type(maker: str, _written: str, arguments: _Arguments) -> MadeClass | None:
    """Read `type(name, bases, namespace)`; with one argument it tells the class of a value."""
    if len(arguments.positional) != _LENGTH_OF_TRIPLE or not arguments.is_plain:
        return None
    title, bases, namespace = arguments.positional
    fields, docstring = _namespace(namespace)
    return MadeClass(maker, _title(title), fields, tuple(map(one_line, _elements(bases))), docstring)


def _new_class(maker: str, _written: str, arguments: _Arguments) -> MadeClass | None:
    """Read `types.new_class(name, bases=(), kwds=None, exec_body=None)`."""
    bases = tuple(map(one_line, _elements(arguments.get(1, "bases"))))
    return MadeClass(maker, _title(arguments.get(0, "name")), (), bases)


def _namespace(value: cst.BaseExpression | None) -> tuple[tuple[MadeField, ...], str | None]:
    """Return what a namespace binds, and the docstring among it."""
    pairs = dict(_pairs(value))
    docstring = string_value(pairs.pop(_DOCSTRING, None))
    return tuple(MadeField(name, None, one_line(bound)) for name, bound in pairs.items()), docstring


_READERS: Mapping[str, _Reader] = {
    "namedtuple": _named_tuple,
    "NamedTuple": _typed,
    "TypedDict": _typed,
    "make_dataclass": _dataclass,
    "type": _type,
    "new_class": _new_class,
    **dict.fromkeys(ENUMS, _enum),
}


def _title(value: cst.BaseExpression | None) -> str:
    return string_value(value) or ""


def _elements(value: cst.BaseExpression | None) -> list[cst.BaseExpression]:
    """Return the elements of a list or tuple, be it repeated as `(None,) * 2`; nothing of anything else."""
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Multiply):
        times = value.right.value if isinstance(value.right, cst.Integer) else ""
        return _elements(value.left) * int(times) if _FEW.fullmatch(times) else []
    if not isinstance(value, (cst.List, cst.Tuple)):
        return []
    elements = [element.value for element in value.elements if not isinstance(element, cst.StarredElement)]
    return elements if len(elements) == len(value.elements) else []


def _names(value: cst.BaseExpression | None) -> list[str]:
    """Return names: those in a string, or the strings of a list or tuple, of a `"a b".split()`, or of a sum of them."""
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add):
        parts = _names(value.left), _names(value.right)
        return [*parts[0], *parts[1]] if all(parts) else []
    if isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute) and value.func.attr.value == "split":
        return [] if value.args else _names(value.func.value)
    text = string_value(value)
    if text is not None:
        return text.replace(",", " ").split()
    names = [string_value(element) for element in _elements(value)]
    return [name for name in names if name is not None] if None not in names else []


def _pairs(value: cst.BaseExpression | None) -> list[tuple[str, cst.BaseExpression]]:
    """Return what a dict, `dict(a=1)`, or a list or tuple of pairs binds to names; nothing of what is neither."""
    items: list[Sequence[cst.BaseExpression]]
    if isinstance(value, cst.Call) and dotted_name(value.func) == "dict":
        return list(_Arguments(value).keywords.items())
    if isinstance(value, cst.Dict):
        items = [(item.key, item.value) for item in value.elements if isinstance(item, cst.DictElement)]
    else:
        items = [_elements(element) for element in _elements(value)]
    named = [(string_value(item[0]), item[1]) for item in items if len(item) == _LENGTH_OF_PAIR]
    return [(name, bound) for name, bound in named if name is not None]
