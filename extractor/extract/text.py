"""What a file that is not Python says of itself: headings and summary of prose, declared names of the rest.

Markdown is read by a CommonMark parser, reStructuredText by a scanner that knows no more than section titles and
paragraphs. For every other language a small lexer takes comments and strings away, and a table says which declarations
count. That is an index of names, chosen by their form alone: nothing on a page states more than that they stand there.

Every reader takes linear time: each expression here either always succeeds where it starts, or gives up within its
line, its gap or a fixed number of characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from extractor.extract.decode import lines_normalised
from extractor.facts import Heading, TextFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from extractor.extract.kinds import Kind


def extract_text(text: str, kind: Kind) -> TextFacts:
    """Return the headings and summary of prose, or the names that any other file declares; never raises.

    Python files have none of these: what they say comes from their syntax tree.
    """
    source = lines_normalised(text)
    if kind.family == "markdown":
        return _prose(_markdown_blocks(source), skips_preamble=True)  # badges in words, links to translations
    if kind.family == "rest":
        return _prose(_rest_blocks(source), skips_preamble=False)
    names = () if kind.family == "python" else _identifiers(source, kind.fence)
    return TextFacts(identifiers=tuple(sorted({name.strip() for name in names} - {""})))


# ---------------------------------------------------------------------------------------------------------------------
# Prose


class _Block(NamedTuple):
    """A heading, or a paragraph (level 0), as plain text on one line."""

    level: int
    text: str


def _prose(blocks: Iterable[_Block], skips_preamble: bool) -> TextFacts:
    """Return the headings and the first paragraph; with `skips_preamble`, the first after a title of level 1."""
    found = [block for block in blocks if block.text]
    headings = tuple(Heading(text=block.text, level=block.level) for block in found if block.level)
    title = next((i for i, block in enumerate(found) if block.level), None)
    start = title if title is not None and skips_preamble and found[title].level == 1 else 0
    summary = next((block.text for block in found[start:] if not block.level), "")
    return TextFacts(headings=headings, summary=summary)


def _one_line(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------------------------------------------------------------
# Markdown

# `---` or `+++`, something that is no blank line, and the same (for YAML also `...`) again: as GitHub sets it apart.
_FRONT_MATTER = re.compile(
    r"(?:---[ \t]*\n(?=\S)(?:.*\n)*?(?:---|\.\.\.)|\+\+\+[ \t]*\n(?:.*\n)*?\+\+\+)[ \t]*(?:\n|\Z)"
)
_FRONT_MATTER_KEY = re.compile(r"^[\w\"'][^:=\n]*[:=]", re.MULTILINE)

# Paragraphs to people, directives to the tools that extend Markdown (MyST, Jekyll, MkDocs, MDX).
_MARKDOWN_DIRECTIVE = re.compile(r":::|\{[%{]|!!!|\?\?\?|\[TOC\]|\[\[_TOC_\]\]|(?:import|export) .*from ['\"]")

# A longer "heading" is no heading that anyone wrote: its markup stays, so that time stays bounded.
_LONGEST_INLINE = 20_000


def _markdown_blocks(source: str) -> Iterator[_Block]:
    """Yield the headings of a CommonMark text, and the top-level paragraphs that hold a sentence.

    Only blocks are parsed, in one pass; of inline markup no more than a heading or a candidate for the summary has.
    """
    from markdown_it import MarkdownIt  # 35 ms to import, and only prose needs it

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    environment: dict[str, object] = {}
    tokens: list[Token] = []
    parser.block.parse(_without_front_matter(source), parser, environment, tokens)
    is_titled = is_summarised = False
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            is_summarised &= is_titled or opening.tag != "h1"  # what stood before the title is no summary of it
            is_titled = True
            yield _Block(int(opening.tag[1]), _heading_text(_inline(parser, inline.content, environment)))
        elif opening.type == "paragraph_open" and opening.level == 0 and not is_summarised:
            text = _paragraph_text(inline.content, _inline(parser, inline.content, environment))
            is_summarised = bool(text)
            yield _Block(0, text)


def _without_front_matter(source: str) -> str:
    match = _FRONT_MATTER.match(source)
    return source[match.end() :] if match and _FRONT_MATTER_KEY.search(match[0]) else source


def _inline(parser: MarkdownIt, content: str, environment: dict[str, object]) -> list[Token]:
    """Return the inline tokens of a block's content."""
    from markdown_it.token import Token

    if len(content) > _LONGEST_INLINE:
        return [Token("text", "", 0, content=content)]
    tokens: list[Token] = []
    parser.inline.parse(content, parser, environment, tokens)
    return tokens


_SPACES = frozenset({"softbreak", "hardbreak"})
_MARKUP = frozenset({"html_inline", "image"})


def _plain(tokens: Iterable[Token]) -> str:
    """Return what inline tokens show; images and tags show nothing."""
    return _one_line("".join(" " if t.type in _SPACES else t.content for t in tokens if t.type not in _MARKUP))


