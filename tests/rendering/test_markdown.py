"""Markdown that says what it is given: every text, held against a CommonMark parser and against Python-Markdown."""

from __future__ import annotations

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import quote, unquote

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from extractor.rendering import markdown
from extractor.rendering.docstrings import inline
from extractor.rendering.markdown import (
    anchor,
    cell,
    code_span,
    escape,
    fence,
    href,
    link,
    name,
    slugs,
    visible,
    visible_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable

COMMONMARK = MarkdownIt("commonmark")
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PARSERS = (COMMONMARK, GITHUB)

PATIENT = settings(deadline=None)
"""A busy machine is no defect of the code."""

PIECES = [
    *"\\`*_[]<>&#-+.!|~$={}():\"'^@/0129aé日 \t\n\r\f\v\0\x02\x03\x1b\x7f\x85\xa0\u200b\u2028\ud800\U0001f40d",
    *("```", "~~", "$$", "**", "__", "---", "-- --", "- ", "1. ", "1)", "1234567890. ", "===", "# ", "[ ] ", "\\|"),
    *("&lt;", "&#35;", "&#x3c", "&copy", "amp;", "<!--", "-->", "<?", "<![CDATA[", "<script>", "</p>", "<b", "/>"),
    *(
        "[x]: ",
        "]:",
        "](y)",
        "![",
        "[^1]",
        "[TOC]",
        "http://a",
        "https://b.c/",
        "www.a.b",
        "a@b.c",
        "{: .a}",
        "!!! note",
    ),
]
"""What Markdown acts on, whole and in parts."""

TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(st.characters()),  # surrogates too
)

FRAMES: dict[str, Callable[[str], str]] = {
    "alone": str,
    "bullet": "- {}".format,
    "behind a name": "- **Kind**: {}".format,
    "emphasis": "*{}*".format,
    "strong": "**{}**".format,
    "heading": "### In {} there".format,
    "link": lambda inline: link(inline, "./x.md"),
    "link in a list": lambda inline: f"- {link(inline, './x.md')}",
    "cell": lambda inline: f"| a | b |\n| --- | --- |\n| {cell(inline)} | c |",
}
"""The places of a page where text stands."""


@pytest.mark.parametrize("frame", FRAMES)
@PATIENT
@given(text=TEXTS)
@example(text="# no heading")
@example(text="-- --")
@example(text="12345678901. no list")
@example(text="]: no definition")
def test_escaped_text_is_text_and_nothing_else(frame: str, text: str) -> None:
    said = said_by(text)
    assume(said)
    for parser in PARSERS:
        types, shown = read(parser, FRAMES[frame](escape(text)))
        plain_types, plain = read(parser, FRAMES[frame]("word"))
        assert unguarded(types, text) == unguarded(plain_types, text)
        assert shown == plain.replace("word", said)


@PATIENT
@given(text=st.one_of(TEXTS, st.text("_a.-/é*", max_size=12)))
@example(text="__init__.py_docs.md")
def test_a_name_shows_as_it_is_without_backslashes(text: str) -> None:
    assume(text and text.isprintable() and text.strip() == text)
    tokens = [
        child
        for token in COMMONMARK.parse(f"- **`x`**: {link(name(text), './x.md')}")
        for child in token.children or ()
    ]
    assert "".join(token.content for token in tokens[4:]).removeprefix(": ") == text
    assert "\\_" not in name(text) or "\\_" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_func_map.py_docs.md", "_func_map.py_docs.md"),
        ("a/_b/_c_d.py", "a/_b/_c_d.py"),
        ("__init__.py_docs.md", "`__init__.py_docs.md`"),
        ("a/_b_/c", "`a/_b_/c`"),
        ("[id].tsx", "`[id].tsx`"),
        ("a*.md", "`a*.md`"),
    ],
)
def test_a_name_is_code_only_where_it_would_be_markup(text: str, expected: str) -> None:
    assert name(text) == expected


