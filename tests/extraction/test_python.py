"""What the facts of a Python file say, one construct at a time.

The sweep compares facts with `ast` over real trees; here stands what `ast` cannot tell, and what real trees seldom do.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import warnings
from typing import TYPE_CHECKING, Any

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction.file import extract_file
from extractor.extraction.python.docstrings import clean
from extractor.extraction.python.positions import _provided, paired_spans
from extractor.facts import Problem, PythonFacts

if TYPE_CHECKING:
    from pathlib import Path

    from extractor.facts import Class, Condition, Function, Import, Variable


def facts(source: str | bytes) -> PythonFacts:
    """The facts of a module; text is dedented, bytes are taken as they are."""
    data = source if isinstance(source, bytes) else textwrap.dedent(source).removeprefix("\n").encode()
    body = extract_file("module.py", data).body
    assert isinstance(body, PythonFacts), body
    return body


def problem(source: str) -> Problem:
    body = extract_file("module.py", source.encode()).body
    assert isinstance(body, Problem)
    return body


def function(source: str, qualname: str = "f") -> Function:
    (found,) = (each for each in facts(source).functions if each.qualname == qualname)
    return found


def class_(source: str, qualname: str = "C") -> Class:
    (found,) = (each for each in facts(source).classes if each.qualname == qualname)
    return found


def variable(source: str) -> Variable:
    (found,) = facts(source).variables
    return found


def conditions(found: Function | Class | Import) -> list[str]:
    """The conditions of a fact as `kind test`, outermost first."""
    return [_shown(condition) for condition in found.conditions]


def _shown(condition: Condition) -> str:
    return f"{condition.kind} {condition.test}".rstrip()


# __all__


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("__all__ = ['b', 'a']", "b a"),
        ("__all__ = ('a', 'b')", "a b"),
        ("__all__ = 'a', 'b'", "a b"),
        ("__all__ = ()", ""),
        ("__all__ = []", ""),
        ("__all__ = {'a', 'b'}", "a b"),
        ("__all__ = ['a', 'b', 'a']", "a b"),
        ("__all__ = ['a' 'b']", "ab"),
        ("__all__ = ['a', r'b', '\\x63']", "a b c"),
        ("__all__: list[str] = ['a']", "a"),
        ("__all__: list[str]\n__all__ = ['a']", "a"),
        ("__all__ = names = ['a']", "a"),
        ("__all__ = sorted(['b', 'a'])", "b a"),
        ("__all__ = list(('a',))", "a"),
        ("__all__ = tuple(sorted({'a'}))", "a"),
        ("__all__ = ['a'] + ['b'] + ['c']", "a b c"),
        ("__all__ = [*['a', 'b'], 'c']", "a b c"),
        ("__all__ = ['a']\n__all__ += ['b']\n__all__ += ('c',)", "a b c"),
        ("__all__ = ['a']\n__all__ = __all__ + ['b']", "a b"),
        ("__all__ = ['a']\n__all__ = [*__all__, 'b']", "a b"),
        ("__all__ = ['a']\n__all__.append('b')", "a b"),
        ("__all__ = ['a']\n__all__.insert(0, 'b')", "a b"),
        ("__all__ = ['a']\n__all__.extend(['b', 'c'])", "a b c"),
        ("__all__ = ['a', 'b', 'c']\n__all__.remove('b')", "a c"),
        ("__all__ = ['a']\n__all__.remove('a')\n__all__.append('a')", "a"),
        ("__all__ = ['a']\n__all__.sort()", "a"),
        ("__all__ = ['a']; __all__ += ['b']", "a b"),
        # A later assignment replaces the earlier; in a branch it may not have run, and a name too many beats one lost.
        ("__all__ = ['a']\n__all__ = ['b']", "b"),
        ("__all__ = ['a']\nif x:\n    __all__ = ['b']", "a b"),
        ("try:\n    __all__ = ['a']\nexcept E:\n    __all__ = ['b']", "a b"),
        ("if x:\n    __all__ = ['a']\n__all__ = ['b']", "b"),
        ("if x:\n    __all__.append('a')", "a"),
    ],
)
def test_exported_names_are_read_without_running_the_module(source: str, names: str) -> None:
    exports = facts(source).exports
    assert exports is not None
    assert (exports.names, exports.modules, exports.unresolved) == (tuple(names.split()), (), ())


@pytest.mark.parametrize(
    ("source", "names", "modules", "unresolved"),
    [
        ("__all__ = ['a'] + core.__all__", ["a"], ["core"], []),
        ("__all__ = a.b.__all__ + c.__all__ + ['d']", ["d"], ["a.b", "c"], []),
        ("__all__ = [*core.__all__, 'a']", ["a"], ["core"], []),
        ("__all__ = list(core.__all__)", [], ["core"], []),
        ("__all__ = core.__all__", [], ["core"], []),
        ("from core import __all__", [], ["core"], []),
        ("from .core import A, __all__ as __all__\n__all__ += ['B']", ["B"], [".core"], []),
        ("__all__ = ['a']\nfrom ..core import (__all__)", [], ["..core"], []),
        ("__all__ = ['a']\nif x:\n    from core import __all__", ["a"], ["core"], []),
        ("__all__ = ['a'] + [\n    b,  # why\n]", ["a"], [], ["b"]),
        ("__all__ = [\n  n for n in a\n  if n != ' #'  # why\n]", [], [], ["[ n for n in a if n != ' #' ]"]),
        ("__all__ = []\n__all__ += core.__all__", [], ["core"], []),
        ("__all__ = []\n__all__.extend(core.__all__)", [], ["core"], []),
        ("__all__ = ['a', name]", ["a"], [], ["name"]),
        ("__all__ = ['a', f'{b}']", ["a"], [], ["f'{b}'"]),
        ("__all__ = [n for n in dir() if n[0] != '_']", [], [], ["[n for n in dir() if n[0] != '_']"]),
        ("__all__ = ['a'] if x else ['b']", [], [], ["['a'] if x else ['b']"]),
        ("__all__ = sorted(['a'], key=len)", [], [], ["sorted(['a'], key=len)"]),
        ("__all__ = ['a']\n__all__ += names()", ["a"], [], ["names()"]),
        ("__all__ = ['a']\n__all__.append(name)", ["a"], [], ["name"]),
        ("__all__ = ['a']\n__all__.remove('b')", ["a"], [], ["__all__.remove('b')"]),
        ("__all__ = 'a'", [], [], ["'a'"]),
        ("__all__ = [b'a']", [], [], ["b'a'"]),
    ],
)
def test_what_only_running_would_tell_of_exports_is_kept_as_it_is_written(
    source: str, names: list[str], modules: list[str], unresolved: list[str]
) -> None:
    exports = facts(source).exports
    assert exports is not None
    assert ([*exports.names], [*exports.modules], [*exports.unresolved]) == (names, modules, unresolved)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "all = ['a']",
        "__all__: list[str]",
        "__all__ == ['a']",
        "__all__[0] = 'a'",
        "other.__all__ = ['a']",
        "other.__all__.append('a')",
        "print(__all__)",
        "def f():\n    __all__ = ['a']",
        "class C:\n    __all__ = ['a']",
        "from core import __all__ as names",
        "def f():\n    from core import __all__",
    ],
)
def test_a_module_that_binds_no_all_has_no_exports(source: str) -> None:
    assert facts(source).exports is None


# Imports


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a", [("a", 0, None, [])]),
        ("import a.b.c", [("a.b.c", 0, None, [])]),
        ("import a.b as c", [("a.b", 0, "c", [])]),
        ("import a, b.c as d", [("a", 0, None, []), ("b.c", 0, "d", [])]),
        ("from a import b", [("a", 0, None, [("b", None)])]),
        ("from a.b import c as d, e", [("a.b", 0, None, [("c", "d"), ("e", None)])]),
        ("from a import (\n    b,  # why\n    c as d,\n)", [("a", 0, None, [("b", None), ("c", "d")])]),
        ("from a import b as b", [("a", 0, None, [("b", "b")])]),
        ("from a import *", [("a", 0, None, [("*", None)])]),
        ("from . import a", [("", 1, None, [("a", None)])]),
        ("from .. import a as b", [("", 2, None, [("a", "b")])]),
        ("from ...a.b import c", [("a.b", 3, None, [("c", None)])]),
        ("from .... import a", [("", 4, None, [("a", None)])]),
        ("from . a import b", [("a", 1, None, [("b", None)])]),
        ("import a; import b", [("a", 0, None, []), ("b", 0, None, [])]),
        ("import \\\n    a", [("a", 0, None, [])]),
        ("from __future__ import annotations", [("__future__", 0, None, [("annotations", None)])]),
        ("'import a'\n# import b\nx = 'from c import d'", []),
    ],
)
def test_imports_are_as_written(source: str, expected: list[Any]) -> None:
    found = facts(source).imports
    assert [(i.module, i.level, i.alias, [(n.name, n.alias) for n in i.names]) for i in found] == expected


def test_imports_say_where_and_under_what_they_stand() -> None:
    found = facts(
        """
        import a
        if TYPE_CHECKING:
            import b
        try:
            import c
        except (ImportError, OSError) as error:
            import d
        else:
            import e
        finally:
            import f
        def outer():
            import g
            class Inner:
                if x: import h
            def inner():
                import i
        """
    ).imports
    assert [(each.module, each.line, each.scope, conditions(each)) for each in found] == [
        ("a", 1, "", []),
        ("b", 3, "", ["if TYPE_CHECKING"]),
        ("c", 5, "", ["try (ImportError, OSError)"]),
        ("d", 7, "", ["except (ImportError, OSError) as error"]),
        ("e", 9, "", ["else"]),
        ("f", 11, "", ["finally"]),
        ("g", 13, "outer", []),
        ("h", 15, "outer.Inner", ["if x"]),
        ("i", 17, "outer.inner", []),
    ]


# Definitions


def test_definitions_know_their_scope_and_qualified_name() -> None:
    found = facts(
        """
        def f():
            def g():
                class C:
                    def m(self): pass
            class D: pass
        class C:
            class D:
                def m(self):
                    def n(): pass
        """
    )
    assert [(each.qualname, each.scope, each.line, each.end_line) for each in found.functions] == [
        ("f", "module", 1, 5),
        ("f.g", "function", 2, 4),
        ("f.g.C.m", "class", 4, 4),
        ("C.D.m", "class", 8, 9),
        ("C.D.m.n", "function", 9, 9),
    ]
    assert [(each.qualname, each.scope, each.line, each.end_line) for each in found.classes] == [
        ("f.g.C", "function", 3, 4),
        ("f.D", "function", 5, 5),
        ("C", "module", 6, 9),
        ("C.D", "class", 7, 9),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if a:\n    def f(): pass", ["if a"]),
        ("if a: pass\nelif b:\n    def f(): pass", ["elif b"]),
        ("if a: pass\nelif b: pass\nelse:\n    def f(): pass", ["else a"]),
        ("if a:\n  if not b:\n    def f(): pass", ["if a", "if not b"]),
        ("if (a and\n    b):\n  def f(): pass", ["if (a and b)"]),
        ("if a: pass\nelse:\n  if b:\n    def f(): pass", ["else a", "if b"]),
        ("try:\n  def f(): pass\nexcept A: pass\nexcept (B, C): pass", ["try A, (B, C)"]),
        ("try: pass\nexcept:\n  def f(): pass", ["except"]),
        ("try: pass\nexcept a.B as e:\n  def f(): pass", ["except a.B as e"]),
        ("try: pass\nexcept* A:\n  def f(): pass", ["except A"]),
        ("try: pass\nfinally:\n  def f(): pass", ["finally"]),
        ("for a in b:\n  def f(): pass", ["for a in b"]),
        ("for a, b in c:\n  def f(): pass", ["for a, b in c"]),
        ("for a in b: pass\nelse:\n  def f(): pass", ["else"]),
        ("while a:\n  def f(): pass", ["while a"]),
        ("with a as b, c():\n  def f(): pass", ["with a as b, c()"]),
        ("with (a as b, c,):\n  def f(): pass", ["with a as b, c"]),
        ("match a:\n  case [b, *_]:\n    def f(): pass", ["case [b, *_]"]),
        ("match a:\n  case B(c=1) if d:\n    def f(): pass", ["case B(c=1) if d"]),
        ("match a:\n  case 1: pass\n  case _:\n    def f(): pass", ["case _"]),
    ],
)
def test_a_definition_in_a_branch_names_the_branch(source: str, expected: list[str]) -> None:
    assert conditions(function(source)) == expected


def test_conditions_end_at_the_scope_they_stand_in() -> None:
    found = facts("if a:\n    class C:\n        def m(self): pass\n        if b:\n            def n(self): pass")
    assert [(each.qualname, conditions(each)) for each in found.functions] == [("C.m", []), ("C.n", ["if b"])]


def test_a_name_that_is_defined_twice_has_two_facts() -> None:
    found = facts("if a:\n    def f(): pass\nelse:\n    def f(x): pass\n").functions
    assert [(each.line, each.signature) for each in found] == [(2, "def f()"), (4, "def f(x)")]


def test_decorators_are_named_and_quoted_outermost_first() -> None:
    found = function(
        """
        @plain
        @dotted.name
        @called(1, key="v")
        @dotted.called()
        @registry["x"].add
        @(lambda f: f)
        @split(
            1,
        )

        # between
        async def f(): pass
        """
    )
    assert [(each.name, each.text) for each in found.decorators] == [
        ("plain", "plain"),
        ("dotted.name", "dotted.name"),
        ("called", 'called(1, key="v")'),
        ("dotted.called", "dotted.called()"),
        ("", 'registry["x"].add'),
        ("", "(lambda f: f)"),
        ("split", "split( 1, )"),
    ]
    assert (found.line, found.signature, found.is_async) == (12, "async def f()", True)


@pytest.mark.parametrize(
    "expression",
    [
        "a(  # why\n    b,\n    # it's not\n    c,\n)",
        "a(b, \\\n    c)",
        "a('two  blanks',\n  \"# no comment\", b)",
        "a('it\\'s',# don't\n '''x\n  # y\n''')",
        'a("one \\\n    string", r"\\  b",\n rb\'c\')',
        'a("""\\\n  x \\\\\n""",\n b)',
        "a(f'{b}  {c!r}'\n  '  d')",
        "a[\n    'b'\n    'c'\n].d",
        "a(\n\n\n    #\n    # b\n\n)",
    ],
)
def test_an_expression_on_one_line_means_what_it_did(expression: str) -> None:
    (found,) = facts(f"@{expression}\nclass C({expression}, d={expression}): pass").classes
    for text in (found.decorators[0].text, found.bases[0], found.keywords[0].removeprefix("d=")):
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(expression))
        assert "\n" not in text or '"""' in text or "'''" in text


