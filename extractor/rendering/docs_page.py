"""The documentation page of one file: all its sections."""

from __future__ import annotations

from extractor.facts import Struct
from extractor.rendering.model import PageModel, Values
from extractor.rendering.sections.table import SECTIONS
from extractor.rendering.subject import Subject

TEMPLATE = "docs.md.jinja"


class SectionHeading(Struct, frozen=True):
    """A section as the page lists it."""

    name: str
    """Of its block and of its template."""
    title: str


class DocsPage(Values, frozen=True):
    """The variables of `docs.md.jinja`, beside those of the sections."""

    project_kind: str
    """What the project is ("library")."""
    path: str
    """Of the source in the repository."""
    sections: tuple[SectionHeading, ...]
    """In their order on the page."""
    headings: dict[str, str]
    """Those of level three by their names in the table of sections."""
    found: dict[str, object]
    """What the sections say, each value a variable of its own."""

    def variables(self) -> dict[str, object]:
        """Return the variables of the template."""
        return {**super().variables(), **self.found}


_SECTIONS = tuple(SectionHeading(section.name, section.title) for section in SECTIONS)
_HEADINGS = {name: title for section in SECTIONS for name, title in section.headings.items()}
_FINDERS = {name: find for section in SECTIONS for name, find in section.finders.items()}


def docs_page(subject: Subject) -> PageModel:
    """Return what `F_docs.md` says."""
    config = subject.repository.config
    values = DocsPage(
        project=config.project,
        project_kind=config.project_kind,
        path=subject.path,
        sections=_SECTIONS,
        headings={name: title.format(project=config.project) for name, title in _HEADINGS.items()},
        found={name: find(subject) for name, find in _FINDERS.items()},
    )
    return PageModel(subject.docs_page, TEMPLATE, values, subject.file)
