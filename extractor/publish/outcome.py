"""What a build found and did, and the exit code that it comes to."""

from __future__ import annotations

from extractor.errors import ExitCode
from extractor.facts import Problem, Secret, Struct, Unreadable
from extractor.publish.plan import Action
from extractor.publish.write import Done
from extractor.system.paths import escaped_path
from extractor.workspace.discover import Skipped
from extractor.workspace.secrets import ALLOWANCE, with_article

CHANGES: tuple[Action, ...] = ("create", "update", "delete")
"""The actions that change the disk."""


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
        return sum(done.action == action and not done.failure for done in self.done)

    @property
    def changes(self) -> int:
        """How many pages were, or would be, created, updated or removed."""
        return sum(map(self.count, CHANGES))

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
            or any(skipped.is_error for skipped in self.skipped)
            or any(done.failure or done.action == "foreign" for done in self.done)
            or (strict and bool(self.unparsed))
        )
        if is_incomplete:
            return ExitCode.ERROR
        is_current = not (self.changes or self.uncommitted)
        return ExitCode.OK if is_current or not must_be_current else ExitCode.STALE