# Signatures


def test_parameters_keep_kind_and_source_formatting() -> None:
    found = function("def f(a, b: int=1, /, c = 0x_FF, *d: 'str', e, g: dict[str,int]  =  {}, **h: Any) -> None: pass")
    assert [(each.kind, each.name, each.annotation, each.default) for each in found.parameters] == [
        ("positional-only", "a", None, None),
        ("positional-only", "b", "int", "1"),
        ("positional-or-keyword", "c", None, "0x_FF"),
        ("variadic", "d", "'str'", None),
        ("keyword-only", "e", None, None),
        ("keyword-only", "g", "dict[str,int]", "{}"),
        ("variadic-keyword", "h", "Any", None),
    ]
    assert found.returns == "None"


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("def f(): pass", {}),
        ("def f(*, a): pass", {"a": "keyword-only"}),
        ("def f(a, *, b=1): pass", {"a": "positional-or-keyword", "b": "keyword-only"}),
        ("def f(*args): pass", {"args": "variadic"}),
        ("def f(a, /): pass", {"a": "positional-only"}),
        ("def f(*args: *Ts): pass", {"args": "variadic"}),
        ("def f(**kw,): pass", {"kw": "variadic-keyword"}),
    ],
)
def test_kinds_of_parameters(source: str, kinds: dict[str, str]) -> None:
    assert {each.name: each.kind for each in function(source).parameters} == kinds


