"""What each source says of others and shows to them, kept from run to run; what of it a run finds changed.

A file is linked anew where its content changed, or what it asked of others. Where no file says anything else of others
than before, all relations are as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

import msgspec

from extractor.facts import Struct
from extractor.incremental.site import Site
from extractor.link.reads import FACTS, RELATIONS, Asked, concerns
from extractor.reading.cache import Encoded, encoded

if TYPE_CHECKING:
    from extractor.incremental.visible import Outlined
    from extractor.link.relations import Relations

FILE = "sources.msgpack"
"""Where they are kept in the folder of the cache."""


class Source(Struct, frozen=True, array_like=True):
    """One source as it was linked; what is seldom asked for is encoded."""

    digest: str = ""
    """Of its content."""
    visible: msgspec.Raw = msgspec.Raw()
    """What others see of it; empty until that is asked for."""
    asked: msgspec.Raw = msgspec.Raw()
    """What its links were made of."""
    links: msgspec.Raw = msgspec.Raw()
    relations: msgspec.Raw = msgspec.Raw()
    """What the other files say of it."""


def relations_of(sources: Mapping[str, Source]) -> Mapping[str, Relations]:
    """Return the relations of each source."""
    from extractor.link.relations import Relations

    return Encoded({path: each.relations for path, each in sources.items()}, Relations)


def outlines_of(sources: Mapping[str, Source]) -> Mapping[str, Outlined]:
    """Return the outlines of the sources of which they are known."""
    from extractor.incremental.visible import Outlined

    return Encoded({path: each.visible for path, each in sources.items() if bytes(each.visible)}, Outlined)


def linked(site: Site, digests: Mapping[str, str]) -> dict[str, Source]:
    """Return the sources, of which nothing is known but the digests of their contents."""
    found = {path: _linked(site, path, Source(digest)) for path, digest in digests.items()}
    relations = _relations(found)
    return {path: msgspec.structs.replace(each, relations=relations[path]) for path, each in found.items()}


def renewed(
    site: Site, last: Mapping[str, Source], digests: Mapping[str, str]
) -> tuple[dict[str, Source], Mapping[str, Set[str]]]:
    """Return the sources as they are now, and what of which file changed.

    It takes the digests of their contents, and what was kept of the same files.
    """
    found = {path: _read(site, path, digest, last[path]) for path, digest in digests.items()}
    changed = {path: _differing(last[path], each) for path, each in found.items() if each is not last[path]}
    for path, each in found.items():
        if each is not last[path] or is_concerned(each.asked, changed):
            found[path] = _linked(site, path, each)
    if all(found[path].links == old.links for path, old in last.items()):
        return found, changed
    for path, relations in _relations(found).items():
        if relations != found[path].relations:
            found[path] = msgspec.structs.replace(found[path], relations=relations)
            changed[path] = {RELATIONS, *changed.get(path, ())}
    return found, changed


def completed(site: Site, sources: Mapping[str, Source], visible: Mapping[str, bytes]) -> dict[str, Source]:
    """Return the sources with what is visible of each, of which some is found and encoded already."""
    return {
        path: each
        if bytes(each.visible)
        else msgspec.structs.replace(
            each, visible=msgspec.Raw(visible[path]) if path in visible else visible_of(site, path)
        )
        for path, each in sources.items()
    }


def visible_of(site: Site, path: str) -> msgspec.Raw:
    """Return what others see of a source."""
    from extractor.incremental.visible import find_visible

    return encoded(find_visible(site.linker.files[path], site.config))


def is_concerned(asked: msgspec.Raw, changed: Mapping[str, Set[str]]) -> bool:
    """Tell whether something that was asked of a file is among what changed of it."""
    return bool(changed) and concerns(msgspec.msgpack.decode(asked, type=Asked), changed)


def _read(site: Site, path: str, digest: str, old: Source) -> Source:
    """Return a source whose links and relations, if it changed, are those that it had."""
    if old.digest == digest:
        return old
    return msgspec.structs.replace(old, digest=digest, visible=visible_of(site, path))


def _linked(site: Site, path: str, source: Source) -> Source:
    """Return a source with its links as they are now."""
    links = encoded(site.linker.links(path))
    return msgspec.structs.replace(source, links=links, asked=encoded(site.linker.reads.take()))


def _differing(old: Source, new: Source) -> Set[str]:
    """Return what others see otherwise than before in a file of which the content changed."""
    from extractor.incremental.visible import Visible

    decode = msgspec.msgpack.Decoder(Visible).decode
    before, now = decode(old.visible).digests, decode(new.visible).digests
    return {FACTS, *(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))}


def _relations(sources: Mapping[str, Source]) -> dict[str, msgspec.Raw]:
    from extractor.link.graph import Links
    from extractor.link.relations import find_relations

    decode = msgspec.msgpack.Decoder(Links).decode
    found = find_relations({path: decode(each.links) for path, each in sources.items()})
    return {path: encoded(relations) for path, relations in found.items()}
