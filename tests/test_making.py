"""Pages made by many processes or by one, and what a defect of ours costs: the pages of one unit."""

from __future__ import annotations

import gc
import os
import signal
import sys
import weakref
from dataclasses import is_dataclass
from typing import TYPE_CHECKING

import pytest

from extractor.errors import ExitCode, ProcessError
from extractor.incremental import make as making
from extractor.incremental import unit_pages
from extractor.incremental.site import Unit
from extractor.pipeline import build
from extractor.publish.write import check
from extractor.reading import pool
from extractor.reading.cache_folder import find_cache
from extractor.rendering import pages
from extractor.rendering.model import PageModel
from extractor.workspace.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractor.rendering.subject import Subject

needs_fork = pytest.mark.skipif(not pool.CAN_INHERIT, reason="other systems make all pages in one process")

COUNT = 60
CONFIG = Config(project="Many", cache_dir="")


def lay(root: Path) -> Path:
    """A repository of more files than one process makes the pages of."""
    for number in range(COUNT):
        file = root / f"package_{number % 7}" / f"module_{number}.py"
        file.parent.mkdir(exist_ok=True, parents=True)
        others = f"from package_{(number + 1) % 7}.module_{(number + 1) % COUNT} import function\n"
        file.write_text(f'"""Module {number}."""\n\n{others}\n\ndef function() -> int: ...\n', encoding="utf-8")
    return root


def with_jobs(jobs: int) -> Config:
    return Config(project="Many", cache_dir="", jobs=jobs)