@pytest.mark.parametrize(
    ("source", "signature"),
    [
        ("def f(): pass", "def f()"),
        ("def  f ( a,b=1 ) ->  int : pass", "def  f ( a,b=1 ) ->  int"),
        ("async  def f(): pass", "async  def f()"),
        ("@deco\ndef f(): pass", "def f()"),
        ("def f(\n    a,\n    b,\n): pass", "def f(\n    a,\n    b,\n)"),
        ("def f(a,\n      b): pass", "def f(a,\n      b)"),
        ("def f(\n    a,  # first\n    # alone\n    b,\n): pass", "def f(\n    a,  # first\n    # alone\n    b,\n)"),
        ("def f(a) \\\n    : pass", "def f(a)"),
        ("def f[T](a: T) -> T: pass", "def f[T](a: T) -> T"),
        ("def f(a='''x\n  y'''): pass", "def f(a='''x\n  y''')"),
        ("def f(a): # why\n    pass", "def f(a)"),
    ],
)
def test_a_signature_ends_before_its_colon_and_keeps_its_formatting(source: str, signature: str) -> None:
    assert function(source).signature == signature


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_methods_signature_is_dedented_to_its_own_column(line_end: str) -> None:
    source = textwrap.dedent(
        """\
        class C:
            if x:
                class D:
                    @deco
                    def m(
                        self,
                        a: int = 1,  # comment

                        # on a line of its own
                        b={
                            "k": 1,
                        },
                    ) -> None:
                        pass
        """
    )
    found = facts(source.replace("\n", line_end).encode()).functions
    signature = """\
def m(
    self,
    a: int = 1,  # comment

    # on a line of its own
    b={
        "k": 1,
    },
) -> None"""
    assert [each.signature for each in found] == [signature]
    assert found[0].parameters[2].default == '{\n        "k": 1,\n    }'


