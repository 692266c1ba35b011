"""What the roles of reST and Sphinx show of what stands in them, and what of it are marks."""

from __future__ import annotations

import re

TEXT_ROLES = frozenset({"abbr", "dfn", "doc", "numref", "pep", "ref", "rfc", "sub", "sup", "subscript",
                        "superscript", "term", "title", "title-reference"})  # fmt: skip
"""Roles whose content is running text; that of all others is code."""
LABEL_ROLES = frozenset({"doc", "numref", "ref"})
"""Roles that lead to a label: it says nothing where a text stands beside it, and is no text where none does."""
NUMBERED_ROLES = {"pep": "PEP", "rfc": "RFC"}
_LITERAL_ROLES = frozenset({"code", "command", "envvar", "file", "guilabel", "kbd", "literal", "mailheader", "makevar",
                            "manpage", "menuselection", "mimetype", "newsgroup", "option", "program", "regexp",
                            "samp", "token"})  # fmt: skip
"""Roles that refer to nothing: a dot or a tilde in them is one (`.bashrc`, `~/x`)."""
_TARGETED = re.compile(r"(.*\S)\s*<([^<>]+)>\Z")
_MARKS = re.compile(r"[~!]?\.?(?=[^\W\d])")
_SHORTENED = re.compile(r"~\.?(?=[^\W\d]\w*(?:\.[^\W\d]\w*)+(?:\(\))?\Z)|~\.(?=[^\W\d]\w*(?:\(\))?\Z)")
_MARKS_IN_TYPE = re.compile(r"(?<![\w.)\]'\"])(?:~\.?|\.)(?=[^\W\d]\w*(?:\.\w|[^\w.]|\Z))")


def text_and_target(content: str) -> tuple[str, str]:
    """Return the parts of `text <target>`; no target where it has none."""
    match = _TARGETED.match(content) if content.endswith(">") else None
    return (match[1], match[2]) if match else (content, "")


def without_marks(role: str, content: str) -> str:
    """Return a name without what tells Sphinx how to look for it or to show it: `~a.b`, `!a.b`, `.a`."""
    if role in _LITERAL_ROLES:
        return content
    return content[match.end() :] if (match := _MARKS.match(content)) else content.lstrip("~!")


def type_without_marks(text: str) -> str:
    """Return a type without Sphinx's marks before the names in it: `~typing.Any | None`, `list[.Thing]`."""
    return _MARKS_IN_TYPE.sub("", text) if "~" in text or "." in text else text


def without_tilde(content: str) -> str:
    """Return what stands between backticks without a role; where it is a dotted name, `~` is Sphinx's mark."""
    return content[match.end() :] if (match := _SHORTENED.match(content)) else content