def contents(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*.md")}


@needs_fork
def test_many_processes_make_what_one_makes(tmp_path: Path) -> None:
    one, many = lay(tmp_path / "one"), lay(tmp_path / "many")
    alone, together = build(one, with_jobs(1)), build(many, with_jobs(3))
    assert contents(one) == contents(many) != {}
    assert [(each.path, each.action) for each in alone.done] == [(each.path, each.action) for each in together.done]
    assert {each.action for each in build(many, with_jobs(3), check).done} == {"same"}


@needs_fork
def test_many_processes_leave_for_the_next_run_what_one_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_MANY_FILES", COUNT)
    one, many = lay(tmp_path / "one"), lay(tmp_path / "many")
    build(one, Config(project="Many", jobs=1))
    build(many, Config(project="Many", jobs=3))
    kept = [_kept(root) for root in (one, many)]
    assert kept[0] == kept[1]
    for root in (one, many):
        (root / "package_2" / "module_2.py").write_text("def other() -> int: ...\n", encoding="utf-8")
    build(one, with_jobs(1))  # without a cache
    build(many, Config(project="Many", jobs=3))
    assert contents(one) == contents(many)


def _kept(root: Path) -> bytes:
    """What a run left of the sources, without what tells whose cache it is."""
    folder = find_cache(root, "auto")
    assert folder is not None
    data, _ = folder.read("sources.msgpack")
    return bytes(data).replace(folder.owner.encode(), b"")


def test_nothing_of_a_page_outlives_its_making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, parts = unit_pages._Making._content, list[weakref.ref[object]]()

    def noted(self: unit_pages._Making, model: PageModel) -> bytes:
        parts.extend(weakref.ref(each) for each in model.values.variables().values() if is_dataclass(each))
        return text(self, model)

    monkeypatch.setattr(unit_pages._Making, "_content", noted)
    monkeypatch.setattr(pool, "CAN_INHERIT", False)  # so that it is made here
    gc.disable()  # as in a run: what holds itself would stay
    try:
        build(lay(tmp_path), with_jobs(1))
        assert len(parts) > COUNT
        assert not any(part() for part in parts)
    finally:
        gc.enable()


def test_indexes_above_are_made_anew_only_for_what_they_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, made, unit = lay(tmp_path), list[Unit](), unit_pages.Maker.make
    build(root, Config(project="Many", jobs=1))
    monkeypatch.setattr(unit_pages.Maker, "make", lambda self, each: (made.append(each), unit(self, each))[1])
    file = root / "package_2" / "module_2.py"
    own = [Unit("file", "package_2/module_2.py"), Unit("folder", "package_2")]
    file.write_text(f"{file.read_text(encoding='utf-8')}\n\nprint(function())\n", encoding="utf-8")
    build(root, Config(project="Many", jobs=1))
    assert made == own
    made.clear()
    file.write_text(f"{file.read_text(encoding='utf-8')}\n\ndef new() -> int: ...\n", encoding="utf-8")
    build(root, Config(project="Many", jobs=1))
    assert made == [own[0], Unit("folder"), own[1], Unit("repository")]


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=needs_fork)])
def test_a_defect_costs_the_pages_of_one_unit(jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = lay(tmp_path)
    build(root, CONFIG)
    before = contents(root)
    (root / "package_0" / "module_0.py").unlink()
    (root / "package_2" / "module_2.py").write_text("changed = True\n", encoding="utf-8")
    file_pages = pages.file_pages

    def failing(subject: Subject) -> Iterator[PageModel]:
        if subject.path == "package_1/module_1.py":
            raise IndexError("out of range")
        yield from file_pages(subject)

    monkeypatch.setattr(pages, "file_pages", failing)
    outcome = build(root, with_jobs(jobs))
    (defect,) = outcome.defects
    assert defect.startswith("package_1/module_1.py: IndexError: out of range (tests/test_making.py:")
    assert outcome.exit_code(strict=False) == ExitCode.ERROR
    after = contents(root)
    # What nobody wants any more is not told from what could not be made, and stays for the next run.
    assert after.keys() == before.keys()
    assert b"changed" in after["docs/package_2/module_2.py_docs.md"]
    monkeypatch.undo()
    assert build(root, with_jobs(jobs)).exit_code(strict=False) == ExitCode.OK
    assert "docs/package_0/module_0.py_docs.md" not in contents(root)


@needs_fork
def test_a_process_that_dies_costs_the_pages_of_one_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = lay(tmp_path)
    parent = os.getpid()
    file_pages = pages.file_pages

    def fatal(subject: Subject) -> Iterator[PageModel]:
        if subject.path == "package_1/module_1.py" and os.getpid() != parent:
            os._exit(1)
        yield from file_pages(subject)

    monkeypatch.setattr(pages, "file_pages", fatal)
    outcome = build(root, with_jobs(2))
    assert outcome.lost == ("package_1/module_1.py: the process that made its pages ended with 1, twice",)
    absent = {page for page in ("docs", "kw") if not (root / f"docs/package_1/module_1.py_{page}.md").exists()}
    assert absent == {"docs", "kw"}
    assert len(outcome.done) == len(contents(root)) > COUNT


@needs_fork
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_is_stopped_or_has_no_memory_costs_the_pages_of_one_unit(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay(tmp_path)
    build(root, CONFIG)
    before = contents(root)
    file_pages = pages.file_pages

    def fatal(subject: Subject) -> Iterator[PageModel]:
        if subject.path == "package_1/module_1.py":
            os.kill(os.getpid(), signal.SIGSTOP)
        if subject.path == "package_2/module_2.py":
            raise MemoryError
        yield from file_pages(subject)

    monkeypatch.setattr(pages, "file_pages", fatal)
    monkeypatch.setattr(pool, "USUAL", pool.Bounds(idle=1))
    outcome = build(root, with_jobs(jobs))
    assert sorted(outcome.lost) == [
        "package_1/module_1.py: the process that made its pages did nothing for 1 seconds, twice",
        "package_2/module_2.py: the process that made its pages had not enough memory, twice",
    ]
    assert outcome.exit_code(strict=False) == ExitCode.ERROR
    assert contents(root) == before


@needs_fork
def test_pages_are_made_here_where_no_process_can_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> Iterator[tuple[Unit, bytes]]:
        raise ProcessError("no process can be started")
        yield

    monkeypatch.setattr(pool, "work_off", none)
    assert build(lay(tmp_path), with_jobs(2)).exit_code(strict=False) == ExitCode.OK
    assert len(contents(tmp_path)) > COUNT


def test_a_few_pages_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "module.py").write_text("value = 1\n", encoding="utf-8")
    monkeypatch.setattr(pool, "work_off", lambda *_, **__: sys.exit("a process was started"))
    assert build(tmp_path, with_jobs(4)).exit_code(strict=False) == ExitCode.OK
