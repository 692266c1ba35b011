"""Headings and summary of Markdown."""

from __future__ import annotations

import pytest
from helpers.reading import read_text

from extractor.extraction.kinds import kind_of


def headings(source: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in read_text(source, kind_of("a.md")).headings]


def summary(source: str) -> str:
    return read_text(source, kind_of("a.md")).summary


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# One\n## Two ##\n###### Six\n####### seven\n#no\n", [(1, "One"), (2, "Two"), (6, "Six")]),
        ("Title\n=====\n\nSub\nof two lines\n---\n", [(1, "Title"), (2, "Sub of two lines")]),
        ("# a\r\n\r\nb\r\n---\r\n", [(1, "a"), (2, "b")]),
        ("# `code` *em* **strong** ~~gone~~ [text](url) <b>tag</b>", [(1, "code em strong gone text tag")]),
        ("# a &amp; b \\* c_d_e <https://x.y>", [(1, "a & b * c_d_e https://x.y")]),
        ("# [ref] and [other][ref]\n\n[ref]: https://x.y", [(1, "ref and other")]),
        ("# ![logo](a.png) Name", [(1, "Name")]),
        ("# ![The *logo*](a.png)", [(1, "The *logo*")]),
        ("#\n\n# <br>\n", []),
        # what only looks like a heading
        ("```\n# no\n```\n~~~~\n# no\n~~~\n# no\n", []),
        ("    # no\n", []),
        ("<!--\n# no\n-->\n# yes\n", [(1, "yes")]),
        ("<div>\n# no\n</div>\n\n# yes\n", [(1, "yes")]),
        ("<h1>not Markdown's</h1>\n", []),
        ("| a |\n|---|\n| # b |\n", []),
        # headings in other blocks are headings
        ("> # quoted\n\n- # listed\n", [(1, "quoted"), (1, "listed")]),
        # front matter
        ("---\ntitle: x\n---\n# yes\n", [(1, "yes")]),
        ("---\n# comment\ntitle: x\n...\n# yes\n", [(1, "yes")]),
        ('+++\ntitle = "x"\n\n[a]\n+++\n# yes\n', [(1, "yes")]),
        ("---\n\nNo key: a rule\n---\n", [(2, "No key: a rule")]),
        ("---\njust text\n---\n", [(2, "just text")]),
        ("---\nnever: closed\n", []),
    ],
)
def test_markdown_headings(source: str, expected: list[tuple[int, str]]) -> None:
    assert headings(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# T\n\nFirst *paragraph*,\ntwo `lines`.\n\nSecond.\n", "First paragraph, two lines."),
        ("No title at all.\n", "No title at all."),
        ("# T\n\n## Overview\n\nBelow a section.\n", "Below a section."),
        # badges, images, tags, navigation, directives
        ("# T\n\n[![b](i)](u) ![c](d)\n\nText.\n", "Text."),
        ("# T\n\n<p>raw</p>\n\n<br> <br>\n\nText.\n", "Text."),
        ("# T\n\n[Docs](a) | [Blog](b)\n\nText.\n", "Text."),
        ("# T\n\n{% include x %}\n\n[TOC]\n\n:::{note}\n\n!!! tip\n\nText.\n", "Text."),
        ("import A from './a'\n\n# T\n\nText.\n", "Text."),
        ("# T\n\n> quote\n\n| a |\n|---|\n\n```\ncode\n```\n\nText.\n", "Text."),
        # behind a list it is a word on a part; a list of links is there to find the way
        ("# T\n\n- item\n\nText.\n", ""),
        ("# T\n\n1. item\n\n   Text.\n\nText.\n", ""),
        ("# T\n\n- [Install](#install)\n- [Use](#use)\n\nText.\n", "Text."),
        ("- item\n\n# T\n\nText.\n\n- item\n\nMore.\n", "Text."),
        # words before the title are about something else; where the title is HTML, they are not
        ("English | [中文](zh.md)\n\n# T\n\nText.\n", "Text."),
        ("<h1>T</h1>\n\nWhat it is.\n\n## Install\n\nHow.\n", "What it is."),
        ("Only before.\n\n# T\n", ""),
        ("# T\n", ""),
        ("", ""),
        ("***\n\n...\n", ""),
    ],
)
def test_markdown_summary(source: str, expected: str) -> None:
    assert summary(source) == expected


def test_a_heading_of_unreasonable_length_keeps_its_markup() -> None:
    assert headings("# " + "[" * 30_000) == [(1, "[" * 30_000)]
