"""What a docstring opens with, as text of one line: its first prose, behind whatever directives, titles and lists.

The scanner knows no more of a docstring than where its blocks end, and only goes forward: time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.extraction.prose.blocks import one_line
from extractor.extraction.prose.titles import is_docstring_adornment, is_docstring_underline

_EXPLICIT = re.compile(r"\.\.(?: |\Z)")
_DIRECTIVE = re.compile(r"\.\. +(?:\w+:)*([\w.+-]+) ?::(?: +(.*))?\Z")
_ITEM = re.compile(r"(?:[-*+•‣⁃–]|\(?(?:\d{1,9}|#|[a-z])[.)]) +(?=\S)")
_FIELD = re.compile(r":(?![ :])[^:`]{1,100}:(?: |\Z)|@\w+(?: [\w.*]+)?:(?: |\Z)")
_HEADING = re.compile(r"#+ +(\S.*?)(?: +#+)?\Z")
_CODE = re.compile(r">>>(?: |\Z)|\+-[-+=]+|\||=+ +=")
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*\Z")
_DEFINITION = re.compile(r"\[[^\[\]]+\]: *\S+|__ +\S|\$\w+(?::[^$]*)?\$\Z|<!--")
"""Targets of links, marks of version control, comments of HTML."""
_TITLE_LINE = re.compile(r"([=*~^#+-])\1{2,} *\Z")
_OPTION = re.compile(r":([\w-]+):(?: +(.*))?\Z")
_SILENT = frozenset({
    "automodule", "contents", "currentmodule", "default-domain", "default-role", "highlight", "image", "include",
    "index", "math", "toctree",
})  # fmt: skip
"""Directives that hold no sentence about the module."""
_VERSIONS = frozenset({"deprecated", "versionadded", "versionchanged", "versionremoved"})
_LABEL = re.compile(r"(?:[\w/'-]+ ?){1,2}::?\Z")
"""A paragraph that is a title in all but its line: "Usage:", "Example::"."""
_TERM = re.compile(r"(\S.*?)(?: ?: | -{1,2} | [–—] )")
_LONGEST_LIST = 160
"""Characters of a paragraph with the list that it leads to."""


class Opening(NamedTuple):
    """The title of a docstring, its first paragraph, and the first words of what stood before; each may be empty."""

    title: str
    paragraph: str
    aside: str


def opening_prose(text: str) -> str:
    """Return the first paragraph of a docstring, else its title, else what a note or a list says first."""
    opening = _opening(text)
    return opening.paragraph or opening.title or opening.aside


def _opening(text: str) -> Opening:
    lines = [line.rstrip() for line in text.strip().split("\n")]
    title = aside = ""
    index = 0
    has_fences = True
    while index < len(lines):
        line = lines[index]
        end = index + 1
        if not line:
            pass
        elif named := _title(lines, index):
            title = title or named[0]
            end = index + named[1]
        elif fence := _FENCE.match(line):
            end = _fence_end(lines, index, fence[1]) if has_fences else end
            has_fences = end > index + 1  # one that nothing closes is not searched for again
        elif _EXPLICIT.match(line):
            end = _block_end(lines, end)
            aside = aside or _told(lines[index:end])
        elif line.startswith(" ") or _FIELD.match(line):
            end = _block_end(lines, end)
        elif _CODE.match(line) or _DEFINITION.match(line):
            end = _paragraph_end(lines, end)
        elif _ITEM.match(line):
            end = _block_end(lines, end)
            aside = aside or one_line(" ".join(_item(lines[index:end])))
        elif is_docstring_adornment(line):
            pass
        else:
            end = _prose_end(lines, end)
            words = one_line(" ".join(lines[index:end]))
            if not _LABEL.match(words) or next(_items(lines, end), ""):
                return Opening(title, _whole(words, lines, end), aside)
            title = title or words.rstrip(":")
            end = _block_end(lines, end)
        index = end
    return Opening(title, "", aside)


def _title(lines: Sequence[str], index: int) -> tuple[str, int] | None:
    """Return the title that begins at a line, and its number of lines; None where none does."""
    first, second, third = (*lines[index : index + 3], "", "")[:3]
    if heading := _HEADING.match(first):
        return heading[1], 1
    if is_docstring_adornment(first):
        is_title = second.strip() and not is_docstring_adornment(second) and _underlines(third, second)
        return (second.strip(), 3) if is_title and third[:1] == first[:1] else None
    is_text = first[0] != " " and any(map(str.isalnum, first)) and not _ITEM.match(first)
    return (first, 2) if is_text and _underlines(second, first) else None


def _underlines(line: str, title: str) -> bool:
    return _TITLE_LINE.match(line) is not None or is_docstring_underline(line, title)


def _block_end(lines: Sequence[str], index: int) -> int:
    """Return the index after the indented lines, with the blank ones between them."""
    end = index
    while index < len(lines) and (not lines[index] or lines[index].startswith(" ")):
        index += 1
        if lines[index - 1]:
            end = index
    return end


def _paragraph_end(lines: Sequence[str], index: int) -> int:
    while index < len(lines) and lines[index]:
        index += 1
    return index


def _prose_end(lines: Sequence[str], index: int) -> int:
    """Return the index after a paragraph: at a blank line, or at what can be no line of it."""
    while index < len(lines) and (line := lines[index]):
        if line.startswith(" ") or any(mark.match(line) for mark in (_ITEM, _FIELD, _CODE, _FENCE, _EXPLICIT)):
            break
        # The title of what follows, where nothing parts it from the paragraph.
        if (index + 1 < len(lines) and _underlines(lines[index + 1], line)) or _TITLE_LINE.match(line):
            break
        index += 1
    return index


def _fence_end(lines: Sequence[str], index: int, mark: str) -> int:
    """Return the index after a fenced block, or of the next line where nothing closes it."""
    for end in range(index + 1, len(lines)):
        if lines[end].startswith(mark) and not lines[end].strip(mark[0]):
            return end + 1
    return index + 1


def _told(lines: Sequence[str]) -> str:
    """Return the first paragraph that a directive holds, or the synopsis of a module; a comment says nothing."""
    match = _DIRECTIVE.match(lines[0])
    if match is None or match[1] in _SILENT:
        return ""
    body = [line.strip() for line in lines[1:]]
    options = {option[1]: option[2] or "" for option in map(_OPTION.match, body) if option}
    if match[1] in ("module", "automodule"):
        return options.get("synopsis", "")
    argument = (match[2] or "").strip()
    if match[1] in _VERSIONS:
        argument = argument.partition(" ")[2]
    start = next((i for i, line in enumerate(body) if line and not _OPTION.match(line)), len(body))
    first = [] if argument and body[:1] == [""] else body[start : _paragraph_end(body, start)]
    text = one_line(" ".join([argument, *first]))
    return text if " " in text and "::" not in text else ""


def _item(lines: Sequence[str]) -> Iterator[str]:
    """Yield the words of an item's first paragraph, of which all lines but the first may be indented."""
    match = _ITEM.match(lines[0])
    yield lines[0][match.end() if match else 0 :]
    for line in lines[1:]:
        if not line or _ITEM.match(line.strip()):
            break
        yield line.strip()


