"""Paragraphs, and what is indented under them or by itself: quotes, terms, literal blocks, code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.extraction.prose.titles import is_docstring_underline
from extractor.rendering.docstrings.admonitions import opens_admonition
from extractor.rendering.docstrings.blocks import Block, CodeBlock, Entries, EntryBlock, Paragraph, Quote
from extractor.rendering.docstrings.described import leads_to_described, opens_described, take_described, take_lead
from extractor.rendering.docstrings.fields import opens_field
from extractor.rendering.docstrings.lines import (
    DIRECTIVE_MARK,
    GOOGLE_TITLE,
    block_end,
    code_language,
    dedented,
    has_code,
    indent_of,
    is_broken_early,
    is_layout,
    is_prose,
    is_words,
    paragraph_end,
)
from extractor.rendering.docstrings.scanner import START, Scanner
from extractor.rendering.docstrings.sections import google_section, section

_EXPLICIT_MARK = re.compile(rf"{DIRECTIVE_MARK.pattern}|\.\.[ ]+_[^ :][^:]*:(?:[ ]|\Z)")
_FIRST_OF_LIST = re.compile(r"[-*•‣⁃][ ]|1[.)][ ]|\(1\)[ ]")


def take_paragraph(scanner: Scanner) -> None:
    """Take a paragraph, and what is indented under it without a blank line between."""
    if scanner.style != "plain" and (take_lead(scanner) or take_described(scanner)):
        return
    start = scanner.index
    end = _paragraph_end(scanner)
    lines = scanner.take(end)
    has_body = indent_of(scanner.line(end)) > 0 and bool(scanner.line(end).strip())
    if lines[-1].endswith("::") and scanner.style != "plain" and _take_literal(scanner, lines):
        return
    if has_body and end == start + 1 and _take_definitions(scanner, start):
        return
    if has_body and _hangs(scanner, lines):
        lines = [*lines, *scanner.take(_hanging_end(scanner))]
    scanner.blocks.append(CodeBlock("\n".join(lines)) if is_layout(lines) else Paragraph("\n".join(lines)))
    if has_body and scanner.index == end:
        scanner.blocks += indented_blocks(scanner, dedented(scanner.take(block_end(scanner.lines, end))))


def _paragraph_end(scanner: Scanner) -> int:
    """Return the index after the lines of a paragraph: its own indentation, and nothing else begins."""
    lines, index = scanner.lines, scanner.index + 1
    while index < len(lines) and lines[index].strip() and not lines[index].startswith(" "):
        if _interrupts(scanner, lines[index], index):
            break
        index += 1
    return index


def _interrupts(scanner: Scanner, line: str, index: int) -> bool:
    """Tell whether a line ends the paragraph before it without a blank line between."""
    before, following = scanner.line(index - 1), scanner.line(index + 1)
    if following[:1] in ("-", "=", "~") and section(line):
        return is_docstring_underline(following, line) or following in ("---", "===")
    if scanner.style == "google" and line.endswith(":") and following.startswith(" ") and section(line[:-1]):
        return line[0].isupper() or (google_section(line[:-1]) is not None and before.endswith((".", "!", "?", ":")))
    if scanner.style != "plain" and leads_to_described(scanner.lines, index - 1):
        return True
    start = START.match(line)
    if start is None:
        return False
    match start.lastgroup:
        case "doctest" | "fence":
            return True
        case "explicit":
            # A comment with lines that hang, a directive, a target.
            return scanner.style != "plain" and (following.startswith(" ") or bool(_EXPLICIT_MARK.match(line)))
        case "field":
            return scanner.style != "plain" and opens_field(line)
        case "bullet" | "number" | "label":
            # A sentence may wrap before a number: "since version" over "3. It was slow before." is no list.
            return bool(_FIRST_OF_LIST.match(line)) or scanner.line(index - 1).endswith(":")
        case "table":
            return line.startswith("+")
    return False


def _hangs(scanner: Scanner, lines: Sequence[str]) -> bool:
    """Tell whether the indented lines under a paragraph go on with its sentence."""
    # "file: the name of the file" over "    that is read.": one sentence on two lines.
    body = dedented(scanner.lines[scanner.index : _hanging_end(scanner)])
    return not lines[-1].endswith((":", ".")) and not START.match(body[0]) and is_prose(body)


def _hanging_end(scanner: Scanner) -> int:
    """Return the index after the lines that are indented and not blank."""
    index = scanner.index
    while index < len(scanner.lines) and scanner.lines[index].startswith(" ") and scanner.lines[index].strip():
        index += 1
    return index


def _take_literal(scanner: Scanner, lines: Sequence[str]) -> bool:
    """Take a paragraph that ends with `::` and the indented lines under it, which are to stay as they are."""
    body = scanner.after_blank(scanner.index)
    end = block_end(scanner.lines, body) if body < len(scanner.lines) else body
    if end == body:
        return False
    scanner.index = body
    text = "\n".join(lines)
    # docutils, "Literal blocks": "So::" shows as "So:", "So ::" as "So", and "::" by itself not at all.
    shown = text[:-2].rstrip() if text.endswith((" ::", "\n::")) or text == "::" else text[:-1]
    if shown:
        scanner.blocks.append(Paragraph(shown))
    code = dedented(scanner.take(end))
    scanner.blocks.append(CodeBlock("\n".join(code), code_language(code)))
    return True


def _take_definitions(scanner: Scanner, start: int) -> bool:
    """Take terms of one line with what is indented under each, where there are several in a row."""
    spans: list[tuple[int, int]] = []
    index = start
    while _is_term(scanner, index):
        end = block_end(scanner.lines, index + 1)
        spans.append((index, end))
        index = scanner.after_blank(end)
    if len(spans) < 2:  # a single one is a sentence with an example as often
        return False
    bodies = ((scanner.lines[first], dedented(scanner.lines[first + 1 : end])) for first, end in spans)
    entries = (EntryBlock(term=term, blocks=tuple(indented_blocks(scanner, body))) for term, body in bodies)
    scanner.blocks.append(Entries(tuple(entries)))
    scanner.index = index
    return True


def _is_term(scanner: Scanner, index: int) -> bool:
    """Tell whether a line is text at the margin, over indented lines that may say what it means."""
    line, body = scanner.line(index), scanner.line(index + 1)
    if not line or line.startswith(" ") or not body.startswith(" ") or not body.strip():
        return False
    if START.match(line) or line.endswith("::") or opens_admonition(scanner, index):
        return False
    if ": " in line and not is_broken_early(line, body):
        return False  # "Note: what is said" over "    here goes on": a sentence
    return scanner.style != "google" or not GOOGLE_TITLE.match(line)


def take_indented(scanner: Scanner) -> None:
    """Take indented lines that stand by themselves: a block quote, a list, or code."""
    lines = dedented(scanner.take(block_end(scanner.lines, scanner.index)))
    blocks = indented_blocks(scanner, lines)
    # Before the first block nothing stands that it could be set apart from.
    is_quote = scanner.blocks and all(isinstance(block, Paragraph) for block in blocks)
    scanner.blocks += [Quote(tuple(blocks))] if is_quote else blocks


def take_quote(scanner: Scanner) -> bool:
    """Take a block quote of Markdown, with lines of its last paragraph that forgot their mark; code stays as it is."""
    end = scanner.index + 1
    while end < len(scanner.lines) and (line := scanner.lines[end]):
        if not line.startswith(">") and (line.startswith(" ") or START.match(line)):
            break
        end += 1
    # Of a parameter, "> limit" is text.
    if scanner.depth and not scanner.line(scanner.index + 1).startswith(">"):
        return False
    lines = scanner.take(end)
    text = [line.removeprefix(">").removeprefix(" ") for line in lines]
    words = [line for line in text if line.strip()]
    if is_prose(words) or all(map(is_words, words)):
        scanner.blocks.append(Quote(scanner.inner(text)))
    else:
        scanner.blocks.append(CodeBlock("\n".join(lines)))
    return True


def indented_blocks(scanner: Scanner, lines: Sequence[str]) -> Sequence[Block]:
    """Return the blocks of dedented lines that stood under or beside text; code where they do not read as text."""
    first = lines[: paragraph_end(lines, 0)]
    start = START.match(lines[0])
    # In code, "# as in C" is a comment and no heading, and a single "| x" no table.
    if start and not (start.lastgroup == "heading" or (start.lastgroup == "table" and len(first) < 2)):
        return scanner.inner(lines)
    if opens_described(lines, 0) and not has_code(first):
        return scanner.inner(lines)
    is_titled = len(first) > 1 and is_docstring_underline(first[1], first[0])
    if is_prose(first) or is_titled or _opens_more(lines):
        return scanner.inner(lines)
    return [CodeBlock("\n".join(lines), code_language(lines))]


def _opens_more(lines: Sequence[str]) -> bool:
    """Tell whether the first line leads to a list, a literal block or a definition in words."""
    line, following = lines[0], next((line for line in lines[1:] if line.strip()), "")
    if line.endswith("::") and " " in line:
        return True
    return is_words(line) and (not following.startswith(" ") or is_prose([following.strip()]))