def _heading_text(tokens: list[Token]) -> str:
    """Return a heading's text; one that shows images alone speaks by their alternative texts."""
    return _plain(tokens) or _one_line(" ".join(token.content for token in tokens if token.type == "image"))


def _paragraph_text(source: str, tokens: list[Token]) -> str:
    """Return a paragraph's text; empty for directives and where no word stands outside of links and images."""
    depth, outside = 0, []
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        if not depth:
            outside.append(token)
    is_sentence = any(character.isalnum() for character in _plain(outside))
    return _plain(tokens) if is_sentence and not _MARKDOWN_DIRECTIVE.match(source) else ""


# ---------------------------------------------------------------------------------------------------------------------
# reStructuredText

# Docutils' own: one character that is neither letter nor digit, repeated to the end of the line.
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1* *\Z")
# Lines that begin something else than a paragraph: bullets, fields, directives and comments, doctests, line blocks.
_REST_OTHER = re.compile(r"(?:[-*+•‣⁃|]|>>>|\.\.|__)(?: |\Z)|:(?! )[^:`]+:(?: |\Z)|\+-[-+]+\+ *\Z")
# Enumerated items; no bar to being a title, since docutils asks the next line what they are.
_REST_ITEM = re.compile(r"\(?(?:#|\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,15})[.)] ")
_SIMPLE_TABLE = re.compile(r"=+(?: +=+)+ *\Z")
_SHORTEST_SURE = 4
"""An adornment this long makes a title even when the title is longer; docutils only warns."""

# Inline markup; the last group that takes part is what shows, markup without one shows nothing.
_REST_INLINE = re.compile(
    r"``(.+?)``(?!`)"
    r"|(?::[A-Za-z][\w.+-]{0,40}){1,3}:(?=`)"
    r"|`[~!]?([^`<>]+?) ?<[^`<>]*>`_{0,2}"
    r"|`[~!]?([^`]+)`_{0,2}"
    r"|\*\*(?! )(.+?)\*\*"
    r"|(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])"
    r"|\[[#*\w]{1,40}\]_(?!\w)"
    r"|\|[^|\s][^|]*\|_{0,2}"
    r"|(?<!\w)([A-Za-z0-9](?:[\w.+:-]{0,60}[A-Za-z0-9])?)__?(?=[-/:.,;!?'\")\]}> ]|\Z)"
    r"|\\ ?(.?)"
)


def _rest_blocks(source: str) -> Iterator[_Block]:
    """Yield section titles and paragraphs, as docutils' body and text states tell them from all else.

    A title stands at the left margin, as the first line of its block: literal blocks, directives' content and
    quotes are indented. Levels count the adornment styles in their order of appearance.
    """
    lines = [line.expandtabs(8).rstrip() for line in source.split("\n")]
    styles: dict[str, int] = {}
    index = 0
    while index < len(lines):
        if title := _rest_title(lines, index):
            yield _Block(styles.setdefault(title.style, len(styles) + 1), _rest_plain(title.text))
            index += title.length
        elif not _is_paragraph(lines[index]):
            index = _after_table(lines, index) if _SIMPLE_TABLE.match(lines[index]) else index + 1
        else:
            end = _paragraph_end(lines, index)
            is_term = end == index + 1 and _line_at(lines, end)  # of a definition list
            if not (is_term or _REST_ITEM.match(lines[index])):
                yield _Block(0, _rest_paragraph(lines[index:end]))
            index = _after_quoted_literal(lines, end) if lines[end - 1].endswith("::") else end


class _Title(NamedTuple):
    """A section title: its lines, its style (one character, two where it has an overline) and its text."""

    length: int
    style: str
    text: str


def _rest_title(lines: list[str], index: int) -> _Title | None:
    """Return the title that begins at a line, if one does."""
    first, second, third = (_line_at(lines, index + offset) for offset in range(3))
    if _ADORNMENT.match(first):
        is_title = second and first == third and not _ADORNMENT.match(second) and _fits(second, first)
        return _Title(3, first[0] * 2, second.strip()) if is_title else None
    if _is_paragraph(first) and _ADORNMENT.match(second) and _fits(first, second):
        return _Title(2, second[0], first)
    return None


def _line_at(lines: list[str], index: int) -> str:
    return lines[index] if index < len(lines) else ""


def _is_paragraph(line: str) -> bool:
    """Whether a line at the start of a block is one of a paragraph, or a title."""
    return bool(line) and not (line[0] == " " or _REST_OTHER.match(line) or _SIMPLE_TABLE.match(line))


def _fits(title: str, adornment: str) -> bool:
    return len(adornment) >= min(_SHORTEST_SURE, _columns(title.strip()))


