"""Classes that a call makes: what the call says of them, and which calls count."""

from __future__ import annotations

import textwrap

import pytest

from extractor.extraction.python.extract import _extract_abridged, _extract_whole, extract_python
from extractor.facts import Class, PythonFacts
from extractor.link.labels import class_labels
from extractor.link.origins import module_names

IMPORTS = """\
import collections, enum, typing
import collections as c
import dataclasses as dc
import types
from collections import namedtuple, namedtuple as nt
from enum import *
from typing_extensions import TypedDict, NamedTuple
"""


def facts(source: str) -> PythonFacts:
    """The facts of a module, which come out the same by both ways of reading it."""
    text = IMPORTS + textwrap.dedent(source).lstrip("\n")
    body = extract_python(text)
    assert isinstance(body, PythonFacts)
    assert _extract_abridged(text) in (None, _extract_whole(text))
    return body


def made(source: str) -> Class:
    (found,) = facts(source).classes
    return found


def fields(source: str) -> list[str]:
    """The fields of a class as `name: annotation = value`."""
    return [
        f"{each.name}{f': {each.annotation}' if each.annotation else ''}{f' = {each.value}' if each.value else ''}"
        for each in made(source).attributes
    ]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('namedtuple("Spot", "north east")', ["north", "east"]),
        ('collections.namedtuple("Spot", "north, east,height")', ["north", "east", "height"]),
        ('c.namedtuple("Spot", ["north", "east"])', ["north", "east"]),
        ('nt("Spot", ("north", "ea" "st"), defaults=[0])', ["north", "east = 0"]),
        ('nt("Spot", "a b c", defaults=(None,) * 2)', ["a", "b = None", "c = None"]),
        ('nt("Spot", "a b".split() + ["c"])', ["a", "b", "c"]),
        ('nt("Spot", "def a a _b", rename=True)', ["_0", "a", "_2", "_3"]),
        ('nt(typename="Spot", field_names="a")', ["a"]),
        ('nt("Spot", other._fields + ("a",))', []),
        ('nt("Spot", [*base, "a"])', []),
        ('nt("Spot", "a", defaults=(None,) * 1000000000000)', ["a"]),
        ('nt("Spot", ("a",) * 99999999)', []),
        ("nt(*arguments)", []),
        ('typing.NamedTuple("Spot", [("a", int), ("b", "list[str]")])', ["a: int", 'b: "list[str]"']),
        ('NamedTuple("Spot", a=int)', ["a: int"]),
        ('TypedDict("Spot", {"in": int, "with-dash": str}, total=False)', ["in: int", "with-dash: str"]),
        ('TypedDict("Spot", a=int, total=False)', ["a: int"]),
        ('TypedDict("Spot", dict(a=int))', ["a: int"]),
        ('enum.Enum("Spot", "LIGHT DARK")', ["LIGHT", "DARK"]),
        ('Enum("Spot", ["LIGHT", "DARK"])', ["LIGHT", "DARK"]),
        ('IntEnum("Spot", {"LIGHT": 1, "DARK": 1 + 1})', ["LIGHT = 1", "DARK = 1 + 1"]),
        ('enum.Flag("Spot", [("R", 4), ("W", 2)], module=__name__)', ["R = 4", "W = 2"]),
        ('StrEnum(value="Spot", names="A")', ["A"]),
        (
            'dc.make_dataclass("Spot", ["a", ("b", int), ("c", int, dc.field(default=1))], frozen=True)',
            ["a", "b: int", "c: int = dc.field(default=1)"],
        ),
        ('dc.make_dataclass("Spot", ["a"], namespace={"size": 3})', ["a", "size = 3"]),
        ('type("Spot", (Base,), {"size": 3})', ["size = 3"]),
        ('type("Spot", (), dict(size=3))', ["size = 3"]),
        ('types.new_class("Spot", (Base,))', []),
    ],
)
def test_a_call_names_the_fields_of_the_class_that_it_makes(call: str, expected: list[str]) -> None:
    assert fields(f"Spot = {call}") == expected
    assert not facts(f"Spot = {call}").variables


@pytest.mark.parametrize(
    "source",
    [
        'Shade = enum.Enum("LIGHT")',
        "kind = type(value)",
        'Row = other.namedtuple("Row", "a")',
        'Row = make("Row", "a")',
        "Row = nt",
        "Row = nt()",
        'Row = [nt("Row", "a")]',
        'Row = nt("Row", "a")(1)',
        'def f():\n    row = nt("Row", "a")',
    ],
)
def test_other_calls_make_no_class(source: str) -> None:
    assert not facts(source).classes


