"""The cache is never needed: whatever is the matter with it, pages and exit code are the same."""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import msgspec
import pytest
from test_cli import needs_posix

from extractor import cli
from extractor.incremental import page_cache
from extractor.publish.plan import text_digest
from extractor.reading import cache
from extractor.reading.cache_folder import TAG, CacheFolder, find_cache
from extractor.workspace.config import load

FILES = {
    "extractor.toml": 'project = "Test"\nextend-exclude = ["extractor.toml"]\n',
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


def build(root: Path, *arguments: str, **environment: str) -> int:
    with mock.patch.dict(os.environ, environment):
        return cli.run(["build", str(root), "--jobs", "1", "-q", *arguments])


def build_within_a_minute(root: Path, *arguments: str) -> int:
    """In a process of its own, for what may hang."""
    command = [sys.executable, "-P" if sys.version_info >= (3, 11) else "-I", "-m", "extractor", "build", "-q"]
    return subprocess.run([*command, *arguments], cwd=root, capture_output=True, timeout=60).returncode


def pages(root: Path) -> dict[str, bytes]:
    files = (path for path in (root / "docs").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


IN_IT = {"extractor.toml": 'project = "Test"\nextend-exclude = ["extractor.toml"]\ncache-dir = ".cached/deep"\n'}
"""The configuration of a repository that holds its cache."""


def cache_of(root: Path) -> CacheFolder:
    """The cache of a repository, which need not be there."""
    is_in_it = "cache-dir" in (root / "extractor.toml").read_text(encoding="utf-8")
    found = find_cache(root, ".cached/deep" if is_in_it else "auto")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The pages of a clean build after the changes."""
    root = lay(tmp_path_factory.mktemp("expected"), FILES | CHANGES)
    assert build(root, "--no-cache") == 0
    return pages(root)


@pytest.fixture(scope="module")
def built_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with its pages and its cache, and a copy of it beside."""
    root = lay(tmp_path_factory.mktemp("once") / "repository", FILES | getattr(request, "param", {}))
    assert build(root) == 0
    shutil.copytree(cache_of(root).folder, root.parent / "cache")
    shutil.copytree(root, root.parent / "copy")
    (root.parent / "where").write_text(str(cache_of(root).folder), encoding="utf-8")
    return root


@pytest.fixture
def built(built_once: Path) -> Path:
    """The same, in the same place since a cache is that of a place, and then the sources changed."""
    folder = Path((built_once.parent / "where").read_text(encoding="utf-8"))
    shutil.rmtree(built_once)
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)
    shutil.copytree(built_once.parent / "copy", built_once)
    shutil.copytree(built_once.parent / "cache", folder, dirs_exist_ok=True)
    return lay(built_once, CHANGES)


in_it = pytest.mark.parametrize("built_once", [IN_IT], ids=["in the repository"], indirect=True)
"""For tests of a cache that lies in the repository."""


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
    for name in (*STORED, ".gitignore", TAG):
        (folder / name / "deeper").mkdir(parents=True)


def _another_version(folder: Path) -> None:
    for name in STORED:
        cache.save(CacheFolder(folder.parent, folder.name, ""), name, {"what": ["another", "version", 1]}, "keeps")


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
    spoil(cache_of(built).folder)
    assert build(built, "--check") == 1
    assert build(built) == 0
    assert pages(built) == expected
    assert build(built, "--check") == 0


@in_it
@pytest.mark.parametrize("spoil", [_folders_for_files, _another_version, _half])
def test_nor_does_one_in_the_repository(built: Path, expected: dict[str, bytes], spoil: Callable[[Path], None]) -> None:
    spoil(cache_of(built).folder)
    assert build(built, "--check") == 1
    assert build(built) == 0
    assert pages(built) == expected


def test_what_a_killed_build_left_in_the_cache_goes_with_the_next_one(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where that has nothing new to keep: the edit of the killed one may have been taken back."""
    monkeypatch.setattr(cache, "_RACY_NS", -(10**18))  # all times are settled, so that no new ones are kept
    assert build(built) == 0
    assert build(built) == 0
    folder = cache_of(built).folder
    stored = [(folder / name).stat().st_mtime_ns for name in STORED]
    leftover = folder / ".extractor-999999999-0123456789abcdef.tmp"
    leftover.write_bytes(b"half of it")
    assert build(built) == 0
    assert not leftover.exists()
    assert [(folder / name).stat().st_mtime_ns for name in STORED] == stored


@pytest.mark.parametrize("place", [".extractor_cache", "kept/here", "./kept", "kept/"])
def test_a_cache_shapes_no_page_even_where_nothing_is_left_out(tmp_path: Path, place: str) -> None:
    settings = f'project = "Test"\nexclude = []\nrespect-gitignore = false\ncache-dir = "{place}"\n'
    root = lay(tmp_path, FILES | {"extractor.toml": settings})
    assert build(root) == 0
    before = pages(root)
    assert build(root, "--check") == 0
    assert build(root) == 0
    assert pages(root) == before
    assert (root / place / TAG).is_file()


def test_an_absolute_cache_folder_in_the_repository_shapes_no_page(tmp_path: Path) -> None:
    root = lay(tmp_path, FILES | {"extractor.toml": 'project = "Test"\nexclude = []\nrespect-gitignore = false\n'})
    arguments = ("--cache-dir", str(root.resolve() / "kept"))
    assert build(root, *arguments) == 0
    assert build(root, "--check", *arguments) == 0


# Whose word is taken


def stored(root: Path) -> dict[str, bytes]:
    folder = cache_of(root).folder
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_by_default_nothing_but_pages_is_written_into_a_repository(tmp_path: Path) -> None:
    root = lay(tmp_path / "repository", FILES)
    assert build(root) == 0
    assert sorted(each.name for each in root.iterdir()) == ["a.py", "docs", "extractor.toml", "pkg"]
    assert stored(root).keys() == {".gitignore", TAG, *STORED}


@needs_posix
def test_a_cache_among_the_users_is_for_the_user_alone(tmp_path: Path) -> None:
    root = lay(tmp_path / "repository", FILES)
    assert build(root, XDG_CACHE_HOME=str(tmp_path / "new" / "caches")) == 0
    folders = [tmp_path / "new" / "caches" / "extractor", *(tmp_path / "new" / "caches" / "extractor").iterdir()]
    assert [stat.S_IMODE(each.stat().st_mode) for each in folders] == [0o700, 0o700]


def test_two_repositories_share_nothing_even_in_one_folder(tmp_path: Path) -> None:
    """Files of the same path, size and time in both: whose facts these are the folder must not tell."""
    one, two = (lay(tmp_path / name, {"a.py": f"def {name}(): pass\n"}) for name in ("one", "two"))
    for root in (one, two):
        os.utime(root / "a.py", (1_000_000_000, 1_000_000_000))
        assert build(root, "--cache-dir", str(tmp_path / "shared"), "--project", "P") == 0
        assert build(root, "--cache-dir", str(tmp_path / "shared"), "--project", "P", "--check") == 0
    assert b"def two()" in pages(two)["docs/a.py_docs.md"]
    assert b"def one()" not in pages(two)["docs/a.py_docs.md"]


def forge(root: Path, secret: bytes) -> None:
    """Change a page, and write a cache that says that the page is as it should be."""
    page, cached = root / "docs" / "a.py_docs.md", cache_of(root)
    key = page_cache._key(load(root, root / "extractor.toml"), None)
    kept = cache.load(cached, page_cache.FILE, page_cache.KeptPages, key)
    assert kept is not None
    text = page.read_bytes().replace(b"third", b"forged")
    page.write_bytes(text)
    stamp = cache.stamp_of(page.stat())._replace(is_settled=True)
    for unit in kept.units.values():
        for index, entry in enumerate(unit.pages):
            if entry.path == "docs/a.py_docs.md":
                pages = [*unit.pages]
                pages[index] = msgspec.structs.replace(entry, text=text_digest(text), stamp=stamp)
                kept.units["file a.py"] = msgspec.structs.replace(unit, pages=tuple(pages))
    cache.save(dataclasses.replace(cached, secret=secret), page_cache.FILE, kept, key)


@in_it
@pytest.mark.parametrize("secret", ["the user's", "another user's", "none"])
def test_a_forged_cache_in_the_repository_approves_no_page(built: Path, secret: str) -> None:
    assert build(built) == 0
    forge(built, {"the user's": cache_of(built).secret, "another user's": b"x" * 32, "none": b""}[secret])
    is_forger_the_user = secret == "the user's"  # which shows that the others would have got through but for the seal
    assert build(built, "--check") == (0 if is_forger_the_user else 1)
    if not is_forger_the_user:
        assert build(built) == 0
        assert b"forged" not in (built / "docs" / "a.py_docs.md").read_bytes()


@in_it
def test_a_cache_of_another_user_or_another_place_is_made_anew(built: Path, tmp_path: Path) -> None:
    assert build(built) == 0
    before = stored(built)
    assert build(built, XDG_CACHE_HOME=str(tmp_path / "another user's")) == 0
    assert all(stored(built)[name] != before[name] for name in STORED)
    moved = Path(shutil.copytree(built, tmp_path / "moved"))
    between = stored(moved)
    assert build(moved) == 0
    assert all(stored(moved)[name] != between[name] for name in STORED)


@needs_posix
@pytest.mark.parametrize("kind", ["pipe", "/dev/zero", "link to a large file"])
def test_what_is_no_file_in_the_place_of_a_cache_costs_nothing(built: Path, tmp_path: Path, kind: str) -> None:
    folder = cache_of(built).folder
    with (tmp_path / "large").open("wb") as large:
        large.truncate(2**40)
    for name in STORED:
        (folder / name).unlink()
        if kind == "pipe":
            os.mkfifo(folder / name)
        elif kind == "folder":
            (folder / name).mkdir()
        else:
            (folder / name).symlink_to(kind if kind.startswith("/") else tmp_path / "large")
    assert build_within_a_minute(built, "--check") == 1
    assert build_within_a_minute(built) == 0
    assert (tmp_path / "large").stat().st_size == 2**40


@needs_posix
@in_it
def test_a_file_of_a_size_that_no_cache_has_is_not_read(built: Path) -> None:
    for name in STORED:
        with (cache_of(built).folder / name).open("wb") as file:
            file.truncate(2**40)  # of holes
    assert build_within_a_minute(built, "--check") == 1
    assert build_within_a_minute(built) == 0


@needs_posix
@pytest.mark.parametrize("part", [".cached", ".cached/deep"])
def test_a_cache_is_not_reached_through_a_link(tmp_path: Path, part: str) -> None:
    root = lay(tmp_path / "repository", FILES | IN_IT)
    (root / part).parent.mkdir(exist_ok=True)
    (tmp_path / "outside" / "deep").mkdir(parents=True)
    (root / part).symlink_to(tmp_path / "outside")
    assert build(root, "--check") == 1
    assert build(root) == 0
    assert sorted(each.name for each in (tmp_path / "outside").rglob("*")) == ["deep"]


@pytest.mark.parametrize("content", [{"mine.txt": "mine"}, {TAG: "of another tool"}, {".gitignore": "mine"}])
def test_a_folder_that_is_not_empty_and_not_ours_is_left_as_it_is(tmp_path: Path, content: dict[str, str]) -> None:
    root = lay(
        tmp_path / "repository", FILES | IN_IT | {f".cached/deep/{name}": text for name, text in content.items()}
    )
    assert build(root, "--check") == 1
    assert build(root) == 0
    assert {each.name: each.read_text() for each in (root / ".cached" / "deep").iterdir()} == content


# The user's own folder


@pytest.mark.parametrize(
    "environment",
    [
        {"XDG_CACHE_HOME": "{root}/caches"},
        {"XDG_CACHE_HOME": "{root}"},
        {"XDG_CACHE_HOME": "/dev/null"},
        {"XDG_CACHE_HOME": "/proc/nowhere"},
        {"XDG_CACHE_HOME": "relative", "HOME": "{root}"},
        {"XDG_CACHE_HOME": "", "HOME": "/dev/null"},
    ],
)
@pytest.mark.parametrize("place", [{}, IN_IT], ids=["among the user's", "in the repository"])
def test_without_a_folder_of_the_users_there_is_no_cache_and_no_error(
    tmp_path: Path, environment: dict[str, str], place: dict[str, str]
) -> None:
    """One that lies in the repository may hold what came with it."""
    root = lay(tmp_path / "repository", FILES | place)
    environment = {name: value.format(root=root) for name, value in environment.items()}
    assert build(root, **environment) == 0
    assert sorted(each.name for each in root.iterdir()) == ["a.py", "docs", "extractor.toml", "pkg"]
    assert build(root, "--check", **environment) == 0


@needs_posix
@pytest.mark.parametrize("harm", ["a link", "a file", "open to all", "somebody else's"])
def test_a_folder_among_the_users_that_others_may_write_is_not_used(tmp_path: Path, harm: str) -> None:
    """XDG_CACHE_HOME may be a folder that everybody writes to, such as /tmp."""
    root, caches = lay(tmp_path / "repository", FILES), tmp_path / "caches"
    (caches / "extractor").mkdir(parents=True, mode=0o700)
    if harm == "a link":
        (caches / "extractor").rmdir()
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        (caches / "extractor").symlink_to(tmp_path / "elsewhere")
    elif harm == "a file":
        (caches / "extractor").rmdir()
        (caches / "extractor").write_bytes(b"")
    elif harm == "open to all":
        (caches / "extractor").chmod(0o777)
    elif os.geteuid():
        pytest.skip("only root may give a folder away")
    else:
        os.chown(caches / "extractor", 4711, -1)
    assert build(root, XDG_CACHE_HOME=str(caches)) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix == ".msgpack"] == []


@needs_posix
def test_the_users_own_link_to_the_folder_of_caches_is_followed(tmp_path: Path) -> None:
    root = lay(tmp_path / "repository", FILES)
    (tmp_path / "disk").mkdir()
    (tmp_path / "caches").symlink_to(tmp_path / "disk")
    assert build(root, XDG_CACHE_HOME=str(tmp_path / "caches")) == 0
    assert len(list((tmp_path / "disk" / "extractor").glob("repository-*/*.msgpack"))) == 3


def test_a_new_cache_takes_the_place_of_those_that_nobody_used_for_long(tmp_path: Path) -> None:
    caches = {"XDG_CACHE_HOME": str(tmp_path / "caches")}
    for name in ("old", "used", "new"):
        lay(tmp_path / name, FILES)
    for name in ("old", "used"):
        assert build(tmp_path / name, **caches) == 0
    for file in (tmp_path / "caches").rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    lay(tmp_path / "caches" / "extractor" / "mine", {"facts.msgpack": "of another tool"})
    assert build(tmp_path / "used", **caches) == 0
    assert build(tmp_path / "new", **caches) == 0
    left = sorted(each.name.partition("-")[0] for each in (tmp_path / "caches" / "extractor").iterdir())
    assert left == ["mine", "new", "used"]


# Tables


@pytest.fixture
def table(tmp_path: Path) -> Callable[[], cache.Table[int]]:
    """What opens a table of a hundred values."""
    folder = CacheFolder(tmp_path, "cache", "owner")
    cache.Table(folder, "facts.msgpack", int, "key").save({str(number): number for number in range(100)})
    return lambda: cache.Table(folder, "facts.msgpack", int, "key")


def test_few_changes_are_kept_beside_the_whole(table: Callable[[], cache.Table[int]], tmp_path: Path) -> None:
    whole = (tmp_path / "cache" / "facts.msgpack").read_bytes()
    changed = {**table().values, "7": 1_000_000, "new": 1}
    table().save(changed)
    assert (tmp_path / "cache" / "facts.msgpack").read_bytes() == whole
    assert table().values == changed
    assert cache.Table(CacheFolder(tmp_path, "cache", "owner"), "facts.msgpack", int, "another key").values == {}


@pytest.mark.parametrize("changed", [range(40), range(99)])
def test_many_changes_and_what_is_gone_leave_nothing_beside(
    table: Callable[[], cache.Table[int]], tmp_path: Path, changed: range
) -> None:
    table().save({**table().values, "7": 1_000_000})
    assert (tmp_path / "cache" / "facts.recent").exists()
    values = {str(number): number + 1_000_000 for number in changed}
    expected = values if len(values) == 99 else {**table().values, **values}
    table().save(expected)
    assert not (tmp_path / "cache" / "facts.recent").exists()
    assert table().values == expected


@pytest.mark.parametrize("name", ["facts.msgpack", "facts.recent"])
def test_what_is_beside_counts_for_nothing_without_the_whole(
    table: Callable[[], cache.Table[int]], tmp_path: Path, name: str
) -> None:
    before = dict(table().values)
    table().save({**before, "7": 1_000_000})
    (tmp_path / "cache" / name).write_bytes(b"damaged")
    assert table().values == (before if name == "facts.recent" else {})


@pytest.mark.parametrize("by", ["file", "option"])
def test_a_folder_of_sources_that_is_named_as_the_cache_keeps_its_pages(tmp_path: Path, by: str) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_text("x = 1\n", encoding="utf-8")
    assert build(tmp_path, "--project", "P") == 0
    before = {page: page.read_bytes() for page in (tmp_path / "docs").rglob("a.py_*.md")}
    assert len(before) == 2
    if by == "file":
        (tmp_path / "extractor.toml").write_text('project = "P"\ncache-dir = "pkg"\n', encoding="utf-8")
    assert build(tmp_path, "--project", "P", *(["--cache-dir", str(tmp_path / "pkg")] if by == "option" else [])) == 0
    assert {page: page.read_bytes() for page in (tmp_path / "docs").rglob("a.py_*.md")} == before
    assert [each.name for each in (tmp_path / "pkg").iterdir()] == ["a.py"]
