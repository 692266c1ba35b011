"""What a build did, in sentences for stderr."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.discover import Skipped
from extractor.facts import FileFacts, Problem
from extractor.publish.write import Done
from extractor.workers import Unreadable


def problems(
    unparsed: tuple[FileFacts, ...],
    unreadable: tuple[Unreadable, ...],
    skipped: tuple[Skipped, ...],
    done: tuple[Done, ...],
) -> Iterator[str]:
    """Yield a sentence for everything that a person should look at: what, where, what to do."""
    for facts in unparsed:
        assert isinstance(facts.body, Problem)
        yield f"warning: {facts.path}{_position(facts.body)}: not parsed: {facts.body.reason}"
    for file in unreadable:
        yield f"error: {file.path}: cannot be read: {file.reason}"
    for skip in skipped:
        if skip.is_error:
            yield f"error: {skip.path} {skip.reason}"
    for each in done:
        if each.failure:
            yield f"error: {each.path}: cannot be written: {each.failure}"
    for path in dict.fromkeys(each.path for each in done if each.action == "foreign"):  # once, however many it bars
        yield (
            f"error: {path}: in the way, and not a generated page: left as it is; "
            "move it, or choose another output directory with output-dir"
        )


def _position(problem: Problem) -> str:
    return "" if problem.line is None else f":{problem.line}:{problem.column or 1}"


def details(skipped: tuple[Skipped, ...], done: tuple[Done, ...]) -> Iterator[str]:
    """Yield a line for each file left out and each page that changed."""
    for skip in skipped:
        if not skip.is_error:
            yield f"left out: {skip.path} {skip.reason}"
    for each in done:
        if each.action in ("create", "update", "delete") and not each.failure:
            yield f"{each.path}: {each.action}d"


def summary(sources: int, done: tuple[Done, ...], output_dir: str) -> str:
    """Return one line with the number of sources, and of the pages by what became of them."""
    words = {"create": "created", "update": "updated", "delete": "removed", "same": "unchanged"}
    counts = {word: sum(each.action == action and not each.failure for each in done) for action, word in words.items()}
    found = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)
    files = "source file" if sources == 1 else "source files"
    return f"{sources:,} {files}, pages in {output_dir}/: {found or 'none'}"
