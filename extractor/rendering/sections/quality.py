"""Performance and security: what ruff finds, and what the code does for speed; remarks and deprecations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.facts import Finding, PythonFacts
from extractor.link.origins import canonical
from extractor.link.testing import is_test
from extractor.rendering.model import Link
from extractor.rendering.sections.patterns import PatternUse, cached, shown
from extractor.rendering.sections.values import line_in
from extractor.rendering.subject import Subject

_PERFORMANCE = ("C901", "PERF")
_SECURITY = ("S",)
_NO_FINDINGS_IN_TESTS = frozenset({"S101"})
"""What tests are made of: `assert`."""
_CONCURRENCY = frozenset({
    "asyncio.TaskGroup", "asyncio.create_task", "asyncio.gather", "asyncio.run", "asyncio.to_thread",
    "concurrent.futures.ProcessPoolExecutor", "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor", "concurrent.futures.thread.ThreadPoolExecutor",
    "multiprocessing.Pool", "multiprocessing.Process", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool",
    "threading.Thread", "threading.Timer",
})  # fmt: skip
_DEPRECATING = frozenset({"typing_extensions.deprecated", "warnings.deprecated"})


@dataclass(frozen=True)
class ShownFinding:
    """What ruff reports, and the class or function around it; none for the module."""

    rule: str
    owner: Link | None
    message: str
    line: int | None


@dataclass(frozen=True)
class ShownSecret:
    """What in the file looks like a secret, which no page shows."""

    kind: str
    line: int | None


@dataclass(frozen=True)
class Performance:
    """What the section shows; all of it empty for a file without facts of Python."""

    findings: tuple[ShownFinding, ...] = ()
    caches: tuple[PatternUse, ...] = ()
    concurrency: tuple[PatternUse, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.findings or self.caches or self.concurrency)


@dataclass(frozen=True)
class Security:
    """What ruff finds, or that it could not look."""

    findings: tuple[ShownFinding, ...] = ()
    secrets: tuple[ShownSecret, ...] = ()
    is_unread: bool = False
    """Whether the file could not be read by what looks for findings."""
    is_foreign: bool = False
    """Whether nothing looks for findings in files of this kind."""


def performance(subject: Subject) -> Performance:
    """Return what ruff and the syntax show."""
    facts = subject.python
    if facts is None:
        return Performance()
    return Performance(
        findings=_findings(subject, facts, _PERFORMANCE),
        caches=shown(cached(subject, facts), subject),
        concurrency=shown(_concurrency(subject, facts), subject),
    )


def security(subject: Subject) -> Security:
    """Return what ruff finds of insecure code."""
    facts, secrets = subject.python, tuple(_secrets(subject))
    if facts is not None:
        return Security(_findings(subject, facts, _SECURITY), secrets, is_unread=facts.findings is None)
    # Prose has nothing to run, and all there is to find in it is secrets.
    is_read = subject.is_empty or subject.kind.family in ("markdown", "rest")
    return Security((), secrets, subject.problem is not None, is_foreign=not is_read)


def _secrets(subject: Subject) -> Iterator[ShownSecret]:
    for secret in subject.file.secrets:
        yield ShownSecret(secret.kind, line_in(subject, secret.line))


def _findings(subject: Subject, facts: PythonFacts, rules: tuple[str, ...]) -> tuple[ShownFinding, ...]:
    ignored = _NO_FINDINGS_IN_TESTS if is_test(subject.file) else frozenset()
    return tuple(
        _finding(finding, subject)
        for finding in facts.findings or ()
        if finding.rule.startswith(rules) and finding.rule not in ignored
    )


def _finding(finding: Finding, subject: Subject) -> ShownFinding:
    owner = _around(finding.line, subject)
    link = Link(owner, subject.anchors.of(owner)) if owner else None
    return ShownFinding(finding.rule, link, finding.message, line_in(subject, finding.line))


def _around(line: int, subject: Subject) -> str:
    """Return the qualname of the innermost definition that a line is in: the last one that has begun."""
    around = (
        definition for definition in reversed(subject.definitions) if definition.line <= line <= definition.end_line
    )
    return next((definition.qualname for definition in around), "")


def _concurrency(subject: Subject, facts: PythonFacts) -> Iterator[tuple[str, str]]:
    """Yield the callers of what starts threads, processes or tasks, each with what it calls."""
    for call in facts.calls:
        name = canonical(call.name, subject.names)
        if name in _CONCURRENCY:
            yield call.owner, name


@dataclass(frozen=True)
class ShownRemark:
    """A comment that asks for work."""

    tag: str
    author: str
    text: str
    line: int | None


@dataclass(frozen=True)
class ShownDeprecation:
    """Something that is deprecated, as its own code says."""

    owner: Link
    """An empty text is the module."""
    how: str
    """The warning's category, or the decorator."""
    message: str
    """The source of the message."""
    line: int | None


def remarks(subject: Subject) -> tuple[ShownRemark, ...]:
    """Return the remarks in source order."""
    comments = subject.python.remarks if subject.python else ()
    return tuple(
        ShownRemark(comment.tag, comment.author, comment.text, line_in(subject, comment.line)) for comment in comments
    )


def deprecations(subject: Subject) -> tuple[ShownDeprecation, ...]:
    """Return what warns of its deprecation or is decorated so, in source order."""
    facts = subject.python
    if facts is None:
        return ()
    numbered = [*_warned(subject, facts), *_decorated(subject)]
    return tuple(deprecation for _, deprecation in sorted(numbered, key=lambda pair: pair[0]))


def _warned(subject: Subject, facts: PythonFacts) -> Iterator[tuple[int, ShownDeprecation]]:
    """Yield the line and what is deprecated by a call of `warnings.warn` in it."""
    for warning in facts.deprecations:
        if canonical(warning.call, subject.names_in(warning.owner)) == "warnings.warn":
            owner = Link(warning.owner, subject.anchors.of(warning.owner))
            yield (
                warning.line,
                ShownDeprecation(owner, warning.category, warning.message, line_in(subject, warning.line)),
            )


def _decorated(subject: Subject) -> Iterator[tuple[int, ShownDeprecation]]:
    """Yield the line and what is deprecated by a decorator."""
    for definition in subject.definitions:
        for decorator in definition.decorators:
            if canonical(decorator.name, subject.names) in _DEPRECATING:
                owner = Link(definition.qualname, subject.anchors.of(definition.qualname))
                yield (
                    definition.line,
                    ShownDeprecation(owner, f"@{decorator.text}", "", line_in(subject, definition.line)),
                )
