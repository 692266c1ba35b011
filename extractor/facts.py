"""The model: all that one file's bytes say, and nothing that only the whole repository shows.

Every struct is frozen, holds no syntax-tree node, and encodes to JSON with msgspec. Facts are a pure function of a
file's bytes and its path's name, so they can be computed in any process and kept by content. What needs other files
(absolute names of relative imports, who uses whom) is worked out in `extractor.link`.

Conventions: lines count from 1, columns from 1; `qualname` joins the enclosing classes and functions with dots and,
unlike `__qualname__`, has no `<locals>`; sequences are in source order; signatures and values keep the source's own
formatting, other expressions stand on one line, without comments.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Literal, TypeAlias

import msgspec

SCHEMA_VERSION = 4
"""Raised by one whenever a field changes its name, its type or its meaning."""


class Struct(msgspec.Struct, frozen=True):
    """The base of every fact: immutable and compared by value."""


Scope: TypeAlias = Literal["module", "class", "function"]
"""What directly encloses a definition, conditions aside."""


class Condition(Struct, frozen=True):
    """A compound statement between a definition or import and its scope, as one branch of it."""

    kind: Literal["if", "elif", "else", "try", "except", "finally", "for", "while", "with", "match", "case"]
    """The keyword that opens the branch; `else` is that of an `if`, a `try`, a `for` or a `while`."""
    test: str = ""
    """The branch's header after its keyword (`TYPE_CHECKING`, `ImportError as e`); for `else`, that of its `if`; for
    `try`, what its handlers catch."""
    is_main_guard: bool = False
    """Whether it holds where the module is run as a script: `__name__ == "__main__"`, however it is written."""


class Parameter(Struct, frozen=True):
    """One parameter of a function."""

    name: str
    kind: Literal["positional-only", "positional-or-keyword", "variadic", "keyword-only", "variadic-keyword"]
    annotation: str | None = None
    default: str | None = None


class Decorator(Struct, frozen=True):
    """One decorator, without its `@`."""

    name: str
    """The dotted name that is applied or called (`functools.lru_cache`); empty when it is no plain dotted name."""
    text: str
    """The whole expression."""
    lines: str = ""
    """The same as the source writes it, where that is several lines."""


class Definition(Struct, frozen=True):
    """A name that a file defines, in whatever language; one that is defined several times has a fact for each."""

    name: str
    qualname: str
    """With the names of what it stands in, joined by dots."""
    scope: Scope
    line: int
    """Of the keyword that defines it, not of its decorators."""
    end_line: int
    signature: str
    """From that keyword to the last character before the body; dedented to its own column."""
    docstring: str | None = None
    """Its documentation, cleaned; for Python as PEP 257 says."""
    conditions: tuple[Condition, ...] = ()
    """What must hold for it to be defined; outermost first."""


class Function(Definition, frozen=True):
    """One `def` or `async def`."""

    parameters: tuple[Parameter, ...] = ()
    returns: str | None = None
    type_parameters: tuple[str, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    is_async: bool = False
    is_generator: bool = False
    raises: tuple[str, ...] = ()
    """What the body's own `raise` statements name, each once: dotted names, nested definitions left out."""
    uses: tuple[str, ...] = ()
    """Of a function named `test...`: every dotted name in its body, nested definitions included, sorted."""


AttributeRole: TypeAlias = Literal[
    "", "class method", "field", "key", "keyword-only", "member", "property", "static method", "type alias"
]
"""What an attribute is beyond being one: what a call makes of it, as in `x = property(get)`, what the call names that
makes the class, a field that is only given by keyword, or what a `type` statement binds."""


class Attribute(Struct, frozen=True):
    """An attribute of a class: bound in its body, or as `self.x` in its `__init__`."""

    name: str
    origin: Literal["class", "instance"]
    line: int
    annotation: str | None = None
    value: str | None = None
    """What is bound: on one line where that is short, else in the source's own lines."""
    has_long_value: bool = False
    """Whether more is bound than `value` holds, which is the beginning, or nothing."""
    default: str | None = None
    """What an instance has, where `value` is a call that says more of a field (`field(default=3)`)."""
    description: str = ""
    """What stands beside it: a string behind, `#:` before or behind, else what a field's call says, else a comment."""
    comment: str = ""
    """A plain comment above it, or above the run of assignments that it stands in."""
    role: AttributeRole = ""
    type_parameters: tuple[str, ...] = ()
    """Of a type alias."""


