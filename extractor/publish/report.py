"""What a build did or would do: its exit code, lines for people, JSON, and annotations for GitHub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from extractor.errors import ExitCode
from extractor.facts import Problem, Secret, Struct, Unreadable
from extractor.publish.plan import Action
from extractor.publish.write import Done
from extractor.system import terminal
from extractor.system.paths import escaped_path
from extractor.workspace.discover import Skipped
from extractor.workspace.secrets import ALLOWANCE, with_article

_SCHEMA = 1
"""Of the JSON document."""
_MOST_ANNOTATIONS = 10
"""GitHub shows no more of one step; the last one counts the rest."""


class Words(NamedTuple):
    """What is said of a page that came to an action, and of one that would."""

    done: str
    found: str


_WORDS: Mapping[Action, Words] = {
    "create": Words("created", "missing"),
    "update": Words("updated", "stale"),
    "delete": Words("removed", "orphan"),
    "foreign": Words("", "foreign"),
    "same": Words("unchanged", ""),
}
_CHANGES: tuple[Action, ...] = ("create", "update", "delete")


class Unparsed(Struct, frozen=True):
    """A source that did not parse, and why."""

    path: str
    problem: Problem


class Exposed(Struct, frozen=True):
    """A source that holds what looks like secrets, and where."""

    path: str
    secrets: tuple[Secret, ...]

    def __str__(self) -> str:
        """Return a sentence on them: where they are, what pages hold instead, what to do."""
        first, *others = self.secrets
        place = f"{escaped_path(self.path)}:{first.line}: looks like {with_article(first.kind)}"
        more = f", and {len(others):,} more of the kind in this file" if others else ""
        advice = f"renew it if it is one, and write '{ALLOWANCE}' on it or above it if it is none"
        return f"{place}{more}: not shown on its pages; {advice}"


class Message(Struct, frozen=True):
    """A sentence on something that a person should look at: what, where, what to do."""

    severity: Literal["error", "warning"]
    text: str
    path: str = ""
    """Of the file that it is about, as far as it is about one."""
    line: int | None = None
    column: int | None = None


class Outcome(Struct, frozen=True):
    """What a build found and did."""

    sources: int
    done: tuple[Done, ...]
    unparsed: tuple[Unparsed, ...]
    unreadable: tuple[Unreadable, ...]
    skipped: tuple[Skipped, ...]
    template_errors: tuple[str, ...]
    template_warnings: tuple[str, ...] = ()
    """Templates whose pages lack headings that links lead to."""
    defects: tuple[str, ...] = ()
    """What of ours failed, each with the file whose pages it left as they were."""
    lost: tuple[str, ...] = ()
    """What became of processes that made pages, each with what the pages are about; they are as they were."""
    lint_problem: str = ""
    """Why pages lack what ruff finds."""
    alike: tuple[tuple[str, ...], ...] = ()
    """Sources and folders whose names differ only in case or Unicode's normal form."""
    exposed: tuple[Exposed, ...] = ()
    """Sources that hold what looks like secrets."""
    taken_back: tuple[str, ...] = ()
    """Sources that by their names hold secrets, and that a setting takes back."""
    uncommitted: tuple[str, ...] = ()
    """Pages that a commit which is being made lacks, since git does not track them."""

    def count(self, action: Action) -> int:
        """Return how many pages came to this action, and did."""
        return sum(each.action == action and not each.failure for each in self.done)

    @property
    def changes(self) -> int:
        """How many pages were, or would be, created, updated or removed."""
        return sum(map(self.count, _CHANGES))

    def exit_code(self, *, strict: bool, must_be_current: bool = False) -> ExitCode:
        """Return 2 where anything was left undone (with `strict`, also where a file did not parse).

        Else 1 with `must_be_current` where any page is not what it was, or is to be, or is not in the commit that is
        being made; and 0 otherwise.
        """
        is_incomplete = (
            bool(self.unreadable)
            or bool(self.template_errors)
            or bool(self.defects)
            or bool(self.lost)
            or bool(self.lint_problem)
            or any(each.is_error for each in self.skipped)
            or any(each.failure or each.action == "foreign" for each in self.done)
            or (strict and bool(self.unparsed))
        )
        if is_incomplete:
            return ExitCode.ERROR
        is_current = not (self.changes or self.uncommitted)
        return ExitCode.OK if is_current or not must_be_current else ExitCode.STALE


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
    for each in outcome.unparsed:
        at = each.problem
        place = each.path if at.line is None else f"{each.path}:{at.line}:{at.column or 1}"
        yield Message("warning", f"{place}: not parsed: {at.reason}", each.path, at.line, at.column)
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
    obstacles = dict.fromkeys(each.path for each in outcome.done if each.action == "foreign")
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
    """Return a name with its code points where it may look like another."""
    return escaped_path(name) if name.isascii() else f"{escaped_path(name)} ({escaped_path(ascii(name)[1:-1])})"


