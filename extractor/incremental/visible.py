"""What the pages of other files see of a file, name by name: whose names a page asked for, and whether they changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from extractor.facts import Class, Exports, FileFacts, PythonFacts, Struct
from extractor.link.labels import class_labels
from extractor.link.names import scope_names
from extractor.link.reads import FACTS, OUTLINE, STARS, top_name
from extractor.link.repository import Repository
from extractor.link.resolve import Target, namespace_of
from extractor.render.anchors import Anchors, find_anchors
from extractor.render.book import Book
from extractor.render.outline import Outline, outline_of
from extractor.workspace.config import Config


class Outlined(Struct, frozen=True, array_like=True):
    """What others see of a file, as far as an index asks for it."""

    outline: Outline = ()


class Visible(Outlined, frozen=True, array_like=True):
    """What others see of a file."""

    digests: dict[str, bytes] = msgspec.field(default_factory=dict)
    """Of all that is asked of it by the name at its top level, of what `STARS` stands for, and of the outline."""


class NotedBook(Book):
    """The pages of a repository, of which what is asked is noted: single definitions by name.

    Outlines that are known already are given.
    """

    def __init__(self, repository: Repository, files: Mapping[str, FileFacts], known: Mapping[str, Outlined]) -> None:
        super().__init__(replace(repository, files=files))
        self._reads = repository.reads
        self._known = known

    def page(self, path: str) -> Anchors:
        """Return the anchors of a source's documentation page."""
        self._reads.add((path, FACTS))
        return super().page(path)

    def of(self, target: Target) -> str:
        """Return the link to a definition on its own page; empty where it has no heading."""
        self._reads.add((target.path, top_name(target.qualname)))
        return super().page(target.path).of(target.qualname) if target.path in self._repository.paths else ""

    def outline(self, path: str) -> Outline:
        """Return what indexes list of a source."""
        self._reads.add((path, OUTLINE))
        if path in self._known:
            return self._known[path].outline
        return outline_of(self._repository.files[path], super().page(path))


def find_visible(facts: FileFacts, config: Config) -> Visible:
    """Return what others see of a file."""
    if not isinstance(facts.body, PythonFacts):
        return Visible()
    anchors = find_anchors(facts, config)
    outline = outline_of(facts, anchors)
    found = defaultdict[str, list[object]](list)
    _add_bindings(facts.body, found)
    _add_definitions(facts.body, anchors, found)
    found[OUTLINE].append(outline)
    encode = msgspec.msgpack.Encoder().encode
    digests = {name: hashlib.blake2b(encode(seen), digest_size=8).digest() for name, seen in found.items()}
    return Visible(outline, digests)


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
