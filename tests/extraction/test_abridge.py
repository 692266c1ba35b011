"""Sources read without the statements that no fact is in: what is left out, and that no fact is lost with it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction.python.extract import _extract_abridged, _extract_whole
from extractor.extraction.python.fast.abridge import Abridged, abridged
from extractor.extraction.python.positions import twins_of
from extractor.facts import PythonFacts

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import DrawFn, SearchStrategy

IMPORTS = "import os\nfrom a import fetch, limit as bound\nimport numpy.linalg\n"

SIMPLE = """
x = 1
x = os.path.join(a, b)
total += fetch(y)
fetch = None
os = 3
bound: int = 2
for_ = [bound for bound in range(3)]
g = lambda fetch: fetch(1)
h = (os := 4)
y = os.fspath \\
    (x)
y = (os.path  # where
     .join
     # with
     (a, b))
print(numpy.linalg.norm(x), bound)
return x
return fetch
return inner
return function
raise ValueError("with")
raise errors.Wrong from None
yield
y = yield 3
import os
import os.path, json
from . import fetch
assert x, "import"
del bound
global x
pass; x = 2
x = 1;
"a text that is no docstring, or is one"
f"{fetch(1)}"
warnings.warn("old", DeprecationWarning)
warnings.warn(text, DeprecationWarning)
warnings.warn(  # why
    (TEXT) % x, DeprecationWarning)
text = "old"
TEXT = (
    "%s is old")
text += "er"
self.attribute = os.environ
cls.other: int
x = '''
import os
def f(): pass
    '''
x = [
    1,  # TODO: two

]
x = 1 + \\
    2
function(x)
inner()
await fetch(x)
g = lambda: (yield)
g = lambda: os.getcwd((yield))
TABLE = {
    "key": fetch(1), "other": [numpy.linalg.norm(y) for y in z],
}
Kind = Union[
    bound, None]
T = typing.TypeVar(
    "T", bound=fetch(1))
a, b = [
    os.sep, fetch]
x = y = (
    [fetch()])
__all__ = [
    "a", fetch()]
__all__.extend(
    [fetch()])
fetch(
    lambda os: os.getcwd(), bound)
"text".join(
    ["a"])
del a, (
    os)
...
# a comment
    # XXX: a comment further in
