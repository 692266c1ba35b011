"""Inheritance across files, and which tests use what."""

from __future__ import annotations

import contextlib
import random

import pytest
from helpers.linking import linked, shown

from extractor.link import coverage
from extractor.link.inheritance import find_orders, find_overrides
from extractor.link.resolve import Target
from extractor.link.testing import holds_tests, is_test


def relations(files: dict[str, str], relation: str) -> dict[str | None, object]:
    """One relation of the graph, its targets on one line."""
    found = getattr(linked(files).graph, relation)
    return {
        shown(key): shown(value) if isinstance(value, Target) else tuple(map(shown, value))
        for key, value in found.items()
    }


BASE = "class Base:\n    def run(self): ...\n    def stop(self): ...\n"


def test_bases_lead_through_reexports_and_nowhere_outside() -> None:
    files = {
        "pkg/__init__.py": "from .base import Base",
        "pkg/base.py": BASE,
        "a.py": "import pkg, pkg.base\nfrom abc import ABC\n"
        "class A(pkg.Base, ABC): ...\nclass B(pkg.base.Base[int]): ...\nclass C(A): ...\nclass D(make()): ...\n",
    }
    assert relations(files, "bases") == {
        "pkg/base.py:Base": (),
        "a.py:A": ("pkg/base.py:Base", None),
        "a.py:B": ("pkg/base.py:Base",),
        "a.py:C": ("a.py:A",),
        "a.py:D": (None,),
    }
    assert relations(files, "subclasses") == {"a.py:A": ("a.py:C",), "pkg/base.py:Base": ("a.py:A", "a.py:B")}


def test_bases_in_a_namespace_package() -> None:
    files = {"space/base.py": BASE, "a.py": "import space.base\nclass A(space.base.Base): ...\n"}
    assert relations(files, "bases")["a.py:A"] == ("space/base.py:Base",)


def test_a_class_that_takes_its_own_name_as_base_is_not_its_own_base() -> None:
    files = {"a.py": "from b import A\nclass A(A): ...\n", "b.py": "class A: ...\n"}
    assert relations(files, "subclasses").get("a.py:A") is None


def test_overrides_across_files_and_past_classes_without_the_method() -> None:
    files = {
        "base.py": BASE,
        "middle.py": "from base import Base\nclass Middle(Base):\n    def stop(self): ...\n",
        "leaf.py": "from middle import Middle as M\nclass Leaf(M):\n    def run(self): ...\n    def stop(self): ...\n",
    }
    assert relations(files, "overrides") == {
        "leaf.py:Leaf.run": "base.py:Base.run",
        "leaf.py:Leaf.stop": "middle.py:Middle.stop",
        "middle.py:Middle.stop": "base.py:Base.stop",
    }
    assert relations(files, "overridden_by") == {
        "base.py:Base.run": ("leaf.py:Leaf.run",),
        "base.py:Base.stop": ("middle.py:Middle.stop",),
        "middle.py:Middle.stop": ("leaf.py:Leaf.stop",),
    }


DIAMOND = """
class Top:
    def run(self): ...
class Left(Top): ...
class Right(Top):
    def run(self): ...
class Bottom(Left, Right):
    def run(self): ...
"""


def test_in_a_diamond_the_override_is_of_what_the_resolution_order_has_next() -> None:
    overrides = relations({"a.py": DIAMOND}, "overrides")
    assert overrides == {"a.py:Bottom.run": "a.py:Right.run", "a.py:Right.run": "a.py:Top.run"}


class _A: ...


class _B(_A): ...


class _C(_A): ...


class _D(_B, _C): ...


class _E(_C): ...


class _F(_E): ...


class _G(_D, _F): ...


class _H(_G, _F, _A): ...


def test_the_resolution_order_is_pythons() -> None:
    classes = [_H, _G, _F, _E, _D, _C, _B, _A]
    bases = {_target(each): tuple(_target(base) for base in each.__bases__ if base is not object) for each in classes}
    orders = find_orders(bases)
    found = {each: [*order] for each, order in orders.items()}
    assert found == {_target(each): [_target(base) for base in each.__mro__[:-1]] for each in classes}


@pytest.mark.parametrize("seed", range(20))
def test_orders_and_overrides_of_random_classes_are_pythons(seed: int) -> None:
    chance = random.Random(seed)
    classes: list[type] = []
    for _ in range(60):
        parents = chance.sample(classes[-12:], min(len(classes), chance.choice([0, 1, 1, 2, 2, 3])))
        names = {name: None for name in "fgh" if chance.random() < 0.3}
        with contextlib.suppress(TypeError):  # there is no such class
            classes.append(type(f"C{len(classes)}", tuple(parents), names))
    bases = {_target(each): tuple(_target(base) for base in each.__bases__ if base is not object) for each in classes}
    found = {each: [*order] for each, order in find_orders(bases).items()}
    assert found == {_target(each): [_target(base) for base in each.__mro__[:-1]] for each in classes}
    methods = {_target(each): tuple(name for name in "fgh" if name in vars(each)) for each in classes}
    expected = {
        Target("a.py", f"{each.__name__}.{name}"): Target("a.py", f"{base.__name__}.{name}")
        for each in classes
        for name in "fgh"
        if name in vars(each) and (base := next((base for base in each.__mro__[1:] if name in vars(base)), None))
    }
    assert find_overrides(bases, methods) == expected


