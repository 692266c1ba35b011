"""The whole run: a repository's bytes -> facts -> links -> pages -> plan -> disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from extractor.config import Config
from extractor.discover import Discovery, discover
from extractor.errors import TemplateError
from extractor.extract import digest_of, read_source
from extractor.facts import FileFacts, Problem
from extractor.gather import gather
from extractor.link.layout import Layout
from extractor.link.repository import Repository, link
from extractor.metadata import read_metadata
from extractor.publish.plan import Change, plan_orphans, plan_pages
from extractor.publish.report import Outcome
from extractor.publish.write import write
from extractor.render.anchors import AnchorBook
from extractor.render.environment import Templates
from extractor.render.model import Page, PageModel
from extractor.render.pages import file_pages, shared_pages
from extractor.render.subject import Subject
from extractor.workers import Unreadable


def build(root: Path, config: Config) -> Outcome:
    """Bring the pages of the repository at `root` up to date; what fails is in the outcome and stops nothing else."""
    templates = find_templates(root, config)
    discovery = discover(root, config)
    gathered = gather(root, discovery.sources, config.jobs, cache_folder(root, config))
    files, unreadable = gathered.files(), list(gathered.unreadable)
    repository = link(files, discovery.sources, config, read_metadata(root))
    rendering = _Rendering(templates)
    pages = rendering.pages(_models(root, repository, unreadable))
    orphans = _orphans(root, repository.layout, discovery, rendering.wanted) if config.prune else ()
    done = tuple(write(root, chain(plan_pages(root, pages), orphans)))
    return Outcome(
        sources=len(discovery.sources),
        done=done,
        unparsed=tuple(facts for facts in files if isinstance(facts.body, Problem)),
        unreadable=tuple(unreadable),
        skipped=discovery.skipped,
        template_errors=tuple(rendering.errors.values()),
    )


def _orphans(root: Path, layout: Layout, discovery: Discovery, wanted: set[str]) -> Iterator[Change]:
    """Yield the removal of pages whose source is gone; one that cannot be read today is not gone."""
    kept = wanted | {page for path in discovery.sources for page in (layout.docs(path), layout.keywords(path))}
    unknown = tuple(layout.folder("" if each.path == "." else each.path) for each in discovery.skipped if each.is_error)
    for change in plan_orphans(root, layout.output_dir, kept):
        if not change.path.startswith(unknown):
            yield change


def cache_folder(root: Path, config: Config) -> Path | None:
    """Return the folder of the cache, or None for a run without one."""
    return root / config.cache_dir if config.cache_dir else None


def find_templates(root: Path, config: Config) -> Templates:
    """Return the templates of a run: the configured ones before the built-in ones."""
    return Templates(root / config.templates if config.templates else None)


class _Rendering:
    """The texts of pages; leaves behind which pages there should be, and the template errors, each once."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self.wanted: set[str] = set()
        self.errors: dict[str, str] = {}

    def pages(self, models: Iterable[PageModel]) -> Iterator[Page]:
        for model in models:
            self.wanted.add(model.path)
            try:
                yield Page(model.path, self._templates.render(model.template, model.path, model.values))
            except TemplateError as error:  # one place is at fault for many pages: the first of them is named
                self.errors.setdefault(error.place, str(error))


def _models(root: Path, repository: Repository, unreadable: list[Unreadable]) -> Iterator[PageModel]:
    """Yield what every page says; a file that changed since it was extracted joins the unreadable ones."""
    book = AnchorBook(repository)
    for facts in repository.files.values():
        text = current_text(root, facts)
        if isinstance(text, Unreadable):
            unreadable.append(text)
        else:
            yield from file_pages(Subject(facts, text, repository, book))
    yield from shared_pages(repository, book)


def current_text(root: Path, facts: FileFacts) -> str | Unreadable:
    """Return a file's text, or why it is not to be had: it must still be what its facts were taken from."""
    try:
        data = (root / facts.path).read_bytes()
    except OSError as error:
        return Unreadable(facts.path, error.strerror or str(error))
    if digest_of(data) != facts.digest:
        return Unreadable(facts.path, "it changed while extractor ran; run it again")
    return read_source(facts.path, data)
