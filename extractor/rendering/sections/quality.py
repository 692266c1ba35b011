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
class Performance:
    """What the section shows; nothing of it for a file that none is known of."""

    findings: tuple[ShownFinding, ...] = ()
    caches: tuple[PatternUse, ...] = ()
    concurrency: tuple[PatternUse, ...] = ()
    asynchronous: tuple[PatternUse, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.findings or self.caches or self.concurrency or self.asynchronous)


@dataclass(frozen=True)
class Security:
    """What ruff finds, or that it could not look."""

    findings: tuple[ShownFinding, ...] = ()
    is_unread: bool = False
    """Whether the file could not be read by what looks for findings."""


def performance(subject: Subject) -> Performance:
    """Return what ruff and the syntax show."""
    facts = subject.python
    if facts is None:
        return Performance()
    return Performance(
        findings=_findings(subject, facts, _PERFORMANCE),
        caches=shown(cached(subject, facts), subject),
        concurrency=shown(_concurrency(subject, facts), subject),
        asynchronous=shown(((each.qualname, "") for each in facts.functions if each.is_async), subject),
    )


def security(subject: Subject) -> Security:
    """Return what ruff finds of insecure code."""
    facts = subject.python
    if facts is None:
        return Security(is_unread=subject.problem is not None)
    return Security(_findings(subject, facts, _SECURITY), is_unread=facts.findings is None)


def _findings(subject: Subject, facts: PythonFacts, rules: tuple[str, ...]) -> tuple[ShownFinding, ...]:
    ignored = _NO_FINDINGS_IN_TESTS if is_test(subject.file) else frozenset()
    return tuple(
        _finding(each, subject)
        for each in facts.findings or ()
        if each.rule.startswith(rules) and each.rule not in ignored
    )


def _finding(each: Finding, subject: Subject) -> ShownFinding:
    owner = _around(each.line, subject)
    link = Link(owner, subject.anchors.of(owner)) if owner else None
    return ShownFinding(each.rule, link, each.message, line_in(subject, each.line))


def _around(line: int, subject: Subject) -> str:
    """Return the qualname of the innermost definition that a line is in: the last one that has begun."""
    around = (each for each in reversed(subject.definitions) if each.line <= line <= each.end_line)
    return next((each.qualname for each in around), "")


def _concurrency(subject: Subject, facts: PythonFacts) -> Iterator[tuple[str, str]]:
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
    found = subject.python.remarks if subject.python else ()
    return tuple(ShownRemark(each.tag, each.author, each.text, line_in(subject, each.line)) for each in found)


def deprecations(subject: Subject) -> tuple[ShownDeprecation, ...]:
    """Return what warns of its deprecation or is decorated so, in source order."""
    facts = subject.python
    if facts is None:
        return ()
    found = [*_warned(subject, facts), *_decorated(subject)]
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


def _warned(subject: Subject, facts: PythonFacts) -> Iterator[tuple[int, ShownDeprecation]]:
    for each in facts.deprecations:
        if canonical(each.call, subject.names_in(each.owner)) == "warnings.warn":
            owner = Link(each.owner, subject.anchors.of(each.owner))
            yield each.line, ShownDeprecation(owner, each.category, each.message, line_in(subject, each.line))


def _decorated(subject: Subject) -> Iterator[tuple[int, ShownDeprecation]]:
    for each in subject.definitions:
        for decorator in each.decorators:
            if canonical(decorator.name, subject.names) in _DEPRECATING:
                owner = Link(each.qualname, subject.anchors.of(each.qualname))
                yield each.line, ShownDeprecation(owner, f"@{decorator.text}", "", line_in(subject, each.line))