@pytest.mark.parametrize(
    ("source", "signature", "bases", "keywords"),
    [
        ("class C: pass", "class C", [], []),
        ("class C(): pass", "class C()", [], []),
        ("class C(A, b.B[int], meta=M): pass", "class C(A, b.B[int], meta=M)", ["A", "b.B[int]"], ["meta=M"]),
        ("class C(*bases, **options): pass", "class C(*bases, **options)", ["*bases"], ["**options"]),
        ("class C(f(), total = False): pass", "class C(f(), total = False)", ["f()"], ["total=False"]),
        ("class C(\n    A,  # why\n    B,\n): pass", "class C(\n    A,  # why\n    B,\n)", ["A", "B"], []),
        ("class C[T: int](A[T]): pass", "class C[T: int](A[T])", ["A[T]"], []),
    ],
)
def test_bases_and_keywords_of_a_class(source: str, signature: str, bases: list[str], keywords: list[str]) -> None:
    found = class_(source)
    assert (found.signature, [*found.bases], [*found.keywords]) == (signature, bases, keywords)


@pytest.mark.parametrize(
    ("header", "parameters"),
    [
        ("[T]", ["T"]),
        ("[T: int, U: (str, bytes)]", ["T: int", "U: (str, bytes)"]),
        ("[*Ts, **P]", ["*Ts", "**P"]),
        ("[T = int, *Ts = *tuple[int, ...], **P = [int]]", ["T = int", "*Ts = *tuple[int, ...]", "**P = [int]"]),
        ("[T: Sequence[int] = list[int],]", ["T: Sequence[int] = list[int]"]),
    ],
)
def test_type_parameters_keep_bounds_and_defaults(header: str, parameters: list[str]) -> None:
    assert [*function(f"def f{header}(): pass").type_parameters] == parameters
    assert [*class_(f"class C{header}: pass").type_parameters] == parameters


# Bodies


@pytest.mark.parametrize(
    "body",
    [
        "yield",
        "yield 1",
        "x = yield 1",
        "yield from g()",
        "if a:\n    for b in c:\n        yield b",
        "return (yield)",
        "print((yield))",
        "with a:\n    try: pass\n    finally: yield",
        "match a:\n    case 1: yield",
        "def g(): yield\nyield",
    ],
)
def test_a_function_whose_own_body_yields_is_a_generator(body: str) -> None:
    assert function(f"def f():\n{textwrap.indent(body, '    ')}\n").is_generator


@pytest.mark.parametrize(
    "body",
    [
        "'''yield'''",
        "return 'yield'  # yield",
        "def g(): yield",
        "def g():\n    def h(): yield 1\n    return h",
        "g = lambda: (yield)",
        "class C:\n    def m(self): yield",
        "async def g(): yield",
        "yields = unyielding()",
    ],
)
def test_a_function_that_only_holds_a_yield_is_no_generator(body: str) -> None:
    assert not function(f"def f():\n{textwrap.indent(body, '    ')}\n").is_generator


def test_a_function_raises_what_its_own_raise_statements_name() -> None:
    found = function(
        """
        def f():
            raise ValueError("a")
            raise errors.NotFound from error
            raise KeyError
            try:
                raise ValueError
            except E:
                raise
            for x in y:
                raise Later(x)
            raise classes[0]()
            def g():
                raise Nested
            class D:
                raise InClass
        """
    )
    assert found.raises == ("ValueError", "errors.NotFound", "KeyError", "Later")


