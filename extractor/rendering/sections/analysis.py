"""Detailed Analysis: the names of a Python file, and the reference of its classes and functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.facts import Class, CodeFacts, Function, PythonFacts, Variable
from extractor.rendering.model import Link
from extractor.rendering.sections.values import Value, line_in, shown_value
from extractor.rendering.subject import Subject


class Name(Link, frozen=True):
    """A name in a list, with the link to its definition where it has one."""

    note: str = ""


@dataclass(frozen=True)
class Names:
    """The lists of the section; an empty one is not shown."""

    exports: tuple[Name, ...] = ()
    joined: tuple[str, ...] = ()
    """What `__all__` is joined from besides names, as the source writes it."""
    has_all: bool = False
    classes: tuple[Name, ...] = ()
    functions: tuple[Name, ...] = ()
    examples: tuple[Name, ...] = ()
    variables: tuple[Value, ...] = ()
    imports: tuple[str, ...] = ()


def names(subject: Subject) -> Names:
    """Return the lists, each sorted by code point."""
    facts, python = subject.file.code, subject.python or PythonFacts()
    if facts is None:
        return Names()
    exports = python.exports
    return Names(
        exports=tuple(_export(name, subject) for name in sorted(public_api(python))),
        joined=() if exports is None else (*(f"{each}.__all__" for each in exports.modules), *exports.unresolved),
        has_all=exports is not None,
        classes=_linked({each.qualname for each in facts.classes}, subject),
        functions=_linked({each.qualname for each in facts.functions if each.scope != "class"}, subject),
        examples=_examples(python, subject),
        variables=_variables(subject, facts),
        imports=_imports(subject, facts),
    )


def public_api(facts: PythonFacts) -> set[str]:
    """Return the names of `__all__` or, without one, the public names that the module defines for importers (PEP 8)."""
    if facts.exports is not None:
        return set(facts.exports.names)
    defined: list[Class | Function | Variable] = [each for each in facts.definitions() if each.scope == "module"]
    defined += [variable for variable in facts.variables if variable.kind in ("alias", "constant", "type alias")]
    return {
        each.name
        for each in defined
        if not each.name.startswith("_") and not any(condition.is_main_guard for condition in each.conditions)
    }


def _export(name: str, subject: Subject) -> Name:
    """Return a public name with the link to its definition, on another page where this module only hands it on."""
    return Name(name, subject.anchors.of(name) or subject.name_link(name, name, "").href)


def _linked(names: Iterable[str], subject: Subject) -> tuple[Name, ...]:
    return tuple(Name(name, subject.anchors.of(name)) for name in sorted(names))


def _examples(facts: PythonFacts, subject: Subject) -> tuple[Name, ...]:
    """Return each name with where it is defined: two docstrings may define the same."""
    found = {(name, each.owner) for each in facts.examples for name in (*each.functions, *each.classes)}
    return tuple(Name(name, subject.anchors.of(owner), owner) for name, owner in sorted(found))


def _variables(subject: Subject, facts: CodeFacts) -> tuple[Value, ...]:
    shown = sorted((each for each in facts.variables if each.kind != "variable"), key=lambda each: each.name)
    return tuple(
        Value(each.name, each.kind, each.annotation, shown_value(each), line_in(subject, each.line)) for each in shown
    )


def _imports(subject: Subject, facts: CodeFacts) -> tuple[str, ...]:
    modules = subject.repository.modules
    return tuple(sorted({modules.imported(subject.path, each) for each in facts.imports}))
