"""The fields that `dataclasses` and attrs see in the body of one class, as far as its own source tells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, TypeAlias

from extractor.facts import Attribute, Class, Struct
from extractor.link.expressions import CallText, applied, call_in, literal_in, subscript_in
from extractor.link.labels import ATTRS_DECORATORS, EXCEPTIONS
from extractor.link.origins import canonical
from extractor.link.stdlib import STANDARD_LIBRARY

DATACLASS = "dataclasses.dataclass"
_MAKERS = frozenset({DATACLASS, *ATTRS_DECORATORS})
_CLASSIC = frozenset({"attr.attrs", "attr.s"})
"""Decorators of attrs that look at annotations only where they are told to."""
_WITH_POSITION = frozenset({"attr.attr", "attr.attrib", "attr.ib"})
"""Calls that take the default as their first argument, too."""
_FIELD_CALLS = _WITH_POSITION | {"attr.field", "attrs.field", "dataclasses.field"}
_FACTORIES = frozenset({"attr.Factory", "attrs.Factory"})
_NOTHING = frozenset({"attr.NOTHING", "attrs.NOTHING", "dataclasses.MISSING"})
_CLASS_VARIABLES = frozenset({"typing.ClassVar", "typing_extensions.ClassVar"})
_SURPRISING = frozenset({"field_transformer", "these"})
"""Arguments by which the fields of an attrs class are not those of its body."""
_PLAIN_BASES = EXCEPTIONS | {"bytes", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple"}
_EMPTY_BASES = frozenset({
    "abc.ABC", "object", "typing.Generic", "typing.Protocol", "typing_extensions.Generic", "typing_extensions.Protocol",
})  # fmt: skip
_PLAIN_MODULES = STANDARD_LIBRARY | {"typing_extensions"}
_LAMBDA = re.compile(r"lambda\s*:\s*(.+)", re.DOTALL)
_TOLD = frozenset({None, "True", "False"})


BaseKind: TypeAlias = Literal["empty", "plain", "unknown"]
"""`plain`: one of Python's own, in which there are no fields; `empty`: one of these without public members."""


class Field(Struct, frozen=True):
    """One field of a class."""

    attribute: str
    parameter: str
    """Its name in the constructor; empty where that does not take it."""
    annotation: str
    default: str
    """As source: of a factory, the call of it. Empty where there is none."""
    is_keyword_only: bool


class ClassFields(Struct, frozen=True):
    """What one class adds to a constructor."""

    maker: str = ""
    """The decorator that looks for fields, by its origin; empty where there is none."""
    fields: tuple[Field, ...] = ()
    is_sure: bool = False
    """Whether nothing of it hangs on what is beyond the class's own source."""
    has_constructor: bool = False
    is_forced: bool = False
    """Whether all fields are told to be keywords only."""
    bases: tuple[BaseKind, ...] = ()
    """What each base is by its name, for one that is out of sight."""


class _UnsureError(Exception):
    """Something cannot be told by reading."""


def fields_of(cls: Class, methods: Collection[str], defaults: Collection[str], names: Mapping[str, str]) -> ClassFields:
    """Return what a class adds to a constructor, given its methods, their decorators, and the names that it sees."""
    bases = tuple(_base_kind(base.partition("[")[0].strip(), names) for base in cls.bases)
    applying = [applied(decorator.text) for decorator in cls.decorators]
    makers = [call for call in applying if canonical(call.name, names) in _MAKERS]
    if not all(call in makers or _is_plain(call.name, names) for call in applying) or len(makers) > 1:
        return ClassFields(bases=bases)
    if not makers:
        return ClassFields(is_sure=True, bases=bases)
    (call,) = makers
    try:
        flags = _flags(call)
        is_forced = flags["kw_only"] == "True"
        maker = canonical(call.name, names)
        reading = _Reading(names, defaults, is_forced)
        is_dataclass = maker == DATACLASS
        fields = reading.of_dataclass(cls) if is_dataclass else reading.of_attrs(cls, flags, maker in _CLASSIC)
        has_constructor = "__init__" not in methods and flags["init"] != "False"
        return ClassFields(maker, tuple(fields), True, has_constructor, is_forced, bases)
    except _UnsureError:
        return ClassFields(canonical(call.name, names), bases=bases)


def _base_kind(name: str, names: Mapping[str, str]) -> BaseKind:
    if canonical(name, names) in _EMPTY_BASES and "*" not in names:
        return "empty"
    return "plain" if _is_plain(name, names, _PLAIN_BASES) else "unknown"


def _is_plain(name: str, names: Mapping[str, str], builtins: Collection[str] = ()) -> bool:
    """Tell whether a name is the standard library's, where no class has fields, or one of some built-in ones."""
    origin = canonical(name, names)
    if "." not in origin:
        return origin in builtins and "*" not in names
    return origin.partition(".")[0] in _PLAIN_MODULES


