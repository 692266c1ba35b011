"""The entries of docstrings against the parsers of others: Epytext's fields, NumPy's and Google's sections.

What they read as entries, a page has as entries: the same names, none merged with another, none without its words.
Where they and we part, `REASONS` says why, for each kind of difference.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from oracles.docstring_words import lost, shown_words, words
from test_docstrings import docstrings

from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Items, Paragraph, Quote, Title
from extractor.rendering.docstrings.inline import nowhere
from extractor.rendering.docstrings.parse import parse
from extractor.rendering.docstrings.styles import style_of
from extractor.rendering.docstrings.write import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

pytestmark = pytest.mark.sweep

FIELD_SECTIONS = {
    **dict.fromkeys(("param", "arg", "type"), "Parameters"),
    **dict.fromkeys(("keyword", "kwarg"), "Keyword Arguments"),
    **dict.fromkeys(("ivar", "cvar", "var"), "Attributes"),
    **dict.fromkeys(("return", "returns", "rtype", "returntype"), "Returns"),
    **dict.fromkeys(("raise", "raises", "except", "exception", "throws"), "Raises"),
    **dict.fromkeys(("yield", "yields"), "Yields"),
}
TYPES = {"type", "rtype", "returntype"}


class Entry(NamedTuple):
    """What a page has of one described thing."""

    section: str
    names: tuple[str, ...]
    type: str
    """Its words without what parts them: "`Name`s" is one word or two."""
    text: str
    """As the type."""
    markdown: str


def entries(blocks: Iterable[Block], section: str = "") -> Iterator[Entry]:
    """The entries of blocks, with the title that each stands under."""
    for block in blocks:
        match block:
            case Title():
                section = block.text
            case Entries():
                for entry in block.entries:
                    yield Entry(
                        section,
                        _names(entry),
                        _shown((Paragraph(entry.type),)),
                        _shown(entry.blocks),
                        write(entry.blocks, nowhere),
                    )
                    yield from entries(entry.blocks)
            case Quote():
                yield from entries(block.blocks)
            case Items():
                for item in block.items:
                    yield from entries(item)


def _names(entry: EntryBlock) -> tuple[str, ...]:
    return entry.names or ((entry.term,) if entry.term else ())


def _shown(blocks: tuple[Block, ...]) -> str:
    return "".join(shown_words(write(blocks, nowhere)))


def package(name: str) -> Path:
    """The folder of an installed package; the test is skipped without it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        pytest.skip(f"{name} is not installed")
    return Path(spec.origin).parent


# Epytext, by pydoctor over Twisted


def test_epytext_fields_of_twisted() -> None:
    epytext = pytest.importorskip("pydoctor.epydoc.markup.epytext")
    refused = pytest.importorskip("pydoctor.epydoc.markup").ParseError
    fields, wrong = Counter[str](), []
    for place, docstring in docstrings(package("twisted")):
        try:
            parsed = epytext.parse_docstring(docstring, [])
        except refused:
            continue
        ours = list(entries(parse(docstring, style_of(docstring, "auto"))))
        for field in parsed.fields:
            fields[field.tag()] += 1
            if (
                problem := field_problem(field.tag(), field.arg(), epytext_words(field.body()._tree), ours)
            ) is not None:
                wrong.append(f"{place}: @{field.tag()} {field.arg()}: {problem}")
    assert fields["param"] > 1000, "hardly a field was read"
    assert "\n".join(wrong) == ""


def field_problem(tag: str, argument: str | None, text: str, ours: list[Entry]) -> str | None:
    """What of a field is not as it should be, or None."""
    section = FIELD_SECTIONS.get(tag)
    if section is None:
        return None if any(entry.text == text for entry in ours) else "is nowhere"
    sections = {section, "Attributes", "Keyword Arguments"} if tag == "type" else {section}
    wanted = [word for word in words(argument or "") if word not in {"or", "and"}]
    same = [entry for entry in ours if entry.section in sections and words(" ".join(entry.names)) == wanted]
    if tag in {"return", "returns", "yield", "yields"}:
        same = [entry for entry in ours if entry.section == section]
    if not same:
        return f"has no entry among {[(entry.section, entry.names) for entry in ours]}"
    if any(text == (entry.type if tag in TYPES else entry.text) or text == entry.text for entry in same):
        return None
    return f"{text} is not {[(entry.type, entry.text) for entry in same]}"


