"""The keyword page of one file: every name in it, and where the documentation page has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from posixpath import basename
from typing import TypeAlias

from extractor.facts import CodeFacts, PythonFacts, Struct, TextFacts
from extractor.rendering.markdown import anchor
from extractor.rendering.model import PageModel, Values
from extractor.rendering.sections.table import SECTIONS
from extractor.rendering.subject import Subject

Names: TypeAlias = Iterable[tuple[str, str]]
"""A name, and the qualname of the definition that it leads to (empty: the page)."""

_LISTED_IN: Mapping[str, str] = {
    "Classes": "Code Structure",
    "Functions": "Code Structure",
    "Imports": "Import Dependencies",
}
"""Group -> the heading under which the documentation page lists its names."""


class KeywordTarget(Struct, frozen=True):
    """A heading that a keyword leads to: its qualname (empty: the page as a whole), and the link."""

    name: str
    href: str


class Keyword(Struct, frozen=True):
    """A name and its definitions: one for most, several for a name that is defined in several places."""

    name: str
    targets: tuple[KeywordTarget, ...]


@dataclass(frozen=True)
class Group:
    """Keywords of one sort, sorted by code point."""

    title: str
    keywords: tuple[Keyword, ...]


@dataclass(frozen=True)
class MappedSection:
    """A section of the documentation page, and what it says."""

    title: str
    description: str
    href: str


class KeywordPage(Values, frozen=True):
    """The variables of `keywords.md.jinja`."""

    path: str
    """Of the source in the repository."""
    source_href: str
    folder: str
    """Of the source; empty for the repository's own."""
    docs_name: str
    """The file name of the documentation page."""
    docs_href: str
    groups: tuple[Group, ...]
    """Those that are not empty."""
    sections: tuple[MappedSection, ...]
    """The Keyword -> Section Map."""


def keyword_page(subject: Subject) -> PageModel:
    """Return what `F_kw.md` says."""
    page = subject.href(subject.docs_page)
    values = KeywordPage(
        project=subject.repository.config.project,
        path=subject.path,
        source_href=subject.source_href(),
        folder=subject.folder,
        docs_name=basename(subject.docs_page),
        docs_href=page,
        groups=tuple(_group(title, names, page, subject) for title, names in _groups(subject).items() if names),
        sections=tuple(
            MappedSection(section.title, section.topic, page + anchor(subject.anchors.sections[section.title]))
            for section in SECTIONS
            if section.topic
        ),
    )
    return PageModel(subject.keywords_page, "keywords.md.jinja", values)


def _group(title: str, names: Names, page: str, subject: Subject) -> Group:
    targets: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name, qualname in names:
        targets[name][qualname] = None
    section = anchor(subject.anchors.sections[_LISTED_IN[title]]) if title in _LISTED_IN else ""
    return Group(title, tuple(_keyword(name, targets[name], page, section, subject) for name in sorted(targets)))


def _keyword(name: str, qualnames: Iterable[str], page: str, section: str, subject: Subject) -> Keyword:
    """Return a keyword; what has no place of its own leads to the section that lists it."""
    return Keyword(
        name,
        tuple([KeywordTarget(qualname, page + (subject.anchors.of(qualname) or section)) for qualname in qualnames]),
    )


def _groups(subject: Subject) -> dict[str, list[tuple[str, str]]]:
    """Return the names of a file by what they are, each with the qualname that it leads to."""
    body = subject.file.body
    if isinstance(body, CodeFacts):
        return _code_groups(subject, body)
    if isinstance(body, TextFacts):
        return {
            "Headings": [(heading.text, "") for heading in body.headings if heading.text],
            "Identifiers": [(identifier, "") for identifier in body.identifiers],
        }
    return {}


def _code_groups(subject: Subject, facts: CodeFacts) -> dict[str, list[tuple[str, str]]]:
    functions = [function for function in facts.functions if function.scope != "class"]
    methods = [method for method in facts.functions if method.scope == "class"]
    examples = facts.examples if isinstance(facts, PythonFacts) else ()
    # The sample's page of a file with type aliases has no group for them: they are found on the page, and in the index.
    return {
        "Classes": [(cls.name, cls.qualname) for cls in facts.classes]
        + [(name, example.owner) for example in examples for name in example.classes],
        "Functions": [(function.name, function.qualname) for function in functions]
        + [(name, example.owner) for example in examples for name in example.functions],
        "Methods": [(method.qualname, method.qualname) for method in methods],
        "Constants": _bound(facts, "constant"),
        "Variables": _bound(facts, "variable"),
        "Aliases": _bound(facts, "alias"),
        "Imports": [(name, "") for name in _imported(subject, facts)],
    }


def _bound(facts: CodeFacts, *kinds: str) -> list[tuple[str, str]]:
    """Return the variables of some kinds; the public API has a list of its own."""
    names = [variable.name for variable in facts.variables if variable.kind in kinds and variable.name != "__all__"]
    return [(name, name) for name in names]


def _imported(subject: Subject, facts: CodeFacts) -> Iterable[str]:
    """Yield every imported module and every name imported from one; a star is no name."""
    modules = subject.repository.modules
    for statement in facts.imports:
        yield modules.imported(subject.path, statement)
        yield from (item.name for item in statement.names if item.name != "*")
