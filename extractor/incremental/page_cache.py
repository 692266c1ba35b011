"""What every page was the last time and what it was made of: which pages need not be made again.

An incremental build is to leave, byte for byte, what a clean one would. A unit's pages hold for as long as the code,
the settings that shape pages and the templates are the same, the repository has the same files, and nothing changed
that the unit asked of any file: its facts, a name in it, or what the other files say of it. Where any of that changed
the unit's models are made anew, and where a model is what it was, so is its text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from extractor.facts import Struct
from extractor.incremental.link_cache import LinkCache, is_concerned, open_link_cache, unchanged_links
from extractor.incremental.site import Site, Unit
from extractor.reading import gather
from extractor.reading.cache import NO_STAMP, Stamp, key_of, load, save
from extractor.reading.cache_folder import CacheFolder
from extractor.workspace.config import Config
from extractor.workspace.template_files import TemplateFiles

if TYPE_CHECKING:
    from extractor.rendering.model import Values

FILE = "pages.msgpack"
"""Where they are kept in the folder of the cache."""
_PACKAGES = (*gather.PACKAGES, "jinja2", "markupsafe", "msgspec")
_NO_SHAPE = frozenset("jobs cache_dir prune strict required_version check_fail_message origins".split())
"""Settings that say how a run goes, not what a page says."""


class PageEntry(Struct, frozen=True, array_like=True):
    """One page as it was made."""

    path: str
    model: bytes
    """Digest of what the page says."""
    text: bytes
    """Digest of its text."""
    stamp: Stamp
    """Of the file when it held the text."""


class UnitEntry(Struct, frozen=True, array_like=True):
    """The pages of a unit, and what was asked of files for them."""

    asked: msgspec.Raw
    pages: tuple[PageEntry, ...]


class KeptPages(Struct, frozen=True, array_like=True):
    """What one run leaves for the next."""

    files: bytes = b""
    """Digest of what names, and not contents, decide."""
    sources: dict[str, str] = msgspec.field(default_factory=dict)
    """Digest of each file's content."""
    units: dict[str, UnitEntry] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class PageCache:
    """The last run's pages, beside what they were made of and what those of this run are made of."""

    folder: CacheFolder | None
    key: str
    last: KeptPages
    files: bytes
    sources: dict[str, str]
    links: LinkCache
    """What is known of what files say of each other."""

    def known(self, unit: Unit) -> tuple[PageEntry, ...]:
        """Return the pages of a unit as they were the last time."""
        entry = self.last.units.get(_name(unit))
        return entry.pages if entry else ()

    def holds(self, unit: Unit) -> bool:
        """Tell whether the pages of a unit are what they were, without making them."""
        entry = self.last.units.get(_name(unit))
        changed = self.links.changed
        return entry is not None and changed is not None and not is_concerned(entry.asked, changed)

    def asked(self, unit: Unit) -> msgspec.Raw:
        """Return what was asked of files for a unit which holds."""
        return self.last.units[_name(unit)].asked

    def save(self, units: Mapping[Unit, UnitEntry], interfaces: Mapping[str, bytes]) -> None:
        """Keep the pages of this run for the next one, if they are anything new, and the interfaces that they found."""
        if self.folder is None:
            return
        self.links.save(interfaces)
        kept = KeptPages(self.files, self.sources, {_name(unit): entry for unit, entry in units.items()})
        if kept != self.last:
            save(self.folder, FILE, kept, self.key)
        self.folder.tidy()


def open_page_cache(site: Site, cache_dir: CacheFolder | None, *, trusts_times: bool) -> PageCache:
    """Return what the last run left of pages; nothing without a cache folder, or where the last one does not hold."""
    key = _key(site.config, site.template_files) if cache_dir else ""
    last = (load(cache_dir, FILE, KeptPages, key) if cache_dir else None) or KeptPages()
    if not trusts_times:  # then the bytes of every page are compared
        last = msgspec.structs.replace(last, units={name: _undated(unit) for name, unit in last.units.items()})
    digests = site.gathered.digests()
    files = _digest([site.discovery.sources, list(digests), msgspec.to_builtins(site.metadata)])
    # Links that nobody asks for are not found: where nothing changed, a run ends without reading any facts.
    if cache_dir is None or (digests == last.sources and files == last.files):
        return PageCache(cache_dir, key, last, files, digests, unchanged_links(site))
    links = open_link_cache(site, cache_dir, key, last.sources if files == last.files else None)
    return PageCache(cache_dir, key, last, files, digests, links)


def model_digest(values: Values) -> bytes:
    """Return a digest of what a page says."""
    return _digest(values)


def _undated(unit: UnitEntry) -> UnitEntry:
    return UnitEntry(unit.asked, tuple(msgspec.structs.replace(page, stamp=NO_STAMP) for page in unit.pages))


def _name(unit: Unit) -> str:
    return f"{unit.kind} {unit.path}"


def _digest(value: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=16).digest()


def _key(config: Config, templates: TemplateFiles | None) -> str:
    """Return a digest of all that shapes pages beside the files of the repository."""
    settings = {name: value for name, value in msgspec.structs.asdict(config).items() if name not in _NO_SHAPE}
    own = (templates.contents, templates.refused) if templates else None
    return key_of(("",), _PACKAGES, settings, _built_in_templates(), own)


def _built_in_templates() -> list[tuple[str, bytes]]:
    folder = resources.files("extractor.templates")
    folders = (folder, folder / "sections")
    files = (file for place in folders for file in place.iterdir() if file.name.endswith(".jinja"))
    return sorted((file.name, file.read_bytes()) for file in files)
