"""What indexes list of a file: its definitions with their links, without the facts behind them.

An index of a repository asks that of every file, and the facts are twenty times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from extractor.extraction.kinds import kind_of
from extractor.facts import Class, CodeFacts, FileFacts, Struct, TextFacts
from extractor.link.public import exports_name
from extractor.rendering.anchors import Anchors


class Listed(Struct, frozen=True, array_like=True):
    """A class, function or variable of a file; methods are left to their classes.

    Of a file in another language, a name that it declares.
    """

    name: str
    qualname: str
    anchor: str
    """The link to it on the documentation page of its file; empty where it has no heading."""
    is_public: bool
    """Whether it is a class or function that a module shows to others, or a name of another language."""
    kind: str = ""
    """What it is; empty for a name of another language, of which no more is known."""


Outline: TypeAlias = tuple[Listed, ...]

_PROGRAMS = frozenset({"build", "code", "script"})
"""Roles of files whose names are those of a language."""


def outline_of(facts: FileFacts, anchors: Anchors) -> Outline:
    """Return what indexes list of a file, of which the page has these anchors."""
    if isinstance(facts.body, TextFacts):
        return tuple(_declared(facts, facts.body))
    return tuple(_listed(facts.code, anchors)) if facts.code else ()


def _declared(file: FileFacts, facts: TextFacts) -> Iterator[Listed]:
    """Yield the names of a program in another language; keys of settings and data are no names to look up here."""
    if kind_of(file.path, file.interpreter).role in _PROGRAMS:
        yield from (Listed(name, "", "", is_public=True) for name in facts.identifiers)


def _listed(facts: CodeFacts, anchors: Anchors) -> Iterator[Listed]:
    methods = {function.qualname for function in facts.functions if function.scope == "class"}
    for definition in facts.definitions():
        if definition.qualname not in methods:
            is_public = definition.scope == "module" and exports_name(facts, definition.name)
            kind = "class" if isinstance(definition, Class) else "function"
            yield Listed(definition.name, definition.qualname, anchors.of(definition.qualname), is_public, kind)
    for variable in facts.variables:
        if variable.name != "__all__":
            yield Listed(variable.name, variable.name, anchors.of(variable.name), is_public=False, kind=variable.kind)