def _columns(text: str) -> int:
    """Return the width in columns, wide East Asian characters taking two and combining ones none."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def _paragraph_end(lines: list[str], index: int) -> int:
    """Return the index after a paragraph: the first line that is blank or indented."""
    while index < len(lines) and lines[index] and lines[index][0] != " ":
        index += 1
    return index


def _after_table(lines: list[str], index: int) -> int:
    """Return the index after a simple table: its second border or a later one that a blank line follows."""
    borders = 0
    for end in range(index, len(lines)):
        borders += lines[end].startswith("=")
        if borders > 1 and lines[end].startswith("=") and not _line_at(lines, end + 1):
            return end + 1
    return index + 1


def _after_quoted_literal(lines: list[str], index: int) -> int:
    """Return the index after an unindented literal block: lines that all begin with one punctuation character."""
    while index < len(lines) and not lines[index]:
        index += 1
    quote = _line_at(lines, index)[:1]
    if not _ADORNMENT.match(quote):
        return index
    while _line_at(lines, index)[:1] == quote:
        index += 1
    return index


def _rest_paragraph(lines: list[str]) -> str:
    """Return a paragraph's text; the mark of a literal block shows as one colon, or not at all after a space."""
    text = " ".join(lines)
    if text.endswith("::"):
        text = text[:-2].rstrip() if text.endswith(" ::") or text == "::" else text[:-1]
    plain = _rest_plain(text)
    return plain if any(character.isalnum() for character in plain) else ""


def _rest_plain(text: str) -> str:
    """Return the text without inline markup, substitutions and footnote marks."""
    text = _one_line(text)  # before, too: a run of blanks is what would make the search slow
    return _one_line(_REST_INLINE.sub(lambda match: match[match.lastindex or 0] if match.lastindex else "", text))


# ---------------------------------------------------------------------------------------------------------------------
# Declared names: the lexer

_DOUBLE = r'"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"?'
_SINGLE = r"'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'?"
_BACKTICK = r"`[^`\\]*(?:\\[\s\S][^`\\]*)*`?"
_TRIPLE = r'"""[\s\S]*?(?:"""|\Z)|' r"'''[\s\S]*?(?:'''|\Z)"
# One character, so that neither a digit separator nor a lifetime opens a string.
_CHARACTER = r"'(?:\\'|\\[^\n']{1,10}|[^'\\\n])'"
_RAW_CPP = r'"(?<=R")([^()\\\s]{0,16})\([\s\S]*?(?:\)\1"|\Z)'
_RAW_RUST = r'"(?<=#")[\s\S]*?(?:"#|\Z)'
_SLASHES = r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
_HASH = r"#[^\n]*"
# A regular expression of JavaScript stands where no operand can.
_REGEX = r"/(?:(?<=[=(,:\[!&|?{};]/)|(?<=[=(,:\[!&|?{};] /))(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,100}\]){1,200}/"
_HERE_DOCUMENT = r"<(?<!<<)<-?[ \t]*([\"']?)([A-Za-z_]\w*)\1[^\n]*\n[\s\S]*?(?:^[ \t]*\2[ \t]*$|\Z)"

# What each syntax hides from the declarations: comments and strings. Every alternative begins with a literal character,
# which lets the search skip all others quickly.
_HIDDEN: Mapping[str, str] = MappingProxyType(
    {
        "none": r"(?!)",
        "c": f"{_SLASHES}|{_RAW_CPP}|{_DOUBLE}|{_CHARACTER}",
        "java": f"{_SLASHES}|{_TRIPLE}|{_DOUBLE}|{_CHARACTER}",
        "rust": f"{_SLASHES}|{_RAW_RUST}|{_DOUBLE}|{_CHARACTER}",
        "go": f"{_SLASHES}|`[^`]*`?|{_DOUBLE}|{_CHARACTER}",
        "javascript": f"{_SLASHES}|{_REGEX}|{_DOUBLE}|{_SINGLE}|{_BACKTICK}",
        "php": f"{_SLASHES}|{_HASH}|{_DOUBLE}|{_SINGLE}",
        "hash": f"{_HASH}|{_TRIPLE}|{_DOUBLE}|{_SINGLE}",
        "hash only": _HASH,
        "shell": rf"#(?<![^\s;|&()]#)[^\n]*|\\[\s\S]|'[^']*'?|\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\"?|{_HERE_DOCUMENT}",
        "cmake": rf"#\[(=*)\[[\s\S]*?(?:\]\1\]|\Z)|{_HASH}|\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\"?",
        "sql": r"--[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|'[^']*'?",
        "lua": rf"--\[(=*)\[[\s\S]*?(?:\]\1\]|\Z)|--[^\n]*|\[\[[\s\S]*?(?:\]\]|\Z)|{_DOUBLE}|{_SINGLE}",
        "haskell": rf"--[^\n]*|\{{-[\s\S]*?(?:-\}}|\Z)|{_DOUBLE}|{_CHARACTER}",
        "ocaml": rf"\(\*[\s\S]*?(?:\*\)|\Z)|{_DOUBLE}|{_CHARACTER}",
        "percent": rf"%[^\n]*|{_DOUBLE}",
        "semicolon": rf";[^\n]*|{_DOUBLE}",
        "exclamation": rf"![^\n]*|{_DOUBLE}|{_SINGLE}",
        "powershell": rf"<#[\s\S]*?(?:#>|\Z)|{_HASH}|{_DOUBLE}|{_SINGLE}",
        "css": rf"/\*[\s\S]*?(?:\*/|\Z)|{_DOUBLE}|{_SINGLE}",
        "html": r"<!--[\s\S]*?(?:-->|\Z)|<script\b[\s\S]*?(?:</script|\Z)|<style\b[\s\S]*?(?:</style|\Z)",
    }
)


