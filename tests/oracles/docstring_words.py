"""What of a docstring its Markdown must show: every word, in order, but for markup that our own words stand for.

A word is a maximal run of letters and digits. `ALLOWED` names, one by one, the markup whose words may be missing; a
field that gives a type may stand elsewhere, so of its words only the presence is asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from oracles.markdown import MARKDOWN, headings, html_nodes, links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

WORD = re.compile(r"[^\W_]+")

REPLACED_TITLES = (
    "arg args argument arguments attribute example except exceptions kwargs note param params parameter raise "
    "reference return warn warning yield other keyword"
).split()
"""Titles of sections that a page calls otherwise (`Args:` becomes Parameters)."""

ALLOWED = {
    "the name of a role before its text": r"(?::[A-Za-z][\w+.-]*)+:(?=`)",
    "the language of a code block": r"^[ >*+-]*\.\.[ ]+(?:code|code-block|sourcecode|parsed-literal|ipython)[ ]?::.*$",
    "a target that repeats the text": r"(?<=`)(?P<text>[^`<>]+?)\s*(?=<[~!]?(?P=text)>`)",
    "a setting of Sphinx": r"^[ >*+-]*\.\.[ ]+(?:py:)?(?:contents|currentmodule|default-domain|default-role|highlight"
    r"|module|sectnum|tabularcolumns|container|compound)[ ]?::.*$",
    "the groups of a test": r"^[ >*+-]*\.\.[ ]+(?:test\w+|doctest)[ ]?::.*$",
    "how a directive looks": r"^[ >*+-]*:(?:align|class|collapsible|dedent|depth|emphasize-lines|encoding|figclass"
    r"|force"
    r"|hide|include-source|label|linenos|lineno-start|linenothreshold|local|name|no-index|no-wrap|noindex|nowrap"
    r"|number-lines|options|pyversion|skipif|(?:no-)?trim-doctest-flags):(?:[ ].*)?$",
    "what Sphinx lists": r"^[ >*+-]*:meta\b[^:\n]*:.*$",
    "the label of what follows": r"^[ >*+-]*\.\.[ ]+_+[^\n]*:[ ]*$",
    "a directive as a fence": r"^[ >*+-]*(?:`{3,}|~{3,})[ ]*\{[\w-]+\}[ ]*(?:[\w+-]*[ ]*$)?",
    "how a fence looks": r"^[ >*+-]*(?:`{3,}|~{3,})[ ]*[\w+-]*[ ]*\{[^\n]*\}[ ]*$"
    r"|^[ >*+-]*(?:`{3,}|~{3,})[ ]*[\w+-]*[ ]+(?:title|caption|filename)="
    r"|(?:hl_lines|linenums|linenostart)=\S+",
    "the name of a directive": r"^[ >*+-]*\.\.[ ]+[\w.+:-]+[ ]?::",
    "the language of a fence": r"^[ >*+-]*(?:`{3,}|~{3,})[ ]*[\w+-]*",
    "the first word of a field": r"^[ >*+-]*:[\w-]+",
    "the first word of a field in Epytext": r"^[ >*+-]*@[\w-]+",
    "the name of a character in Epytext": r"(?<![\w\\])[ES]\{[^{}]*\}",
    "the letter of a mark in Epytext": r"(?<![\w\\])[A-Z](?=\{)",
    "the title of a section": rf"^[ ]*(?:(?:{'|'.join(REPLACED_TITLES)})s?[ ]?)+(?:args?|arguments)?:?[ ]*$",
}
"""Markup whose words may be missing; each stands for something that the page says in its own way."""
_ALLOWED = re.compile("|".join(f"(?:{each})" for each in ALLOWED.values()), re.MULTILINE | re.IGNORECASE)
_TYPE_FIELDS = re.compile(
    r"^([ >*+-]*)[:@](?:type|kwtype|vartype|rtype|ytype|returntype)\b[^\n]*"
    r"(?:\n(?![ ]*[:@][^:\n]+:(?:\s|$))[^\n]*\S[^\n]*)*"
    r"|^[ >*+-]*[:@](?!meta\b)\w+[ ][^:\n]*:(?=\s|$)",
    re.MULTILINE,
)
"""Fields that give a type, up to the next field or blank line, and the names and types in the mark of any field."""

_WITHIN_WORDS = re.compile(r"(?<![\w\\])[BI]\{([^{}]*)\}(?=\w)")
"""Epytext's emphasis of a part of a word, which is the whole word on a page."""
_WITHIN_EMPHASIS = re.compile(r"(?<![\w\\])([BI]\{[^{}]*)[A-Z]\{([^{}]*)\}")
"""What stands in Epytext's emphasis under a mark of its own, which parts no word there."""
_LABELLED = re.compile(r":(?:std:)?(?:ref|doc|numref):`([^`<>]*\S)\s*<[^`<>]*>`")
"""A text that leads to a label: the page shows the text."""
_JOINED = re.compile(r"\\ :su[bp]\w*:`([^`]*)`(?:\\ )?")
"""What reST's backslash joins to the word before it."""
_DEFINITIONS = re.compile(
    r"^[ >*+-]*(?:\[[^\[\]]*\]:[ ]+<?(\w+:.*)|(?:\.\.[ ]+__:|__)[ ]+(\w+:.*)"
    r"|\.\.[ ]+_(?:`[^`]+`|[^:`]+):\s+(\w+:\S+)[ ]*)$",
    re.MULTILINE,
)
"""Addresses that stand by themselves: a page shows them at the text that refers to them."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""What a page shows as an escape; line breaks of all kinds are white space."""
_LINE_BREAKS = re.compile(r"\\x(?:0[bc]|1[c-e]|85)")
"""But in code, where they are escapes too."""


