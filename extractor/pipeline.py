"""The whole run: a repository's bytes -> facts -> links -> pages -> plan -> disk."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extractor import git
from extractor.config import Config
from extractor.discover import discover
from extractor.errors import TemplateError
from extractor.gather import gather
from extractor.ledger import Ledger, PageEntry, model_digest, open_ledger
from extractor.publish.lock import locked
from extractor.publish.plan import Change, Wanted, plan_orphans, plan_page, text_digest
from extractor.publish.report import Outcome, Unparsed
from extractor.publish.write import Act, Done, write
from extractor.site import Site, Unit
from extractor.workers import Unreadable

if TYPE_CHECKING:
    from extractor.render.model import PageModel


def build(
    root: Path,
    config: Config,
    act: Act = write,
    *,
    trusts_times: bool = True,
    on_wait: Callable[[], None] = lambda: None,
) -> Outcome:
    """Bring the pages of the repository at `root` up to date, or tell what that would change, as `act` does.

    What fails is in the outcome and stops nothing else. Without `trusts_times` every file that a cache knows is read
    again, whatever its time. `on_wait` is called where another build of the same pages must end first.
    """
    cache_dir = cache_folder(root, config)
    discovery = discover(root, config)
    gathered = gather(root, discovery.sources, config.jobs, cache_dir, trusts_times=trusts_times)
    site = Site(root, config, discovery, gathered)
    with locked(root / config.output_dir, is_reader=act is not write, on_wait=on_wait), _uncollected():
        run = _Run(site, open_ledger(site, cache_dir, trusts_times=trusts_times), act)
        done = [each for unit in site.units() for each in run.unit(unit)]
        if config.prune:
            done += [act(root, change) for change in _orphans(site, run.wanted)]
        run.ledger.save()
    return Outcome(
        sources=len(discovery.sources),
        done=tuple(done),
        unparsed=tuple(Unparsed(path, each.problem) for path, each in gathered.entries.items() if each.problem),
        unreadable=(*gathered.unreadable, *run.unreadable),
        skipped=discovery.skipped,
        template_errors=tuple(run.errors.values()),
        lint_problem=gathered.lint_problem,
        uncommitted=_uncommitted(root, config, run.wanted),
    )


def cache_folder(root: Path, config: Config) -> Path | None:
    """Return the folder of the cache, or None for a run without one."""
    return root / config.cache_dir if config.cache_dir else None


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from going through the facts of all files again and again: a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _orphans(site: Site, wanted: set[str]) -> Iterator[Change]:
    """Yield the removal of pages whose source is gone; one that cannot be read today is not gone."""
    layout, discovery = site.layout, site.discovery
    kept = wanted | {page for path in discovery.sources for page in (layout.docs(path), layout.keywords(path))}
    unknown = tuple(layout.folder("" if each.path == "." else each.path) for each in discovery.skipped if each.is_error)
    for change in plan_orphans(site.root, layout.output_dir, kept):
        if not change.path.startswith(unknown):
            yield change


def _uncommitted(root: Path, config: Config, wanted: set[str]) -> tuple[str, ...]:
    """Return the pages on the disk that the commit which is being made would go without.

    After a hook that wrote new pages nothing else tells: at the next try they are there, and as they should be.
    """
    if not (config.tracked and git.is_committing()):
        return ()
    return tuple(sorted(wanted & git.untracked(root, config.output_dir)))


@dataclass
class _Run:
    """One build, unit by unit; leaves behind which pages there should be, and what went wrong."""

    site: Site
    ledger: Ledger
    act: Act
    wanted: set[str] = field(default_factory=set)
    unreadable: list[Unreadable] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    """Template errors by place: one place is at fault for many pages, the first of them is named."""

    def unit(self, unit: Unit) -> Iterator[Done]:
        """Do what is to be done for the pages of one unit."""
        if self.ledger.holds(unit):
            held = (self._held(unit, each) for each in self.ledger.known(unit))
            try:
                yield from self._pages(unit, self.ledger.reads(unit), held)
            except _ChangedError as error:
                self.unreadable.append(error.file)
            return
        models = self.site.models(unit)
        if isinstance(models, Unreadable):  # it changed after it was extracted
            self.unreadable.append(models)
            return
        known = {page.path: page for page in self.ledger.known(unit)}
        pages = (self._made(unit, model, known.get(model.path)) for model in models.pages)
        yield from self._pages(unit, sorted(models.reads), pages)

    def _pages(self, unit: Unit, reads: Iterable[str], pages: Iterable[_Page | None]) -> Iterator[Done]:
        entries: list[PageEntry] = []
        is_whole = True
        for page in pages:
            if page is None:
                is_whole = False
                continue
            done = self.act(self.site.root, plan_page(self.site.root, page.wanted))
            entries.append(PageEntry(page.wanted.path, page.model, page.wanted.digest, done.stamp))
            yield done
        if is_whole:
            self.ledger.keep(unit, reads, entries)

    def _held(self, unit: Unit, known: PageEntry) -> _Page:
        """Return a page that is what it was; where the disk lost it, it is made again."""
        self.wanted.add(known.path)
        return self._unchanged(unit, known, lambda: self._text_again(unit, known.path))

    def _made(self, unit: Unit, model: PageModel, known: PageEntry | None) -> _Page | None:
        """Return a page whose model was made anew; None where its template has an error."""
        self.wanted.add(model.path)
        digest = model_digest(model.values)
        if known is not None and known.model == digest:
            return self._unchanged(unit, known, lambda: self._text(model))
        try:
            text = self._text(model)
        except TemplateError as error:
            self.errors.setdefault(error.place, str(error))
            return None
        return _Page(digest, Wanted(model.path, unit.path, text_digest(text.encode("utf-8")), lambda: text))

    def _unchanged(self, unit: Unit, known: PageEntry, text: Callable[[], str]) -> _Page:
        return _Page(known.model, Wanted(known.path, unit.path, known.text, text, known.stamp))

    def _text_again(self, unit: Unit, path: str) -> str:
        models = self.site.models(unit)
        if isinstance(models, Unreadable):
            raise _ChangedError(models)
        return next(self._text(model) for model in models.pages if model.path == path)

    def _text(self, model: PageModel) -> str:
        return self.site.templates.render(model.template, model.path, model.values)


class _ChangedError(Exception):
    """A page that the disk lost cannot be made again: its file is not what its facts were taken from."""

    def __init__(self, file: Unreadable) -> None:
        super().__init__(file)
        self.file = file


class _Page(NamedTuple):
    """A page to be, and the digest of what it says."""

    model: bytes
    wanted: Wanted
