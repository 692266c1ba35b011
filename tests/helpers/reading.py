"""A text as the reader of its family reads it."""

from __future__ import annotations

from extractor.extraction.decode import lines_normalised
from extractor.extraction.kinds import Kind
from extractor.extraction.readers import READERS
from extractor.facts import TextFacts


def read_text(source: str, kind: Kind) -> TextFacts:
    """Return what a text that is not Python says."""
    facts = READERS[kind.family].read(lines_normalised(source), kind)
    assert isinstance(facts, TextFacts)
    return facts
