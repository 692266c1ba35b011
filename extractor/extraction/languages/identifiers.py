"""The names that a file declares, in the language of its fence.

Most languages need no more than a row in the table of declarations, the others have a reader of their own. A language
that neither knows declares nothing. Every reader takes time linear in the size of the source.
"""

from __future__ import annotations

import re
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from extractor.extraction.languages.c_family import c_macros, c_names
from extractor.extraction.languages.declarations import ALIASES, DECLARATIONS, declared_names
from extractor.extraction.languages.lexer import DOUBLE, SINGLE, SLASHES, TRIPLE, visible_of, visible_with_strings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


def identifiers(source: str, fence: str) -> Iterable[str]:
    """Return the names that a file in a fence's language declares, repeated and in any order."""
    language = ALIASES.get(fence, fence)
    if reader := _READERS.get(language):
        return reader(source)
    return declared_names(source, language) if language in DECLARATIONS else ()


def _objective_c(source: str) -> Iterator[str]:
    yield from c_macros(source)
    yield from declared_names(source, "objective-c")


def _make_targets(source: str) -> Iterator[str]:
    """Yield every target of a rule; several may stand before one colon."""
    for targets in declared_names(source, "makefile"):
        yield from targets.split()


def _sql_objects(source: str) -> Iterator[str]:
    for name in declared_names(source, "sql"):
        yield re.sub(r"[\"`\[\]]", "", name)


_QUOTED: Mapping[str, str] = MappingProxyType(
    {
        "starlark": r"^def[ \t]+(\w+)|\bname[ \t]*=[ \t]*\"([^\"\n]+)\"",
        "hcl": r"^[ \t]*(?:resource|data|variable|output|module|provider)[ \t]+(?:\"[^\"\n]*\"[ \t]+)?\"([^\"\n]*)\"",
    }
)


def _quoted(source: str, language: str) -> Iterator[str]:
    """Yield the names of a language that writes them as strings."""
    for match in re.finditer(_QUOTED[language], visible_with_strings(source), re.MULTILINE):
        yield match[match.lastindex or 0]


_SECTION = re.compile(r"^[ \t]*\[{1,2}[ \t]*([A-Za-z_][^\]\n]*)\]{1,2}[ \t]*(?:[#;].*)?$", re.MULTILINE)
_SETTING = re.compile(r"^(?:export[ \t]+)?(?:\"([^\"\n]+)\"|'([^'\n]+)'|([\w.-][\w.$/@+-]*))[ \t]*[=:]", re.MULTILINE)


def _sections(source: str) -> Iterator[str]:
    """Yield the section names of TOML or INI, and the keys that stand before the first section."""
    visible = re.sub(TRIPLE, "", source)
    first = _SECTION.search(visible)
    for match in _SETTING.finditer(visible, 0, first.start() if first else len(visible)):
        yield match[match.lastindex or 0]
    yield from (match[1] for match in _SECTION.finditer(visible))


_JSON_TOKEN = re.compile(rf"{SLASHES}|{DOUBLE}|{SINGLE}|[A-Za-z_$][\w$]*|[{{}}\[\]:]")
_JSON_PUNCTUATION = frozenset({"", "[", "]", "{", "}", ":"})


def _json_keys(source: str) -> Iterator[str]:
    """Yield the keys of the outermost object; comments and bare keys are those of JSON's supersets."""
    depth, before = 0, ""
    for match in _JSON_TOKEN.finditer(source):
        token = match[0]
        if token == ":" and depth == 1 and before not in _JSON_PUNCTUATION:
            yield before[1:-1] if before[0] in "\"'" else before
        depth += (token in ("{", "[")) - (token in ("}", "]"))
        before = token if token[0] != "/" else before


_CSS_RULE = re.compile(r"([^{};]*)([{};]|\Z)")
_CSS_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def _css_classes(source: str) -> Iterator[str]:
    """Yield the classes that selectors name; what ends with a semicolon is no selector."""
    for match in _CSS_RULE.finditer(visible_of(source, "css")):
        if match[2] == "{" and not match[1].lstrip().startswith("@"):
            yield from _CSS_CLASS.findall(match[1])


_HTML_TAG = re.compile(r"<[A-Za-z][^<>]*")
_HTML_ID = re.compile(r"(?<=[\s\"'])id=[\"']?([^\s\"'<>={}]+)", re.IGNORECASE)


def _html_ids(source: str) -> Iterator[str]:
    for match in _HTML_TAG.finditer(visible_of(source, "html")):
        yield from _HTML_ID.findall(match[0])


_READERS: Mapping[str, Callable[[str], Iterable[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("c", "cpp", "cuda", "java", "csharp", "d", "glsl", "hlsl"), c_names),
        "objective-c": _objective_c,
        "makefile": _make_targets,
        "sql": _sql_objects,
        "starlark": partial(_quoted, language="starlark"),
        "hcl": partial(_quoted, language="hcl"),
        "toml": _sections,
        "ini": _sections,
        "json": _json_keys,
        "css": _css_classes,
        "html": _html_ids,
    }
)
