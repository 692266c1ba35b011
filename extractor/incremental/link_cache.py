"""What each file says of others and shows to them, kept from run to run; what of it a run finds changed.

A file is linked anew where its content changed, or what it asked of others. Where no file says anything else of others
than before, all relations are as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from extractor.facts import Struct
from extractor.incremental.site import Site
from extractor.link.tracking import FACTS, RELATIONS, Asked, concerns
from extractor.reading.cache import Encoded, Table, encoded
from extractor.reading.cache_folder import CacheFolder

if TYPE_CHECKING:
    from extractor.incremental.interface import Outlined
    from extractor.link.relations import Relations

FILE = "sources.msgpack"
"""Where they are kept in the folder of the cache."""


@dataclass(frozen=True)
class LinkCache:
    """What is known of what the files of a repository say of each other."""

    changed: Mapping[str, Set[str]] | None
    """File -> what of it changed since the last run; None where everything may have."""
    relations: Callable[[], Mapping[str, Relations]]
    """What finds the relations of all files."""
    outlines: Callable[[], Mapping[str, Outlined]]
    """What finds the outlines of files that are known without their facts."""
    save: Callable[[Mapping[str, bytes]], None]
    """Keeps all for the next run, given the interfaces, encoded, that making pages found."""


def unchanged_links(site: Site) -> LinkCache:
    """Return the links of a run that finds nothing changed, or has nothing to compare with; they are not kept."""
    return LinkCache({}, lambda: site.linker.relations(), dict, lambda _: None)


def open_link_cache(site: Site, folder: CacheFolder, key: str, last: Mapping[str, str] | None) -> LinkCache:
    """Return the links of this run, from those of the run that left `last`: the digests of its sources, if it is known.

    Only what changed is linked anew; without a last run, all is.
    """
    table = Table(folder, FILE, LinkedSource, key)
    is_of_last = last is not None and {path: source.digest for path, source in table.values.items()} == last
    digests = site.gathered.digests()
    sources, changed = _renewed(site, table.values, digests) if is_of_last else (_all_linked(site, digests), None)

    def save(interfaces: Mapping[str, bytes]) -> None:
        table.save(_completed(site, sources, interfaces))

    return LinkCache(changed, lambda: _relations_of(sources), lambda: _outlines_of(sources), save)


class LinkedSource(Struct, frozen=True, array_like=True):
    """One source as it was linked; what is seldom asked for is encoded."""

    digest: str = ""
    """Of its content."""
    interface: msgspec.Raw = msgspec.Raw()
    """What others see of it; empty until that is asked for."""
    asked: msgspec.Raw = msgspec.Raw()
    """What of other files its links were made of: an encoded `Asked`."""
    links: msgspec.Raw = msgspec.Raw()
    relations: msgspec.Raw = msgspec.Raw()
    """What the other files say of it."""


def _relations_of(sources: Mapping[str, LinkedSource]) -> Mapping[str, Relations]:
    """Return the relations of each source."""
    from extractor.link.relations import Relations

    return Encoded({path: source.relations for path, source in sources.items()}, Relations)


def _outlines_of(sources: Mapping[str, LinkedSource]) -> Mapping[str, Outlined]:
    """Return the outlines of the sources of which they are known."""
    from extractor.incremental.interface import Outlined

    return Encoded({path: source.interface for path, source in sources.items() if bytes(source.interface)}, Outlined)


def _all_linked(site: Site, digests: Mapping[str, str]) -> dict[str, LinkedSource]:
    """Return the sources, of which nothing is known but the digests of their contents."""
    linked = {path: _linked(site, path, LinkedSource(digest)) for path, digest in digests.items()}
    relations = _relations(linked)
    return {path: msgspec.structs.replace(source, relations=relations[path]) for path, source in linked.items()}


def _renewed(
    site: Site, last: Mapping[str, LinkedSource], digests: Mapping[str, str]
) -> tuple[dict[str, LinkedSource], Mapping[str, Set[str]]]:
    """Return the sources as they are now, and what of which file changed.

    It takes the digests of their contents, and what was kept of the same files.
    """
    renewed = {path: _with_interface(site, path, digest, last[path]) for path, digest in digests.items()}
    changed = {path: _differing(last[path], source) for path, source in renewed.items() if source is not last[path]}
    # Linked anew is what changed itself, and what had asked for a name that answers otherwise now.
    for path, source in renewed.items():
        if source is not last[path] or is_concerned(source.asked, changed):
            renewed[path] = _linked(site, path, source)
    # What is said of a file may come from any other, so one file with other links has all relations found anew.
    if all(renewed[path].links == old.links for path, old in last.items()):
        return renewed, changed
    for path, relations in _relations(renewed).items():
        if relations != renewed[path].relations:
            renewed[path] = msgspec.structs.replace(renewed[path], relations=relations)
            changed[path] = {RELATIONS, *changed.get(path, ())}
    return renewed, changed


def _completed(
    site: Site, sources: Mapping[str, LinkedSource], interfaces: Mapping[str, bytes]
) -> dict[str, LinkedSource]:
    """Return the sources with the interface of each, of which some are found and encoded already."""
    return {
        path: source
        if bytes(source.interface)
        else msgspec.structs.replace(
            source, interface=msgspec.Raw(interfaces[path]) if path in interfaces else interface_of(site, path)
        )
        for path, source in sources.items()
    }


def interface_of(site: Site, path: str) -> msgspec.Raw:
    """Return what others see of a source."""
    from extractor.incremental.interface import find_interface

    return encoded(find_interface(site.linker.files[path], site.config))


def is_concerned(asked: msgspec.Raw, changed: Mapping[str, Set[str]]) -> bool:
    """Tell whether something that was asked of a file is among what changed of it."""
    return bool(changed) and concerns(msgspec.msgpack.decode(asked, type=Asked), changed)


def _with_interface(site: Site, path: str, digest: str, old: LinkedSource) -> LinkedSource:
    """Return a source whose links and relations, if it changed, are those that it had."""
    if old.digest == digest:
        return old
    return msgspec.structs.replace(old, digest=digest, interface=interface_of(site, path))


def _linked(site: Site, path: str, source: LinkedSource) -> LinkedSource:
    """Return a source with its links as they are now."""
    with site.linker.tracker.tracked() as asked:
        links = encoded(site.linker.links(path))
    return msgspec.structs.replace(source, links=links, asked=encoded(asked))


def _differing(old: LinkedSource, new: LinkedSource) -> Set[str]:
    """Return what others see otherwise than before in a file of which the content changed."""
    from extractor.incremental.interface import Interface

    decode = msgspec.msgpack.Decoder(Interface).decode
    before, now = decode(old.interface).digests, decode(new.interface).digests
    return {FACTS, *(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))}


def _relations(sources: Mapping[str, LinkedSource]) -> dict[str, msgspec.Raw]:
    """Return what the links of all sources say of each, encoded."""
    from extractor.link.graph import Links
    from extractor.link.relations import find_relations

    decode = msgspec.msgpack.Decoder(Links).decode
    found = find_relations({path: decode(source.links) for path, source in sources.items()})
    return {path: encoded(relations) for path, relations in found.items()}
