"""Rows of the tables of options, made of the call that declares an option."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.facts import Struct
from extractor.link.expressions import CallText, call_in, literal_in

_FLAGS = frozenset({"store_true", "store_false", "store_const", "append_const"})
_NUMBERS: Mapping[str, str] = {"*": "any number", "+": "one or more", "-1": "any number", "?": "may be left out"}
"""What `nargs` says."""
_MOST_CHARACTERS = 200
"""Of a type or a default."""
_TRANSLATIONS = frozenset({"_", "gettext", "gettext_lazy", "textwrap.dedent", "inspect.cleandoc", "dedent"})
"""Functions whose result says what their one argument says."""


class ShownOption(Struct, frozen=True):
    """A row of the table; what the source does not say is empty."""

    names: tuple[str, ...]
    type: str
    """As source."""
    notes: tuple[str, ...]
    """Words beside the type: flag, required, several times."""
    default: str
    """As source."""
    help: str
    """Running text or, where that is no literal, source."""
    is_help_code: bool = False


def option_notes(call: CallText) -> tuple[str, ...]:
    """Return the words on an option that only its keywords tell."""
    words = {"required": "required", "multiple": "several times", "hidden": "hidden"}
    notes = [word for keyword, word in words.items() if call.keywords.get(keyword) == "True"]
    nargs = call.keywords.get("nargs", "")
    number = _NUMBERS.get(literal_in(nargs) or nargs) or (f"{nargs} values" if nargs.isdigit() and nargs != "1" else "")
    return (*notes, number) if number else tuple(notes)


def row(
    call: CallText, names: tuple[str, ...], notes: tuple[str, ...], kind: str = "", default: str = ""
) -> ShownOption:
    """Return the row of an option given the call that declares it; its type and default may stand elsewhere."""
    given = call.keywords
    text = help_text(given.get("help", ""))
    word = _word(given, names)
    return ShownOption(
        names=names,
        type=_shortened(kind or ("" if word else _type(given))),
        notes=(word, *notes) if word and not kind else notes,
        default=_shortened(default or given.get("default", "")),
        help=given.get("help", "") if text is None else text,
        is_help_code=text is None,
    )


def _shortened(source: str) -> str:
    """Return source that fits a cell; three dots stand for the rest."""
    return source if len(source) <= _MOST_CHARACTERS else f"{source[:_MOST_CHARACTERS]}..."


def _word(given: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Return the word for an option that takes no value; empty for one that does."""
    action = literal_in(given.get("action"))
    has_opposite = any("/" in name for name in names if name.startswith("-"))
    if given.get("is_flag") == "True" or action in _FLAGS or has_opposite:
        return "flag"
    return "counted" if given.get("count") == "True" or action == "count" else ""


def _type(given: Mapping[str, str]) -> str:
    """Return the type of an option, or the values that it may have, as far as that is said."""
    kind = given.get("type", "")
    if choices := given.get("choices", ""):
        return f"{kind} of {choices}" if kind else choices
    return literal_in(kind) or kind


def help_text(source: str) -> str | None:
    """Return the text of a help; None where it is no literal, the empty string where there is none.

    Of an f-string it is the template: `Most: {LIMIT}` tells more than no help does.
    """
    if not source or source == "None":
        return ""
    call = call_in(source)
    if call and call.name in _TRANSLATIONS and len(call.positional) == 1:
        source = call.positional[0]
    return literal_in(source, with_fields=True)