def _visible(source: str, syntax: str) -> str:
    """Return the source with a blank for each comment and string, a newline for one that spans lines."""
    return re.sub(_HIDDEN[syntax], lambda match: "\n" if "\n" in match[0] else " ", source, flags=re.MULTILINE)


def _visible_with_strings(source: str) -> str:
    """Return the source without `#` comments and triple-quoted strings; other strings are names here."""
    hidden = re.compile(_HIDDEN["hash"])
    return hidden.sub(lambda m: m[0] if m[0][0] in "\"'" and m[0][:3] not in ('"""', "'''") else "\n", source)


# ---------------------------------------------------------------------------------------------------------------------
# Declared names: the table

_C_MACRO = r"^[ \t]*#[ \t]*define[ \t]+(\w+)"
_JS_NAME = r"(?!extends\b|implements\b)([A-Za-z_$][\w$]*)"

# Fence -> syntax, and what a declared name looks like; the last group that takes part is the name.
_DECLARATIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "go": (
            "go",
            r"^func\b[ \t]*(?:\([^)\n]*\)[ \t]*)?(\w+)|^(?:type|const|var)[ \t]+(\w+)"
            r"|^\t(\w+)[ \t]+(?:struct|interface)[ \t]*\{",
        ),
        "rust": (
            "rust",
            r"\b(?:fn|struct|enum|trait|mod|type|union)\s+(?:r#)?(\w+)"
            r"|\b(?:const|static)\s+(?:mut\s+)?([A-Z_]\w*)\s*:|\bmacro_rules!\s*(\w+)",
        ),
        "javascript": (
            "javascript",
            rf"\bfunction(?:\s+|\s*\*\s*){_JS_NAME}|\bclass\s+{_JS_NAME}"
            rf"|^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?(?:const[ \t]+)?(?:interface|enum|namespace)[ \t]+{_JS_NAME}"
            rf"|^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?type[ \t]+{_JS_NAME}[ \t]*[=<]"
            rf"|^(?:export[ \t]+)?(?:declare[ \t]+)?(?:const|let|var)[ \t]+{_JS_NAME}(?![\w$]|[ \t]*=[ \t]*require\b)",
        ),
        "kotlin": (
            "java",
            r"\bfun\s+(?:<[^>\n]{0,200}>\s*)?(?:[\w.?]+\.)?(\w+)\s*\(|\b(?:class|interface|object|typealias)\s+(\w+)",
        ),
        "swift": (
            "java",
            r"\b(?:func|class|struct|enum|protocol|actor|typealias)\s+(?!func\b|var\b|let\b|subscript\b)(\w+)",
        ),
        "scala": ("java", r"\b(?:def|class|object|trait|type|enum)\s+(\w+)"),
        "dart": ("java", r"\b(?:class|mixin|enum|extension|typedef)\s+(?!class\b|on\b|type\b)(\w+)"),
        "groovy": ("java", r"\b(?:class|interface|enum|trait)\s+(\w+)|^[ \t]*(?:def|void|task)[ \t]+(\w+)[ \t]*[({]"),
        "php": ("php", r"\b(?:function|class|interface|trait|enum|const)\s+&?(?!extends\b|implements\b)(\w+)"),
        "solidity": (
            "c",
            r"\b(?:contract|library|interface|function|event|modifier|struct|enum|error)\s+(\w+)",
        ),
        "objective-c": ("c", r"@(?:interface|implementation|protocol)\s+(\w+)|^[-+][ \t]*\([^)\n]*\)[ \t]*(\w+)"),
        "zig": ("c", r"\bfn\s+(\w+)|^(?:pub[ \t]+)?const[ \t]+(\w+)"),
        "wgsl": ("c", r"\b(?:fn|struct)\s+(\w+)"),
        "protobuf": ("c", r"\b(?:message|enum|service|rpc)\s+(\w+)\s*[({]"),
        "thrift": ("php", r"\b(?:struct|exception|enum|service|union)\s+(\w+)"),
        "graphql": ("hash", r"^[ \t]*(?:type|interface|enum|union|input|scalar|directive)[ \t]+@?(\w+)"),
        "python": ("hash", r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)"),
        "cython": (
            "hash",
            r"^[ \t]*(?:cdef[ \t]+)?(?:class|struct|enum|union)[ \t]+(\w+)"
            r"|^[ \t]*(?:async[ \t]+)?(?:c|cp)?def[ \t][^(\n=:]{0,120}?\b(\w+)\(",
        ),
        "ruby": (
            "hash",
            r"^[ \t]*def[ \t]+(?:self\.)?(\w+[?!=]?)|^[ \t]*(?:class|module)[ \t]+([A-Z][\w:]*)"
            r"|^[ \t]*([A-Z]\w*)[ \t]*=(?![=~>])",
        ),
        "perl": ("hash", r"^[ \t]*(?:sub|package)[ \t]+([\w:]+)"),
        "r": ("hash", r"^[ \t]*([\w.]+)[ \t]*(?:<-|=)[ \t]*function\b"),
        "julia": (
            "hash",
            r"^[ \t]*(?:function|macro|struct|module|mutable[ \t]+struct|abstract[ \t]+type)[ \t]+(?:[\w.]+\.)?(\w+!?)"
            r"|^(\w+!?)\([^=\n]*\)[ \t]*=(?!=)",
        ),
        "elixir": ("hash", r"^[ \t]*def(?:p|macro|macrop|module|protocol)?[ \t]+([\w.]+[?!]?)"),
        "nim": ("hash", r"^[ \t]*(?:proc|func|method|iterator|template|macro)[ \t]+(\w+)"),
        "tcl": ("hash", r"^[ \t]*proc[ \t]+([^\s{}]+)"),
        "lua": ("lua", r"\bfunction[ \t]+([\w.:]+)|^[ \t]*(?:local[ \t]+)?([\w.]+)[ \t]*=[ \t]*function\b"),
        "haskell": (
            "haskell",
            r"^(?:data|newtype|type)[ \t]+(?:family[ \t]+)?([A-Z][\w']*)|^class[ \t]+(?:[^=\n]*=>[ \t]*)?([A-Z][\w']*)"
            r"|^([a-z_][\w']*)[ \t]*::",
        ),
        "ocaml": ("ocaml", r"^(?:let|and|type|module|external|val)[ \t]+(?:rec[ \t]+|type[ \t]+)?([A-Za-z][\w']*)"),
        "erlang": ("percent", r"^([a-z]\w*)[ \t]*\(|^-(?:module|record)\([ \t]*(\w+)"),
        "common-lisp": ("semicolon", r"^\(def[\w*-]*[ \t]+'?\(?([^\s()'\[\]{}\"]+)"),
        "fortran": (
            "exclamation",
            r"^[ \t]*(?:[\w()*]+[ \t]+){0,4}?(?:subroutine|function|module|program|type)[ \t]+(?!procedure\b)(\w+)",
        ),
        "verilog": ("c", r"^[ \t]*(?:module|interface|package|class)[ \t]+(?:automatic[ \t]+)?(\w+)"),
        "vhdl": ("sql", r"^[ \t]*(?:entity|architecture|package)[ \t]+(?:body[ \t]+)?(\w+)"),
        "asm": ("none", r"^[ \t]*\.(?:globl|global)[ \t]+([\w.$@]+)"),
        "llvm": ("semicolon", r"^define[^@\n]*@([\w.$-]+)"),
        "sql": (
            "sql",
            r"\bcreate\s+(?:or\s+replace\s+)?(?:(?:global|local|temp|temporary|unlogged|materialized|unique|external)\s+)*"
            r"(?:table|view|function|procedure|trigger|type|index|sequence|schema|database)\s+"
            r"(?:if\s+not\s+exists\s+|concurrently\s+)?(?!on\b)([\w$.\"`\[\]]+)",
        ),
        "bash": (
            "shell",
            r"^[ \t]*function[ \t]+([\w:.-]+)|^[ \t]*([\w:.-]+)[ \t]*\([ \t]*\)"
            r"|^[ \t]*(?:export|(?:declare|typeset)[ \t]+-\w*x\w*)[ \t]+(?:-\w+[ \t]+)*(\w+)",
        ),
        "fish": ("shell", r"^[ \t]*function[ \t]+([\w-]+)|^[ \t]*set[ \t]+-\w*x\w*[ \t]+(\w+)"),
        "batch": ("none", r"^[ \t]*:(\w+)"),
        "powershell": ("powershell", r"^[ \t]*(?:function|filter|class|enum)[ \t]+(?:\w+:)?([\w-]+)"),
        "awk": ("hash", r"^[ \t]*function[ \t]+(\w+)"),
        "vim": ("none", r"^[ \t]*fu(?:n|nc|nction)?!?[ \t]+([\w:#.]+)"),
        "cmake": (
            "cmake",
            r"\b(?:function|macro|option|project|cmake_dependent_option|add_library|add_executable|add_custom_target"
            r"|cuda_add_library|cuda_add_executable|pybind11_add_module)[ \t]*\(\s*([^\s()$\"<>{}]+)(?![^\s()])",
        ),
        "makefile": ("hash only", r"^(?!\.[A-Z])([\w./+-]+(?:[ \t]+[\w./+-]+)*)[ \t]*::?(?!:*=)"),
        "just": ("hash only", r"^@?([A-Za-z_][\w-]*)(?![\w-])[^:=\n]*:(?!=)"),
        "ninja": ("hash only", r"^(?:rule|pool)[ \t]+(\S+)"),
        "meson": ("hash only", r"\b(?:executable|[a-z_]*library|custom_target|project)[ \t]*\(\s*'([^'\n]+)'"),
        "m4": ("none", r"\b(?:AC_DEFUN|AC_DEFUN_ONCE|m4_define)\(\[?(\w+)"),
        "dockerfile": ("hash only", r"^[ \t]*FROM[ \t][^\n]*?[ \t]AS[ \t]+([\w.-]+)"),
        "bibtex": ("none", r"^[ \t]*@\w+[ \t]*[{(][ \t]*([^\s,{}()]+)[ \t]*,"),
        "yaml": (
            "hash only",
            r"^(?:\"([^\"\n]+)\"[ \t]*|'([^'\n]+)'[ \t]*|([^\s#&*!|>'\"%@`\[\]{},?:-][^:\n]*)):(?=[ \t\n]|\Z)",
        ),
    }
)

