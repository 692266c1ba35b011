"""Idioms, calls and comments, one at a time: what shows them, and what only seems to."""

from __future__ import annotations

import ast
import io
import tokenize

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_python import facts

from extractor.extraction.python import remarks


def patterns(source: str) -> list[tuple[str, str, str]]:
    return [(each.kind, each.name, each.owner) for each in facts(source).patterns]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("with open(p): pass", [("with", "open", "")]),
        ("with a.b as c, d(): pass", [("with", "a.b", ""), ("with", "d", "")]),
        ("with (a() as b, c()): pass", [("with", "a", ""), ("with", "c", "")]),
        ("async def f():\n async with a(): pass", [("async with", "a", "f")]),
        ("class C:\n def f(self):\n  with self.lock: pass", [("with", "self.lock", "C.f")]),
        ("with a[0]: pass", []),
        ("try: pass\nexcept: pass", [("except", "BaseException", "")]),
        ("try: pass\nexcept (A, b.C) as e: pass", [("except", "A", ""), ("except", "b.C", "")]),
        ("try: pass\nexcept* A: pass", [("except", "A", "")]),
        ("try: pass\nexcept errors(): pass", []),
        ("try: pass\nfinally: pass", []),
        ("x = 'with open(p): pass'", []),
    ],
)
def test_statements_show_what_they_enter_and_catch(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert patterns(source) == expected


WRAPPER = """
def f({parameters}):
    def g(*args):
        return {body}
    return {returned}
"""


@pytest.mark.parametrize(
    ("parameters", "body", "returned", "kind"),
    [
        ("h", "h(*args)", "g", "decorator"),
        ("h, n=1, *, k=2", "h(*args)", "g", "decorator"),
        ("h, n", "h(*args)", "g", None),
        ("h, *, n", "h(*args)", "g", None),
        ("h", "h", "g", None),
        ("h", "h.call()", "g", None),
        ("h", "h(*args)", "h", None),
        ("h", "h(*args)", "g()", None),
        ("args", "args()", "g", None),
        ("", "h(*args)", "g", None),
    ],
)
def test_a_decorator_takes_a_function_and_returns_one_that_calls_it(
    parameters: str, body: str, returned: str, kind: str | None
) -> None:
    found = patterns(WRAPPER.format(parameters=parameters, body=body, returned=returned))
    assert found == ([(kind, "", "f")] if kind else [])


def test_decorators_by_wraps_in_branches_of_classes_and_made_by_factories() -> None:
    source = """
    def by_wraps(h):
        if h:
            @functools.wraps(h)
            def g(): ...
            return g

    def factory(n):
        def decorate(h):
            def g():
                return h()
            return g
        return decorate

    class C:
        def method(self, h):
            def g():
                return h()
            return g

        def bound(self):
            def g():
                return self()
            return g
    """
    assert patterns(source) == [
        ("decorator", "", "C.method"),
        ("decorator", "", "by_wraps"),
        ("decorator", "", "factory.decorate"),
        ("decorator factory", "", "factory"),
    ]


def calls(source: str) -> list[tuple[str, str]]:
    return [(each.owner, each.name) for each in facts(source).calls]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from m import f\nf()", [("", "f")]),
        ("import a.b\na.b.f(1)", [("", "a.b.f")]),
        ("from m import f as g\ndef h():\n return [g(x) for x in y]", [("h", "g")]),
        ("from m import f\n@f\ndef h(): pass", [("", "f")]),
        ("from m import f\n@f(1)\nclass C: pass", [("", "f")]),
        ("from m import f\ndef h(x=f()): pass", [("", "f")]),
        ("from m import f\nclass C:\n def f(self):\n  f()", [("C.f", "f")]),
        ("from m import f\nclass C:\n f = 1\n x = f()", []),
        ("from m import f\nif f(): pass\nelif x: f(2)", [("", "f")]),
        ("from m import f\nmatch f():\n case 1: pass", [("", "f")]),
        ("from m import f; x = f()", [("", "f")]),
        ("from m import f\ndef h():\n with f() as g: pass", [("h", "f")]),
        ("from m import f\ndef h(f): f()", []),
        ("from m import f\ndef h():\n f = 1\n f()", []),
        ("from m import f\ndef h():\n for f in y: pass\n f()", []),
        ("from m import f\ndef h():\n def f(): pass\n f()", []),
        ("from m import f\ndef h():\n import f\n f()", []),
        ("from m import f\n[f() for f in y]", []),
        ("from m import f\n(lambda f: f())", []),
        ("from m import f\nf = g(f)\nf()", []),
        ("try:\n from m import f\nexcept ImportError:\n def f(): pass\nf()", []),
        ("def h():\n from m import f\n f()", []),
        ("from m import *\nf()", []),
        ("from m import f\nx.f()", []),
        ("from m import f\n'f()'  # f()", []),
    ],
)
def test_calls_are_those_of_names_that_only_imports_bind(source: str, expected: list[tuple[str, str]]) -> None:
    assert calls(source) == expected


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# TODO: do it", ("TODO", "", "do it")),
        ("# TODO(ada): do it", ("TODO", "ada", "do it")),
        ("#FIXME do it", ("FIXME", "", "do it")),
        ("# HACK", ("HACK", "", "")),
        ("# XXX - do it", ("XXX", "", "do it")),
        ("# TODO: -1 is wrong", ("TODO", "", "-1 is wrong")),
        ("# TODO (later) do it", ("TODO", "", "(later) do it")),
        ("#: TODO: do it", ("TODO", "", "do it")),
        ("x = 1  # TODO do it", ("TODO", "", "do it")),
        ("# TODOS: none", None),
        ("# todo: none", None),
        ("# XXX-12: a form", None),
        ("# This is TODO", None),
        ("x = '# TODO: do it'", None),
        ("'''\n# TODO: do it\n'''", None),
    ],
)
def test_a_remark_is_a_comment_that_opens_with_its_tag(comment: str, expected: tuple[str, str, str] | None) -> None:
    found = [(each.tag, each.author, each.text) for each in facts(comment + "\n").remarks]
    assert found == ([expected] if expected else [])


