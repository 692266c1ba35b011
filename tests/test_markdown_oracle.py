"""The oracles themselves: small cases with answers that a person can check by eye."""

from __future__ import annotations

import ast
import inspect
import json
import sysconfig
from pathlib import Path
from types import CodeType

import pytest
from oracles import ast_facts, markdown

PAGE = """\
# Title with `code` & *stress*

A paragraph
over two lines with [a link](./a%20b.md#part).

- **`one`**: [x_docs.md](./x_docs.md)
- two

## Twice

| head | other |
| --- | --- |
| `a\\|b` | <b>bold</b> |

## Twice

````python title
```
# no heading

    indented
````

Setext
------

<!-- hidden -->
"""


def test_headings_have_levels_and_plain_text() -> None:
    expected = [(1, "Title with code & stress"), (2, "Twice"), (2, "Twice"), (2, "Setext")]
    assert markdown.headings(PAGE) == expected


def test_visible_text_is_what_a_reader_sees() -> None:
    assert markdown.visible_text(PAGE) == [
        "Title with code & stress",
        "A paragraph over two lines with a link.",
        "one: x_docs.md",
        "two",
        "Twice",
        "head",
        "other",
        "a|b",
        "bold",
        "Twice",
        "```",
        "# no heading",
        "    indented",
        "Setext",
    ]


def test_a_fence_knows_its_section_and_its_exact_content() -> None:
    assert markdown.fences(PAGE) == [markdown.Fence("python title", "```\n# no heading\n\n    indented\n", "Twice")]


def test_links_are_as_written_in_order() -> None:
    assert markdown.links(PAGE) == ["./a%20b.md#part", "./x_docs.md"]


def test_html_nodes_are_blocks_and_inline_tags() -> None:
    assert markdown.html_nodes(PAGE) == ["<b>", "</b>", "<!-- hidden -->\n"]
    assert markdown.html_nodes("`<b>` and \\<b> and &lt;b>\n\n```\n<b>\n```\n") == []


def test_anchors_of_repeated_headings_are_numbered() -> None:
    assert markdown.anchors(PAGE) == ["title-with-code--stress", "twice", "twice-1", "setext"]


def test_a_numbered_anchor_never_takes_that_of_another_heading() -> None:
    assert markdown.anchors("# a\n# a-1\n# a\n# a\n") == ["a", "a-1", "a-2", "a-3"]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Security & Safety", "security--safety"),
        ("Keyword → Section Map", "keyword--section-map"),
        ("Class.__init__", "class__init__"),
        ("snake_case-and CamelCase", "snake_case-and-camelcase"),
        ("Café №1 ½", "café-1-"),
        ("日本語 ok", "日本語-ok"),
    ],
)
def test_slugs_follow_github(text: str, anchor: str) -> None:
    assert markdown.slug(text) == anchor


def test_slugs_follow_what_github_was_seen_to_do() -> None:
    published = json.loads((Path(__file__).parent / "oracles" / "github_anchors.json").read_text(encoding="utf-8"))
    assert [each for each in published["kept"] if markdown.slug(each) != each] == []
    assert {each: markdown.slug(each) for each in published["lowered"]} == published["lowered"]
    assert [each for each in published["dropped"] if markdown.slug(each)] == []


SOURCE = '''\
"""  Module.

    Indented.
"""
import a.b as c, d
from . import e as f
if True:
    from ..g import h
'''

MODULE = '''
try:
    from .x import *
except ImportError as error:
    import y
else:
    async def outer(a, /, b: int = 1, *args, c, d=(2), **kw) -> None:
        """Outer."""
        import local
        class Inner(Base[int], *more, metaclass=Meta, **options):
            @property
            def value(self):
                def deep():
                    yield 1
                return (lambda: (yield))
        raise pkg.Problem("x") from e
        raise ValueError
        raise pkg.Problem
        raise
        raise make()()
match thing:
    case 1:
        with open(x) as f:
            for i in f:
                while i:
                    @deco.rator(1)
                    @table[0]
                    def gen():
                        def inner(x=(yield)): ...
                    break
'''


def test_module_docstring_and_imports() -> None:
    found = ast_facts.facts(SOURCE)
    assert found.docstring == "Module.\n\nIndented."
    assert [tuple(i) for i in found.imports] == [
        ("a.b", 0, None, "c", "", 5),
        ("d", 0, None, None, "", 5),
        ("", 1, "e", "f", "", 6),
        ("g", 2, "h", None, "", 8),
    ]


def test_definitions_are_found_in_every_block() -> None:
    assert ast_facts.facts(MODULE).definitions == [
        ("function", "outer", 7, 20),
        ("class", "outer.Inner", 10, 15),
        ("function", "outer.Inner.value", 12, 15),
        ("function", "outer.Inner.value.deep", 13, 14),
        ("function", "gen", 28, 29),
        ("function", "gen.inner", 29, 29),
    ]


