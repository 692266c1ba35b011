"""LibCST's parser, without what its nodes do for people who make them by hand.

The parser asks the module `libcst` for what makes each kind of node. While it works, another module stands there, whose
makers fill nodes without checking what they are made of: the parser makes none that are wrong. Equal white space, line
ends, commas and dots in a tree are one node.

That is worth a fifth of a build (`make bench`), and stays for that alone: without it `parse` is `libcst.parse_module`.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import ModuleType
from typing import Any, TypeAlias, cast

import libcst as cst

_Maker: TypeAlias = Callable[..., cst.CSTNode]


def parse(text: str) -> cst.Module:
    """Return the tree of a source; raises `libcst.ParserSyntaxError`."""
    with _makers_at_work():
        return cst.parse_module(text)


@contextlib.contextmanager
def _makers_at_work() -> Iterator[None]:
    """Put our makers in the place of `libcst`, and let go of what they have made."""
    sys.modules[cst.__name__] = _MAKERS
    try:
        yield
    finally:
        sys.modules[cst.__name__] = cst
        for name in _SHARED:
            vars(_MAKERS).pop(name, None)


def _stand_in(name: str) -> Any:
    """Return what stands in for something of `libcst`, which is at hand from now on."""
    member = getattr(cst, name)
    if isinstance(member, type) and issubclass(member, cst.CSTNode):
        member = _SHARED.get(name, _each_anew)(_maker(member))
    setattr(_MAKERS, name, member)
    return member


_MAKERS = ModuleType(cst.__name__)
_MAKERS.__getattr__ = _stand_in  # type: ignore[method-assign]
_MAKERS.__spec__ = cst.__spec__  # which each import looks into; the parser makes one for each node


@cache
def _maker(kind: type[cst.CSTNode]) -> _Maker:
    """Return what makes nodes of a kind given its fields by name; what is not given is the same in all of them.

    The class would set each field past its own guard against changes, which takes a tenth of the parser's time.
    """
    parts = fields(kind) if is_dataclass(kind) else ()
    slots = {part.name: getattr(kind, part.name, None) for part in parts}
    if not parts or not all(map(inspect.ismemberdescriptor, slots.values())):
        return kind
    known: dict[str, Any] = {"new": object.__new__, "kind": kind}
    known |= {f"set_{name}": slot.__set__ for name, slot in slots.items() if slot}
    known |= {f"default_{part.name}": _default(part) for part in parts if not _is_required(part)}
    given = (part.name if _is_required(part) else f"{part.name}=default_{part.name}" for part in parts)
    lines = [
        f"def make(*, {', '.join(given)}):",
        "    node = new(kind)",
        *(f"    set_{name}(node, {name})" for name in slots),
        "    return node",
    ]
    exec("\n".join(lines), known)
    return cast("_Maker", known["make"])


def _is_required(part: Field[Any]) -> bool:
    return part.default is MISSING and part.default_factory is MISSING


def _default(part: Field[Any]) -> object:
    return part.default if part.default_factory is MISSING else part.default_factory()


def _each_anew(kind: _Maker) -> _Maker:
    return kind


def _once_of_text(kind: _Maker) -> _Maker:
    """Return what makes nodes of a kind whose one part is a text, and gives the one that it made of it before."""
    made: dict[str, cst.CSTNode] = {}

    def make(value: str) -> cst.CSTNode:
        node = made.get(value)
        if node is None:
            node = made[value] = kind(value=value)
        return node

    return make


def _once_of_nodes(kind: _Maker) -> _Maker:
    """Return what makes nodes of a kind with several parts, and gives the one that it made of the same parts before.

    Parts are the same by identity: the nodes among them were made once too.
    """
    made: dict[tuple[int, ...], cst.CSTNode] = {}

    def make(**parts: object) -> cst.CSTNode:
        key = (*map(id, parts.values()),)  # nobody else's while the node is there, which holds them
        node = made.get(key)
        if node is None:
            node = made[key] = kind(**parts)
        return node

    return make


_SHARED: Mapping[str, Callable[[_Maker], _Maker]] = {
    "SimpleWhitespace": _once_of_text,
    "Newline": _once_of_nodes,
    "TrailingWhitespace": _once_of_nodes,
    "Comma": _once_of_nodes,
    "Dot": _once_of_nodes,
}
"""Six nodes of ten are of these kinds, and nothing hangs on which of two equal ones stands somewhere."""
