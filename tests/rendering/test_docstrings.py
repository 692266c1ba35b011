"""Docstrings as Markdown: every word in order, and nothing of theirs acts on the page, whatever they hold."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import markdown as python_markdown
import mdformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.docstring_words import acts, lost
from oracles.markdown import MARKDOWN

from extractor.rendering.docstrings import docstring_markdown
from extractor.rendering.docstrings.epytext import rewritten
from extractor.rendering.docstrings.inline import cell_prose, prose
from extractor.rendering.docstrings.styles import style_of
from extractor.workspace.config import StyleSetting

TORTURE = sorted((Path(__file__).parent / "docstrings").glob("*.txt"))
STYLES: tuple[StyleSetting, ...] = ("auto", "google", "numpy", "rest", "epytext", "plain")
PATIENT = settings(deadline=None)

TAG = re.compile(r"</?\w+[^>]*>")
PIECES = [
    *("# x", "---", "===", "```", "~~~", "````py", "`", "``", "`x`", "``y``", "`a <b>`_", "[x]: y", "[a](http://b.c)"),
    *("<script>", "</script>", "<!--", "&lt;", "word", "two words", "A sentence.", "ends:", "code::", "x = [1]"),
    *("- item", "* star", "+ plus", "1. one", "2. two", "3) three", "(a) label", "#. auto", "    deep", "  less", "\t"),
    *(":param x: text", ":type x: int", ":returns:", ":rtype: str", ":class:`~a.B`", ":raises E:", ":meta private:"),
    *(".. note::", ".. note:: now", ".. code-block:: python", ".. unknown:: z", ".. versionadded:: 3.1 ok", ".. [1] f"),
    *(".. comment", ".. _t: u", "Args:", "Returns:", "    x (int): text", "    str: text", "Parameters", "----------"),
    *(
        "@param x: text",
        "@type x: C{int}",
        "@return: y",
        "@custom z: t",
        "@note",
        "C{x}",
        "L{a <b>}",
        "I{x}",
        "B{`*x`}",
    ),
    *("U{a<b>}", "E{lb}", "S{->}", "{", "}", "C{", "x -- text", "x - text", "x (int): text", "a and b: text", "key: v"),
    *(
        "Raises:",
        "    KeyError, OSError: t",
        "    (A, B)",
        "    `x`",
        "raises",
        "---",
        "A or B",
        "f(x, *, y=1)",
        "args:",
    ),
    *("Inputs:", "Tip: Title", '!!! tip "x"', "    x (dict[int,", "    int]): text", ":raises (A, `B`): t"),
    *("x : int", "    about", "Notes", "-----", "| a | b |", "|---|---|", "+--+--+", "=== ===", "a   b", ">>> f(1)"),
    *(
        "*stress*",
        "**strong**",
        "*",
        "**",
        "\\",
        "\\*",
        "$x$",
        "~a~",
        "``x``\\ y",
        "*a*\\ b",
        "$x_i$",
        "$\\a*b*$",
        ":ref:`a <b>`",
        "[t][r]",
        "[r]",
        "[r]: https://e.f",
        "r_",
        "`t`__",
        "__ https://e.f",
        ".. _r: https://e.f",
        ".. _r:",
        "> quoted text",
        "   :linenos:",
        "   :caption: text",
        "```py {.x title=y}",
        "!",
        "![",
        "\x0c",
        "\x1b",
        "\u202e",
        "\r",
        "",
        "",
    ),
]
"""What some style or reader acts on, as lines and in lines."""
LINES = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join), max_size=14).map("\n".join)
INDENTED = st.lists(
    st.tuples(st.sampled_from(["", "", "  ", "    ", "        "]), st.sampled_from(PIECES)).map("".join), max_size=14
).map("\n".join)
SHOWN = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
"""Characters that show as themselves: the others come out as their escapes in code, and as white space in text."""
DOCSTRINGS = st.one_of(LINES, INDENTED)


@pytest.mark.parametrize("file", TORTURE, ids=lambda file: file.stem)
def test_a_torture_file_loses_nothing_and_acts_on_nothing(file: Path) -> None:
    text = file.read_text(encoding="utf-8").rstrip("\n")
    shown = docstring_markdown(text)
    assert style_of(text, "auto") == file.stem.partition("-")[0]
    assert (lost(text, shown), acts(shown)) == (None, [])
    assert shown + "\n" == file.with_suffix(".md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", STYLES)
@PATIENT
@given(text=DOCSTRINGS)
def test_nothing_acts(setting: StyleSetting, text: str) -> None:
    assert acts(docstring_markdown(text, setting)) == []


@PATIENT
@given(text=st.lists(st.one_of(st.sampled_from("-*`:.> #|=+\n"), st.text(SHOWN, max_size=5)), max_size=30).map("".join))
def test_random_text_loses_no_word(text: str) -> None:
    shown = docstring_markdown(text, "plain")
    assert (lost(text, shown), acts(shown)) == (None, [])


@PATIENT
@given(text=DOCSTRINGS)
def test_what_follows_a_docstring_stands_by_itself(text: str) -> None:
    page = f"- before\n\n{docstring_markdown(text, after_list=True)}\n\n### After\n"
    tokens = MARKDOWN.parse(page)
    assert [(token.type, token.level) for token in tokens[-3:]] == [
        ("heading_open", 0),
        ("inline", 1),
        ("heading_close", 0),
    ]


@PATIENT
@given(text=DOCSTRINGS)
def test_python_markdown_shows_the_same_text(text: str) -> None:
    shown = docstring_markdown(text)
    html = python_markdown.markdown(shown, extensions=["toc", "tables", "fenced_code"])
    assert _text(html) == _text(MARKDOWN.render(shown))


@PATIENT
@given(text=DOCSTRINGS)
def test_mdformat_moves_nothing(text: str) -> None:
    shown = docstring_markdown(text)
    assert _indents(mdformat.text(shown)) == _indents(shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":class:`~a.b.C` and :py:meth:`.run`", "[`C`](#c) and `run`"),
        (
            ":meth:`~.S.run`, `~.Axes.plot`, `~a.b.C`, :file:`.bashrc`, `~x`",
            "`S.run`, `Axes.plot`, [`a.b.C`](#c), `.bashrc`, `~x`",
        ),
        (":meth:`one <.a.b.C>`, :meth:`two <.>`, :meth:`three <..>`", "[one](#c), two (`.`), three (`..`)"),
        (":class:`!a.b.C` is no link, ``a.b.C`` is", "`a.b.C` is no link, [`a.b.C`](#c) is"),
        (":func:`the thing <a.b.C>` or :ref:`text <label>`", "[the thing](#c) or text"),
        (":ref:`a_label`, :doc:`/guide/start` and :term:`text <entry>`", "`a_label`, `/guide/start` and text (entry)"),
        (r"``x``\ s, H\ :sub:`2`\ O, ``a``\ ``b``, *x*\ y, C:\ x", "`x`s, H2O, `ab`, *x*y, C:\\\\ x"),
        (r"*a.*\ b, *a*\ **b**, ``a`b``\ ``c``", "\\*a.\\*b, *a* **b**, `` a`b `` `c`"),
        ("`a` ends with \\", "`a` ends with \\\\"),
        (r"\`a`, \\`a`, \\\`a`", r"\`a\`, \\`a`, \\\`a\`"),
        ("$x^2$, $10^6$, $\\alpha$ and $x_{i}*y$", "$x^2$, $10^6$, $\\alpha$ and $`x_{i}*y`$"),
        (
            "$5 or $6, $Id$, $HOME:$PATH, '$a' or '$b'",
            "&#36;5 or &#36;6, &#36;Id&#36;, &#36;HOME:&#36;PATH, '&#36;a' or '&#36;b'",
        ),
        ("look `here <https://a.b>`_ or [there](https://c.d)", "look here (https://a.b) or there (https://c.d)"),
        (":pep:`8`, :rfc:`2119`, :math:`x^2`", "PEP 8, RFC 2119, `x^2`"),
        ("`name' is quoted, `code` is code", "\\`name' is quoted, `code` is code"),
        ("*stress*, **more**, *args, **kwargs, a*b*c", "*stress*, **more**, \\*args, \\*\\*kwargs, a\\*b\\*c"),
        ("new!:class:`a.b.C`", "new&#33;[`a.b.C`](#c)"),
        ("! `a.b.C`", "! [`a.b.C`](#c)"),
        (
            "see [1]_, [Knuth97]_ and [#]_; a[1]_ and [1]_b",
            "see \\[1\\], \\[Knuth97\\] and \\[#\\]; a\\[1\\]\\_ and \\[1\\]\\_b",
        ),
    ],
)
def test_inline_markup(text: str, expected: str) -> None:
    assert prose(text, lambda name: "#c" if name == "a.b.C" else "") == expected


BLOCKS = [
    pytest.param(".. code:: c\n   :number-lines:\n   :force:\n\n   x;", "```c\nx;\n```", id="options of code"),
    pytest.param(".. code:: c\n   :caption: x.c\n\n   x;", "**x.c**\n\n```c\nx;\n```", id="a caption"),
    pytest.param(
        ".. code:: c\n   :caption: x\n     y\n   :name: z\n\n   x;", "**x y**\n\n```c\nx;\n```", id="a long option"
    ),
    pytest.param(".. code:: c\n   :name: z\n   x;", "```c\nx;\n```", id="no blank line behind options"),
    pytest.param(".. code:: c\n   :odd: y\n\n   x;", "**odd: y**\n\n```c\nx;\n```", id="an unknown option of code"),
    pytest.param(".. code:: c\n\n   :name: y", "```c\n:name: y\n```", id="code like an option"),
    pytest.param(".. testcode:: group\n\n   x = 1", "```python\nx = 1\n```", id="the group of a test"),
    pytest.param(".. note::\n   :class: wide\n\n   Of use.", "> **Note**: Of use.", id="options of a note"),
    pytest.param(".. deprecated:: Use b.", "> **Deprecated**: Use b.", id="no version"),
    pytest.param(
        ".. versionchanged::\n   2.0 is faster.", "> **Changed in version 2.0**: is faster.", id="a version below"
    ),
    pytest.param(
        ".. legacy:: This is old,\n   and stays so.", "> **Legacy**: This is old, and stays so.", id="own note"
    ),
    pytest.param(".. driver:: x\n   :url: y", "> **driver x**\n>\n> - url: y", id="own settings"),
    pytest.param(".. py:method:: f(x)\n\n   Does it.", "- `f(x)`: Does it.", id="a description"),
    pytest.param(".. plot::\n\n   x = 1", "```rst\n.. plot::\n\n   x = 1\n```", id="code of an unknown directive"),
    pytest.param(".. container:: wide\n\n   Text is here.", "Text is here.", id="a container"),
    pytest.param(".. module:: a\n   :synopsis: Is it.\n   :platform: Unix", "Is it.\n\nPlatforms: Unix", id="module"),
    pytest.param(".. currentmodule:: a\n\nText.", "Text.", id="a setting"),
    pytest.param(".. _label:\n\nText.", "Text.", id="a label"),
    pytest.param(
        "Text\n.. a comment\n   of lines", "Text\n\n```rst\n.. a comment\n   of lines\n```", id="a comment hangs"
    ),
    pytest.param("Text.\n\n:meta private:", "Text.", id="a field of Sphinx"),
    pytest.param(
        "See `a`__ and B_, B_.\n\n__ http://a\n.. _b: http://b", "See a (http://a) and B (http://b), B.", id="reST"
    ),
    pytest.param("See [a][b], [b].\n\n[b]: http://b", "See a (http://b), b.", id="Markdown"),
    pytest.param("See x_.\n\n.. _y: http://y", "See x\\_.\n\ny: http://y", id="an address that is not referred to"),
    pytest.param("``[b]`` [b]\n\n[b]: http://b", "`[b]` b (http://b)", id="code is no reference"),
    pytest.param("$$\nx^2\n$$", "```latex\nx^2\n```", id="a formula by itself"),
    pytest.param("> A quote of\n> two lines.", "> A quote of two lines.", id="a quote"),
    pytest.param("- > limit", "- \\> limit", id="no quote"),
    pytest.param("> x = 1\n> f(x)", "```text\n> x = 1\n> f(x)\n```", id="a prompt"),
    pytest.param("```py {.wide title=x}\ny\n```", "x\n\n```py\ny\n```", id="attributes of a fence"),
    pytest.param("```{.py .wide #x}\ny\n```", "```py\ny\n```", id="a language in braces"),
    pytest.param("```{tip}\nOf use.\n```", "> **Tip**: Of use.", id="a directive as a fence"),
    pytest.param("# Title\nA sentence is here.", "**Title**\n\nA sentence is here.", id="a heading over text"),
    pytest.param("# x = 1\n# y = 2", "\\# x = 1 # y = 2", id="comments are no headings"),
    pytest.param("Args:\n    x (~a.B | .C): it", "**Parameters**\n\n- `x` (`a.B | C`): it", id="marks in a type"),
]


@pytest.mark.parametrize(("text", "expected"), BLOCKS)
def test_blocks(text: str, expected: str) -> None:
    assert docstring_markdown(text) == expected


def test_a_bar_in_code_is_text_in_a_cell_and_other_markup_stays() -> None:
    assert [cell_prose("`a|b` *c*"), cell_prose("a | ``b`` *c*")] == [r"\`a\|b\` \*c\*", r"a \| `b` *c*"]


@pytest.mark.parametrize(
    "line",
    [
        "`" * 3,
        "`a ``b",
        "**a ",
        "- a",
        "[a",
        "> x",
        ".. x::",
        "\\`",
        "`x`__",
        "$x",
        "[a]",
        "[a]: http://b",
        ":x: y",
        "  " * 9 + "- a",
        "a:",
        "a::",
        "```x",
        "a\n==",
        "1. a",
        "Args:\n  x:",
        "a: b",
        "a -- b",
        "Args:\n  x (a,\n    b",
        "Note: x\n  y",
        "@param x: C{",
        "C{L{B{",
        "}C{}",
        ":raises A, `B` or (C: d",
    ],
)
def test_thousands_of_lines_are_read(line: str) -> None:
    text = "\n".join([line] * 3_000)
    assert acts(docstring_markdown(text)) == []


@pytest.mark.parametrize("text", ["`x`{: .y onclick=z }", "`x <y>`_{.y}", ":class:`~x`{: #y }", "``x``{x}"])
def test_braces_behind_code_give_it_no_attributes(text: str) -> None:
    shown = python_markdown.markdown(prose(text), extensions=["attr_list"])
    assert "=" not in re.sub("<[^>]*>|.*", lambda match: match[0] if match[0].startswith("<") else "", shown)


def test_braces_at_its_end_give_a_cell_no_attributes() -> None:
    page = f"| a |\n| - |\n| {cell_prose('x {: #y onclick=z }')} |\n"
    shown = python_markdown.markdown(page, extensions=["tables", "attr_list"])
    assert "<td>x {: #y onclick=z }</td>" in unescape(shown)


@pytest.mark.parametrize("language", ["mermaid", "Mermaid", "geojson"])
def test_a_fence_that_readers_draw_is_text(language: str) -> None:
    assert docstring_markdown(f"```{language}\nx\n```") == "```text\nx\n```"


def test_nesting_ends_somewhere() -> None:
    text = "\n".join(f"{'  ' * depth}- level{depth}" for depth in range(300))
    shown = docstring_markdown(text)
    assert (lost(text, shown), acts(shown)) == (None, [])


def _text(html: str) -> str:
    return "".join(unescape(TAG.sub("", html)).split())


def _indents(page: str) -> list[tuple[int, bool]]:
    """How far each line is indented, and whether it holds anything."""
    return [(len(line) - len(line.lstrip(" ")), bool(line)) for line in page.rstrip("\n").split("\n")]


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Args:\n    n: One.\n    m\n    k: Three.", ["`n`: One.", "`m`", "`k`: Three."]),
        ("Args:\n    n - one\n    m (str) - two", ["`n`: one", "`m` (`str`): two"]),
        ("Args:\n    n or m: One.\n    'k': Two.\n    k[1].x: Three.",
         ["`n` or `m`: One.", "`'k'`: Two.", "`k[1].x`: Three."]),
        ("args:\n    n: One.\n    m: Two.", ["`n`: One.", "`m`: Two."]),
        ("Raises:\n    A: One.\n    B, C: Two.\n    D and E: Three.",
         ["`A`: One.", "`B`, `C`: Two.", "`D` and `E`: Three."]),
        ("Raises:\n    KeyError: One.\n    OSError if two.", ["`KeyError`: One.", "`OSError`: if two."]),
        ("Raises:\n    (A, B): One.\n    ~p.C: Two.", ["`A`, `B`: One.", "`p.C`: Two."]),
        ("Raises\n------\nA, or B\n    One.\nC : Two.", ["`A`, or `B`: One.", "`C`: Two."]),
        ("Warns\n---\nA or B\n    One.", ["`A` or `B`: One."]),
        ("Methods\n-------\nf(n, *, m=1)\n    One.\ng\n    Two.", ["`f(n, *, m=1)`: One.", "`g`: Two."]),
        ("Sizes:\n    n: One.\n    m: Two.", ["`n`: One.", "`m`: Two."]),
        ("Removed:\n    1.5: One.\n    1.6: Two.", ["1.5: One.", "1.6: Two."]),
        ("Functions:\nn -- one\nm -- two", ["`n`: one", "`m`: two"]),
        (":raises A | B: One.\n:raises [C, D]: Two.\n:raises E or F: Three.",
         ["`A`, `B`: One.", "`C`, `D`: Two.", "`E` or `F`: Three."]),
        (":raises `A`, :exc:`~p.B`: One.\n:raises: C: Two.", ["`A`, `p.B`: One.", "`C`: Two."]),
        ("@param n: One.\n@type n: C{int}\n@param m: Two.", ["`n` (`int`): One.", "`m`: Two."]),
        ("@param n One.\n@return Two.\n@raise L{A} or C{B}: Three.", ["`n`: One.", "`A` or `B`: Three."]),
        ("@license: One\n@see: L{n}\n@since: 2", ["License: One", "See: `n`", "Since: 2"]),
    ],
)  # fmt: skip
def test_entries_stand_each_by_themselves(docstring: str, expected: list[str]) -> None:
    shown = docstring_markdown(f"Do it.\n\n{docstring}")
    assert [line[2:] for line in shown.split("\n") if line.startswith(("- ", "* "))] == expected
    assert lost(docstring, shown) is None


@pytest.mark.parametrize(
    "docstring",
    [
        "The time it takes\nis long: it counts\nevery second.",
        "Look here -- or there.\nIt ends.",
        "One - or two\nof them - stay.",
        "See http://example.com\nftp: no",
        "Note: this sentence is about as long as a sentence can be on a line, and goes on\n    under it.",
        "Args:\n    count: a number of things that is so long that it takes two\n    lines - at the margin.",
        "Raises:\n    OSError: where the disk is full, or was full when it was last looked at by\n    Somebody",
        "say it for\nexample:\n    like this",
    ],
)
def test_a_sentence_is_no_list(docstring: str) -> None:
    shown = docstring_markdown(docstring)
    assert sum(line.startswith(("- ", "* ")) for line in shown.split("\n")) <= 1
    assert lost(docstring, shown) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C{a.b} and L{a.b}", "``a.b`` and :any:`a.b`"),
        ("L{the text<a.b>}, L{the text <a.b>}", ":any:`the text <a.b>`, :any:`the text <a.b>`"),
        ("I{so} B{so} I{un}done", "*so* **so** undone"),
        ("U{text<https://a.b>}, U{https://a.b}", "text (https://a.b), https://a.b"),
        ("E{lb}x E{rb} S{->} S{alpha} S{nothing}", "{x } → α nothing"),
        ("C{{x}} C{`x`} C{C{x}}", "``{x}`` `` `x` `` ``x``"),
        ("{x} C{x", "{x} C{x"),
    ],
)
def test_marks_of_epytext(text: str, expected: str) -> None:
    assert rewritten(text) == expected
