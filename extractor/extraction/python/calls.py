"""Calls through imported names: what other files would call a use of theirs.

Only certain ones count. A name that anything but a module-level import binds, in the module or in a function around
the call, may stand for something else, and its calls are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractor.extraction.python.bodies.facts import NOTHING, Bodies
from extractor.facts import Call, Import, Scope


class NamedBody(NamedTuple):
    """A body that has a name, or the module's."""

    kind: Scope
    qualname: str
    line: int
    """Of its `def` or `class`; `MODULE` for the module."""
    around: int
    """The position of the definition that it stands in; the module stands in itself."""


class _Visible(NamedTuple):
    """Imported names that mean the imports: in a body, and in the functions that it defines.

    They differ in a class: a method does not see the names of its class.
    """

    here: frozenset[str]
    below: frozenset[str]


def calls_of(definitions: Sequence[NamedBody], bodies: Bodies, imported: frozenset[str]) -> Iterator[Call]:
    """Yield the calls through names that the module's own imports bind, some of them twice.

    The module comes first among its definitions, and each of them before those within it.
    """
    visible: list[_Visible] = []
    for definition in definitions:
        body = bodies.get(definition.line, NOTHING)
        bound = {*body.get("bind", ()), *(body.get("import", ()) if visible else ())}
        around = visible[definition.around] if visible else _Visible(imported, imported)
        below = around.below if definition.kind == "class" else around.below - bound
        visible.append(_Visible(around.below - bound, below))
        for name in body.get("call", ()):
            if name.partition(".")[0] in visible[-1].here:
                yield Call(definition.qualname, name)


def imported_names(imports: Iterable[Import]) -> frozenset[str]:
    """Return the names that imports at module level bind, the star aside."""
    names: set[str] = set()
    for statement in imports:
        if not statement.scope:
            if not statement.names:
                names.add(statement.alias or statement.module.partition(".")[0])
            names.update(item.alias or item.name for item in statement.names)
    return frozenset(names - {"*"})
