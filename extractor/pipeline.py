"""The whole run: a repository's bytes -> facts -> links -> pages -> plan -> disk."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path

import msgspec

from extractor.incremental.make import make
from extractor.incremental.models import Models, find_templates, get_ready
from extractor.incremental.page_cache import open_page_cache
from extractor.incremental.site import Site
from extractor.progress import Stage, silent
from extractor.publish.lock import locked
from extractor.publish.outcome import Exposed, Outcome, Unparsed
from extractor.publish.plan import PageChange, is_of_file, plan_orphans
from extractor.publish.write import Act, write
from extractor.reading.cache_folder import CacheFolder, find_cache
from extractor.reading.gather import Gathered, gather
from extractor.system.file_tree import FileTree
from extractor.workspace import git
from extractor.workspace.config import Config
from extractor.workspace.discover import Discovery, discover
from extractor.workspace.template_files import template_files


def build(
    root: Path,
    config: Config,
    act: Act = write,
    *,
    trusts_times: bool = True,
    on_wait: Callable[[], None] = lambda: None,
    stage: Stage = silent,
) -> Outcome:
    """Bring the pages of the repository at `root` up to date, or tell what that would change, as `act` does.

    What fails is in the outcome and stops nothing else. Without `trusts_times` every file that a cache knows is read
    again, whatever its time. `on_wait` is called where another build of the same pages must end first, `stage` where a
    part of the run begins that takes long.
    """
    cache_dir = cache_folder(root, config)
    run = partial(_build, root, config, act, trusts_times=trusts_times, on_wait=on_wait, stage=stage)
    try:
        return run(cache_dir)
    except (msgspec.MsgspecError, UnicodeDecodeError):  # damage that no checksum tells
        if cache_dir is None:
            raise
        for name in cache_dir.files():
            cache_dir.remove(name)
        return run(None)


def _build(
    root: Path,
    config: Config,
    act: Act,
    cache_dir: CacheFolder | None,
    *,
    trusts_times: bool,
    on_wait: Callable[[], None],
    stage: Stage,
) -> Outcome:
    discovery = discover(root, config, must_be_whole=True)
    own_templates = template_files(root, config)
    templates = cache(partial(find_templates, own_templates))  # found when first asked for, since they bring Jinja
    gathered = gather(
        root,
        discovery.sources,
        config.jobs,
        cache_dir,
        trusts_times=trusts_times,
        stage=stage,
        meanwhile=lambda: get_ready(templates()),
    )
    site = Site(root, config, discovery, gathered, own_templates)
    with locked(root, config.output_dir, is_reader=act is not write, on_wait=on_wait):
        pages = open_page_cache(site, cache_dir, trusts_times=trusts_times)
        models = Models(site, pages.links.relations, pages.links.outlines, templates)
        unknown = _unknown(discovery, gathered)
        by_unit = dict(make(models, pages, act, config.jobs, stage, unknown))  # in whatever order they were made
        results = {unit: by_unit[unit] for unit in site.units()}
        made = results.values()
        wanted = {page for result in made for page in result.wanted}
        defects = tuple(result.defect for result in made if result.defect)
        lost = tuple(result.lost for result in made if result.lost)
        done = [page for result in made for page in result.done]
        if config.prune and not (defects or lost):  # whose pages are as they were, and wanted
            with FileTree(root) as tree:
                done += [act(tree, change) for change in _orphans(site, wanted)]
        if not unknown:  # else what was made may lack something that the next run will know
            pages.save(
                {unit: result.entry for unit, result in results.items() if result.entry},
                {unit.path: result.interface for unit, result in results.items() if result.interface},
            )
    return Outcome(
        sources=len(discovery.sources),
        done=tuple(done),
        unparsed=tuple(Unparsed(path, file.problem) for path, file in gathered.entries.items() if file.problem),
        exposed=tuple(Exposed(path, file.secrets) for path, file in gathered.entries.items() if file.secrets),
        unreadable=(*gathered.unreadable, *(result.unreadable for result in made if result.unreadable)),
        skipped=discovery.skipped,
        template_errors=tuple(_first_of_each(error for result in made for error in result.template_errors)),
        template_warnings=tuple(_first_of_each(warning for result in made for warning in result.template_warnings)),
        defects=defects,
        lost=lost,
        lint_problem=gathered.lint_problem,
        alike=site.layout.alike,
        taken_back=discovery.taken_back,
        uncommitted=_uncommitted(root, config, wanted),
    )


def cache_folder(root: Path, config: Config) -> CacheFolder | None:
    """Return the folder of the cache, or None for a run without one."""
    return find_cache(root, config.cache_dir)


def _unknown(discovery: Discovery, gathered: Gathered) -> tuple[str, ...]:
    """Return the files and folders that could not be read: nobody knows today what they say of others."""
    return (*(file.path for file in gathered.unreadable), *(skip.path for skip in discovery.skipped if skip.is_error))


def _first_of_each(told: Iterable[tuple[str, str]]) -> Iterable[str]:
    """Return a sentence for each place in a template: it is at fault for many pages, and the first of them is named."""
    by_place: dict[str, str] = {}
    for place, sentence in told:
        by_place.setdefault(place, sentence)
    return by_place.values()


def _orphans(site: Site, wanted: set[str]) -> Iterator[PageChange]:
    """Yield the removal of pages whose source is gone; one that cannot be read today is not gone."""
    layout, discovery = site.layout, site.discovery
    kept = wanted | {page for path in discovery.sources for page in (layout.docs(path), layout.keywords(path))}
    errors = [skipped.path for skipped in discovery.skipped if skipped.is_error]
    unknown = tuple(layout.folder("" if path == "." else path) for path in errors)
    # The index pages of the folders around such a place speak of what is in it, and stay with it.
    above = {layout.folder(folder) for path in errors for folder in _above(path)}
    for change in plan_orphans(site.root, layout.output_dir, kept):
        is_above = posixpath.dirname(change.path) in above and not is_of_file(change.path)
        if not (is_above or change.path.startswith(unknown)):
            yield change


def _above(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in, the repository not among them."""
    while path := posixpath.dirname(path):
        yield path


def _uncommitted(root: Path, config: Config, wanted: set[str]) -> tuple[str, ...]:
    """Return the pages on the disk that the commit which is being made would go without.

    After a hook that wrote new pages nothing else tells: at the next try they are there, and as they should be.
    """
    if not (config.tracked and git.is_committing()):
        return ()
    return tuple(sorted(wanted & git.untracked(root, config.output_dir)))
