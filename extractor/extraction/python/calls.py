"""Calls through imported names: what other files would call a use of theirs.

Only certain ones count. A name that anything but a module-level import binds, in the module or in a function around
the call, may stand for something else, and its calls are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import libcst as cst

from extractor.extraction.python.fast.essence import Essence
from extractor.extraction.python.fast.mentions import Uses
from extractor.extraction.python.positions import Span
from extractor.extraction.python.tree import Body, branches, children, dotted_name, small_statements
from extractor.facts import Call, Import

_Names: TypeAlias = frozenset[str]


def calls_of(
    module: cst.Module,
    imported: Iterable[str],
    uses: Uses,
    spans: Mapping[int, Span],
    essence_of: Callable[[cst.FunctionDef], Essence],
) -> Iterator[Call]:
    """Yield the calls through names that the module's own imports bind, in no order and some of them twice.

    `uses` are those of these names in the text. A text can show that there is no call, and most statements have none;
    for the rest the tree decides, and the essence of what it lacks.
    """
    if uses.called:
        names = frozenset(imported) - _bound(module.body, with_imports=False)
        yield from _Walk(uses, spans, essence_of).block(module, "", names, names)


def imported_names(imports: Iterable[Import]) -> frozenset[str]:
    """Return the names that imports at module level bind, the star aside."""
    found: set[str] = set()
    for statement in imports:
        if not statement.scope:
            if not statement.names:
                found.add(statement.alias or statement.module.partition(".")[0])
            found.update(item.alias or item.name for item in statement.names)
    return frozenset(found - {"*"})


class _Walk:
    """Looks for calls in the statements whose lines mention one.

    Of the imported names, `here` are those that mean the imports in a statement, `below` those that do so in a
    function that it defines: a method does not see the names of its class.
    """

    def __init__(self, uses: Uses, spans: Mapping[int, Span], essence_of: Callable[[cst.FunctionDef], Essence]) -> None:
        self._uses = uses
        self._spans = spans
        self._essence_of = essence_of

    def block(self, body: Body, owner: str, here: _Names, below: _Names) -> Iterator[Call]:
        previous = 0
        for node in small_statements(body):
            end = self._spans[id(node)][1]
            # Decorators stand before the first line of their statement, and several statements may share a line.
            if self._uses.called.touch(previous, end):
                yield from self._statement(node, owner, here, below)
            previous = end

    def _statement(self, node: cst.CSTNode, owner: str, here: _Names, below: _Names) -> Iterator[Call]:
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            yield from self._definition(node, owner, here, below)
        elif found := list(branches(node)):
            heads = [part for branch in found for part in branch.header]
            heads += [node.subject] if isinstance(node, cst.Match) else []
            yield from _calls(heads, owner, here)
            for branch in found:
                yield from self.block(branch.body, owner, here, below)
        else:
            yield from _calls([node], owner, here)

    def _definition(
        self, node: cst.FunctionDef | cst.ClassDef, owner: str, here: _Names, below: _Names
    ) -> Iterator[Call]:
        yield from _calls([child for child in children(node) if child is not node.body], owner, here)
        inner = f"{owner}.{node.name.value}" if owner else node.name.value
        binds = self._uses.bound.touch(*self._spans[id(node)])
        if isinstance(node, cst.FunctionDef):
            essence = self._essence_of(node)
            if binds:
                below -= _bound([node.params, node.body], with_imports=True) | essence.of("bind").keys()
            yield from (Call(inner, name) for name in essence.of("call") if name.partition(".")[0] in below)
            yield from self.block(node.body, inner, below, below)
        else:
            bound = _bound([node.body], with_imports=True) if binds else frozenset()
            yield from self.block(node.body, inner, below - bound, below)


def _calls(nodes: Iterable[cst.CSTNode], owner: str, names: _Names) -> Iterator[Call]:
    """Yield the calls in expressions and simple statements."""
    stack = [(node, names) for node in nodes]
    while stack:
        node, seen = stack.pop()
        name = _called(node)
        if name and name.partition(".")[0] in seen:
            yield Call(owner, name)
        if type(node) in _SCOPES:
            seen = seen - _bound(children(node), with_imports=True)
        stack += [(child, seen) for child in children(node) if type(child) not in _LEAVES]


_LEAVES = frozenset({cst.Name, cst.SimpleString, cst.Integer, cst.Float, cst.Pass, cst.Break, cst.Continue})
_SCOPES = frozenset({cst.Lambda, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp})


def _called(node: cst.CSTNode) -> str:
    if type(node) is cst.Call:
        return dotted_name(node.func)
    return dotted_name(node.decorator) if type(node) is cst.Decorator else ""


def _bound(nodes: Iterable[cst.CSTNode], *, with_imports: bool) -> _Names:
    """Return the names that anything in the nodes binds, the bodies of nested functions and classes left out."""
    binders = _BINDERS_WITH_IMPORTS if with_imports else _BINDERS
    found: set[str] = set()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        kind = type(node)
        binder = binders.get(kind)
        if binder is not None:
            found.update(binder(node))
        if kind not in _CLOSED:
            stack += children(node)
    return frozenset(found)


def _import_names(node: cst.Import | cst.ImportFrom) -> Iterator[str]:
    if not isinstance(node.names, cst.ImportStar):
        for item in node.names:
            yield item.evaluated_alias or dotted_name(item.name).partition(".")[0]


def _target_names(target: cst.CSTNode | None) -> Iterator[str]:
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _target_names(element.value)


_BINDERS: Mapping[type[cst.CSTNode], Callable[[Any], Iterator[str]]] = {
    cst.AnnAssign: lambda node: _target_names(node.target),
    cst.AsName: lambda node: _target_names(node.name),
    cst.AssignTarget: lambda node: _target_names(node.target),
    cst.AugAssign: lambda node: _target_names(node.target),
    cst.ClassDef: lambda node: _target_names(node.name),
    cst.CompFor: lambda node: _target_names(node.target),
    cst.Del: lambda node: _target_names(node.target),
    cst.For: lambda node: _target_names(node.target),
    cst.FunctionDef: lambda node: _target_names(node.name),
    cst.MatchAs: lambda node: _target_names(node.name),
    cst.MatchMapping: lambda node: _target_names(node.rest),
    cst.MatchStar: lambda node: _target_names(node.name),
    cst.NamedExpr: lambda node: _target_names(node.target),
    cst.Param: lambda node: _target_names(node.name),
    cst.TypeAlias: lambda node: _target_names(node.name),
}
_BINDERS_WITH_IMPORTS: Mapping[type[cst.CSTNode], Callable[[Any], Iterator[str]]] = {
    **_BINDERS,
    cst.Import: _import_names,
    cst.ImportFrom: _import_names,
}
_CLOSED = _LEAVES | {cst.ClassDef, cst.FunctionDef, cst.Import, cst.ImportFrom}
"""What binds nothing but by itself."""