def _flags(call: CallText) -> Mapping[str, str | None]:
    """Return what the decorator is told, each `True`, `False` or nothing."""
    if call.is_open or call.positional or not _SURPRISING.isdisjoint(call.keywords):
        raise _UnsureError
    flags = {keyword: call.keywords.get(keyword) for keyword in ("auto_attribs", "init", "kw_only")}
    if not _TOLD.issuperset(flags.values()):
        raise _UnsureError
    return flags


class _Reading:
    """One class that is read."""

    def __init__(self, names: Mapping[str, str], defaults: Collection[str], is_keyword_only: bool) -> None:
        self._names = names
        self._defaults = defaults
        self._is_keyword_only = is_keyword_only

    def of_dataclass(self, cls: Class) -> Iterator[Field]:
        """Yield the fields of a dataclass: what is annotated, but for class variables."""
        for attribute in _bound(cls):
            kind = _unquoted(attribute.annotation)
            origin = self._origin(kind)
            if kind and origin not in _CLASS_VARIABLES:
                inner = subscript_in(kind) if origin == "dataclasses.InitVar" else None
                is_keyword_only = self._is_keyword_only or attribute.role == "keyword-only"
                yield self._field(attribute, inner[1][0] if inner else kind, is_keyword_only)

    def of_attrs(self, cls: Class, flags: Mapping[str, str | None], is_classic: bool) -> Iterator[Field]:
        """Yield the fields of an attrs class: what is annotated or, where one field is not, what is called a field."""
        declared = [attribute for attribute in _bound(cls) if self._call(attribute)]
        told = flags["auto_attribs"]
        if told == "True" or (told is None and not is_classic and all(attribute.annotation for attribute in declared)):
            declared = [attribute for attribute in _bound(cls) if self._is_annotated(attribute)]
        for attribute in declared:
            field = self._field(attribute, _unquoted(attribute.annotation), self._is_keyword_only)
            yield _without_underscores(field)

    def _is_annotated(self, attribute: Attribute) -> bool:
        """Tell whether an annotation makes an attribute a field."""
        kind = _unquoted(attribute.annotation)
        return bool(kind) and self._origin(kind) not in _CLASS_VARIABLES

    def _origin(self, kind: str) -> str:
        return canonical(kind.partition("[")[0].strip(), self._names)

    def _call(self, attribute: Attribute) -> CallText | None:
        """Return the call by which an attribute is called a field, if it is."""
        if attribute.has_long_value:
            raise _UnsureError
        call = call_in(attribute.value or "")
        return call if call and canonical(call.name, self._names) in _FIELD_CALLS else None

    def _field(self, attribute: Attribute, kind: str, is_keyword_only: bool) -> Field:
        name, call = attribute.name, self._call(attribute)
        if call is None:
            return Field(name, name, kind, self._default(attribute.value or ""), is_keyword_only)
        given = dict(call.keywords)
        if call.positional and canonical(call.name, self._names) in _WITH_POSITION:
            given["default"] = call.positional[0]
        elif call.positional:
            raise _UnsureError
        if call.is_open or not _TOLD.issuperset((given.get("init"), given.get("kw_only"))):
            raise _UnsureError
        factory = given.get("default_factory") or given.get("factory")
        default = _made_by(factory) if factory else self._default(given.get("default", ""))
        return Field(
            attribute=name,
            parameter="" if given.get("init") == "False" else literal_in(given.get("alias")) or name,
            annotation="" if "converter" in given else kind,  # which takes what it takes
            default="..." if name in self._defaults else default,
            is_keyword_only=given.get("kw_only", str(is_keyword_only)) == "True",
        )

    def _default(self, value: str) -> str:
        """Return a default as source; that of attrs' `Factory` is what it makes."""
        if canonical(value, self._names) in _NOTHING:
            return ""
        call = call_in(value)
        if call and canonical(call.name, self._names) in _FACTORIES:
            return _made_by(call.positional[0]) if len(call.positional) == 1 and not call.keywords else "..."
        return value


def _bound(cls: Class) -> list[Attribute]:
    return [attribute for attribute in cls.attributes if attribute.origin == "class"]


def _unquoted(annotation: str | None) -> str:
    return literal_in(annotation) or annotation or ""


def _made_by(factory: str) -> str:
    """Return what a factory makes: of `list` that is `list()`, of `lambda: [1]` it is `[1]`."""
    body = _LAMBDA.fullmatch(factory)
    if body:
        return body[1]
    return f"{factory}()" if call_in(f"{factory}()") else "..."


def _without_underscores(field: Field) -> Field:
    """Return a field of attrs, whose parameter has no leading underscores unless it is told another name."""
    if field.parameter != field.attribute:
        return field
    return Field(field.attribute, field.parameter.lstrip("_"), field.annotation, field.default, field.is_keyword_only)