class Loss(NamedTuple):
    """The first word that is not where it should be, and the words around it."""

    word: str
    before: tuple[str, ...]


def lost(docstring: str, markdown: str) -> Loss | None:
    """The first word of a docstring that its Markdown does not show, or shows before what it follows; else None."""
    docstring = _CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode(), docstring)
    docstring = _WITHIN_WORDS.sub(r"\1", _WITHIN_EMPHASIS.sub(r"\1\2", docstring))
    docstring = _JOINED.sub(r"\1", _LABELLED.sub(r"\1", docstring))
    shown = list(shown_words(_LINE_BREAKS.sub(" ", markdown)))
    moved = {word for match in _TYPE_FIELDS.finditer(docstring) for word in words(_ALLOWED.sub(" ", match[0]))}
    moved |= {word for match in _DEFINITIONS.finditer(docstring) for word in words(match[1] or match[2] or match[3])}
    if missing := moved - set(shown):
        return Loss(min(missing), ("what may stand elsewhere",))
    docstring = _DEFINITIONS.sub(" ", docstring)
    rest = iter(shown)
    wanted = words(_ALLOWED.sub(" ", _TYPE_FIELDS.sub(" ", docstring)))
    for index, word in enumerate(wanted):
        if word not in rest:
            return Loss(word, tuple(wanted[max(0, index - 6) : index]))
    return None


def acts(markdown: str) -> list[str]:
    """What acts on a page though docstrings must not: headings, raw HTML, links."""
    found = [] if not markdown else [text for _, text in headings(markdown)]
    return [*found, *html_nodes(markdown), *links(markdown)]


def words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def shown_words(markdown: str) -> Iterator[str]:
    """The words that a reader sees, the numbers of lists included."""
    numbers: list[int] = []
    for token in MARKDOWN.parse(markdown):
        if token.type == "ordered_list_open":
            numbers.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            numbers.append(-1)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            numbers.pop()
        elif token.type == "list_item_open" and numbers[-1] >= 0:
            yield str(numbers[-1])
            numbers[-1] += 1
        else:
            yield from words(_text(token))


def _text(token: Token) -> str:
    if token.type == "inline":
        return "".join(_inline(child) for child in token.children or [])
    return token.content if token.type in {"fence", "code_block"} else ""


def _inline(child: Token) -> str:
    """The text of an inline token; markup parts words (`i`th), as its characters do in the docstring."""
    return child.content if child.type == "text" else f" {child.content} "
