"""Rows of the tables of options, made of the call that declares an option."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.facts import Struct
from extractor.link.expressions import CallText, call_in, literal_in

_FLAGS = frozenset({"store_true", "store_false", "store_const", "append_const"})
_TRANSLATIONS = frozenset({"_", "gettext", "gettext_lazy", "textwrap.dedent", "inspect.cleandoc", "dedent"})
"""Functions whose result says what their one argument says."""


class ShownOption(Struct, frozen=True):
    """A row of the table; what the source does not say is empty."""

    names: tuple[str, ...]
    type: str
    """As source, or `flag`, `count`."""
    notes: tuple[str, ...]
    """Words beside the type: `required`, `several times`."""
    default: str
    """As source."""
    help: str
    """Running text or, where that is no literal, source."""
    is_help_code: bool = False


def option_notes(call: CallText) -> tuple[str, ...]:
    """Return the words on an option that only its keywords tell."""
    words = {"required": "required", "multiple": "several times", "hidden": "hidden"}
    return tuple(word for keyword, word in words.items() if call.keywords.get(keyword) == "True")


def row(
    call: CallText, names: tuple[str, ...], notes: tuple[str, ...], kind: str = "", default: str = ""
) -> ShownOption:
    """Return the row of an option given the call that declares it; its type and default may stand elsewhere."""
    given = call.keywords
    text = help_text(given.get("help", ""))
    return ShownOption(
        names=names,
        type=kind or _type(given, names),
        notes=notes,
        default=default or given.get("default", ""),
        help=given.get("help", "") if text is None else text,
        is_help_code=text is None,
    )


def _type(given: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Return the type of an option as far as it is said."""
    action = literal_in(given.get("action"))
    has_opposite = any("/" in name.lstrip("/") for name in names if name.startswith("-"))
    if given.get("is_flag") == "True" or action in _FLAGS or has_opposite:
        return "flag"
    if given.get("count") == "True" or action == "count":
        return "count"
    kind = given.get("type", "")
    if choices := given.get("choices", ""):
        return f"{kind} of {choices}" if kind else choices
    return literal_in(kind) or kind


def help_text(source: str) -> str | None:
    """Return the text of a help; None where it is no literal, the empty string where there is none."""
    if not source or source == "None":
        return ""
    call = call_in(source)
    if call and call.name in _TRANSLATIONS and len(call.positional) == 1:
        source = call.positional[0]
    return literal_in(source)
