"""The versions of installed packages, against what `importlib.metadata` says."""

from __future__ import annotations

import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import tomli

from extractor.incremental.page_cache import _PACKAGES
from extractor.system import installed


def test_each_package_that_shapes_pages_is_found_by_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {name: metadata.version(name) for name in _PACKAGES}
    monkeypatch.delattr(installed, "_by_metadata")
    assert installed.versions(_PACKAGES) == expected


def test_a_package_elsewhere_is_found_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("packed-1.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: packed\nVersion: 1.5\n")
    (tmp_path / "old.egg-info").write_text("Metadata-Version: 1.1\nName: old\nVersion: 0.9\n", encoding="utf-8")
    for place in (tmp_path, tmp_path / "archive.zip", tmp_path / "nowhere"):
        monkeypatch.syspath_prepend(place)
    assert installed.versions(["packed", "old", "nobody-has-it"]) == {
        "packed": "1.5",
        "old": "0.9",
        "nobody-has-it": "",
    }


def test_of_two_the_one_that_python_would_import_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, version in (("second", "1.0"), ("first", "2.0")):
        (tmp_path / place / f"Two_Words-{version}.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(tmp_path / place)
    assert installed.versions(["two-words"]) == {"two-words": "2.0"}


def test_a_wheel_holds_all_packages_and_templates() -> None:
    project = Path(__file__).parents[1]
    named = tomli.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    there = {".".join(file.relative_to(project).parts[:-1]) for file in (project / "extractor").rglob("__init__.py")}
    assert set(named["packages"]) == {*there, "extractor.templates"}
