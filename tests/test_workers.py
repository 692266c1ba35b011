"""Files extracted by worker processes, and what an accident costs: its file, until it is over."""

from __future__ import annotations

import errno
import faulthandler
import gc
import multiprocessing
import multiprocessing.context
import os
import shutil
import signal
import struct
import subprocess
import sys
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import pytest

from extractor.errors import ExitCode, ProcessError
from extractor.extraction.file import extract_file
from extractor.facts import Unreadable
from extractor.pipeline import build
from extractor.publish.write import check
from extractor.reading import pool, tasks
from extractor.reading.tasks import Extracted, Linted, extract_all
from extractor.workspace.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from extractor.facts import FileFacts
    from extractor.reading.tasks import Answer

KILLER = "killer"
"""How the name of a file begins that ends every process which reads it."""

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
    monkeypatch.setattr(tasks, "lint", lambda _texts, _within: os.kill(os.getpid(), signal.SIGKILL))
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


def plant(monkeypatch: pytest.MonkeyPatch, accident: Callable[[], object], times: int = -1) -> None:
    """Let `accident` happen where a file of a killer's name is extracted, so many times (-1: always)."""
    left = multiprocessing.get_context("fork").Value("i", times)

    def extract(path: str, data: bytes) -> FileFacts:
        if path.startswith(KILLER) and left.value:
            left.value -= 1
            accident()
        return extract_file(path, data)

    monkeypatch.setattr(tasks, "extract_file", extract)


def die(number: int = signal.SIGKILL) -> None:
    os.kill(os.getpid(), number)


def recurse() -> None:
    recurse()


def burn() -> None:
    while True:
        pass


def hoard() -> None:
    held = [bytes(100_000_000) for _ in range(100)]
    raise AssertionError(len(held))


def leave() -> None:
    sys.stderr.flush()
    os._exit(3)


ACCIDENTS: dict[str, tuple[Callable[[], object], str]] = {
    "killed": (die, "was killed by signal 9, as it is where memory is short"),
    "crashed": (partial(die, signal.SIGSEGV), "was killed by signal 11"),
    "ended": (leave, "ended with 3"),
    "stopped": (partial(die, signal.SIGSTOP), "did nothing for 0.6 seconds"),
    "busy": (burn, "took more than 0.6 seconds of processor time"),
    "memory": (hoard, "had not enough memory"),
    "stack": (recurse, "had not enough memory"),
}
SHORT = pool.Bounds(cpu=0.6, idle=0.6)
FILES = {"a.py": "def f(): pass\n", "killer.py": "x = 1\n", "z.py": "def g(): pass\n"}


@needs_fork
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_accident_that_happens_twice_is_an_error_of_its_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accident: str, jobs: int
) -> None:
    happens, reason = ACCIDENTS[accident]
    plant(monkeypatch, happens)
    if accident in ("stopped", "busy"):
        monkeypatch.setattr(tasks, "USUAL", SHORT)
    results = by_path(extract_all(tmp_path, lay(tmp_path, FILES), jobs))
    advice = "run extractor again, or leave the file out with extend-exclude"
    assert results == [
        Extracted(extract_file("a.py", FILES["a.py"].encode())),
        Unreadable("killer.py", f"the process that read it {reason}, twice; {advice}"),
        Extracted(extract_file("z.py", FILES["z.py"].encode())),
    ]


@needs_fork
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_accident_that_happens_once_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accident: str
) -> None:
    plant(monkeypatch, ACCIDENTS[accident][0], times=1)
    if accident in ("stopped", "busy"):
        monkeypatch.setattr(tasks, "USUAL", SHORT)
    assert extracted(tmp_path, lay(tmp_path, FILES), 2) == {
        path: extract_file(path, text.encode()) for path, text in FILES.items()
    }


@needs_fork
@pytest.mark.parametrize("jobs", [1, 2])
def test_several_killers_in_one_run_cost_themselves_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    # In a row, in front, in between and at the end: what waits behind a killer must not be lost with it.
    plant(monkeypatch, die)
    killers = {f"killer_{number}.py": "" for number in range(4)}
    lay(tmp_path, killers | ordinary(5))
    paths = [*[*killers][:2], *ordinary(3), *[*killers][2:3], "ordinary_3.py", "ordinary_4.py", *[*killers][3:]]
    results = list(extract_all(tmp_path, paths, jobs))
    assert sorted(each.facts.path for each in results if isinstance(each, Extracted)) == [*ordinary(5)]
    assert sorted(each.path for each in results if isinstance(each, Unreadable)) == [*killers]


