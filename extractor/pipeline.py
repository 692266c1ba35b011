"""The whole run: a repository's bytes -> facts -> links -> pages -> plan -> disk."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Literal, TypeAlias

from extractor.config import Config
from extractor.discover import Discovery, Skipped, discover
from extractor.errors import ExitCode, UsageError
from extractor.extract import digest_of, read_source
from extractor.facts import FileFacts, Problem, Struct, facts_json
from extractor.link.repository import Repository, link
from extractor.metadata import read_metadata
from extractor.publish.plan import Action, Change, plan_orphans, plan_pages
from extractor.publish.write import Done, write
from extractor.render.environment import Templates
from extractor.render.pages import Page, file_pages
from extractor.render.subject import Subject, page_paths
from extractor.workers import Extracted, Unreadable, extract_all

Form: TypeAlias = Literal["docs", "kw", "facts"]
"""What `show` prints."""


class Outcome(Struct, frozen=True):
    """What a build found and did."""

    sources: int
    done: tuple[Done, ...]
    unparsed: tuple[FileFacts, ...]
    unreadable: tuple[Unreadable, ...]
    skipped: tuple[Skipped, ...]

    def count(self, action: Action) -> int:
        """Return how many pages came to this action, and did."""
        return sum(each.action == action and not each.failure for each in self.done)

    def exit_code(self, *, strict: bool) -> ExitCode:
        """Return 2 where anything was left undone (with `strict`, also where a file did not parse), else 0."""
        is_incomplete = (
            bool(self.unreadable)
            or any(each.is_error for each in self.skipped)
            or any(each.failure or each.action == "foreign" for each in self.done)
            or (strict and bool(self.unparsed))
        )
        return ExitCode.ERROR if is_incomplete else ExitCode.OK


def build(root: Path, config: Config) -> Outcome:
    """Bring the pages of the repository at `root` up to date; what fails is in the outcome and stops nothing else."""
    templates = Templates(root / config.templates if config.templates else None)
    discovery = discover(root, config)
    results = sorted(extract_all(root, discovery.sources, config.jobs), key=_path_of)
    files = [each.facts for each in results if isinstance(each, Extracted)]
    unreadable = [each for each in results if isinstance(each, Unreadable)]
    readable = [facts.path for facts in files]
    repository = link(files, readable, config, read_metadata(root))
    pages = _pages(root, repository, templates, unreadable)
    orphans = _orphans(root, config, discovery) if config.prune else ()
    done = tuple(write(root, chain(plan_pages(root, pages), orphans)))
    return Outcome(
        sources=len(discovery.sources),
        done=done,
        unparsed=tuple(facts for facts in files if isinstance(facts.body, Problem)),
        unreadable=tuple(unreadable),
        skipped=discovery.skipped,
    )


def _orphans(root: Path, config: Config, discovery: Discovery) -> Iterator[Change]:
    """Yield the removal of pages whose source is gone; one that cannot be read today is not gone."""
    wanted = {page for path in discovery.sources for page in page_paths(config, path)}
    unknown = tuple(posixpath.join(config.output_dir, each.path) for each in discovery.skipped if each.is_error)
    for change in plan_orphans(root, config.output_dir, wanted):
        if not change.path.startswith(unknown):
            yield change


def show(root: Path, config: Config, path: str, form: Form) -> str:
    """Return one page of the source at `path` as `build` would write it, or its facts as JSON with sorted keys.

    Nothing is written. Raises UsageError for a file that is no source of the repository or cannot be read.
    """
    discovery = discover(root, config)
    if path not in discovery.sources:
        reason = next((each.reason for each in discovery.skipped if each.path == path), "is ignored or excluded")
        raise UsageError(f"{path}: no source of the repository at {root}: it {reason}")
    result = next(extract_all(root, [path], jobs=1))
    if isinstance(result, Unreadable):
        raise UsageError(f"{path}: cannot be read: {result.reason}")
    repository = link([result.facts], discovery.sources, config, read_metadata(root))
    if form == "facts":
        return facts_json(result.facts, repository.links(result.facts))
    templates = Templates(root / config.templates if config.templates else None)
    pages = dict(zip(("docs", "kw"), _pages(root, repository, templates, []), strict=True))
    return pages[form].text


def _path_of(result: Extracted | Unreadable) -> str:
    return result.facts.path if isinstance(result, Extracted) else result.path


def _pages(root: Path, repository: Repository, templates: Templates, unreadable: list[Unreadable]) -> Iterator[Page]:
    """Yield the pages of every file; one that changed since it was extracted joins the unreadable ones."""
    for facts in repository.files.values():
        try:
            data = (root / facts.path).read_bytes()
        except OSError as error:
            unreadable.append(Unreadable(facts.path, error.strerror or str(error)))
            continue
        if digest_of(data) != facts.digest:
            unreadable.append(Unreadable(facts.path, "it changed while extractor ran; run it again"))
            continue
        yield from file_pages(Subject(facts, read_source(facts.path, data), repository), templates)
