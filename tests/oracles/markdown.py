"""What a Markdown page shows, as a CommonMark parser reads it: the oracle for rendered pages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark").enable("table")
"""CommonMark with GitHub's tables, which the specification alone would read as paragraphs."""

SLUG_CATEGORIES = ("L", "M", "Nd", "Nl", "Pc")
"""The Unicode categories that stay in an anchor: GitHub drops all but `\\p{Word}`, hyphens and spaces."""

TAG = re.compile(r"<[^>]*>")
MARK = re.compile(r'<a id="(name-[A-Za-z0-9_.-]+)">')
"""What makes a line of a list a place that links lead to."""


class Fence(NamedTuple):
    """One fenced code block: its info string, its content, and the heading that it stands under."""

    info: str
    content: str
    section: str


class Outline(NamedTuple):
    """What several tests ask of the same pages, which are parsed once."""

    headings: tuple[tuple[int, str], ...]
    links: tuple[str, ...]
    html_nodes: tuple[str, ...]


@lru_cache(4_096)
def outline(markdown: str) -> Outline:
    """What leads to and from a page."""
    blocks = MARKDOWN.parse(markdown)
    tokens = [token for block in blocks for token in (block, *(block.children or []))]
    return Outline(
        tuple(heading for heading, _ in _sections(blocks) if heading is not None),
        tuple(str(token.attrs["href"]) for token in tokens if token.type == "link_open"),
        tuple(token.content for token in tokens if token.type in {"html_block", "html_inline"}),
    )


def headings(markdown: str) -> list[tuple[int, str]]:
    """Level and plain text of every heading, in order."""
    return [*outline(markdown).headings]


def visible_text(markdown: str) -> list[str]:
    """What a reader sees: a line for each paragraph, heading, list item, table cell and line of code."""
    return [line for token in MARKDOWN.parse(markdown) for line in _visible_lines(token) if line]


def fences(markdown: str) -> list[Fence]:
    """Every fenced code block, in order."""
    return [
        Fence(token.info.strip(), token.content, heading[1] if heading else "")
        for heading, tokens in _sections(MARKDOWN.parse(markdown))
        for token in tokens
        if token.type == "fence"
    ]


def links(markdown: str) -> list[str]:
    """The target of every link, as the parser encodes it, in order."""
    return [*outline(markdown).links]


def html_nodes(markdown: str) -> list[str]:
    """Every piece of raw HTML that acts on the page, comments included; not the marks of places on lines."""
    nodes = outline(markdown).html_nodes
    return [node for node, before in zip(nodes, ("", *nodes), strict=False) if not _is_mark(node, before)]


def _is_mark(node: str, before: str) -> bool:
    return bool(MARK.fullmatch(node)) or (node == "</a>" and bool(MARK.fullmatch(before)))


def anchors(markdown: str) -> list[str]:
    """The anchor of every heading, in order: its slug, with `-1`, `-2` behind those that come again; then the marks."""
    taken: dict[str, int] = {}
    marks = [match[1] for node in outline(markdown).html_nodes if (match := MARK.fullmatch(node))]
    return [*(_unique(slug(text), taken) for _, text in headings(markdown)), *marks]


def slug(text: str) -> str:
    """GitHub's slug of a heading's plain text: lower case, no punctuation, hyphens for spaces."""
    return "".join(c for c in text.lower() if c in " -" or _stays(c)).replace(" ", "-")


def _stays(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "So":  # letters in circles and squares; `github_anchors.json` holds this to what GitHub does
        return re.match("(NEGATIVE )?(CIRCLED|SQUARED) LATIN", unicodedata.name(character)) is not None
    return category.startswith(SLUG_CATEGORIES)


def _unique(wanted: str, taken: dict[str, int]) -> str:
    """The slug or its first numbered form that is free; `taken` counts how often each was given out."""
    anchor = wanted
    while anchor in taken:
        taken[wanted] += 1
        anchor = f"{wanted}-{taken[wanted]}"
    taken[anchor] = 0
    return anchor


def _sections(tokens: list[Token]) -> Iterator[tuple[tuple[int, str] | None, list[Token]]]:
    """Each heading, as level and text, with the block tokens up to the next; None before the first."""
    heading: tuple[int, str] | None = None
    body: list[Token] = []
    for token, following in zip(tokens, [*tokens[1:], None][: len(tokens)], strict=True):
        if token.type == "heading_open" and following is not None:
            yield heading, body
            heading, body = (int(token.tag[1:]), _plain(following)), []
        else:
            body.append(token)
    yield heading, body


def _visible_lines(token: Token) -> list[str]:
    if token.type == "inline":
        return [_plain(token)]
    if token.type in {"fence", "code_block"}:
        return [line.rstrip() for line in token.content.split("\n")]
    if token.type == "html_block":
        return [" ".join(line.split()) for line in TAG.sub("", token.content).split("\n")]
    return []


def _plain(inline: Token) -> str:
    """The text of an inline token without its markup, white space normalised."""
    return " ".join("".join(map(_child_text, inline.children or [])).split())


def _child_text(child: Token) -> str:
    if child.type in {"softbreak", "hardbreak"}:
        return " "
    if child.type == "image":
        return _plain(child)
    return child.content if child.type in {"text", "code_inline"} else ""
