"""The headings of a documentation page in their order, and the anchor of each under GitHub's slug rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractor.render.markdown import anchor, slugs
from extractor.render.subject import Subject, is_detailed

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

    def of(self, qualname: str) -> str:
        """Return the link to a definition on its own page, or the empty string."""
        return anchor(self.definitions.get(qualname, ""))


def find_anchors(subject: Subject) -> Anchors:
    """Return the anchors of a file's documentation page, computed without rendering it."""
    names = list(headed_names(subject))
    before = [f"Documentation: {subject.path}", *_BEFORE_REFERENCE, *([_REFERENCE] if names else [])]
    after = [title.format(project=subject.repository.config.project) for title in _AFTER_REFERENCE]
    found = slugs([*before, *names, *after])
    start, end = len(before), len(before) + len(names)
    titles = zip(reversed([*before, *after]), reversed([*found[:start], *found[end:]]), strict=True)
    return Anchors(sections=dict(titles), definitions=dict(zip(names, found[start:end], strict=True)))


def headed_names(subject: Subject) -> Iterable[str]:
    """Yield the qualname of each class and function that has a heading, once, in source order."""
    facts = subject.python
    if facts is None:
        return ()
    config = subject.repository.config
    return dict.fromkeys(each.qualname for each in facts.definitions() if is_detailed(each.qualname, config))
