"""The sections of a documentation page, in their order: all that other places know of them comes from this table.

A section more is a line here, a finder in a module of its own, and a template of its name in `templates/sections/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from extractor.rendering.sections.analysis import names
from extractor.rendering.sections.architecture import architecture
from extractor.rendering.sections.contents import contents
from extractor.rendering.sections.cross_references import cross_references
from extractor.rendering.sections.dependencies import dependencies
from extractor.rendering.sections.entry_points import commands
from extractor.rendering.sections.metadata import metadata
from extractor.rendering.sections.options import module_options
from extractor.rendering.sections.overview import overview
from extractor.rendering.sections.patterns import patterns
from extractor.rendering.sections.purpose import purposes
from extractor.rendering.sections.quality import deprecations, performance, remarks, security
from extractor.rendering.sections.reference import reference
from extractor.rendering.sections.related import related
from extractor.rendering.sections.source import TITLE as TITLE_OF_SOURCE
from extractor.rendering.sections.source import source
from extractor.rendering.sections.stubs import counterpart
from extractor.rendering.sections.testing import testing, usage
from extractor.rendering.subject import Subject

REFERENCE = "API Reference"
"""The heading that stands only where a definition has one below it."""


@dataclass(frozen=True)
class Section:
    """What stands under one heading of level two."""

    name: str
    """Of its block in `docs.md.jinja`, and of its template, `sections/NAME.md.jinja`."""
    title: str
    finders: Mapping[str, Callable[[Subject], object]]
    """Variable of the templates -> what finds its value; what it returns is data, and documented."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """Those of level three in their order, by the name that the template calls them by; `{project}` is filled in."""
    topic: str = ""
    """What the Keyword -> Section Map says of it; empty for one that is not in it."""


SECTIONS: tuple[Section, ...] = (
    Section("metadata", "File Metadata", {"metadata": metadata}, topic="Basic file information"),
    Section("purpose", "File Purpose", {"purposes": purposes, "commands": commands, "counterpart": counterpart}),
    Section("source", TITLE_OF_SOURCE, {"source": source}, topic="Complete source code"),
    Section("overview", "High-Level Overview", {"overview": overview}, topic="Purpose and role"),
    Section(
        "analysis",
        "Detailed Analysis",
        {
            "names": names,
            "contents": contents,
            "deprecations": deprecations,
            "remarks": remarks,
            "options": module_options,
            "reference": reference,
        },
        {"structure": "Code Structure", "reference": REFERENCE},
        "In-depth code analysis",
    ),
    Section(
        "architecture",
        "Architecture & Design",
        {"architecture": architecture},
        {"role": "Role in {project} Architecture"},
        "Design patterns and structure",
    ),
    Section(
        "dependencies",
        "Dependencies",
        {"dependencies": dependencies},
        {"imports": "Import Dependencies"},
        "Related modules and imports",
    ),
    Section("patterns", "Code Patterns & Idioms", {"patterns": patterns}, {"patterns": "Common Patterns"}),
    Section(
        "performance",
        "Performance Considerations",
        {"performance": performance},
        {"performance": "Performance Notes"},
        "Efficiency and optimization",
    ),
    Section(
        "security",
        "Security & Safety",
        {"security": security},
        {"security": "Security Considerations"},
        "Security analysis",
    ),
    Section(
        "testing",
        "Testing & Usage",
        {"testing": testing, "usage": usage},
        {"testing": "Testing", "usage": "Usage Examples"},
        "How to use and test",
    ),
    Section("related", "Related Files", {"related": related}, {"related": "Related Files"}),
    Section("cross_references", "Cross-References", {"cross_references": cross_references}),
)
