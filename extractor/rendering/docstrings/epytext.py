"""Epytext's own marks: fields such as `@param x:`, and inline ones such as `C{code}` and `L{name}`.

Its paragraphs, lists, titles and literal blocks read as those of reST. The inline marks become reST's, which
`inline.py` shows (the Epytext Markup Language, "Inline Markup").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Items, Paragraph, Quote, Title

TAGS: Mapping[str, str] = {
    "attention": "Attention",
    "author": "Author",
    "authors": "Authors",
    "bug": "Bug",
    "change": "Changed",
    "changed": "Changed",
    "changelog": "Changes",
    "contact": "Contact",
    "copyright": "Copyright",
    "deprecated": "Deprecated",
    "group": "Group",
    "invariant": "Invariant",
    "license": "License",
    "note": "Note",
    "organization": "Organization",
    "postcondition": "Postcondition",
    "precondition": "Precondition",
    "requires": "Requires",
    "see": "See",
    "seealso": "See also",
    "since": "Since",
    "sort": "Sort",
    "status": "Status",
    "summary": "Summary",
    "todo": "Todo",
    "undocumented": "Undocumented",
    "version": "Version",
    "warning": "Warning",
}
"""Fields that describe the whole -> what a page calls them; those of parameters and the like are reST's too."""
_FIELD = re.compile(
    r"@(?P<tag>[A-Za-z][\w-]*)(?:[ ]+(?P<argument>[^:\n]{1,200}?))?[ ]?:(?:[ ]+|\Z)"
    r"|@(?P<named>param|arg|keyword|kwarg|ivar|cvar|var|type|raises?|throws?|except|exception)"
    r"[ ]+(?P<name>[\w.*]+):?(?:[ ]+|\Z)"
    r"|@(?P<bare>returns?|rtype|yields?|since|author|see|note|deprecated|version):?(?:[ ]+|\Z)"
)
"""The mark of a field; the colon of well-known ones is forgotten at times, or is not there as in Javadoc."""
_IS_MARKED = re.compile(
    r"(?<![\w\\\])}])[CLIBU]\{[^\W\d]|^[ ]*@(?:param|type|return|rtype|raise|[ic]var)s?\b[^:\n(]*:(?:[ ]|$)", re.M
)
_MARK = re.compile(r"(?<![\w\\])([A-Z])\{|\{|\}")
_TARGETED = re.compile(r"(.*?)\s*<([^<>]*)>\Z", re.DOTALL)
_DEEPEST = 20
"""Marks within marks; braces within those are text."""
_ESCAPES = {"lb": "{", "rb": "}"}
_SYMBOLS = {"<-": "←", "->": "→", "^": "↑", "v": "↓", "<=": "≤", ">=": "≥"}
_BEFORE = re.compile(r"[\s(\[\"'/,;:-]\Z")
_AFTER = re.compile(r"[\s)\]\"'/,;:.!?-]")


def is_epytext(docstring: str) -> bool:
    """Tell whether a docstring has marks that are Epytext's."""
    return ("{" in docstring or "@" in docstring) and _IS_MARKED.search(docstring) is not None


def field_mark(line: str) -> tuple[str, str, int] | None:
    """Return the tag of a field, its argument without inline marks, and where its text begins; None for other text."""
    match = _FIELD.match(line)
    if match is None:
        return None
    tag = match["tag"] or match["named"] or match["bare"]
    return tag, without_marks(match["argument"] or match["name"] or ""), match.end()


def with_marks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks of a docstring in Epytext with its inline marks as those of reST; code stays as it is."""
    return tuple(map(_block, blocks))


def _block(block: Block) -> Block:
    match block:
        case Paragraph() | Title():
            return replace(block, text=rewritten(block.text))
        case Quote():
            return replace(block, title=rewritten(block.title), blocks=with_marks(block.blocks))
        case Items():
            return replace(block, items=tuple(map(with_marks, block.items)))
        case Entries():
            return Entries(tuple(map(_entry, block.entries)))
    return block


def _entry(entry: EntryBlock) -> EntryBlock:
    blocks = with_marks(entry.blocks)
    return replace(entry, type=rewritten(entry.type), term=rewritten(entry.term), blocks=blocks)


def rewritten(text: str) -> str:
    """Return running text with reST's marks in place of Epytext's; braces that nothing closes stay."""
    return _rewritten(text, _SHOWN) if "{" in text else text


def summary_marks(text: str) -> str:
    """Return a sentence, of a docstring in whatever style, with reST's marks where it has Epytext's."""
    return rewritten(text) if is_epytext(text) else text


def without_marks(text: str) -> str:
    """Return running text without Epytext's marks: the words and addresses that they hold."""
    return _rewritten(text, _PLAIN) if "{" in text else text


