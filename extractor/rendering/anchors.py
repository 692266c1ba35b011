"""The anchors of a documentation page, as `headings.py` finds them, and which definitions have a heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from extractor.facts import FileFacts
from extractor.link.resolve import Target
from extractor.rendering.markdown import anchor
from extractor.workspace.config import Config


@dataclass(frozen=True)
class Anchors:
    """Where the headings of one documentation page are: fragments without `#`."""

    sections: Mapping[str, str]
    """By title; of two alike, the first."""
    definitions: Mapping[str, str]
    """By qualname; only those that have a heading."""

    @cached_property
    def _links(self) -> Mapping[str, str]:
        """Each is asked for several times: by its own two pages, by indexes, by its users."""
        return {qualname: anchor(fragment) for qualname, fragment in self.definitions.items()}

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
    """Return the qualname of each class and function that has a heading, once, in source order."""
    definitions = file.code.definitions() if file.code else ()
    return dict.fromkeys(definition.qualname for definition in definitions if is_detailed(definition.qualname, config))


def is_detailed(qualname: str, config: Config) -> bool:
    """Tell whether a definition has a place in the API reference: private names only where the settings say so."""
    return config.private or not any(map(is_private, qualname.split(".")))


def is_private(name: str) -> bool:
    """Tell whether a name is private by convention (PEP 8); special methods are not."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