@PATIENT
@given(text=TEXTS)
def test_escaped_text_is_one_line(text: str) -> None:
    assert escape(text).splitlines() == ([escape(text)] if said_by(text) else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("snake_case stays, _stressed_ does not", "snake_case stays, \\_stressed\\_ does not"),
        ("`code` and [a](b)", "\\`code\\` and \\[a\\](b)"),
        ("a <b> & c &amp; d", "a &lt;b> & c &amp;amp; d"),
        ("-1 or --flag", "-1 or --flag"),
        ("- item", "\\- item"),
        ("3. third", "3\\. third"),
        ("3.11 and 1.", "3.11 and 1."),
        ("1.", "1\\."),
        ("==> here", "==> here"),
        # What only Python-Markdown acts on
        ("#!/bin/sh", "\\#!/bin/sh"),
        ("&#1 without an end", "&amp;#1 without an end"),
        # What extensions of MkDocs act on
        ('!!! note "x"', '&#33;!! note "x"'),
        ("??? note", "&#63;?? note"),
        ("::: os.system", "&#58;:: os.system"),
        ("/// html | script", "&#47;// html | script"),
        ('=== "tab"', '&#61;== "tab"'),
        ("https://a.org{: .b}", "https&#58;//a.org{: .b}"),
        ("a@b.org{: .b} and a@b.org", "a&#64;b.org{: .b} and a@b.org"),
        ("Really !!! and ://", "Really !!! and ://"),
        # What turns the direction of text
        ("a\u202eb\u2066c\u200f", "a\\\\u202eb\\\\u2066c\u200f"),
        # What only GitHub acts on
        ("from $A to $B", "from &#36;A to &#36;B"),
        ("~/.a or ~/.b~", "&#126;/.a or &#126;/.b&#126;"),
        ("see https://a.org/snake_case?b=1&c=2#d", "see https://a.org/snake_case?b=1&c=2#d"),
        ("see https://a.org/a_(b)", "see https&#58;//a.org/a\\_(b)"),
        ("see www.a.org/~b", "see www&#46;a.org/&#126;b"),
    ],
)
def test_escapes_are_few_and_known_to_both_readers(text: str, expected: str) -> None:
    assert escape(text) == expected


@pytest.mark.parametrize("frame", [frame for frame in FRAMES if frame != "cell"])
@PATIENT
@given(text=TEXTS)
@example(text="")
@example(text=" ")
@example(text=" a ")
@example(text="`")
@example(text="x]: y")
def test_a_code_span_shows_the_text(frame: str, text: str) -> None:
    for parser in PARSERS:
        types, shown = read(parser, FRAMES[frame](code_span(text)))
        plain_types, plain = read(parser, FRAMES[frame]("`word`"))
        assert unguarded(types, text) == unguarded(plain_types, text)
        assert shown == plain.replace("word", visible(text) or " ")


@PATIENT
@given(text=TEXTS.filter(lambda text: "\\|" not in visible(text)))
def test_a_code_span_in_a_table_shows_the_text(text: str) -> None:
    """But for a backslash before a bar, which GitHub's tables have no way to write."""
    text = f"a{text}b"  # a cell is stripped
    types, shown = read(GITHUB, FRAMES["cell"](code_span(text)))
    assert types.count("code_inline") == 1
    assert shown == f"a\nb\n{visible(text)}\nc"


@PATIENT
@given(
    text=st.one_of(
        TEXTS, st.lists(st.sampled_from(["`", "~", "```", "~~~", "\n", " ", "    ", "a", "> "])).map("".join)
    )
)
@example(text="```\n~~~~\n````")
def test_a_fence_holds_the_text_line_for_line(text: str) -> None:
    lines = visible_lines(text).split("\n")
    page = f"before\n\n{fence(visible_lines(text), 'python')}\n\nafter\n"
    before, block, after = (token for token in COMMONMARK.parse(page) if token.type in ("fence", "inline"))
    assert (before.content, block.info, after.content) == ("before", "python", "after")
    assert block.content.split("\n") == (lines if lines[-1] == "" else [*lines, ""])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('--8<-- "a.md"', ';--8<-- "a.md"'),
        ("  -8<- 'a.md:1:3'", "  ;-8<- 'a.md:1:3'"),
        ("--8<--", ";--8<--"),
        (';--8<-- "a.md"', ';;--8<-- "a.md"'),
        ('x --8<-- "a.md"', 'x --8<-- "a.md"'),
        ('--8<-- "a.md" and more', '--8<-- "a.md" and more'),
    ],
)
def test_a_fence_holds_no_line_that_a_file_is_put_in_the_place_of(line: str, expected: str) -> None:
    assert fence(f"a\n{line}\nb", "") == f"```\na\n{expected}\nb\n```"


