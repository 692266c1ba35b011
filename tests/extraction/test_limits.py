"""No structure is too much: what is beyond the limits is left out by the text alone, and all else is read."""

from __future__ import annotations

import pytest

from extractor.extraction.file import extract_file
from extractor.extraction.python.limits.cut import limited, without_excess
from extractor.facts import Problem, PythonFacts

MANY = 20_000
VALUES = {
    "a chain of terms": " + ".join(["a"] * MANY),
    "attributes": "a" + ".b" * MANY,
    "calls": "a" + "()" * MANY,
    "subscripts": "a" + "[0]" * MANY,
    "joined strings": " ".join(['"a"'] * MANY),
    "brackets": "(" * MANY + ")" * MANY,
    "lambdas": "lambda: " * MANY + "0",
    "negations": "not " * MANY + "a",
    "conditions": "a if b else " * MANY + "c",
    "comparisons": " < ".join(["a"] * MANY),
    "a chain over many lines": "(" + "\n + ".join(["a"] * MANY) + ")",
    "a table": "[" + "1, " * 60_000 + "]",
    "a name": "a" * MANY,
    "an expression in a string": 'f"{' + " + ".join(["a"] * MANY) + '}"',
    "an expression in a string over many lines": 'f"""{' + "\n + ".join(["a"] * MANY) + '}"""',
    "an expression in a string continued": 'f"{' + " + \\\n".join(["a"] * MANY) + '}"',
    "an expression around strings in a string": 'f"{' + " + ".join(['f""'] * MANY) + '}"',
    "fields in fields": 'f"' + "{a:" * 100_000 + "}" * 100_000 + '"',
    "brackets in a string": 'f"{' + "(" * 400 + ")" * 400 + '}"',
    "an expression behind a colon": 'f"{a:{' + " + ".join(["a"] * 450) * 3 + '}}"',
}


def facts_of(text: str) -> PythonFacts:
    body = extract_file("a.py", text.encode()).body
    assert isinstance(body, PythonFacts)
    return body


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_file_keeps_its_depth_beside_a_value_that_is_too_much(value: str) -> None:
    facts = facts_of(f"import os\nx = {value}\nclass Kept:\n    pass\n")
    assert [each.name for each in facts.classes] == ["Kept"]
    assert [each.module for each in facts.imports] == ["os"]
    assert [(each.name, each.value, each.has_long_value) for each in facts.variables] == [("x", None, True)]
    assert [each.line for each in facts.omitted] == [2]
    assert facts.classes[0].line == 3 + value.count("\n")


def test_a_head_that_is_too_much_keeps_its_body() -> None:
    value = VALUES["a chain of terms"]
    facts = facts_of(f"def f(x={value}):\n    class Inner: pass\nif {value}:\n    import os\n@{value}\ndef g(): pass\n")
    assert [each.qualname for each in facts.functions] == ["f", "g"]
    assert [each.qualname for each in facts.classes] == ["f.Inner"]
    assert [each.module for each in facts.imports] == ["os"]
    assert [each.line for each in facts.omitted] == [1, 3, 5]


def test_a_head_that_is_too_much_shows_that_it_is_left_out() -> None:
    value = VALUES["a chain of terms"]
    facts = facts_of(f"async def f(x={value}): pass\nclass C(Base, x={value}): pass\ndef g(y): pass\nclass D: pass\n")
    assert [each.signature for each in facts.functions] == ["async def f(...)", "def g(y)"]
    assert [each.signature for each in facts.classes] == ["class C(...)", "class D"]


def test_branches_too_many_are_read_as_several_statements() -> None:
    facts = facts_of("if a: pass\n" + "elif a:\n    def f(): pass\n" * 1_000)
    assert len(facts.functions) == 1_000
    assert facts.omitted


def test_a_file_that_is_too_long_is_read_up_to_a_whole_statement() -> None:
    facts = facts_of("@a\ndef f():\n    return 1\n" * 60_000)
    assert facts.functions
    assert facts.omitted[-1].line == 3 * len(facts.functions) + 1


@pytest.mark.parametrize(
    "text",
    [
        'f"""{{' + "a + " * 2_000 + '}}"""',
        'f"""{a}' + "b + c, " * 2_000 + '{d:%Y-%m}"""',
        "f'''it's " + "{a['b']!r:>{c}} \\{d} " * 2_000 + "'''",
    ],
)
def test_a_long_string_whose_fields_are_short_is_read(text: str) -> None:
    assert limited(f"x = {text}\n").omitted == ()
    assert without_excess(f"x = {text}\n").omitted == ()


