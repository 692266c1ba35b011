"""The names that a source of the C family declares: C, C++, CUDA, Java, C#, D and shading languages.

No grammar: tokens between brackets tell a type, an alias, a function or a macro by their order. What stands in the body
of a function is never a declaration, and brackets that do not balance, broken or by conditional compilation, cost no
more than their own scope. The source is passed once, from left to right.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from extractor.extraction.languages.lexer import visible_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_MACRO = r"^[ \t]*#[ \t]*define[ \t]+(\w+)"
_DIRECTIVE = r"^[ \t]*#[ \t]*(\w*)[^\n\\]*(?:\\[\s\S][^\n\\]*)*"
# A name in parentheses of its own, before others: a pointer to a function (`(*name)(...)`, `(STDCALL *name)(...)`).
_POINTER = r"\((?:\s{0,9}\w+(?:\s|::))?\s{0,9}[*^]?\s{0,9}(\w+)\s{0,9}\)(?=\s{0,9}\()"
# Whatever else stands in a declaration (operators, numbers) tells nothing about its name.
_TOKEN = rf"{_DIRECTIVE}|{_POINTER}|[A-Za-z_]\w*|@(?!interface\b)[A-Za-z_][\w.]*|::|[{{}}()\[\];,<>=:~*]"

_TYPES = frozenset({"class", "struct", "union", "enum", "interface", "record"})
_TYPE_ENDS = frozenset({":", "=", "()", ",", "extends", "implements", "permits", "final", "where"})
# What says something of a declaration, with its arguments, and is no part of its type or name.
_ATTRIBUTES = frozenset(
    "alignas _Alignas asm __asm __asm__ __attribute __attribute__ __declspec __launch_bounds__".split()
)
_SILENT = _ATTRIBUTES | {"template"}
# What may stand before parentheses that hold arguments of its own.
_SPECIFIERS = _ATTRIBUTES | {"decltype", "noexcept", "explicit", "requires", "throw", "typeof"}
# What may stand before the parentheses of a pointer or a macro, and is no function's name.
_NOT_NAMES = frozenset("void bool char short int long float double signed unsigned auto const operator".split())
_NOT_TYPES = frozenset(
    "return new else goto case throw delete if for while switch do using import package namespace".split()
)
_ACCESS = frozenset("public private protected signals slots Q_SIGNALS Q_SLOTS".split())


class _Scope(NamedTuple):
    """A bracket that is open: what may stand in it, and the declaration that goes on after it."""

    holds: str
    """`declarations`, the `body` of a function or an initialiser, or a `group` in parentheses or brackets."""
    after: tuple[str, ...]
    outer: _Scope | None


_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "declarations": _TOKEN,
        "body": rf"{_DIRECTIVE}|[{{}}]",
        # A declaration has no semicolon within parentheses: one that seems to is broken, and ends there.
        "group": rf"{_DIRECTIVE}|[{{}}()\[\];]",
    }
)


def c_names(source: str) -> Iterator[str]:
    """Yield macros, types, aliases, and the functions and methods that are declared outside of all function bodies."""
    yield from c_macros(source)
    yield from _Reader(visible_of(source, "java" if '"""' in source else "c")).names()


def c_macros(source: str) -> Iterator[str]:
    """Yield the macros that a file defines, but for the one that guards it against being included twice."""
    visible = visible_of(source, "c")
    guard = re.match(r"\s*#[ \t]*ifndef[ \t]+(\w+)[ \t]*\n\s*#[ \t]*define[ \t]+\1[ \t]*\n", visible)
    start = guard.end() if guard else 0
    yield from re.compile(_MACRO, re.MULTILINE).findall(visible, start)


class _Reader:
    """Reads the declarations of a C-like source, jumping over bodies; comments and strings must be gone.

    The branches of an `#if` are read one after the other, each from the brackets that were open at the `#if`: whatever
    they open or close, the next one starts even.
    """

    def __init__(self, visible: str) -> None:
        self._source = visible
        self._scope = _Scope("declarations", (), None)
        self._branches: list[_Scope] = []
        self._statement: list[str] = []

    def names(self) -> Iterator[str]:
        """Yield every declared name, in source order."""
        patterns = {holds: re.compile(pattern, re.MULTILINE) for holds, pattern in _PATTERNS.items()}
        position = 0
        while match := patterns[self._scope.holds].search(self._source, position):
            position = match.end()
            if match[1] is not None:
                self._branch(match[1])
            elif self._scope.holds == "declarations":
                yield from self._declare(match[0], match[2])
            else:
                self._skip(match[0])

    def _branch(self, directive: str) -> None:
        """Follow conditional compilation: of `#if A`, `if (x) {`, `#else`, `if (y) {`, `#endif`, one brace is open."""
        if directive.startswith("if"):
            self._branches.append(self._scope)
        elif self._branches and directive.startswith("el"):
            self._scope, self._statement = self._branches[-1], []
        elif self._branches and directive == "endif":
            self._branches.pop()

    def _declare(self, token: str, pointer: str | None) -> Iterator[str]:
        """Take one token between declarations; yield the name that it completes."""
        if token == "}":
            self._close()
        elif token in "{;":
            plain = _plain(self._statement)
            yield from _names(plain, token)
            self._open(plain) if token == "{" else self._statement.clear()
        elif token in "([":
            self._scope = _Scope("group", ("()",) if token == "(" else (), self._scope)
        elif token == ":" and self._statement and self._statement[-1] in _ACCESS:
            self._statement.clear()
        else:
            self._statement.append(f"*{pointer}" if pointer else token)

    def _open(self, plain: list[str]) -> None:
        """Enter a brace at which a declaration stands."""
        declares = _type(plain) is not None or "namespace" in plain[:2] or plain == ["extern"]
        # After a type its variables may follow, after an initialiser more of them; else a new declaration begins.
        is_initialiser = "=" in plain and "operator" not in plain
        after = ("typedef",) if "typedef" in plain[:1] else ("=",) if is_initialiser else ()
        self._scope = _Scope("declarations" if declares else "body", after, self._scope)
        self._statement = []

    def _skip(self, token: str) -> None:
        """Take one bracket within a body or a group."""
        if token == "{":
            self._scope = _Scope("body", (), self._scope)
        elif token in "([":
            self._scope = _Scope("group", (), self._scope)
        elif token == ";":
            self._leave_groups()
        else:
            self._close()

    def _close(self) -> None:
        """Leave the innermost bracket; at the outermost level a stray one closes nothing."""
        holds, after, outer = self._scope
        if outer is None or (holds != "group" and outer.holds == "declarations"):
            self._statement = list(after)
        elif outer.holds == "declarations":
            self._statement.extend(after)
        self._scope = outer or self._scope

    def _leave_groups(self) -> None:
        """Give up the declaration whose parentheses do not close."""
        while self._scope.holds == "group" and self._scope.outer:
            self._scope = self._scope.outer
        self._statement = []