# Languages that are read as another one is.
_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "typescript": "javascript",
        "tsx": "javascript",
        "objective-c++": "objective-c",
        "emacs-lisp": "common-lisp",
        "scheme": "common-lisp",
        "racket": "common-lisp",
        "clojure": "common-lisp",
        "systemverilog": "verilog",
        "nasm": "asm",
        "scss": "css",
        "less": "css",
        "jsonc": "json",
        "json5": "json",
        "properties": "ini",
        "erb": "html",
        "vue": "html",
        "svelte": "html",
    }
)

_CASELESS = frozenset({"sql", "cmake", "dockerfile", "fortran", "vhdl", "powershell", "batch", "php"})


def _identifiers(source: str, fence: str) -> Iterable[str]:
    """Return the names that a file in a fence's language declares, repeated and in any order."""
    language = _ALIASES.get(fence, fence)
    if reader := _READERS.get(language):
        return reader(source)
    return _declared(source, language) if language in _DECLARATIONS else ()


def _declared(source: str, language: str) -> Iterator[str]:
    """Yield what the table's expression for a language finds."""
    syntax, pattern = _DECLARATIONS[language]
    flags = re.MULTILINE | (re.IGNORECASE if language in _CASELESS else 0)
    for match in re.finditer(pattern, _visible(source, syntax), flags):
        yield match[match.lastindex or 0]


