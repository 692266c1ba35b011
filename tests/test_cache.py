"""The cache is never needed: whatever is the matter with it, pages and exit code are the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor import cache

FILES = {
    "extractor.toml": 'project = "Test"\n',
    "a.py": "def first(): pass\n",
    "pkg/b.py": "from a import first\n\n\nclass Second: pass\n",
}
CHANGES = {"a.py": "def first(x): pass\n\n\ndef third(): pass\n"}
STORED = ("facts.msgpack", "pages.msgpack", "sources.msgpack")


def lay(root: Path, files: dict[str, str]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode())
    return root


def build(root: Path, *arguments: str) -> int:
    command = [sys.executable, "-m", "extractor", "build", "--jobs", "1", "-q", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done.returncode


def pages(root: Path) -> dict[str, bytes]:
    files = (path for path in (root / "docs").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay(tmp_path_factory.mktemp("built"), FILES)
    assert build(root) == 0
    return root


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The pages of a clean build after the changes."""
    root = lay(tmp_path_factory.mktemp("expected"), FILES | CHANGES)
    assert build(root, "--no-cache") == 0
    return pages(root)


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A repository with its pages and its cache, and then the sources changed."""
    return lay(Path(shutil.copytree(built_once, tmp_path / "repository")), CHANGES)


def _read_only(folder: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("root may write everything")
    folder.chmod(0o555)


def _a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"")


def _a_link_to_nowhere(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to("nowhere/at/all")


def _a_link_to_itself(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(folder.name)


def _folders_for_files(folder: Path) -> None:
    shutil.rmtree(folder)
    for name in (*STORED, ".gitignore", cache.TAG):
        (folder / name / "deeper").mkdir(parents=True)


def _another_version(folder: Path) -> None:
    for name in STORED:
        cache.save(folder / name, {"what": ["another", "version", 1]}, "keeps")


def _garbage(folder: Path) -> None:
    for name in STORED:
        (folder / name).write_bytes(b"\x93" * 10_000)


def _empty_files(folder: Path) -> None:
    for name in STORED:
        (folder / name).write_bytes(b"")


def _half(folder: Path) -> None:
    for name in STORED:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: len(data) // 2])


def _one_of_two(folder: Path) -> None:
    (folder / STORED[0]).unlink()


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "spoil",
    [
        _read_only,
        _a_file,
        _a_link_to_nowhere,
        _a_link_to_itself,
        _folders_for_files,
        _another_version,
        _garbage,
        _empty_files,
        _half,
        _one_of_two,
        _gone,
    ],
)
def test_a_spoilt_cache_changes_neither_pages_nor_exit_codes(
    built: Path, expected: dict[str, bytes], spoil: Callable[[Path], None]
) -> None:
    spoil(built / ".extractor_cache")
    assert build(built, "--check") == 1
    assert build(built) == 0
    assert pages(built) == expected
    assert build(built, "--check") == 0


def test_what_a_killed_build_left_in_the_cache_goes_with_the_next_one(built: Path) -> None:
    """Also where that has nothing new to keep: the edit of the killed one may have been taken back."""
    assert build(built) == 0
    for file in built.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))  # times that are settled, so that no new ones are kept
    assert build(built) == 0
    stored = [(built / ".extractor_cache" / name).stat().st_mtime_ns for name in STORED]
    leftover = built / ".extractor_cache" / ".extractor-999999999-0123456789abcdef.tmp"
    leftover.write_bytes(b"half of it")
    assert build(built) == 0
    assert not leftover.exists()
    assert [(built / ".extractor_cache" / name).stat().st_mtime_ns for name in STORED] == stored


@pytest.mark.parametrize("place", [".extractor_cache", "kept/here", "./kept", "kept/"])
def test_a_cache_shapes_no_page_even_where_nothing_is_left_out(tmp_path: Path, place: str) -> None:
    settings = f'project = "Test"\nexclude = []\nrespect-gitignore = false\ncache-dir = "{place}"\n'
    root = lay(tmp_path, FILES | {"extractor.toml": settings, "kept/a.txt": ""})
    assert build(root) == 0
    before = pages(root)
    assert build(root, "--check") == 0
    assert build(root) == 0
    assert pages(root) == before
    assert (root / place / cache.TAG).is_file()


def test_an_absolute_cache_folder_in_the_repository_shapes_no_page(tmp_path: Path) -> None:
    root = lay(tmp_path, FILES | {"extractor.toml": 'project = "Test"\nexclude = []\nrespect-gitignore = false\n'})
    arguments = ("--cache-dir", str(root.resolve() / "kept"))
    assert build(root, *arguments) == 0
    assert build(root, "--check", *arguments) == 0


@pytest.fixture
def table(tmp_path: Path) -> Callable[[], cache.Table[int]]:
    """What opens a table of a hundred values."""
    file = tmp_path / "table.msgpack"
    cache.Table(file, int, "key").save({str(number): number for number in range(100)})
    return lambda: cache.Table(file, int, "key")


def test_few_changes_are_kept_beside_the_whole(table: Callable[[], cache.Table[int]], tmp_path: Path) -> None:
    whole = (tmp_path / "table.msgpack").read_bytes()
    changed = {**table().values, "7": 1_000_000, "new": 1}
    table().save(changed)
    assert (tmp_path / "table.msgpack").read_bytes() == whole
    assert table().values == changed
    assert cache.Table(tmp_path / "table.msgpack", int, "another key").values == {}


@pytest.mark.parametrize("changed", [range(40), range(99)])
def test_many_changes_and_what_is_gone_leave_nothing_beside(
    table: Callable[[], cache.Table[int]], tmp_path: Path, changed: range
) -> None:
    table().save({**table().values, "7": 1_000_000})
    assert (tmp_path / "table.recent").exists()
    values = {str(number): number + 1_000_000 for number in changed}
    expected = values if len(values) == 99 else {**table().values, **values}
    table().save(expected)
    assert not (tmp_path / "table.recent").exists()
    assert table().values == expected


@pytest.mark.parametrize("name", ["table.msgpack", "table.recent"])
def test_what_is_beside_counts_for_nothing_without_the_whole(
    table: Callable[[], cache.Table[int]], tmp_path: Path, name: str
) -> None:
    before = dict(table().values)
    table().save({**before, "7": 1_000_000})
    (tmp_path / name).write_bytes(b"damaged")
    assert table().values == (before if name == "table.recent" else {})
