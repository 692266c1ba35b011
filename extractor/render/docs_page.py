"""The documentation page of one file: all its sections."""

from __future__ import annotations

from posixpath import basename
from typing import Any

from extractor.render.model import Link, PageModel
from extractor.render.sections.analysis import names
from extractor.render.sections.architecture import architecture
from extractor.render.sections.dependencies import dependencies
from extractor.render.sections.metadata import metadata
from extractor.render.sections.overview import overview
from extractor.render.sections.patterns import patterns
from extractor.render.sections.purpose import purposes
from extractor.render.sections.quality import deprecations, performance, remarks, security
from extractor.render.sections.reference import reference
from extractor.render.sections.related import related
from extractor.render.sections.source import source
from extractor.render.sections.testing import testing, usage
from extractor.render.subject import Subject


def docs_page(subject: Subject) -> PageModel:
    """Return what `F_docs.md` says."""
    config = subject.repository.config
    layout = subject.repository.layout
    values: dict[str, Any] = {
        "project": config.project,
        "project_kind": config.project_kind,
        "test_folder": subject.repository.test_folder,
        "cross_references": {
            "docs": Link(basename(subject.docs_page), subject.href(layout.docs(subject.path))),
            "keywords": Link(basename(subject.keywords_page), subject.href(layout.keywords(subject.path))),
            "index": Link("index.md", subject.folder_href("index.md")),
            "folder": Link("doc.md", subject.folder_href("doc.md")),
        },
        "metadata": metadata(subject),
        "purposes": purposes(subject),
        "source": source(subject),
        "overview": overview(subject),
        "names": names(subject),
        "reference": reference(subject),
        "architecture": architecture(subject),
        "dependencies": dependencies(subject),
        "patterns": patterns(subject),
        "performance": performance(subject),
        "security": security(subject),
        "remarks": remarks(subject),
        "deprecations": deprecations(subject),
        "testing": testing(subject),
        "usage": usage(subject),
        "related": related(subject),
    }
    return PageModel(subject.docs_page, "docs.md.jinja", values)