@needs_fork
def test_a_worker_that_is_stopped_while_it_answers_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent has begun to read an answer then, the rest of which does not come."""

    def half(task: str) -> bytes:
        if task == "large":  # the message says that more follows than does
            connection = next(each for each in gc.get_objects() if isinstance(each, Connection) and not each.closed)
            os.write(connection.fileno(), struct.pack("!i", 1_000) + b"begun")
            die(signal.SIGSTOP)
        return task.encode()

    monkeypatch.setattr(pool, "USUAL", pool.Bounds(idle=1))
    monkeypatch.setattr(gc, "freeze", lambda: None)
    answers = dict(pool.work_off(["small", "large"], half, 1))
    assert answers["small"] == b"small"
    assert isinstance(answers["large"], pool.Dead)


@needs_fork
@pytest.mark.parametrize("started", [0, 1, 2])
def test_fewer_processes_do_where_the_system_starts_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: int
) -> None:
    start, count = multiprocessing.context.ForkProcess.start, iter(range(100))

    def limited(self: multiprocessing.context.ForkProcess) -> None:
        if next(count) >= started:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        start(self)

    monkeypatch.setattr(multiprocessing.context.ForkProcess, "start", limited)
    paths = lay(tmp_path, ordinary(9))
    if started:
        assert len(extracted(tmp_path, paths, 3)) == len(paths)
    else:
        with pytest.raises(ProcessError, match="no process can be started: Resource temp"):
            list(extract_all(tmp_path, paths, 3))


@needs_fork
def test_an_accident_is_named_leaves_pages_as_they_are_and_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, cache = tmp_path / "repository", tmp_path / "cache"
    root.mkdir()
    lay(root, {"killer.py": "def killer(): pass\n", "user.py": "from killer import killer\n", "other.py": "x = 1\n"})
    config = Config(project="Test", jobs=2, cache_dir=str(cache))
    assert build(root, config).exit_code(strict=False) == ExitCode.OK
    before = pages(root)

    lay(root, {"killer.py": "def killer(): return 2\n", "other.py": "y = 1\n"})
    plant(monkeypatch, die)
    outcome = build(root, config)
    assert outcome.exit_code(strict=False) == ExitCode.ERROR
    assert [each.path for each in outcome.unreadable] == ["killer.py"]
    after = pages(root)
    assert [path for path in after if after[path] != before.get(path)] == [
        "docs/other.py_kw.md",
        "docs/other.py_docs.md",
    ]
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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, {"killer.py": "def killer(): pass\n", "user.py": "from killer import killer\n"})
    plant(monkeypatch, die)
    outcome = build(tmp_path, Config(project="Test", jobs=2, cache_dir=""))
    assert outcome.exit_code(strict=False) == ExitCode.ERROR
    names = {path.rpartition("/")[2] for path in pages(tmp_path)}
    assert {"user.py_docs.md", "user.py_kw.md", "index.md", "keywords.md"} <= names
    assert "killer.py_docs.md" not in names


def pages(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.md")}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_has_gone_or_cannot_be_read_is_named_with_the_reason(tmp_path: Path, jobs: int) -> None:
    paths = lay(tmp_path, {"a.py": "", "b.py": ""})
    (tmp_path / "folder.py").mkdir()
    results = by_path(extract_all(tmp_path, [*paths, "gone.py", "folder.py"], jobs))
    assert [each.facts.path for each in results if isinstance(each, Extracted)] == ["a.py", "b.py"]
    assert [each for each in results if isinstance(each, Unreadable)] == [
        Unreadable("folder.py", "folder.py is no regular file"),
        Unreadable("gone.py", "No such file or directory"),
    ]


@needs_fork
def test_a_killer_that_has_gone_when_its_death_is_noticed_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fatal(path: str, data: bytes) -> FileFacts:
        (tmp_path / path).unlink()
        os.kill(os.getpid(), signal.SIGSEGV)
        raise AssertionError

    monkeypatch.setattr(tasks, "extract_file", fatal)
    assert list(extract_all(tmp_path, lay(tmp_path, {"a.py": ""}), jobs=1)) == [
        Unreadable("a.py", "No such file or directory")
    ]


@needs_fork
@pytest.mark.parametrize("files", [ordinary(5), {"killer.py": ""}], ids=["ordinary", "killer"])
def test_the_workers_are_gone_after_the_last_result(
    tmp_path: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, die)
    assert len(list(extract_all(tmp_path, lay(tmp_path, files), jobs=3))) == len(files)
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
from extractor.reading.tasks import extract_all
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
