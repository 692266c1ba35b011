"""What a docstring opens with, as text of one line: its first prose, behind whatever directives, titles and lists.

The scanner knows no more of a docstring than where its blocks end, and only goes forward: time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.extraction.prose.blocks import one_line
from extractor.extraction.prose.titles import is_docstring_adornment, is_docstring_underline

_EXPLICIT = re.compile(r"\.\.(?: |\Z)")
_DIRECTIVE = re.compile(r"\.\. +(?:\w+:)*([\w.+-]+) ?::(?: +(.*))?\Z")
_ITEM = re.compile(r"(?:[-*+•‣⁃–]|\(?(?:\d{1,9}|#|[a-z])[.)]) +(?=\S)")
_FIELD = re.compile(r":(?![ :])[^:`]{1,100}:(?: |\Z)|@\w+(?: [\w.*]+)?:(?: |\Z)")
_HEADING = re.compile(r"#+ +(\S.*)\Z")
_CODE = re.compile(r">>>(?: |\Z)|\+-[-+=]+|\| |=+ +=")
_FENCE = re.compile(r"(`{3,}(?!`)|~{3,}(?!~))[^`]*\Z")
_DEFINITION = re.compile(r"\[[^\[\]]+\]: *\S+|__ +\S|\$\w+(?::[^$]*)?\$\Z|<!--")
"""Targets of links, marks of version control, comments of HTML."""
_TITLE_LINE = re.compile(r"([=*~^#+-])\1{2,} *\Z")
_OPTION = re.compile(r":([\w-]+):(?: +(.*))?\Z")
_VERSIONS = frozenset({"deprecated", "versionadded", "versionchanged", "versionremoved"})
_TELLING = _VERSIONS | {
    "admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip", "todo",
    "topic", "warning",
}  # fmt: skip
"""Directives that hold sentences."""
_MODULES = frozenset({"automodule", "module"})
_DEFINED = re.compile(
    r"^ *(?:\.\. _(?P<quoted>`?)(?P<rest>[^:`\n]{1,80})(?P=quoted):|\[(?P<markdown>[^\[\]\n]{1,80})\]: )", re.MULTILINE
)
"""A label that an address or a section has, in reST and in Markdown."""
_ANONYMOUS = re.compile(r"^ *(?:__ +\S|\.\. __:)", re.MULTILINE)
"""An address that the next reference with two underscores leads to."""
_REFERENCE = re.compile(
    r"\[([^\[\]]{1,300})\](?:\[([^\[\]]{0,80})\])?(?![\[(:])|(?<![\w`])([^\W_](?:[\w.-]{0,60}[^\W_])?)(__?)(?![\w`])"
)
_LABEL = re.compile(r"(?:[\w/'-]+ ?){1,2}::?\Z|[\w./-]+\.pyi?\Z")
"""A paragraph that is a title in all but its line: "Usage:", "Example::", the name of the file."""
_ENTRIES = frozenset({
    "args", "arguments", "attributes", "classes", "functions", "keyword arguments", "methods", "other parameters",
    "parameters", "raises", "returns", "see also", "variables", "warns", "yields",
})  # fmt: skip
"""Titles of sections that hold no prose."""
_LEGAL = re.compile(r"Copyright\b|\(c\) |©|SPDX-|Licensed under\b|All rights reserved", re.IGNORECASE)
_TERM = re.compile(r"(\S.*?)(?: ?: | -{1,2} | [–—] )")
_LONGEST_LIST = 160
"""Characters of a paragraph with the list that it leads to."""


def opening_prose(text: str) -> str:
    """Return the first paragraph of a docstring, else its title, else what a note or a list says first."""
    if "\n" not in text and text[:1].isupper() and not text.endswith(":"):
        return one_line(text)  # half of all docstrings
    prose = _Search(text).prose()
    return _without_references(prose, text) if any(mark in text for mark in (".. _", "]: ", "__ ")) else prose


def _without_references(prose: str, text: str) -> str:
    """Return prose with the words of its references to what the text defines, without their marks: `[a][b]`, `a__`."""
    labels = {(match["rest"] or match["markdown"]).casefold() for match in _DEFINED.finditer(text)}
    has_anonymous = _ANONYMOUS.search(text) is not None

    def shown(match: re.Match[str]) -> str:
        words: str = match[1] or match[3]
        is_defined = has_anonymous if match[4] == "__" else (match[2] or words).casefold() in labels
        return words if is_defined else match[0]

    return _REFERENCE.sub(shown, prose) if labels or has_anonymous else prose


class _Search:
    """The search for the first paragraph of a docstring, and what it came by that may stand for one."""

    def __init__(self, text: str) -> None:
        self._lines = [line.rstrip() for line in text.strip().split("\n")]
        self._title = ""
        self._aside = ""
        self._has_fences = True

    def prose(self) -> str:
        """Return the first paragraph, or what stands for it."""
        index = 0
        while index < len(self._lines):
            end = self._after_other(index) if self._lines[index] else index + 1
            if not end:
                end = _prose_end(self._lines, index + 1)
                words = one_line(" ".join(self._lines[index:end]))
                if not self._is_passed_over(words, end):
                    return _whole(words, self._lines, end)
                end = _block_end(self._lines, end)
            index = end
        return self._title or self._aside

    def _after_other(self, index: int) -> int:
        """Return the index after a block that is no paragraph; 0 for a paragraph."""
        line = self._lines[index]
        if title := _title(self._lines, index):
            return self._after_title(*title, index)
        if fence := _FENCE.match(line):
            return self._after_fence(index, fence[1])
        if line.startswith("> "):
            end = _paragraph_end(self._lines, index)
            self._aside = self._aside or one_line(" ".join(part.lstrip("> ") for part in self._lines[index:end]))
            return end
        if _CODE.match(line) or _DEFINITION.match(line):
            return _paragraph_end(self._lines, index)
        end = _block_end(self._lines, index + 1)
        if _EXPLICIT.match(line):
            self._aside = self._aside or _told(self._lines[index:end])
            return end
        if _ITEM.match(line) and not _LEGAL.match(line):
            self._aside = self._aside or one_line(" ".join(_item(self._lines[index:end])))
            return end
        if line.startswith(" ") or _FIELD.match(line):
            return end
        return index + 1 if is_docstring_adornment(line) else 0

    def _after_title(self, title: str, height: int, index: int) -> int:
        """Return the index after a title, or after the section that it opens where that holds no prose."""
        end = index + height
        if title.casefold() not in _ENTRIES:
            self._title = self._title or title
            return end
        while end < len(self._lines) and not (self._lines[end] and _title(self._lines, end)):
            end += 1
        return end

    def _after_fence(self, index: int, mark: str) -> int:
        """Return the index after fenced code; one that nothing closes is a line, and ends the search for others."""
        end = _fence_end(self._lines, index, mark) if self._has_fences else index + 1
        self._has_fences = end > index + 1
        return end

    def _is_passed_over(self, words: str, end: int) -> bool:
        """Tell whether a paragraph is a title in all but its line, or legal; both are kept for want of a better."""
        if _LEGAL.match(words):
            self._aside = self._aside or words
            return True
        if not _LABEL.match(words) or next(_items(self._lines, end), ""):
            return False
        if (title := words.rstrip(":")).casefold() not in _ENTRIES:
            self._title = self._title or title
        return True


def _title(lines: Sequence[str], index: int) -> tuple[str, int] | None:
    """Return the title that begins at a line, and its number of lines; None where none does."""
    first, second, third = (*lines[index : index + 3], "", "")[:3]
    if heading := _HEADING.match(first):
        text = heading[1].rstrip("#")
        return (text.rstrip() if text.endswith(" ") else heading[1]), 1
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
    if match is None or match[1] not in _TELLING | _MODULES:
        return ""
    body = [line.strip() for line in lines[1:]]
    options = {option[1]: option[2] or "" for option in map(_OPTION.match, body) if option}
    if match[1] in _MODULES:
        return options.get("synopsis", "")
    argument = (match[2] or "").strip()
    version, _, rest = argument.partition(" ")
    if match[1] in _VERSIONS and any(map(str.isdigit, version)):
        argument = rest
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
