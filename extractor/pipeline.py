"""The whole run: a repository's bytes -> facts -> links -> pages -> plan -> disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Literal, TypeAlias

from extractor.config import Config
from extractor.discover import Discovery, Skipped, discover
from extractor.errors import ExitCode, UsageError
from extractor.extract import digest_of, read_source
from extractor.facts import FileFacts, Problem, Struct, facts_json
from extractor.link.layout import Layout
from extractor.link.repository import Repository, link
from extractor.metadata import read_metadata
from extractor.publish.plan import Action, Change, plan_orphans, plan_pages
from extractor.publish.write import Done, write
from extractor.render.anchors import AnchorBook
from extractor.render.docs_page import docs_page
from extractor.render.environment import Templates
from extractor.render.keyword_page import keyword_page
from extractor.render.model import Page, PageModel
from extractor.render.pages import file_pages, shared_pages
from extractor.render.subject import Subject
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
    templates = _templates(root, config)
    discovery = discover(root, config)
    files, unreadable = _extracted(root, discovery.sources, config.jobs)
    repository = link(files, discovery.sources, config, read_metadata(root))
    wanted: set[str] = set()
    pages = (_rendered(model, templates, wanted) for model in _models(root, repository, unreadable))
    plan = chain(plan_pages(root, pages), _orphans(root, repository.layout, discovery, wanted) if config.prune else ())
    done = tuple(write(root, plan))
    return Outcome(
        sources=len(discovery.sources),
        done=done,
        unparsed=tuple(facts for facts in files if isinstance(facts.body, Problem)),
        unreadable=tuple(unreadable),
        skipped=discovery.skipped,
    )


def _orphans(root: Path, layout: Layout, discovery: Discovery, wanted: set[str]) -> Iterator[Change]:
    """Yield the removal of pages whose source is gone; one that cannot be read today is not gone."""
    kept = wanted | {page for path in discovery.sources for page in (layout.docs(path), layout.keywords(path))}
    unknown = tuple(layout.folder(each.path) for each in discovery.skipped if each.is_error)
    for change in plan_orphans(root, layout.output_dir, kept):
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
    files, unreadable = _extracted(root, [path] if form == "facts" else discovery.sources, config.jobs)
    repository = link(files, discovery.sources, config, read_metadata(root))
    if path not in repository.files:
        reason = next(each.reason for each in unreadable if each.path == path)
        raise UsageError(f"{path}: cannot be read: {reason}")
    facts = repository.files[path]
    if form == "facts":
        return facts_json(facts, repository.links(facts))
    text = _text(root, facts)
    if isinstance(text, Unreadable):
        raise UsageError(f"{path}: cannot be read: {text.reason}")
    model = _PAGES[form](Subject(facts, text, repository, AnchorBook(repository)))
    return _templates(root, config).render(model.template, model.path, model.values)


_PAGES: Mapping[str, Callable[[Subject], PageModel]] = {"docs": docs_page, "kw": keyword_page}


def _templates(root: Path, config: Config) -> Templates:
    return Templates(root / config.templates if config.templates else None)


def _extracted(root: Path, paths: Sequence[str], jobs: int) -> tuple[list[FileFacts], list[Unreadable]]:
    """Return the facts of the files that can be read, and those that cannot, both sorted by path."""
    results = sorted(extract_all(root, paths, jobs), key=_path_of)
    files = [each.facts for each in results if isinstance(each, Extracted)]
    return files, [each for each in results if isinstance(each, Unreadable)]


def _path_of(result: Extracted | Unreadable) -> str:
    return result.facts.path if isinstance(result, Extracted) else result.path


def _rendered(model: PageModel, templates: Templates, wanted: set[str]) -> Page:
    """Return the page of a model, and note its path among those that are wanted."""
    wanted.add(model.path)
    return Page(model.path, templates.render(model.template, model.path, model.values))


def _models(root: Path, repository: Repository, unreadable: list[Unreadable]) -> Iterator[PageModel]:
    """Yield what every page says; a file that changed since it was extracted joins the unreadable ones."""
    book = AnchorBook(repository)
    for facts in repository.files.values():
        text = _text(root, facts)
        if isinstance(text, Unreadable):
            unreadable.append(text)
        else:
            yield from file_pages(Subject(facts, text, repository, book))
    yield from shared_pages(repository, book)


def _text(root: Path, facts: FileFacts) -> str | Unreadable:
    try:
        data = (root / facts.path).read_bytes()
    except OSError as error:
        return Unreadable(facts.path, error.strerror or str(error))
    if digest_of(data) != facts.digest:
        return Unreadable(facts.path, "it changed while extractor ran; run it again")
    return read_source(facts.path, data)
