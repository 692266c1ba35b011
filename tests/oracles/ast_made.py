"""Classes that calls make, by `ast`, with their fields by Python itself, which makes the classes of literal arguments.

Nothing here imports the code under test. Left out are classes that only a function has, and what comes by a star.
"""

from __future__ import annotations

import ast
import collections
import dataclasses
import enum
import typing
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from oracles.ast_facts import FUNCTIONS, dotted, owned_statements, qualname
from oracles.ast_kinds import _bindings, _origins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENUMS = {f"enum.{name}": getattr(enum, name, enum.Enum) for name in ("Enum", "Flag", "IntEnum", "IntFlag", "StrEnum")}
MAKERS: dict[str, Callable[..., Any]] = {
    "builtins.type": type,
    "collections.namedtuple": collections.namedtuple,
    "dataclasses.make_dataclass": dataclasses.make_dataclass,
    "types.new_class": type,
    "typing.NamedTuple": typing.NamedTuple,
    "typing.TypedDict": typing.TypedDict,
    **ENUMS,
}


class Made(NamedTuple):
    """A class that a call makes, or may make where the maker has several bindings."""

    qualname: str
    line: int
    is_certain: bool
    fields: tuple[str, ...] | None
    """None where the arguments are no literals, or Python refuses them."""


def made(tree: ast.Module) -> Iterator[Made]:
    """The classes that the module and its classes, wherever these stand, bind to names, in source order."""
    bindings = _bindings(tree)
    for node, owners in owned_statements(tree):
        is_local = bool(owners) and isinstance(owners[-1], FUNCTIONS)
        if is_local or not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        for target, call in _bound(node):
            origins = _origins(dotted(call.func), node.lineno, [tree, *owners], bindings)
            makers = [origin for origin in origins if origin in MAKERS and _makes(origin, call)]
            if makers:
                name = ".".join(filter(None, (qualname(owners), target)))
                yield Made(name, node.lineno, len(origins) == 1, _fields(makers[0], call))


def _bound(node: ast.Assign | ast.AnnAssign) -> Iterator[tuple[str, ast.Call]]:
    """Names and the calls that they are bound to; of several names of one class, its own or the first."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    pairs: list[tuple[str, ast.Call]] = []
    for target in targets:
        values = [node.value]
        names = [target]
        if isinstance(target, ast.Tuple | ast.List) and isinstance(node.value, ast.Tuple | ast.List):
            names, values = target.elts, node.value.elts if len(node.value.elts) == len(target.elts) else []
        pairs += [
            (name.id, value)
            for name, value in zip(names, values, strict=False)
            if isinstance(name, ast.Name) and isinstance(value, ast.Call)
        ]
    if len(targets) > 1:
        pairs = [pair for pair in pairs if _title(pair[1]) == pair[0]][:1] or pairs[:1]
    yield from pairs


def _title(call: ast.Call) -> object:
    return call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None


def _makes(maker: str, call: ast.Call) -> bool:
    """Whether the call makes a class: `type(x)` tells one, and `Shade(1)` looks a member up."""
    keywords = {keyword.arg for keyword in call.keywords}
    if maker == "builtins.type":
        return len(call.args) == 3 and not any(isinstance(argument, ast.Starred) for argument in call.args)
    return (len(call.args) > 1 or "names" in keywords) if maker in ENUMS else bool(call.args or call.keywords)


def _fields(maker: str, call: ast.Call) -> tuple[str, ...] | None:
    """The names that the class has by its call; types and values are replaced, since no name hangs on them."""
    try:
        if maker in ("typing.NamedTuple", "typing.TypedDict", "dataclasses.make_dataclass"):
            return tuple(_named(call))
        arguments = [ast.literal_eval(argument) for argument in call.args]
        ignored = ("module", "qualname", "type", "boundary")
        keywords = {each.arg: ast.literal_eval(each.value) for each in call.keywords if each.arg not in ignored}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cls = MAKERS[maker](*arguments, **keywords)
    except (ValueError, TypeError, AttributeError):
        return None
    if maker == "collections.namedtuple":
        return tuple(cls._fields)
    return tuple(cls.__members__) if maker in ENUMS else None


def _named(call: ast.Call) -> Iterator[str]:
    """The names in the second argument: keys of a dict, first items of pairs, or strings; ValueError for others."""
    if len(call.args) != 2:
        raise ValueError
    match call.args[1]:
        case ast.Dict(keys=keys):
            yield from (ast.literal_eval(key) for key in keys if key is not None)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            for item in items:
                yield ast.literal_eval(item.elts[0] if isinstance(item, ast.Tuple | ast.List) else item)
        case _:
            raise ValueError
