"""Every docstring of real trees as Markdown: no word is lost, and nothing of theirs acts on the page."""

from __future__ import annotations

import re
import sysconfig
from pathlib import Path

import corpora
import pytest
from oracles.docstring_trees import docstrings
from oracles.docstring_words import acts, lost
from oracles.markdown import MARKDOWN

from extractor.rendering.docstrings import docstring_markdown

pytestmark = pytest.mark.sweep

TREES = {"standard library": Path(sysconfig.get_path("stdlib")), "packages": Path(sysconfig.get_path("purelib"))}

MARKS = re.compile(r"(?<!\w):(?:py:)?(?:attr|class|data|doc|exc|func|meth|mod|obj|ref):\Z|(?<=[\w`*])\\ (?=[\w`*:])")
"""Of reST and Sphinx, in running text: a role without its code, and the backslash that parts markup from text."""
READ = re.compile(r"\.\. (?:code|code-block|sourcecode|note|warning|versionadded|deprecated|module|currentmodule)::")
"""Directives that no page shows as they are written."""


@pytest.mark.parametrize("tree", TREES)
def test_docstrings_of_installed_trees(tree: str) -> None:
    assert_whole(TREES[tree])


def test_docstrings_of_django(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_whole(corpora.django(tmp_path_factory))


def test_docstrings_in_epytext(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_whole(corpora.sources(corpora.TWISTED, tmp_path_factory))


def test_docstrings_of_numpy(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_whole(corpora.sources(corpora.NUMPY, tmp_path_factory))


def test_docstrings_of_pytorch(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_whole(corpora.pytorch(tmp_path_factory))


def assert_whole(tree: Path) -> None:
    seen, wrong = 0, []
    for place, docstring in docstrings(tree):
        seen += 1
        markdown = docstring_markdown(docstring)
        if found := (lost(docstring, markdown) or acts(markdown) or marks(markdown)):
            wrong.append(f"{place}: {found}")
    assert seen, "no docstring was read"
    assert wrong == []


def marks(markdown: str) -> list[str]:
    """The marks of reST that a reader sees."""
    shown: list[str] = []
    for token in MARKDOWN.parse(markdown):
        if token.type == "fence" and token.info == "rst" and READ.match(token.content):
            shown.append(token.content)
        shown += [
            child.content for child in token.children or [] if child.type == "text" and MARKS.search(child.content)
        ]
    return shown
