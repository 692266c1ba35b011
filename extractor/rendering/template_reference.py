"""What templates are given, as Markdown: the variables of each page, the types of their values, and the filters.

It is read out of the models themselves, so that it says what is true.
"""

from __future__ import annotations

import ast
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from itertools import pairwise

from extractor.rendering.docs_page import TEMPLATE, DocsPage
from extractor.rendering.environment import FILTERS
from extractor.rendering.folder_pages import FolderKeywordPage, FolderPage, IndexPage
from extractor.rendering.keyword_page import KeywordPage
from extractor.rendering.model import Values
from extractor.rendering.repository_pages import RepositoryPage
from extractor.rendering.sections.table import SECTIONS

_PAGES: dict[str, type[Values]] = {
    TEMPLATE: DocsPage,
    "keywords.md.jinja": KeywordPage,
    "index.md.jinja": IndexPage,
    "doc.md.jinja": FolderPage,
    "sub.md.jinja": FolderKeywordPage,
    "repository.md.jinja": RepositoryPage,
}
_SECTIONS = (
    "The templates of sections are given the variables of `docs.md.jinja`, and those of all sections. Of the rest,",
    "`sections/footer.md.jinja` stands on every page and is given the variables of that page; `macros.md.jinja` and",
    "`sections/reference.md.jinja` hold macros, which are given what they name.",
)
_SHARED = "found"
"""The field of a documentation page that holds what its sections say, which stands under these."""


def template_reference() -> str:
    """Return the Markdown text."""
    types_used: dict[type, None] = {}
    lines = ["# What the templates are given"]
    for template, values in _PAGES.items():
        fields = _fields(values, types_used)
        lines += ["", f"## `{template}`", "", *(line for line in fields if not line.startswith(f"- `{_SHARED}`"))]
    lines += ["", *_SECTIONS]
    for section in SECTIONS:
        lines += ["", f"## `sections/{section.name}.md.jinja`", ""]
        for name, find in section.finders.items():
            returned = typing.get_type_hints(find)["return"]
            lines.append(_variable(name, returned, _summary(find), types_used))
    lines += ["", "# Types", *_types(types_used), "", "# Filters", ""]
    lines += [f"- `{name}{_arguments(find)}`: {_summary(find)}" for name, find in sorted(FILTERS.items())]
    return "\n".join(lines) + "\n"


def _arguments(find: Callable[..., object]) -> str:
    """Return what a filter must be given beside the value that it stands behind."""
    _, *others = inspect.signature(find).parameters.values()
    names = [parameter.name for parameter in others if parameter.default is parameter.empty]
    return f"({', '.join(names)})" if names else ""


def _types(types_used: dict[type, None]) -> Iterator[str]:
    """Yield what is said of each type that is used, in the order of their names, and of those that these use."""
    said: dict[type, list[str]] = {}
    while left := [used for used in types_used if used not in said]:
        for used in left:
            said[used] = ["", f"## {used.__name__}", "", inspect.cleandoc(used.__doc__ or "")]
            said[used] += ["", *_fields(used, types_used)]
    for used in sorted(said, key=lambda used: used.__name__):
        yield from said[used]


def _summary(find: Callable[..., object]) -> str:
    """Return the first line of a docstring as part of a list."""
    summary = inspect.cleandoc(find.__doc__ or "").partition("\n")[0].removeprefix("Return ").rstrip(".")
    return summary[:1].upper() + summary[1:]


def _fields(model: type, types_used: dict[type, None]) -> Iterator[str]:
    """Yield a line for each field of a model and of its bases, and for each property."""
    hints = typing.get_type_hints(model)
    for owner in reversed(model.__mro__):
        if owner.__module__.partition(".")[0] != __name__.partition(".")[0]:
            continue
        docs = _field_docs(owner)
        for name in vars(owner).get("__annotations__", ()):
            if not name.startswith("_"):
                yield _variable(name, hints[name], docs.get(name, ""), types_used)
        for name, value in vars(owner).items():
            if isinstance(value, property) and value.fget:
                doc = inspect.cleandoc(value.__doc__ or "")
                yield _variable(name, typing.get_type_hints(value.fget)["return"], doc, types_used)


def _field_docs(model: type) -> dict[str, str]:
    """Return what the source of a class says below its fields; Python does not keep it."""
    body = typing.cast(ast.ClassDef, ast.parse(inspect.getsource(model)).body[0]).body
    return {
        field.target.id: inspect.cleandoc(doc.value.value)
        for field, doc in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(doc, ast.Expr)
        and isinstance(doc.value, ast.Constant)
        and isinstance(doc.value.value, str)
    }


def _variable(name: str, hint: object, doc: str, types_used: dict[type, None]) -> str:
    return f"- `{name}` ({_spelled(hint, types_used)}){': ' if doc else ''}{' '.join(doc.split())}"


def _spelled(hint: object, types_used: dict[type, None]) -> str:
    """Return a type as people write it, and note those of ours."""
    if hint in (None, type(None)):
        return "None"
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_spelled(argument, types_used) for argument in arguments)
    if origin is typing.Literal:
        return " or ".join(f'"{argument}"' for argument in arguments)
    if origin is tuple and arguments[1:] == (...,):
        return f"list of {_spelled(arguments[0], types_used)}"
    if origin is not None:
        return f"{origin.__name__} of {', '.join(_spelled(argument, types_used) for argument in arguments)}"
    if not isinstance(hint, type):
        return str(hint)
    if hint.__module__ != "builtins":
        types_used[hint] = None
    return hint.__name__
