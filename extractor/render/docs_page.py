"""The documentation page of one file: its sections' facts into its template."""

from __future__ import annotations

from typing import Any

from extractor.render.anchors import Anchors
from extractor.render.environment import Templates
from extractor.render.markdown import href
from extractor.render.sections.analysis import names
from extractor.render.sections.architecture import architecture
from extractor.render.sections.dependencies import dependencies
from extractor.render.sections.metadata import metadata
from extractor.render.sections.overview import overview
from extractor.render.sections.purpose import purposes
from extractor.render.sections.reference import reference
from extractor.render.sections.related import related
from extractor.render.sections.source import source
from extractor.render.subject import Subject, docs_name, keywords_name


def docs_page(subject: Subject, anchors: Anchors, templates: Templates) -> str:
    """Return the text of `F_docs.md`."""
    return templates.render("docs.md.jinja", subject.docs_page, _values(subject, anchors))


def _values(subject: Subject, anchors: Anchors) -> dict[str, Any]:
    config = subject.repository.config
    return {
        "project": config.project,
        "project_kind": config.project_kind,
        "test_folder": subject.repository.test_folder,
        "docs_name": docs_name(subject.name),
        "docs_href": href(".", docs_name(subject.name)),
        "keywords_name": keywords_name(subject.name),
        "keywords_href": href(".", keywords_name(subject.name)),
        "metadata": metadata(subject),
        "purposes": purposes(subject),
        "source": source(subject),
        "overview": overview(subject),
        "names": names(subject, anchors),
        "reference": reference(subject, anchors),
        "architecture": architecture(subject),
        "dependencies": dependencies(subject),
        "related": related(subject),
    }
