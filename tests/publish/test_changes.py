"""What is said of a file that changed: every case as old source, new source, and the words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.comparison import change_words
from extractor.comparison.change import Detail, FactChange, FileChange
from extractor.comparison.changes import Sources, changes_between
from extractor.extraction.file import extract_file, read_source


def compared(old: str | bytes, new: str | bytes, path: str = "a.py", *, with_sources: bool = True) -> FileChange | None:
    sides = [each if isinstance(each, bytes) else each.encode() for each in (old, new)]
    sources = Sources(*(read_source(path, each) for each in sides)) if with_sources else None
    return changes_between(*(extract_file(path, each) for each in sides), sources)


def said(change: FileChange | None) -> list[str]:
    return [] if change is None else change_words.as_text([change]).splitlines()


MANY = "    0,\n" * 400
PYTHON = {
    "added function": ("", "def f(): pass\n", ["a.py:1: added function `f`"]),
    "removed function": ("def f(): pass\n", "", ["a.py: removed function `f`"]),
    "moved": ("def f(): pass\ndef g(): pass\n", "\n\ndef g(): pass\ndef f(): pass\n", ["a.py: implementation changed"]),
    "gained parameter": ("def f(x): pass", "def f(x, y): pass", ["a.py:1: `f` gained parameter `y`"]),
    "gained typed": ("def f(): pass", "def f(y: int = 1): pass", ["a.py:1: `f` gained parameter `y: int = 1`"]),
    "gained stars": (
        "def f(): pass",
        "def f(*a, **k): pass",
        ["a.py:1: `f` gained parameter `*a`; gained parameter `**k`"],
    ),
    "lost parameter": ("def f(x, y): pass", "def f(x): pass", ["a.py:1: `f` lost parameter `y`"]),
    "renamed parameter": ("def f(x, y): pass", "def f(x, z): pass", ["a.py:1: `f` parameter `y` renamed `z`"]),
    "another type is another parameter": (
        "def f(x: int): pass",
        "def f(y: str): pass",
        ["a.py:1: `f` lost parameter `x: int`; gained parameter `y: str`"],
    ),
    "reordered": ("def f(x, y): pass", "def f(y, x): pass", ["a.py:1: `f` parameters reordered `x, y` -> `y, x`"]),
    "keyword-only": ("def f(x): pass", "def f(*, x): pass", ["a.py:1: `f` parameter `x` became keyword-only"]),
    "gained keyword-only": (
        "def f(x): pass",
        "def f(x, *, y=2): pass",
        ["a.py:1: `f` gained keyword-only parameter `y=2`"],
    ),
    "default": ("def f(x=1): pass", "def f(x=2): pass", ["a.py:1: `f` default of parameter `x` `1` -> `2`"]),
    "gained default": ("def f(x): pass", "def f(x={}): pass", ["a.py:1: `f` parameter `x` gained default `{}`"]),
    "annotation": (
        "def f(x: int): pass",
        "def f(x: str): pass",
        ["a.py:1: `f` annotation of parameter `x` `int` -> `str`"],
    ),
    "layout of a signature": (
        "def f(x: dict[str,int]='a'): pass",
        'def f(\n    x: dict[str, int] = "a",\n): pass',
        ["a.py: only comments or layout changed"],
    ),
    "returns": ("def f(): pass", "def f() -> int: pass", ["a.py:1: `f` gained return annotation `int`"]),
    "async": ("def f(): pass", "async def f(): pass", ["a.py:1: `f` became async"]),
    "no longer async": ("async def f(): pass", "def f(): pass", ["a.py:1: `f` is no longer async"]),
    "generator": (
        "def f(): return 1",
        "def f(): yield 1",
        ["a.py:1: `f` became a generator; implementation changed"],
    ),
    "property": (
        "class C:\n    def p(self): pass",
        "class C:\n    @property\n    def p(self): pass",
        ["a.py:3: `C.p` became a property"],
    ),
    "setter": (
        "class C:\n    @property\n    def p(self): pass",
        "class C:\n    @property\n    def p(self): pass\n    @p.setter\n    def p(self, v): pass",
        ["a.py:3: `C.p` gained a further definition `@p.setter def p(self, v)`"],
    ),
    "decorator": ("def f(): pass", "@cache(1)\ndef f(): pass", ["a.py:2: `f` gained decorator `cache(1)`"]),
    "decorator order": (
        "@a\n@b\ndef f(): pass",
        "@b\n@a\ndef f(): pass",
        ["a.py:3: `f` decorators reordered `a, b` -> `b, a`"],
    ),
    "bases": ("class C(A, B): pass", "class C(B, D): pass", ["a.py:1: `C` lost base `A`; gained base `D`"]),
    "base order": ("class C(A, B): pass", "class C(B, A): pass", ["a.py:1: `C` bases reordered `A, B` -> `B, A`"]),
    "metaclass": ("class C: pass", "class C(metaclass=M): pass", ["a.py:1: `C` gained class keyword `metaclass=M`"]),
    "dataclass": (
        "from dataclasses import dataclass\nclass C: pass",
        "from dataclasses import dataclass\n@dataclass\nclass C: pass",
        ["a.py:3: `C` became a dataclass"],
    ),
    "dataclass with arguments": (
        "from dataclasses import dataclass\nclass C: pass",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass C: pass",
        ["a.py:3: `C` gained decorator `dataclass(frozen=True)`"],
    ),
    "enum": (
        "from enum import Enum\nclass C: pass",
        "from enum import Enum\nclass C(Enum): pass",
        ["a.py:2: `C` became an enum; gained base `Enum`"],
    ),
    "attributes": (
        "class C:\n    a: int = 1\n    b = 2",
        "class C:\n    a: str = 2\n    c: int",
        [
            "a.py:1: `C` lost attribute `b`; annotation of attribute `a` `int` -> `str`; "
            "value of attribute `a` `1` -> `2`; gained attribute `c: int`"
        ],
    ),
    "added class": (
        "",
        "class C:\n    def m(self):\n        def n(): pass\n    def o(self): pass",
        ["a.py:1: added class `C` with `m`, `m.n`, `o`"],
    ),
    "function becomes class": (
        "def C(): pass",
        "class C: pass",
        ["a.py:1: added class `C`", "a.py: removed function `C`"],
    ),
    "raises": (
        "def f():\n    raise A",
        "def f():\n    raise B",
        ["a.py:1: `f` lost its `raise` of `A`; gained a `raise` of `B`; implementation changed"],
    ),
    "docstring": ('def f():\n    "a"', 'def f():\n    "b"', ["a.py:1: `f` docstring changed"]),
    "lost docstring": (
        'def f():\n    "a"\n    pass',
        "def f():\n    pass",
        ["a.py:1: `f` lost its docstring"],
    ),
    "module docstring": ("", '"a"', ["a.py: gained a docstring"]),
    "implementation": ("def f():\n    return 1", "def f():\n    return 2", ["a.py:1: `f` implementation changed"]),
    "implementation of a nested function only": (
        "def f():\n    def g():\n        return 1",
        "def f():\n    def g():\n        return 2",
        ["a.py:2: `f.g` implementation changed"],
    ),
    "comment": (
        "def f():\n    return 1",
        "def f():\n    # one\n    return 1",
        ["a.py: only comments or layout changed"],
    ),
    "module code": ("print(1)", "print(2)", ["a.py: implementation changed"]),
    "imports": (
        "import os, sys\nfrom a import b\nfrom . import c",
        "from a import b as d\nfrom . import c",
        ["a.py: added import `a.b as d`", "a.py: removed imports `os`, `sys`, `a.b`"],
    ),
    "import moved to a branch": (
        "import os",
        "if TYPE_CHECKING:\n    import os",
        ["a.py:2: import `os` no longer at module level; now at module level under `if TYPE_CHECKING`"],
    ),
    "import in a function": (
        "import os",
        "import os\ndef f():\n    import os",
        ["a.py:1: import `os` now in `f`", "a.py:2: added function `f`"],
    ),
    "exports": (
        "__all__ = ['a', 'b']",
        "__all__ = ['b', 'c', *core.__all__]",
        ["a.py: `__all__` lost `a`; gained `c`; gained `core.__all__`"],
    ),
    "gained exports": ("", "__all__ = ['b']", ["a.py: added export `__all__` with `b`"]),
    "empty exports": ("__all__ = []", "", ["a.py: removed export `__all__`"]),
    "constant": ("X = 1", "X = 2", ["a.py:1: constant `X` value `1` -> `2`"]),
    "variables": (
        "x = 1\nT = TypeVar('T')",
        "X = 1",
        ["a.py:1: added constant `X`", "a.py: removed variable `x`", "a.py: removed type variable `T`"],
    ),
    "value of several lines": ("X = [\n    1,\n]", "X = [\n    2,\n]", ["a.py:1: constant `X` value `[1]` -> `[2]`"]),
    "long value": (f"X = [\n{MANY}    1,\n]", f"X = [\n{MANY}    2,\n]", ["a.py:1: constant `X` value changed"]),
    "layout of a long value": ("X = [\n    1,\n]", "X = [\n    1\n]", ["a.py: only comments or layout changed"]),
    "long attribute": (
        f"class C:\n    x = [\n{MANY}        1,\n    ]",
        f"class C:\n    x = [\n{MANY}        2,\n    ]",
        ["a.py:1: `C` value of attribute `x` changed"],
    ),
    "main guard and shebang": (
        "f()",
        "#!/usr/bin/env python\nif __name__ == '__main__':\n    f()",
        ["a.py: gained a shebang line", "a.py: gained a main guard"],
    ),
    "condition": (
        "def f(): pass",
        "if A:\n    def f(): pass",
        ["a.py:2: `f` now under `if A`"],
    ),
    "type parameter": ("def f(x): pass", "def f[T](x): pass", ["a.py:1: `f` gained type parameter `T`"]),
    "overload": (
        "@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\ndef f(x): pass",
        "@overload\ndef f(x: int): ...\ndef f(x): pass",
        ["a.py:2: `f` lost one of its definitions `@overload def f(x: str)`"],
    ),
    "overload changed": (
        "@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\ndef f(x): pass",
        "@overload\ndef f(x: int): ...\n@overload\ndef f(x: bytes): ...\ndef f(x): pass",
        ["a.py:2: `f` annotation of parameter `x` `str` -> `bytes`"],
    ),
    "overloads in another order": (
        "@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...",
        "@overload\ndef f(x: str): ...\n@overload\ndef f(x: int): ...",
        ["a.py: implementation changed"],
    ),
    "broken now": (
        "def f(): pass",
        "x = =",
        [
            'a.py: not parsed now (line 1, column 5: invalid syntax near "="), but before: not compared',
        ],
    ),
    "escapes": ("", "X = 1\nx = '\x1b[0m'\n", ["a.py:1: added constant `X`", "a.py:2: added variable `x`"]),
    "escapes in a value": ("X = 1\n", "X = '\x1b'\n", ["a.py:1: constant `X` value `1` -> `'\\x1b'`"]),
}


@pytest.mark.parametrize(("old", "new", "expected"), PYTHON.values(), ids=PYTHON.keys())
def test_a_change_of_python_is_said_in_its_terms(old: str, new: str, expected: list[str]) -> None:
    assert said(compared(old, new)) == expected


TEXT = {
    "heading": (
        "a.md",
        "# A\n\n## B\n",
        "# A\n\n## C\n\n## D\n",
        ["a.md: added headings `C`, `D`", "a.md: removed heading `B`"],
    ),
    "level": ("a.md", "# A\n", "## A\n", ["a.md: heading `A` level 1 -> 2"]),
    "words": ("a.md", "# A\n\nOne.\n", "# A\n\nTwo.\n", ["a.md: content changed"]),
    "identifiers": ("a.c", "int f(void) { }\n", "int g(void) { }\n", None),
    "content": ("a.txt", "one\n", "two\n", ["a.txt: content changed"]),
}


@pytest.mark.parametrize(("path", "old", "new", "expected"), TEXT.values(), ids=TEXT.keys())
def test_a_change_of_another_file_is_said_in_its_terms(
    path: str, old: str, new: str, expected: list[str] | None
) -> None:
    expected = [f"{path}: removed identifier `f`", f"{path}: added identifier `g`"] if expected is None else expected
    assert said(compared(old, new, path)) == expected


def test_files_that_come_go_or_are_renamed() -> None:
    facts = extract_file("b.py", b"import os\ndef f(): pass\nclass C:\n    def m(self): pass\n")
    held = "import `os`; class `C`; function `f`; method `C.m`"
    (added,) = said(changes_between(None, facts))
    (removed,) = said(changes_between(facts, None))
    assert added.startswith("b.py: added: ")
    assert removed.startswith("b.py: removed: ")
    for line in (added, removed):
        assert sorted(line.partition("ed: ")[2].split("; ")) == sorted(held.split("; "))
    assert said(changes_between(None, extract_file("b.py", b""))) == ["b.py: added"]
    assert said(changes_between(None, extract_file("b.py", b"def"))) == [
        'b.py: added, not parsed: line 1, column 1: invalid syntax near "def", expected a name'
    ]
    assert changes_between(None, None) is None
    assert said(changes_between(facts, extract_file("a b.py", b"import os\ndef f(): pass\n"))) == [
        "b.py -> a b.py: renamed",
        "a b.py: removed class `C` with `m`",
    ]
    assert said(changes_between(extract_file("a", b"x"), extract_file("a.py", b"x"))) == [
        "a -> a.py: renamed",
        "a.py: another kind of file now: not compared",
    ]


def test_broken_before_or_on_both_sides() -> None:
    assert said(compared("x = =", "def f(): pass")) == [
        'a.py: parsed now, before not (line 1, column 5: invalid syntax near "="): not compared'
    ]
    assert said(compared("x = =", "y = =")) == [
        'a.py: not parsed now (line 1, column 5: invalid syntax near "="), nor before: not compared'
    ]


def test_encoding_and_line_ends() -> None:
    latin = "# coding: latin-1\nX = 'é'\n".encode("latin-1")
    assert said(compared(latin, "# coding: utf-8\nX = 'é'\n")) == ["a.py: encoding iso8859-1 -> utf-8"]
    assert said(compared(b"X = 1\n", b"X = 1\r\n")) == ["a.py: only comments or layout changed"]


def test_without_sources_nothing_is_claimed_of_bodies() -> None:
    old, new = "def f():\n    return 1\n", "def f():\n    return 2\n"
    assert said(compared(old, new, with_sources=False)) == ["a.py: implementation or layout changed"]


def test_what_text_shortens_it_counts_and_json_has_all() -> None:
    change = compared("", "".join(f"import m{number}\n" for number in range(15)) + f"X = '{'x' * 200}'\n")
    assert change is not None
    first, _ = said(change)
    assert first.endswith("`m11` and 3 more")
    document = json.loads(change_words.as_json([change]))
    assert [each["name"] for each in document[0]["changes"]] == [*(f"m{number}" for number in range(15)), "X"]
    (line,) = said(compared("X = 1", f"X = '{'x' * 200}'"))
    assert line == f"a.py:1: constant `X` value `1` -> `'{'x' * 99}` (and 102 more characters)"


def test_the_summary_counts() -> None:
    files = [FileChange("a", "added"), FileChange("b", "changed"), FileChange("c", "changed")]
    assert change_words.summary(files, "v1") == "3 source files changed since v1: 1 added, 2 changed"
    assert change_words.summary(files[:1], "v1") == "1 source file changed since v1: 1 added"
    assert change_words.summary([], "v1") == "no source file changed since v1"


NAMES = st.lists(st.sampled_from("abcdefgh"), max_size=8)
DEFINITIONS = (
    "def {0}(x, y: int = 1, *, z=None):\n    'doc'\n    raise ValueError(x)\n",
    "class {0}(Base, metaclass=M):\n    attribute: int = 3\n    def method(self):\n        self.x = 1\n",
    "@overload\ndef {0}(x: int) -> int: ...\n",
    "if CONDITION:\n    def {0}(): yield 1\nelse:\n    async def {0}(): pass\n",
    "{0} = [\n    1,\n]\n",
    "import {0}\n",
)
SOURCES = st.lists(st.tuples(st.sampled_from(DEFINITIONS), st.sampled_from("abc")), max_size=8).map(
    lambda parts: "".join(form.format(name) for form, name in parts)
)


@given(SOURCES, SOURCES, st.booleans())
def test_any_two_sources_can_be_compared_and_all_of_it_said(old: str, new: str, with_sources: bool) -> None:
    change = compared(old, new, with_sources=with_sources)
    assert (change is None) == (old == new)
    assert bool(said(change)) == (old != new)
    assert said(compared(old, new, with_sources=with_sources)) == said(change)


@given(SOURCES, st.integers(1, 3))
def test_a_copy_in_another_layout_has_changed_in_layout_only(source: str, lines: int) -> None:
    moved = "\n" * lines + source.replace(":\n", ":  # note\n").replace("\n", "\n\n")
    assert compared(source, source) is None
    change = compared(source, moved)
    assert change is not None
    assert change.changes == (FactChange("file", "", "changed", details=(Detail("layout"),)),)
    blind = compared(source, moved, with_sources=False)
    assert blind is not None
    assert blind.changes == (FactChange("file", "", "changed", details=(Detail("code or layout"),)),)


@given(NAMES, NAMES)
def test_every_function_that_came_or_went_is_named(old: list[str], new: list[str]) -> None:
    change = compared(*("".join(f"def {name}(): pass\n" for name in names) for names in (old, new)))
    found = change.changes if change else ()
    assert {each.name for each in found if each.action == "added"} == set(new) - set(old)
    assert {each.name for each in found if each.action == "removed"} == set(old) - set(new)
    text = "\n".join(said(change))
    assert all(f"added function `{name}`" in text for name in set(new) - set(old))
    assert all(f"removed function `{name}`" in text for name in set(old) - set(new))
