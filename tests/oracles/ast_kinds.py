"""What kind of function or class each definition of a file is, by `ast` and the scoping rules of Python.

Nothing here imports the code under test. A name stands for what binds it in the innermost scope around: an import, or
something else, which is no decorator or base of this table. Where several statements of one scope bind it, as behind
`except ImportError`, it may stand for any of them.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from oracles.ast_facts import DEFINITIONS, FUNCTIONS, DefinitionNode, dotted, is_generator, owned_statements, qualname

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oracles.ast_facts import Owners

DECORATORS = {
    "abc.abstractclassmethod": "abstract class method",
    "abc.abstractmethod": "abstract",
    "abc.abstractproperty": "abstract property",
    "abc.abstractstaticmethod": "abstract static method",
    "builtins.classmethod": "class method",
    "builtins.property": "property",
    "builtins.staticmethod": "static method",
    "contextlib.asynccontextmanager": "asynchronous context manager",
    "contextlib.contextmanager": "context manager",
    "dataclasses.dataclass": "dataclass",
    "enum.unique": "unique",
    "functools.cache": "cached",
    "functools.cached_property": "cached property",
    "functools.lru_cache": "cached",
    "functools.singledispatch": "single dispatch",
    "functools.singledispatchmethod": "single dispatch",
    "functools.total_ordering": "total ordering",
    "_pytest.fixtures.fixture": "pytest fixture",
    "pytest.fixture": "pytest fixture",
    "pytest.yield_fixture": "pytest fixture",
    "pytest_asyncio.fixture": "pytest fixture",
    "typing.final": "final",
    "typing.overload": "overload",
    "typing.override": "override",
    "typing.runtime_checkable": "runtime-checkable",
}
BASES = {
    "abc.ABC": "abstract base class",
    "abc.ABCMeta": "metaclass",
    "builtins.type": "metaclass",
    "enum.Enum": "enum",
    "enum.EnumMeta": "metaclass",
    "enum.EnumType": "metaclass",
    "enum.Flag": "flag enum",
    "enum.IntEnum": "enum",
    "enum.IntFlag": "flag enum",
    "enum.StrEnum": "enum",
    "typing.NamedTuple": "named tuple",
    "typing.Protocol": "protocol",
    "typing.TypedDict": "typed dict",
} | {
    f"builtins.{name}": "exception"
    for name, each in vars(builtins).items()
    if isinstance(each, type) and issubclass(each, BaseException)
}
CALLS = {
    "collections.namedtuple": "named tuple",
    "dataclasses.make_dataclass": "dataclass",
    "typing.NamedTuple": "named tuple",
    "typing.TypedDict": "typed dict",
}
"""What a call among the bases makes a class."""
ACCESSORS = {"deleter": "property deleter", "getter": "property getter", "setter": "property setter"}
PLAIN = frozenset({"class", "function", "method", "nested function"})
"""What a definition is called where no other kind says that it is a class or a function, and of which sort."""
ADJECTIVES = frozenset(
    "abstract|async|asynchronous context manager|cached|context manager|final|generator|overload|override|"
    "runtime-checkable|single dispatch|total ordering|unique".split("|")
)
"""The kinds that leave that open."""
INHERITED = frozenset({"enum", "exception", "flag enum", "metaclass", "typed dict"})
"""The kinds that a class may have from bases elsewhere."""

Bindings: TypeAlias = dict[ast.AST, dict[str, list[tuple[int, str]]]]
"""Scope -> name -> line and dotted name of each import that binds it; the empty string where it is no import."""


class Kinds(NamedTuple):
    """What kinds a definition has for sure, and what kinds it may have; line and qualified name are its key."""

    qualname: str
    line: int
    certain: frozenset[str]
    possible: frozenset[str]


def kinds(tree: ast.Module) -> Iterator[Kinds]:
    """The kinds of all definitions of a file, in source order."""
    bindings = _bindings(tree)
    for node, owners in owned_statements(tree):
        if isinstance(node, DEFINITIONS):
            found = list(_found(node, [tree, *owners], bindings))
            certain = frozenset(each for choice in found if len(choice) == 1 for each in choice if each)
            possible = frozenset(each for choice in found for each in choice if each)
            if isinstance(node, ast.ClassDef):
                possible |= INHERITED
            if possible <= ADJECTIVES:
                certain |= {_plain(node, owners)}
            yield Kinds(qualname((*owners, node)), node.lineno, certain, possible | {_plain(node, owners)})


def _plain(node: DefinitionNode, owners: Owners) -> str:
    if isinstance(node, ast.ClassDef):
        return "class"
    if not owners:
        return "function"
    return "method" if isinstance(owners[-1], ast.ClassDef) else "nested function"


def _found(node: DefinitionNode, scopes: list[ast.AST], bindings: Bindings) -> Iterator[set[str]]:
    """For each thing that makes a kind, the kinds that it may make; the empty string for none."""
    for decorator in node.decorator_list:
        name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
        owner, _, method = name.rpartition(".")
        if method in ACCESSORS and owner.rpartition(".")[2] == node.name:
            yield {ACCESSORS[method]}
        else:
            yield {DECORATORS.get(each, "") for each in _origins(name, node.lineno, scopes, bindings)}
    if isinstance(node, ast.ClassDef):
        for base in node.bases:
            if isinstance(base, ast.Call):
                called = _origins(dotted(base.func), node.lineno, scopes, bindings)
                yield {CALLS.get(each, "") for each in called}
                continue
            name = dotted(base.value if isinstance(base, ast.Subscript) else base)
            yield {BASES.get(each, "") for each in _origins(name, node.lineno, scopes, bindings)}
        for keyword in node.keywords:
            is_abstract = "abc.ABCMeta" in _origins(dotted(keyword.value), node.lineno, scopes, bindings)
            yield {"abstract base class"} if keyword.arg == "metaclass" and is_abstract else {""}
    else:
        yield {"async" if isinstance(node, ast.AsyncFunctionDef) else ""}
        yield {"generator" if is_generator(node) else ""}


def _origins(name: str, line: int, scopes: list[ast.AST], bindings: Bindings) -> set[str]:
    """The dotted names that a dotted name may stand for at a line of the innermost scope.

    The body of a class is only seen from itself, and what it binds only from there on.
    """
    first, dot, rest = name.partition(".")
    for scope in reversed(scopes):
        found = bindings.get(scope, {}).get(first, [])
        if isinstance(scope, ast.ClassDef):
            found = [each for each in found if each[0] < line] if scope is scopes[-1] else []
        if found:
            return {f"{origin}{dot}{rest}".replace("typing_extensions.", "typing.") for _, origin in found}
    return {f"builtins.{name}"}


def _bindings(tree: ast.Module) -> Bindings:
    found: Bindings = {}
    for node, owners in owned_statements(tree):
        names = found.setdefault(owners[-1] if owners else tree, {})
        for name, origin in _bound(node):
            names.setdefault(name, []).append((node.lineno, origin))
        if isinstance(node, FUNCTIONS):
            parameters = [each for each in ast.walk(node.args) if isinstance(each, ast.arg)]
            found[node] = {each.arg: [(each.lineno, "")] for each in parameters}
    return found


def _bound(node: ast.stmt) -> Iterable[tuple[str, str]]:
    """The names that a statement itself binds, not those of the statements in it, each with what is imported."""
    if isinstance(node, DEFINITIONS):
        return [(node.name, "")]
    if isinstance(node, ast.Import):
        tops = [(each.asname, each.name) if each.asname else (each.name.partition(".")[0],) * 2 for each in node.names]
        return [(str(name), origin) for name, origin in tops]
    if isinstance(node, ast.ImportFrom):
        module = "" if node.level else f"{node.module}."
        return [(each.asname or each.name, f"{module}{each.name}" if module else "") for each in node.names]
    own = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr | ast.withitem)]
    return [
        (each.id, "")
        for child in own
        for each in ast.walk(child)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    ]
