"""Questions to a repository that write no page: one page or one file's facts, and where a name is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from extractor import api
from extractor.commands.occurrences import Defined, Imported, Occurrences
from extractor.errors import UsageError
from extractor.extraction.kinds import kind_of
from extractor.extraction.languages.places import place_of
from extractor.facts import CodeFacts, FileFacts, Function, TextFacts, Unreadable, facts_json
from extractor.incremental.models import current_text
from extractor.link.folders import find_folders
from extractor.link.layout import Layout, find_layout
from extractor.link.modules import Modules, find_modules
from extractor.link.repository import link
from extractor.pipeline import cache_folder
from extractor.publish.outcome import Exposed
from extractor.reading.entry import with_names
from extractor.reading.gather import Gathered, gather
from extractor.rendering.headings import find_anchors
from extractor.workspace.config import Config
from extractor.workspace.discover import Discovery, discover
from extractor.workspace.metadata import read_metadata

Form: TypeAlias = Literal["docs", "kw", "facts"]
"""What `show` prints."""


class Printed(NamedTuple):
    """What `show` prints, and what it warns of."""

    text: str
    warnings: tuple[str, ...]


def show(root: Path, config: Config, path: str, form: Form) -> Printed:
    """Return one page of the source at `path` as `build` would write it, or its facts as JSON with sorted keys.

    Nothing is written. Raises UsageError for a file that is no source of the repository or cannot be read.
    """
    discovery = discover(root, config)
    if path not in discovery.sources:
        reason = next((file.reason for file in discovery.skipped if file.path == path), "is ignored or excluded")
        raise UsageError(f"{path}: no source of the repository at {root}: it {reason}")
    if form != "facts":
        repository = api.read(root, config)
        facts = _readable(repository.files, path, repository.unreadable)
        return Printed(api.render(repository, path, form), _warnings(facts, repository.lint_problem))
    gathered = gather(root, [path], config.jobs, cache_folder(root, config), may_save=False)
    linked = link(gathered.files(), discovery.sources, config, read_metadata(root))
    facts = _readable(linked.files, path, gathered.unreadable)
    return Printed(facts_json(facts, linked.links(facts)), _warnings(facts, gathered.lint_problem))


def _warnings(facts: FileFacts, lint_problem: str) -> tuple[str, ...]:
    """Return why ruff's findings lack, and where the file seems to hold secrets, as far as either is so."""
    exposed = str(Exposed(facts.path, facts.secrets)) if facts.secrets else ""
    return tuple(filter(None, (lint_problem, exposed)))


def _readable(files: Mapping[str, FileFacts], path: str, unreadable: Sequence[Unreadable]) -> FileFacts:
    """Return the facts of a source; raises UsageError where it could not be read."""
    if path not in files:
        reason = next(file.reason for file in unreadable if file.path == path)
        raise UsageError(f"{path}: cannot be read: {reason}")
    return files[path]


def find(root: Path, config: Config, name: str) -> Occurrences:
    """Return where a name is defined and imported: a plain name, a qualified one, or one with its module."""
    discovery = discover(root, config)
    gathered = gather(root, discovery.sources, config.jobs, cache_folder(root, config))
    search = _Search(root, name, discovery, config, find_modules(discovery.sources, read_metadata(root).roots))
    # Only what holds the last part of the name somewhere is decoded: `run` of `pkg.net.Client.run`.
    files = with_names(gathered.entries.values(), name.rpartition(".")[2])
    defined = tuple(sorted(definition for facts in files for definition in search.defined(facts)))
    imported = tuple(sorted(use for facts in files for use in search.imported(facts)))
    return Occurrences(name, defined, imported, () if defined or imported else _near(name, gathered))


