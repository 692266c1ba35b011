"""The tables of sections, fields and directives: what docstrings call them, and what pages do.

`titles.py` finds sections in a docstring, `entries.py` reads what is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

Content: TypeAlias = Literal["named", "methods", "typed", "raised", "see also", "blocks"]
"""How a section's lines read: `name (type): text`, `name(arguments): text`, `type: text`, `exception: text`, names, or
as any text."""


class DocstringSection(NamedTuple):
    """What a section is called on a page, and how it reads."""

    title: str
    content: Content


_TITLES: Mapping[str, Content] = {
    "Parameters": "named",
    "Other Parameters": "named",
    "Keyword Arguments": "named",
    "Attributes": "named",
    "Methods": "methods",
    "Returns": "typed",
    "Yields": "typed",
    "Receives": "typed",
    "Raises": "raised",
    "Warns": "raised",
    "Warnings": "blocks",
    "See Also": "see also",
    "Notes": "blocks",
    "Examples": "blocks",
    "References": "blocks",
}
_OTHER_NAMES: Mapping[str, str] = {
    "args": "Parameters",
    "arg": "Parameters",
    "arguments": "Parameters",
    "argument": "Parameters",
    "params": "Parameters",
    "parameter": "Parameters",
    "keyword args": "Keyword Arguments",
    "kwargs": "Keyword Arguments",
    "other arguments": "Other Parameters",
    "other args": "Other Parameters",
    "attribute": "Attributes",
    "return": "Returns",
    "yield": "Yields",
    "raise": "Raises",
    "exceptions": "Raises",
    "except": "Raises",
    "warn": "Warns",
    "warning": "Warnings",
    "note": "Notes",
    "example": "Examples",
    "reference": "References",
}
_SECTIONS: Mapping[str, DocstringSection] = {
    **{title.lower(): DocstringSection(title, content) for title, content in _TITLES.items()},
    **{name: DocstringSection(title, _TITLES[title]) for name, title in _OTHER_NAMES.items()},
}


def section(title: str) -> DocstringSection | None:
    """Return the section that docstrings open with a title, or None for one that no style knows."""
    return _SECTIONS.get(" ".join(title.split()).lower())


def google_section(title: str) -> DocstringSection | None:
    """Return the section that a title before a colon opens; in lower case only what is no word of a sentence."""
    # "for example:" may wrap before its last word; "args:" by itself is no part of a sentence.
    known = section(title)
    return known if known and (title[:1].isupper() or known.content in ("named", "typed", "raised")) else None


FIELDS: Mapping[str, str] = {
    "param": "Parameters",
    "parameter": "Parameters",
    "arg": "Parameters",
    "argument": "Parameters",
    "key": "Keyword Arguments",
    "keyword": "Keyword Arguments",
    "kwarg": "Keyword Arguments",
    "var": "Attributes",
    "ivar": "Attributes",
    "cvar": "Attributes",
    "return": "Returns",
    "returns": "Returns",
    "yield": "Yields",
    "yields": "Yields",
    "raise": "Raises",
    "raises": "Raises",
    "except": "Raises",
    "exception": "Raises",
    "throw": "Raises",
    "throws": "Raises",
    "warns": "Warns",
}
"""The first word of a field of reST or Epytext -> the section that its text belongs to."""

TYPE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "type": ("Parameters", "Keyword Arguments", "Attributes"),
    "kwtype": ("Keyword Arguments", "Parameters"),
    "vartype": ("Attributes",),
    "rtype": ("Returns",),
    "returntype": ("Returns",),
    "ytype": ("Yields",),
}
"""A field that holds the type of what another field describes -> the sections in which to look for that."""

ADMONITIONS: Mapping[str, str] = {
    "attention": "Attention",
    "caution": "Caution",
    "danger": "Danger",
    "error": "Error",
    "hint": "Hint",
    "important": "Important",
    "note": "Note",
    "seealso": "See also",
    "tip": "Tip",
    "todo": "Todo",
    "warning": "Warning",
}
VERSIONS: Mapping[str, str] = {
    "deprecated": "Deprecated since version",
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "versionremoved": "Removed in version",
}
CODE_DIRECTIVES: Mapping[str, str] = {
    "code": "text",
    "code-block": "text",
    "doctest": "pycon",
    "math": "latex",
    "parsed-literal": "text",
    "sourcecode": "text",
    "testcode": "python",
}
"""A directive whose content is code -> its language where the directive names none."""
