"""What indexes list of a file: its definitions with their links, without the facts behind them.

An index of a repository asks that of every file, and the facts are twenty times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from extractor.facts import CodeFacts, FileFacts, Struct
from extractor.link.public import exports_name
from extractor.rendering.anchors import Anchors


class Listed(Struct, frozen=True, array_like=True):
    """A class, function or variable of a file; methods are left to their classes."""

    name: str
    qualname: str
    anchor: str
    """The link to it on the documentation page of its file; empty where it has no heading."""
    is_public: bool
    """Whether it is a class or function that a module shows to others."""


Outline: TypeAlias = tuple[Listed, ...]


def outline_of(facts: FileFacts, anchors: Anchors) -> Outline:
    """Return what indexes list of a file, of which the page has these anchors."""
    return tuple(_listed(facts.code, anchors)) if facts.code else ()


def _listed(facts: CodeFacts, anchors: Anchors) -> Iterator[Listed]:
    methods = {function.qualname for function in facts.functions if function.scope == "class"}
    for definition in facts.definitions():
        if definition.qualname not in methods:
            is_public = definition.scope == "module" and exports_name(facts, definition.name)
            yield Listed(definition.name, definition.qualname, anchors.of(definition.qualname), is_public)
    for variable in facts.variables:
        if variable.name != "__all__":
            yield Listed(variable.name, variable.name, anchors.of(variable.name), is_public=False)
