"""What is a member of a class beside what plain assignments bind, and what is none."""

from __future__ import annotations

import textwrap

import pytest

from extractor.extraction.python.extract import _extract_abridged, _extract_whole, extract_python
from extractor.facts import Attribute, PythonFacts


def attributes(body: str) -> dict[str, Attribute]:
    """The attributes of a class by name, which come out the same by both ways of reading."""
    source = "class C:\n" + textwrap.indent(textwrap.dedent(body).lstrip("\n"), "    ")
    found = extract_python(source)
    assert isinstance(found, PythonFacts)
    assert _extract_abridged(source) in (None, _extract_whole(source))
    return {each.name: each for each in found.classes[0].attributes}


def test_type_statements_are_members_with_their_parameters() -> None:
    found = attributes("type Row = list[int]\ntype Pair[T: int, *R] = tuple[T, *R]\n")
    assert [(each.role, each.value, each.type_parameters) for each in found.values()] == [
        ("type alias", "list[int]", ()),
        ("type alias", "tuple[T, *R]", ("T: int", "*R")),
    ]


def test_targets_of_loops_and_contexts_stay_behind_them() -> None:
    found = attributes("""
        for code, (name, _rest) in table: upper = name
        with opened() as file, locked() as (first, [second]): pass
    """)
    assert list(found) == ["code", "name", "_rest", "upper", "file", "first", "second"]


def test_what_is_deleted_is_no_member() -> None:
    assert list(attributes("for i in range(3): x = i\ndel i\ny = z = 1\ndel (y, [z])\n")) == ["x"]
    assert list(attributes("x = 1\nif debug:\n    del x\n")) == ["x"]


@pytest.mark.parametrize(
    ("value", "role"),
    [
        ("property(get, put)", "property"),
        ("property(\n    get,\n    put,\n)", "property"),
        ("functools.cached_property(get)", "property"),
        ("staticmethod(len)", "static method"),
        ("classmethod(make)", "class method"),
        ("other.property_of(get)", ""),
        ("[property(get)]", ""),
    ],
)
def test_a_call_makes_a_member_what_a_decorator_would(value: str, role: str) -> None:
    assert attributes(f"x = {value}\n")["x"].role == role


@pytest.mark.parametrize("accessor", ["@property", "@functools.cached_property", "@x.setter", "@abc.abstractproperty"])
def test_what_is_assigned_through_a_property_is_no_attribute_of_the_instance(accessor: str) -> None:
    found = attributes(f"""
        def __init__(self):
            self.x = self.y = 1

        {accessor}
        def x(self, value=None): ...

        def y(self): ...
    """)
    assert list(found) == ["y"]


def test_keyword_only_fields_are_those_behind_the_mark() -> None:
    found = attributes("""
        a: int
        _: dataclasses.KW_ONLY
        b: int = 1
        c: ClassVar[int] = 2
        d: int = field(kw_only=False)
        e = 3
    """)
    assert {name: each.role for name, each in found.items()} == {
        "a": "",
        "b": "keyword-only",
        "c": "",
        "d": "",
        "e": "",
    }
