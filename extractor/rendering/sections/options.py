"""Options of the command line, as rows of a table: what decorators of click and calls of argparse's kind say.

`typer_options` has those of typer, which stand among the parameters of a function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.facts import Function, OptionCall
from extractor.link.expressions import CallText, applied, call_in, literal_in
from extractor.link.origins import canonical
from extractor.rendering.sections.option_rows import ShownOption, option_notes, row
from extractor.rendering.sections.typer_options import typer_options
from extractor.rendering.subject import Subject

_CLICK_OPTIONS = frozenset({"asyncclick.option", "click.option", "rich_click.option"})
_CLICK_ARGUMENTS = frozenset({"asyncclick.argument", "click.argument", "rich_click.argument"})
_KEYWORDS = frozenset({
    "action", "callback", "choices", "const", "default", "deprecated", "dest", "help", "metavar", "nargs", "required",
    "type", "version",
})  # fmt: skip
"""Arguments of argparse's and optparse's methods; a call with others is something else's."""


def function_options(function: Function, subject: Subject) -> tuple[ShownOption, ...]:
    """Return the options of a function: of its decorators, its parameters, and the statements in it."""
    if not function.decorators:
        return statement_options(function.qualname, subject)
    names = subject.names_in(function.qualname.rpartition(".")[0])
    return (
        *_click_options(function, names),
        *typer_options(function, names, subject),
        *statement_options(function.qualname, subject),
    )


def module_options(subject: Subject) -> tuple[ShownOption, ...]:
    """Return the options that the statements of the module itself add to a parser."""
    return statement_options("", subject)


def statement_options(owner: str, subject: Subject) -> tuple[ShownOption, ...]:
    """Return the options that the statements of a function, or of the module, add to a parser; in their order."""
    calls = subject.option_calls.get(owner)
    return () if calls is None else tuple(row for call in calls if (row := _statement_option(call)))


def _click_options(function: Function, names: Mapping[str, str]) -> Iterator[ShownOption]:
    for decorator in function.decorators:
        origin = canonical(decorator.name, names)
        if origin in _CLICK_OPTIONS or origin in _CLICK_ARGUMENTS:
            call = applied(decorator.text)
            declared = [name.strip() for name in map(literal_in, call.positional) if name]
            if origin in _CLICK_ARGUMENTS:
                yield row(call, tuple(declared), _argument_notes(call))
            elif dashed := tuple(name for name in declared if name[:1] in "-/"):
                yield row(call, dashed, option_notes(call))


def _argument_notes(call: CallText) -> tuple[str, ...]:
    """Return the words on an argument of click, which is required unless something says otherwise."""
    given = call.keywords
    is_surely_given = not call.is_open and given.keys().isdisjoint({"default", "envvar", "required"})
    is_required = is_surely_given and given.get("nargs") != "-1"
    return (("required",) if is_required else ()) + option_notes(call)


def _statement_option(option: OptionCall) -> ShownOption | None:
    """Return the row of a call; None for one that argparse and its like would not take.

    Other objects have a method `add_argument` too: a browser's options take a plain text, with nothing beside it.
    """
    call = call_in(option.text)
    if call is None:
        return None
    receiver = call.name.rpartition(".")[0].rpartition(".")[2].lower()
    if not (receiver.endswith(("parser", "group")) or (call.keywords and call.keywords.keys() <= _KEYWORDS)):
        return None
    names = tuple(name for name in map(literal_in, call.positional) if name)
    return row(call, names, option_notes(call)) if names else None
