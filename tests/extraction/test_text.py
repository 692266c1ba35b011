"""What holds for every text that is not Python, whoever reads it."""

from __future__ import annotations

import pytest
from helpers.reading import read_text
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.extraction.kinds import Kind, kind_of
from extractor.extraction.languages import identifiers
from extractor.extraction.languages.declarations import ALIASES, DECLARATIONS

FENCES = sorted({*identifiers._READERS, *DECLARATIONS, *ALIASES, "text"})
KINDS = [kind_of("a.md"), kind_of("a.rst"), *(Kind(label=fence, fence=fence) for fence in FENCES)]


PIECES = (
    "# - -- /* */ // <!-- --> \" ' ` ''' \"\"\" ( ) [ ] { } < > << <<A ; : :: = == \\ | * ** _ ~ @ $ % ! & . , "
    "a class function def struct typedef template namespace export create table FROM AS name resource add_library( "
    '#if #else #endif #define [[ ]] --[[ {- (* R"( r#" ${ |x| `a` *a* a_ ==== ---- 1. é 日 \ud800 \0 \x1b \u2028'
).split(" ")
SOURCES = st.lists(st.sampled_from([*PIECES, " ", "\n", "\n\n", "\t", "    ", "\r\n"]), max_size=60).map("".join)


@settings(max_examples=300)
@given(st.sampled_from(KINDS), SOURCES | st.text())
@example(KINDS[0], "&#xD800; &#0;\n=\n")
@example(next(kind for kind in KINDS if kind.fence == "haskell"), "--#\u2028a")
def test_any_text_has_facts(kind: Kind, source: str) -> None:
    facts = read_text(source, kind)
    assert facts == read_text(source, kind)
    assert list(facts.identifiers) == sorted(set(facts.identifiers))
    assert all(name == name.strip() != "" for name in facts.identifiers)
    assert all(heading.text and heading.level > 0 for heading in facts.headings)
    assert not (facts.identifiers and (facts.headings or facts.summary))
    assert all(line == " ".join(line.split()) for line in (facts.summary, *(h.text for h in facts.headings)))


@given(st.sampled_from(KINDS), SOURCES)
def test_what_is_encodable_stays_so(kind: Kind, source: str) -> None:
    facts = read_text(source.replace("\ud800", ""), kind)
    assert (
        "".join([*facts.identifiers, facts.summary, *(heading.text for heading in facts.headings)]).encode() is not None
    )


HARD = ["a", " ", "(", "- ", "a: ", "*a ", "#if\n{", '"', "`"]
"""Pieces on which a reader that looks back takes minutes for a megabyte, and one that does not a second."""


@pytest.mark.parametrize("path", ["a.md", "a.rst", "a.cpp", "a.js", "a.sh", "a.json", "a.yaml", "Makefile"])
def test_texts_of_one_repeated_piece_come_to_an_end(path: str) -> None:
    for piece in HARD:
        facts = read_text(piece * (200_000 // len(piece)), kind_of(path))
        assert len(facts.identifiers) <= 2
