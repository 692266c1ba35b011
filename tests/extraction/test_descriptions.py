"""What a source says beside its assignments, and what these bind; the sweep asks real trees by `tokenize`."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from extractor.extraction.file import extract_file
from extractor.extraction.python.bound import joined
from extractor.extraction.python.extract import _extract_abridged, _extract_whole
from extractor.facts import Attribute, PythonFacts, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator


def names(source: str) -> dict[str, Attribute | Variable]:
    """The variables and attributes of a module by their qualnames; both ways to its facts give the same."""
    text = textwrap.dedent(source).removeprefix("\n")
    short, whole = _extract_abridged(text), _extract_whole(text)
    assert isinstance(whole, PythonFacts)
    assert short in (None, whole)
    return dict(_named(whole))


def _named(facts: PythonFacts) -> Iterator[tuple[str, Attribute | Variable]]:
    yield from ((variable.name, variable) for variable in facts.variables)
    for cls in facts.classes:
        yield from ((f"{cls.qualname}.{attribute.name}", attribute) for attribute in cls.attributes)


def descriptions(source: str) -> dict[str, str]:
    return {name: bound.description for name, bound in names(source).items() if bound.description}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('depth = 3\n"""How deep."""', "How deep."),
        ('depth = 3\n\n# a remark\n"""How\n   deep."""', "How\ndeep."),
        ("depth: int\n'How ' 'deep.'", "How deep."),
        ("#: How deep.\ndepth = 3", "How deep."),
        ("#: How deep,\n#:   in metres.\ndepth = 3", "How deep,\n  in metres."),
        ("depth = 3  #: How deep.", "How deep."),
        ("depth = 3  # How deep.", "How deep."),
        ("depth = 3  # How deep,\n           # in metres.\nother = 1", "How deep, in metres."),
        ("depth = 3  # noqa: E1  # How deep.", "How deep."),
        ("depth = [\n    3,\n]  # How deep.", "How deep."),
        ("depth = made(\n    3,\n)  #: How deep.", "How deep."),
        ('#: How deep.\ndepth = 3\n"""In metres."""', "How deep.\n\nIn metres."),
        ('depth = 3  # aside\n"""How deep."""', "How deep."),
        ('try:\n    depth = 3\n    """How deep."""\nexcept E:\n    depth = 4', "How deep."),
        ('depth = 3\ndepth = 4\n"""How deep."""', "How deep."),
        ("if x: depth = 3  # How deep.", "How deep."),
        ("depth = wide = 3  # How big.", "How big."),
    ],
)
def test_what_stands_beside_a_variable_is_its_description(source: str, text: str) -> None:
    assert descriptions(source)["depth"] == text


@pytest.mark.parametrize(
    "source",
    [
        "depth = 3  # noqa",
        "depth = 3  # type: ignore[x]",
        "depth = 3  # TODO: less",
        "depth = 3  # pragma: no cover",
        'depth = 3\nf()\n"""No words on it."""',
        'depth = 3\nb"""No words on it."""',
        'depth = 3\nf"""No words on it."""',
        "#: Too far away.\n\ndepth = 3",
        '"""\n#: A text."""; depth = 3',
        'text()\nx = """\n#: A text."""\ndepth = 3',
        "depth = 3\n#: On what follows.\nclass C: pass",
    ],
)
def test_what_is_none(source: str) -> None:
    assert "depth" not in descriptions(source)


def test_attributes_of_every_kind_are_described() -> None:
    source = """
    class Point(NamedTuple):
        x: int
        "To the right."
        y: int = 0  # Up.

        def __init__(self, scale, *names):
            log("made")
            self.scale = scale
            '''What a unit is.'''
            x = 1
            self.names = names  #: What it is called.
            if scale:
                #: Kept
                #: for later.
                self.kept = (
                    scale
                )
            log("done")
            "nothing"
    """
    assert descriptions(source) == {
        "Point.x": "To the right.",
        "Point.y": "Up.",
        "Point.scale": "What a unit is.",
        "Point.names": "What it is called.",
        "Point.kept": "Kept\nfor later.",
    }


def test_a_text_behind_what_is_cut_out_describes_nothing() -> None:
    source = """
    class C:
        def __init__(self):
            self.a = 1
            f()
            "a warning, import, class"
            self.b = 1
    """
    assert descriptions(source) == {}


def test_a_comment_above_stands_over_the_run_below_it() -> None:
    found = names(
        """
        import x
        # Where things lie.
        NORTH = 1
        SOUTH = 2  # cold

        ALONE = 3
        # old = 4
        FIVE = 5
        # ---- Sizes ----
        SIX = 6
        """
    )
    assert {name: bound.comment for name, bound in found.items()} == {
        "NORTH": "Where things lie.",
        "SOUTH": "Where things lie.",
        "ALONE": "",
        "FIVE": "",
        "SIX": "Sizes",
    }