def test_long_fields_count_as_long_expressions() -> None:
    line = f'x = f"{{{"a+" * 450}a}}"\n'
    assert {each.reason[:38] for each in limited(line * 1_000).omitted} == {"the file has too many long expressions"}


def test_ordinary_sources_are_read_whole() -> None:
    assert not facts_of("x = [\n" + "    (1, 2),\n" * 2_000 + "]\n" + '""")"""\n').omitted


def test_newer_syntax_beside_an_annotated_name_in_parentheses_is_read_on_every_python() -> None:
    facts = facts_of("(x): int = 1\ntype Alias[T: int = str] = list[T]\n(y): str\n")
    assert [each.name for each in facts.variables] == ["x", "Alias", "y"]


@pytest.mark.parametrize("statement", ["(x.y): int", "(x[0]): int = 1", "((x)): int = 1"])
def test_a_statement_that_only_libcst_refuses_is_left_out_and_costs_no_other(statement: str) -> None:
    facts = facts_of(f"import os\n{statement}\ndef f():\n    {statement}\n    def g(): pass\ny = 1\n")
    assert [each.qualname for each in facts.functions] == ["f", "f.g"]
    assert [(each.name, each.value) for each in facts.variables] == [("y", "1")]
    assert [each.line for each in facts.omitted][:1] == [2]
    assert "valid Python" in facts.omitted[0].reason


def test_a_backslash_on_the_first_line_of_a_block_is_read() -> None:
    facts = facts_of("class A:\n  \\\n  x = 1\n  def f(self): pass\nif A:\n\\\n    def g(): pass\ny = 1\n")
    assert [(each.qualname, each.line) for each in facts.functions] == [("A.f", 4), ("g", 7)]
    assert not facts.omitted


@pytest.mark.parametrize("source", ["x = (1\n(y.z): int\n", "def f(:\n    pass\n", "if a:\n    b\n  c\n"])
def test_what_python_refuses_is_a_syntax_error_still(source: str) -> None:
    body = extract_file("a.py", source.encode()).body
    assert isinstance(body, Problem)
    assert body.kind == "syntax"


def test_brackets_in_strings_hide_no_chain_from_the_limits() -> None:
    hidden = '"(" + ' + " + ".join(["a"] * 100) + ' + ")"'
    assert facts_of("x = [\n" + "\n + ".join([hidden] * 100) + "]\nclass Kept: pass\n").omitted


def test_memory_that_runs_out_is_no_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise MemoryError

    monkeypatch.setattr("extractor.extraction.python.extract.extract_python", fail)
    with pytest.raises(MemoryError):
        extract_file("a.py", b"x = 1\n")


@pytest.mark.parametrize(
    "statement",
    [
        "def f(x={}): pass",
        "async def f(x: {}) -> int: return 1",
        "class C({}): pass",
        "if {}: pass\nelse: pass",
        "if a: pass\nelif {}: pass\nelse: pass",
        "for x in {}: pass\nelse: pass",
        "while {}: pass",
        "with {}: pass",
        "try: pass\nexcept {}: pass",
        "try: {}\nfinally: {}",
        "match x:\n    case 1: pass\n    case [{}]: pass\n    case _: pass",
        "match [{}]:\n    case _: pass",
        "case = {}",
        "case: int = {}",
        "match[{}] = 1",
    ],
)
def test_a_statement_that_is_too_much_and_has_its_body_on_its_line_costs_no_other(statement: str) -> None:
    facts = facts_of(statement.replace("{}", VALUES["a chain of terms"]) + "\nclass Kept: pass\n")
    assert facts.classes[-1].name == "Kept"
    assert facts.omitted


@pytest.mark.parametrize("line", ["x", "X = 1", "f(1)", "import a", "if x: y", "x; y"])
def test_a_file_of_many_short_statements_is_cut_whatever_its_size(line: str) -> None:
    source = f"{line}\n" * 150_000
    (omitted,) = limited(source[:990_000]).omitted
    assert omitted.reason == "the file is too long, and is not read from here on"
    assert limited(f"{line}\n" * 10_000).omitted == ()
