"""The sample page that the project was asked for: our pages show the same text, but for the differences named here."""

from __future__ import annotations

import difflib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from oracles.markdown import fences, headings, visible_text

FIXTURES = Path(__file__).parent.parent / "fixtures"
SAMPLE = FIXTURES / "expected/sample" / "_func_map.py_kw.md_docs.md"
KEYWORDS = "docs/torch/distributed/tensor/experimental/_func_map.py_kw.md"

DAMAGED, ARROW = "â†’", "→"
"""The sample was once decoded wrongly and shows the first for the second."""

LOST_IMPORTS = {"DTensor": "DeviceMesh", "Sequence": "Union", "Union": "_cxx_pytree"}
"""Imports that the sample lost (all but the first name of a `from`), each with the name that it stands before."""


def test_the_keyword_page_shows_what_the_sample_embeds(tmp_path: Path) -> None:
    repository = _built("pytorch", tmp_path)
    (embedded,) = fences(_read(SAMPLE))
    expected, actual = embedded.content.replace(DAMAGED, ARROW), _read(repository / KEYWORDS)
    _assert_same_lines(_with_lost_imports(visible_text(expected)), visible_text(actual))
    assert headings(actual) == headings(expected)


def test_the_documentation_page_shows_what_the_sample_shows(tmp_path: Path) -> None:
    repository = _built("sample", tmp_path)
    expected, actual = _read(SAMPLE).replace(DAMAGED, ARROW), _read(repository / "pages" / f"{KEYWORDS}_docs.md")
    _assert_same_lines(_with_sorted_related_files(visible_text(expected)), visible_text(actual))
    assert headings(actual) == headings(expected)


def test_the_source_behind_the_sample_is_the_page_that_it_embeds() -> None:
    """The second test means something only while its fixture is the sample's own source, of the size that it states."""
    source = (FIXTURES / "sample" / KEYWORDS).read_bytes()
    (embedded,) = fences(_read(SAMPLE))
    assert source.decode() == embedded.content.replace(DAMAGED, ARROW).removesuffix("\n")
    assert len(source) == 2440


def _built(fixture: str, tmp_path: Path) -> Path:
    """A copy of the fixture, in a folder of the same name, with its pages built by the command."""
    repository = tmp_path / fixture
    shutil.copytree(FIXTURES / fixture, repository)
    command = [sys.executable, "-m", "extractor", "build", str(repository)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, f"exit code {run.returncode}\n{run.stdout}\n{run.stderr}"
    return repository


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _with_lost_imports(lines: list[str]) -> list[str]:
    """The embedded page's lines with a bullet for each import that it lost, in their places under Imports."""
    lines = list(lines)
    for name, following in reversed(LOST_IMPORTS.items()):
        lines.insert(lines.index(f"{following}: _func_map.py_docs.md"), f"{name}: _func_map.py_docs.md")
    return lines


def _with_sorted_related_files(lines: list[str]) -> list[str]:
    """The sample's lines with its list of files of the same folder sorted: it has them as the disk gave them."""
    start = next(i for i, line in enumerate(lines) if line.startswith("Files in the same folder")) + 1
    end = lines.index("Cross-References", start)
    return [*lines[:start], *sorted(lines[start:end]), *lines[end:]]


def _assert_same_lines(expected: list[str], actual: list[str]) -> None:
    difference = list(difflib.unified_diff(expected, actual, "the sample", "our page", lineterm=""))
    if difference:
        pytest.fail("the visible text differs from the sample's:\n" + "\n".join(difference), pytrace=False)