NAMES = st.one_of(
    st.lists(st.sampled_from([*" #%?\"'()[]{}<>`*_~&=+-.!$:;,@\\|^aé日", "%20", "..", "\U0001f40d"]), min_size=1).map(
        "".join
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1),
).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@PATIENT
@given(page=PATHS, target=PATHS, fragment=st.one_of(st.just(""), NAMES))
@example(page="docs/a.md", target="-dash (1) #2 100% [x](y) `z`.md", fragment="")
def test_a_link_leads_to_its_target(page: str, target: str, fragment: str) -> None:
    destination = href(page, target, fragment)
    tokens = COMMONMARK.parse(link("text", destination))[1].children or []
    assert [token.type for token in tokens] == ["link_open", "text", "link_close"]
    assert tokens[0].attrs == {"href": destination}
    path, _, anchor = destination.partition("#")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) == target
    assert unquote(anchor) == fragment
    assert destination.startswith(("./", "../"))


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Security & Safety"], ["security--safety"]),
        (["Keyword → Section Map"], ["keyword--section-map"]),
        (["Documentation: a/b_c.py"], ["documentation-ab_cpy"]),
        (["Class.__init__", "class__init__"], ["class__init__", "class__init__-1"]),
        (["Café №1 ½", "日本語 ok", "🐍 snake", "x²"], ["café-1-", "日本語-ok", "-snake", "x"]),
        (["İ", "ΑΣ", "ẞ", "Ⅷ", "a\u0301", "a\u203fb"], ["i̇", "ας", "ß", "ⅷ", "a\u0301", "a\u203fb"]),
        (["-", "--", "", " a"], ["-", "--", "", "-a"]),
        (["a", "a-1", "a", "a"], ["a", "a-1", "a-2", "a-3"]),
        (["a", "a", "a-1", "a-1"], ["a", "a-1", "a-1-1", "a-1-2"]),
        (["", "", "!", "?"], ["", "-1", "-2", "-3"]),
    ],
)
def test_slugs_are_those_of_github(headings: list[str], expected: list[str]) -> None:
    assert slugs(headings) == expected


def test_slugs_keep_lower_and_drop_the_characters_that_github_does() -> None:
    published = json.loads((Path(__file__).parents[1] / "oracles" / "github_anchors.json").read_text(encoding="utf-8"))
    assert slugs(f"{each}x" for each in published["kept"]) == [f"{each}x" for each in published["kept"]]
    assert slugs(f"{each}x" for each in published["lowered"]) == [f"{each}x" for each in published["lowered"].values()]
    dropped = published["dropped"]
    assert slugs(f"{number}{each}x" for number, each in enumerate(dropped)) == [f"{n}x" for n in range(len(dropped))]
    assert min(len(published["kept"]), len(published["lowered"]), len(dropped)) > 90


@PATIENT
@given(st.lists(st.one_of(st.text("aA-1 _.", max_size=4), TEXTS)))
def test_no_two_headings_of_a_page_share_a_slug(headings: list[str]) -> None:
    found = slugs(headings)
    assert len(found) == len(headings)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("frame", FRAMES)
@PATIENT
@given(text=TEXTS)
@example(text="<script>alert(1)</script>")
@example(text="#heading")
@example(text="[TOC]")
@example(text="]: definition")
@example(text="&#12)")
def test_python_markdown_shows_escaped_text_as_text(frame: str, text: str) -> None:
    said = said_by(text)
    assume(said)
    tags, shown = read_by_python_markdown(FRAMES[frame](escape(text)))
    plain_tags, plain = read_by_python_markdown(FRAMES[frame]("word"))
    assert unguarded(tags, text) == unguarded(plain_tags, text)
    assert shown == " ".join(plain.replace("word", said).split())


