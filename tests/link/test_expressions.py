"""Calls and literals as they are quoted: taken apart where that is sure, else left alone."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.link.expressions import CallText, applied, call_in, literal_in, subscript_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f()", CallText("f")),
        ("a.b('x, y', [1, 2], k=3)", CallText("a.b", ("'x, y'", "[1, 2]"), {"k": "3"})),
        ("f(key=lambda a, b: (a, b), z=1)", CallText("f", (), {"key": "lambda a, b: (a, b)", "z": "1"})),
        ("f(a == b, *rest)", CallText("f", ("a == b",), {}, True)),
        ("f('it\"s', )", CallText("f", ("'it\"s'",))),
        ("f({1: 2, 3: 4}, **more)", CallText("f", ("{1: 2, 3: 4}",), {}, True)),
        ("f(\n    1,  # one, two\n    k='#',\n)", CallText("f", ("1",), {"k": "'#'"})),
        ("f(a)(b)", None),
        ("f(a) + g(b)", None),
        ("f(')", None),
        ("f", None),
        ("f[0](1)", None),
    ],
)
def test_calls(text: str, expected: CallText | None) -> None:
    assert call_in(text) == expected


def test_what_decorates_is_applied_without_arguments() -> None:
    assert applied("a.b") == CallText("a.b")
    assert applied("a[0]").name == ""


def test_subscripts() -> None:
    assert subscript_in("Annotated[int, Option('a, b')]") == ("Annotated", ("int", "Option('a, b')"))
    assert subscript_in("int | list[int]") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a' \"b\"", "ab"),
        ("(\n    'a '\n    'b'\n)", "a b"),
        (r"r'\d'", r"\d"),
        ("f'{a}'", None),
        ("b'a'", None),
        ("'a' + 'b'", None),
        ("name", None),
        ("", None),
        (None, None),
    ],
)
def test_literals(text: str | None, value: str | None) -> None:
    assert literal_in(text) == value


def test_an_f_string_is_its_template() -> None:
    assert literal_in("f'{{a}} {b!r}' 'c'", with_fields=True) == "{a} {b!r}c"


ARGUMENTS = st.sampled_from(
    ["1", "'a,b'", '"(["', "[x for x in y]", "lambda: 0", "lambda a, b=(1, 2): {a: b}", "a[1:2, 3]", "{'k': f(1, 2)}"]
)


@given(st.lists(ARGUMENTS), st.dictionaries(st.sampled_from(["k", "m", "default"]), ARGUMENTS))
def test_arguments_are_those_that_python_reads(positional: list[str], keywords: dict[str, str]) -> None:
    text = f"f({', '.join([*positional, *(f'{name}={value}' for name, value in keywords.items())])})"
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    call = call_in(text)
    assert call is not None
    assert list(call.positional) == [ast.get_source_segment(text, argument) for argument in node.args]
    assert call.keywords == {each.arg: ast.get_source_segment(text, each.value) for each in node.keywords}
