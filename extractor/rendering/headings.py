"""The headings of a documentation page in their order, and the anchor of each under GitHub's slug rule.

Other pages lead to them, so they are known without rendering the page: from the table of sections and a file's facts.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain

from extractor.facts import FileFacts
from extractor.rendering.anchors import Anchors, headed_names, listed_names
from extractor.rendering.markdown import slugs
from extractor.rendering.sections.table import REFERENCE, SECTIONS
from extractor.workspace.config import Config

_TITLES = tuple(chain.from_iterable((section.title, *section.headings.values()) for section in SECTIONS))
_MERE_HEADINGS = {title for section in SECTIONS for title in section.headings.values()} - {
    section.title for section in SECTIONS
}
"""Headings of level three that are the title of no section: no page leads to them."""
_MOST_CHARACTERS = 2_000_000
"""A larger page is not looked at: parsing it takes seconds."""
_BEFORE = _TITLES[: _TITLES.index(REFERENCE)]
_AFTER = _TITLES[_TITLES.index(REFERENCE) + 1 :]


def find_anchors(file: FileFacts, config: Config) -> Anchors:
    """Return the anchors of a file's documentation page, computed without rendering it."""
    before, names, after = _headings(file, config)
    anchors = slugs([*before, *names, *after])
    start, end = len(before), len(before) + len(names)
    # From the end, so that of two headings with one title the first one's anchor stays.
    titles = zip(reversed([*before, *after]), reversed([*anchors[:start], *anchors[end:]]), strict=True)
    definitions = dict(zip(names, anchors[start:end], strict=True))
    return Anchors(dict(titles), definitions, listed_names(file, config))


def _headings(file: FileFacts, config: Config) -> tuple[list[str], list[str], list[str]]:
    """Return the headings before those of definitions, these, and the rest."""
    names = list(headed_names(file, config))
    before = [f"Documentation: {file.path}", *_BEFORE, *([REFERENCE] if names else [])]
    return before, names, [title.format(project=config.project) for title in _AFTER]


def differing(page: str, file: FileFacts, config: Config) -> str:
    """Return how the headings in a page's text are not those that links lead to, as the rest of a sentence, or "".

    The built-in templates write all of them. Those of a user may drop one, or write one more that takes the anchor of
    another; headings of other names do no harm.
    """
    if len(page) > _MOST_CHARACTERS:
        return f"has more than {_MOST_CHARACTERS:,} characters, and its headings are not looked at"
    from extractor.extraction.prose.markdown import markdown_blocks  # brings a parser

    texts = [block.text for block in markdown_blocks(page) if block.level]
    there = Counter(map(_slug, texts))
    title, *below = chain.from_iterable(_headings(file, config))
    mere = _MERE_HEADINGS | {title}  # to which nothing leads
    expected = [heading for heading in (title, *below) if heading not in mere or there[_slug(heading)]]
    known = {_slug(title): title for title in expected}
    if [slug for slug in map(_slug, texts) if slug in known] == [_slug(title) for title in expected]:
        return ""
    wanted = Counter(map(_slug, expected))
    wrong = [
        f'"{title}" stands {there[slug]:,} times instead of {wanted[slug]:,}'
        if there[slug]
        else f'"{title}" is missing'
        for slug, title in known.items()
        if there[slug] != wanted[slug]
    ]
    more = f", and {len(wrong) - 1:,} more differ" if wrong[1:] else ""
    how = f"{wrong[0]}{more}" if wrong else "they stand in another order"
    return f"lacks headings as others link to them: {how}"


def _slug(heading: str) -> str:
    return slugs([heading])[0]
