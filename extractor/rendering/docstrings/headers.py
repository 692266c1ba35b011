"""The first lines of entries: what a line names, of which type, and what it says of that.

Each function reads one line, or returns None where the line opens no entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from extractor.rendering.docstrings.blocks import EntryBlock
from extractor.rendering.docstrings.names import EXCEPTION, PARAMETER, REFERENCE, NameList, all_names_in, names_in
from extractor.rendering.docstrings.sections import Content

Header: TypeAlias = Callable[[str, bool], EntryBlock | None]
"""The first line of an entry, and whether indented lines follow -> names, type and term; None for other text.

What the header says of the thing itself comes as the entry's `term`.
"""

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_NESTED = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\}|'[^']*'|\"[^\"]*\"")
_TYPE = re.compile(r"[\w.`~:]+(?:(?:\s*[|,]\s*|\s+(?:or|of|to)\s+)[\w.`~:]+)*")
_LONGEST_TYPE = 200
DASH = re.compile(r"(?:--?>?|[–—]|=>)(?:[ ]+|\Z)")
"""What stands between a name and its text where that is no colon."""
_DEFAULT = re.compile(r"[ ]?=[ ]?[^\s:=][^:\n]{0,40}?(?=[ ]?:(?:[ ]|\Z)|[ ]\()")
_COLON = re.compile(r":(?=\s|\Z)")
_METHOD = re.compile(r"(?:(?:async|static|classmethod|property|abstract)[ ]+)?`{0,2}[^\W\d][\w.]*(?=\()")
_RESULT = re.compile(r"[ ]*->[ ]*[\w.\[\], |'\"]+?(?=`{0,2}[ ]*(?::[ ]|:?\Z|--?[ ]))")
_NO_NAMES = frozenset({"none", "nothing", "todo", "tbd", "n/a"})


def google_named(line: str, _has_body: bool) -> EntryBlock | None:
    """Read `name (type): text`."""
    listed = names_in(line, PARAMETER)
    if listed is None:
        return None
    if default := _DEFAULT.match(line, listed.end):  # "count=3: text"
        listed = NameList((line[: default.end()],), (), default.end())
    kind, rest = _type_in_brackets(line[listed.end :].lstrip())
    # "count: text" and "count (int):text" are entries; "http://x" and "Example::" are text.
    if not rest.startswith(":") or rest.startswith("::") or not (rest == ":" or rest[1] == " " or kind):
        return None
    return EntryBlock(listed.names, kind, term=rest[1:].strip(), joins=listed.joins)


def _loosely_named(line: str, has_body: bool) -> EntryBlock | None:
    """Read `name (type) - text`, `name:text`, or names alone."""
    listed = names_in(line, PARAMETER)
    if listed is None or listed.names[0].lower() in _NO_NAMES:
        return None
    kind, rest = _type_in_brackets(line[listed.end :].lstrip())
    if mark := DASH.match(rest) or re.match(r":(?=[^\W\d])", rest):
        return EntryBlock(listed.names, kind, term=rest[mark.end() :].strip(), joins=listed.joins)
    # Several words between commas are a sentence as often; a name over indented text is none.
    is_alone = not rest and (len(listed.names) == 1 or has_body)
    return EntryBlock(listed.names, kind, joins=listed.joins) if is_alone else None


def _type_in_brackets(rest: str) -> tuple[str, str]:
    """Return the type that stands in brackets behind a name, and what is behind it."""
    if not rest.startswith(("(", "[")):
        return "", rest
    end = _closed(rest)
    if rest.startswith("(") and not rest.endswith(")", 0, end):
        # "(list[int]]): text" and "(list[int): text" have a bracket too many or too few.
        end = rest.find("):", 0, 2 * _LONGEST_TYPE) + 1
    return (rest[1 : end - 1].strip(), rest[end:].lstrip()) if end else ("", rest)


def google_typed(line: str, has_body: bool) -> EntryBlock | None:
    """Read `type: text`, or `name (type): text`."""
    kind, text = _split_type(line)
    if kind:
        return EntryBlock((), kind, term=text)
    entry = google_named(line, has_body)
    return entry if entry and entry.type else None


def google_raised(line: str, _has_body: bool) -> EntryBlock | None:
    """Read `Exception: text` or `A, B: text`, where roles may name the exceptions."""
    listed = names_in(line, REFERENCE)
    colon = _COLON.match(line[listed.end :].lstrip()) if listed else None
    return _raised(listed, line[listed.end :].lstrip()[1:]) if listed and colon else None


def _loosely_raised(line: str, _has_body: bool) -> EntryBlock | None:
    """Read `Exception - text`, exceptions alone, or what is known for one by its name and goes on as a sentence."""
    listed = names_in(line, REFERENCE)
    if listed is None:
        return None
    rest = line[listed.end :].strip()
    if dash := DASH.match(rest):
        return _raised(listed, rest[dash.end() :])
    if not rest.strip(".") and all(map(_is_class_name, listed.names)):
        return _raised(listed, rest)
    sure = names_in(line, EXCEPTION)
    return _raised(sure, line[sure.end :].strip(" ,;")) if sure else None


def _raised(listed: NameList, text: str) -> EntryBlock:
    return EntryBlock(listed.names, term=text.strip(), is_reference=True, joins=listed.joins)


def _is_class_name(name: str) -> bool:
    """Tell whether a name has two humps, or is known for an exception: no word that a sentence goes on with."""
    return bool(EXCEPTION.fullmatch(name) or re.search(r"(?:\A|\.)[A-Z]\w*[A-Z0-9]\w*\Z|\w\.[A-Z]\w+\Z", name))


def _numpy_named(line: str, has_body: bool) -> EntryBlock | None:
    """Read `name, name : type`, or names alone."""
    listed = names_in(line, PARAMETER)
    if listed is None:
        return None
    rest = line[listed.end :].strip()
    if rest.startswith("(") and has_body and (end := _closed(rest)) and rest[end:].strip() in ("", ":"):
        return EntryBlock(listed.names, rest[1 : end - 1].strip(), joins=listed.joins)
    # "count : int" and "count" are entries; "count of all" and "count::" are text.
    if rest and not (rest.startswith(":") and not rest.startswith("::")):
        return None
    kind = rest[1:].strip()
    if not has_body and not kind and " " in line[: listed.end].replace(", ", ""):
        return None
    return EntryBlock(listed.names, kind, joins=listed.joins)


def _numpy_typed(line: str, has_body: bool) -> EntryBlock | None:
    """Read `name : type`, or a type alone; over indented text, whatever reads as no sentence."""
    listed = names_in(line, PARAMETER)
    if listed and line.startswith(" : ", listed.end):
        return EntryBlock(listed.names, line[listed.end + 3 :].strip(), joins=listed.joins)
    is_type = _TYPE.fullmatch(_flat(line)) or (has_body and len(line) <= _LONGEST_TYPE)
    return EntryBlock((), line.strip()) if is_type and not line.rstrip().endswith((".", ":")) else None


def _numpy_raised(line: str, has_body: bool) -> EntryBlock | None:
    """Read exceptions alone, or as in Google's style."""
    listed = all_names_in(line.strip(), REFERENCE)
    if listed and (has_body or len(listed.names) == 1 or all(map(_is_class_name, listed.names))):
        return _raised(listed, "")
    return google_raised(line, has_body)