# ---------------------------------------------------------------------------------------------------------------------
# Declared names: readers of their own


def _objective_c(source: str) -> Iterator[str]:
    yield from _c_macros(source)
    yield from _declared(source, "objective-c")


def _make_targets(source: str) -> Iterator[str]:
    """Yield every target of a rule; several may stand before one colon."""
    for targets in _declared(source, "makefile"):
        yield from targets.split()


def _sql_objects(source: str) -> Iterator[str]:
    for name in _declared(source, "sql"):
        yield re.sub(r"[\"`\[\]]", "", name)


_QUOTED: Mapping[str, str] = MappingProxyType(
    {
        "starlark": r"^def[ \t]+(\w+)|\bname[ \t]*=[ \t]*\"([^\"\n]+)\"",
        "hcl": r"^[ \t]*(?:resource|data|variable|output|module|provider)[ \t]+(?:\"[^\"\n]*\"[ \t]+)?\"([^\"\n]*)\"",
    }
)


def _quoted(source: str, language: str) -> Iterator[str]:
    """Yield the names of a language that writes them as strings."""
    for match in re.finditer(_QUOTED[language], _visible_with_strings(source), re.MULTILINE):
        yield match[match.lastindex or 0]


_SECTION = re.compile(r"^[ \t]*\[{1,2}[ \t]*([A-Za-z_][^\]\n]*)\]{1,2}[ \t]*(?:[#;].*)?$", re.MULTILINE)
_SETTING = re.compile(r"^(?:export[ \t]+)?(?:\"([^\"\n]+)\"|'([^'\n]+)'|([\w.-][\w.$/@+-]*))[ \t]*[=:]", re.MULTILINE)


def _sections(source: str) -> Iterator[str]:
    """Yield the section names of TOML or INI, and the keys that stand before the first section."""
    visible = re.sub(_TRIPLE, "", source)
    first = _SECTION.search(visible)
    for match in _SETTING.finditer(visible, 0, first.start() if first else len(visible)):
        yield match[match.lastindex or 0]
    yield from (match[1] for match in _SECTION.finditer(visible))


_JSON_TOKEN = re.compile(rf"{_SLASHES}|{_DOUBLE}|{_SINGLE}|[A-Za-z_$][\w$]*|[{{}}\[\]:]")


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
    for match in _CSS_RULE.finditer(_visible(source, "css")):
        if match[2] == "{" and not match[1].lstrip().startswith("@"):
            yield from _CSS_CLASS.findall(match[1])


_HTML_TAG = re.compile(r"<[A-Za-z][^<>]*")
_HTML_ID = re.compile(r"(?<=[\s\"'])id=[\"']?([^\s\"'<>={}]+)", re.IGNORECASE)


