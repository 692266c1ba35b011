"""Files extracted by worker processes, and what the death of one costs: the depth of one file."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from extractor import workers
from extractor.config import Config
from extractor.extract import extract_file
from extractor.facts import Problem, PythonFacts
from extractor.pipeline import build
from extractor.workers import Extracted, Linted, Unreadable, extract_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from extractor.facts import FileFacts
    from extractor.workers import Answer

BRACKETS = f"x = {'[' * 3000}{']' * 3000}\n"
ELIFS = "if a:\n    pass\n" + "".join(f"elif a == {number}:\n    pass\n" for number in range(20_000))
TOO_DEEP = Problem(kind="crash", reason="it is nested too deeply for the parser")
"""What stands in for the facts of a file that kills LibCST's native parser."""

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


@pytest.mark.parametrize("killer", [BRACKETS, ELIFS], ids=["brackets", "elifs"])
def test_a_file_that_kills_the_parser_costs_its_own_depth_only(tmp_path: Path, killer: str) -> None:
    paths = lay(tmp_path, {"a.py": "def f(): pass\n", "killer.py": killer, "z.py": "def g(): pass\n"})
    found = extracted(tmp_path, paths, jobs=1)
    assert found["killer.py"].body == TOO_DEEP
    assert found["killer.py"].size == len(killer)
    for path in ("a.py", "z.py"):
        assert found[path] == extract_file(path, (tmp_path / path).read_bytes())


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_killers_in_one_run_cost_their_own_depth_only(tmp_path: Path, jobs: int) -> None:
    # In a row, in front, in between and at the end: what waits behind a killer must not be lost with it.
    killers = {f"killer_{number}.py": BRACKETS for number in range(4)}
    lay(tmp_path, killers | ordinary(5))
    paths = [*[*killers][:2], *ordinary(3), *[*killers][2:3], "ordinary_3.py", "ordinary_4.py", *[*killers][3:]]
    found = extracted(tmp_path, paths, jobs)
    assert sorted(found) == sorted(paths)
    assert {path for path, facts in found.items() if facts.body == TOO_DEEP} == {*killers}
    assert sum(isinstance(facts.body, PythonFacts) for facts in found.values()) == 5


def test_the_page_of_a_file_that_kills_the_parser_says_so(tmp_path: Path) -> None:
    lay(tmp_path, {"killer.py": BRACKETS, "other.py": "def f(): pass\n"})
    outcome = build(tmp_path, Config(project="Test", jobs=1))
    assert [facts.path for facts in outcome.unparsed] == ["killer.py"]
    assert outcome.unreadable == ()
    page = (tmp_path / "docs" / "killer.py_docs.md").read_text(encoding="utf-8")
    assert "*This file could not be parsed: it is nested too deeply for the parser.*\n" in page
    assert BRACKETS in page
    assert "1 function(s)" in (tmp_path / "docs" / "other.py_docs.md").read_text(encoding="utf-8")


@needs_fork
def test_a_worker_that_the_system_kills_is_out_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fatal(path: str, data: bytes) -> FileFacts:
        if path == "large.py":
            os.kill(os.getpid(), signal.SIGKILL)
        return extract_file(path, data)

    monkeypatch.setattr(workers, "extract_file", fatal)
    found = extracted(tmp_path, lay(tmp_path, {**ordinary(3), "large.py": "x = 1\n"}), jobs=2)
    assert found["large.py"].body == Problem(kind="memory", reason="it takes more memory to parse than there is")
    assert sum(isinstance(facts.body, PythonFacts) for facts in found.values()) == 3


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


@needs_fork
def test_a_killer_that_has_gone_when_its_death_is_noticed_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fatal(path: str, data: bytes) -> FileFacts:
        (tmp_path / path).unlink()
        os.kill(os.getpid(), signal.SIGSEGV)
        raise AssertionError

    monkeypatch.setattr(workers, "extract_file", fatal)
    assert list(extract_all(tmp_path, lay(tmp_path, {"a.py": ""}), jobs=1)) == [
        Unreadable("a.py", "No such file or directory")
    ]


@pytest.mark.parametrize("files", [ordinary(5), {"killer.py": BRACKETS}], ids=["ordinary", "killer"])
def test_the_workers_are_gone_after_the_last_result(tmp_path: Path, files: dict[str, str]) -> None:
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