def _plain(statement: list[str]) -> list[str]:
    """Return a declaration's tokens without template and type arguments, qualifiers, annotations and attributes.

    `static ns::Vec<T> *f(int a)` becomes `static`, `Vec`, `*`, `f`, `()`: what stands in parentheses is passed over.
    """
    plain: list[str] = []
    depth, previous = 0, ""
    for token in statement:
        if token in ("<", ">"):
            depth = max(0, depth + (1 if token == "<" else -1))
        elif token == "::" and not depth:
            del plain[-1:]
        elif not (depth or token in _SILENT or token[0] == "@" or _is_argument(token, previous)):
            plain.append(token)
        previous = token
    return plain


def _is_argument(token: str, previous: str) -> bool:
    """Tell whether parentheses belong to an annotation or a specifier, as in `@A(1) int h()` or `alignas(8) int x`."""
    return token == "()" and (previous in _SPECIFIERS or previous.startswith("@"))


def _names(plain: list[str], end: str) -> Iterator[str]:
    """Yield the name of a declaration that ends with a brace or a semicolon, if it has one that counts."""
    declared = _type(plain) if end == "{" else None
    if declared is None:
        declared = _ALIAS_READERS.get("".join(plain[:1]), _function)(plain)
    if declared:
        yield declared


def _type(plain: list[str]) -> str | None:
    """Return the name of the type whose body would follow, empty for one without; None for all else."""
    start = next((i for i, token in enumerate(plain) if token in _TYPES or token in _TYPE_ENDS), len(plain))
    if start == len(plain) or plain[start] not in _TYPES:
        return None
    tail = plain[start + 1 :]
    if tail[:1] in (["class"], ["struct"]):  # of a scoped enumeration
        del tail[0]
    end = next((i for i, token in enumerate(tail) if token in _TYPE_ENDS), len(tail))
    # `struct a *f(...)` is a function, `struct a b = ...` a variable, `record a(...)` a type.
    is_other = (
        "*" in tail[:end] or tail[end : end + 1] in (["="], [","]) or (tail[end : end + 1] == ["()"] and end != 1)
    )
    return None if is_other else "".join(tail[end - 1 : end]) if end else ""


def _function(plain: list[str]) -> str:
    """Return the name of a function: what stands between its type and its parameters; constructors have no type."""
    if not _NOT_TYPES.isdisjoint(plain[:2]):
        return ""
    for before, name, token in zip(plain, plain[1:], plain[2:], strict=False):
        if not {before, name, token}.isdisjoint(("=", ",", ":", "operator")):
            return ""
        if token == "()" and _is_name(name) and _ends_type(before, name):
            return name
    return ""


def _ends_type(token: str, name: str) -> bool:
    """Whether a token before a name ends its type: a word, a star, or a macro's arguments if the name is no macro."""
    return token[0].isalpha() or token[0] in "_*" or (token == "()" and not name.isupper())


def _is_name(token: str) -> bool:
    return (token[0].isalpha() or token[0] == "_") and token not in _NOT_NAMES


def _typedef(plain: list[str]) -> str:
    """Return the name that a `typedef` gives: that of the pointer, before the parameters, or the last of the first.

    `typedef int (*callback)(int)` gives `callback`, `typedef unsigned long size, *pointer` gives `size`.
    """
    pointers = [token[1:] for token in plain if token[0] == "*" and len(token) > 1]
    end = next((i for i, token in enumerate(plain) if token in ("()", ",")), len(plain))
    return pointers[0] if pointers else "".join(plain[1:end][-1:])


def _using(plain: list[str]) -> str:
    return plain[1] if plain[2:3] == ["="] else ""


_ALIAS_READERS: Mapping[str, Callable[[list[str]], str]] = MappingProxyType({"typedef": _typedef, "using": _using})
