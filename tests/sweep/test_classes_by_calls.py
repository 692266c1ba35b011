"""Classes that calls make, over real trees, against `ast` and the classes that Python makes of the same arguments."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import corpora
import pytest
from oracles import ast_facts, ast_made

from extractor.extraction.file import extract_file
from extractor.facts import PythonFacts

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.sweep

STDLIB = Path(sysconfig.get_path("stdlib"))
PURELIB = Path(sysconfig.get_path("purelib"))


@pytest.mark.parametrize("root", [STDLIB, PURELIB], ids=["stdlib", "packages"])
def test_call_made_classes_are_those_of_ast(root: Path) -> None:
    _sweep(root)


@pytest.mark.parametrize("tree", [corpora.django, corpora.pytorch], ids=["django", "pytorch"])
def test_call_made_classes_of_a_downloaded_tree_are_those_of_ast(
    tree: Callable[[pytest.TempPathFactory], Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _sweep(tree(tmp_path_factory))


def _sweep(root: Path) -> None:
    differences: list[str] = []
    compared = 0
    for path in sorted(root.rglob("*.py")):
        data = path.read_bytes()
        if b"(" in data and ("site-packages" not in path.relative_to(root).parts):
            number, found = compare(path.as_posix(), data)
            compared += number
            differences += found
    print(f"{compared} classes compared")
    assert compared > 0
    assert not differences, "\n".join(differences[:40])


def compare(path: str, data: bytes) -> tuple[int, list[str]]:
    """How many classes of a file were compared, and every difference; none of a file that one side cannot read."""
    try:
        expected = {(each.qualname, each.line): each for each in ast_made.made(ast_facts.parse(data))}
    except ast_facts.UNREADABLE:
        return 0, []
    body = extract_file("module.py", data).body
    if not isinstance(body, PythonFacts) or body.omitted:
        return 0, []
    given = {(cls.qualname, cls.line): cls for cls in body.classes if cls.maker}
    # What a star brings `ast` alone leaves open.
    stars = any(item.name == "*" for statement in body.imports for item in statement.names)
    differences = [f"{path}: invented: {key}" for key in given.keys() - expected.keys() if not stars]
    differences += [f"{path}: lost: {key}" for key, made in expected.items() if made.is_certain and key not in given]
    for key in given.keys() & expected.keys():
        names, wanted = tuple(each.name for each in given[key].attributes), expected[key].fields
        if wanted is not None and names[: len(wanted)] != wanted:
            differences.append(f"{path}: {key}: Python says {wanted}, the facts say {names}")
    return len(given), differences