def problems(outcome: Outcome) -> Iterator[str]:
    """Yield the messages as lines."""
    return (f"{each.severity}: {each.text}" for each in messages(outcome))


def details(outcome: Outcome) -> Iterator[str]:
    """Yield a line for each file left out and each page that changed."""
    for skip in outcome.skipped:
        if skip.severity == "note":
            yield f"left out: {skip.path} {skip.reason}"
    for each in outcome.done:
        if each.action in _CHANGES and not each.failure:
            yield f"{escaped_path(each.path)}: {_WORDS[each.action].done}"


def findings(outcome: Outcome) -> Iterator[str]:
    """Yield a line for each page that is not as it should be, and what it is about."""
    for each in outcome.done:
        if each.action != "same":
            yield _finding(each)


def _finding(done: Done) -> str:
    return escaped_path(f"{done.path}: {_WORDS[done.action].found} ({done.source or 'the repository'})")


def summary(outcome: Outcome, output_dir: str) -> str:
    """Return one line with the number of sources, and of the pages by what became of them."""
    counts = {words.done: outcome.count(action) for action, words in _WORDS.items() if words.done}
    found = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)
    files = "source file" if outcome.sources == 1 else "source files"
    return f"{outcome.sources:,} {files}, pages in {output_dir}/: {found or 'none'}"


def verdict(outcome: Outcome) -> str:
    """Return one line with the number of pages that are out of date, and what to do about it."""
    total = len(outcome.done)
    pages = "page" if total == 1 else "pages"
    counts = {words.found: outcome.count(action) for action, words in _WORDS.items() if words.found}
    found = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)
    if not found:
        return f"{total:,} {pages}, up to date"
    if not outcome.changes:
        return f"{total:,} {pages}: {found}"
    verb = "is" if outcome.changes == 1 else "are"
    return f"{outcome.changes:,} of {total:,} {pages} {verb} out of date ({found}). Run: extractor build"


def as_json(outcome: Outcome, exit_code: ExitCode) -> str:
    """Return everything as one indented JSON document with sorted keys."""
    document = {
        "changes": [_change(each) for each in outcome.done if each.action != "same"],
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
    found = list(messages(outcome))
    if must_be_current:
        changes = (each for each in outcome.done if each.action in _CHANGES and not each.failure)
        found += [Message("error", _finding(each), escaped_path(each.path)) for each in changes]
    found.sort(key=lambda each: each.severity)
    yield from map(_annotation, found[:_MOST_ANNOTATIONS])
    if left := found[_MOST_ANNOTATIONS:]:
        advice = ". Run: extractor build" if must_be_current else ""
        yield f"::{left[0].severity}::{len(left):,} more, {len(found):,} in all{advice}"


def _annotation(message: Message) -> str:
    place = {"file": message.path, "line": message.line, "col": message.column}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{message.severity}{f' {given}' if given else ''}::{_data(message.text)}"


def _data(text: str) -> str:
    return terminal.printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
