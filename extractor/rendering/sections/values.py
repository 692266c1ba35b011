"""Variables and attributes: a name with what it is bound to and what is said of it, on a line of a list.

What takes more than a line stands under a heading of its own in the reference, to which the line leads.
"""

from __future__ import annotations

from collections.abc import Mapping

from extractor.facts import Attribute, Struct
from extractor.link.summaries import first_sentence
from extractor.rendering.bound_names import WIDEST, Bound, has_block, is_running_prose
from extractor.rendering.docstrings.inline import prose
from extractor.rendering.subject import Subject

_MOST_LINES = 30
_MOST_CHARACTERS = 2_000
"""Of a block; what is beyond is in the source, and the page says so."""
_ORIGINS: Mapping[str, str] = {"class": "class attribute", "instance": "instance attribute"}


class Value(Struct, frozen=True):
    """A bound name. `value` is None where it is too long for a line, empty where there is none."""

    name: str
    note: str
    annotation: str | None
    value: str | None
    line: int | None
    href: str = ""
    """To its heading; empty where it has none."""
    fragment: str = ""
    """The anchor of the line itself; empty where it has none."""
    default: str = ""
    """What an instance has, where the value is a call that says more of a field."""
    description: str = ""
    """As Markdown on one line."""
    comment: str = ""
    """The plain comment that it stands under; as Markdown on one line."""


class Statement(Struct, frozen=True):
    """A bound name as its own lines, as far as they are shown."""

    text: str
    is_cut: bool


def kind_words(bound: Bound) -> str:
    """Return what a name is, in words: "property" where a call makes it one, "keyword-only class attribute"."""
    if not isinstance(bound, Attribute):
        return bound.kind
    origin = _ORIGINS[bound.origin]
    return f"{bound.role} {origin}" if bound.role == "keyword-only" else bound.role or origin


def value_line(bound: Bound, qualname: str, subject: Subject, *, is_anchored: bool = True) -> Value:
    """Return what a list says of a bound name; `is_anchored` if links lead to this line of the page."""
    anchors = subject.anchors
    fits = not has_block(bound)
    is_headed = qualname in anchors.definitions
    return Value(
        name=shown_name(bound),
        note=kind_words(bound),
        annotation=bound.annotation if len(bound.annotation or "") <= WIDEST else None,
        value=(bound.value or "") if fits and not bound.has_long_value else None,
        line=line_in(subject, bound.line),
        href=anchors.of(qualname) if is_headed else "",
        fragment=anchors.items.get(qualname, "") if is_anchored and not is_headed else "",
        default=(bound.default or "") if isinstance(bound, Attribute) else "",
        description=_said(bound.description, qualname, subject),
        comment=_said(bound.comment, qualname, subject),
    )


def _said(text: str, qualname: str, subject: Subject) -> str:
    """Return a description on one line, as Markdown; of one that has more to it, its first sentence."""
    if not text:  # of most names
        return ""
    links = subject.docstring_links(qualname.rpartition(".")[0])
    return prose(text if is_running_prose(text) else first_sentence(text), links)


def value_block(bound: Bound) -> Statement:
    """Return the statement that binds a name, with visible bounds."""
    annotation = f": {bound.annotation}" if bound.annotation else ""
    value = f" = {bound.value}" if bound.value is not None else ""
    whole = f"{shown_name(bound)}{annotation}{value}"
    text = "\n".join(whole.split("\n")[:_MOST_LINES])[:_MOST_CHARACTERS]
    return Statement(text, is_cut=bound.has_long_value or len(text) < len(whole))


def shown_name(bound: Bound) -> str:
    """Return a name, that of a generic type alias with its parameters: `Pair[T]`."""
    return f"{bound.name}[{', '.join(bound.type_parameters)}]" if bound.type_parameters else bound.name


def line_in(subject: Subject, line: int) -> int | None:
    """Return a line number for pages that embed the source, else None: elsewhere it would change without need.

    The setting `line-numbers` keeps it from the others too.
    """
    config = subject.repository.config
    return line if config.embed_source and config.line_numbers else None
