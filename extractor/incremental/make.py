"""The pages of one unit -> their place on the disk, and what became of them: in this process or in many.

What a unit comes to hangs on no other unit, so a process made by a fork, which holds the linked repository already,
can make any of them.
"""

from __future__ import annotations

import heapq
import posixpath
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from extractor.errors import ProcessError, TemplateError
from extractor.facts import Struct, Unreadable
from extractor.incremental.link_cache import interface_of
from extractor.incremental.models import Models
from extractor.incremental.page_cache import PageCache, PageEntry, UnitEntry, model_digest
from extractor.incremental.site import Site, Unit
from extractor.progress import Stage, silent
from extractor.publish.plan import PageChange, Wanted, plan_page, text_digest
from extractor.publish.write import Act, Done
from extractor.reading.cache import encoded
from extractor.system.file_tree import FileTree

if TYPE_CHECKING:
    from extractor.reading import pool
    from extractor.rendering.model import PageModel

_FEW = 40
"""Units that are made sooner here than other processes are started for them."""
_MANY_FILES = 500
"""The pages on all of so many files take longer than starting a process for them."""
_LARGE = 20
"""One unit of so many is large."""
_PATIENCE = 10
"""Seconds that a process has to finish its page when the run is stopped, so that nothing half-written is left."""


_SECONDS_PER_FILE = 0.05
_MEMORY_PER_FILE = 100_000
"""What the pages on all files may take for each: many times what they need."""


class Made(Struct, frozen=True):
    """What became of one unit's pages."""

    wanted: tuple[str, ...] = ()
    """The pages that there should be."""
    done: tuple[Done, ...] = ()
    entry: UnitEntry | None = None
    """What the next run may rely on; None where a page could not be made."""
    interface: bytes = b""
    """What others see of a file, encoded, where that is yet to be known."""
    unreadable: Unreadable | None = None
    """Why the file's pages were not made."""
    template_errors: tuple[tuple[str, str], ...] = ()
    """Place in a template, and the sentence on it."""
    template_warnings: tuple[tuple[str, str], ...] = ()
    """A template whose page has not the headings that links lead to, and the sentence on it."""
    defect: str = ""
    """What of ours failed; the pages that are not in `done` are as they were."""
    lost: str = ""
    """What happened, twice, to the process that was to make them; likewise."""


def make(
    models: Models, cache: PageCache, act: Act, jobs: int, stage: Stage = silent, unknown: Collection[str] = ()
) -> Iterator[tuple[Unit, Made]]:
    """Yield every unit of a site with what became of its pages, in no order.

    What pages would say of the files and folders that are `unknown`, since they could not be read, comes of an
    accident: pages that say it otherwise are left as they are.
    """
    with FileTree(models.site.root) as tree:
        yield from _made(_Maker(models, cache, act, tree, frozenset(unknown)), jobs, stage)


def _made(maker: _Maker, jobs: int, stage: Stage) -> Iterator[tuple[Unit, Made]]:
    site = maker.site
    stale: list[Unit] = []
    for unit in site.units():
        made = maker.unchanged(unit)
        if made is None:
            stale.append(unit)
        else:
            yield unit, made
    with stage("Making pages", len(stale)) as step:
        for each in _together(maker, stale, jobs) if _are_for_many(stale, site) else _alone(maker, stale):
            yield each
            step()


def _are_for_many(units: Sequence[Unit], site: Site) -> bool:
    """Tell whether other processes make the pages of units; of one job too, since they can be ended, and hold less."""
    if not _is_much(units, site):
        return False
    from extractor.reading import pool  # not where nothing changed: it takes a fiftieth of a check

    return pool.CAN_INHERIT


def _is_much(units: Sequence[Unit], site: Site) -> bool:
    """Tell whether units are worth other processes."""
    if len(units) >= _FEW:
        return True
    return len(units) > 1 and Unit("repository") in units and len(site.gathered.entries) >= _MANY_FILES


def _alone(maker: _Maker, units: Iterable[Unit]) -> Iterator[tuple[Unit, Made]]:
    for unit in units:
        try:
            yield unit, maker.unit(unit)
        except (MemoryError, RecursionError):
            yield unit, Made(lost=f"{_name(unit)}: there was not enough memory for its pages")


def _together(maker: _Maker, units: Sequence[Unit], jobs: int) -> Iterator[tuple[Unit, Made]]:
    from extractor.reading import pool

    maker.models.prepare()
    left = dict.fromkeys(_dealt(units, maker.site))
    bounds = _bounds(len(maker.site.gathered.entries))
    answers = pool.work_off(left, maker.encoded, jobs, patience=_PATIENCE, bounds_of=lambda _: bounds)
    try:
        for unit, answer in answers:
            del left[unit]
            if isinstance(answer, pool.Dead):
                yield unit, Made(lost=f"{_name(unit)}: the process that made its pages {answer.reason}, twice")
            else:
                yield unit, msgspec.msgpack.decode(answer, type=Made)
    except ProcessError:  # then without
        yield from _alone(maker, left)


def _bounds(files: int) -> pool.Bounds:
    """Return what the pages of a unit may take; some are on all files."""
    from extractor.reading import pool

    seconds = files * _SECONDS_PER_FILE
    usual = pool.USUAL
    return usual._replace(
        cpu=usual.cpu + seconds, wall=usual.wall + seconds, memory=usual.memory + files * _MEMORY_PER_FILE
    )