def test_names_count_as_the_module_imports_them() -> None:
    for source in ('namedtuple("A", "x")', 'enum.Enum("A", "x")', 'TypedDict("A", {})'):
        body = extract_python(f"from .mine import namedtuple, TypedDict\nfrom . import enum\nA = {source}\n")
        assert isinstance(body, PythonFacts)
        assert (len(body.classes), len(body.variables)) == (0, 1)


def test_a_module_is_there_with_what_is_in_it() -> None:
    body = extract_python("import collections.abc\nA = collections.namedtuple('A', 'x')\n")
    assert isinstance(body, PythonFacts)
    assert [each.name for each in body.classes] == ["A"]


def test_the_statement_is_the_signature_in_the_lines_of_the_source() -> None:
    found = facts("""
        class Table:
            Row = nt(
                "Row",
                [
                    "key",  # unique
                    "value",
                ],
            )
    """).classes[1]
    assert (found.qualname, found.scope, found.end_line - found.line) == ("Table.Row", "class", 6)
    assert found.signature.split("\n")[:3] == ["Row = nt(", '    "Row",', "    ["]
    assert [each.name for each in found.attributes] == ["key", "value"]
    assert not facts("class Table:\n    Row = nt('Row', 'a')\n").classes[0].attributes


def test_of_several_names_the_class_has_its_own() -> None:
    body = facts('A = B = nt("B", "x")\nC, D = nt("C", "x"), 3\nE = F = nt("G", "x")')
    assert [each.name for each in body.classes] == ["B", "C", "E"]
    assert [each.name for each in body.variables] == ["A", "D", "F"]


def test_a_class_statement_has_the_fields_of_a_call_among_its_bases() -> None:
    source = """
        class Spot(nt("Spot", "north east", defaults=[0]), Base):
            east = 1
            height: int
    """
    assert fields(source) == ["north", "east = 0", "height: int"]
    assert made(source).maker == ""
    assert "named tuple" in class_labels(made(source), module_names(facts(source)))


@pytest.mark.parametrize(
    ("call", "labels"),
    [
        ('nt("A", "x")', ("named tuple",)),
        ('typing.NamedTuple("A", [])', ("named tuple",)),
        ('TypedDict("A", {})', ("typed dict",)),
        ('enum.IntFlag("A", "x")', ("flag enum",)),
        ('dc.make_dataclass("A", ["x"])', ("dataclass",)),
        ('type("A", (ValueError,), {})', ("exception",)),
        ('type("A", (), {})', ("class",)),
    ],
)
def test_the_kind_of_class_follows_from_the_call(call: str, labels: tuple[str, ...]) -> None:
    body = facts(f"A = {call}")
    assert class_labels(body.classes[0], module_names(body)) == labels


def test_a_namespace_may_hold_a_docstring() -> None:
    found = made('A = type("A", (), {"__doc__": "What it is.", "x": 1})')
    assert (found.docstring, [each.name for each in found.attributes]) == ("What it is.", ["x"])


def test_a_call_that_is_no_base_kind_gives_no_label() -> None:
    body = facts("class A(type(other)): ...")
    assert class_labels(body.classes[0], module_names(body)) == ("class",)


def test_a_class_has_the_docstring_that_is_assigned_to_it() -> None:
    body = facts("""
        Row = nt("Row", "a")
        Row.__doc__ = '''A row.

            >>> def shown(): ...
        '''
        class Own:
            "Has one."
        Own.__doc__ = "Another."
        Row.a.__doc__ = "A field."
        Row.__doc__ = "Too late."
        maker = make()
        maker.__doc__ = "Makes."
    """)
    assert [(each.name, each.description) for each in body.classes[0].attributes] == [("a", "A field.")]
    assert [(each.name, each.description) for each in body.variables] == [("maker", "Makes.")]
    assert [each.docstring for each in body.classes] == ["A row.\n\n>>> def shown(): ...", "Has one."]
    assert [(each.owner, each.functions) for each in body.examples] == [("Row", ("shown",))]


def test_a_value_of_several_lines_is_a_long_one() -> None:
    (found,) = made("A = type('A', (), {'text': '''a\nb'''})").attributes
    assert (found.value, found.has_long_value) == (None, True)