def _whole(words: str, lines: Sequence[str], end: int) -> str:
    """Return a paragraph; where it ends with a colon, with what the items of the list behind it are called, if any."""
    if not words.endswith(":"):
        return words
    words = words.rstrip(": ")
    items: list[str] = []
    size = len(words)
    for item in _items(lines, end):
        size += len(item) + 2
        if size > _LONGEST_LIST:
            items.append("...")
            break
        items.append(item)
    if items in ([], ["..."]):
        return words
    return f"{words}: {('; ' if any(',' in item for item in items) else ', ').join(items)}"


def _items(lines: Sequence[str], index: int) -> Iterator[str]:
    """Yield what the items of a list are called: `a` of "a: what it is", else all that they say first."""
    while index < len(lines) and not lines[index]:
        index += 1
    margin = len(lines[index]) - len(lines[index].lstrip()) if index < len(lines) else 0
    while index < len(lines) and _ITEM.match(lines[index][margin:]) and not lines[index][:margin].strip():
        end = index + 1
        while end < len(lines) and (not lines[end] or lines[end].startswith(" " * (margin + 1))):
            end += 1
        text = one_line(" ".join(_item([line[margin:] for line in lines[index:end]])))
        term = _TERM.match(text)
        yield (term[1] if term else text).rstrip(".;,")
        index = end
