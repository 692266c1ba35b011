"""What the pages of other files see of a file, name by name: whose names a page asked for, and whether they changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from extractor.config import Config
from extractor.facts import Class, Exports, FileFacts, PythonFacts
from extractor.link.labels import class_labels
from extractor.link.names import scope_names
from extractor.link.reads import FACTS, STARS, top_name
from extractor.link.repository import Repository
from extractor.link.resolve import Target, namespace_of
from extractor.render.anchors import AnchorBook, Anchors, find_anchors


class NotedBook(AnchorBook):
    """The anchors of a repository, of which those of single definitions are noted by name."""

    def __init__(self, repository: Repository, files: Mapping[str, FileFacts]) -> None:
        super().__init__(replace(repository, files=files))
        self._reads = repository.reads

    def page(self, path: str) -> Anchors:
        """Return the anchors of a source's documentation page."""
        self._reads.add((path, FACTS))
        return super().page(path)

    def of(self, target: Target) -> str:
        """Return the link to a definition on its own page; empty where it has no heading."""
        self._reads.add((target.path, top_name(target.qualname)))
        return super().page(target.path).of(target.qualname) if target.path in self._repository.paths else ""


def visible_digests(facts: FileFacts, config: Config) -> dict[str, bytes]:
    """Return a digest of all that is asked of a file by the name at its top level, and of what `STARS` stands for."""
    if not isinstance(facts.body, PythonFacts):
        return {}
    found = defaultdict[str, list[object]](list)
    _add_bindings(facts.body, found)
    _add_definitions(facts.body, find_anchors(facts, config), found)
    encode = msgspec.msgpack.Encoder().encode
    return {name: hashlib.blake2b(encode(seen), digest_size=8).digest() for name, seen in found.items()}


def _add_bindings(facts: PythonFacts, found: Mapping[str, list[object]]) -> None:
    """Add what the resolver goes by."""
    namespace, exports = namespace_of(facts), facts.exports or Exports()
    for name in namespace.variables:
        found[name].append(("variable", namespace.aliases.get(name)))
    for name, imports in namespace.imported.items():
        found[name] += [(each.module, each.level, each.alias, item and item.name) for each, item in imports]
    for name in exports.names:
        found[name].append("exported")
    stars = [(each.module, each.level) for each in namespace.stars]
    found[STARS].append((facts.exports is None, exports.modules, exports.unresolved, stars))


def _add_definitions(facts: PythonFacts, anchors: Anchors, found: Mapping[str, list[object]]) -> None:
    """Add the definitions with their links and, of classes, the labels that those who derive from them inherit."""
    names: dict[str, Mapping[str, str]] = {}
    for each in facts.definitions():
        labels: tuple[str, ...] = ()
        if isinstance(each, Class):
            scope = each.qualname.rpartition(".")[0]
            if scope not in names:
                names[scope] = scope_names(facts, scope)
            labels = class_labels(each, names[scope])
        found[top_name(each.qualname)].append((each.qualname, each.scope, anchors.of(each.qualname), labels))
