"""The interface of a file: what pages of others see of it, name by name, so that one change is told from another."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from extractor.extraction.python.properties import is_property
from extractor.facts import Class, Exports, FileFacts, PythonFacts, Struct
from extractor.link.labels import class_labels
from extractor.link.members import FieldsOfFile
from extractor.link.namespace import namespace_of
from extractor.link.origins import scope_names
from extractor.link.repository import LinkedRepository
from extractor.link.resolve import Target
from extractor.link.testing import direct_test_cases
from extractor.link.tracking import DOCSTRINGS, FACTS, OUTLINE, STARS, top_name
from extractor.rendering.anchors import Anchors
from extractor.rendering.book import Book
from extractor.rendering.headings import find_anchors
from extractor.rendering.outline import Outline, outline_of
from extractor.rendering.words import words_of
from extractor.workspace.config import Config

_PROPERTY = "property"


class Outlined(Struct, frozen=True, array_like=True):
    """The part of an interface that indexes read; decoded as this, the digests are passed over."""

    outline: Outline = ()


class Interface(Outlined, frozen=True, array_like=True):
    """What others see of a file."""

    digests: dict[str, bytes] = msgspec.field(default_factory=dict)
    """Of all that is asked of it by the name at its top level, of what `STARS` stands for, and of the outline."""


class TrackedBook(Book):
    """The pages of a repository, of which what is asked is tracked: single definitions by name.

    Outlines that are known already are given.
    """

    def __init__(
        self, repository: LinkedRepository, files: Mapping[str, FileFacts], known: Mapping[str, Outlined]
    ) -> None:
        super().__init__(replace(repository, files=files))
        self._tracker = repository.tracker
        self._known = known

    def page(self, path: str) -> Anchors:
        """Return the anchors of a source's documentation page."""
        self._tracker.add((path, FACTS))
        return super().page(path)

    def of(self, target: Target) -> str:
        """Return the link to a definition on its own page; empty where it has no heading."""
        self._tracker.add((target.path, top_name(target.qualname)))
        return super().page(target.path).of(target.qualname) if target.path in self._repository.paths else ""

    def words(self, target: Target) -> str:
        """Return the sentence beside a module or a name at its top level wherever it is listed; empty for none."""
        self._tracker.add((target.path, top_name(target.qualname)))
        return super().words(target)

    def outline(self, path: str) -> Outline:
        """Return what indexes list of a source."""
        self._tracker.add((path, OUTLINE))
        if path in self._known:
            return self._known[path].outline
        return outline_of(self._repository.files[path], super().page(path))


def find_interface(facts: FileFacts, config: Config) -> Interface:
    """Return what others see of a file."""
    anchors = find_anchors(facts, config)
    outline = outline_of(facts, anchors)
    answers = defaultdict[str, list[object]](list)
    if facts.python is None and not outline:
        return Interface()
    if facts.python is not None:
        _add_bindings(facts.python, anchors, answers)
        _add_definitions(facts.python, anchors, answers)
        for name, sentence in words_of(facts).items():
            answers[name].append(("words", sentence))
    answers[OUTLINE].append(outline)
    encode = msgspec.msgpack.Encoder().encode
    digests = {name: hashlib.blake2b(encode(seen), digest_size=8).digest() for name, seen in answers.items()}
    return Interface(outline, digests)


def _add_bindings(facts: PythonFacts, anchors: Anchors, answers: Mapping[str, list[object]]) -> None:
    """Add what the resolver goes by."""
    namespace, exports = namespace_of(facts), facts.exports or Exports()
    for name in namespace.variables:
        answers[name].append(("variable", namespace.aliases.get(name), anchors.of(name)))
    for name, imports in namespace.imported.items():
        answers[name] += [
            (statement.module, statement.level, statement.alias, item and item.name) for statement, item in imports
        ]
    for name in exports.names:
        answers[name].append("exported")
    stars = [(statement.module, statement.level) for statement in namespace.stars]
    said = (facts.exports is None, exports.names, exports.modules, exports.unresolved, exports.removed)
    answers[STARS].append((*said, stars))


def _add_definitions(facts: PythonFacts, anchors: Anchors, answers: Mapping[str, list[object]]) -> None:
    """Add the definitions with their links and, of classes and properties, what those who derive from them inherit."""
    test_cases = direct_test_cases(facts)
    names: dict[str, Mapping[str, str]] = {}
    fields = FieldsOfFile(facts, names)
    for definition in facts.definitions():
        labels: tuple[str, ...] = ()
        members: object = None
        if isinstance(definition, Class):
            scope = definition.qualname.rpartition(".")[0]
            if scope not in names:
                names[scope] = scope_names(facts, scope)
            labels = class_labels(definition, names[scope])
            members = tuple(attribute.name for attribute in definition.attributes), fields.of(definition.qualname)
        elif definition.scope == "class":
            if definition.docstring:
                answers[DOCSTRINGS + top_name(definition.qualname)].append((definition.qualname, definition.docstring))
            if definition.decorators and is_property(definition):
                labels = (_PROPERTY,)
        is_test_case = definition.qualname in test_cases
        seen = (definition.qualname, definition.scope, anchors.of(definition.qualname), labels, is_test_case, members)
        answers[top_name(definition.qualname)].append(seen)
