"""What a build did or would do, told: lines for people, JSON, and annotations for GitHub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from extractor.errors import ExitCode
from extractor.facts import Struct
from extractor.publish.outcome import CHANGES, Outcome
from extractor.publish.plan import Action
from extractor.publish.write import Done
from extractor.system import terminal
from extractor.system.paths import escaped_path

_SCHEMA = 1
"""Of the JSON document."""
_MOST_ANNOTATIONS = 10
"""GitHub shows no more of one step; the last one counts the rest."""


class Words(NamedTuple):
    """The words for what a build did to a page, and for what is the matter with a page that a check finds so."""

    done: str
    state: str


_WORDS: Mapping[Action, Words] = {
    "create": Words("created", "missing"),
    "update": Words("updated", "stale"),
    "delete": Words("removed", "orphan"),
    "foreign": Words("", "foreign"),
    "same": Words("unchanged", ""),
}


class Message(Struct, frozen=True):
    """A sentence on something that a person should look at: what, where, what to do."""

    severity: Literal["error", "warning"]
    text: str
    path: str = ""
    """Of the file that it is about, as far as it is about one."""
    line: int | None = None
    column: int | None = None


def messages(outcome: Outcome) -> Iterator[Message]:
    """Yield a sentence for everything that went wrong."""
    for error in outcome.template_errors:
        yield Message("error", error)
    for warning in outcome.template_warnings:
        yield Message("warning", warning)
    for defect in outcome.defects:
        yield Message("error", f"internal error, its pages are left as they were; please report it: {defect}")
    for lost in outcome.lost:
        yield Message("error", f"{lost}; they are left as they were; run extractor again")
    if outcome.lint_problem:
        yield Message("error", outcome.lint_problem)
    for unparsed in outcome.unparsed:
        path, problem = unparsed.path, unparsed.problem
        place = path if problem.line is None else f"{path}:{problem.line}:{problem.column or 1}"
        yield Message("warning", f"{place}: not parsed: {problem.reason}", path, problem.line, problem.column)
    for source in outcome.exposed:
        yield Message("warning", str(source), source.path, source.secrets[0].line)
    for file in outcome.unreadable:
        yield Message("error", f"{file.path}: cannot be read: {file.reason}", file.path)
    for skip in outcome.skipped:
        if skip.severity != "note":
            yield Message(skip.severity, f"{skip.path} {skip.reason}", skip.path)
    for done in outcome.done:
        if done.failure:
            path = escaped_path(done.path)
            yield Message("error", f"{path}: cannot be written: {done.failure}", path)
    obstacles = dict.fromkeys(done.path for done in outcome.done if done.action == "foreign")
    for path in obstacles:  # once, however many pages it bars
        yield Message(
            "error",
            f"{path}: in the way, and not a generated page: left as it is; "
            "move it, or choose another output directory with output-dir",
            path,
        )
    for first, *others in outcome.alike:
        yield Message(
            "warning",
            f"{', '.join(map(_spelled, others))}: the name differs from {_spelled(first)} only in case or "
            "Unicode form; macOS and Windows take them for one; rename one",
            escaped_path(others[0]),
        )
    if outcome.uncommitted:
        first, *others = outcome.uncommitted
        more = f" and {len(others):,} more" if others else ""
        yield Message("warning", f"{first}{more}: not tracked by git, so not in this commit; add with git add", first)


def _spelled(name: str) -> str:
    r"""Return a name with its code points where it may look like another: `café (caf\xe9)`."""
    return escaped_path(name) if name.isascii() else f"{escaped_path(name)} ({escaped_path(ascii(name)[1:-1])})"


def problems(outcome: Outcome) -> Iterator[str]:
    """Yield the messages as lines."""
    return (f"{message.severity}: {message.text}" for message in messages(outcome))


def details(outcome: Outcome) -> Iterator[str]:
    """Yield a line for each file left out and each page that changed."""
    for skip in outcome.skipped:
        if skip.severity == "note":
            yield f"left out: {skip.path} {skip.reason}"
    for done in outcome.done:
        if done.action in CHANGES and not done.failure:
            yield f"{escaped_path(done.path)}: {_WORDS[done.action].done}"


def findings(outcome: Outcome) -> Iterator[str]:
    """Yield a line for each page that is not as it should be, and what it is about."""
    for done in outcome.done:
        if done.action != "same":
            yield _finding(done)


def _finding(done: Done) -> str:
    return escaped_path(f"{done.path}: {_WORDS[done.action].state} ({done.source or 'the repository'})")


def summary(outcome: Outcome, output_dir: str) -> str:
    """Return one line with the number of sources, and of the pages by what became of them."""
    counts = _counts({words.done: outcome.count(action) for action, words in _WORDS.items() if words.done})
    files = "source file" if outcome.sources == 1 else "source files"
    return f"{outcome.sources:,} {files}, pages in {output_dir}/: {counts or 'none'}"


def verdict(outcome: Outcome) -> str:
    """Return one line with the number of pages that are out of date, and what to do about it."""
    total = len(outcome.done)
    pages = "page" if total == 1 else "pages"
    counts = _counts({words.state: outcome.count(action) for action, words in _WORDS.items() if words.state})
    if not counts:
        return f"{total:,} {pages}, up to date"
    if not outcome.changes:
        return f"{total:,} {pages}: {counts}"
    verb = "is" if outcome.changes == 1 else "are"
    return f"{outcome.changes:,} of {total:,} {pages} {verb} out of date ({counts}). Run: extractor build"


def _counts(pages: Mapping[str, int]) -> str:
    """Return the numbers of pages by a word for each, without those that are 0: `2 created, 1 removed`."""
    return ", ".join(f"{count:,} {word}" for word, count in pages.items() if count)


def as_json(outcome: Outcome, exit_code: ExitCode) -> str:
    """Return everything as one indented JSON document with sorted keys."""
    document = {
        "changes": [_change(done) for done in outcome.done if done.action != "same"],
        "exit_code": int(exit_code),
        "messages": list(messages(outcome)),
        "pages": {action: outcome.count(action) for action in _WORDS},
        "schema": _SCHEMA,
        "sources": outcome.sources,
    }
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2).decode("utf-8") + "\n"


def _change(done: Done) -> dict[str, object]:
    change: dict[str, object] = {
        "action": done.action,
        "path": escaped_path(done.path),
        "source": escaped_path(done.source),
    }
    if done.failure:
        change["failure"] = done.failure
    if done.patch:
        change["patch"] = done.patch.decode("utf-8", "replace")
    return change


def as_annotations(outcome: Outcome, *, must_be_current: bool) -> Iterator[str]:
    """Yield workflow commands of GitHub: what went wrong and, where pages must be current, each that is not.

    Errors come before warnings, which must not take their place.
    """
    notes = list(messages(outcome))
    if must_be_current:
        changes = (done for done in outcome.done if done.action in CHANGES and not done.failure)
        notes += [Message("error", _finding(change), escaped_path(change.path)) for change in changes]
    notes.sort(key=lambda message: message.severity)  # "error" comes before "warning"
    yield from map(_annotation, notes[:_MOST_ANNOTATIONS])
    if left := notes[_MOST_ANNOTATIONS:]:
        advice = ". Run: extractor build" if must_be_current else ""
        yield f"::{left[0].severity}::{len(left):,} more, {len(notes):,} in all{advice}"


def _annotation(message: Message) -> str:
    """Return a workflow command: `::error file=a.py,line=3::text`."""
    place = {"file": message.path, "line": message.line, "col": message.column}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{message.severity}{f' {given}' if given else ''}::{_data(message.text)}"


def _data(text: str) -> str:
    """Return a text as it may stand behind a command: one line, without a percent sign that opens an escape."""
    return terminal.printable(text).replace("%", "%25")


def _property(text: str) -> str:
    """Return a text as the value of a property, which a colon or a comma would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
