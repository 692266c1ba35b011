"""The headings of a documentation page in their order, and the anchor of each under GitHub's slug rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from extractor.facts import FileFacts, PythonFacts
from extractor.render.markdown import anchor, slugs
from extractor.workspace.config import Config

_BEFORE_REFERENCE = (
    "File Metadata",
    "File Purpose",
    "Original Source",
    "High-Level Overview",
    "Detailed Analysis",
    "Code Structure",
)
_REFERENCE = "API Reference"
_AFTER_REFERENCE = (
    "Architecture & Design",
    "Role in {project} Architecture",
    "Dependencies",
    "Import Dependencies",
    "Code Patterns & Idioms",
    "Common Patterns",
    "Performance Considerations",
    "Performance Notes",
    "Security & Safety",
    "Security Considerations",
    "Testing & Usage",
    "Testing",
    "Usage Examples",
    "Related Files",
    "Related Files",
    "Cross-References",
)


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


def find_anchors(file: FileFacts, config: Config) -> Anchors:
    """Return the anchors of a file's documentation page, computed without rendering it."""
    names = list(headed_names(file, config))
    before = [f"Documentation: {file.path}", *_BEFORE_REFERENCE, *([_REFERENCE] if names else [])]
    after = [title.format(project=config.project) for title in _AFTER_REFERENCE]
    found = slugs([*before, *names, *after])
    start, end = len(before), len(before) + len(names)
    titles = zip(reversed([*before, *after]), reversed([*found[:start], *found[end:]]), strict=True)
    return Anchors(sections=dict(titles), definitions=dict(zip(names, found[start:end], strict=True)))


def headed_names(file: FileFacts, config: Config) -> Iterable[str]:
    """Return the qualname of each class and function that has a heading, once, in source order."""
    if not isinstance(file.body, PythonFacts):
        return ()
    return dict.fromkeys(each.qualname for each in file.body.definitions() if is_detailed(each.qualname, config))


def is_detailed(qualname: str, config: Config) -> bool:
    """Tell whether a definition has a place in the API reference: private names only where the settings say so."""
    return config.private or not any(map(is_private, qualname.split(".")))


def is_private(name: str) -> bool:
    """Tell whether a name is private by convention (PEP 8); special methods are not."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