def _html_ids(source: str) -> Iterator[str]:
    for match in _HTML_TAG.finditer(_visible(source, "html")):
        yield from _HTML_ID.findall(match[0])


# ---------------------------------------------------------------------------------------------------------------------
# Declared names: the C family

# Whatever else stands in a declaration (operators, numbers) tells nothing about its name.
_C_DIRECTIVE = r"^[ \t]*#[ \t]*(\w*)[^\n\\]*(?:\\[\s\S][^\n\\]*)*"
# A name in parentheses of its own, before others: a pointer to a function (`(*name)(...)`, `(STDCALL *name)(...)`).
_C_POINTER = r"\((?:\s{0,9}\w+(?:\s|::))?\s{0,9}[*^]?\s{0,9}(\w+)\s{0,9}\)(?=\s{0,9}\()"
_C_TOKEN = rf"{_C_DIRECTIVE}|{_C_POINTER}|[A-Za-z_]\w*|@(?!interface\b)[A-Za-z_][\w.]*|::|[{{}}()\[\];,<>=:~*]"

_C_TYPES = frozenset({"class", "struct", "union", "enum", "interface", "record"})
_C_TYPE_ENDS = frozenset({":", "=", "()", ",", "extends", "implements", "permits", "final", "where"})
# What may stand before parentheses that hold arguments of its own.
_C_SPECIFIERS = frozenset(
    "decltype alignas noexcept explicit requires throw asm typeof __attribute__ __declspec __launch_bounds__".split()
)
# What may stand before the parentheses of a pointer or a macro, and is no function's name.
_C_NOT_NAMES = frozenset("void bool char short int long float double signed unsigned auto const operator".split())
_C_NOT_TYPES = frozenset(
    "return new else goto case throw delete if for while switch do using import package namespace".split()
)
_C_ACCESS = frozenset("public private protected signals slots Q_SIGNALS Q_SLOTS".split())


class _Scope(NamedTuple):
    """A bracket that is open: what may stand in it, and the declaration that goes on after it."""

    holds: str
    """`declarations`, the `body` of a function or an initialiser, or a `group` in parentheses or brackets."""
    after: tuple[str, ...]
    outer: _Scope | None


_C_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "declarations": _C_TOKEN,
        "body": rf"{_C_DIRECTIVE}|[{{}}]",
        # A declaration has no semicolon within parentheses: one that seems to is broken, and ends there.
        "group": rf"{_C_DIRECTIVE}|[{{}}()\[\];]",
    }
)


def _c_family(source: str) -> Iterator[str]:
    """Yield macros, types, aliases, and the functions and methods that are declared outside of all function bodies."""
    yield from _c_macros(source)
    yield from _CReader(_visible(source, "java" if '"""' in source else "c")).names()


def _c_macros(source: str) -> Iterator[str]:
    """Yield the macros that a file defines, but for the one that guards it against being included twice."""
    visible = _visible(source, "c")
    guard = re.match(r"\s*#[ \t]*ifndef[ \t]+(\w+)[ \t]*\n\s*#[ \t]*define[ \t]+\1[ \t]*\n", visible)
    start = guard.end() if guard else 0
    yield from re.compile(_C_MACRO, re.MULTILINE).findall(visible, start)


class _CReader:
    """Reads the declarations of a C-like source, jumping over bodies; comments and strings must be gone.

    The branches of an `#if` are read one after the other, each from the brackets that were open at the `#if`: whatever
    they open or close, the next one starts even.
    """

    def __init__(self, visible: str) -> None:
        self._source = visible
        self._scope = _Scope("declarations", (), None)
        self._branches: list[_Scope] = []
        self._statement: list[str] = []

    def names(self) -> Iterator[str]:
        """Yield every declared name, in source order."""
        patterns = {holds: re.compile(pattern, re.MULTILINE) for holds, pattern in _C_PATTERNS.items()}
        position = 0
        while match := patterns[self._scope.holds].search(self._source, position):
            position = match.end()
            if match[1] is not None:
                self._branch(match[1])
            elif self._scope.holds == "declarations":
                yield from self._declare(match[0], match[2])
            else:
                self._skip(match[0])

    def _branch(self, directive: str) -> None:
        """Follow conditional compilation."""
        if directive.startswith("if"):
            self._branches.append(self._scope)
        elif self._branches and directive.startswith("el"):
            self._scope, self._statement = self._branches[-1], []
        elif self._branches and directive == "endif":
            self._branches.pop()

    def _declare(self, token: str, pointer: str | None) -> Iterator[str]:
        """Take one token between declarations; yield the name that it completes."""
        if token == "}":
            self._close()
        elif token in "{;":
            plain = _c_plain(self._statement)
            yield from _c_names(plain, token)
            self._open(plain) if token == "{" else self._statement.clear()
        elif token in "([":
            self._scope = _Scope("group", ("()",) if token == "(" else (), self._scope)
        elif token == ":" and self._statement and self._statement[-1] in _C_ACCESS:
            self._statement.clear()
        else:
            self._statement.append(f"*{pointer}" if pointer else token)

    def _open(self, plain: list[str]) -> None:
        """Enter a brace at which a declaration stands."""
        declares = _c_type(plain) is not None or "namespace" in plain[:2] or plain == ["extern"]
        # After a type its variables may follow, after an initialiser more of them; else a new declaration begins.
        is_initialiser = "=" in plain and "operator" not in plain
        after = ("typedef",) if "typedef" in plain[:1] else ("=",) if is_initialiser else ()
        self._scope = _Scope("declarations" if declares else "body", after, self._scope)
        self._statement = []

    def _skip(self, token: str) -> None:
        """Take one bracket within a body or a group."""
        if token == "{":
            self._scope = _Scope("body", (), self._scope)
        elif token in "([":
            self._scope = _Scope("group", (), self._scope)
        elif token == ";":
            self._leave_groups()
        else:
            self._close()

    def _close(self) -> None:
        """Leave the innermost bracket; at the outermost level a stray one closes nothing."""
        holds, after, outer = self._scope
        if outer is None or (holds != "group" and outer.holds == "declarations"):
            self._statement = list(after)
        elif outer.holds == "declarations":
            self._statement.extend(after)
        self._scope = outer or self._scope

    def _leave_groups(self) -> None:
        """Give up the declaration whose parentheses do not close."""
        while self._scope.holds == "group" and self._scope.outer:
            self._scope = self._scope.outer
        self._statement = []