def test_a_remark_goes_on_in_the_comment_lines_below_it() -> None:
    source = """
    # TODO: one
    # two
    #   three
    #
    # not this

    x = 1  # FIXME: four
    # nor this
    # XXX five
    # HACK six
      # nor that
    """
    found = facts(source).remarks
    assert [(each.line, each.text) for each in found] == [(1, "one two three"), (7, "four"), (9, "five"), (10, "six")]


COMMENTS = [
    "# a",
    "x = 1  # b",
    "'''# c\n# d'''",
    "f'{x}#'  # e",
    "def f():  # f\n    # g\n    pass\n# h",
    "",
    "(1,  # i\n)",
    "def f(a,  # j\n      b): \\\n    pass  # k",
    "class C(  # l\n    object): \\\n    pass",
    "class C:  # m\n    @d  # n\n    def f(self):\n        if x:  # o\n            y = '''\n# p'''\n        # q\n",
]


@given(st.lists(st.sampled_from(COMMENTS), max_size=8))
def test_both_ways_to_the_comments_lead_to_the_same(pieces: list[str]) -> None:
    text = "\n".join(pieces) + "\n"
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    expected = [(*token.start, token.string) for token in tokens if token.type == tokenize.COMMENT]
    lines = text.split("\n")
    read = remarks._read(lines, ast.parse(text).body, range(1, len(lines)))
    assert remarks._provided(cst.parse_module(text)) == list(read) == expected


def test_remarks_are_found_in_statements_without_facts() -> None:
    source = "def f():\n x = 1\n if y:  # TODO: one\n  z = '''\n# TODO: not this\n'''\n else:\n  pass # XXX two\n"
    assert [(each.line, each.text) for each in facts(source).remarks] == [(3, "one"), (8, "two")]


def test_remarks_are_found_where_the_running_python_cannot_read_the_file() -> None:
    source = "def f[T](): pass  # TODO: one\ntry: pass\nexcept A, B: pass\n# XXX two\n"
    assert [(each.line, each.text) for each in facts(source).remarks] == [(1, "one"), (4, "two")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("warnings.warn('old', DeprecationWarning)", ("", "warnings.warn", "DeprecationWarning", "'old'")),
        (
            "def f():\n warn('old',\n  category=PendingDeprecationWarning)",
            ("f", "warn", "PendingDeprecationWarning", "'old'"),
        ),
        (
            "warnings.warn(DeprecationWarning('old'))",
            ("", "warnings.warn", "DeprecationWarning", "'old'"),
        ),
        (
            "def f():\n m = ('o'\n  'ld')\n warn(m, DeprecationWarning)",
            ("f", "warn", "DeprecationWarning", "('o' 'ld')"),
        ),
        (
            "OLD = f'old {x}'\ndef f():\n warn(message=OLD, category=DeprecationWarning)",
            ("f", "warn", "DeprecationWarning", "f'old {x}'"),
        ),
        ("def f(m):\n m = 'old'\n warn(m, DeprecationWarning)", ("f", "warn", "DeprecationWarning", "")),
        ("def f(m):\n warn(m, DeprecationWarning)\nm = 'old'", ("f", "warn", "DeprecationWarning", "")),
        (
            "def f():\n m = 'old'\n if x:\n  m += 'er'\n warn(DeprecationWarning(m))",
            ("f", "warn", "DeprecationWarning", ""),
        ),
        ("OLD = '%s'\nwarn(OLD % x, DeprecationWarning)", ("", "warn", "DeprecationWarning", "'%s'")),
        (
            "def f():\n m = '{}'\n warn(m.format(x), DeprecationWarning)",
            ("f", "warn", "DeprecationWarning", "'{}'"),
        ),
        ("warn(text % x, DeprecationWarning)", ("", "warn", "DeprecationWarning", "text % x")),
        ("warn(self.m, DeprecationWarning)", ("", "warn", "DeprecationWarning", "")),
        ("warnings.warn('DeprecationWarning')", None),
        ("log('old', DeprecationWarning)", None),
        ("warnings.warn()", None),
    ],
)
def test_deprecations(source: str, expected: tuple[str, str, str, str] | None) -> None:
    found = [(each.owner, each.call, each.category, each.message) for each in facts(source).deprecations]
    assert found == ([expected] if expected else [])
