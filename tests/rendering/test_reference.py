"""What the API reference states of a module's names and definitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from oracles import reference

from rendering.test_sections import built

if TYPE_CHECKING:
    from pathlib import Path


def page(root: Path, source: str) -> reference.Reference:
    """What the page of a module of this text says."""
    built(root, {"m.py": source})
    return reference.read((root / "docs/m.py_docs.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("source", "exports"),
    [
        ("def f(): ...\nclass C: ...\nLIMIT = 1\nname = 2\ndef _g(): ...", ("C", "LIMIT", "f", "name")),
        ("def f(): ...\nif __name__ == '__main__':\n    def g(): ...\n    LIMIT = 1", ("f",)),
        ('if ("__main__" == __name__):\n    class C: ...\nelse:\n    def f(): ...', ("f",)),
        ("if __name__ == 'other':\n    def f(): ...", ("f",)),
        ("try:\n    import x\nexcept ImportError:\n    def f(): ...", ("f",)),
        ("def f(): ...\ndef g(): ...\n__all__ = ['g', 'h']", ("g", "h")),
    ],
)
def test_public_is_what_all_names_or_else_what_importers_see(
    tmp_path: Path, source: str, exports: tuple[str, ...]
) -> None:
    assert page(tmp_path, source).exports == exports


def test_an_all_of_another_module_is_joined(tmp_path: Path) -> None:
    found = page(tmp_path, "from .core import *\nfrom .core import __all__\n__all__ += ['f']\ndef f(): ...")
    assert (found.exports, found.joined) == (("f",), (".core.__all__",))


def test_kinds_follow_the_imports_of_the_function_around(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        """
        def outer():
            from dataclasses import dataclass
            import functools as ft

            @dataclass
            class Inner:
                @ft.cached_property
                def size(self): ...

        def other():
            @dataclass
            class Inner: ...
        """,
    )
    assert {each.name: sorted(each.labels) for each in found.definitions} == {
        "other": ["function"],
        "other.Inner": ["class"],
        "outer": ["function"],
        "outer.Inner": ["dataclass"],
        "outer.Inner.size": ["cached property"],
    }


def test_what_is_applied_and_derived_from_stands_on_one_line_and_means_the_same(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        """
        @register(  # first
            "two  blanks",
            # then
            key=1,
        )
        class C(
            Base[
                int,  # of items
            ],
            metaclass=made(
                "  # kept"
            ),
        ): ...
        """,
    )
    (definition,) = found.definitions
    assert definition.texts("Base") == ["Base[ int, ]"]
    assert definition.texts("Keyword") == ['metaclass=made( "  # kept" )']


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("class C:", ["a", "b"]),
        ("import enum\nclass C(enum.IntEnum):", ["b", "a"]),
        ("from typing import NamedTuple\nclass C(NamedTuple):", ["b", "a"]),
        ("from dataclasses import dataclass\n@dataclass\nclass C:", ["b", "a"]),
    ],
)
def test_attributes_are_sorted_where_their_order_says_nothing(tmp_path: Path, head: str, names: list[str]) -> None:
    built(tmp_path, {"m.py": f"{head}\n    b: int = 1\n    a: int = 2\n"})
    text = (tmp_path / "docs/m.py_docs.md").read_text(encoding="utf-8")
    assert re.findall(r"^- `(\w)` \(class attribute\)", text, re.MULTILINE) == names


def test_the_overview_shows_the_title_that_the_docstring_begins_with(tmp_path: Path) -> None:
    built(tmp_path, {"m.py": '"""\n=====\nLists\n=====\nRead them.\n\n- One\n"""\n'})
    text = (tmp_path / "docs/m.py_docs.md").read_text(encoding="utf-8")
    overview = text.partition("## High-Level Overview\n")[2].partition("\nThis Python file")[0]
    assert overview.split("\n\n")[:2] == ["\n**Lists**", "Read them."]
    assert "goes on" in overview


def test_a_public_name_leads_to_its_definition_wherever_it_is(tmp_path: Path) -> None:
    package = "import os\nfrom .m import f, g as h, LIMIT\n__all__ = ['f', 'h', 'LIMIT', 'os', 'gone']\n"
    built(tmp_path, {"p/__init__.py": package, "p/m.py": "def f(): ...\ndef g(): ...\nLIMIT = 1\n"})
    text = (tmp_path / "docs/p/__init__.py_docs.md").read_text(encoding="utf-8")
    listed = text.partition("**Public API**\n\n")[2].partition("\n\n")[0].split("\n")
    assert listed == [
        "- [`LIMIT`](./m.py_docs.md#name-LIMIT)",
        "- [`f`](./m.py_docs.md#f)",
        "- `gone`",
        "- [`h`](./m.py_docs.md#g)",
        "- `os`",
    ]


def test_a_single_dispatch_function_says_what_is_registered_for_which_type(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        """
        from functools import singledispatch, singledispatchmethod

        @singledispatch
        def show(value): ...
        @show.register
        def _(value: int | None): ...
        @show.register(list)
        @show.register(tuple)
        def show_many(value): ...
        @other.register(str)
        def show_text(value): ...

        class C:
            @singledispatchmethod
            def show(self, value): ...
            @show.register
            def _(self, value: bytes): ...
        """,
    )
    registered = {each.name: each.texts("Registered for") for each in found.definitions}
    assert {name: types for name, types in registered.items() if types} == {
        "show": ["int | None", "list", "tuple"],
        "C.show": ["bytes"],
    }


def test_a_property_of_a_base_is_no_attribute_of_the_instance(tmp_path: Path) -> None:
    base = "class Base:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, value): ...\n"
    init = "    def __init__(self):\n        self.x = 1\n        self.y = 2\n"
    built(tmp_path, {"base.py": base, "m.py": f"from base import Base\nclass Mid(Base): ...\nclass C(Mid):\n{init}"})
    text = (tmp_path / "docs/m.py_docs.md").read_text(encoding="utf-8")
    assert re.findall(r"^- `(\w)` \(instance attribute\)", text, re.MULTILINE) == ["y"]


def test_classes_that_calls_make_are_on_the_page_with_what_they_hold(tmp_path: Path) -> None:
    source = """
        from collections import namedtuple
        from enum import Enum
        Spot = namedtuple("Spot", "north east", defaults=[0])
        Spot.__doc__ = "Where it is."
        Shade = Enum("Shade", {"LIGHT": 1})
        class Table:
            type Row[T] = list[T]
            size = property(len)
    """
    built(tmp_path, {"m.py": source})
    text = (tmp_path / "docs/m.py_docs.md").read_text(encoding="utf-8")
    lines = [line.partition("<a id=")[0] for line in text.split("\n")]  # without the anchors of names
    assert not {
        "- [`Spot`](#spot)",
        "- **Kind**: named tuple",
        "Where it is.",
        "- `east` (field) = `0`",
        "- `LIGHT` (member) = `1`",
        "- `Row[T]` (type alias) = `list[T]`",
        "- `size` (property) = `property(len)`",
    }.difference(lines)


OPENINGS = [
    pytest.param(".. _x:\n\nIt reads.", "It reads.", id="label"),
    pytest.param(".. note:: Of late.\n\nIt reads.\n\n- a", "> **Note**: Of late.\n\nIt reads.", id="note"),
    pytest.param("- reads\n- writes", "- reads\n- writes", id="list"),
    pytest.param("It reads:\n\n- a\n- b\n\nTitle\n-----\n\nMore.", "It reads:\n\n- a\n- b", id="colon"),
    pytest.param("It reads::\n\n    a()\n\nAnd writes.", "It reads:\n\n```text\na()\n```\n\nAnd writes.", id="code"),
    pytest.param(">>> reads()", "", id="code alone"),
]


@pytest.mark.parametrize(("docstring", "expected"), OPENINGS)
def test_the_overview_is_what_the_docstring_opens_with(tmp_path: Path, docstring: str, expected: str) -> None:
    built(tmp_path, {"m.py": f'"""{docstring}"""'})
    text = (tmp_path / "docs/m.py_docs.md").read_text(encoding="utf-8")
    overview = text.partition("## High-Level Overview\n")[2].partition("This Python file")[0]
    assert overview.partition("*The module's docstring goes on")[0].strip() == expected


def test_names_lead_to_what_is_meant(tmp_path: Path) -> None:
    files = {
        "p/__init__.py": "from .b import far, Fault",
        "p/b.py": "class Fault(Exception): ...\ndef far(): ...",
        "p/a.py": '''
            class Frame:
                """Of a `type`, as ``type`` tells; not `far`, but :func:`.far` and `run`.

                Raises:
                    Fault: At times.

                See Also:
                    far: Another.
                """

                def type(self): ...
                def run(self): ...
            ''',
    }
    text = (built(tmp_path, files) / "docs/p/a.py_docs.md").read_text(encoding="utf-8")
    assert "Of a `type`, as `type` tells; not `far`, but [`far`](./b.py_docs.md#far) and [`run`](#framerun)." in text
    assert "- [`Fault`](./b.py_docs.md#fault): At times." in text
    assert "- [`far`](./b.py_docs.md#far): Another." in text


def test_a_class_may_derive_from_what_an_import_bound_to_its_name(tmp_path: Path) -> None:
    source = "from base import Error as Fault\nclass Fault(Fault): ...\nclass TimeoutError(TimeoutError): ...\n"
    built(tmp_path, {"base.py": "class Error(Exception): ...\n", "m.py": source})
    text = (tmp_path / "docs/m.py_docs.md").read_text(encoding="utf-8")
    assert "- **Base**: [`Fault`](./base.py_docs.md#error)" in text.split("\n")
    assert "- **Base**: `TimeoutError`" in text.split("\n")
    assert text.count("- **Kind**: exception\n") == 2