@pytest.mark.parametrize(
    ("source", "is_guarded"),
    [
        ("if __name__ == '__main__': pass", True),
        ('if "__main__" == __name__: pass', True),
        ("if (__name__ == '__main__'): pass", True),
        ('if __name__ == """__main__""": pass', True),
        ("try:\n    if __name__ == '__main__': pass\nfinally: pass", True),
        ("if __name__ != '__main__': pass", False),
        ("if __name__ == '__mp_main__': pass", False),
        ("if name == '__main__': pass", False),
        ("if __name__ == main: pass", False),
        ("def f():\n    if __name__ == '__main__': pass", False),
        ("# if __name__ == '__main__':", False),
        ("print(__name__ == '__main__')", False),
    ],
)
def test_a_main_guard_is_a_condition_of_the_module(source: str, is_guarded: bool) -> None:
    assert facts(source).has_main_guard is is_guarded


@pytest.mark.parametrize("test", ["__name__ == '__main__'", "('__main__') == (__name__)", '__name__ == """__main__"""'])
def test_what_a_main_guard_defines_knows_that_it_does(test: str) -> None:
    found = facts(f"if {test}:\n    def a(): pass\nelse:\n    def b(): pass\nif x:\n    def c(): pass\n")
    guarded = {each.name: any(condition.is_main_guard for condition in each.conditions) for each in found.functions}
    assert guarded == {"a": True, "b": False, "c": False}


# Attributes


def test_attributes_are_those_of_the_body_and_those_that_init_gives_the_instance() -> None:
    found = class_(
        """
        class C(Base):
            plain = 1
            annotated: int
            both: str = "s"
            a, (b, c) = 1, (2, 3)
            d, *e = rest()
            first = second = None
            table = {
                "k": 1,
            }
            if x:
                conditional = 1
            other.name = 1
            items[0] = 1
            later: list

            def __init__(this, value):
                this.value = value
                this.typed: int = 1
                this.p, this.q = value, 2
                this.m, this.n = value
                this.first = 0
                this.later = []
                local = 1
                this.value.deep = 1
                other.x = 1
                self.x = 1
                if value:
                    this.maybe = None
                def helper(this):
                    this.helped = 1

            def other(self):
                self.elsewhere = 1
        """
    )
    shown = {each.name: (each.origin, each.line, each.annotation, each.value) for each in found.attributes}
    assert shown == {
        "plain": ("class", 2, None, "1"),
        "annotated": ("class", 3, "int", None),
        "both": ("class", 4, "str", '"s"'),
        "a": ("class", 5, None, "1"),
        "b": ("class", 5, None, "2"),
        "c": ("class", 5, None, "3"),
        "d": ("class", 6, None, None),
        "e": ("class", 6, None, None),
        "first": ("class", 7, None, "None"),
        "second": ("class", 7, None, "None"),
        "table": ("class", 8, None, '{"k": 1}'),
        "conditional": ("class", 12, None, "1"),
        "later": ("instance", 15, "list", "[]"),
        "value": ("instance", 18, None, "value"),
        "typed": ("instance", 19, "int", "1"),
        "p": ("instance", 20, None, "value"),
        "q": ("instance", 20, None, "2"),
        "m": ("instance", 21, None, None),
        "n": ("instance", 21, None, None),
        "maybe": ("instance", 29, None, "None"),
    }
    assert [each.name for each in found.attributes if each.has_long_value] == []


def test_attributes_of_an_inner_class_are_not_the_outers() -> None:
    source = "class C:\n    class D:\n        x = 1\n        def __init__(self):\n            self.y = 1\n"
    assert class_(source).attributes == ()
    assert [each.name for each in class_(source, "C.D").attributes] == ["x", "y"]


def test_a_function_named_init_outside_a_class_gives_nothing_attributes() -> None:
    assert facts("def __init__(self):\n    self.x = 1\n").classes == ()
    assert class_("class C:\n    def m(self):\n        def __init__(self):\n            self.x = 1\n").attributes == ()