def _method(line: str, otherwise: Header, has_body: bool) -> EntryBlock | None:
    """Read `name(arguments)`, alone or with text behind it; what has no arguments reads as any other name."""
    match = _METHOD.match(line)
    length = _closed(line[match.end() :]) if match else 0
    if match is None or not length:
        return otherwise(line, has_body)
    end = match.end() + length
    if result := _RESULT.match(line, end):
        end = result.end()
    rest = line[end:].strip().lstrip("`").lstrip()
    mark = DASH.match(rest) or _COLON.match(rest)
    if rest and not mark:
        return otherwise(line, has_body)
    text = rest[mark.end() :].strip() if mark else ""
    return EntryBlock((line[:end].replace("`", ""),), term=text)


def _google_method(line: str, has_body: bool) -> EntryBlock | None:
    """Read `name(arguments): text`."""
    return _method(line, google_named, has_body)


def _numpy_method(line: str, has_body: bool) -> EntryBlock | None:
    """Read `name(arguments)` over indented text."""
    return _method(line, _numpy_named, has_body)


def _see_also(line: str, _has_body: bool) -> EntryBlock | None:
    """Read `name, name : text`, where names may be roles."""
    listed = names_in(line, REFERENCE)
    rest = line[listed.end :].strip().removeprefix(",").strip() if listed else ""
    if listed is None or (rest and not _COLON.match(rest)):
        return None
    return EntryBlock(listed.names, term=rest[1:].strip(), is_reference=True, joins=listed.joins)


GOOGLE: Mapping[Content, Header] = {
    "named": google_named,
    "methods": _google_method,
    "typed": google_typed,
    "raised": google_raised,
    "see also": _see_also,
}
NUMPY: Mapping[Content, Header] = {
    "named": _numpy_named,
    "methods": _numpy_method,
    "typed": _numpy_typed,
    "raised": _numpy_raised,
    "see also": _see_also,
}
LOOSE: Mapping[Header, Header] = {
    google_named: _loosely_named,
    _google_method: _loosely_named,
    google_raised: _loosely_raised,
    _numpy_raised: _loosely_raised,
}
"""Headers -> what else may open an entry, where a new line shows that it is no text going on."""


def _closed(text: str) -> int:
    """Return the index after the bracket that closes the first one; 0 where none does."""
    depth = 0
    for index, character in enumerate(text[:_LONGEST_TYPE]):
        if character in _CLOSING:
            depth += 1
        elif character in _CLOSING.values():
            depth -= 1
            if not depth:
                return index + 1
    return 0


def _split_type(line: str) -> tuple[str, str]:
    """Return the type that a line starts with and the text after its colon; no type where it starts otherwise."""
    flat = _flat(line[:_LONGEST_TYPE])
    colon = next((m.start() for m in re.finditer(r":(?= |\Z)", flat)), 0)
    if not colon or not _TYPE.fullmatch(flat[:colon].strip()):
        return "", ""
    return line[:colon].strip(), line[colon + 1 :].strip()


def _flat(text: str) -> str:
    """Return the text with what stands in brackets and quotes as underscores: the same columns, one word.

    `dict[str, int] or None` becomes `dict__________ or None`.
    """
    for _ in range(4):  # as deep as annotations are
        text = _NESTED.sub(lambda match: "_" * len(match[0]), text)
    return text