def epytext_words(tree: object) -> str:
    """The words of a parsed docstring as a reader sees them."""
    return "".join(words(epytext_text(tree)))


def epytext_text(node: object) -> str:
    if node is None or isinstance(node, str):
        return node or ""
    if node.tag in {"link", "uri"}:
        text, target = map(epytext_text, node.children)
        return text if text.removesuffix("()") == target.removesuffix("()") else f"{text} {target}"
    apart = " " if node.tag in {"para", "li", "literalblock", "doctestblock", "ulist", "olist", "epytext"} else ""
    return apart + "".join(map(epytext_text, node.children)) + apart


# NumPy, by numpydoc


def test_numpy_entries() -> None:
    docscrape = pytest.importorskip("numpydoc.docscrape")
    seen, wrong = Counter[str](), []
    for place, docstring in docstrings(package("numpy")):
        if style_of(docstring, "auto") != "numpy":
            continue
        try:
            parsed = docscrape.NumpyDocString(docstring)
        except (docscrape.ParseError, ValueError):
            continue
        ours = list(entries(parse(docstring, "numpy")))
        for section in NUMPY_SECTIONS:
            for described in parsed[section]:
                seen[section] += 1
                if (
                    problem := entry_problem(section, described.name or described.type, "\n".join(described.desc), ours)
                ) is not None:
                    wrong.append(f"{place}: {section}: {problem}")
    assert seen["Parameters"] > 1000, "hardly an entry was read"
    assert "\n".join(wrong) == ""


NAMES = re.compile(r"\*{0,2}\w[\w.\[\]]*(?:(?:,|,? or|,? and) \*{0,2}\w[\w.\[\]]*)*")
NUMPY_SECTIONS = ("Parameters", "Other Parameters", "Attributes", "Methods", "Raises", "Warns")


def entry_problem(section: str, name: str, text: str, ours: list[Entry], *, is_lazy: bool = False) -> str | None:
    """What of an entry is not as it should be, or None; `is_lazy` where lines at the margin may go on with it."""
    name = re.sub(r"[`'\"]|:.*|\s*\(.*", "", name.strip())
    if not NAMES.fullmatch(name):
        return None  # no name: what both parsers make of a sentence, a title or a type within a section
    wanted = words(re.sub(r" (?:or|and) ", " ", name))
    same = [entry for entry in ours if entry.section == section and words(" ".join(entry.names)) == wanted]
    if not same:
        return f"{name!r} has no entry among {[entry.names for entry in ours if entry.section == section]}"
    # "Added in version" for `versionadded`: a directive may come out as more words.
    most = 10**6 if is_lazy else len(words(text)) + 4 * text.count(".. ")
    whole = (not lost(text, entry.markdown) and len(list(shown_words(entry.markdown))) <= most for entry in same)
    return None if any(whole) else f"{name!r}: {text!r} is not {[entry.markdown for entry in same]}"


# Google, by griffe


GOOGLE_SECTIONS = {
    "parameters": "Parameters",
    "other parameters": "Keyword Arguments",
    "attributes": "Attributes",
    "raises": "Raises",
    "warns": "Warns",
}


@pytest.mark.parametrize("tree", ["pydantic", "torch"])
def test_google_entries(tree: str) -> None:
    griffe = pytest.importorskip("griffe")
    seen, wrong = Counter[str](), []
    for place, docstring in docstrings(package(tree)):
        if style_of(docstring, "auto") != "google":
            continue
        ours = list(entries(parse(docstring, "google")))
        for section in griffe.parse_google(griffe.Docstring(docstring), warnings=False):
            for name, text in google_items(section):
                seen[section.kind.value] += 1
                if (
                    problem := entry_problem(GOOGLE_SECTIONS[section.kind.value], name, text, ours, is_lazy=True)
                ) is not None:
                    wrong.append(f"{place}: {section.kind.value}: {problem}")
    assert seen["parameters"] > 100, "hardly an entry was read"
    assert "\n".join(wrong) == ""


def google_items(section: object) -> Iterator[tuple[str, str]]:
    """The names of a parsed section and their texts."""
    if section.kind.value in GOOGLE_SECTIONS:
        for item in section.value:
            name = getattr(item, "name", None) or str(item.annotation)
            # It parts "x (:class:`X`): text" at the first colon.
            in_type = name.rstrip().endswith("(")
            yield name, item.description.partition("):")[2] if in_type else item.description
