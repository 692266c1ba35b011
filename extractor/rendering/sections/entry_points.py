"""Command-line entry points: the commands that the packaging makes of a file, and of which function in it."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.facts import Import
from extractor.link.resolve import Target
from extractor.rendering.subject import Subject


def commands(subject: Subject) -> tuple[str, ...]:
    """Return the commands that run something of a file, sorted."""
    return tuple(command for command, _ in _entry_points(subject))


def commands_of(qualname: str, subject: Subject) -> tuple[str, ...]:
    """Return the commands that run a function of a file, sorted."""
    if not subject.repository.metadata.scripts:
        return ()
    return tuple(command for command, function in _entry_points(subject) if function == qualname)


def _entry_points(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield each command that runs the file's module, or a function of the file that another module hands on.

    With it stands the qualname of what is run; that is empty where the packaging names none, or it is elsewhere.
    """
    if subject.module is None:
        return
    metadata = subject.repository.metadata
    for command, module in metadata.scripts.items():
        function = metadata.functions.get(command, "")
        is_here = bool(function) and function in subject.qualnames and _runs(module, function, subject)
        if is_here or module == subject.module:
            yield command, function if is_here else ""


def _runs(module: str, function: str, subject: Subject) -> bool:
    """Tell whether what a module calls by a name is, or may be, what this file defines under it.

    It may be where the module has one of its own for the case that the import fails.
    """
    if module == subject.module:
        return True
    resolver, target = subject.repository.resolver, Target(subject.path, function)
    path = resolver.module(subject.path, Import(module, 0))
    facts = subject.repository.files[path].python if path in subject.repository.paths else None
    if path is None or facts is None:
        return False
    return resolver.dotted(path, function) == target or any(
        resolver.imported(path, statement, item.name) == target
        for statement in facts.imports
        for item in statement.names
        if not statement.scope and (item.alias or item.name) == function
    )
