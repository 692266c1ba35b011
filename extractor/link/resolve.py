"""Where names lead: through imports, re-exports, star imports and aliases to the definition.

What cannot be followed by reading (other assignments, `__getattr__`, changes of `sys.path`) leads nowhere, never
to a guess.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from extractor.facts import Exports, FileFacts, Import, ImportedName, PythonFacts, Struct
from extractor.link.modules import Modules, is_package, is_stub
from extractor.link.namespace import Namespace, namespace_of
from extractor.link.search import Answer, NameInFile, Search
from extractor.link.tracking import STARS, Tracker, top_name

_MOST_PARTS = 20
"""Of a dotted name in a text, that may lead to a module."""


class Target(Struct, frozen=True, order=True, array_like=True):
    """What a name leads to: a module (no qualname), or a definition or variable in it."""

    path: str
    qualname: str = ""


class Resolver:
    """Follows names from file to file; what it has found it keeps, since every page asks again.

    What it looked at for an answer, kept or not, it adds to `tracker`.
    """

    def __init__(self, files: Mapping[str, FileFacts], modules: Modules, tracker: Tracker) -> None:
        self._files = files
        self._modules = modules
        self._tracker = tracker
        self._namespaces: dict[str, Namespace] = {}
        self._bound: dict[NameInFile, Answer] = {}
        """Answers that are the same in every search."""
        self._outermost: dict[NameInFile, Answer] = {}
        """Answers to what was asked from outside."""

    def module(self, path: str, statement: Import) -> str | None:
        """Return the file of the module that an import statement of the file at `path` names, or None."""
        return self._modules.at(self._modules.place(path, statement), stub_first=is_stub(path))

    def imported(self, path: str, statement: Import, name: str) -> Target | None:
        """Return what `from module import name` leads to."""
        search = Search()
        target = self._from(path, statement, name, search)
        self._tracker.update(search.reads)
        return target

    def files_of(self, path: str, statement: Import) -> Iterator[str]:
        """Yield the files that an import statement names: submodules where they are imported, else the module."""
        module = self.module(path, statement)
        place = self._modules.place(path, statement)
        if not statement.names and module:
            yield module
        for item in statement.names:
            submodule = self._modules.submodule(place, item.name, stub_first=is_stub(path))
            if submodule and self.imported(path, statement, item.name) == Target(submodule):
                yield submodule
            elif module:
                yield module

    def dotted(self, path: str, name: str, scope: str = "") -> Target | None:
        """Return what a dotted name in the file at `path` leads to; `scope` is the qualname of what encloses it."""
        search = Search()
        target = self._dotted(path, name, scope, search)
        self._tracker.update(search.reads)
        return target

    def named(self, path: str, name: str, scope: str = "") -> Target | None:
        """Return what a dotted name in a text leads to: as in code or, without an import, from its top-level package.

        Texts name things by where they are; their packages need not be imported.
        """
        if target := self.dotted(path, name, scope):
            return target
        parts = name.split(".")
        for end in range(min(len(parts), _MOST_PARTS), 0, -1):
            if len(parts) > 1 and (module := self.module(path, Import(".".join(parts[:end]), 0))):
                rest = ".".join(parts[end:])
                return self.dotted(module, rest) if rest else Target(module)
        return None

    def exports(self, path: str, name: str) -> bool:
        """Tell whether a star import from the file at `path` brings a name."""
        search = Search()
        is_exported = self._exports(path, name, search)
        self._tracker.update(search.reads)
        return is_exported

    def all_of(self, path: str) -> Exports | None:
        """Return what the file at `path` says of `__all__`, or None."""
        self._tracker.add((path, STARS))
        facts = self._python(path)
        return facts.exports if facts else None

    def joined(self, path: str, module: str) -> str | None:
        """Return the file of a module whose `__all__` is joined to that of the file at `path` (`Exports.modules`)."""
        search = Search()
        source = self._joined(path, module, search)
        self._tracker.update(search.reads)
        return source

    def is_callable(self, target: Target) -> bool:
        """Tell whether a target is a function or class that stands in no function."""
        search = Search()
        namespace = self._namespace(target.path, top_name(target.qualname), search)
        self._tracker.update(search.reads)
        return target.qualname in namespace.callables

    def may_bind(self, path: str, name: str) -> bool:
        """Tell whether the file at `path` binds a name, or has star imports that may; quicker than following it."""
        search = Search()
        namespace = self._namespace(path, name, search)
        self._tracker.update([*search.reads, (path, STARS)])
        return namespace.binds(name) or bool(namespace.stars)

    def _dotted(self, path: str, name: str, scope: str, search: Search) -> Target | None:
        first, *rest = name.split(".")
        target = self._local(path, first, scope, search) or self._name(path, first, search)
        if target is None:
            target, rest = self._in_namespace_package(path, name, search)
        for part in rest:
            target = target and self._member(target, part, search)
        return target

    def _in_namespace_package(self, path: str, name: str, search: Search) -> tuple[Target | None, list[str]]:
        """Return the module of an `import a.b` that a dotted name begins with, where `a` has no file, and the rest."""
        first = top_name(name)
        imported = self._namespace(path, first, search).imported
        statements = (statement for statement, item in imported.get(first, ()) if not item)
        named = [
            statement
            for statement in statements
            if not statement.alias and f"{name}.".startswith(f"{statement.module}.")
        ]
        longest = max(named, key=lambda statement: len(statement.module), default=None)
        if longest is None or (module := self.module(path, longest)) is None:
            return None, []
        return Target(module), name.split(".")[longest.module.count(".") + 1 :]

    def _local(self, path: str, name: str, scope: str, search: Search) -> Target | None:
        """Return the definition of a name in the scopes around, innermost first."""
        while scope:
            qualname = f"{scope}.{name}"
            if qualname in self._namespace(path, top_name(scope), search).qualnames:
                return Target(path, qualname)
            scope = scope.rpartition(".")[0]
        return None

    def _member(self, target: Target, name: str, search: Search) -> Target | None:
        if not target.qualname:
            return self._name(target.path, name, search)
        qualname = f"{target.qualname}.{name}"
        known = self._namespace(target.path, top_name(qualname), search).qualnames
        return Target(target.path, qualname) if qualname in known else None

    def _name(self, path: str, name: str, search: Search) -> Target | None:
        """Return what a module-level name leads to."""
        key = (path, name)
        known = self._bound.get(key) or (None if search.asked else self._outermost.get(key))
        if known is None:
            return self._answer(key, search)
        search.reads |= known.reads
        return known.target

    def _answer(self, key: NameInFile, search: Search) -> Target | None:
        if key in search.answers or search.is_far():
            search.is_cut = True
            return search.answers.get(key)
        search.answers[key] = None  # which a circle finds that comes back here
        search.asked.add(key)
        outer, search.reads = search.reads, set()
        target = search.answers[key] = self._look_up(*key, search)
        search.asked.remove(key)
        answer = Answer(target, frozenset(search.reads))
        search.reads |= outer
        if not search.is_cut:
            self._bound[key] = answer
        # What a circle gave depends on where it was entered, and is the same only if the search starts here again.
        if not search.asked:
            self._outermost[key] = answer
        return target

    def _look_up(self, path: str, name: str, search: Search) -> Target | None:
        """Return what binds a name in a file: a definition, or else an import, an assignment, a star, a submodule."""
        namespace = self._namespace(path, name, search)
        if name in namespace.defined:
            return Target(path, name)
        # Of `try: from fast import f` and `except ImportError: from slow import f`, the first that leads somewhere.
        for statement, item in namespace.imported.get(name, ()):
            if target := self._binding(path, statement, item, search):
                return target
        if name in namespace.variables:
            alias = namespace.aliases.get(name)
            return (alias and self._dotted(path, alias, "", search)) or Target(path, name)
        for source in self._star_sources(path, search):
            if self._exports(source, name, search) and (target := self._name(source, name, search)):
                return target
        submodule = None if name in namespace.imported else self._submodule(path, name)
        return Target(submodule) if submodule else None

    def _submodule(self, path: str, name: str) -> str | None:
        if not is_package(path):
            return None
        return self._modules.submodule(posixpath.dirname(path), name, stub_first=is_stub(path))

    def _binding(self, path: str, statement: Import, item: ImportedName | None, search: Search) -> Target | None:
        """Return what an import binds: `import a.b` binds `a`, `import a.b as c` what `a.b` is."""
        if item is not None:
            return self._from(path, statement, item.name, search)
        if statement.alias:
            module = self.module(path, statement)
        else:
            module = self.module(path, Import(statement.module.partition(".")[0], statement.line))
        return Target(module) if module else None

    def _from(self, path: str, statement: Import, name: str, search: Search) -> Target | None:
        """Return what a module binds to a name or, where it does not or asks back, the submodule of that name."""
        module = self.module(path, statement)
        if module:
            target = self._name(module, name, search)
            if target or (self._namespace(module, name, search).binds(name) and (module, name) not in search.asked):
                return target
        submodule = self._modules.submodule(self._modules.place(path, statement), name, stub_first=is_stub(path))
        return Target(submodule) if submodule else None

    def _exports(self, path: str, name: str, search: Search) -> bool:
        """Tell whether a star import brings a name, each pair of file and name looked at once in a search."""
        key = (path, name)
        if key not in search.exports:
            if search.is_far():
                search.is_cut = True
                return False
            search.exports[key] = None
            search.exporting += 1
            outer, search.reads = search.reads, set()
            is_exported = self._is_exported(path, name, search)
            search.exporting -= 1
            search.exports[key] = is_exported, frozenset(search.reads)
            search.reads |= outer
            return is_exported
        known = search.exports[key]
        if known is None:  # a cycle of `__all__` comes back to itself
            search.is_cut = True
            return False
        search.reads |= known[1]
        return known[0]

    def _is_exported(self, path: str, name: str, search: Search) -> bool:
        search.reads |= {(path, name), (path, STARS)}
        facts = self._python(path)
        if facts is None:
            return False
        if facts.exports and name in facts.exports.names:
            return True
        # Without `__all__`, or with one that only running would tell, whatever is not private counts.
        if facts.exports is None or facts.exports.unresolved:
            return not name.startswith("_") and not self._is_submodule(path, name, search)
        if name in facts.exports.removed:
            return False
        sources = (self._joined(path, module, search) for module in facts.exports.modules)
        return any(self._exports(source, name, search) for source in sources if source)

    def _joined(self, path: str, module: str, search: Search) -> str | None:
        """Return the file that a module leads to: by a name of the file, or as `from .module import __all__` says."""
        level = len(module) - len(module.lstrip("."))
        target = None if level else self._dotted(path, module, "", search)
        return target.path if target else self.module(path, Import(module[level:], 0, level))

    def _is_submodule(self, path: str, name: str, search: Search) -> bool:
        """Tell whether a name is a submodule's and no more: without `__all__`, a star import does not import it."""
        if self._submodule(path, name) is None or self._namespace(path, name, search).binds(name):
            return False
        return not any(self._exports(source, name, search) for source in self._star_sources(path, search))

    def _star_sources(self, path: str, search: Search) -> Iterator[str]:
        """Yield the files that a file imports with a star, the last first: it has the last word."""
        for star in reversed(self._namespace(path, STARS, search).stars):
            if source := self.module(path, star):
                yield source

    def _namespace(self, path: str, name: str, search: Search) -> Namespace:
        """Return the names of a file, of which one is looked at."""
        search.reads.add((path, name))
        if path not in self._namespaces:
            self._namespaces[path] = namespace_of(self._python(path) or PythonFacts())
        return self._namespaces[path]

    def _python(self, path: str) -> PythonFacts | None:
        facts = self._files.get(path)
        return facts.python if facts else None
