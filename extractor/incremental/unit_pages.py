"""What becomes of the pages of one unit: made where they do not hold, compared with the disk, and brought to it."""

from __future__ import annotations

import posixpath
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from extractor.errors import TemplateError
from extractor.facts import Struct, Unreadable
from extractor.incremental.link_cache import interface_of
from extractor.incremental.models import Models
from extractor.incremental.page_cache import PageCache, PageEntry, UnitEntry, model_digest
from extractor.incremental.site import Site, Unit
from extractor.publish.plan import PageChange, Wanted, plan_page, text_digest
from extractor.publish.write import Act, Done
from extractor.reading.cache import encoded
from extractor.system.file_tree import FileTree

if TYPE_CHECKING:
    from extractor.rendering.model import PageModel


class Made(Struct, frozen=True):
    """What became of one unit's pages."""

    wanted: tuple[str, ...] = ()
    """The pages that there should be."""
    done: tuple[Done, ...] = ()
    entry: UnitEntry | None = None
    """What the next run may rely on; None where a page could not be made."""
    interface: bytes = b""
    """The `Interface` of a file, encoded; empty where the cache holds it."""
    unreadable: Unreadable | None = None
    """Why the file's pages were not made."""
    template_errors: tuple[tuple[str, str], ...] = ()
    """Place in a template, and the sentence on it."""
    template_warnings: tuple[tuple[str, str], ...] = ()
    """A template whose page has not the headings that links lead to, and the sentence on it."""
    defect: str = ""
    """The error of ours that ended the making; the pages that are not in `done` are as they were."""
    lost: str = ""
    """What happened, twice, to the process that was to make the pages, which are as they were."""


@dataclass(frozen=True)
class Maker:
    """Makes the pages of units, one unit at a time, and carries out what they come to."""

    models: Models
    cache: PageCache
    act: Act
    tree: FileTree
    unknown: frozenset[str] = frozenset()

    @property
    def site(self) -> Site:
        """The repository as this run found it."""
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

    def make_encoded(self, unit: Unit) -> bytes:
        """Return what `make` does, as bytes that another process decodes to a `Made`."""
        return msgspec.msgpack.encode(self.make(unit))

    def make(self, unit: Unit) -> Made:
        """Return what becomes of a unit whose pages are made anew; raises only what is the fault of the process."""
        making = _Making(self, unit)
        try:
            models = self.models.of(unit)
            if isinstance(models, Unreadable):  # it changed after it was extracted
                known = tuple(page.path for page in self.cache.known(unit))
                return Made(wanted=known, unreadable=models)
            known_pages = {page.path: page for page in self.cache.known(unit)}
            pages = (making.made(model, known_pages.get(model.path)) for model in models.pages)
            # Folders and the repository list files, so what is not known of one may be anywhere on their pages.
            is_doubtful = bool(self.unknown) and (unit.kind != "file" or not self.unknown.isdisjoint(models.asked))
            made = making.result(encoded(models.asked), pages, is_doubtful=is_doubtful)
            lacks_interface = self.cache.links.changed is None and unit.kind == "file"
            if lacks_interface:
                return msgspec.structs.replace(made, interface=bytes(interface_of(self.site, unit.path)))
            return made
        except (MemoryError, RecursionError):  # an accident of this process
            raise
        except Exception as error:  # a construct that we misread costs its file's pages, never the run
            return Made(wanted=tuple(making.wanted), done=tuple(making.done), defect=f"{name_of(unit)}: {_told(error)}")


def name_of(unit: Unit) -> str:
    """Return what messages call a unit: its path, or words where it has none."""
    return unit.path or ("the repository" if unit.kind == "repository" else "the top folder")


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

    maker: Maker
    unit: Unit
    wanted: list[str] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def result(self, asked: msgspec.Raw, pages: Iterable[_Page | None], *, is_doubtful: bool = False) -> Made:
        """Bring the pages to the disk, one after the other, and return what became of all of them.

        Where they are doubtful, for what could not be read, pages that are there already stay as they are.
        """
        tree = self.maker.tree
        entries: list[PageEntry] = []
        for page in pages:
            if page is None:
                continue
            change = plan_page(tree, page.wanted)
            if change.action == "update" and (is_doubtful or self._speaks_of_unknown(change)):
                done = Done(change.path, "same", change.source)
            else:
                done = self.maker.act(tree, change)
            self.done.append(done)
            entries.append(PageEntry(page.wanted.path, page.model, page.wanted.digest, done.stamp))
        # What the user is told of templates must be told by the next run too, so the unit is not kept.
        is_told = bool(self.errors or self.warnings)
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
        """Return a page whose text is known by its digest; `data` is called only where the disk does not hold it."""
        return _Page(known.model, Wanted(known.path, self.unit.path, known.text, data, known.stamp))

    def _content(self, model: PageModel) -> bytes:
        from extractor.publish.content import content_of  # brings Jinja

        content = content_of(model, self.maker.models.templates, self.maker.site.config)
        if content.warning:
            self.warnings.append((model.template, content.warning))
        return content.data


def _lost() -> bytes:
    """Stand for the content of a page that should be on the disk: whoever asks for it must make the page again."""
    raise _LostError