def _target(each: type) -> Target:
    return Target("a.py", each.__name__)


@pytest.mark.parametrize(
    "source",
    [
        "class A(B):\n    def f(self): ...\nclass B(A):\n    def g(self): ...\n",
        "class A: ...\nclass B(A): ...\nclass C(A, B):\n    def f(self): ...\n",
        "class A(A, A):\n    def f(self): ...\n",
    ],
    ids=["circle", "contradiction", "itself, twice"],
)
def test_inheritance_that_python_refuses_has_no_override(source: str) -> None:
    assert relations({"a.py": source}, "overrides") == {}


def test_inheritance_may_be_deep() -> None:
    depth = 1_500
    source = "class C0:\n    def f(self): ...\n" + "".join(f"class C{n}(C{n - 1}): ...\n" for n in range(1, depth))
    files = {"a.py": source, "b.py": f"from a import C{depth - 1} as C\nclass Last(C):\n    def f(self): ...\n"}
    assert relations(files, "overrides") == {"b.py:Last.f": "a.py:C0.f"}


# Tests.

MODULE = {
    "pkg/__init__.py": "from .mod import function",
    "pkg/mod.py": "def function(): ...\nclass Thing:\n    x = 1\n",
}


def coverage_of(path: str, files: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {use.path: use.functions for use in linked(files).tests.get(path, ())}


USES = [
    pytest.param("from pkg.mod import function\ndef test_a():\n    function()\n", ("test_a",), id="by name"),
    pytest.param("from pkg import function\ndef test_a():\n    function()\n", ("test_a",), id="through a re-export"),
    pytest.param("import pkg.mod\ndef test_a():\n    pkg.mod.function()\n", ("test_a",), id="as an attribute"),
    pytest.param("from pkg import mod as m\ndef test_a():\n    m.Thing.x.real\n", ("test_a",), id="deeper"),
    pytest.param("from pkg.mod import function\ndef test_a():\n    pass\n", (), id="imported only"),
    pytest.param("from pkg.mod import function\ndef helper():\n    function()\n", (), id="in no test"),
    pytest.param(
        "from pkg.mod import function\ndef test_a(function):\n    function()\n", (), id="a fixture of that name"
    ),
    pytest.param(
        "from pkg import mod\nclass TestA:\n    def test_a(self):\n        mod.function()\n",
        ("TestA.test_a",),
        id="method",
    ),
    pytest.param(
        "from pkg.mod import function\ndef test_b():\n    function()\nasync def test_a():\n    with x: function()\n",
        ("test_a", "test_b"),
        id="several, sorted",
    ),
]


@pytest.mark.parametrize(("source", "functions"), USES)
def test_the_tests_of_a_module_are_those_that_name_what_is_in_it(source: str, functions: tuple[str, ...]) -> None:
    assert coverage_of("pkg/mod.py", {**MODULE, "tests/test_mod.py": source}) == {"tests/test_mod.py": functions}


def test_a_test_of_a_reexport_is_one_of_the_package_too() -> None:
    files = {**MODULE, "test_a.py": "from pkg import function\ndef test_a():\n    function()\n"}
    assert coverage_of("pkg/__init__.py", files) == {"test_a.py": ()}
    assert coverage_of("pkg/mod.py", files) == {"test_a.py": ("test_a",)}


def test_what_stands_among_the_tests_is_no_test_and_has_tests() -> None:
    files = {
        "code.py": "def f(): ...",
        "tests/helpers.py": "from code import f\ndef h():\n    f()\n",
        "tests/test_a.py": "from helpers import h\ndef test_a():\n    h()\n",
    }
    assert linked(files).tests == {"tests/helpers.py": (coverage.TestUse("tests/test_a.py", ("test_a",)),)}


TEST_FILES = [
    ("test_a.py", "", True, True),
    ("a_test.py", "", True, True),
    ("conftest.py", "", True, False),
    ("tests/data.py", "", True, False),
    ("tests/data.py", "def test_one(value): ...", True, True),
    ("pkg/testing/helper.py", "", True, False),
    ("pkg/test/case.py", "class Case:\n    def test_one(self): ...\n", True, True),
    ("tests/helper.py", "def setup():\n    def test_one(): ...\n", True, False),
    ("tests/data.json", "", True, False),
    ("tests.py", "def test_one(): ...", True, True),
    ("test.py", "class T:\n    def test_one(self): ...", True, True),
    ("tests.py", "def test_odd(value): return value % 2", False, False),
    ("tests.py", "", False, False),
    ("test_a.md", "", False, False),
    ("attest.py", "def test_one(): ...", False, False),
    ("contest/a.py", "", False, False),
    ("testament.py", "", False, False),
]


@pytest.mark.parametrize(("path", "source", "belongs", "holds"), TEST_FILES)
def test_what_a_test_file_is(path: str, source: str, belongs: bool, holds: bool) -> None:
    facts = linked({path: source}).files[path]
    assert (is_test(facts), holds_tests(facts)) == (belongs, holds)
