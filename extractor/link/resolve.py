"""Where names lead: through imports, re-exports, star imports and aliases to the definition.

What cannot be followed by reading (assignments of modules, `__getattr__`, changes of `sys.path`) leads nowhere, never
to a guess.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from extractor.facts import FileFacts, Import, ImportedName, PythonFacts, Struct
from extractor.link.modules import Modules, is_package

_Seen: TypeAlias = frozenset[tuple[str, str]]
"""The questions (file, name) that are being answered: asking one of them again is a cycle, and leads nowhere."""


class Target(Struct, frozen=True, order=True):
    """What a name leads to: a module (no qualname), or a definition or variable in it."""

    path: str
    qualname: str = ""


@dataclass(slots=True)
class _Namespace:
    """The module-level names of one file."""

    defined: frozenset[str]
    """Classes and functions."""
    variables: frozenset[str]
    qualnames: frozenset[str]
    imported: dict[str, list[tuple[Import, ImportedName | None]]] = field(default_factory=dict)
    """In source order: behind `except ImportError` stands another."""
    stars: list[Import] = field(default_factory=list)

    def defines(self, name: str) -> bool:
        return name in self.defined or name in self.variables


class Resolver:
    """Follows names from file to file; what it has found it keeps, since every page asks again."""

    def __init__(self, files: Mapping[str, FileFacts], modules: Modules) -> None:
        self._files = files
        self._modules = modules
        self._namespaces: dict[str, _Namespace] = {}
        self._bound: dict[tuple[str, str], Target | None] = {}

    def module(self, path: str, statement: Import) -> str | None:
        """Return the file of the module that an import statement of the file at `path` names, or None."""
        return self._modules.at(self._modules.place(path, statement))

    def imported(self, path: str, statement: Import, name: str) -> Target | None:
        """Return what `from module import name` leads to."""
        return self._from(path, statement, name, frozenset())

    def files_of(self, path: str, statement: Import) -> Iterator[str]:
        """Yield the files that an import statement names: submodules where they are imported, else the module."""
        module = self.module(path, statement)
        place = self._modules.place(path, statement)
        if not statement.names and module:
            yield module
        for item in statement.names:
            is_own = module is not None and self._namespace(module).defines(item.name)
            submodule = None if is_own else self._modules.submodule(place, item.name)
            if found := submodule or module:
                yield found

    def dotted(self, path: str, name: str, scope: str = "") -> Target | None:
        """Return what a dotted name in the file at `path` leads to; `scope` is the qualname of what encloses it."""
        return self._dotted(path, name, scope, frozenset())

    def exports(self, path: str, name: str) -> bool:
        """Tell whether a star import from the file at `path` brings a name."""
        return self._exports(path, name, frozenset())

    def _dotted(self, path: str, name: str, scope: str, seen: _Seen) -> Target | None:
        first, *rest = name.split(".")
        target = self._local(path, first, scope) or self._name(path, first, seen)
        for part in rest:
            target = target and self._member(target, part, seen)
        return target

    def _local(self, path: str, name: str, scope: str) -> Target | None:
        """Return the definition of a name in the scopes around, innermost first."""
        while scope:
            qualname = f"{scope}.{name}"
            if qualname in self._namespace(path).qualnames:
                return Target(path, qualname)
            scope = scope.rpartition(".")[0]
        return None

    def _member(self, target: Target, name: str, seen: _Seen) -> Target | None:
        if not target.qualname:
            return self._name(target.path, name, seen)
        qualname = f"{target.qualname}.{name}"
        return Target(target.path, qualname) if qualname in self._namespace(target.path).qualnames else None

    def _name(self, path: str, name: str, seen: _Seen) -> Target | None:
        """Return what a module-level name leads to."""
        key = (path, name)
        if key in seen:
            return None
        if key not in self._bound:
            found = self._look_up(path, name, seen | {key})
            if found is None and seen:
                return None  # a cycle may be why: asked from elsewhere, it may lead somewhere
            self._bound[key] = found
        return self._bound[key]

    def _look_up(self, path: str, name: str, seen: _Seen) -> Target | None:
        namespace = self._namespace(path)
        if name in namespace.defined:
            return Target(path, name)
        for statement, item in namespace.imported.get(name, ()):
            if found := self._binding(path, statement, item, seen):
                return found
        if name in namespace.variables:
            return Target(path, name)
        for star in reversed(namespace.stars):
            source = self.module(path, star)
            if source and self._exports(source, name, seen) and (found := self._name(source, name, seen)):
                return found
        submodule = self._modules.submodule(posixpath.dirname(path), name) if is_package(path) else None
        return Target(submodule) if submodule else None

    def _binding(self, path: str, statement: Import, item: ImportedName | None, seen: _Seen) -> Target | None:
        if item is not None:
            return self._from(path, statement, item.name, seen)
        if statement.alias:
            found = self.module(path, statement)
        else:
            found = self.module(path, Import(statement.module.partition(".")[0], statement.line))
        return Target(found) if found else None

    def _from(self, path: str, statement: Import, name: str, seen: _Seen) -> Target | None:
        module = self.module(path, statement)
        if module and (found := self._name(module, name, seen)):
            return found
        submodule = self._modules.submodule(self._modules.place(path, statement), name)
        return Target(submodule) if submodule else None

    def _exports(self, path: str, name: str, seen: _Seen) -> bool:
        facts = self._python(path)
        key = (f"* of {path}", name)
        if facts is None or key in seen:
            return False
        if facts.exports is None or facts.exports.unresolved:
            return not name.startswith("_")
        if name in facts.exports.names:
            return True
        joined = (self._dotted(path, module, "", seen | {key}) for module in facts.exports.modules)
        return any(each is not None and self._exports(each.path, name, seen | {key}) for each in joined)

    def _namespace(self, path: str) -> _Namespace:
        if path not in self._namespaces:
            facts = self._python(path)
            self._namespaces[path] = _namespace(facts or PythonFacts())
        return self._namespaces[path]

    def _python(self, path: str) -> PythonFacts | None:
        facts = self._files.get(path)
        return facts.body if facts and isinstance(facts.body, PythonFacts) else None


def _namespace(facts: PythonFacts) -> _Namespace:
    definitions = facts.definitions()
    namespace = _Namespace(
        defined=frozenset(each.name for each in definitions if each.scope == "module"),
        variables=frozenset(each.name for each in facts.variables),
        qualnames=frozenset(each.qualname for each in definitions),
    )
    for statement in facts.imports:
        if not statement.scope:
            _bind(namespace, statement)
    return namespace


def _bind(namespace: _Namespace, statement: Import) -> None:
    if not statement.names:
        name = statement.alias or statement.module.partition(".")[0]
        namespace.imported.setdefault(name, []).append((statement, None))
    for item in statement.names:
        if item.name == "*":
            namespace.stars.append(statement)
        else:
            namespace.imported.setdefault(item.alias or item.name, []).append((statement, item))
