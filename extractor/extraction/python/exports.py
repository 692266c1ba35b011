"""`__all__` in the forms that real modules give it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import libcst as cst

from extractor.extraction.python.signatures import one_line
from extractor.extraction.python.tree import dotted_name, string_value
from extractor.facts import Exports, Import, ImportedName

_ALL = "__all__"
_TAKEN = frozenset({ImportedName(_ALL), ImportedName(_ALL, _ALL)})
_WRAPPERS = frozenset({"list", "tuple", "set", "frozenset", "sorted"})
"""Calls of one argument that keep the names that they are given."""

_CHAINS = frozenset({"chain", "itertools.chain"})
_JOINS = (cst.Add, cst.BitOr)

Part: TypeAlias = tuple[str, str]
"""What `__all__` is made of: a ("name" | "module" | "unresolved" | "removed" | "self", text) pair."""


class ExportsBuilder:
    """Follows the module-level statements on `__all__` in source order; `result` is what they leave behind."""

    def __init__(self) -> None:
        self._parts: dict[Part, None] = {}
        self._seen = False
        self._aliases: dict[str, str] = {}
        """Other names of the `__all__` of modules."""

    def result(self) -> Exports | None:
        """Return the exports, or None for a module that says nothing of `__all__`."""
        if not self._seen:
            return None
        kinds = ("name", "module", "unresolved", "removed")
        return Exports(*(tuple(text for kind, text in self._parts if kind == wanted) for wanted in kinds))

    def assign(self, node: cst.Assign | cst.AnnAssign | cst.AugAssign, is_conditional: bool) -> None:
        """Take in an assignment; one that does not bind `__all__` changes nothing."""
        targets = [target.target for target in node.targets] if isinstance(node, cst.Assign) else [node.target]
        if node.value is None or not any(dotted_name(target) == _ALL for target in targets):
            return
        parts = list(_parts(node.value))
        self._bind(parts, keeps=isinstance(node, cst.AugAssign) or is_conditional or ("self", _ALL) in parts)

    def take_over(self, statement: Import, is_conditional: bool) -> None:
        """Take in `from module import __all__`; any other import changes nothing."""
        module = "." * statement.level + statement.module
        self._aliases.update({item.alias: module for item in statement.names if item.name == _ALL and item.alias})
        if not _TAKEN.isdisjoint(statement.names):
            self._bind([("module", module)], keeps=is_conditional)

    def call(self, node: cst.Expr, is_conditional: bool) -> None:
        """Take in `__all__.extend(...)`, `.append`, `.insert` and `.remove`; any other expression changes nothing."""
        call = node.value
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
            return
        if dotted_name(call.func.value) != _ALL or not call.args:
            return
        method, argument = call.func.attr.value, call.args[-1].value
        if method == "remove" and is_conditional:
            return  # it may stay: a name too many beats a name lost
        _METHODS.get(method, ExportsBuilder._ignore)(self, argument)

    def _bind(self, parts: list[Part], keeps: bool) -> None:
        """Bind `__all__`, which may keep what it had in a branch: a name too many beats a name lost."""
        if not keeps:
            self._parts.clear()
        self._add(parts)

    def _add(self, parts: list[Part]) -> None:
        self._seen = True
        self._parts.update(dict.fromkeys(self._known(part) for part in parts if part[0] != "self"))

    def _known(self, part: Part) -> Part:
        """Return a part that is another module's `__all__` by another name as that of the module."""
        kind, text = part
        return ("module", self._aliases[text]) if kind == "unresolved" and text in self._aliases else part

    def _extend(self, argument: cst.BaseExpression) -> None:
        self._add(list(_parts(argument)))

    def _append(self, argument: cst.BaseExpression) -> None:
        self._add([_element(argument)])

    def _remove(self, argument: cst.BaseExpression) -> None:
        self._seen = True
        removed = _element(argument)
        if removed in self._parts:
            del self._parts[removed]
        elif removed[0] == "name" and any(kind == "module" for kind, _ in self._parts):
            self._parts["removed", removed[1]] = None
        else:
            self._parts["unresolved", f"{_ALL}.remove({one_line(argument)})"] = None

    def _ignore(self, argument: cst.BaseExpression) -> None:
        """Leave things as they are: `__all__.sort()` and the like change no name."""


_METHODS: Mapping[str, Callable[[ExportsBuilder, cst.BaseExpression], None]] = {
    "append": ExportsBuilder._append,
    "extend": ExportsBuilder._extend,
    "insert": ExportsBuilder._append,
    "remove": ExportsBuilder._remove,
}


def _parts(value: cst.BaseExpression) -> Iterator[Part]:
    """Yield what an expression contributes to `__all__`, in order."""
    while isinstance(value, cst.Call) and _has_one_argument(value) and dotted_name(value.func) in _WRAPPERS:
        value = value.args[0].value
    if isinstance(value, (cst.List, cst.Tuple, cst.Set)):
        for element in value.elements:
            if isinstance(element, cst.StarredElement):
                yield from _parts(element.value)
            else:
                yield _element(element.value)
    elif isinstance(value, cst.BinaryOperation) and isinstance(value.operator, _JOINS):
        yield from _parts(value.left)
        yield from _parts(value.right)
    elif isinstance(value, cst.Call) and (joined := list(_joined(value))):
        for part in joined:
            yield from _parts(part)
    else:
        yield _whole(value)


def _joined(call: cst.Call) -> Iterator[cst.BaseExpression]:
    """Yield what a call joins: `chain(a, b)`, `sum([a, b], [])`, and the one list of `a.copy()`."""
    name = dotted_name(call.func)
    if any(argument.star or argument.keyword for argument in call.args):
        return
    if name in _CHAINS:
        yield from (argument.value for argument in call.args)
    elif name == "sum" and call.args and isinstance(call.args[0].value, (cst.List, cst.Tuple)):
        yield from (element.value for element in call.args[0].value.elements)
        yield from (argument.value for argument in call.args[1:])
    elif name.endswith(f"{_ALL}.copy") and not call.args and isinstance(call.func, cst.Attribute):
        yield call.func.value


def _has_one_argument(call: cst.Call) -> bool:
    """Tell whether a call has one plain positional argument."""
    return len(call.args) == 1 and not call.args[0].star and call.args[0].keyword is None


def _element(value: cst.BaseExpression) -> Part:
    name = string_value(value)
    return ("unresolved", one_line(value)) if name is None else ("name", name)


def _whole(value: cst.BaseExpression) -> Part:
    dotted = dotted_name(value)
    if dotted == _ALL:
        return "self", _ALL
    if dotted.endswith(f".{_ALL}"):
        return "module", dotted.removesuffix(f".{_ALL}")
    return "unresolved", one_line(value)
