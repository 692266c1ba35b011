"""Files extracted by worker processes, and what the death of one costs: the depth of one file."""

from __future__ import annotations

import errno
import faulthandler
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from extractor import workers
from extractor.config import Config
from extractor.errors import ExitCode
from extractor.extract import extract_file
from extractor.pipeline import build
from extractor.pool import Limits
from extractor.publish.write import check
from extractor.workers import Extracted, Linted, Unreadable, extract_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from extractor.facts import FileFacts
    from extractor.workers import Answer

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="workers inherit what the test replaces by forking")


@pytest.fixture(autouse=True)
def no_dump_of_workers_that_are_to_die() -> Iterator[None]:
    """Forked from pytest, a worker would print every stack of pytest when it dies."""
    was_enabled = faulthandler.is_enabled()
    faulthandler.disable()
    yield
    if was_enabled:
        faulthandler.enable(sys.__stderr__)


def lay(root: Path, files: dict[str, str]) -> list[str]:
    """Write the files and return their paths."""
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    return [*files]


def test_ruff_reads_all_that_is_to_be_linted_in_one_task(tmp_path: Path) -> None:
    paths = lay(tmp_path, {"a.py": "eval('1')\n", "b.py": "", "c.py": ""})
    answers = list(extract_all(tmp_path, paths, 2, [*paths[:2], "gone.py"]))
    (linted,) = (each for each in answers if isinstance(each, Linted))
    assert {path: [each.rule for each in found or ()] for path, found in linted.findings.items()} == {
        "a.py": ["S307"],
        "b.py": [],
    }
    assert linted.digests.keys() == linted.findings.keys()
    assert len(answers) == len(paths) + 1


@needs_fork
def test_the_death_of_the_process_that_runs_ruff_costs_the_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = lay(tmp_path, ordinary(3))
    monkeypatch.setattr(workers, "lint", lambda _texts, _within: os.kill(os.getpid(), signal.SIGKILL))
    answers = list(extract_all(tmp_path, paths, 1, paths))
    (linted,) = (each for each in answers if isinstance(each, Linted))
    assert linted.problem
    assert not linted.findings
    assert len(answers) == len(paths) + 1


def ordinary(count: int) -> dict[str, str]:
    return {f"ordinary_{number}.py": f"def function_{number}(): pass\n" for number in range(count)}


def extracted(root: Path, paths: Iterable[str], jobs: int) -> dict[str, FileFacts]:
    """The facts by path, where every file can be read and none has two results."""
    results = list(extract_all(root, paths, jobs))
    facts = {each.facts.path: each.facts for each in results if isinstance(each, Extracted)}
    assert len(facts) == len(results)
    return facts


def by_path(results: Iterable[Answer]) -> list[Answer]:
    return sorted(results, key=lambda each: each.facts.path if isinstance(each, Extracted) else each.path)


@pytest.mark.parametrize("jobs", [0, 1, 2, 7, 50])
def test_the_results_are_those_of_one_process_for_any_number_of_jobs(tmp_path: Path, jobs: int) -> None:
    paths = lay(tmp_path, {**ordinary(20), "broken.py": "def f(:\n", "text.md": "# Title\n", "empty.py": ""})
    assert extracted(tmp_path, paths, jobs) == {
        path: extract_file(path, (tmp_path / path).read_bytes()) for path in paths
    }


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_no_files_have_no_results(tmp_path: Path, jobs: int) -> None:
    assert list(extract_all(tmp_path, [], jobs)) == []