def test_a_generator_yields_in_its_own_scope() -> None:
    generators = {f.qualname: f.is_generator for f in ast_facts.facts(MODULE).functions}
    assert generators == {
        "outer": False,
        "outer.Inner.value": False,
        "outer.Inner.value.deep": True,
        "gen": True,
        "gen.inner": False,
    }


def test_the_rest_of_a_function() -> None:
    outer = ast_facts.facts(MODULE).functions[0]
    assert [(p.name, p.kind, p.default is not None) for p in outer.parameters] == [
        ("a", "positional-only", False),
        ("b", "positional-or-keyword", True),
        ("args", "variadic", False),
        ("c", "keyword-only", False),
        ("d", "keyword-only", True),
        ("kw", "variadic-keyword", False),
    ]
    assert outer.parameters[4].default == ast_facts.normalised("2")
    assert (outer.is_async, outer.docstring, outer.scope) == (True, "Outer.", "module")
    assert outer.raises == ("pkg.Problem", "ValueError")
    assert [i.scope for i in ast_facts.facts(MODULE).imports] == ["", "", "outer"]


def test_the_rest_of_a_class_and_of_decorators() -> None:
    found = ast_facts.facts(MODULE)
    (inner,) = found.classes
    assert inner.bases == tuple(map(ast_facts.normalised, ["Base [ int ]", "*more"]))
    assert inner.keywords == tuple(map(ast_facts.normalised, ["metaclass=Meta", "**options"]))
    assert [d.name for f in found.functions for d in f.decorators] == ["property", "deco.rator", ""]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = 1", None),
        ("def f():\n    __all__ = ['a']", None),
        ("__all__ = ['a', 'b', 'a']", ("a", "b")),
        ("__all__: list[str] = ['a']\n__all__ += ('b',)\n__all__.extend(['c'])\n__all__.append('d')", tuple("abcd")),
        ("__all__ = core.__all__ + ['a'] + [*rest, *['b']]", ("a", "b")),
        ("if x:\n    __all__ = ['a']\nelse:\n    __all__ = ['b']", ("a", "b")),
        ("__all__ = [n for n in 'abc']", ()),
    ],
)
def test_exports(source: str, names: tuple[str, ...] | None) -> None:
    assert ast_facts.facts(source).exports == names


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("if __name__ == '__main__': pass", True),
        ("if '__main__' == __name__: pass", True),
        ("if x: pass\nelif __name__ == '__main__': pass", True),
        ("if __name__ != '__main__': pass", False),
        ("def f():\n    if __name__ == '__main__': pass", False),
        ("'''if __name__ == \"__main__\": pass'''", False),
    ],
)
def test_main_guards(source: str, guarded: bool) -> None:
    assert ast_facts.facts(source).has_main_guard is guarded


def test_a_parenthesised_annotation_is_seen_and_no_other() -> None:
    assert ast_facts.annotates_in_parentheses(b"if x:\n    (name): int = 1\n")
    assert ast_facts.annotates_in_parentheses(b"(self.x): int\n")
    assert not ast_facts.annotates_in_parentheses(b"name: int = (1)\nself.x: int\nf((x), y)[0]: int\n")


def test_an_expression_has_one_normal_form() -> None:
    assert ast_facts.normalised("( a [ 1,\n 'x' ] )  # why") == ast_facts.normalised('a[1, "x"]')
    assert ast_facts.normalised("a") != ast_facts.normalised("b")
    assert ast_facts.normalised("a +").startswith("<no expression")


@pytest.mark.parametrize("name", ["ast.py", "asyncio/tasks.py", "contextlib.py", "typing.py"])
def test_generators_and_lines_agree_with_the_compiler(name: str) -> None:
    """A second opinion on the oracle: the flags and first lines of the code objects that Python compiles."""
    source = Path(sysconfig.get_path("stdlib"), name).read_bytes()
    tree = ast_facts.parse(source)
    expected = sorted(_compiled(compile(tree, name, "exec")))
    functions = [(n.name, _first_line(n)) for n in ast.walk(tree) if isinstance(n, ast_facts.FUNCTIONS)]
    flags = {(f.qualname.rpartition(".")[2], f.line): f.is_generator for f in ast_facts.facts(source).functions}
    lines = {(n.name, _first_line(n)): n.lineno for n in ast.walk(tree) if isinstance(n, ast_facts.FUNCTIONS)}
    assert expected == sorted((*key, flags[key[0], lines[key]]) for key in functions)


def _first_line(node: ast_facts.FunctionNode) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _compiled(code: CodeType) -> list[tuple[str, int, bool]]:
    """Name, first line and whether it is a generator, of every function in a code object."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    here = [
        (c.co_name, c.co_firstlineno, bool(c.co_flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR)))
        for c in inner
        if c.co_flags & inspect.CO_NEWLOCALS and not c.co_name.startswith("<")
    ]
    return here + [row for c in inner for row in _compiled(c)]
