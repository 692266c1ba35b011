"""Changes as lines for a person and as JSON; the text may shorten, and says by how much, JSON never does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from extractor.comparison.change import Detail, FactChange, FileChange, Status
from extractor.system.terminal import as_lines, printable

_MOST_NAMES = 12
"""Names on a line; the rest is counted."""
_MOST_CHARACTERS = 100
"""Of a value or a signature on a line; the rest is counted."""

WORDS: Mapping[str, tuple[str, str, str]] = {
    "annotation": ("annotation {old} -> {new}", "gained annotation {new}", "lost annotation {old}"),
    "attribute": ("", "gained attribute {new}", "lost attribute {old}"),
    "attribute annotation": (
        "annotation of attribute {name} {old} -> {new}",
        "attribute {name} gained annotation {new}",
        "attribute {name} lost annotation {old}",
    ),
    "attribute description": (
        "description of attribute {name} changed",
        "attribute {name} gained a description",
        "attribute {name} lost its description",
    ),
    "attribute origin": ("attribute {name} of the {plain_old} -> of the {plain_new}", "", ""),
    "attribute value": (
        "value of attribute {name} {old} -> {new}",
        "attribute {name} gained value {new}",
        "attribute {name} lost value {old}",
    ),
    "base": ("", "gained base {new}", "lost base {old}"),
    "base order": ("bases reordered {old} -> {new}", "", ""),
    "class keyword": ("", "gained class keyword {new}", "lost class keyword {old}"),
    "condition": ("condition {old} -> {new}", "now under {new}", "no longer under {old}"),
    "decorator": ("", "gained decorator {new}", "lost decorator {old}"),
    "decorator order": ("decorators reordered {old} -> {new}", "", ""),
    "default": (
        "default of parameter {name} {old} -> {new}",
        "parameter {name} gained default {new}",
        "parameter {name} lost default {old}",
    ),
    "definition": ("", "gained a further definition {new}", "lost one of its definitions {old}"),
    "description": ("description changed", "gained a description", "lost its description"),
    "docstring": ("docstring changed", "gained a docstring", "lost its docstring"),
    "encoding": ("encoding {plain_old} -> {plain_new}", "", ""),
    "export": ("", "gained {new}", "lost {old}"),
    "keyword-only parameter": ("", "gained keyword-only parameter {new}", "lost keyword-only parameter {old}"),
    "label": ("", "became {plain_new}", "is no longer {plain_old}"),
    "level": ("level {plain_old} -> {plain_new}", "", ""),
    "long attribute value": ("value of attribute {name} changed", "", ""),
    "long value": ("value changed", "", ""),
    "main guard": ("", "gained a main guard", "lost its main guard"),
    "parameter": ("parameter {old} renamed {new}", "gained parameter {new}", "lost parameter {old}"),
    "parameter annotation": (
        "annotation of parameter {name} {old} -> {new}",
        "parameter {name} gained annotation {new}",
        "parameter {name} lost annotation {old}",
    ),
    "parameter kind": ("parameter {name} became {plain_new}", "", ""),
    "parameter order": ("parameters reordered {old} -> {new}", "", ""),
    "place": ("", "now {plain_new}", "no longer {plain_old}"),
    "positional-only parameter": ("", "gained positional-only parameter {new}", "lost positional-only parameter {old}"),
    "raise": ("", "gained a `raise` of {new}", "lost its `raise` of {old}"),
    "return annotation": (
        "return annotation {old} -> {new}",
        "gained return annotation {new}",
        "lost return annotation {old}",
    ),
    "shebang": ("", "gained a shebang line", "lost its shebang line"),
    "type parameter": ("", "gained type parameter {new}", "lost type parameter {old}"),
    "value": ("value {old} -> {new}", "gained value {new}", "lost value {old}"),
    "variable kind": ("{plain_old} -> {plain_new}", "", ""),
} | {
    aspect: (words, words, words)
    for aspect, words in {
        "code or layout": "implementation or layout changed",
        "content": "content changed",
        "implementation": "implementation changed",
        "layout": "only comments or layout changed",
    }.items()
}
"""Aspect of a detail -> what is said where there are both values, only the new one, only the old one."""

_ADJECTIVES = frozenset({
    "abstract", "async", "cached", "final", "overload", "override", "runtime-checkable", "single dispatch",
    "total ordering", "unique",
})  # fmt: skip
"""Labels that take no article."""

_PLURALS: Mapping[str, str] = {"alias": "aliases", "class": "classes", "type alias": "type aliases"}
"""Of subjects that do not just take an s."""


def as_json(changes: Sequence[FileChange]) -> str:
    """Return the changes as an indented JSON list with sorted keys."""
    return msgspec.json.format(msgspec.json.encode(changes, order="sorted"), indent=2).decode("utf-8") + "\n"


def as_text(changes: Iterable[FileChange]) -> str:
    """Return a line for everything that changed: path, line where there is one, and what."""
    return as_lines(line for change in changes for line in _lines(change))


def summary(changes: Sequence[FileChange], since: str) -> str:
    """Return one line with the number of files by what became of them; `since` says what they are compared with."""
    counts: dict[Status, int] = {"added": 0, "removed": 0, "renamed": 0, "changed": 0}
    for change in changes:
        counts[change.status] += 1
    parts = ", ".join(f"{count:,} {status}" for status, count in counts.items() if count)
    return (
        f"{len(changes):,} {_noun('source file', len(changes))} changed since {since}: {parts}"
        if changes
        else (f"no source file changed since {since}")
    )


def _lines(file: FileChange) -> Iterator[str]:
    path = printable(file.path)
    if file.previous is not None:
        yield f"{printable(file.previous)} -> {path}: renamed"
    if file.note:
        said = f"{file.status}, " if file.status in ("added", "removed") else ""
        yield f"{path}: {said}{printable(file.note)}"
    elif file.status in ("added", "removed"):
        held = "; ".join(_groups(file.changes))
        yield f"{path}: {file.status}{': ' if held else ''}{held}"
        return
    for place, words in _statements(file.changes):
        yield f"{path}{place}: {words}"


def _groups(changes: Iterable[FactChange]) -> Iterator[str]:
    """Yield the names of each kind of things, as `functions `a`, `b``."""
    by_subject: dict[str, list[str]] = {}
    for change in changes:
        by_subject.setdefault(change.subject, []).append(change.name)
    for subject, names in by_subject.items():
        if names != ["__all__"]:
            yield f"{_noun(subject, len(names))} {_names(names)}"


_DEFINITIONS = frozenset({"class", "function", "method"})
_HOLDERS = _DEFINITIONS | {"export"}
_LISTED = frozenset({"import", "heading", "identifier"})
"""Subjects of which those that came stand on one line, as do those that went."""


def _statements(changes: Sequence[FactChange]) -> Iterator[tuple[str, str]]:
    """Yield what is said, each with its `:line` or an empty text; neighbours of a listed kind are said at once."""
    outermost = _outermost(changes)
    kept = [change for change in changes if change not in outermost]
    inside: dict[tuple[str, str], list[str]] = {}
    for change, outer in outermost.items():
        inside.setdefault((change.action, outer), []).append(change.name.removeprefix(f"{outer}."))
    for _, group in groupby(kept, _grouping):
        change, *others = group
        if change.action == "changed":
            yield _place(change), _changed(change)
        elif change.subject in _LISTED:
            names = [one.name for one in (change, *others)]
            yield "", f"{change.action} {_noun(change.subject, len(names))} {_names(names)}"
        else:
            names = [*inside.get((change.action, change.name), ()), *(_text(one) for one in change.details)]
            held = f" with {_names(names)}" if names and change.subject in _HOLDERS else ""
            yield _place(change), f"{change.action} {change.subject} {_code(change.name)}{held}"


def _grouping(change: FactChange) -> object:
    """Return what neighbours on one line have in common; a change that stands alone is like no other."""
    is_listed = change.subject in _LISTED and change.action != "changed"
    return (change.subject, change.action) if is_listed else id(change)


def _outermost(changes: Iterable[FactChange]) -> dict[FactChange, str]:
    """Return, for each definition that came or went with one around it, the name of the outermost such one."""
    definitions = [
        definition for definition in changes if definition.subject in _DEFINITIONS and definition.action != "changed"
    ]
    moved = {(definition.action, definition.name) for definition in definitions}
    outermost: dict[FactChange, str] = {}
    for definition in definitions:
        parts = definition.name.split(".")
        around = (".".join(parts[:end]) for end in range(1, len(parts)))
        outer = next((name for name in around if (definition.action, name) in moved), None)
        if outer is not None:
            outermost[definition] = outer
    return outermost


def _changed(change: FactChange) -> str:
    words = "; ".join(_details(change.details))
    if change.subject == "file":
        return words
    kind = "" if change.subject in _HOLDERS else f"{change.subject} "
    return f"{kind}{_code(change.name)} {words}"


def _details(details: Sequence[Detail]) -> Iterator[str]:
    """Yield the words of each detail; where a decorator says no more than the label that it gives, once."""
    labels = {_squashed(_text(detail)) for detail in details if detail.aspect == "label"}
    called = {_squashed(text) for detail in details if detail.aspect == "decorator" and "(" in (text := _text(detail))}
    for detail in details:
        if detail.aspect == "decorator" and _squashed(_text(detail)) in labels - called:
            continue
        if detail.aspect == "label" and _squashed(_text(detail)) in called:
            continue
        yield _said(detail)


def _text(detail: Detail) -> str:
    return detail.old or detail.new or ""


def _squashed(text: str) -> str:
    """Return what the label `class method` and the decorator `classmethod` have in common."""
    return text.partition("(")[0].rpartition(".")[2].replace(" ", "").replace("_", "")


def _said(detail: Detail) -> str:
    both, gained, lost = WORDS[detail.aspect]
    words = gained if detail.old is None else lost if detail.new is None else both
    old, new = detail.old or "", detail.new or ""
    return words.format(
        name=_code(detail.name),
        old=_code(old),
        new=_code(new),
        plain_old=_with_article(old) if detail.aspect == "label" else printable(old),
        plain_new=_with_article(new) if detail.aspect == "label" else printable(new),
    )


def _with_article(label: str) -> str:
    if not label or label in _ADJECTIVES:
        return label
    return f"{'an' if label[0] in 'aeiou' else 'a'} {label}"


def _place(change: FactChange) -> str:
    return "" if change.line is None else f":{change.line}"


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(map(_code, names[:_MOST_NAMES]))
    return shown if len(names) <= _MOST_NAMES else f"{shown} and {len(names) - _MOST_NAMES:,} more"


def _noun(subject: str, count: int) -> str:
    return subject if count == 1 else _PLURALS.get(subject, f"{subject}s")


def _code(text: str) -> str:
    """Return code of any length as a span on one line."""
    line = printable(" ".join(part.strip() for part in text.split("\n")))
    rest = len(line) - _MOST_CHARACTERS
    return f"`{line}`" if rest <= 0 else f"`{line[:_MOST_CHARACTERS]}` (and {rest:,} more characters)"
