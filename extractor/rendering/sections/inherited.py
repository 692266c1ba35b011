"""What a class has from elsewhere: members of the classes above it, documentation, and the constructor that it gets."""

from __future__ import annotations

from itertools import islice

from extractor.facts import Class, Function, Struct
from extractor.link.constructors import find_constructor
from extractor.link.resolve import Target
from extractor.rendering.docstrings import docstring_markdown
from extractor.rendering.model import Link
from extractor.rendering.sections.relations import target_links
from extractor.rendering.subject import Subject

_MOST_MEMBERS = 24
"""Of one class; the page of that class has all of them."""
_MOST_CLASSES = 12
"""Above one; the pages of these list what is further up."""
_WIDEST = 88
"""Characters of a signature on one line."""
_MOST_LINES = 12
"""Of a docstring that stands in more than one place."""
_MOST_OVERRIDDEN = 100
"""Methods that override each other, of which one has a docstring."""


class InheritedMembers(Struct, frozen=True):
    """A class above, and the public members that come from it."""

    base: Link
    """Where the members stand with all that is said of them."""
    members: tuple[str, ...]
    has_more: bool


class Inheritance(Struct, frozen=True):
    """The classes that a class has members from, the nearest first."""

    classes: tuple[InheritedMembers, ...] = ()
    has_more: bool = False


class InheritedDocstring(Struct, frozen=True):
    """The docstring of a method that is overridden by one without, as Markdown."""

    method: Link
    text: str
    has_more: bool
    """Whether it is too long to stand here again, and this its first paragraph."""


class ShownConstructor(Struct, frozen=True):
    """The signature of a constructor, and the decorator that makes it."""

    signature: str
    maker: str


def inherited_members(cls: Class, subject: Subject) -> Inheritance:
    """Return the members of a class from others of the repository, the nearest first; none for a test case.

    Those of a test case are the framework's, and the same hundred for all.
    """
    if not cls.bases or cls.qualname in subject.test_cases:
        return Inheritance()
    inherited = subject.repository.members.inherited(Target(subject.path, cls.qualname))
    nearest = list(islice(inherited, _MOST_CLASSES + 1))
    classes = [
        InheritedMembers(target_links([base], subject)[0], names[:_MOST_MEMBERS], len(names) > _MOST_MEMBERS)
        for base, names in nearest[:_MOST_CLASSES]
    ]
    return Inheritance(tuple(classes), len(nearest) > _MOST_CLASSES)


def inherited_docstring(function: Function, subject: Subject) -> InheritedDocstring | None:
    """Return the docstring of what a method without one overrides, be it some classes further up.

    Of several definitions of a method, overloads say, the first has it.
    """
    if function.scope != "class" or subject.undocumented.get(function.qualname) != function.line:
        return None
    graph, members = subject.repository.graph, subject.repository.members
    overridden = graph.overrides.get(Target(subject.path, function.qualname))
    if overridden is None:
        return None
    certain = members.certain(_owner(Target(subject.path, function.qualname)))
    if certain is not None and _owner(overridden) not in certain:
        return None  # what is out of sight comes first, and may have another
    for _ in range(_MOST_OVERRIDDEN):
        if overridden is None:
            return None
        method = members.function_of(overridden)
        if method and method.docstring:
            is_long = method.docstring.count("\n") >= _MOST_LINES
            text = method.docstring.partition("\n\n")[0] if is_long else method.docstring
            markdown = _markdown(overridden, method, text, subject)
            return InheritedDocstring(target_links([overridden], subject)[0], markdown, text != method.docstring)
        overridden = graph.overrides.get(overridden)
    return None


def _owner(method: Target) -> Target:
    return Target(method.path, method.qualname.rpartition(".")[0])


def _markdown(target: Target, method: Function, docstring: str, subject: Subject) -> str:
    """Return a docstring of another file as Markdown: its names are those of where it stands."""
    parameters = (parameter.name for parameter in method.parameters)
    links = subject.docstring_links(target.qualname, parameters, target.path)
    return docstring_markdown(docstring, subject.repository.config.docstring_style, links, after_list=False)


def constructor(cls: Class, subject: Subject) -> ShownConstructor | None:
    """Return the constructor that a decorator makes for a class, where that is sure."""
    if not cls.decorators:
        return None
    repository = subject.repository
    made = find_constructor(Target(subject.path, cls.qualname), repository.members, repository.graph.bases)
    if made is None:
        return None
    line = f"{cls.name}({', '.join(made.parameters)})"
    if len(line) > _WIDEST:
        line = "\n".join((f"{cls.name}(", *(f"    {parameter}," for parameter in made.parameters), ")"))
    return ShownConstructor(line, made.maker)
