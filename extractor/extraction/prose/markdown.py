"""The blocks of a Markdown text, as a CommonMark parser with tables and strikethrough reads them.

Front matter is no block. What comes out is plain text: no markup, no tags, no targets of links, images only where a
heading shows nothing else. A paragraph without a sentence of its own (badges, navigation, directives) comes out empty.
Time is linear in the size of the text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from extractor.extraction.prose.blocks import LIST, Block, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# `---` or `+++`, something that is no blank line, and the same (for YAML also `...`) again: as GitHub sets it apart.
_FRONT_MATTER = re.compile(
    r"(?:---[ \t]*\n(?=\S)(?:.*\n)*?(?:---|\.\.\.)|\+\+\+[ \t]*\n(?:.*\n)*?\+\+\+)[ \t]*(?:\n|\Z)"
)
_FRONT_MATTER_KEY = re.compile(r"^[\w\"'][^:=\n]*[:=]", re.MULTILINE)

# Paragraphs to people, directives to the tools that extend Markdown (MyST, Jekyll, MkDocs, MDX).
_DIRECTIVE = re.compile(r":::|\{[%{]|!!!|\?\?\?|\[TOC\]|\[\[_TOC_\]\]|(?:import|export) .*from ['\"]")

# A longer "heading" is no heading that anyone wrote: its markup stays, so that time stays bounded.
_LONGEST_INLINE = 20_000


def markdown_blocks(source: str) -> Iterator[Block]:
    """Yield the headings of a CommonMark text, and of its top-level paragraphs those that a summary is chosen from.

    Only blocks are parsed, in one pass; of inline markup no more than a heading or a candidate for the summary has.
    """
    from markdown_it import MarkdownIt  # 35 ms to import, and only prose needs it

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    environment: dict[str, object] = {}
    tokens: list[Token] = []
    parser.block.parse(_without_front_matter(source), parser, environment, tokens)
    is_titled = is_summarised = in_list = False
    for opening, inline in pairwise(tokens):
        if opening.level == 0:
            in_list = opening.type in _LISTS
        if opening.type == "heading_open":
            is_summarised &= is_titled or opening.tag != "h1"  # what stood before the title is no summary of it
            is_titled = True
            yield Block(int(opening.tag[1]), _heading_text(_inline(parser, inline.content, environment)))
        elif opening.type == "paragraph_open" and opening.level == 0 and not is_summarised:
            text = _paragraph_text(inline.content, _inline(parser, inline.content, environment))
            is_summarised = bool(text)
            yield Block(0, text)
        elif opening.type == "paragraph_open" and in_list and not is_summarised:
            # A list of links is there to find the way: it stands before what a README says of its project.
            is_summarised = bool(_paragraph_text(inline.content, _inline(parser, inline.content, environment)))
            if is_summarised:
                yield LIST


def _without_front_matter(source: str) -> str:
    match = _FRONT_MATTER.match(source)
    return source[match.end() :] if match and _FRONT_MATTER_KEY.search(match[0]) else source


def _inline(parser: MarkdownIt, content: str, environment: dict[str, object]) -> list[Token]:
    """Return the inline tokens of a block's content."""
    from markdown_it.token import Token

    if len(content) > _LONGEST_INLINE:
        return [Token("text", "", 0, content=content)]
    tokens: list[Token] = []
    parser.inline.parse(content, parser, environment, tokens)
    return tokens


_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
_SPACES = frozenset({"softbreak", "hardbreak"})
_MARKUP = frozenset({"html_inline", "image"})


def _plain(tokens: Iterable[Token]) -> str:
    """Return what inline tokens show; images and tags show nothing."""
    return one_line("".join(" " if t.type in _SPACES else t.content for t in tokens if t.type not in _MARKUP))


def _heading_text(tokens: list[Token]) -> str:
    """Return a heading's text; one that shows images alone speaks by their alternative texts."""
    return _plain(tokens) or one_line(" ".join(token.content for token in tokens if token.type == "image"))


def _paragraph_text(source: str, tokens: list[Token]) -> str:
    """Return a paragraph's text; empty for directives and where no word stands outside of links and images."""
    depth, outside = 0, []
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        if not depth:
            outside.append(token)
    is_sentence = any(character.isalnum() for character in _plain(outside))
    return _plain(tokens) if is_sentence and not _DIRECTIVE.match(source) else ""
