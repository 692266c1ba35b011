"""The file that a page is about, with all that its sections ask for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from extractor.extraction.kinds import Kind, kind_of
from extractor.facts import Class, FileFacts, Function, OptionCall, Problem, PythonFacts, Variable
from extractor.link.builtins import BUILTINS
from extractor.link.origins import module_names, scope_names
from extractor.link.repository import LinkedRepository
from extractor.link.resolve import Target
from extractor.rendering import markdown
from extractor.rendering.anchors import Anchors, AnchorsOfPages
from extractor.rendering.model import Link, source_href


@dataclass(frozen=True)
class Subject:
    """One file of a repository, seen from its two pages, which stand in the same folder."""

    file: FileFacts
    text: str
    """The decoded source with line ends as LF."""
    repository: LinkedRepository
    book: AnchorsOfPages
    _links: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Target -> link: a page leads to few others, and to each of them many times."""
    _targets: dict[tuple[str, str], Target | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Name and scope that defines it -> definition: code names the same few again and again."""
    _classes: dict[tuple[str, str], Link | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The same -> link: signatures name the same few classes."""

    @cached_property
    def anchors(self) -> Anchors:
        """The anchors of its documentation page."""
        return self.book.page(self.path)

    @cached_property
    def path(self) -> str:
        """The file's path in the repository."""
        return self.file.path

    @cached_property
    def name(self) -> str:
        """The file's name without its folder."""
        return posixpath.basename(self.path)

    @cached_property
    def folder(self) -> str:
        """The file's folder; the repository's own is the empty string."""
        return posixpath.dirname(self.path)

    @cached_property
    def kind(self) -> Kind:
        """What kind of file it is."""
        return kind_of(self.path, self.file.interpreter)

    @cached_property
    def python(self) -> PythonFacts | None:
        """The facts of a Python file that parsed, else None."""
        return self.file.python

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is nothing but white space in the file."""
        return not self.text.strip()

    @property
    def problem(self) -> Problem | None:
        """Why the file has no facts, or None."""
        return self.file.body if isinstance(self.file.body, Problem) else None

    @property
    def module(self) -> str | None:
        """The dotted name of an importable Python file."""
        return self.repository.modules.names.get(self.path)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the module binds, as dotted origins."""
        return module_names(self.python) if self.python else {}

    @cached_property
    def definitions(self) -> list[Class | Function]:
        """The classes and functions of the file in source order."""
        return self.file.code.definitions() if self.file.code else []

    @cached_property
    def variables(self) -> Mapping[str, Variable]:
        """The names that assignments of the module bind."""
        return {variable.name: variable for variable in (self.python.variables if self.python else ())}

    @cached_property
    def option_calls(self) -> Mapping[str, list[OptionCall]]:
        """Qualname (empty: the module) -> the options that the statements in it add to a parser."""
        calls: dict[str, list[OptionCall]] = {}
        for call in self.python.options if self.python else ():
            calls.setdefault(call.owner, []).append(call)
        return calls

    @cached_property
    def first_definitions(self) -> Mapping[str, Class | Function]:
        """The first definition of each qualname, to which links lead."""
        return {definition.qualname: definition for definition in reversed(self.definitions)}

    @cached_property
    def undocumented(self) -> Mapping[str, int]:
        """Each qualname of which no definition has a docstring -> the line of the first of them."""
        lines: dict[str, int] = {}
        documented = {definition.qualname for definition in self.definitions if definition.docstring}
        for definition in self.definitions:
            if definition.qualname not in documented:
                lines.setdefault(definition.qualname, definition.line)
        return lines

    @cached_property
    def test_cases(self) -> frozenset[str]:
        """The classes that derive from unittest's, be it through classes of other files."""
        return self.repository.test_cases.of(self.path)

    def names_in(self, scope: str) -> Mapping[str, str]:
        """Return what a scope sees: what the module binds, and what the imports inside it and around it do."""
        while scope and scope not in self._importing_scopes:
            scope = scope.rpartition(".")[0]
        return scope_names(self.python, scope) if self.python and scope else self.names

    @cached_property
    def _importing_scopes(self) -> frozenset[str]:
        imports = self.python.imports if self.python else ()
        return frozenset(statement.scope for statement in imports if statement.scope)

    @cached_property
    def qualnames(self) -> frozenset[str]:
        """The qualnames of the classes and functions of the file."""
        return frozenset(definition.qualname for definition in self.definitions)

    @cached_property
    def docs_page(self) -> str:
        """The path of the documentation page in the repository."""
        return self.repository.layout.docs(self.path)

    @property
    def keywords_page(self) -> str:
        """The path of the keyword page in the repository."""
        return self.repository.layout.keywords(self.path)

    def source_href(self) -> str:
        """Return the link to the file itself."""
        return source_href(self.repository.config, self.docs_page, self.path)

    def docs_href(self, target: Target) -> str:
        """Return the link to a module's documentation page, or to a definition on it."""
        anchor = self.book.of(target) if target.qualname else ""
        return anchor if target.path == self.path else self.href(self.repository.layout.docs(target.path)) + anchor

    def target(self, name: str, scope: str) -> Target | None:
        """Return the definition that a dotted name leads to from a scope of the file."""
        key = (name, self._defining(name, scope))
        if key not in self._targets:
            self._targets[key] = self.repository.resolver.dotted(self.path, *key)
        return self._targets[key]

    def _defining(self, name: str, scope: str) -> str:
        """Return the innermost of the scopes around that defines what a dotted name begins with."""
        first = name.partition(".")[0]
        while scope and f"{scope}.{first}" not in self.qualnames:
            scope = scope.rpartition(".")[0]
        return scope

    def name_link(self, text: str, name: str, scope: str) -> Link:
        """Return a text with a link to the definition that a dotted name leads to from a scope of the file."""
        target = self.target(name, scope) if name else None
        return Link(text, self.docs_href(target) if target and target.path in self.repository.paths else "")

    def class_link(self, name: str, scope: str) -> Link | None:
        """Return a dotted name with a link to the class that it leads to, or None where it leads to no class."""
        key = (name, self._defining(name, scope))
        if key not in self._classes:
            target = self.target(*key)
            is_class = target is not None and target in self.repository.graph.bases
            self._classes[key] = Link(name, self.docs_href(target)) if target and is_class else None
        return self._classes[key]

    def docstring_links(self, scope: str, parameters: Iterable[str] = (), path: str = "") -> Callable[[str], str]:
        """Return what finds the link for a dotted name in the docstring of a scope; empty for none.

        The scope is one of the file or, given its path, of another one.

        Parameters hide what has their names; a module, or a name that every module may have (`__all__`), needs more
        than a bare word to be meant. A built-in is meant before an attribute of its name.
        """
        hidden, path = frozenset(parameters), path or self.path

        def link(name: str) -> str:
            is_far, name = name.startswith("."), name.lstrip(".")
            if name.partition(".")[0] in hidden or (name.startswith("__") and "." not in name):
                return ""
            target = self._exported(name) if is_far else self.repository.resolver.named(path, name, scope)
            if target is None or target.path not in self.repository.paths:
                return ""
            is_word = "." not in name and (not target.qualname or (name in BUILTINS and target.qualname != name))
            return "" if is_word or target == Target(path, scope) else self.docs_href(target)

        return link

    def _exported(self, name: str) -> Target | None:
        """Return what the packages around the file call by a dotted name, where they agree on it."""
        targets: set[Target] = set()
        folder = self.folder
        while folder:
            # Asked of a package without a file too: the page depends on there being none.
            if target := self.repository.resolver.dotted(f"{folder}/__init__.py", name):
                targets.add(target)
            folder = posixpath.dirname(folder)
        return targets.pop() if len(targets) == 1 else None

    def folder_href(self, page: str) -> str:
        """Return the link to a page of the file's own folder."""
        return self.href(self.repository.layout.folder_page(self.folder, page))

    def href(self, target: str) -> str:
        """Return the link from either page to another path of the repository."""
        if target not in self._links:
            self._links[target] = markdown.href(self.docs_page, target)
        return self._links[target]
