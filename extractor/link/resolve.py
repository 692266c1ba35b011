"""Where names lead: through imports, re-exports, star imports and aliases to the definition.

What cannot be followed by reading (other assignments, `__getattr__`, changes of `sys.path`) leads nowhere, never
to a guess.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from extractor.facts import Exports, FileFacts, Import, ImportedName, PythonFacts, Struct
from extractor.link.modules import Modules, is_package
from extractor.link.tracking import STARS, Question, Tracker, top_name

_Key: TypeAlias = tuple[str, str]
"""A file and a name in it."""

_MOST_STEPS = 100
"""From name to name; what is further away counts as nowhere."""

_MOST_PARTS = 20
"""Of a dotted name in a text, that may lead to a module."""


class Target(Struct, frozen=True, order=True, array_like=True):
    """What a name leads to: a module (no qualname), or a definition or variable in it."""

    path: str
    qualname: str = ""


@dataclass(slots=True)
class Namespace:
    """The module-level names of one file."""

    defined: frozenset[str]
    """Classes and functions."""
    variables: frozenset[str]
    aliases: Mapping[str, str]
    """Variable -> the attribute of that name that it is bound to."""
    qualnames: frozenset[str]
    """Of all definitions."""
    callables: frozenset[str]
    """Of those that stand in no function."""
    imported: dict[str, list[tuple[Import, ImportedName | None]]] = field(default_factory=dict)
    """In source order: behind `except ImportError` stands another."""
    stars: list[Import] = field(default_factory=list)

    def binds(self, name: str) -> bool:
        """Tell whether the name is bound here, though what it is bound to may be out of sight."""
        return name in self.defined or name in self.variables or name in self.imported


class _Answer(NamedTuple):
    """What a name leads to, and what of files had to be looked at for it."""

    target: Target | None
    reads: frozenset[Question]


@dataclass(slots=True)
class _Search:
    """One question from outside, and those that it leads to: none is followed twice, for cycles branch without end."""

    asked: set[_Key] = field(default_factory=set)
    """What is being looked up: coming back to it is a cycle, and leads nowhere."""
    answers: dict[_Key, Target | None] = field(default_factory=dict)
    exports: dict[_Key, tuple[bool, frozenset[Question]] | None] = field(default_factory=dict)
    """Answers with what was looked at for them; None where they are being found."""
    exporting: int = 0
    """How many of these are being found."""
    reads: set[Question] = field(default_factory=set)
    """What the innermost question has looked at so far."""
    is_cut: bool = False
    """Whether an answer was a cycle's or too far away: asked from elsewhere, the question may have another."""

    def is_far(self) -> bool:
        """Tell whether no further step is to be taken; each takes some of Python's stack."""
        return len(self.asked) + self.exporting >= _MOST_STEPS