@pytest.mark.parametrize(
    ("field", "default", "text"),
    [
        ("x: int = Field(3, description='How many.')", "3", "How many."),
        ("x: int = Field(\n        ...,\n        description='How '\n        'many.',\n    )", None, "How many."),
        ("x: int = field(default=3)", "3", ""),
        ("x: list = dataclasses.field(default_factory=list)", "list()", ""),
        ("x: list = field(default_factory=lambda: [1])", "[1]", ""),
        ("x = attr.ib(default=3, metadata={'help': 'How many.'})", "3", "How many."),
        ("x: Annotated[int, Field(description='How many.')] = 3", None, "How many."),
        ("x: Annotated[int, Doc('How many.')] = 3", None, "How many."),
        ("x: int = Field(3, description='Less.')  #: How many.", "3", "How many."),
        ("x: int = Field(3, description='How many.')  # aside", "3", "How many."),
        ("x = models.CharField(\n        help_text=_('How many.')\n    )", None, "How many."),
        ("x: Mapped[int] = mapped_column(doc='How many.')", None, "How many."),
        ("x: int = other(default=3, description='Less.')", None, ""),
        ("x: int = Field(3, description=made('Less.'))", "3", ""),
    ],
)
def test_the_call_of_a_field_says_its_default_and_its_description(field: str, default: str | None, text: str) -> None:
    (found,) = names(f"class C:\n    {field}\n").values()
    assert isinstance(found, Attribute)
    assert (found.default, found.description) == (default, text)


@pytest.mark.parametrize(
    ("body", "annotation"),
    [
        ("self.x = a", "int"),
        ("super().__init__(a=a)\n        self.x = a", "int"),
        ("super().__init__(\n            a=a,\n        )\n        self.x = a", "int"),
        ("for b in a: f(b)\n        self.x = a", "int"),
        ("'''Sums a = 1 up, for a reason.'''\n        self.x = a  # a = 2", "int"),
        ("self.x: str = a", "str"),
        ("a = str(a)\n        self.x = a", None),
        ("a=str(a)\n        self.x = a", None),
        ("b, a = 1, 2\n        self.x = a", None),
        ("for a in b: pass\n        self.x = a", None),
        ("with b as a: self.x = a", None),
        ("f(a := 2)\n        self.x = a", None),
        ("self.x = a + 1", None),
        ("if b: self.x = a\n        else: self.x = b", None),
        ("if b: self.x = b\n        else: self.x = a", None),
        ("self.x = more", None),
        ("self.x = other", None),
    ],
)
def test_an_attribute_has_the_annotation_of_the_parameter_it_is_bound_to(body: str, annotation: str | None) -> None:
    found = names(f"class C:\n    def __init__(self, a: int, *more: int, b=None):\n        {body}\n")
    assert found["C.x"].annotation == annotation


# Values


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x = [\n    1,\n    2,\n]", "[1, 2]"),
        ("x = (\n    1,\n)", "(1,)"),
        ("x = {\n    'a': (1,),\n}  # why", "{'a': (1,)}"),
        ("x: dict = f(\n    a=[\n        1,\n    ],\n)", "f(a=[1])"),
        ("x = y = Union[\n    int,\n    str,\n]", "Union[int, str]"),
        ("x = Tuple[\n    int,\n]", "Tuple[int,]"),
        ("x = a == \\\n    b", "a == b"),
        ("x = \\\n    1", "1"),
        ("x = [  # first\n    1,\n]", "[  # first\n    1,\n]"),
        ("x = '''a\n  b'''", "'''a\n  b'''"),
        ("if y:\n    x = '''a\n    b''' + [\n        1, # one\n    ]", "'''a\n    b''' + [\n    1, # one\n]"),
        ("x = [\n    1\n]; y = 2", "[\n    1\n]"),
        ("x, y = [\n    1\n], 2", "[\n    1\n]"),
    ],
)
def test_a_value_of_several_lines_is_one_line_where_nothing_is_lost(source: str, value: str) -> None:
    found = names(source)["x"]
    assert (found.value, found.has_long_value) == (value, False)


def test_a_value_too_long_for_a_line_keeps_its_lines() -> None:
    lines = ["    'a word of some length',"] * 8
    found = names("\n".join(["class C:", "    x = [", *(f"    {line}" for line in lines), "    ]"]))["C.x"]
    assert found.value == "\n".join(["[", *lines, "]"])


def test_a_value_of_many_lines_is_its_beginning() -> None:
    found = names("\n".join(["x = {", *(f"    {number}: 'text'," for number in range(1_000)), "}"]))["x"]
    assert found.has_long_value
    assert (found.value or "").startswith("{\n    0: 'text',\n    1: 'text',")
    assert len((found.value or "").split("\n")) < 40


def test_no_value_that_is_beyond_the_limits_is_told() -> None:
    body = extract_file("m.py", f"class C:\n    x = {'[' * 500}{']' * 500}\n".encode()).body
    assert isinstance(body, PythonFacts)
    (found,) = body.classes[0].attributes
    assert (found.value, found.has_long_value) == (None, True)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("[\n]", "[]"),
        ("f(\n)", "f()"),
        ("(\n    1\n)", "(1)"),
        ("'( x )'\\\n'[ y, ]'", "'( x )' '[ y, ]'"),
        ("a[\n    1,\n]", "a[1,]"),
        ("{\n    1,\n}", "{1}"),
    ],
)
def test_code_on_one_line_is_as_people_write_it(code: str, line: str) -> None:
    assert joined(code) == line