def _rewritten(text: str, shown: Mapping[str, Callable[[str, bool], str]]) -> str:
    """Return the text with each mark as a table has it, from the innermost on; a mark within code is plain."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    """For each mark that is open, the mark as it is written, and the text in it so far."""
    end = depth = 0
    for match in _MARK.finditer(text):
        parts[-1][1].append(text[end : match.start()])
        end = match.end()
        if match[0] != "}" and len(parts) > _DEEPEST:
            parts[-1][1].append(match[0])
        elif match[0] != "}":
            parts.append((match[0], []))
            depth += len(match[0]) > 1
        elif len(parts) == 1:
            parts[0][1].append("}")
        else:
            mark, content = parts.pop()
            depth -= len(mark) > 1
            is_apart = _stands_apart(parts[-1][1], text, end)
            parts[-1][1].append(_closed(mark[:-1], "".join(content), _PLAIN if depth else shown, is_apart))
    parts[-1][1].append(text[end:])
    return "".join(mark + "".join(content) for mark, content in parts)


def _stands_apart(before: list[str], text: str, end: int) -> bool:
    """Tell whether emphasis can be marked by stars here: none stand within a word."""
    written = "".join(before[-1:])
    return (not written or _BEFORE.search(written) is not None) and (end == len(text) or bool(_AFTER.match(text, end)))


def _closed(letter: str, content: str, shown: Mapping[str, Callable[[str, bool], str]], is_apart: bool) -> str:
    """Return what a mark and its content show as."""
    return shown[letter](content, is_apart) if letter in shown else f"{letter}{{{content}}}"


def _code(content: str, _is_apart: bool) -> str:
    """Return a literal of reST whose backticks are more than any run in it."""
    if not content.strip():
        return content
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    ticks = "`" * max(2, longest + 1)
    pad = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{ticks}{pad}{content}{pad}{ticks}"


def _reference(content: str, is_apart: bool) -> str:
    """Return a role for a name, or for a text over a name."""
    if "`" in content or not content.strip():
        return _code(content, is_apart)
    if match := _TARGETED.match(content):
        content = f"{match[1]} <{match[2].strip()}>" if match[1] else match[2]
    return f":any:`{content.strip()}`"


def _address(content: str, _is_apart: bool) -> str:
    """Return an address, behind its text where it has one."""
    match = _TARGETED.match(content)
    return f"{match[1]} ({match[2]})" if match and match[1] else match[2] if match else content


def _emphasis(stars: str) -> Callable[[str, bool], str]:
    """Return what puts stars around a text that has none, where stars can stand."""

    def emphasized(content: str, is_apart: bool) -> str:
        can_be = is_apart and content.strip() == content != "" and not re.search(r"[*\\`]", content)
        return f"{stars}{content}{stars}" if can_be else content

    return emphasized


def _symbol(content: str, _is_apart: bool) -> str:
    """Return the character that a name stands for, or the name."""
    from html.entities import html5  # a table of all characters, for what hardly a docstring has

    return _SYMBOLS.get(content) or html5.get(f"{content};", content)


def _text(content: str, _is_apart: bool) -> str:
    return content


def _escaped(content: str, _is_apart: bool) -> str:
    return _ESCAPES.get(content, content)


_PLAIN: Mapping[str, Callable[[str, bool], str]] = {
    **dict.fromkeys("BCILMX", _text),
    "E": _escaped,
    "S": _symbol,
    "U": _address,
}
"""Marks where there can be none, by their letters: in code, and in the names of fields."""
_SHOWN: Mapping[str, Callable[[str, bool], str]] = {
    **_PLAIN,
    "B": _emphasis("**"),
    "C": _code,
    "I": _emphasis("*"),
    "L": _reference,
    "M": _code,
    "X": _emphasis("*"),
}
