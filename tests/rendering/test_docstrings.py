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
from extractor.rendering.docstrings.inline import cell_prose, prose
from extractor.rendering.docstrings.styles import style_of
from extractor.workspace.config import StyleSetting

TORTURE = sorted((Path(__file__).parent / "docstrings").glob("*.txt"))
STYLES: tuple[StyleSetting, ...] = ("auto", "google", "numpy", "rest", "plain")
PATIENT = settings(deadline=None)

TAG = re.compile(r"</?\w+[^>]*>")
PIECES = [
    *("# x", "---", "===", "```", "~~~", "````py", "`", "``", "`x`", "``y``", "`a <b>`_", "[x]: y", "[a](http://b.c)"),
    *("<script>", "</script>", "<!--", "&lt;", "word", "two words", "A sentence.", "ends:", "code::", "x = [1]"),
    *("- item", "* star", "+ plus", "1. one", "2. two", "3) three", "(a) label", "#. auto", "    deep", "  less", "\t"),
    *(":param x: text", ":type x: int", ":returns:", ":rtype: str", ":class:`~a.B`", ":raises E:", ":meta private:"),
    *(".. note::", ".. note:: now", ".. code-block:: python", ".. unknown:: z", ".. versionadded:: 3.1 ok", ".. [1] f"),
    *(".. comment", ".. _t: u", "Args:", "Returns:", "    x (int): text", "    str: text", "Parameters", "----------"),
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
    assert style_of(text, "auto") == file.stem
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
        ("$x^2$, $n$, $\\alpha$ and $x_{i}*y$", "$x^2$, $n$, $\\alpha$ and $`x_{i}*y`$"),
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
        ":x: y",
        "  " * 9 + "- a",
        "a:",
        "a::",
        "```x",
        "a\n==",
        "1. a",
        "Args:\n  x:",
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
