"""Where the headings of a documentation page are, and which definitions have one."""

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


def headed_names(file: FileFacts, config: Config) -> Iterable[str]:
    """Return the qualname of each class, function and long-winded variable or attribute, once, in source order."""
    if file.code is None:
        return ()
    headed = [(definition.line, definition.qualname) for definition in file.code.definitions()]
    headed += [(bound.line, qualname) for qualname, bound in bound_names(file.code) if needs_heading(bound)]
    headed.sort(key=itemgetter(0))
    return dict.fromkeys(qualname for _, qualname in headed if is_detailed(qualname, config))


def listed_names(file: FileFacts, config: Config) -> dict[str, str]:
    """Return the anchor of each variable and attribute that stands in a list: its qualname behind `name-`.

    No heading has it, since qualnames hold no hyphen.
    """
    return {
        qualname: f"name-{qualname}"
        for qualname, bound in (bound_names(file.code) if file.code else ())
        if isinstance(bound, Variable) or is_detailed(qualname.rpartition(".")[0], config)
    }


def is_detailed(qualname: str, config: Config) -> bool:
    """Tell whether a definition has a place in the API reference: private names only where the settings say so."""
    return config.private or not any(map(is_private, qualname.split(".")))


def is_private(name: str) -> bool:
    """Tell whether a name is private by convention (PEP 8); special methods are not."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