# Variables


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("LIMIT = 10", "constant"),
        ("_PRIVATE_1 = 10", "constant"),
        ("LIMIT: int = 10", "constant"),
        ("LIMIT: int", "constant"),
        ("FLAGS = re.A | re.B", "constant"),
        ("X = table[0]", "constant"),
        ("X: Optional[int] = None", "constant"),
        ("limit = 10", "variable"),
        ("Name = 'x'", "variable"),
        ("logger = logging.getLogger(__name__)", "variable"),
        ("__version__ = '1'", "variable"),
        ("Point = namedtuple('Point', 'x y')", "variable"),
        ("Both = First | Second", "variable"),
        ("X: TypeAlias = 'int'", "type alias"),
        ("join = path.join", "alias"),
        ("Error = base.errors.Error", "alias"),
        ("_join = path._join", "alias"),
        ("try:\n join = path.join\nexcept NameError:\n join = mine.join", "alias"),
        ("join = path.join\njoin = None", "variable"),
        ("join = None\njoin = path.join", "variable"),
        ("join = path.joined", "variable"),
        ("join = path().rejoin", "variable"),
        ("join: Joiner = path.join", "alias"),
        ("JOIN = path.JOIN", "constant"),
        ("x: TypeAlias = int", "type alias"),
        ("X: typing.TypeAlias = int", "type alias"),
        ("type X = int", "type alias"),
        ("type x[T] = list[T]", "type alias"),
        ("Maybe = Optional[int]", "type alias"),
        ("Maybe = typing.Optional['Later']", "type alias"),
        ("JSON = dict[str, 'JSON']", "type alias"),
        ("Maybe = Item | None", "type alias"),
        ("Maybe = None | a.Item", "type alias"),
        ("Number = int | float", "type alias"),
        ("Either = list[int] | Item", "type alias"),
        ("_Handler = Callable[[int], None]", "type alias"),
        ("UserId = NewType('UserId', int)", "type alias"),
        ("UserId = typing.NewType('UserId', int)", "type alias"),
        ("T = TypeVar('T')", "type variable"),
        ("T_co = typing.TypeVar('T_co', covariant=True)", "type variable"),
        ("P = ParamSpec('P')", "type variable"),
        ("Ts = TypeVarTuple('Ts')", "type variable"),
    ],
)
def test_kinds_of_variables(source: str, kind: str) -> None:
    assert variable(source).kind == kind


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("X = 1", (None, "1", False)),
        ("X: int = 1", ("int", "1", False)),
        ("X: int", ("int", None, False)),
        ("X = {'a':1}  # why", (None, "{'a':1}", False)),
        ("X = (\n    1\n)", (None, "(1)", False)),
        ("X = 1 + \\\n    2", (None, "1 + 2", False)),
        ("X = '''a\nb'''", (None, "'''a\nb'''", False)),
        ("X: dict[\n    str, int\n]", ("dict[ str, int ]", None, False)),
        ("type X[T] = list[T]", (None, "list[T]", False)),
    ],
)
def test_a_variable_has_its_annotation_and_its_value(source: str, expected: object) -> None:
    found = variable(source)
    assert (found.annotation, found.value, found.has_long_value) == expected


def test_every_target_binds_and_the_first_binding_counts() -> None:
    found = facts(
        """
        A = B = 1
        C, (D, [E, F]) = 2, (3, [4, 5])
        G, *H = rest
        (I), J = pair()
        A = 6; K = 7
        if x:
            L = 8
        for i in range(3):
            M = 9
        obj.N = table["O"] = 10
        A += 1
        def f():
            P = 11
        class Q:
            R = 12
        """
    ).variables
    assert [(each.name, each.line, each.value) for each in found] == [
        ("A", 1, "1"),
        ("B", 1, "1"),
        ("C", 2, "2"),
        ("D", 2, "3"),
        ("E", 2, "4"),
        ("F", 2, "5"),
        ("G", 3, None),
        ("H", 3, None),
        ("I", 4, None),
        ("J", 4, None),
        ("K", 5, "7"),
        ("L", 7, "8"),
        ("M", 9, "9"),
    ]


# Docstrings


@pytest.mark.parametrize(
    ("source", "docstring"),
    [
        ('"""One line."""', "One line."),
        ("'''   Padded.   '''", "Padded.   "),
        ('"""\n    Summary.\n\n        Deeper.\n    Back.\n"""', "Summary.\n\n    Deeper.\nBack."),
        ('"""Summary.\n\tTab.\n        Eight."""', "Summary.\nTab.\nEight."),
        ("'a' 'b'", "ab"),
        (r'r"""a\n"""', r"a\n"),
        (r'"""a\n    b"""', "a\nb"),
        ('u"""Old."""', "Old."),
        ('("""In parentheses.""")', "In parentheses."),
        ('"""A."""; x = 1', "A."),
        ('# comment\n\n"""A."""', "A."),
        ('""""""', ""),
        ('"""   \n\n"""', ""),
        (r'"""\N{BULLET} \u00e9 \x41"""', "• é A"),
        (r'"""lone \ud83d surrogate"""', r"lone \ud83d surrogate"),
        (r'"""nul \0 and \x07"""', "nul \0 and \x07"),
        ('"""a\x0cb\x85c\u2028d"""', "a\x0cb\x85c\u2028d"),
        ('b"""Bytes."""', None),
        ('f"""Formatted."""', None),
        ('"""a""" + "b"', None),
        ('"""a""".strip()', None),
        ('x = 1\n"""Too late."""', None),
        ("", None),
    ],
)
def test_docstrings_are_found_and_cleaned(source: str, docstring: str | None) -> None:
    assert facts(source.encode()).docstring == docstring
    if "\n" not in source:
        (outer,) = facts(f"class C:\n    {source}\n    pass\n".encode()).classes
        (inner,) = facts(f"def f():\n    {source}\n    pass\n".encode()).functions
        assert (outer.docstring, inner.docstring) == (docstring, docstring)


def test_a_docstring_may_share_the_line_of_its_definition() -> None:
    assert function('def f(): """On the line."""').docstring == "On the line."
    assert class_('class C: "On the line."; x = 1').docstring == "On the line."


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_of_the_file_are_line_feeds_in_docstrings(line_end: bytes) -> None:
    source = b'def f():\n    """A.\n\n    B.\n    """\n'.replace(b"\n", line_end)
    assert [each.docstring for each in facts(source).functions] == ["A.\n\nB."]


@given(st.text("ab \t\n", max_size=60))
def test_docstrings_are_cleaned_as_inspect_does(text: str) -> None:
    assert clean(text) == inspect.cleandoc(text)


# Docstring examples


