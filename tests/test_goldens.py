"""What comes out of the fixtures, to the byte: the facts, so that extraction shows; the pages, so that rendering does.

`pytest --update-goldens` rewrites `fixtures/expected/`; its diff is what a reviewer reads.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from extractor.extraction.file import extract_file
from extractor.facts import facts_json
from extractor.pipeline import build
from extractor.workspace.config import find_root, load
from extractor.workspace.discover import discover

NAMES = ("pytorch", "odd")


@pytest.fixture(params=NAMES)
def repository(request: pytest.FixtureRequest, tmp_path: Path, fixtures: Path) -> Path:
    """A copy of a fixture, built."""
    root = tmp_path / request.param
    shutil.copytree(fixtures / request.param, root)
    found = find_root(root)
    build(found.folder, load(found.folder, found.file))
    return root


def test_pages_are_those_expected(repository: Path, fixtures: Path, request: pytest.FixtureRequest) -> None:
    expected = fixtures / "expected" / repository.name / "pages"
    if request.config.getoption("--update-goldens"):
        shutil.rmtree(expected, ignore_errors=True)
        shutil.copytree(repository / "docs", expected)
    assert sorted(_texts(repository / "docs")) == sorted(_texts(expected)), _advice()
    found = _texts(repository / "docs")
    for path, text in _texts(expected).items():
        assert found[path] == text, f"{path} has changed. {_advice()}"


def test_facts_are_those_expected(repository: Path, fixtures: Path, request: pytest.FixtureRequest) -> None:
    found = find_root(repository)
    sources = discover(repository, load(found.folder, found.file)).sources
    facts = {path: _facts(repository, path) for path in sources if path.endswith(".py")}
    expected = fixtures / "expected" / repository.name / "facts.json"
    text = json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if request.config.getoption("--update-goldens"):
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert facts == json.loads(expected.read_text(encoding="utf-8")), _advice()


def test_a_second_build_changes_nothing(repository: Path) -> None:
    before = _texts(repository / "docs")
    found = find_root(repository)
    outcome = build(found.folder, load(found.folder, found.file))
    assert {each.action for each in outcome.done} == {"same"}
    assert _texts(repository / "docs") == before


def _facts(root: Path, path: str) -> object:
    return json.loads(facts_json(extract_file(path, (root / path).read_bytes()), {}))


def _texts(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _advice() -> str:
    return "If that is meant: pytest tests/test_goldens.py --update-goldens, then read the diff of fixtures/expected."
