"""The pages of all units, made where they do not hold: in this process or in many.

What a unit comes to hangs on no other unit, so a process made by a fork, which holds the linked repository already,
can make any of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from extractor.errors import ProcessError
from extractor.incremental.models import Models
from extractor.incremental.page_cache import PageCache
from extractor.incremental.site import Site, Unit
from extractor.incremental.unit_pages import Made, Maker, name_of
from extractor.progress import Stage, silent
from extractor.publish.write import Act
from extractor.system.file_tree import FileTree

if TYPE_CHECKING:
    from extractor.reading import pool

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


def make(
    models: Models, cache: PageCache, act: Act, jobs: int, stage: Stage = silent, unknown: Collection[str] = ()
) -> Iterator[tuple[Unit, Made]]:
    """Yield every unit of a site with what became of its pages, in no order.

    What pages would say of the files and folders that are `unknown`, since they could not be read, comes of an
    accident: pages that say it otherwise are left as they are.
    """
    with FileTree(models.site.root) as tree:
        yield from _made(Maker(models, cache, act, tree, frozenset(unknown)), jobs, stage)


def _made(maker: Maker, jobs: int, stage: Stage) -> Iterator[tuple[Unit, Made]]:
    """Yield the units that hold, and then the others, which take long."""
    site = maker.site
    stale: list[Unit] = []
    for unit in site.units():
        made = maker.unchanged(unit)
        if made is None:
            stale.append(unit)
        else:
            yield unit, made
    with stage("Making pages", len(stale)) as step:
        for unit_made in _together(maker, stale, jobs) if _are_for_many(stale, site) else _alone(maker, stale):
            yield unit_made
            step()


def _are_for_many(units: Sequence[Unit], site: Site) -> bool:
    """Tell whether other processes make the pages of units; of one job too, since they can be ended, and hold less."""
    if len(units) < _FEW and not (
        # The pages on the whole repository, and something else that is made meanwhile.
        len(units) > 1 and Unit("repository") in units and len(site.gathered.entries) >= _MANY_FILES
    ):
        return False
    from extractor.reading import pool  # not where nothing changed: it takes a fiftieth of a check

    return pool.CAN_INHERIT


def _alone(maker: Maker, units: Iterable[Unit]) -> Iterator[tuple[Unit, Made]]:
    """Yield the units with what became of their pages, made in this process."""
    for unit in units:
        try:
            yield unit, maker.make(unit)
        except (MemoryError, RecursionError):
            yield unit, Made(lost=f"{name_of(unit)}: there was not enough memory for its pages")


def _together(maker: Maker, units: Sequence[Unit], jobs: int) -> Iterator[tuple[Unit, Made]]:
    """Yield the units with what became of their pages, made in processes that are forked from this one."""
    from extractor.reading import pool

    maker.models.prepare()  # before the fork: what is in memory then is shared by all of them
    left = dict.fromkeys(_dealt(units, maker.site))
    bounds = _bounds(len(maker.site.gathered.entries))
    answers = pool.work_off(left, maker.make_encoded, jobs, patience=_PATIENCE, bounds_of=lambda _: bounds)
    try:
        for unit, answer in answers:
            del left[unit]
            if isinstance(answer, pool.Dead):
                yield unit, Made(lost=f"{name_of(unit)}: the process that made its pages {answer.reason}, twice")
            else:
                yield unit, msgspec.msgpack.decode(answer, type=Made)
    except ProcessError:  # processes cannot be started here: what is left is made without
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
