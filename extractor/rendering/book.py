"""The documentation pages of a repository as other pages lead to them: their anchors, and what indexes list of them."""

from __future__ import annotations

from extractor.link.repository import LinkedRepository
from extractor.link.resolve import Target
from extractor.link.summaries import own_summary
from extractor.rendering.anchors import Anchors
from extractor.rendering.headings import find_anchors
from extractor.rendering.outline import Outline, outline_of
from extractor.rendering.words import words_of


class Book:
    """The documentation pages of a repository, each looked into when it is first asked for."""

    def __init__(self, repository: LinkedRepository) -> None:
        self._repository = repository
        self._pages: dict[str, Anchors] = {}
        self._words: dict[str, dict[str, str]] = {}

    def page(self, path: str) -> Anchors:
        """Return the anchors of a source's documentation page."""
        file = self._repository.files[path]  # also where the answer is known: that the page asks for it is noted
        anchors = self._pages.get(path)
        if anchors is None:
            anchors = self._pages[path] = find_anchors(file, self._repository.config)
        return anchors

    def of(self, target: Target) -> str:
        """Return the link to a definition on its own page; empty where it has no heading."""
        return self.page(target.path).of(target.qualname) if target.path in self._repository.paths else ""

    def words(self, target: Target) -> str:
        """Return the sentence beside a module or a name at its top level wherever it is listed; empty for none."""
        file = self._repository.files.get(target.path)
        if file is None:
            return ""
        if not target.qualname:
            return own_summary(file)
        if target.path not in self._words:
            self._words[target.path] = words_of(file)
        return self._words[target.path].get(target.qualname, "")

    def outline(self, path: str) -> Outline:
        """Return what indexes list of a source."""
        return outline_of(self._repository.files[path], self.page(path))