@pytest.mark.parametrize("frame", FRAMES)
@PATIENT
@given(text=TEXTS)
@example(text="<script>alert(1)</script>")
@example(text="<!--")
def test_python_markdown_lets_no_code_act(frame: str, text: str) -> None:
    tags, _ = read_by_python_markdown(FRAMES[frame](code_span(text)))
    plain_tags, _ = read_by_python_markdown(FRAMES[frame]("`word`"))
    assert unguarded(tags, text) == unguarded(plain_tags, text)


def said_by(text: str) -> str:
    """The text as a reader is to see it: white space folded, control characters as their escapes."""
    return visible(" ".join(text.split()))


def read(parser: MarkdownIt, markdown: str) -> tuple[list[str], str]:
    """The types of all tokens, text that follows text counted once; and what they show, a line a block."""
    tokens = parser.parse(markdown)
    shown = ["".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"]
    types = [child.type for token in tokens for child in (token, *(token.children or []))]
    return [each for i, each in enumerate(types) if (each, types[i - 1 : i]) != ("text", ["text"])], "\n".join(shown)


def unguarded(types: list[str], text: str) -> list[str]:
    """The types without the emphasis that keeps a link with `]:` in it from being read as a definition."""
    return [each for each in types if each not in ("em_open", "em_close", "em")] if "]:" in text else types


def read_by_python_markdown(markdown: str) -> tuple[list[str], str]:
    """The tags that a browser finds in what MkDocs makes of it, and the text that it shows, white space folded."""
    import markdown as reader

    page = _Page(reader.markdown(markdown, extensions=["toc", "tables", "fenced_code"]))
    return page.tags, " ".join("".join(page.text).split())


class _Page(HTMLParser):
    """Reads HTML as a browser does: what acts, and what is shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.tags.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.tags.append("declaration")


class Suspect(str):
    """A text that says of itself what no short cut takes."""

    __slots__ = ()

    def isprintable(self) -> bool:
        return False

    def isascii(self) -> bool:
        return False

    def lower(self) -> Suspect:
        return Suspect(super().lower())


PLAIN = st.text(st.sampled_from([*"abzAZ019 .,;:!?()'\"/-+=#>", "é", "\xa0", "_", "`", "\n"]), max_size=12)
"""What the short cuts are for, and what is close to it."""


@PATIENT
@given(st.one_of(TEXTS, PLAIN))
def test_a_short_cut_leads_where_the_long_way_does(text: str) -> None:
    assert visible(text) == visible(Suspect(text))
    assert code_span(text) == code_span(Suspect(text))
    assert slugs([text]) == slugs([Suspect(text)])
    if "`" not in text:
        line = " ".join(text.split())
        assert inline.prose(text) == (inline._joined(inline._pieces(line, inline.nowhere)) or escape(line))
    short = escape(text)
    with patch.object(markdown, "_MAY_NEED_ESCAPES", re.compile("")):
        assert short == escape(text)


@PATIENT
@given(st.one_of(TEXTS, PLAIN))
def test_a_fence_is_three_ticks_or_one_more_than_any_run_within(text: str) -> None:
    longest = max(map(len, re.findall("`+", text)), default=0)
    assert fence(text, "text").partition("text")[0] == "`" * max(3, longest + 1)


@PATIENT
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_anchor_is_encoded_as_rfc_3986_says(text: str) -> None:
    assert anchor(text) == f"#{quote(text)}"


PARTS = st.lists(st.sampled_from(["a", "b", "ab", "a b", "é", "x.md"]), max_size=4)


@PATIENT
@given(PARTS, PARTS.filter(bool))
def test_a_link_is_the_shortest_way_with_a_dot_where_it_goes_down(folder: list[str], target: list[str]) -> None:
    page = "/".join([*folder, "page.md"])
    way = posixpath.relpath("/".join(target), "/".join(folder) or ".")
    found = unquote(href(page, "/".join(target)))
    assert posixpath.normpath(found) == way
    assert found.startswith("../" if way.startswith("..") else "./")