class _Search:
    """One name looked for in one file after another."""

    def __init__(self, root: Path, name: str, discovery: Discovery, config: Config, modules: Modules) -> None:
        self._root = root
        self._name = name
        self._config = config
        self._modules = modules
        self._layout: Layout = find_layout(config.output_dir, find_folders(discovery.sources))

    def defined(self, facts: FileFacts) -> Iterator[Defined]:
        if isinstance(facts.body, TextFacts) and self._name in facts.body.identifiers:
            yield from self._declared(facts)
        if facts.code is None:
            return
        for symbol in facts.code.definitions():
            if self._is_meant(facts.path, symbol.name, symbol.qualname):
                kind = "function" if isinstance(symbol, Function) else "class"
                yield self._defined(facts, symbol.line, kind, symbol.qualname, symbol.signature)
        for variable in facts.code.variables:
            if self._is_meant(facts.path, variable.name, variable.name):
                text = variable.name if variable.value is None else f"{variable.name} = {variable.value}"
                definition = self._defined(facts, variable.line, variable.kind, variable.name, text)
                yield msgspec.structs.replace(definition, description=variable.description)
        yield from self._attributes(facts, facts.code)

    def _attributes(self, facts: FileFacts, code: CodeFacts) -> Iterator[Defined]:
        for cls in code.classes:
            for attribute in cls.attributes:
                qualname = f"{cls.qualname}.{attribute.name}"
                if self._is_meant(facts.path, attribute.name, qualname):
                    annotation = "" if attribute.annotation is None else f": {attribute.annotation}"
                    value = "" if attribute.value is None else f" = {attribute.value}"
                    text = f"{attribute.name}{annotation}{value}"
                    definition = self._defined(facts, attribute.line, f"{attribute.origin} attribute", qualname, text)
                    yield msgspec.structs.replace(definition, description=attribute.description)

    def _declared(self, facts: FileFacts) -> Iterator[Defined]:
        """Yield where a file in another language declares the name, unless it changed meanwhile."""
        text = current_text(self._root, facts)
        if not isinstance(text, Unreadable):
            place = place_of(text, kind_of(facts.path, facts.interpreter).fence, self._name)
            yield self._defined(facts, place.line, "identifier", self._name, place.text)

    def imported(self, facts: FileFacts) -> Iterator[Imported]:
        for statement in facts.code.imports if facts.code else ():
            module = self._modules.imported(facts.path, statement)
            names = [item.name for item in statement.names]
            if self._name in (module, *names, *(f"{module}.{name}" for name in names)):
                text = f"from {module} import {', '.join(names)}" if names else f"import {module}"
                yield Imported(facts.path, statement.line, text, self._layout.docs(facts.path))

    def _is_meant(self, path: str, name: str, qualname: str) -> bool:
        """Tell whether a definition is asked for: by `run`, by `Client.run`, or by `pkg.net.Client.run`."""
        module = self._modules.names.get(path)
        return self._name in (name, qualname, f"{module}.{qualname}" if module else qualname)

    def _defined(self, facts: FileFacts, line: int, kind: str, name: str, signature: str) -> Defined:
        anchor = find_anchors(facts, self._config).of(name)
        return Defined(
            facts.path, line, kind, name, _on_one_line(signature), f"{self._layout.docs(facts.path)}{anchor}"
        )


def _on_one_line(signature: str) -> str:
    """Return a signature as it would stand on one line; its commas stay, for one may make a tuple."""
    text, *lines = (line.strip() for line in signature.split("\n"))
    for line in lines:  # "f(", "a,", ")" become "f(a,)", and "a,", "b" become "a, b"
        is_tight = text.endswith(("(", "[", "{")) or line.startswith((")", "]", "}"))
        text += line if is_tight else f" {line}"
    return text


def _near(name: str, gathered: Gathered) -> tuple[str, ...]:
    """Return the names that are spelled most like one that is nowhere, best first."""
    import difflib

    last = name.rpartition(".")[2].lower()
    known: dict[str, str] = {}
    for facts in gathered.files():
        for symbol in (*facts.code.definitions(), *facts.code.variables) if facts.code else ():
            known.setdefault(symbol.name.lower(), symbol.name)
        for declared in facts.body.identifiers if isinstance(facts.body, TextFacts) else ():
            known.setdefault(declared.lower(), declared)
    return tuple(known[lower] for lower in difflib.get_close_matches(last, known, n=5, cutoff=0.6))
