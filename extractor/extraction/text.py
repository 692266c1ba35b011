"""What a file that is not Python says of itself: headings and summary of prose, declared names of the rest.

Markdown is read by a CommonMark parser, reStructuredText by a scanner that knows no more than section titles and
paragraphs. For every other language a small lexer takes comments and strings away, and a table says which declarations
count. That is an index of names, chosen by their form alone: nothing on a page states more than that they stand there.

Every reader takes time linear in the size of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.extraction.decode import lines_normalised
from extractor.extraction.identifiers import identifiers
from extractor.extraction.markdown_text import markdown_blocks
from extractor.extraction.prose import prose_facts
from extractor.extraction.rest_text import rest_blocks
from extractor.facts import TextFacts

if TYPE_CHECKING:
    from extractor.extraction.kinds import Kind


def extract_text(text: str, kind: Kind) -> TextFacts:
    """Return the headings and summary of prose, or the names that any other file declares; never raises.

    Python files have none of these: what they say comes from their syntax tree.
    """
    source = lines_normalised(text)
    if kind.family == "markdown":
        return prose_facts(markdown_blocks(source), skips_preamble=True)  # badges in words, links to translations
    if kind.family == "rest":
        return prose_facts(rest_blocks(source), skips_preamble=False)
    names = () if kind.family == "python" else identifiers(source, kind.fence)
    return TextFacts(identifiers=tuple(sorted({name.strip() for name in names} - {""})))
