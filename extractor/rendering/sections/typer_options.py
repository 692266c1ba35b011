"""Options that typer makes of the parameters of a function.

A parameter says so itself (`typer.Option(...)`, as its default or within `Annotated`); of a function that an
application of this module runs as a command, every parameter is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.facts import Function, Parameter
from extractor.link.expressions import CallText, call_in, literal_in, subscript_in
from extractor.link.origins import canonical
from extractor.rendering.sections.option_rows import ShownOption, option_notes, row
from extractor.rendering.subject import Subject

_CALLS = frozenset({"typer.Argument", "typer.Option"})
_APPLICATION = "typer.Typer"
_COMMANDS = ("callback", "command")
_NO_OPTIONS = ("CallbackParam", "Context")
_SWITCHES = frozenset({"Optional[bool]", "bool", "bool | None", "typing.Optional[bool]"})
"""Types of parameters that are switched on and off."""
_REQUIRED = "..."


def typer_options(function: Function, names: Mapping[str, str], subject: Subject) -> Iterator[ShownOption]:
    """Yield the options of a function in the order of its parameters."""
    is_command = _is_command(function, names, subject)
    for parameter in function.parameters:
        kind, call, is_annotated = _declared(parameter, names)
        is_plain = not parameter.kind.startswith("variadic") and kind.rpartition(".")[2] not in _NO_OPTIONS
        if call or (is_command and is_plain):
            yield _row(parameter, kind, call, is_annotated, canonical(call.name, names) if call else "")


def _is_command(function: Function, names: Mapping[str, str], subject: Subject) -> bool:
    """Tell whether an application of typer's, bound in this module, runs a function."""
    for decorator in function.decorators:
        owner, _, method = decorator.name.rpartition(".")
        if method in _COMMANDS and owner and "." not in owner:
            variable = subject.variables.get(owner)
            # A call of several lines has no value among the facts.
            call = call_in(variable.value or "") if variable else None
            if call and canonical(call.name, names) == _APPLICATION:
                return True
    return False


def _declared(parameter: Parameter, names: Mapping[str, str]) -> tuple[str, CallText | None, bool]:
    """Return the type of a parameter, the call that declares it an option, and whether that is in its annotation."""
    annotation = parameter.annotation or ""
    subscript = subscript_in(annotation) if "Annotated" in annotation else None
    if subscript and subscript[0].rpartition(".")[2] == "Annotated" and subscript[1]:
        kind, *metadata = subscript[1]
        calls = filter(None, map(call_in, metadata))
        return kind, next((call for call in calls if canonical(call.name, names) in _CALLS), None), True
    call = call_in(parameter.default or "")
    return annotation, call if call and canonical(call.name, names) in _CALLS else None, False


def _row(parameter: Parameter, kind: str, call: CallText | None, is_annotated: bool, origin: str) -> ShownOption:
    declared = call or CallText("")
    default = (parameter.default or "") if call is None or is_annotated else _first_default(declared)
    is_argument = origin.endswith("Argument") if call else not default
    positional = declared.positional if is_annotated else declared.positional[1:]
    given = tuple(name for name in map(literal_in, positional) if name and name.startswith("-"))
    names = (parameter.name,) if is_argument else given or _own_names(parameter.name, kind)
    notes = option_notes(declared)
    has_default = default not in ("", _REQUIRED)
    is_surely_given = not declared.is_open and declared.keywords.keys().isdisjoint({"default_factory", "envvar"})
    if not has_default and is_surely_given and "required" not in notes:
        notes = ("required", *notes)
    keyword = declared.keywords.get("default", "")
    shown = default if has_default else "" if keyword == _REQUIRED else keyword
    return row(declared, names, notes, kind, shown)


def _first_default(call: CallText) -> str:
    return call.positional[0] if call.positional else call.keywords.get("default", "")


def _own_names(name: str, kind: str) -> tuple[str, ...]:
    """Return the names that typer makes of a parameter's: two for a switch."""
    option = f"--{name.lower().replace('_', '-')}"
    return (f"{option}/--no-{option[2:]}",) if kind in _SWITCHES else (option,)
