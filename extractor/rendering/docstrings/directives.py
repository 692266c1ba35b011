"""reST's explicit markup: directives, footnotes, targets, comments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractor.facts import Struct
from extractor.rendering.docstrings.blocks import (
    Address,
    Block,
    CodeBlock,
    Entries,
    EntryBlock,
    Items,
    Paragraph,
    Parse,
    Quote,
    Title,
)
from extractor.rendering.docstrings.lines import block_end, dedented, is_prose, paragraph_end
from extractor.rendering.docstrings.scanner import Scanner
from extractor.rendering.docstrings.sections import ADMONITIONS, CODE_DIRECTIVES, VERSIONS

_DIRECTIVE = re.compile(r"\.\.[ ]+([\w.+:-]+?)[ ]?::(?:[ ]+(.*))?\Z")
_FOOTNOTE = re.compile(r"\.\.[ ]+(\[[^\]]{1,60}\](?:[ ].*)?)\Z")
_TARGET = re.compile(r"\.\.[ ]+_+(.*)\Z")
_LABEL = re.compile(r"(?:`[^`]+`|(?:[^:\\`]|\\.|:(?!\s|\Z))+):\Z")
"""A target that has no address: the label of what follows it."""
_ADDRESS = re.compile(r"(?:`([^`]+)`|((?:[^:`\s][^:`]*)?)):\s+([A-Za-z][A-Za-z+.-]*:\S+)\Z")
_OPTION = re.compile(r":([\w-]+):(?:[ ]+(.*)|\Z)")
_LANGUAGE = re.compile(r"[\w+#-]{0,30}")
_CODE: Mapping[str, str] = {
    **CODE_DIRECTIVES,
    "code-cell": "python",
    "console": "console",
    "ipython": "python",
    "jupyter-execute": "python",
    "testcleanup": "python",
    "testoutput": "text",
    "testsetup": "python",
}
_SETTINGS = frozenset({
    "contents", "currentmodule", "default-domain", "default-role", "highlight", "module", "sectnum", "tabularcolumns",
})  # fmt: skip
"""Directives that tell Sphinx something and readers nothing, but for what `_TOLD` names."""
_LAYOUT = frozenset({
    "align", "class", "collapsible", "dedent", "depth", "emphasize-lines", "encoding", "figclass", "force", "hide",
    "include-source", "label", "linenos", "lineno-start", "linenothreshold", "local", "name", "no-index",
    "no-trim-doctest-flags", "no-wrap", "noindex", "nowrap", "number-lines", "options", "pyversion", "skipif",
    "trim-doctest-flags",
})  # fmt: skip
"""Options that say how a directive looks, is tested or is led to."""
_TOLD: Mapping[str, str] = {"caption": "", "deprecated": "Deprecated", "platform": "Platforms", "synopsis": ""}
"""Options that say something, and what stands before that."""
_GROUPS = frozenset({"container", "compound", "highlights", "epigraph", "pull-quote"})
_OBJECTS = frozenset({
    "attribute", "class", "classmethod", "confval", "data", "decorator", "describe", "envvar", "exception", "function",
    "method", "option", "property", "staticmethod", "type",
})  # fmt: skip
"""Directives that describe what their argument names."""
_AUTHORS: Mapping[str, str] = {"codeauthor": "Code author", "moduleauthor": "Module author",
                               "sectionauthor": "Section author"}  # fmt: skip


class _Directive(Struct, frozen=True):
    """A directive in its parts."""

    name: str
    argument: str
    told: tuple[str, ...]
    """What its options say to readers."""
    body: Sequence[str]


def take_explicit(scanner: Scanner) -> bool:
    """Take a directive, a comment, a footnote or a target, with what is indented under it."""
    first, *rest = scanner.take(block_end(scanner.lines, scanner.index + 1))
    # A blank line under a directive says that what follows is no option of it.
    blank = [""] if rest and not rest[0].strip() else []
    scanner.blocks += _explicit_blocks([first, *blank, *dedented(rest)], scanner.inner)
    return True


def _explicit_blocks(lines: Sequence[str], parse: Parse) -> tuple[Block, ...]:
    """Return the blocks of explicit markup, whose further lines are dedented; what is not known stands as it is."""
    if match := _DIRECTIVE.match(lines[0]):
        directive = _directive(match[1].lower(), (match[2] or "").strip(), lines[1:])
        blocks = _known(directive, parse) if directive else _settings(match[1], match[2] or "", lines[1:])
        if blocks is not None:
            return (*_told(directive), *blocks) if directive else blocks
    elif footnote := _FOOTNOTE.match(lines[0]):
        return parse([footnote[1], *lines[1:]])
    elif (target := _TARGET.match(lines[0])) and target[1].strip(":_` "):
        if len(lines) == 1 and _LABEL.match(target[1].strip()):
            return ()
        return (_address(" ".join([target[1], *lines[1:]])),)
    if len(lines) == 1:
        return (Paragraph(lines[0]),)
    return (CodeBlock("\n".join([lines[0], *(f"   {line}" if line else "" for line in lines[1:])]), "rst"),)


def _address(text: str) -> Paragraph:
    """Return what a target says, without its mark."""
    match = _ADDRESS.match(text.strip())
    if match is None:
        return Paragraph(text.strip())
    label, address = match[1] or match[2], match[3]
    return Address(f"{label}: {address}" if label else address, label, address)


def _directive(name: str, argument: str, lines: Sequence[str]) -> _Directive | None:
    """Return a directive in its parts; None where what its options say would be lost."""
    name = name.rpartition(":")[2]
    options, end = _options(lines)
    told: list[str] = []
    for option, value in options:
        if option in _TOLD:
            told.append(": ".join(filter(None, (_TOLD[option], value))))
        elif option not in _LAYOUT:
            if not (name in _CODE or name in ADMONITIONS or name in VERSIONS):
                return None
            told.append(f"{option}: {value}" if value else option)
    return _Directive(name, argument, tuple(filter(None, told)), dedented(lines[end:]))


def _options(lines: Sequence[str]) -> tuple[list[tuple[str, str]], int]:
    """Return the options that lines begin with, and the index after them; a value may go on on indented lines."""
    options: list[tuple[str, str]] = []
    index = 0
    while index < len(lines) and (option := _OPTION.match(lines[index])):
        value = [option[2] or ""]
        index += 1
        while index < len(lines) and lines[index].startswith(" "):
            value.append(lines[index])
            index += 1
        options.append((option[1], " ".join(" ".join(value).split())))
    return options, index


def _told(directive: _Directive) -> tuple[Block, ...]:
    """Return what the options of a directive say; the caption of code is its title."""
    return tuple(Title(text) if directive.name in _CODE else Paragraph(text) for text in directive.told)


def _known(directive: _Directive, parse: Parse) -> tuple[Block, ...] | None:
    """Return the blocks of a directive; None where it is not known or lacks what it needs."""
    name, argument, body = directive.name, directive.argument, directive.body
    text = [argument, *body] if argument else body
    if name in _CODE:
        return _code(name, argument, body)
    if name in ADMONITIONS:
        return _set_apart(ADMONITIONS[name], text, parse)
    if name in VERSIONS and text:
        return _version(VERSIONS[name], text, parse)
    if name in ("admonition", "topic", "sidebar") and argument:
        return _set_apart(argument, body, parse)
    if name == "rubric" and argument and not body:
        return (Title(argument),)
    if name in _SETTINGS and not body:
        return ()
    if name in _AUTHORS and argument and not body:
        return (Paragraph(f"{_AUTHORS[name]}: {argument}"),)
    if name in _OBJECTS and argument and body:
        return (Entries((EntryBlock((argument,), blocks=parse(body)),)),)
    if name in _GROUPS and body:
        return parse(body)
    return _unknown(name, argument, text, parse)


def _settings(name: str, argument: str, lines: Sequence[str]) -> tuple[Block, ...] | None:
    """Return a directive that is not known, with nothing but options, as a title with a list of them."""
    options, end = _options(lines)
    if end < len(lines) or not options:
        return None
    items = tuple((Paragraph(f"{option}: {value}".strip()),) for option, value in options)
    return (Quote((Items(items),), f"{name} {argument}".strip()),)


def _version(title: str, text: Sequence[str], parse: Parse) -> tuple[Block, ...] | None:
    """Return what changed in a version; `.. deprecated:: Use b.` names none."""
    version, _, rest = text[0].partition(" ")
    if version != "next" and not any(map(str.isdigit, version)):
        return _set_apart(title.partition(" ")[0], text, parse)
    lines = [rest, *text[1:]] if rest else text[1:]
    return _set_apart(f"{title} {version.rstrip(':')}", lines, parse, may_be_empty=True)


def _unknown(name: str, argument: str, text: Sequence[str], parse: Parse) -> tuple[Block, ...] | None:
    """Return a directive of a project's own that holds sentences, as an admonition by its name: `.. legacy::`."""
    if (
        not name.isalpha()
        or len(text) < 1 + bool(argument)
        or not (is_prose(text[:1]) or is_prose(text[: paragraph_end(text, 0)]))
    ):
        return None
    return _set_apart(name.capitalize(), text, parse)


def _set_apart(
    title: str, lines: Sequence[str], parse: Parse, *, may_be_empty: bool = False
) -> tuple[Block, ...] | None:
    """Return the lines as a quote under a title; None where there are no lines, unless that may be."""
    if not lines and not may_be_empty:
        return None
    return (Quote(parse(lines) if lines else (), title),)


def _code(name: str, argument: str, body: Sequence[str]) -> tuple[Block, ...] | None:
    """Return the content of a directive as code; None where it has none, or an argument that is no language."""
    if name == "math" and argument:
        return (CodeBlock("\n".join([argument, *body]), "latex"),)
    if name.startswith("test") or name == "doctest":
        argument = ""  # the groups that it belongs to
    if not body or not _LANGUAGE.fullmatch(argument):
        return None
    return (CodeBlock("\n".join(body), argument or _CODE[name]),)
