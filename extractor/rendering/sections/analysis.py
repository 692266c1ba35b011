"""Detailed Analysis: the names of a Python file, and the reference of its classes and functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.facts import CodeFacts, PythonFacts
from extractor.link.public import public_names
from extractor.link.resolve import Target
from extractor.rendering.model import Link
from extractor.rendering.sections.values import Value, value_line
from extractor.rendering.subject import Subject
from extractor.rendering.words import sentence_of


class Name(Link, frozen=True):
    """A name in a list, with the link to its definition where it has one."""

    note: str = ""
    words: str = ""
    """The first sentence of its docstring."""


@dataclass(frozen=True)
class Names:
    """The lists of the section; an empty one is not shown.

    A class or function that is exported stands among the exports, and not again in the list of its kind.
    """

    exports: tuple[Name, ...] = ()
    joined: tuple[str, ...] = ()
    """What `__all__` is joined from besides names, as the source writes it."""
    has_all: bool = False
    classes: tuple[Name, ...] = ()
    has_more_classes: bool = False
    """Whether some of the exports are classes of the file."""
    functions: tuple[Name, ...] = ()
    has_more_functions: bool = False
    examples: tuple[Name, ...] = ()
    variables: tuple[Value, ...] = ()
    imports: tuple[str, ...] = ()


def names(subject: Subject) -> Names:
    """Return the lists, each sorted by code point."""
    facts, python = subject.file.code, subject.python or PythonFacts()
    if facts is None:
        return Names()
    public = public_names(subject.path, subject.repository)
    classes = {cls.qualname for cls in facts.classes}
    functions = {function.qualname for function in facts.functions if function.scope != "class"}
    return Names(
        exports=tuple(_export(name, subject) for name in sorted(public.names)),
        joined=public.joined,
        has_all=python.exports is not None,
        classes=_linked(classes - public.names, subject),
        has_more_classes=not classes.isdisjoint(public.names),
        functions=_linked(functions - public.names, subject),
        has_more_functions=not functions.isdisjoint(public.names),
        examples=_examples(python, subject),
        variables=_variables(subject, facts),
        imports=_imports(subject, facts),
    )


def _export(name: str, subject: Subject) -> Name:
    """Return a public name with the link to its definition, on another page where this module only hands it on."""
    target = Target(subject.path, name) if subject.anchors.of(name) else subject.target(name, "")
    # What is said of a variable of the file stands in their list.
    is_variable = name in subject.anchors.items and name not in subject.first_definitions
    words = subject.book.words(target) if target and not is_variable else ""
    return Name(name, subject.anchors.of(name) or subject.name_link(name, name, "").href, words=words)


def _linked(names: Iterable[str], subject: Subject) -> tuple[Name, ...]:
    """Return names of the file, nested ones too, each with the first sentence of what its docstrings say."""
    docstrings = {
        definition.qualname: definition.docstring
        for definition in reversed(subject.definitions)
        if definition.docstring
    }
    return tuple(
        Name(name, subject.anchors.of(name), words=sentence_of(docstrings.get(name, ""))) for name in sorted(names)
    )


def _examples(facts: PythonFacts, subject: Subject) -> tuple[Name, ...]:
    """Return each name with where it is defined: two docstrings may define the same."""
    defined = {(name, example.owner) for example in facts.examples for name in (*example.functions, *example.classes)}
    return tuple(Name(name, subject.anchors.of(owner), owner) for name, owner in sorted(defined))


def _variables(subject: Subject, facts: CodeFacts) -> tuple[Value, ...]:
    shown = sorted(
        (variable for variable in facts.variables if variable.name != "__all__"), key=lambda variable: variable.name
    )
    return tuple(value_line(variable, variable.name, subject) for variable in shown)


def _imports(subject: Subject, facts: CodeFacts) -> tuple[str, ...]:
    modules = subject.repository.modules
    return tuple(sorted({modules.imported(subject.path, statement) for statement in facts.imports}))
