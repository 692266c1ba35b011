"""Old facts and new facts of one file -> what changed, in the terms of a reader of the code.

Nothing here knows where the two sides come from: a git revision, or the source that an old page embeds. Lines are
where things stand, not what they are: a definition that only moved has not changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias, TypeVar

from extractor.comparison.change import Action, Detail, FactChange, FileChange
from extractor.comparison.code import Code, Codes
from extractor.comparison.definition_changes import conditions_text, definition_changes
from extractor.comparison.details import bound_value, described, docstring, flag, members, value
from extractor.facts import Exports, FileFacts, Heading, Import, Problem, PythonFacts, TextFacts, Variable

_T = TypeVar("_T")


class Sources(NamedTuple):
    """The texts behind two facts of one file, with line ends as LF."""

    old: str
    new: str


def changes_between(old: FileFacts | None, new: FileFacts | None, sources: Sources | None = None) -> FileChange | None:
    """Return what changed from the old facts of a file to the new ones, None where nothing did.

    None for the facts of a side means that there was, or is, no such file. With the sources at hand, functions are
    named whose implementation changed, and a change of nothing but comments and layout is told from one of the code.
    """
    if old is None or new is None:
        return _lone(old, "removed") if old is not None else _lone(new, "added")
    is_renamed = old.path != new.path
    if old.digest == new.digest and not is_renamed:
        return None
    changes, note = _compared(old, new, sources)
    return FileChange(
        new.path, "renamed" if is_renamed else "changed", old.path if is_renamed else None, tuple(changes), note
    )


def _lone(facts: FileFacts | None, status: Action) -> FileChange | None:
    """Return the change of a file that only one side has: all that it holds came or went with it."""
    if facts is None or status == "changed":
        return None
    if isinstance(facts.body, Problem):
        return FileChange(facts.path, status, note=f"not parsed: {_reason(facts.body)}")
    nothing = type(facts.body)()
    sides = (nothing, facts.body) if status == "added" else (facts.body, nothing)
    changes = _content_changes(*sides, None)
    return FileChange(facts.path, status, changes=tuple(change for change in changes if change.subject != "file"))


def _compared(old: FileFacts, new: FileFacts, sources: Sources | None) -> tuple[list[FactChange], str]:
    """Return the changes of a file that both sides have, and why they are not all."""
    if isinstance(old.body, Problem) or isinstance(new.body, Problem):
        return [], "" if old.digest == new.digest else _not_parsed(old, new)
    if type(old.body) is not type(new.body):
        return [], "another kind of file now: not compared"
    changes = _of_the_file(_file_details(old, new))
    changes += _content_changes(old.body, new.body, sources)
    if not changes and old.digest != new.digest:
        changes = _of_the_file([Detail(_rest(old, sources))])
    return changes, ""


def _not_parsed(old: FileFacts, new: FileFacts) -> str:
    if not isinstance(new.body, Problem):
        assert isinstance(old.body, Problem)
        return f"parsed now, before not ({_reason(old.body)}): not compared"
    before = ", nor before" if isinstance(old.body, Problem) else ", but before"
    return f"not parsed now ({_reason(new.body)}){before}: not compared"


def _reason(problem: Problem) -> str:
    position = "" if problem.line is None else f"line {problem.line}, column {problem.column or 1}: "
    return f"{position}{problem.reason}"


def _rest(facts: FileFacts, sources: Sources | None) -> str:
    """Return the aspect of a change that no fact shows."""
    if facts.python is None:
        return "content"
    if sources is None:
        return "code or layout"
    return "layout" if Code(sources.old).does_the_same(Code(sources.new)) else "implementation"


def _of_the_file(details: Iterable[Detail]) -> list[FactChange]:
    gathered = tuple(details)
    return [FactChange("file", "", "changed", details=gathered)] if gathered else []


def _file_details(old: FileFacts, new: FileFacts) -> Iterator[Detail]:
    yield from value("encoding", old.encoding, new.encoding)
    yield from flag("shebang", old.has_shebang, new.has_shebang)


def _content_changes(
    old: PythonFacts | TextFacts, new: PythonFacts | TextFacts, sources: Sources | None
) -> list[FactChange]:
    if isinstance(old, PythonFacts) and isinstance(new, PythonFacts):
        return list(_python_changes(old, new, sources))
    assert isinstance(old, TextFacts)
    assert isinstance(new, TextFacts)
    return list(_text_changes(old, new))


def _python_changes(old: PythonFacts, new: PythonFacts, sources: Sources | None) -> Iterator[FactChange]:
    yield from _of_the_file(_module_details(old, new))
    yield from _paired(_imports(old.imports), _imports(new.imports), _import_change)
    yield from _export_changes(old.exports, new.exports)
    codes = Codes(Code(sources.old), Code(sources.new)) if sources is not None else None
    yield from _paired(_variables(old), _variables(new), partial(_variable_change, codes))
    yield from definition_changes(old, new, codes)


def _module_details(old: PythonFacts, new: PythonFacts) -> Iterator[Detail]:
    yield from docstring(old.docstring, new.docstring)
    yield from flag("main guard", old.has_main_guard, new.has_main_guard)


_Differ: TypeAlias = Callable[[str, _T | None, _T | None], FactChange | None]


def _paired(old: Mapping[str, _T], new: Mapping[str, _T], differ: _Differ[_T]) -> Iterator[FactChange]:
    """Yield what `differ` says of each name: first of those that there are now, in their order, then of those gone."""
    for name in dict.fromkeys((*new, *old)):
        change = differ(name, old.get(name), new.get(name))
        if change is not None:
            yield change


# Imports


def _imports(imports: Iterable[Import]) -> dict[str, list[Import]]:
    """Return the import statements by what they import, as one would write it down."""
    statements: dict[str, list[Import]] = {}
    for statement in imports:
        start = "." * statement.level + statement.module
        names = [(_joined(start, item.name), item.alias) for item in statement.names] or [(start, statement.alias)]
        for name, alias in names:
            statements.setdefault(name if alias is None else f"{name} as {alias}", []).append(statement)
    return statements


def _joined(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def _import_change(name: str, old: list[Import] | None, new: list[Import] | None) -> FactChange | None:
    if old is None or new is None:
        return (
            FactChange("import", name, "removed") if new is None else FactChange("import", name, "added", new[0].line)
        )
    details = tuple(members("place", _places(old), _places(new)))
    return FactChange("import", name, "changed", new[0].line, details) if details else None


def _places(imports: Iterable[Import]) -> list[str]:
    """Return where the statements stand, each place once: a second one there imports nothing more."""
    return list(dict.fromkeys(_place(statement) for statement in imports))


def _place(statement: Import) -> str:
    scope = f"in `{statement.scope}`" if statement.scope else "at module level"
    return f"{scope} under `{conditions_text(statement.conditions)}`" if statement.conditions else scope


# Exports and variables


def _export_changes(old: Exports | None, new: Exports | None) -> Iterator[FactChange]:
    if old is None and new is None:
        return
    details = tuple(members("export", _exported(old), _exported(new)))
    action: Action = "added" if old is None else "removed" if new is None else "changed"
    if details or action != "changed":
        yield FactChange("export", "__all__", action, details=details)


def _exported(exports: Exports | None) -> list[str]:
    if exports is None:
        return []
    return [*exports.names, *(f"{module}.__all__" for module in exports.modules), *exports.unresolved]


def _variables(facts: PythonFacts) -> dict[str, Variable]:
    return {variable.name: variable for variable in facts.variables if variable.name != "__all__"}


def _variable_change(codes: Codes | None, name: str, old: Variable | None, new: Variable | None) -> FactChange | None:
    if new is None:
        return None if old is None else FactChange(old.kind, name, "removed")
    if old is None:
        return FactChange(new.kind, name, "added", new.line)
    details = (
        *value("variable kind", old.kind, new.kind),
        *value("annotation", old.annotation, new.annotation),
        *bound_value("value", old, new, codes),
        *described("description", old, new),
    )
    return FactChange(new.kind, name, "changed", new.line, details) if details else None


# Files that are not Python


def _text_changes(old: TextFacts, new: TextFacts) -> Iterator[FactChange]:
    yield from _paired(_headings(old), _headings(new), _heading_change)
    before, after = set(old.identifiers), set(new.identifiers)
    for name in sorted(before ^ after):
        yield FactChange("identifier", name, "added" if name in after else "removed")


def _headings(facts: TextFacts) -> dict[str, list[Heading]]:
    by_text: dict[str, list[Heading]] = {}
    for heading in facts.headings:
        by_text.setdefault(heading.text, []).append(heading)
    return by_text


def _heading_change(name: str, old: list[Heading] | None, new: list[Heading] | None) -> FactChange | None:
    if old is None or new is None:
        return FactChange("heading", name, "added" if old is None else "removed")
    before, after = (", ".join(str(heading.level) for heading in side) for side in (old, new))
    return (
        FactChange("heading", name, "changed", details=(Detail("level", "", before, after),))
        if before != after
        else None
    )
