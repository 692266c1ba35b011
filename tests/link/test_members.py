"""What classes have from those above them, and the constructors that decorators make."""

from __future__ import annotations

import inspect
import sys
import types

import pytest
from helpers.linking import linked, shown

from extractor.link.constructors import find_constructor
from extractor.link.resolve import Target


def inherited(files: dict[str, str], path: str, name: str) -> dict[str | None, tuple[str, ...]]:
    members = linked(files).members.inherited(Target(path, name))
    return {shown(base): names for base, names in members}


def constructor(files: dict[str, str], path: str, name: str) -> tuple[str, ...] | None:
    repository = linked(files)
    found = find_constructor(Target(path, name), repository.members, repository.graph.bases)
    return found and found.parameters


def test_members_come_from_the_nearest_class_that_has_them() -> None:
    files = {
        "top.py": "class Top:\n    n = 1\n    def run(self): ...\n    def stop(self): ...\n    def _own(self): ...\n",
        "a.py": """
            from top import Top
            class Middle(Top):
                def __init__(self):
                    self.size = 1
                def stop(self): ...
            class Leaf(Middle):
                def run(self): ...
            """,
    }
    assert inherited(files, "a.py", "Leaf") == {"a.py:Middle": ("size", "stop"), "top.py:Top": ("n",)}


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ("Base", {"m.py:Base": ("run",)}),
        ("Base, unknown.Other", {"m.py:Base": ("run",)}),
        ("unknown.Other, Base", {}),
        ("dict, Base", {}),
        ("Generic[T], ABC, Base", {"m.py:Base": ("run",)}),
        ("Left, Base", {"m.py:Left": ("left",)}),
    ],
)
def test_what_a_base_out_of_sight_may_hide_is_not_told(bases: str, expected: dict[str, tuple[str, ...]]) -> None:
    source = f"""
        import unknown
        from abc import ABC
        from typing import Generic, TypeVar
        T = TypeVar("T")
        class Base:
            def run(self): ...
        class Left(unknown.Thing):
            left = 1
        class C({bases}): ...
        """
    assert inherited({"m.py": source}, "m.py", "C") == expected


def test_of_classes_in_circles_nothing_is_told() -> None:
    files = {
        "a.py": f"{HEAD}@dataclass\nclass A(B):\n    x: int\n@dataclass\nclass B(A):\n    y: int\nclass C(A): ...\n"
    }
    assert inherited(files, "a.py", "C") == inherited(files, "a.py", "A") == {}
    assert constructor(files, "a.py", "A") is None


WITH_ATTRS = "import attr\nimport attrs\nfrom attrs import define, field as of, Factory\n"
HEAD = """
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import ClassVar, Generic, TypeVar
T = TypeVar("T")
"""

CLASSES = [
    "@dataclass\nclass C:\n    a: int\n    b: str = 'x'\n",
    "@dataclass()\nclass C(Generic[T]):\n    a: int\n    z: ClassVar[int] = 1\n    p = 3\n    v: InitVar[int] = 2\n",
    "@dataclass\nclass C:\n    a: list[int] = field(default_factory=list)\n    b: int = field(init=False)\n",
    "@dataclass\nclass C:\n    a: int\n    _: KW_ONLY\n    b: int\n    c: int = field(kw_only=False, default=1)\n",
    "@dataclass(kw_only=True)\nclass C:\n    a: int = 1\n    b: int = field(kw_only=False)\n",
    "@dataclass\nclass B:\n    a: int\n    b: int = 1\n@dataclass\nclass C(B):\n    c: int = 2\n    a: str\n",
    "class A:\n    a: int\n@dataclass\nclass B(A):\n    b: int\n@dataclass(frozen=True, init=True)\nclass C(A):\n"
    "    c: int = 3\n",
    "@dataclass(init=False)\nclass B:\n    a: int\n@dataclass\nclass C(B, ValueError):\n    c: int\n",
    "@define\nclass C:\n    _a: int\n    b: int = of(factory=list, kw_only=True)\n    c: int = 4\n",
    "@define\nclass C:\n    a = of()\n    b: int = 3\n",
    "@attr.s\nclass C:\n    a = attr.ib(None)\n    b: int = 3\n    c = attr.ib(default=Factory(list), init=False)\n",
    "@attr.s(auto_attribs=True)\nclass C:\n    a: int\n    b: 'ClassVar[int]' = 3\n    c: int = Factory(list)\n",
    "@attrs.frozen\nclass C:\n    a: int = of(alias='other')\n    b: int = of()\n    @b.default\n    def _b(self):\n"
    "        return 1\n",
    "@define\nclass B:\n    a: int\n    b: int\n@define\nclass C(B):\n    c: int\n    a: int\n",
]


@pytest.mark.parametrize("source", CLASSES)
def test_constructors_are_those_that_the_decorators_make(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = HEAD + source
    if "dataclass\n" not in source.replace(HEAD, "") and "dataclass(" not in source:
        pytest.importorskip("attrs")
        source = WITH_ATTRS + source
    parameters = constructor({"m.py": source}, "m.py", "C")
    assert parameters is not None
    module = types.ModuleType("made")
    monkeypatch.setitem(sys.modules, "made", module)
    exec(source, module.__dict__)
    real = inspect.signature(module.C).parameters.values()
    stub = types.ModuleType("stub")
    exec(f"def C({', '.join(parameters)}): ...".replace("ClassVar", ""), {"T": int, **vars(module)}, stub.__dict__)
    told = inspect.signature(stub.C).parameters.values()
    assert [(each.name, each.kind, each.default is each.empty) for each in told] == [
        (each.name, each.kind, each.default is each.empty) for each in real
    ]


@pytest.mark.parametrize(
    "source",
    [
        "@dataclass(init=False)\nclass C:\n    a: int\n",
        "@dataclass\nclass C:\n    a: int\n    def __init__(self): ...\n",
        "@dataclass\nclass C(Unknown):\n    a: int\n",
        "@dataclass(**options)\nclass C:\n    a: int\n",
        "@dataclass(kw_only=IS_NEW)\nclass C:\n    a: int\n",
        "@changed\n@dataclass\nclass C:\n    a: int\n",
        "@dataclass\nclass C:\n    a: int = field(**more)\n",
        "@define(these={})\nclass C:\n    a: int\n",
        "@define\nclass B:\n    a: int\n@dataclass\nclass C(B):\n    b: int\n",
        "from elsewhere import *\n@dataclass\nclass C(Exception):\n    a: int\n",
        "class C:\n    a: int\n",
    ],
)
def test_no_constructor_is_told_where_one_cannot_be_sure(source: str) -> None:
    assert constructor({"m.py": WITH_ATTRS + HEAD + source}, "m.py", "C") is None


def test_fields_come_from_other_files() -> None:
    files = {
        "base.py": "from dataclasses import dataclass\n@dataclass\nclass Base:\n    a: int\n",
        "m.py": "import dataclasses as d\nimport base\n@d.dataclass\nclass C(base.Base):\n    b: str = ''\n",
    }
    assert constructor(files, "m.py", "C") == ("a: int", "b: str = ''")