class Class(Definition, frozen=True):
    """One `class` statement, or an assignment of a call that makes a class (`Point = namedtuple("Point", "x y")`).

    Of such an assignment the signature is all of it.
    """

    bases: tuple[str, ...] = ()
    """The positional arguments, starred ones with their star."""
    keywords: tuple[str, ...] = ()
    """The keyword arguments, as `metaclass=ABCMeta` or `**kwargs`."""
    type_parameters: tuple[str, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    """Each name once, at its first binding; an annotation or a value may come from a later one."""
    maker: str = ""
    """What is called to make it, by its absolute name (`collections.namedtuple`); empty for a class statement."""


class ImportedName(Struct, frozen=True):
    """One name of a `from` import; `*` for a star import."""

    name: str
    alias: str | None = None


class Import(Struct, frozen=True):
    """One module of an `import` statement, or one `from` import with all its names."""

    module: str
    """The dotted name as written, without leading dots; empty for `from . import x`."""
    line: int
    level: int = 0
    """The number of leading dots."""
    names: tuple[ImportedName, ...] = ()
    """Empty for `import module`."""
    alias: str | None = None
    """Of `import module as alias`."""
    scope: str = ""
    """The qualname of the class or function that holds it; empty at module level."""
    conditions: tuple[Condition, ...] = ()
    is_lazy: bool = False
    """Whether `lazy` stands before it: the module is loaded when a name of it is first used (PEP 810)."""


class Variable(Struct, frozen=True):
    """A name bound at module level by an assignment or a `type` statement, at its first binding."""

    name: str
    kind: Literal["alias", "constant", "type alias", "type variable", "variable"]
    """`constant`: named in capitals (PEP 8); `type alias`: `type X = ...`, `X: TypeAlias = ...`, or a name in
    CapWords bound to a subscripted type or a union; `alias`: bound to nothing but attributes of its own name
    (`join = path.join`)."""
    line: int
    annotation: str | None = None
    value: str | None = None
    """What is bound: on one line where that is short, else in the source's own lines."""
    has_long_value: bool = False
    """Whether more is bound than `value` holds, which is the beginning, or nothing."""
    conditions: tuple[Condition, ...] = ()
    """Outermost first."""
    description: str = ""
    """What stands beside it, as for an attribute."""
    comment: str = ""
    """A plain comment above it, or above the run of assignments that it stands in."""
    type_parameters: tuple[str, ...] = ()
    """Of a `type` statement, each with its bound and default (PEP 695)."""


class Exports(Struct, frozen=True):
    """What the module says of `__all__`."""

    names: tuple[str, ...] = ()
    """The string literals, in order, each once."""
    modules: tuple[str, ...] = ()
    """The objects whose `__all__` is joined to it, as written (`core` for `core.__all__`, and `.core` for
    `from .core import __all__`)."""
    unresolved: tuple[str, ...] = ()
    """Expressions joined to it that only running the module would tell."""
    removed: tuple[str, ...] = ()
    """The string literals taken out of it that only the joined modules may have brought."""


class Example(Struct, frozen=True):
    """One run of code in a docstring: a `>>>` session or a fenced block."""

    owner: str
    """The qualname of the docstring's owner; empty for the module."""
    code: str
    """Prompts and expected output removed."""
    functions: tuple[str, ...] = ()
    """Names of the functions that it defines, methods left out."""
    classes: tuple[str, ...] = ()
    is_marked: bool = False
    """Whether prompts or the word behind the fence say that it is Python; else a reader can only guess."""


class Pattern(Struct, frozen=True, order=True):
    """What a statement shows, beyond definitions and imports."""

    kind: Literal["async with", "decorator", "decorator factory", "except", "with"]
    """`with`: a context manager is entered; `except`: an exception is caught; `decorator`: a function that takes a
    function and returns one that calls it; `decorator factory`: one that returns such a function."""
    name: str
    """The dotted name that is entered (called or not) or caught (`BaseException` where the source names none); of a
    decorator, none."""
    owner: str
    """The qualname of the innermost class or function around it, or of the decorator itself; empty for the module."""


class Call(Struct, frozen=True, order=True):
    """A call through a name that only the module's own imports bind; applying it as a decorator is a call too."""

    owner: str
    """The qualname of the innermost class or function around it; empty for the module."""
    name: str
    """The dotted name as written."""


RemarkTag: TypeAlias = Literal["FIXME", "HACK", "TODO", "XXX"]


class Remark(Struct, frozen=True):
    """A comment that opens with a word such as TODO."""

    tag: RemarkTag
    text: str
    """What follows, on one line, with the comment lines that continue it."""
    line: int
    author: str = ""
    """In parentheses behind the tag."""


class Deprecation(Struct, frozen=True):
    """A call with a name that ends in `warn`, and an argument that ends in `DeprecationWarning`."""

    owner: str
    call: str
    category: str
    message: str
    """The source of the text that it gives; empty where that is told by a name that may stand for several."""
    line: int


class OptionCall(Struct, frozen=True):
    """A statement that adds an option to a parser of the command line, by a method of argparse, optparse or pytest."""

    owner: str
    """The qualname of the innermost class or function around it; empty for the module."""
    text: str
    """The whole call."""


class Finding(Struct, frozen=True, order=True):
    """What the linter reports of one place."""

    line: int
    rule: str
    message: str


class Omitted(Struct, frozen=True, order=True):
    """What of a Python source is beyond the limits of structure, and left out of all other facts."""

    line: int
    reason: str
    """A sentence without its full stop."""


class CodeFacts(Struct, frozen=True):
    """What the source of any programming language says; each language has facts of its own kind that extend these."""

    docstring: str | None = None
    """The documentation of the file as a whole."""
    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    imports: tuple[Import, ...] = ()
    variables: tuple[Variable, ...] = ()
    calls: tuple[Call, ...] = ()
    """Sorted, each once."""

    def definitions(self) -> list[Class | Function]:
        """Return classes and functions together, in source order."""
        both: list[Class | Function] = [*self.classes, *self.functions]
        return sorted(both, key=attrgetter("line"))


class PythonFacts(CodeFacts, frozen=True, tag="python"):
    """What the syntax tree of a Python file says."""

    exports: Exports | None = None
    examples: tuple[Example, ...] = ()
    has_main_guard: bool = False
    patterns: tuple[Pattern, ...] = ()
    """Sorted, each once."""
    remarks: tuple[Remark, ...] = ()
    deprecations: tuple[Deprecation, ...] = ()
    options: tuple[OptionCall, ...] = ()
    omitted: tuple[Omitted, ...] = ()
    findings: tuple[Finding, ...] | None = None
    """Sorted; None where the linter has not read the file, which is not for `extractor.extraction` but for all files
    together (`extractor.reading.lint`)."""


class Heading(Struct, frozen=True):
    """A heading of a Markdown or reStructuredText file."""

    text: str
    """Plain text, without markup."""
    level: int


class TextFacts(Struct, frozen=True, tag="text"):
    """What a file that is not Python says of itself."""

    headings: tuple[Heading, ...] = ()
    identifiers: tuple[str, ...] = ()
    """Sorted by code point; chosen as `extractor.extraction.languages` says."""
    summary: str = ""
    """What the file says of itself, as plain text on one line: its first paragraph where no list is before it, in other
    languages the first of the comment that opens it; empty where there is none."""


class Problem(Struct, frozen=True, tag="problem"):
    """Why a file has no facts beyond the generic ones."""

    kind: Literal["syntax", "encoding", "crash", "memory", "internal", "limit"]
    reason: str
    """A sentence without its full stop."""
    line: int | None = None
    column: int | None = None


class Secret(Struct, frozen=True, order=True):
    """What looks like a private key or a well-known token; no fact and no page holds any of it."""

    line: int
    end_line: int
    kind: str
    """What it looks like (`GitHub token`)."""


Body: TypeAlias = PythonFacts | TextFacts | Problem
"""What is known of a file's content; a language more is one more of these, a subclass of `CodeFacts`."""


class FileFacts(Struct, frozen=True):
    """All that is known about one source file."""

    path: str
    """Relative to the repository, with forward slashes."""
    size: int
    """In bytes, as on disk."""
    digest: str
    """BLAKE2b-128 of the bytes, in hexadecimal."""
    encoding: str
    """`utf-8` but for a file that says or shows otherwise; Python's canonical codec name."""
    body: Body
    has_shebang: bool = False
    interpreter: str = ""
    """The program that the first line names, without folder and version; empty where there is none."""
    secrets: tuple[Secret, ...] = ()
    """Sorted."""

    @property
    def code(self) -> CodeFacts | None:
        """The body, if it is that of a programming language that is read in depth."""
        return self.body if isinstance(self.body, CodeFacts) else None

    @property
    def python(self) -> PythonFacts | None:
        """The body, if it is that of a Python file that parsed."""
        return self.body if isinstance(self.body, PythonFacts) else None


class Unreadable(Struct, frozen=True, tag="unreadable"):
    """A file of which nothing is known now, and why: the system does not let us read it, or an accident happened.

    That is no fact: it is an error, never kept, and on no page.
    """

    path: str
    reason: str
    """The operating system's, or what happened to the process that read it."""


def facts_json(facts: FileFacts, links: Mapping[str, object]) -> str:
    """Return the facts as indented JSON with sorted keys, the schema's version, and what linking adds."""
    document = {"schema": SCHEMA_VERSION, "links": links, **msgspec.to_builtins(facts)}
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2).decode("utf-8") + "\n"
