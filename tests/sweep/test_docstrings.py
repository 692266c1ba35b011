"""Every docstring of real trees as Markdown: no word is lost, and nothing of theirs acts on the page."""

from __future__ import annotations

import ast
import re
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import corpora
import pytest
from oracles import ast_facts
from oracles.docstring_words import acts, lost
from oracles.markdown import MARKDOWN

from extractor.extraction.python.docstrings import clean
from extractor.rendering.docstrings import docstring_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.sweep

TREES = {"standard library": Path(sysconfig.get_path("stdlib")), "packages": Path(sysconfig.get_path("purelib"))}
OWNERS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

MARKS = re.compile(r"(?<!\w):(?:py:)?(?:attr|class|data|doc|exc|func|meth|mod|obj|ref):\Z|(?<=[\w`*])\\ (?=[\w`*:])")
"""Of reST and Sphinx, in running text: a role without its code, and the backslash that parts markup from text."""
READ = re.compile(r"\.\. (?:code|code-block|sourcecode|note|warning|versionadded|deprecated|module|currentmodule)::")
"""Directives that no page shows as they are written."""


@pytest.mark.parametrize("tree", TREES)
def test_docstrings_of_installed_trees(tree: str) -> None:
    assert_whole(TREES[tree])


def test_docstrings_of_django(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_whole(corpora.django(tmp_path_factory))


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


def docstrings(tree: Path) -> Iterator[tuple[str, str]]:
    """Each docstring, cleaned, with its file and owner; of packages within the tree only where they were asked for."""
    for path in sorted(tree.rglob("*.py")):
        if "site-packages" in path.relative_to(tree).parts:
            continue
        try:
            module = ast_facts.parse(path.read_bytes())
        except ast_facts.UNREADABLE:
            continue
        for node in ast.walk(module):
            if isinstance(node, OWNERS) and (found := ast.get_docstring(node, clean=False)):
                yield f"{path.relative_to(tree)}: {getattr(node, 'name', 'module')}", clean(found)