def _c_plain(statement: list[str]) -> list[str]:
    """Return a declaration's tokens without template and type arguments, qualifiers, annotations and attributes."""
    plain: list[str] = []
    depth, previous = 0, ""
    for token in statement:
        if token in ("<", ">"):
            depth = max(0, depth + (1 if token == "<" else -1))
        elif token == "::" and not depth:
            del plain[-1:]
        elif not (depth or token == "template" or token[0] == "@" or _is_argument(token, previous)):
            plain.append(token)
        previous = token
    return plain


def _is_argument(token: str, previous: str) -> bool:
    return token == "()" and (previous in _C_SPECIFIERS or previous.startswith("@"))


def _c_names(plain: list[str], end: str) -> Iterator[str]:
    """Yield the name of a declaration that ends with a brace or a semicolon, if it has one that counts."""
    declared = _c_type(plain) if end == "{" else None
    if declared is None:
        declared = _C_ALIASES.get("".join(plain[:1]), _c_function)(plain)
    if declared:
        yield declared


def _c_type(plain: list[str]) -> str | None:
    """Return the name of the type whose body would follow, empty for one without; None for all else."""
    start = next((i for i, token in enumerate(plain) if token in _C_TYPES or token in _C_TYPE_ENDS), len(plain))
    if start == len(plain) or plain[start] not in _C_TYPES:
        return None
    tail = plain[start + 1 :]
    if tail[:1] in (["class"], ["struct"]):  # of a scoped enumeration
        del tail[0]
    end = next((i for i, token in enumerate(tail) if token in _C_TYPE_ENDS), len(tail))
    # `struct a *f(...)` is a function, `struct a b = ...` a variable, `record a(...)` a type.
    is_other = (
        "*" in tail[:end] or tail[end : end + 1] in (["="], [","]) or (tail[end : end + 1] == ["()"] and end != 1)
    )
    return None if is_other else "".join(tail[end - 1 : end]) if end else ""


def _c_function(plain: list[str]) -> str:
    """Return the name of a function: what stands between its type and its parameters; constructors have no type."""
    if not _C_NOT_TYPES.isdisjoint(plain[:2]):
        return ""
    for before, name, token in zip(plain, plain[1:], plain[2:], strict=False):
        if not {before, name, token}.isdisjoint(("=", ",", ":", "operator")):
            return ""
        if token == "()" and _is_c_name(name) and _ends_type(before, name):
            return name
    return ""


def _ends_type(token: str, name: str) -> bool:
    """Whether a token before a name ends its type: a word, a star, or a macro's arguments if the name is no macro."""
    return token[0].isalpha() or token[0] in "_*" or (token == "()" and not name.isupper())


def _is_c_name(token: str) -> bool:
    return (token[0].isalpha() or token[0] == "_") and token not in _C_NOT_NAMES


def _c_typedef(plain: list[str]) -> str:
    """Return the name that a `typedef` gives: that of the pointer, before the parameters, or the last of the first."""
    pointers = [token[1:] for token in plain if token[0] == "*" and len(token) > 1]
    end = next((i for i, token in enumerate(plain) if token in ("()", ",")), len(plain))
    return pointers[0] if pointers else "".join(plain[1:end][-1:])


def _c_using(plain: list[str]) -> str:
    return plain[1] if plain[2:3] == ["="] else ""


_C_ALIASES: Mapping[str, Callable[[list[str]], str]] = MappingProxyType({"typedef": _c_typedef, "using": _c_using})

_READERS: Mapping[str, Callable[[str], Iterable[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("c", "cpp", "cuda", "java", "csharp", "d", "glsl", "hlsl"), _c_family),
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