def examples(docstring: str) -> list[tuple[str, str, str]]:
    """Code, functions and classes of the examples of one docstring."""
    found = facts(f"r'''{docstring}'''".encode()).examples
    return [(each.code, " ".join(each.functions), " ".join(each.classes)) for each in found]


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Nothing.", []),
        ("def f(): pass", []),
        (">>> f(1)\n2", [("f(1)", "", "")]),
        (">>> a\n1\n>>> b\n2", [("a\nb", "", "")]),
        (">>> a\n\n>>> b", [("a", "", ""), ("b", "", "")]),
        (">>> def f():\n...     return 1\n>>> f()\n1", [("def f():\n    return 1\nf()", "f", "")]),
        # PyTorch writes `>>>` before every line, indented ones too.
        (">>> def f(x):\n>>>     return x\n>>> f(1)", [("def f(x):\n    return x\nf(1)", "f", "")]),
        (">>> @deco\n... def f(): pass", [("@deco\ndef f(): pass", "f", "")]),
        (">>> class C:\n...     def m(self): pass\n...", [("class C:\n    def m(self): pass\n", "", "C")]),
        (">>> if x:\n...     async def f(): pass", [("if x:\n    async def f(): pass", "f", "")]),
        (">>> def f():\n...     def g(): pass", [("def f():\n    def g(): pass", "f g", "")]),
        ("    >>> def f(): pass", [("def f(): pass", "f", "")]),
        ("A > >>> b", []),
        ("```\ndef f(): pass\n```", [("def f(): pass", "f", "")]),
        ("```python\nclass C: pass\n```\nText.\n~~~py\nf()\n~~~", [("class C: pass", "", "C"), ("f()", "", "")]),
        ("```python title='x'\ndef f(): pass\n```", [("def f(): pass", "f", "")]),
        ("```Python\ndef f(): pass\n```", [("def f(): pass", "f", "")]),
        ("```sh\ndef f(): pass\n```", []),
        ("```pycon\n>>> def f(): pass\n>>> f()\n```", [("def f(): pass\nf()", "f", "")]),
        ("````\n```\ndef f(): pass\n```\n````", [("```\ndef f(): pass\n```", "f", "")]),
        ("~~~\n```\ndef f(): pass\n```\n~~~", [("```\ndef f(): pass\n```", "f", "")]),
        ("```\ndef f(): pass", [("def f(): pass", "f", "")]),
        ("    ```\n    def f():\n        pass\n    ```", [("def f():\n    pass", "f", "")]),
        ("```\n\n```", [("", "", "")]),
        ("```\n```", []),
        # Code that does not parse hides nothing but itself.
        (">>> def f(:\n...     pass\n>>> def g(): pass", [("def f(:\n    pass\ndef g(): pass", "g", "")]),
        ("```\ndef f(): pass\n$ shell\nclass C: pass\n```", [("def f(): pass\n$ shell\nclass C: pass", "f", "C")]),
        (">>> def f(): pass\n>>> def f(): pass", [("def f(): pass\ndef f(): pass", "f", "")]),
        # A heading of reST is underlined with what could be a fence.
        ("Title\n~~~~~\n\nProse.", []),
        ("A title that is longer than its line\n~~~~~~~~~~\n\nProse.", []),
        ("標題\n~~~~\n\nProse.", []),
        ("Use\n```\nf()\n```", [("f()", "", "")]),
        ("Use it so:\n~~~\nf()\n~~~", [("f()", "", "")]),
        ("Title\n~~~~~\n\n>>> def f(): pass\n\nOther\n~~~~~\n", [("def f(): pass", "f", "")]),
    ],
)
def test_examples_are_the_sessions_and_fences_of_a_docstring(docstring: str, expected: list[Any]) -> None:
    assert examples(f"Summary.\n\n{docstring}\n") == expected


def test_an_example_knows_whose_docstring_it_stands_in() -> None:
    found = facts(
        """
        '''>>> a'''
        class C:
            '''>>> b'''
            def m(self):
                '''>>> c'''
        def f():
            '''>>> d'''
        """
    ).examples
    assert [(each.owner, each.code) for each in found] == [("", "a"), ("C", "b"), ("C.m", "c"), ("f", "d")]


# Lines


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("first", ["", "\ufeff", "\f", "# -*- coding: utf-8 -*-"])
def test_lines_count_whatever_ends_them(line_end: str, first: str) -> None:
    source = f"{first}\nimport a\n\ndef f():\n    return 1\n\n\nclass C:\n    '''\n    '''\n\n    x = 1\n\n# end\n"
    found = facts(source.replace("\n", line_end).encode())
    assert [each.line for each in found.imports] == [2]
    assert [(each.line, each.end_line) for each in found.definitions()] == [(4, 5), (8, 12)]
    assert [each.line for each in found.classes[0].attributes] == [12]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("\f\ndef f():\n    pass\n\f\ndef g(): pass\n", [(2, 3), (5, 5)]),
        ("x = '''\n\n'''\ndef f(): pass", [(4, 4)]),
        ("x = 1 + \\\n  2\ndef f(): pass", [(3, 3)]),
        ("def f(\n  a\n):\n  return [\n    a\n  ]\n\n\n", [(1, 6)]),
        ("def f():\n  pass\n  # inside\n# outside\n", [(1, 2)]),
        ("def f():\n  return 1; \n", [(1, 2)]),
        ("def f():\n  if a:\n    pass\n  else:\n    pass\n\n", [(1, 5)]),
        ("x = 'a\x1cb\x85c\u2028d'\ndef f(): pass", [(2, 2)]),
        ("def f(): return '''\n'''", [(1, 2)]),
    ],
)
def test_definitions_span_from_their_keyword_to_their_last_statement(source: str, lines: list[Any]) -> None:
    assert [(each.line, each.end_line) for each in facts(source.encode()).definitions()] == lines


