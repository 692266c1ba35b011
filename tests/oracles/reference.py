"""What a documentation page says in its API reference, as a CommonMark parser reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from oracles import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

API = "Public API"
_JOINED = " (joined to "
DECORATED = "Decorated with:"


class Statement(NamedTuple):
    """One `- **Title**: text` of a definition; the target of its link is empty where there is none."""

    title: str
    text: str
    href: str


class Definition(NamedTuple):
    """One definition: the heading it stands under, its signature, and what is said of it, in order."""

    name: str
    signature: str
    statements: tuple[Statement, ...]
    decorated: str = ""
    """The decorators of several lines, as source."""

    def texts(self, title: str) -> list[str]:
        """What is said under a title."""
        return [each.text for each in self.statements if each.title == title]

    @property
    def labels(self) -> frozenset[str]:
        """What kind of definition it is."""
        (kinds,) = self.texts("Kind")
        return frozenset(kinds.split(", "))


class Reference(NamedTuple):
    """What a page says of a module's names."""

    exports: tuple[str, ...] | None
    """The names under Public API; None where the page has no such list."""
    joined: tuple[str, ...]
    """What it says to be joined to them."""
    definitions: tuple[Definition, ...]


def read(page: str) -> Reference:
    """The API reference of a page."""
    tokens = markdown.MARKDOWN.parse(page)
    listed = _exports(tokens)
    return Reference(
        exports=None if listed is None else tuple(text for text, tail in listed if not tail.startswith(_JOINED)),
        joined=tuple(text for text, tail in listed or () if tail.startswith(_JOINED)),
        definitions=tuple(_definitions(tokens)),
    )


def _exports(tokens: Sequence[Token]) -> list[tuple[str, str]] | None:
    """The bullets of the list under Public API, each with what stands behind the name."""
    for index, token in enumerate(tokens):
        if token.type == "inline" and token.level == 1 and token.content == f"**{API}**":
            return [_named(item) for item in _items(tokens, index + 2)]
    return None


def _definitions(tokens: Sequence[Token]) -> Iterator[Definition]:
    """Every signature in a fence with the list behind it, which says first of what kind the definition is."""
    name = ""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            name = tokens[index + 1].content.strip("`") if token.tag in ("h4", "h5", "h6") else ""
        elif name and token.type == "fence" and token.level == 0:
            statements = tuple(map(_statement, _items(tokens, index + 1)))
            if statements and statements[0].title == "Kind":
                yield Definition(name, token.content, statements, _decorated(tokens, index + 1))


def _decorated(tokens: Sequence[Token], index: int) -> str:
    """The fence behind a list at a place and the words that announce decorators; empty without these."""
    while index < len(tokens) and (tokens[index].type != "bullet_list_close" or tokens[index].level):
        index += 1
    behind = tokens[index + 1 : index + 5]
    is_announced = len(behind) == 4 and behind[1].content == DECORATED and behind[3].type == "fence"
    return behind[3].content if is_announced else ""


def _items(tokens: Sequence[Token], index: int) -> Iterator[list[Token]]:
    """The inline tokens of each item of the list at a place; none where there is no list."""
    if tokens[index : index + 1] and tokens[index].type == "bullet_list_open":
        while tokens[index].type != "bullet_list_close" or tokens[index].level:
            if tokens[index].type == "inline" and tokens[index].level == 3:
                yield tokens[index].children or []
            index += 1


def _named(item: Sequence[Token]) -> tuple[str, str]:
    """The code span of an item, and the plain text behind it."""
    code = next((index for index, token in enumerate(item) if token.type == "code_inline"), 0)
    return item[code].content, "".join(token.content for token in item[code + 1 :] if token.type == "text")


def _statement(item: Sequence[Token]) -> Statement:
    """An item that opens with a bold title: its text may be code, and that code a link."""
    kinds = [token.type for token in item]
    if "strong_close" not in kinds:
        return Statement("", "", "")
    end = kinds.index("strong_close")
    title, text = (
        "".join(token.content for token in part if token.type in ("code_inline", "text"))
        for part in (item[:end], item[end:])
    )
    hrefs = [str(token.attrs["href"]) for token in item if token.type == "link_open"]
    return Statement(title, text.removeprefix(": "), hrefs[0] if hrefs else "")
