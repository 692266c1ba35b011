"""Syntax that is newer than the Python that runs: lazy imports (PEP 810) and t-strings (PEP 750)."""

from __future__ import annotations

import pytest

from extractor.extraction.python.extract import extract_python
from extractor.facts import PythonFacts


def facts(source: str) -> PythonFacts:
    body = extract_python(source)
    assert isinstance(body, PythonFacts), body
    assert not body.omitted
    return body


def test_lazy_imports_are_imports() -> None:
    found = facts(
        "import plain\n"
        "lazy import a.b as c, d\n"
        "lazy from ..e import (f,\n    g as h)\n"
        "lazy import i; import j\n"
        "if x:\n    lazy import k\n"
    )
    assert [(each.module, each.level, each.alias, each.is_lazy) for each in found.imports] == [
        ("plain", 0, None, False),
        ("a.b", 0, "c", True),
        ("d", 0, None, True),
        ("e", 2, None, True),
        ("i", 0, None, True),
        ("j", 0, None, False),
        ("k", 0, None, True),
    ]
    assert [(item.name, item.alias) for item in found.imports[3].names] == [("f", None), ("g", "h")]


def test_calls_through_lazy_imports_are_calls() -> None:
    found = facts("lazy import a\nlazy from b import c\ndef f():\n    return a.run(c())\n")
    assert [(each.owner, each.name) for each in found.calls] == [("f", "a.run"), ("f", "c")]


def test_lazy_is_a_name_elsewhere() -> None:
    found = facts("lazy = 1\nlazy.x = lazy\nprint(lazy)\ndef lazy(): ...\n")
    assert [each.name for each in found.variables] == ["lazy"]


@pytest.mark.parametrize("prefix", ["t", "T", "rt", "rT", "Rt", "RT", "tr", "tR", "Tr", "TR"])
@pytest.mark.parametrize("quotes", ["'", '"', "'''", '"""'])
def test_t_strings_have_any_prefix_that_python_allows(prefix: str, quotes: str) -> None:
    text = f"{prefix}{quotes}{{x!r:>{{w}}}} tr {quotes}"
    found = facts(f"def f(x={text}):\n    'Kept.'\n    return {text}\nVALUE = {text}\n")
    assert found.functions[0].docstring == "Kept."
    assert found.functions[0].parameters[0].default == text
    assert found.functions[0].signature == f"def f(x={text})"
    assert found.variables[0].value == text


@pytest.mark.parametrize(
    "value",
    [
        "t'a' t'{b}'",
        "tr'a' rt'{b}' t'c'",
        "(tr'a'\n    TR'b')",
        "f'{tr\"{x}\"}'",
        "tr'{Tr\"a\"}' + rt'b'",
        "[tr'a', \"tr'b'\", rt'c']",
        "tr'\\d{x}'",
    ],
)
def test_t_strings_stay_as_they_are_written(value: str) -> None:
    found = facts(f"'''Not tr\"this\".'''\nVALUE = {value}\n# tr'this' either\n")
    assert found.docstring == 'Not tr"this".'
    assert found.variables[0].value == " ".join(value.split())


def test_a_name_before_a_string_is_still_wrong() -> None:
    assert not isinstance(extract_python('x = ta"a"\n'), PythonFacts)
    assert not isinstance(extract_python('x = tr "a"\n'), PythonFacts)
