"""Code in docstrings: `>>>` sessions and fenced blocks, and the names that they define.

The names are found by parsing the code, never by matching a pattern; code that does not parse defines none.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

import libcst as cst

from extractor.extraction.prose.titles import is_docstring_underline
from extractor.extraction.python.tree import Body, branches, small_statements
from extractor.facts import Example

_PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: |$)")
_FIRST_PROMPT = re.compile(r"[ \t]*>>>(?: |$)")
_FENCE = re.compile(r"([ \t]*)(`{3,}(?!`)|~{3,}(?!~))[ \t]*([^`]*)$")
_CODE_FENCES = frozenset({"", "py", "python", "python3", "pycon", "py3"})
"""Info strings of fences that hold Python; one without an info string may, and parsing tells."""


def examples_of(owner: str, docstring: str | None) -> Iterator[Example]:
    """Yield the examples of one docstring in its order."""
    if docstring is None or not (">>>" in docstring or "```" in docstring or "~~~" in docstring):
        return
    for code, is_marked in _blocks(docstring.split("\n")):
        functions, classes = _names(code)
        yield Example(owner=owner, code=code, functions=functions, classes=classes, is_marked=is_marked)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield each block's code and whether it is marked as Python.

    A block is a fence's content, or the prompts of a session up to its blank line.
    """
    index = 0
    while index < len(lines):
        fence = _FENCE.match(lines[index])
        if fence and not (index and is_docstring_underline(lines[index].strip(), lines[index - 1])):
            end = _fence_end(lines, index, fence[2])
            content = lines[index + 1 : end]
            index = end + 1
            if any(map(_FIRST_PROMPT.match, content)):
                yield from _sessions(content)
            elif (word := fence[3].strip().lower().partition(" ")[0]) in _CODE_FENCES and content:
                yield _dedented(content, len(fence[1])), bool(word)
        elif _FIRST_PROMPT.match(lines[index]):
            start = index
            while index < len(lines) and lines[index].strip() and not _FENCE.match(lines[index]):
                index += 1
            yield from _sessions(lines[start:index])
        else:
            index += 1


def _fence_end(lines: Sequence[str], start: int, fence: str) -> int:
    """Return the index of the line that closes the fence, or the end (CommonMark, "Fenced code blocks")."""
    for index in range(start + 1, len(lines)):
        line = lines[index].strip()
        if len(line) >= len(fence) and set(line) == {fence[0]}:
            return index
    return len(lines)


def _sessions(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the prompted lines of a session as one piece of code."""
    code = [_PROMPT.sub("", line, count=1).rstrip() for line in lines if _PROMPT.match(line)]
    if code:
        yield "\n".join(code), True


def _dedented(lines: Sequence[str], indent: int) -> str:
    return "\n".join(line[indent:] if not line[:indent].strip() else line for line in lines)


def _names(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the functions and classes that the code defines, each once; no other statement is worth a parse."""
    if "def " not in code and "class " not in code:
        return (), ()
    functions: dict[str, None] = {}
    classes: dict[str, None] = {}
    for module in _parsed(textwrap.dedent(code)):  # code may stand deeper than its fence or its prompts
        _gather(module, functions, classes, is_class=False)
    return tuple(functions), tuple(classes)


def _parsed(code: str) -> Iterator[cst.Module]:
    """Yield the code as one module or, where a line of it is no Python, the statements that are."""
    try:
        yield cst.parse_module(code)
    except Exception:  # the native parser raises more than its documented error on odd input
        for statement in _statements(code):
            try:
                yield cst.parse_module(statement)
            except Exception:  # one broken example must not hide the next
                continue


def _statements(code: str) -> Iterator[str]:
    """Yield the pieces of code that start at a line without indentation; a decorator goes with what it decorates."""
    piece: list[str] = []
    for line in code.split("\n"):
        starts = line[:1].strip() and not (piece and piece[-1].lstrip().startswith("@"))
        if starts and piece:
            yield "\n".join(piece)
            piece = []
        piece.append(line)
    if piece:
        yield "\n".join(piece)


def _gather(body: Body, functions: dict[str, None], classes: dict[str, None], *, is_class: bool) -> None:
    """Add the names of the functions and classes in a body to those known, the methods of a class left out."""
    for node in small_statements(body):
        if isinstance(node, cst.ClassDef):
            classes[node.name.value] = None
            _gather(node.body, functions, classes, is_class=True)
        elif isinstance(node, cst.FunctionDef):
            if not is_class:
                functions[node.name.value] = None
            _gather(node.body, functions, classes, is_class=False)
        else:
            for branch in branches(node):
                _gather(branch.body, functions, classes, is_class=is_class)
