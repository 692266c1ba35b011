"""Nothing of a repository is an element, a link that runs, or a script on a page, for whoever renders it unsanitised.

The browser's own view, and each attack by itself, are `tests/faults/test_injection_browser.py`.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import markdown
import pytest
from markdown_it import MarkdownIt
from oracles.attacks import ATTACKS, lay

from extractor.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

TOGETHER = 40
"""So many attacks in a file: few pages, which is what takes the time."""
_RUNS = ("javascript:", "data:", "vbscript:", "file:")
_EXTENSIONS = ["extra", "toc", "admonition", "sane_lists", "smarty", "meta", "wikilinks"]

READERS: dict[str, Callable[[str], str]] = {
    "GitHub's, not sanitised": MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render,
    "MkDocs' with what it may be given": lambda text: markdown.markdown(text, extensions=_EXTENSIONS),
}


class _Acting(HTMLParser):
    """Gathers what acts in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "svg", "iframe", "object", "embed", "form", "input", "style", "meta", "base"):
            self.found.append(tag)
        for name, value in attrs:
            target = "".join((value or "").split()).lower()
            if name.startswith("on") or (name in ("href", "src") and target.startswith(_RUNS)):
                self.found.append(f"{tag} {name}={value}")
            if name == "class" and not (value or "").startswith("language-"):
                self.found.append(f"{tag} of the class {value}")

    handle_startendtag = handle_starttag


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the pages of the hostile repository."""
    root = lay(tmp_path_factory.mktemp("injection") / "repository", together=TOGETHER)
    run(["build", str(root), "--no-cache", "-q"])
    found = {str(file): file.read_text(encoding="utf-8") for file in (root / "docs").rglob("*.md")}
    assert len(found) > len(ATTACKS) / 2
    return found


@pytest.mark.parametrize("reader", READERS)
def test_no_element_link_or_script_of_a_repository_is_on_a_page(pages: dict[str, str], reader: str) -> None:
    acting = {}
    for name, text in pages.items():
        parser = _Acting()
        parser.feed(READERS[reader](text))
        if parser.found:
            acting[name] = parser.found
    assert acting == {}