@pytest.fixture
def fatal(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Lets what happens to a process on a file named `killer...` happen; says where each try leaves a line."""
    tries = tmp_path_factory.mktemp("fatal") / "tries"

    def arrange(happens: Callable[[], object], times: int = 99) -> Path:
        def extract(path: str, data: bytes) -> FileFacts:
            if path.startswith("killer"):
                with tries.open("a") as file:
                    file.write(f"{path}\n")
                if tries.read_text().split().count(path) <= times:
                    happens()
            return extract_file(path, data)

        monkeypatch.setattr(workers, "extract_file", extract)
        return tries

    return arrange


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stopped() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def out_of_memory() -> None:
    raise MemoryError


def endless() -> None:
    while True:
        pass


def hungry() -> None:
    bytearray(2_000_000_000)


ACCIDENTS = {
    killed: "was ended by SIGKILL",
    stopped: "stood still for 1 seconds",
    out_of_memory: "took too much memory",
    endless: "took more than 3 seconds",
    hungry: "took too much memory",
}


@pytest.fixture
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_limits", lambda _: Limits(seconds=3, idle=1))


@needs_fork
@pytest.mark.usefixtures("short_limits")
@pytest.mark.parametrize("happens", ACCIDENTS)
def test_what_happens_once_to_a_process_costs_nothing(
    tmp_path: Path, fatal: Callable[..., Path], happens: Callable[[], object]
) -> None:
    tries = fatal(happens, times=1)
    paths = lay(tmp_path, {**ordinary(3), "killer.py": "x = 1\n"})
    found = extracted(tmp_path, paths, jobs=2)
    assert sorted(found) == sorted(paths)
    assert found["killer.py"] == extract_file("killer.py", b"x = 1\n")
    assert len(tries.read_text().split()) == 2


@needs_fork
@pytest.mark.usefixtures("short_limits")
@pytest.mark.parametrize("happens", ACCIDENTS)
def test_what_happens_twice_is_an_error_and_no_fact(
    tmp_path: Path, fatal: Callable[..., Path], happens: Callable[[], object]
) -> None:
    fatal(happens)
    results = by_path(extract_all(tmp_path, lay(tmp_path, {**ordinary(3), "killer.py": "x = 1\n"}), 2))
    (lost,) = (each for each in results if isinstance(each, Unreadable))
    assert lost.path == "killer.py"
    assert lost.reason.startswith(f"the process that read it {ACCIDENTS[happens]}, twice;")
    assert sum(isinstance(each, Extracted) for each in results) == 3


@needs_fork
@pytest.mark.parametrize("jobs", [1, 2])
def test_several_killers_in_one_run_cost_themselves_only(tmp_path: Path, fatal: Callable[..., Path], jobs: int) -> None:
    # In a row, in front, in between and at the end: what waits behind a killer must not be lost with it.
    fatal(killed)
    killers = {f"killer_{number}.py": "" for number in range(4)}
    lay(tmp_path, killers | ordinary(5))
    paths = [*[*killers][:2], *ordinary(3), *[*killers][2:3], "ordinary_3.py", "ordinary_4.py", *[*killers][3:]]
    results = by_path(extract_all(tmp_path, paths, jobs))
    assert {each.path for each in results if isinstance(each, Unreadable)} == {*killers}
    assert {each.facts.path for each in results if isinstance(each, Extracted)} == {*ordinary(5)}


@needs_fork
def test_an_accident_is_named_leaves_pages_as_they_are_and_is_not_kept(
    tmp_path: Path, fatal: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, cache = tmp_path / "repository", tmp_path / "cache"
    root.mkdir()
    lay(root, {"killer.py": "def killer(): pass\n", "user.py": "from killer import killer\n", "other.py": "x = 1\n"})
    config = Config(project="Test", jobs=2, cache_dir=str(cache))
    assert build(root, config).exit_code(strict=False) == ExitCode.OK
    before = pages(root)

    lay(root, {"killer.py": "def killer(): return 2\n", "other.py": "y = 1\n"})
    fatal(killed)
    outcome = build(root, config)
    assert outcome.exit_code(strict=False) == ExitCode.ERROR
    assert [each.path for each in outcome.unreadable] == ["killer.py"]
    after = pages(root)
    assert [path for path in after if after[path] != before.get(path)] == ["docs/other.py_docs.md"]
    assert build(root, config, check).exit_code(strict=False) == ExitCode.ERROR

    monkeypatch.undo()
    assert build(root, config).exit_code(strict=False) == ExitCode.OK
    incremental = pages(root)
    shutil.rmtree(root / "docs")
    shutil.rmtree(cache)
    build(root, config)
    assert pages(root) == incremental


@needs_fork
def test_a_first_build_writes_all_pages_but_those_of_a_file_that_kills(
    tmp_path: Path, fatal: Callable[..., Path]
) -> None:
    lay(tmp_path, {"killer.py": "def killer(): pass\n", "user.py": "from killer import killer\n"})
    fatal(killed)
    outcome = build(tmp_path, Config(project="Test", jobs=2, cache_dir=""))
    assert outcome.exit_code(strict=False) == ExitCode.ERROR
    names = {path.rpartition("/")[2] for path in pages(tmp_path)}
    assert {"user.py_docs.md", "user.py_kw.md", "index.md", "keywords.md"} <= names
    assert "killer.py_docs.md" not in names


def pages(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.md")}


@needs_fork
def test_where_no_process_can_be_started_every_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    results = list(extract_all(tmp_path, lay(tmp_path, ordinary(3)), 2))
    assert {each.path for each in results if isinstance(each, Unreadable)} == {*ordinary(3)}
    assert all("could not be started" in each.reason for each in results if isinstance(each, Unreadable))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_has_gone_or_cannot_be_read_is_named_with_the_reason(tmp_path: Path, jobs: int) -> None:
    paths = lay(tmp_path, {"a.py": "", "b.py": ""})
    (tmp_path / "folder.py").mkdir()
    results = by_path(extract_all(tmp_path, [*paths, "gone.py", "folder.py"], jobs))
    assert [each.facts.path for each in results if isinstance(each, Extracted)] == ["a.py", "b.py"]
    assert [each for each in results if isinstance(each, Unreadable)] == [
        Unreadable("folder.py", "Is a directory"),
        Unreadable("gone.py", "No such file or directory"),
    ]


def test_the_workers_are_gone_after_the_last_result(tmp_path: Path) -> None:
    assert len(list(extract_all(tmp_path, lay(tmp_path, ordinary(5)), jobs=3))) == 5
    assert multiprocessing.active_children() == []


def test_the_workers_are_gone_when_nobody_asks_for_more_results(tmp_path: Path) -> None:
    results = extract_all(tmp_path, lay(tmp_path, ordinary(20)), jobs=3)
    next(results)
    assert len(multiprocessing.active_children()) == 3
    results.close()
    assert multiprocessing.active_children() == []


def test_the_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    paths = lay(tmp_path, ordinary(20))
    program = f"""
import multiprocessing, time
from pathlib import Path
from extractor.workers import extract_all
if __name__ == "__main__":
    results = extract_all(Path.cwd(), {paths!r}, 3)
    next(results)
    print(len(multiprocessing.active_children()), flush=True)
    time.sleep(600)
"""
    (tmp_path / "parent.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "parent.py"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "3\n"
        parent.kill()
        # The workers hold the other end of the pipe: it closes when the last of them is gone.
        assert parent.communicate(timeout=60) == ("", None)


def test_the_warnings_of_a_source_are_not_ours(tmp_path: Path) -> None:
    """Newer Pythons warn of an invalid escape wherever a string is evaluated, a docstring's too."""
    (tmp_path / "escapes.py").write_text('def f():\n    """a \\d b"""\n    return "\\w"\n', encoding="utf-8")
    command = [sys.executable, "-W", "always", "-m", "extractor", "show", "escapes.py"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "invalid escape" not in run.stderr