def test_statements_that_share_a_line_are_all_seen() -> None:
    found = facts("import a; X = 1; import b; __all__ = ['X']; Y = 2\nif x: import c; Z = 3\nclass C: y = 1; z = 2\n")
    assert [each.module for each in found.imports] == ["a", "b", "c"]
    assert [each.name for each in found.variables] == ["X", "__all__", "Y", "Z"]
    assert [each.name for each in found.classes[0].attributes] == ["y", "z"]


@pytest.mark.parametrize("folder", ["odd", "pytorch"])
def test_lines_do_not_depend_on_whether_the_running_python_reads_the_file(fixtures: Path, folder: str) -> None:
    compared = 0
    for path in sorted((fixtures / folder).rglob("*.py*")):
        text = _readable(path)
        if text is not None:
            module = cst.parse_module(text)
            assert paired_spans(module, ast.parse(text).body) == dict(_provided(module)), path.name
            compared += 1
    assert compared > 5


def _readable(path: Path) -> str | None:
    """The source if `ast` reads it, so that the two ways to its lines can be compared."""
    try:
        text = path.read_bytes().decode() if path.is_file() else "("
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    return text


# Problems


@pytest.mark.parametrize(
    ("source", "line", "column", "reason"),
    [
        ("def f(:\n", 1, 7, 'invalid syntax near ":", expected ) or * or ** or a name'),
        ("x = 1\ny = = 2\n", 2, 5, 'invalid syntax near "="'),
        ("x = 1\ry = = 2\r", 2, 5, 'invalid syntax near "="'),
        ("x = 1\r\ny = = 2\r\n", 2, 5, 'invalid syntax near "="'),
        ("x = 1\n    y = 2\n", 2, 5, "unexpected indent"),
        ("\n  x\n", 2, 3, "unexpected indent"),
        ("if x:\n    y\n        z\n", 3, 9, "unexpected indent"),
        ("x = 1 +\n    y\n", 1, 7, 'invalid syntax near "+"'),
        ("if x:\npass\n", 2, 1, 'invalid syntax near "pass", expected an indented block'),
        ("if x:", 1, 5, 'invalid syntax near ":", expected an indented block'),
        ("try:\n    pass\nx = 1\n", 3, 1, 'invalid syntax near "x", expected except or finally'),
        ("def f()\n    pass\n", 1, 7, 'invalid syntax near ")", expected -> or :'),
        ("class\n", 1, 1, 'invalid syntax near "class", expected a name'),
        ("x = '''never\n", 1, 5, "unterminated triple-quoted string literal"),
        ("x = 1)\n", 1, 6, "unmatched ')'"),
        ("for x in y:\n    z\n  w\n", 3, 3, "no matching outer block for dedent"),
        ("\n<<<<<<< ours\n", 2, 2, 'invalid syntax near "<"'),
    ],
)
def test_a_file_that_does_not_parse_says_where_and_why(source: str, line: int, column: int, reason: str) -> None:
    assert problem(source) == Problem(kind="syntax", reason=reason, line=line, column=column)


def test_an_annotated_name_in_parentheses_costs_the_file_nothing() -> None:
    found = facts("class A:\n    (é): int = 1\n    ( y )  : str\ndef f(): pass\n(z): int\n")
    assert [each.name for each in found.functions] == ["f"]
    assert [(each.name, each.annotation) for each in found.classes[0].attributes] == [("é", "int"), ("y", "str")]
    assert [each.name for each in found.variables] == ["z"]


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("'''\n`\n'''\nx = '`' # `\nprint `x`\ny = 0777\n", 5, 7),
        ("x = [\n    '''\n''', '$'\n]\ny = (1,\n  $)\n", 6, 3),
        ("x = 'a' 'b' 'c\n", 1, 13),
        ("x = '\\\\' b'\\''\ny = '''\n", 2, 5),
        ("x = f'}'\n", 1, 7),
        ("def f(:\n    x = 1 $\n", 2, 11),
    ],
)
def test_a_character_that_is_no_token_is_found_without_the_running_python(
    source: str, line: int, column: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SyntaxError("the interpreter's")

    monkeypatch.setattr("ast.parse", fail)
    found = problem(source)
    assert (found.line, found.column) == (line, column)


@pytest.mark.parametrize("text", [r"At C:\Users.", r"At \N{NO SUCH LETTER}.", r"At \N{KAWI DIGIT ZERO}."])
@pytest.mark.parametrize("more", ["", "\n\n    More.\n    "])
def test_a_docstring_keeps_an_escape_that_not_every_python_reads(text: str, more: str) -> None:
    docstring = function(f'def f():\n    """{text}{more}"""\n').docstring
    assert docstring == text + ("\n\nMore." if more else "")


def test_bytes_beside_text_are_no_docstring() -> None:
    assert function('def f():\n    "a" b"b"\n').docstring is None


def test_a_defect_is_told_in_words_that_are_not_the_interpreters(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise LookupError("at 0x7f00")

    monkeypatch.setattr("extractor.extraction.python.extract.extract_python", fail)
    assert "0x7f00" not in problem("x = 1\n").reason