class Resolver:
    """Follows names from file to file; what it has found it keeps, since every page asks again.

    What it looked at for an answer, kept or not, it adds to `tracker`.
    """

    def __init__(self, files: Mapping[str, FileFacts], modules: Modules, tracker: Tracker) -> None:
        self._files = files
        self._modules = modules
        self._tracker = tracker
        self._namespaces: dict[str, Namespace] = {}
        self._bound: dict[_Key, _Answer] = {}
        """Answers that are the same in every search."""
        self._outermost: dict[_Key, _Answer] = {}
        """Answers to what was asked from outside."""

    def module(self, path: str, statement: Import) -> str | None:
        """Return the file of the module that an import statement of the file at `path` names, or None."""
        return self._modules.at(self._modules.place(path, statement))

    def imported(self, path: str, statement: Import, name: str) -> Target | None:
        """Return what `from module import name` leads to."""
        search = _Search()
        found = self._from(path, statement, name, search)
        self._tracker.update(search.reads)
        return found

    def files_of(self, path: str, statement: Import) -> Iterator[str]:
        """Yield the files that an import statement names: submodules where they are imported, else the module."""
        module = self.module(path, statement)
        place = self._modules.place(path, statement)
        if not statement.names and module:
            yield module
        for item in statement.names:
            submodule = self._modules.submodule(place, item.name)
            if submodule and self.imported(path, statement, item.name) == Target(submodule):
                yield submodule
            elif module:
                yield module

    def dotted(self, path: str, name: str, scope: str = "") -> Target | None:
        """Return what a dotted name in the file at `path` leads to; `scope` is the qualname of what encloses it."""
        search = _Search()
        found = self._dotted(path, name, scope, search)
        self._tracker.update(search.reads)
        return found

    def named(self, path: str, name: str, scope: str = "") -> Target | None:
        """Return what a dotted name in a text leads to: as in code or, without an import, from its top-level package.

        Texts name things by where they are; their packages need not be imported.
        """
        if found := self.dotted(path, name, scope):
            return found
        parts = name.split(".")
        for end in range(min(len(parts), _MOST_PARTS), 0, -1):
            if len(parts) > 1 and (module := self.module(path, Import(".".join(parts[:end]), 0))):
                rest = ".".join(parts[end:])
                return self.dotted(module, rest) if rest else Target(module)
        return None

    def exports(self, path: str, name: str) -> bool:
        """Tell whether a star import from the file at `path` brings a name."""
        search = _Search()
        found = self._exports(path, name, search)
        self._tracker.update(search.reads)
        return found

    def is_callable(self, target: Target) -> bool:
        """Tell whether a target is a function or class that stands in no function."""
        search = _Search()
        namespace = self._namespace(target.path, top_name(target.qualname), search)
        self._tracker.update(search.reads)
        return target.qualname in namespace.callables

    def _dotted(self, path: str, name: str, scope: str, search: _Search) -> Target | None:
        first, *rest = name.split(".")
        target = self._local(path, first, scope, search) or self._name(path, first, search)
        if target is None:
            target, rest = self._in_namespace_package(path, name, search)
        for part in rest:
            target = target and self._member(target, part, search)
        return target

    def _in_namespace_package(self, path: str, name: str, search: _Search) -> tuple[Target | None, list[str]]:
        """Return the module of an `import a.b` that a dotted name begins with, where `a` has no file, and the rest."""
        first = top_name(name)
        imported = self._namespace(path, first, search).imported
        statements = (each for each, item in imported.get(first, ()) if not item)
        named = [each for each in statements if not each.alias and f"{name}.".startswith(f"{each.module}.")]
        longest = max(named, key=lambda each: len(each.module), default=None)
        if longest is None or (module := self.module(path, longest)) is None:
            return None, []
        return Target(module), name.split(".")[longest.module.count(".") + 1 :]

    def _local(self, path: str, name: str, scope: str, search: _Search) -> Target | None:
        """Return the definition of a name in the scopes around, innermost first."""
        while scope:
            qualname = f"{scope}.{name}"
            if qualname in self._namespace(path, top_name(scope), search).qualnames:
                return Target(path, qualname)
            scope = scope.rpartition(".")[0]
        return None

    def _member(self, target: Target, name: str, search: _Search) -> Target | None:
        if not target.qualname:
            return self._name(target.path, name, search)
        qualname = f"{target.qualname}.{name}"
        known = self._namespace(target.path, top_name(qualname), search).qualnames
        return Target(target.path, qualname) if qualname in known else None

    def _name(self, path: str, name: str, search: _Search) -> Target | None:
        """Return what a module-level name leads to."""
        key = (path, name)
        known = self._bound.get(key) or (None if search.asked else self._outermost.get(key))
        if known is None:
            return self._answer(key, search)
        search.reads |= known.reads
        return known.target

    def _answer(self, key: _Key, search: _Search) -> Target | None:
        if key in search.answers or search.is_far():
            search.is_cut = True
            return search.answers.get(key)
        search.answers[key] = None
        search.asked.add(key)
        outer, search.reads = search.reads, set()
        found = search.answers[key] = self._look_up(*key, search)
        search.asked.remove(key)
        answer = _Answer(found, frozenset(search.reads))
        search.reads |= outer
        if not search.is_cut:
            self._bound[key] = answer
        if not search.asked:
            self._outermost[key] = answer
        return found

    def _look_up(self, path: str, name: str, search: _Search) -> Target | None:
        namespace = self._namespace(path, name, search)
        if name in namespace.defined:
            return Target(path, name)
        for statement, item in namespace.imported.get(name, ()):
            if found := self._binding(path, statement, item, search):
                return found
        if name in namespace.variables:
            alias = namespace.aliases.get(name)
            return (alias and self._dotted(path, alias, "", search)) or Target(path, name)
        for source in self._star_sources(path, search):
            if self._exports(source, name, search) and (found := self._name(source, name, search)):
                return found
        submodule = None if name in namespace.imported else self._submodule(path, name)
        return Target(submodule) if submodule else None

    def _submodule(self, path: str, name: str) -> str | None:
        return self._modules.submodule(posixpath.dirname(path), name) if is_package(path) else None

    def _binding(self, path: str, statement: Import, item: ImportedName | None, search: _Search) -> Target | None:
        if item is not None:
            return self._from(path, statement, item.name, search)
        if statement.alias:
            found = self.module(path, statement)
        else:
            found = self.module(path, Import(statement.module.partition(".")[0], statement.line))
        return Target(found) if found else None

    def _from(self, path: str, statement: Import, name: str, search: _Search) -> Target | None:
        """Return what a module binds to a name or, where it does not or asks back, the submodule of that name."""
        module = self.module(path, statement)
        if module:
            found = self._name(module, name, search)
            if found or (self._namespace(module, name, search).binds(name) and (module, name) not in search.asked):
                return found
        submodule = self._modules.submodule(self._modules.place(path, statement), name)
        return Target(submodule) if submodule else None

    def _exports(self, path: str, name: str, search: _Search) -> bool:
        key = (path, name)
        if key not in search.exports:
            if search.is_far():
                search.is_cut = True
                return False
            search.exports[key] = None
            search.exporting += 1
            outer, search.reads = search.reads, set()
            found = self._is_exported(path, name, search)
            search.exporting -= 1
            search.exports[key] = found, frozenset(search.reads)
            search.reads |= outer
            return found
        known = search.exports[key]
        if known is None:  # a cycle of `__all__` comes back to itself
            search.is_cut = True
            return False
        search.reads |= known[1]
        return known[0]

    def _is_exported(self, path: str, name: str, search: _Search) -> bool:
        search.reads |= {(path, name), (path, STARS)}
        facts = self._python(path)
        if facts is None:
            return False
        if facts.exports and name in facts.exports.names:
            return True
        if facts.exports is None or facts.exports.unresolved:
            return not name.startswith("_") and not self._is_submodule(path, name, search)
        return any(self._exports(each, name, search) for each in self._joined(path, facts.exports, search))

    def _joined(self, path: str, exports: Exports, search: _Search) -> Iterator[str]:
        """Yield the files whose `__all__` is joined to that of the file at `path`."""
        for module in exports.modules:
            if target := self._dotted(path, module, "", search):
                yield target.path
        for statement, item in self._namespace(path, "__all__", search).imported.get("__all__", ()):
            if item and item.name == "__all__" and (source := self.module(path, statement)):
                yield source

    def _is_submodule(self, path: str, name: str, search: _Search) -> bool:
        """Tell whether a name is a submodule's and no more: without `__all__`, a star import does not import it."""
        if self._submodule(path, name) is None or self._namespace(path, name, search).binds(name):
            return False
        return not any(self._exports(source, name, search) for source in self._star_sources(path, search))

    def _star_sources(self, path: str, search: _Search) -> Iterator[str]:
        """Yield the files that a file imports with a star, the last first: it has the last word."""
        for star in reversed(self._namespace(path, STARS, search).stars):
            if source := self.module(path, star):
                yield source

    def _namespace(self, path: str, name: str, search: _Search) -> Namespace:
        """Return the names of a file, of which one is looked at."""
        search.reads.add((path, name))
        if path not in self._namespaces:
            self._namespaces[path] = namespace_of(self._python(path) or PythonFacts())
        return self._namespaces[path]

    def _python(self, path: str) -> PythonFacts | None:
        facts = self._files.get(path)
        return facts.python if facts else None


def namespace_of(facts: PythonFacts) -> Namespace:
    """Return the module-level names of a file."""
    definitions = facts.definitions()
    namespace = Namespace(
        defined=frozenset(each.name for each in definitions if each.scope == "module"),
        variables=frozenset(each.name for each in facts.variables),
        aliases={each.name: each.value for each in facts.variables if each.kind == "alias" and each.value},
        qualnames=frozenset(each.qualname for each in definitions),
        callables=frozenset(each.qualname for each in definitions if each.scope != "function"),
    )
    for statement in facts.imports:
        if not statement.scope:
            _bind(namespace, statement)
    return namespace


def _bind(namespace: Namespace, statement: Import) -> None:
    if not statement.names:
        name = statement.alias or statement.module.partition(".")[0]
        namespace.imported.setdefault(name, []).append((statement, None))
    for item in statement.names:
        if item.name == "*":
            namespace.stars.append(statement)
        else:
            namespace.imported.setdefault(item.alias or item.name, []).append((statement, item))
