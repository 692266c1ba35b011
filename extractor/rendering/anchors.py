"""The anchors of a documentation page, as `headings.py` finds them, and which definitions have a heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Protocol

from extractor.facts import FileFacts, Variable
from extractor.link.resolve import Target
from extractor.rendering.bound_names import bound_names, needs_heading
from extractor.rendering.markdown import anchor
from extractor.workspace.config import Config

_OUTERMOST, _DEEPEST = 4, 6
"""Levels of headings: of what stands in no other definition, and the last that Markdown has."""


@dataclass(frozen=True)
class Anchors:
    """Where the headings of one documentation page are: fragments without `#`."""

    sections: Mapping[str, str]
    """By title; of two alike, the first."""
    definitions: Mapping[str, str]
    """By qualname; only those that have a heading."""
    items: Mapping[str, str] = field(default_factory=dict)
    """By qualname: of variables and attributes that stand in a list."""

    @cached_property
    def _links(self) -> Mapping[str, str]:
        """Each is asked for several times: by its own two pages, by indexes, by its users."""
        return {qualname: anchor(fragment) for qualname, fragment in ({**self.items, **self.definitions}).items()}

    def of(self, qualname: str) -> str:
        """Return the link to a definition on its own page, or the empty string."""
        return self._links.get(qualname, "")


class AnchorsOfPages(Protocol):
    """What knows the anchors of all documentation pages."""

    def page(self, path: str) -> Anchors:
        """Return the anchors of a source's documentation page."""

    def of(self, target: Target) -> str:
        """Return the link to a definition on its own page; empty where it has no heading."""

    def words(self, target: Target) -> str:
        """Return the sentence beside a module or a name at its top level wherever it is listed; empty for none."""


def headed_names(file: FileFacts, config: Config) -> Iterable[str]:
    """Return the qualname of what has a heading, once, in the order of the page.

    That is each class and function, and each variable and attribute of a long value; in the order of the source, but
    each behind what it is defined in: of a class that is defined twice, the members of the second definition follow
    those of the first, and not what stands between the two.
    """
    if file.code is None:
        return ()
    headed = [(definition.line, definition.qualname) for definition in file.code.definitions()]
    headed += [(bound.line, qualname) for qualname, bound in bound_names(file.code) if needs_heading(bound)]
    headed.sort(key=itemgetter(0))
    names = dict.fromkeys(qualname for _, qualname in headed if is_detailed(qualname, config))
    if not _is_split(names):
        return names
    order: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(names):
        order[name] = (*order.get(name.rpartition(".")[0], ()), place)
    return sorted(names, key=order.__getitem__)


def _is_split(names: Iterable[str]) -> bool:
    """Tell whether something stands apart from what it is defined in."""
    before = ""
    for name in names:
        around = name[: name.rfind(".") + 1]
        if not f"{before}.".startswith(around):
            return True
        before = name
    return False


def levels_of(names: Iterable[str]) -> dict[str, int]:
    """Return the level of each definition's heading: one below that of what it is defined in, as far as there is one.

    The names are in the order of the page.
    """
    levels: dict[str, int] = {}
    for name in names:
        levels[name] = min(levels.get(name.rpartition(".")[0], _OUTERMOST - 1) + 1, _DEEPEST)
    return levels


def listed_names(file: FileFacts, config: Config) -> dict[str, str]:
    """Return the anchor of each variable and attribute that stands in a list: its qualname behind `name-`.

    No heading has it, since qualnames hold no hyphen.
    """
    return {
        qualname: f"name-{_in_ascii(qualname)}"
        for qualname, bound in (bound_names(file.code) if file.code else ())
        if bound.name.isidentifier()  # keys of a typed dictionary may be any text, and no anchor holds a blank
        and (isinstance(bound, Variable) or is_detailed(qualname.rpartition(".")[0], config))
    }


def _in_ascii(qualname: str) -> str:
    """Return a qualname with its other characters as numbers between hyphens: MkDocs decodes no link to an id."""
    if qualname.isascii():
        return qualname
    return "".join(character if character.isascii() else f"-{ord(character):x}-" for character in qualname)


def is_detailed(qualname: str, config: Config) -> bool:
    """Tell whether a definition has a place in the API reference: private names only where the settings say so."""
    return config.private or not any(map(is_private, qualname.split(".")))


def is_private(name: str) -> bool:
    """Tell whether a name is private by convention (PEP 8); special methods are not."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
