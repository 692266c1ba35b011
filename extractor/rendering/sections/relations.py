"""What a definition has to do with others in the repository: inheritance, types, users."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.facts import Class, Function, Struct
from extractor.link.resolve import Target
from extractor.rendering.model import Link
from extractor.rendering.sections.dispatch import registrations
from extractor.rendering.subject import Subject

_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*(?:\.[^\W\d]\w*)*")
"""A dotted name in an annotation, which is made of little else."""


class Relation(Struct, frozen=True):
    """A title and what stands in that relation to a definition, each with its link."""

    title: str
    links: tuple[Link, ...]
    is_one_fact: bool = False
    """Whether all stand on one line: what one line of the source says changes with it."""


def class_relations(cls: Class, subject: Subject) -> tuple[Relation, ...]:
    """Return who derives from a class."""
    target = Target(subject.path, cls.qualname)
    subclasses = target_links(subject.repository.graph.subclasses.get(target, ()), subject)
    return _present(("Subclasses", subclasses))


def function_relations(function: Function, subject: Subject) -> tuple[Relation, ...]:
    """Return what a function overrides and is overridden by, and the classes of the repository in its signature."""
    graph, target = subject.repository.graph, Target(subject.path, function.qualname)
    overridden = graph.overrides.get(target)
    return _present(
        ("Overrides", target_links([overridden] if overridden else [], subject)),
        ("Overridden by", target_links(graph.overridden_by.get(target, ()), subject)),
        ("Registered for", registrations(function, subject)),
    ) + _present(("Types in the signature", _types(function, subject)), are_one_fact=True)


def _present(*relations: tuple[str, tuple[Link, ...]], are_one_fact: bool = False) -> tuple[Relation, ...]:
    """Return the relations in which anything stands."""
    return tuple(Relation(title, links, are_one_fact) for title, links in relations if links)


def target_links(targets: Iterable[Target], subject: Subject) -> tuple[Link, ...]:
    """Return links by qualname, with the file where it is another one."""
    path = subject.path
    return tuple(
        [
            Link(
                target.qualname if target.path == path else f"{target.path}: {target.qualname}",
                subject.docs_href(target),
            )
            for target in targets
        ]
    )


def users_of(target: Target, subject: Subject) -> tuple[Link, ...]:
    """Return the files that import a definition by name, sorted."""
    users = subject.repository.graph.users.get(target, ())
    return tuple([Link(path, subject.docs_href(Target(path))) for path in users])


def _types(function: Function, subject: Subject) -> tuple[Link, ...]:
    """Return the classes of the repository that a function's annotations name, sorted."""
    scope = function.qualname.rpartition(".")[0]
    names = sorted(set(_annotated(function)))
    return tuple([link for name in names if (link := subject.class_link(name, scope))])


def _annotated(function: Function) -> Iterator[str]:
    """Yield the dotted names in the annotations of a signature."""
    annotations = [parameter.annotation for parameter in function.parameters] + [function.returns]
    for annotation in annotations:
        if annotation and "Literal" not in annotation:  # whose strings are values, not names
            yield from (annotation,) if annotation.isidentifier() else _NAME.findall(annotation)
