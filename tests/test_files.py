"""Files below a folder: whole ones, and no link is followed, with descriptors as without."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.system.file_tree import FileTree
from extractor.system.files import (
    append_to_file,
    read_file,
    read_source_file,
    remove_empty_folders,
    remove_file,
    replace_file,
    unfinished_files,
)
from extractor.system.open_folder import HAS_DESCRIPTORS, FolderEntry, LinkError
from extractor.system.temporary import is_temporary

needs_posix = pytest.mark.skipif(os.name == "nt", reason="links and pipes that Windows does not have")
DEAD = ".extractor-999999999-0123456789abcdef.tmp"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository beside a folder that is none of its business."""
    for path, text in {"repo/docs/a.md": "a", "repo/docs/sub/b.md": "b", "home/secret": "secret"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path / "repo"


@pytest.fixture(params=[True, False] if HAS_DESCRIPTORS else [False], ids=lambda by: "descriptors" if by else "paths")
def tree(root: Path, request: pytest.FixtureRequest) -> FileTree:
    return FileTree(root, by_descriptor=request.param)


def names(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*"))


def link(place: Path, target: str | Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)
    return place


# What is done where no link is


def test_files_are_read_whole_or_by_their_end(tree: FileTree) -> None:
    assert (tree.read("docs/a.md"), tree.read("docs/sub/b.md"), tree.read("docs/a.md")) == (b"a", b"b", b"a")
    tree.replace("docs/a.md", b"0123456789")
    assert (tree.read("docs/a.md", last=3), tree.read("docs/a.md", last=100)) == (b"789", b"0123456789")


def test_a_file_is_replaced_and_its_folders_are_made(tree: FileTree, root: Path) -> None:
    for path in ("docs/a.md", "docs/sub/new/er/c.md", "top.md", "docs/sub/b.md"):
        status = tree.replace(path, b"new " + path.encode())
        assert (root / path).read_bytes() == b"new " + path.encode()
        assert status.st_size == len((root / path).read_bytes())
        assert status.st_mtime_ns == (root / path).stat().st_mtime_ns
    assert names(root / "docs" / "sub") == ["b.md", "new", "new/er", "new/er/c.md"]


def test_a_tree_is_made_with_its_root(tmp_path: Path) -> None:
    replace_file(tmp_path / "a" / "b", "c.md", b"c")
    assert (tmp_path / "a" / "b" / "c.md").read_bytes() == b"c"


def test_a_new_file_has_the_mode_that_any_has(tree: FileTree, root: Path) -> None:
    tree.replace("docs/new.md", b"")
    (root / "docs" / "plain.md").write_bytes(b"")
    modes = {stat.S_IMODE((root / "docs" / name).stat().st_mode) for name in ("new.md", "plain.md")}
    assert len(modes) == 1


def test_a_file_and_the_folders_that_it_leaves_empty_are_removed(tree: FileTree, root: Path) -> None:
    tree.replace("docs/sub/deep/er/c.md", b"")
    tree.remove("docs/sub/deep/er/c.md")
    tree.remove("docs/sub/deep/er/c.md")
    tree.remove_empty_folders("docs/sub/deep/er")
    assert names(root) == ["docs", "docs/a.md", "docs/sub", "docs/sub/b.md"]
    tree.replace("docs/sub/deep/er/c.md", b"once more")
    assert (root / "docs" / "sub" / "deep" / "er" / "c.md").read_bytes() == b"once more"


def test_a_walk_names_everything_by_its_kind(tree: FileTree, root: Path) -> None:
    found = {FolderEntry("docs/a.md", "file"), FolderEntry("docs/sub", "folder"), FolderEntry("docs/sub/b.md", "file")}
    if os.name != "nt":
        link(root / "docs" / "link", root.parent / "home")
        link(root / "docs" / "sub" / "link.md", "../a.md")
        os.mkfifo(root / "docs" / "pipe")
        found |= {
            FolderEntry("docs/link", "link"),
            FolderEntry("docs/sub/link.md", "link"),
            FolderEntry("docs/pipe", "other"),
        }
    assert set(tree.walk("docs")) == found
    assert set(tree.walk("")) == found | {FolderEntry("docs", "folder")}
    assert list(tree.walk("nowhere")) == list(tree.walk("docs/a.md")) == []


def test_a_folder_that_vanishes_while_it_is_open_is_made_again(tree: FileTree, root: Path) -> None:
    tree.replace("docs/new/c.md", b"")
    (root / "docs" / "new" / "c.md").unlink()
    (root / "docs" / "new").rmdir()
    tree.replace("docs/new/c.md", b"again")
    assert (root / "docs" / "new" / "c.md").read_bytes() == b"again"


def test_a_file_that_is_taken_away_while_it_is_written_is_written_again(
    tree: FileTree, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, taken = os.replace, list[str]()

    def taking(temporary: str, target: str, **folders: Any) -> None:
        if not taken:
            taken.append(temporary)
            next((root / "docs").glob(".extractor-*.tmp")).unlink()
        replace(temporary, target, **folders)

    monkeypatch.setattr(os, "replace", taking)
    tree.replace("docs/a.md", b"new")
    assert (root / "docs" / "a.md").read_bytes() == b"new"


@pytest.mark.parametrize("path", ["", ".", "..", "docs/..", "../home/secret", "docs/../../home/secret", "a\0b"])
def test_what_is_no_path_below_the_folder_is_refused(tree: FileTree, root: Path, path: str) -> None:
    for act in (tree.read, tree.remove, tree.stat, lambda each: tree.replace(each, b"x")):
        with pytest.raises(OSError, match="is no path below a folder"):
            act(path)
    assert (root.parent / "home" / "secret").read_bytes() == b"secret"


@needs_posix
def test_other_names_of_a_replaced_file_keep_what_they_lead_to(tree: FileTree, root: Path) -> None:
    (root / "docs" / "hard.md").hardlink_to(root.parent / "home" / "secret")
    tree.replace("docs/hard.md", b"page")
    assert (root.parent / "home" / "secret").read_bytes() == b"secret"


def test_an_error_leaves_the_file_and_nothing_beside_it(
    tree: FileTree, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        tree.replace("docs/a.md", b"new")
    assert (root / "docs" / "a.md").read_bytes() == b"a"
    assert names(root / "docs") == ["a.md", "sub", "sub/b.md"]


# Links and what else may stand in the way

_ACTS: dict[str, Callable[[FileTree, str], object]] = {
    "read": lambda tree, path: tree.read(path),
    "replace": lambda tree, path: tree.replace(path, b"overwritten"),
    "remove": lambda tree, path: tree.remove(path),
    "stat": lambda tree, path: tree.stat(path),
    "append": lambda tree, path: tree.append(path, b"overwritten"),
    "entries": lambda tree, path: tree.entries(path.rpartition("/")[0]),
}


@needs_posix
@pytest.mark.parametrize("act", _ACTS)
@pytest.mark.parametrize("at", ["docs", "docs/sub", "docs/sub/deep"])
@pytest.mark.parametrize("opened_before", [True, False])
def test_a_link_on_the_way_is_refused(tree: FileTree, root: Path, at: str, act: str, opened_before: bool) -> None:
    (root.parent / "home" / "sub" / "deep").mkdir(parents=True)
    if opened_before:
        tree.stat("docs/a.md")
    if (root / at).exists():
        (root / at).rename(root / "moved")
    target = root.parent / "home" / at.removeprefix("docs").strip("/")
    (target / "secret").write_bytes(b"secret")
    link(root / at, target)
    if opened_before and at == "docs":  # the folder is the one that it was, wherever it stands now
        tree.close()
    with pytest.raises(LinkError, match=f"^{errno.ELOOP}, '?{at} is a symbolic link|{at} is a symbolic link"):
        _ACTS[act](tree, f"{at}/secret")
    assert (target / "secret").read_bytes() == b"secret"
    assert [each for each in names(root.parent / "home") if each.endswith(".tmp")] == []


@needs_posix
@pytest.mark.parametrize("target", ["../../home/secret", "a.md", "nowhere", "loop", "/dev/zero"])
def test_a_link_in_the_place_of_a_file_is_not_opened(tree: FileTree, root: Path, target: str) -> None:
    place = link(root / "docs" / "loop", target)
    for act in ("read", "append"):
        with pytest.raises(LinkError, match="docs/loop is a symbolic link"):
            _ACTS[act](tree, "docs/loop")
    tree.replace("docs/loop", b"page")
    assert (place.is_symlink(), place.read_bytes()) == (False, b"page")
    assert (root / "docs" / "a.md").read_bytes() == b"a"
    assert (root.parent / "home" / "secret").read_bytes() == b"secret"


@needs_posix
def test_a_link_is_removed_and_not_what_it_leads_to(tree: FileTree, root: Path) -> None:
    link(root / "docs" / "link", "../../home/secret")
    link(root / "linked", "../home")
    tree.remove("docs/link")
    tree.remove_empty_folders("linked")
    assert names(root) == ["docs", "docs/a.md", "docs/sub", "docs/sub/b.md", "linked"]
    assert (root.parent / "home" / "secret").exists()


@needs_posix
@pytest.mark.parametrize("kind", ["pipe", "folder", "socket"])
def test_what_is_no_regular_file_is_an_error_and_not_waited_for(tree: FileTree, root: Path, kind: str) -> None:
    place = root / "docs" / "odd"
    {"pipe": os.mkfifo, "folder": Path.mkdir, "socket": lambda at: os.mknod(at, stat.S_IFSOCK)}[kind](place)
    for act in ("read", "append"):
        with pytest.raises(OSError, match=r"is no regular file|Is a directory|Invalid argument|No such device"):
            _ACTS[act](tree, "docs/odd")


@needs_posix
def test_no_name_of_a_file_that_is_being_written_can_be_planted(
    tree: FileTree, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "urandom", lambda size: b"\0" * size)
    planted = link(root / "docs" / f".extractor-{os.getpid()}-{'0' * 16}.tmp", "../../home/secret")
    with pytest.raises(FileExistsError):
        tree.replace("docs/a.md", b"overwritten")
    assert (root.parent / "home" / "secret").read_bytes() == b"secret"
    assert (planted.is_symlink(), (root / "docs" / "a.md").read_bytes()) == (True, b"a")


def test_the_name_of_a_file_that_is_being_written_differs_each_time(
    tree: FileTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str] = []
    replace = os.replace

    def recording(temporary: str, target: str, **folders: Any) -> None:
        used.append(Path(temporary).name)
        replace(temporary, target, **folders)

    monkeypatch.setattr(os, "replace", recording)
    for _ in range(3):
        tree.replace("docs/a.md", b"")
    assert len({*used}) == 3
    assert all(map(is_temporary, used))


# Sources, which may be links


@needs_posix
def test_a_source_may_be_a_link_to_a_file_of_the_repository(root: Path) -> None:
    link(root / "a.txt", "docs/a.md")
    link(root / "docs" / "sub" / "twice.txt", "../../a.txt")
    link(root / "above", "docs")
    link(root / "through.txt", "above/a.md")
    assert [read_source_file(root, each) for each in ("a.txt", "docs/sub/twice.txt", "through.txt")] == [b"a"] * 3
    assert read_source_file(root, "docs/a.md") == b"a"


@needs_posix
@pytest.mark.parametrize("target", ["../home/secret", "/proc/self/environ", "nowhere", "docs", "link", "/dev/zero"])
def test_a_source_that_leads_elsewhere_is_an_error(root: Path, target: str) -> None:
    link(root / "link", target)
    with pytest.raises(OSError, match=r"leaves the repository|No such file|no regular file|Too many|Is a directory"):
        read_source_file(root, "link")


@needs_posix
def test_a_source_behind_a_linked_folder_is_an_error(root: Path) -> None:
    link(root / "folder", "docs")
    with pytest.raises(LinkError, match="folder is a symbolic link"):
        read_source_file(root, "folder/a.md")


@needs_posix
def test_a_repository_may_itself_be_behind_a_link(root: Path) -> None:
    link(root / "a.txt", "docs/a.md")
    top = link(root.parent / "link", root)
    replace_file(top, "docs/new.md", b"new")
    assert (read_source_file(top, "a.txt"), read_file(top, "docs/new.md")) == (b"a", b"new")
    remove_file(top, "docs/new.md")
    remove_empty_folders(top, "docs")
    assert (root / "docs" / "a.md").exists()


@needs_posix
def test_adding_goes_through_a_link_within_the_repository_only(root: Path) -> None:
    link(root / "inside", "docs/a.md")
    link(root / "outside", "../home/secret")
    link(root / "dangling", "../home/new")
    append_to_file(root, "inside", b"b")
    append_to_file(root, "new", b"n")
    for path in ("outside", "dangling", "docs"):
        with pytest.raises(OSError, match=r"leaves the repository|File exists"):
            append_to_file(root, path, b"x")
    assert ((root / "docs" / "a.md").read_bytes(), (root / "new").read_bytes()) == (b"ab", b"n")
    assert names(root.parent / "home") == ["secret"]
    assert (root.parent / "home" / "secret").read_bytes() == b"secret"


# What killed processes leave


@needs_posix
def test_leftovers_are_regular_files_of_processes_that_have_ended(root: Path) -> None:
    alive = f".extractor-{os.getpid()}-0123456789abcdef.tmp"
    for name in (DEAD, alive, ".extractor-999999999.tmp", f"{DEAD}.txt", ".extractor-x-0123456789abcdef.tmp"):
        (root / name).write_bytes(b"")
    link(root / DEAD.replace("0123", "4567"), "../home/secret")
    (root / DEAD.replace("0123", "89ab")).mkdir()
    assert list(unfinished_files(root)) == [root / DEAD]