""".strip("\n")
HEADS = """
if x:
if fetch(x):
while x:
for x in y:
for os in y:
with open(x) as f:
with a, b as (bound, c):
async with x:
def inner():
def inner(function, *args):
def test_inner(fetch):
def fetch():
async def inner(x):
class Inner(Base):
class os:
@fetch.register
""".strip("\n").split("\n")
TAILS = ("elif y:", "elif fetch(y):", "else:")


def pieces() -> list[str]:
    """The simple statements; lines that go on are one of them."""
    found: list[str] = []
    is_open = False
    for line in SIMPLE.split("\n"):
        if is_open:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
        text = found[-1]
        is_bracketed = any(text.count(opening) > text.count(closing) for opening, closing in ("()", "[]", "{}"))
        is_open = text.count("'''") == 1 or is_bracketed or line.endswith("\\")
    return found


@st.composite
def blocks(draw: DrawFn, depth: int = 3) -> str:
    """Statements, some with blocks of their own."""
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        if depth and draw(st.booleans()):
            parts.append(draw(compounds(depth)))
        else:
            parts.append(draw(st.sampled_from(pieces())))
            parts += [""] * draw(st.integers(0, 1))
    return "\n".join([*parts, "pass"]) if parts[-1].lstrip().startswith("#") else "\n".join(parts)


@st.composite
def compounds(draw: DrawFn, depth: int) -> str:
    inner: SearchStrategy[str] = blocks(depth - 1)
    kind = draw(st.sampled_from(["head", "head", "if", "try", "match", "line"]))
    if kind == "line":
        return f"if x: {draw(st.sampled_from(['y = 1', 'fetch()', 'raise E']))}"
    if kind == "if":
        tails = draw(st.lists(st.sampled_from(TAILS[:2]), max_size=2)) + draw(st.sampled_from([[], [TAILS[2]]]))
        return "\n".join(f"{head}\n{indented(draw(inner))}" for head in ("if x:", *tails))
    if kind == "try":
        caught = draw(st.sampled_from(["except OSError:", "except (a.B, C) as fetch:", "finally:"]))
        return f"try:\n{indented(draw(inner))}\n{caught}\n{indented(draw(inner))}"
    if kind == "match":
        return f"match x:\n    case {draw(st.sampled_from(['1', 'bound', '_']))}:\n{indented(indented(draw(inner)))}"
    head = draw(st.sampled_from(HEADS))
    return f"{head}\ndef inner():\n    pass" if head.startswith("@") else f"{head}\n{indented(draw(inner))}"


def indented(text: str) -> str:
    return textwrap.indent(text, "    ")


def comparable(source: str) -> PythonFacts | None:
    """The facts of the abridged source, which are those of the whole; None for no Python."""
    found = _extract_abridged(source)
    if found is not None:
        assert found == _extract_whole(source)
    return found


@given(
    blocks(),
    st.sampled_from(
        ["if True:", "class A:", "def outer(self, function):", "async def run(x):", "class A:\n    def __init__(self):"]
    ),
)
def test_no_fact_is_lost(block: str, head: str) -> None:
    depth = head.count("\n") + 1
    comparable(f"{IMPORTS}\n{head}\n{textwrap.indent(block, '    ' * depth)}\n\nfetch = 1\n")


def test_most_generated_sources_are_python() -> None:
    """Else the property above would hold for nothing."""
    read: list[bool] = []

    @given(blocks())
    def count(block: str) -> None:
        read.append(twins_of(f"async def f():\n{indented(block)}\n") is not None)

    count()
    assert sum(read) > len(read) / 3 > 10


@pytest.mark.filterwarnings("ignore")  # invalid escapes and the like are the source's affair
@pytest.mark.parametrize("folder", ["odd", "pytorch"])
def test_no_fact_of_a_fixture_is_lost(fixtures: Path, folder: str) -> None:
    compared = 0
    for path in sorted((fixtures / folder).rglob("*.py")):
        if path.is_file():
            compared += comparable(path.read_bytes().decode(errors="replace")) is not None
    assert compared > 5


def shortened(source: str) -> Abridged:
    source = textwrap.dedent(source).lstrip("\n")
    twins = twins_of(source)
    assert twins is not None
    return abridged(source.split("\n"), twins)


def short(source: str) -> str:
    return shortened(source).text


def test_what_carries_no_fact_is_left_out() -> None:
    source = """
    import os

    def f(x):
        \"\"\"Says what.\"\"\"
        y = x + 1
        # Why it is so.
        if y:
            z = 1
        elif x:
            os.remove(x)
            w = 3
        return y

    def g(x):
        y = x + 1
        return y
    """
    expected = """
    import os
    def f(x):
        \"\"\"Says what.\"\"\"
    def g(x):
        pass
    """
    assert without_blanks(short(source)) == textwrap.dedent(expected).lstrip("\n")


def test_what_bodies_do_is_known_by_the_line_of_their_function() -> None:
    source = """
    from a import fetch, limit

    async def f(a, b, x):
        with open(x) as limit, fetch.all(x):
            if x:
                raise ValueError("no " + fetch(x))
            async with x.lock():
                yield [fetch(y) for y in x]
        def inner():
            raise KeyError
        try:
            return inner
        except (OSError, x.Error):
            raise ValueError
    """
    found = shortened(source)
    assert without_blanks(found.text) == (
        "from a import fetch, limit\nasync def f(a, b, x):\n    pass\n    def inner():\n        pass\n"
    )
    assert found.bodies[3] == {
        "with": ("open", "fetch.all"),
        "call": ("fetch.all", "fetch"),
        "bind": ("a", "b", "limit"),
        "raise": ("ValueError",),
        "async with": ("x.lock",),
        "yield": ("yield",),
        "return": ("inner",),
        "except": ("OSError", "x.Error"),
    }
    assert found.bodies[9] == {"raise": ("KeyError",)}
    assert found.bodies.keys() == {0, 3, 9}


def test_raised_names_stay_in_the_order_of_the_source() -> None:
    source = """
    def f(x):
        if x:
            raise A
        def inner(): raise D; import b
        if y:
            import a
            raise B
        raise A; import c
        raise C
    """
    facts = comparable(textwrap.dedent(source))
    assert facts is not None
    assert facts.functions[0].raises == ("A", "B", "C")


def test_long_docstrings_are_kept_beside() -> None:
    source = """
    '''Module,
    of two lines.'''

    class A:
        r\"\"\"Class,
            \\d indented.
        \"\"\"

        def f(self):
            ('Method,'
             ' joined.')
            return 1

    def g():
        \"\"\"Of one line.\"\"\"

    def h():
        f\"\"\"No
        docstring.\"\"\"

    def i():
        \"\"\"Not
        alone.\"\"\"; import os

    def j():
        '''\\ud800
        printed.'''
    """
    assert len(shortened(source).docstrings) == 4
    facts = comparable(textwrap.dedent(source).lstrip("\n"))
    assert facts is not None
    assert facts.docstring == "Module,\nof two lines."
    assert facts.classes[0].docstring == "Class,\n\\d indented."
    docstrings = {each.name: each.docstring for each in facts.functions}
    assert docstrings == {
        "f": "Method, joined.",
        "g": "Of one line.",
        "h": None,
        "i": "Not\nalone.",
        "j": "\\ud800\nprinted.",
    }


def test_a_value_of_several_lines_keeps_its_kind() -> None:
    source = """
    from a import fetch, made

    TABLE: dict = {
        "key": fetch(1),
        "other": 2,
    }
    T = TypeVar(
        "T",
    )

    class A:
        x: int = made(
            default=1
        )  # why
        y: int = field(
            default=1
        )

    register(
        fetch(2),
    )
    """
    expected = """
    from a import fetch, made
    TABLE: dict = []
    T = TypeVar()
    class A:
        x: int = made()  # why
        y: int = field(
            default=1
        )
    []
    """
    assert short(source) == textwrap.dedent(expected).lstrip("\n")


def without_blanks(text: str) -> str:
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))


def test_a_text_does_not_become_a_docstring() -> None:
    assert short('def f():\n    x = 1\n    "text"\n') == "def f():\n    pass\n"
    assert short('def f():\n    x = 1\n    "warn"\n') == 'def f():\n    pass\n    "warn"\n'


@pytest.mark.parametrize(
    "body",
    ["x = 1; y = fetch()", "if x: y = 1", "x = '''\n'''; fetch()", "x = 1\n    return fetch", "x = 1; \\\n    y = 2"],
)
def test_what_shares_a_line_stays_whole(body: str) -> None:
    facts = comparable(f"from a import fetch\ndef f(x):\n    {body}\n")
    assert facts is not None
    assert facts.functions[0].name == "f"


def test_names_that_python_reads_otherwise_than_they_are_written() -> None:
    source = "from a import \ufb01nd\n\ndef f():\n    x = 1\n    return \ufb01nd(x)\n"
    assert _extract_abridged(source) is None
    assert _extract_abridged(source.replace("\ufb01", "fi").replace("x = 1", "x = '\u2026 \u00e9'")) is not None


def test_a_test_keeps_what_it_uses_and_an_init_its_attributes() -> None:
    facts = comparable("def test_f():\n    x = a.b\n\nclass A:\n    def __init__(self):\n        self.x = 1\n")
    assert facts is not None
    assert facts.functions[0].uses == ("a.b", "x")
    assert [each.name for each in facts.classes[0].attributes] == ["x"]
