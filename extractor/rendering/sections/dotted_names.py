"""The dotted names of definitions: by the module that holds them, and by the package that hands them on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import NamedTuple

from extractor.facts import Class, PythonFacts
from extractor.link.modules import folders_above
from extractor.link.resolve import Target
from extractor.rendering.anchors import is_private
from extractor.rendering.sections.conditions import mark
from extractor.rendering.subject import Subject


class DottedName(NamedTuple):
    """The full name of a definition, and the one by which a package around it hands it on (empty: none does)."""

    full: str
    public: str = ""
    is_declared: bool = False
    """Whether the package says that the name is public: in its `__all__`, or by `from .m import name as name`."""


class DottedNames:
    """The dotted names of what a file defines; all are empty for a file that cannot be imported."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._packages = tuple(_packages(subject))
        self._classes = frozenset(cls.qualname for cls in subject.definitions if isinstance(cls, Class))
        self._public: dict[str, tuple[str, bool]] = {}
        """Name at the top level -> public name, and whether it is declared."""
        self._imported: dict[str, dict[str, list[Binding]]] = {}
        """Package -> what it imports, by the name in the module that defines it."""

    def of(self, qualname: str) -> DottedName:
        """Return the names of a definition, which for a method go by those of its class."""
        module = self._subject.module
        if module is None:
            return DottedName("")
        full, (top, *rest) = f"{module}.{qualname}", qualname.split(".")
        if top not in self._public:
            self._public[top] = self._find(top)
        public, is_declared = self._public[top]
        if not public or not self._is_reachable(top, rest):
            return DottedName(full)
        return DottedName(full, ".".join([public, *rest]), is_declared)

    def _is_reachable(self, top: str, rest: list[str]) -> bool:
        """Tell whether a definition is a public attribute of public classes, and not within a function."""
        *outers, _ = accumulate([top, *rest], "{}.{}".format)
        return not any(map(is_private, rest)) and all(outer in self._classes for outer in outers)

    def _find(self, name: str) -> tuple[str, bool]:
        """Return the name by which the outermost package around hands a definition on, and whether it says so."""
        if is_private(name) or not self._packages:
            return "", False
        names = self._subject.repository.modules.names
        users = self._subject.repository.graph.users.get(Target(self._subject.path, name), ())
        for package in self._packages:
            for handed_on, is_declared in self._names_in(package, name, users):
                return f"{names[package]}.{handed_on}", is_declared
        return "", False

    def _names_in(self, package: str, name: str, users: Collection[str]) -> Iterator[tuple[str, bool]]:
        """Yield the names by which a package hands a definition on, and whether it says that they are public."""
        repository, target = self._subject.repository, Target(self._subject.path, name)
        is_same = repository.resolver.may_bind(package, name) and repository.resolver.dotted(package, name) == target
        if not is_same and package not in users:
            return
        facts = repository.files[package].python or PythonFacts()
        bound = self._imported_by(package, facts).get(name, [])
        for alias in sorted({binding.name for binding in bound} | ({name} if is_same else set())):
            if repository.resolver.dotted(package, alias) != target or not repository.resolver.exports(package, alias):
                continue
            bindings = [binding for binding in bound if binding.name == alias]
            if facts.exports is not None:  # what it names may be loaded lazily
                yield alias, True
            elif not bindings or any(binding.is_at_run_time for binding in bindings):
                yield alias, any(binding.is_redundant for binding in bindings)

    def _imported_by(self, package: str, facts: PythonFacts) -> dict[str, list[Binding]]:
        """Return what a package imports, which is asked for each definition of the file: once."""
        if package not in self._imported:
            bindings: defaultdict[str, list[Binding]] = defaultdict(list)
            for binding in imported(facts):
                bindings[binding.original].append(binding)
            self._imported[package] = bindings
        return self._imported[package]


class Binding(NamedTuple):
    """A name that a module imports from another."""

    original: str
    name: str
    is_redundant: bool
    """Whether it stands there as its own alias, by which a stub or a typed package hands it on (PEP 484)."""
    is_at_run_time: bool


def imported(facts: PythonFacts) -> Iterator[Binding]:
    """Yield what a module imports at its top level."""
    for statement in facts.imports:
        if not statement.scope:
            is_at_run_time = not any(mark(condition) == "type checking only" for condition in statement.conditions)
            for item in statement.names:
                yield Binding(item.name, item.alias or item.name, item.alias == item.name, is_at_run_time)


def _packages(subject: Subject) -> Iterator[str]:
    """Yield the public packages around a file, outermost first, by the path of their own modules."""
    names = subject.repository.modules.names
    for folder in reversed([subject.folder, *folders_above(subject.folder)]):
        for init in (f"{folder}/__init__.py", f"{folder}/__init__.pyi"):
            if init in names and init != subject.path and not any(map(is_private, names[init].split("."))):
                yield init
