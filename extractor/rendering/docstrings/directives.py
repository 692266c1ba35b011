"""reST's explicit markup: directives, footnotes, targets, comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.rendering.docstrings.blocks import Block, CodeBlock, Paragraph, Parse, Quote, Title
from extractor.rendering.docstrings.lines import block_end, dedented
from extractor.rendering.docstrings.scanner import Scanner
from extractor.rendering.docstrings.sections import ADMONITIONS, CODE_DIRECTIVES, VERSIONS

_DIRECTIVE = re.compile(r"\.\.[ ]+([\w.+:-]+?)[ ]?::(?:[ ]+(.*))?\Z")
_FOOTNOTE = re.compile(r"\.\.[ ]+(\[[^\]]{1,60}\](?:[ ].*)?)\Z")
_TARGET = re.compile(r"\.\.[ ]+_+(.*)\Z")
_OPTION = re.compile(r":[\w-]+:(?:[ ]|\Z)")
_LANGUAGE = re.compile(r"[\w+#-]{0,30}")


def take_explicit(scanner: Scanner) -> bool:
    """Take a directive, a comment, a footnote or a target, with what is indented under it."""
    first, *rest = scanner.take(block_end(scanner.lines, scanner.index + 1))
    scanner.blocks += _explicit_blocks([first, *dedented(rest)], scanner.inner)
    return True


def _explicit_blocks(lines: Sequence[str], parse: Parse) -> tuple[Block, ...]:
    """Return the blocks of explicit markup, whose further lines are dedented; what is not known stands as it is."""
    match = _DIRECTIVE.match(lines[0])
    known = match and _known(match[1].lower(), (match[2] or "").strip(), lines[1:], parse)
    if known:
        return known
    if (footnote := _FOOTNOTE.match(lines[0])) and not match:
        return parse([footnote[1], *lines[1:]])
    if (target := _TARGET.match(lines[0])) and not match and target[1].strip(":_` "):
        return (Paragraph("\n".join([target[1].strip(), *lines[1:]])),)
    if len(lines) == 1:
        return (Paragraph(lines[0]),)
    return (CodeBlock("\n".join([lines[0], *(f"   {line}" if line else "" for line in lines[1:])]), "rst"),)


def _known(name: str, argument: str, body: Sequence[str], parse: Parse) -> tuple[Block, ...]:
    """Return the blocks of a directive; none where it is not known, is empty, or has options, which would be lost."""
    name = name.rpartition(":")[2]
    if name in CODE_DIRECTIVES:
        return _code(name, argument, body)
    if any(_OPTION.match(line) for line in body[:1]):
        return ()
    if name in ADMONITIONS:
        return _set_apart(ADMONITIONS[name], [argument, *body] if argument else body, parse)
    if name in VERSIONS and argument:
        version, _, rest = argument.partition(" ")
        return _set_apart(f"{VERSIONS[name]} {version}", [rest, *body] if rest else body, parse, may_be_empty=True)
    if name in ("admonition", "topic") and argument:
        return _set_apart(argument, body, parse)
    if name == "rubric" and argument and not body:
        return (Title(argument),)
    return ()


def _set_apart(title: str, lines: Sequence[str], parse: Parse, *, may_be_empty: bool = False) -> tuple[Block, ...]:
    """Return the lines as a quote under a title; no blocks where there are no lines, unless that may be."""
    if not lines and not may_be_empty:
        return ()
    return (Quote(parse(lines) if lines else (), title),)


def _code(name: str, argument: str, body: Sequence[str]) -> tuple[Block, ...]:
    """Return the content of a directive as code; no blocks where it has options, or an argument that is no language."""
    if name == "math" and argument:
        return (CodeBlock("\n".join([argument, *body]), "latex"),)
    if not body or _OPTION.match(body[0]) or not _LANGUAGE.fullmatch(argument):
        return ()
    return (CodeBlock("\n".join(dedented(body)), argument or CODE_DIRECTIVES[name]),)