def _dealt(units: Sequence[Unit], site: Site) -> list[Unit]:
    """Return the largest units first, so that all processes end together, and the others as they are.

    Neighbours ask for the same files, and a process holds the facts of so many.
    """
    largest = heapq.nlargest(max(1, len(units) // _LARGE), units, key=site.weight)
    rest = set(units).difference(largest)
    return [*largest, *(unit for unit in units if unit in rest)]


def _name(unit: Unit) -> str:
    return unit.path or ("the repository" if unit.kind == "repository" else "the top folder")


@dataclass(frozen=True)
class _Maker:
    models: Models
    cache: PageCache
    act: Act
    tree: FileTree
    unknown: frozenset[str] = frozenset()

    @property
    def site(self) -> Site:
        return self.models.site

    def unchanged(self, unit: Unit) -> Made | None:
        """Return what becomes of a unit whose pages are what they were, on the disk too; None for any other."""
        if not self.cache.holds(unit):
            return None
        making = _Making(self, unit)
        try:
            return making.result(self.cache.asked(unit), [making.held(page) for page in self.cache.known(unit)])
        except _LostError:
            return None

    def encoded(self, unit: Unit) -> bytes:
        """Return `unit` for another process."""
        return msgspec.msgpack.encode(self.unit(unit))

    def unit(self, unit: Unit) -> Made:
        """Return what becomes of a unit whose pages are made anew; raises only what is the fault of the process."""
        making = _Making(self, unit)
        try:
            models = self.models.of(unit)
            if isinstance(models, Unreadable):  # it changed after it was extracted
                known = tuple(page.path for page in self.cache.known(unit))
                return Made(wanted=known, unreadable=models)
            known_pages = {page.path: page for page in self.cache.known(unit)}
            pages = (making.made(model, known_pages.get(model.path)) for model in models.pages)
            is_doubtful = bool(self.unknown) and (unit.kind != "file" or not self.unknown.isdisjoint(models.asked))
            made = making.result(encoded(models.asked), pages, is_doubtful=is_doubtful)
            lacks_interface = self.cache.links.changed is None and unit.kind == "file"
            return (
                msgspec.structs.replace(made, interface=bytes(interface_of(self.site, unit.path)))
                if lacks_interface
                else made
            )
        except (MemoryError, RecursionError):  # an accident of this process
            raise
        except Exception as error:  # a construct that we misread costs its file's pages, never the run
            return Made(wanted=tuple(making.wanted), done=tuple(making.done), defect=f"{_name(unit)}: {_told(error)}")


def _told(error: Exception) -> str:
    """Return an error and where it comes from, in words that a report of it can be found by."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = "/".join(Path(last.filename).parts[-2:])
    return f"{type(error).__name__}: {error} ({where}:{last.lineno})"


class _LostError(Exception):
    """A page that should be on the disk is not, or is not as it was."""


class _Page(NamedTuple):
    """A page to be, and the digest of what it says."""

    model: bytes
    wanted: Wanted


@dataclass
class _Making:
    """The pages of one unit while they are made."""

    maker: _Maker
    unit: Unit
    wanted: list[str] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def result(self, asked: msgspec.Raw, pages: Iterable[_Page | None], *, is_doubtful: bool = False) -> Made:
        tree = self.maker.tree
        entries: list[PageEntry] = []
        for page in pages:
            if page is not None:
                change = plan_page(tree, page.wanted)
                if change.action == "update" and (is_doubtful or self._speaks_of_unknown(change)):
                    done = Done(change.path, "same", change.source)
                else:
                    done = self.maker.act(tree, change)
                self.done.append(done)
                entries.append(PageEntry(page.wanted.path, page.model, page.wanted.digest, done.stamp))
        is_told = bool(self.errors or self.warnings)  # and will be by the next run
        return Made(
            tuple(self.wanted),
            tuple(self.done),
            None if is_told else UnitEntry(asked, tuple(entries)),
            template_errors=tuple(self.errors),
            template_warnings=tuple(self.warnings),
        )

    def _speaks_of_unknown(self, change: PageChange) -> bool:
        """Tell whether a page would say something else of what is unknown; such lines name the file."""
        names = [posixpath.basename(path).encode("utf-8", "surrogateescape") for path in self.maker.unknown]

        def said(text: bytes) -> list[bytes]:
            return [line for line in text.splitlines() if any(name in line for name in names)]

        try:
            return bool(names) and said(self.maker.tree.read(change.path)) != said(change.data)
        except OSError:
            return False

    def held(self, known: PageEntry) -> _Page:
        """Return a page that is what it was."""
        self.wanted.append(known.path)
        return self._unchanged(known, _lost)

    def made(self, model: PageModel, known: PageEntry | None) -> _Page | None:
        """Return a page whose model was made anew; None where its template has an error."""
        self.wanted.append(model.path)
        digest = model_digest(model.values)
        if known is not None and known.model == digest:
            return self._unchanged(known, lambda: self._content(model))
        try:
            data = self._content(model)
        except TemplateError as error:
            self.errors.append((error.place, str(error)))
            return None
        return _Page(digest, Wanted(model.path, self.unit.path, text_digest(data), lambda: data))

    def _unchanged(self, known: PageEntry, data: Callable[[], bytes]) -> _Page:
        return _Page(known.model, Wanted(known.path, self.unit.path, known.text, data, known.stamp))

    def _content(self, model: PageModel) -> bytes:
        from extractor.publish.content import content_of  # brings Jinja

        content = content_of(model, self.maker.models.templates, self.maker.site.config)
        if content.warning:
            self.warnings.append((model.template, content.warning))
        return content.data


def _lost() -> bytes:
    raise _LostError
