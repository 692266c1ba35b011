"""What a build did: its exit code, and sentences for stderr."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.discover import Skipped
from extractor.errors import ExitCode
from extractor.facts import FileFacts, Problem, Struct
from extractor.publish.plan import Action
from extractor.publish.write import Done
from extractor.workers import Unreadable

_WORDS: Mapping[Action, str] = {"create": "created", "update": "updated", "delete": "removed", "same": "unchanged"}
"""What is said of a page that came to an action; a foreign file is a problem."""


class Outcome(Struct, frozen=True):
    """What a build found and did."""

    sources: int
    done: tuple[Done, ...]
    unparsed: tuple[FileFacts, ...]
    unreadable: tuple[Unreadable, ...]
    skipped: tuple[Skipped, ...]
    template_errors: tuple[str, ...]

    def count(self, action: Action) -> int:
        """Return how many pages came to this action, and did."""
        return sum(each.action == action and not each.failure for each in self.done)

    def exit_code(self, *, strict: bool) -> ExitCode:
        """Return 2 where anything was left undone (with `strict`, also where a file did not parse), else 0."""
        is_incomplete = (
            bool(self.unreadable)
            or bool(self.template_errors)
            or any(each.is_error for each in self.skipped)
            or any(each.failure or each.action == "foreign" for each in self.done)
            or (strict and bool(self.unparsed))
        )
        return ExitCode.ERROR if is_incomplete else ExitCode.OK


def problems(outcome: Outcome) -> Iterator[str]:
    """Yield a sentence for everything that a person should look at: what, where, what to do."""
    for message in outcome.template_errors:
        yield f"error: {message}"
    for facts in outcome.unparsed:
        assert isinstance(facts.body, Problem)
        yield f"warning: {facts.path}{_position(facts.body)}: not parsed: {facts.body.reason}"
    for file in outcome.unreadable:
        yield f"error: {file.path}: cannot be read: {file.reason}"
    for skip in outcome.skipped:
        if skip.is_error:
            yield f"error: {skip.path} {skip.reason}"
    for each in outcome.done:
        if each.failure:
            yield f"error: {each.path}: cannot be written: {each.failure}"
    obstacles = dict.fromkeys(each.path for each in outcome.done if each.action == "foreign")
    for path in obstacles:  # once, however many pages it bars
        yield (
            f"error: {path}: in the way, and not a generated page: left as it is; "
            "move it, or choose another output directory with output-dir"
        )


def _position(problem: Problem) -> str:
    return "" if problem.line is None else f":{problem.line}:{problem.column or 1}"


def details(outcome: Outcome) -> Iterator[str]:
    """Yield a line for each file left out and each page that changed."""
    for skip in outcome.skipped:
        if not skip.is_error:
            yield f"left out: {skip.path} {skip.reason}"
    for each in outcome.done:
        if each.action != "same" and each.action in _WORDS and not each.failure:
            yield f"{each.path}: {_WORDS[each.action]}"


def summary(outcome: Outcome, output_dir: str) -> str:
    """Return one line with the number of sources, and of the pages by what became of them."""
    counts = {word: outcome.count(action) for action, word in _WORDS.items()}
    found = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)
    files = "source file" if outcome.sources == 1 else "source files"
    return f"{outcome.sources:,} {files}, pages in {output_dir}/: {found or 'none'}"
