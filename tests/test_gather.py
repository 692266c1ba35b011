"""The cache of facts: whatever it holds, the facts are those of the files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.errors import LintError
from extractor.facts import FileFacts, Problem, PythonFacts
from extractor.reading import cache, gather, tasks
from extractor.reading import fresh as reading
from extractor.reading.cache_folder import CacheFolder, find_cache
from extractor.reading.entry import FactsEntry
from extractor.system import installed

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="workers inherit what the test replaces by forking")

SOURCES = {"a.py": "def first(): pass\n", "b/c.py": "class Second: pass\n", "README.md": "# Third\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small repository whose files are old enough for their times to be trusted."""
    for path, text in SOURCES.items():
        _write(tmp_path / path, text, age=100)
    return tmp_path


def _write(path: Path, text: str, age: int) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    at = path.stat().st_mtime_ns - age * 1_000_000_000
    os.utime(path, ns=(at, at))


def _gathered(root: Path, cache_dir: str = "auto") -> list[FileFacts]:
    paths = sorted(path for path in SOURCES if (root / path).exists())
    return gather.gather(root, paths, 1, find_cache(root, cache_dir)).files()


def _cache(root: Path) -> CacheFolder:
    found = find_cache(root, "auto")
    assert found is not None
    return found


def _kept(root: Path) -> dict[str, FactsEntry]:
    """What the next run finds."""
    key = gather.key_of(gather._CODE, gather.PACKAGES)
    return cache.load(_cache(root), gather.FILE, dict[str, FactsEntry], key) or {}


def _extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that go to the workers from now on."""
    seen: list[str] = []
    extract_all = reading.extract_all

    def noted(root: Path, paths: list[str], jobs: int, to_lint: list[str]) -> object:
        seen.extend(paths)
        return extract_all(root, paths, jobs, to_lint)

    monkeypatch.setattr(reading, "extract_all", noted)
    return seen


def _functions(facts: FileFacts) -> list[str]:
    assert isinstance(facts.body, PythonFacts)
    return [each.name for each in facts.body.functions]


def test_a_second_run_extracts_nothing_and_says_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _gathered(root)
    seen = _extracted(monkeypatch)
    assert _gathered(root) == first == _gathered(root, cache_dir="")[:3]
    assert sorted(seen) == sorted(SOURCES), "only the run without a cache"


def test_only_what_changed_is_extracted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _gathered(root)
    seen = _extracted(monkeypatch)
    _write(root / "a.py", "def other(): pass\n", age=50)
    assert _functions(_gathered(root)[1]) == ["other"]
    assert seen == ["a.py"]


def test_a_change_that_keeps_size_and_time_is_seen_where_the_time_is_recent(root: Path) -> None:
    _write(root / "a.py", "def first(): pass\n", age=0)
    status = (root / "a.py").stat()
    _gathered(root)
    (root / "a.py").write_text("def 1irst(): pass\n".replace("1", "F"), encoding="utf-8")
    os.utime(root / "a.py", ns=(status.st_mtime_ns, status.st_mtime_ns))
    assert _functions(_gathered(root)[1]) == ["First"]


def test_a_new_time_alone_extracts_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _gathered(root)
    _write(root / "a.py", SOURCES["a.py"], age=10)
    seen = _extracted(monkeypatch)
    _gathered(root)
    assert seen == []


def test_a_file_that_is_gone_is_forgotten(root: Path) -> None:
    _gathered(root)
    (root / "a.py").unlink()
    assert [facts.path for facts in _gathered(root)] == ["README.md", "b/c.py"]
    assert set(_kept(root)) == {"README.md", "b/c.py"}


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"\x82\xa3key\xa1x", b"not msgpack at all" * 100])
def test_a_cache_that_cannot_be_read_counts_as_empty(root: Path, content: bytes) -> None:
    first = _gathered(root)
    (_cache(root).folder / "facts.msgpack").write_bytes(content)
    assert _gathered(root) == first


def test_half_a_cache_counts_as_empty(root: Path) -> None:
    first = _gathered(root)
    file = _cache(root).folder / "facts.msgpack"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert _kept(root) == {}
    assert _gathered(root) == first


def test_a_cache_of_other_code_counts_as_empty(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _gathered(root)
    monkeypatch.setattr(gather, "key_of", lambda *_: "another")
    assert _kept(root) == {}


def test_a_cache_that_cannot_be_written_changes_nothing(root: Path) -> None:
    folder = _cache(root).folder
    folder.parent.mkdir(0o700, exist_ok=True)
    folder.write_text("a file in its place", encoding="utf-8")
    assert [facts.path for facts in _gathered(root)] == sorted(SOURCES)


def test_the_cache_ignores_itself(root: Path) -> None:
    _gathered(root)
    assert (_cache(root).folder / ".gitignore").read_text(encoding="utf-8").endswith("\n*\n")
    assert (
        (_cache(root).folder / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
    )


def test_a_query_leaves_no_cache_behind(root: Path) -> None:
    gather.gather(root, sorted(SOURCES), 1, _cache(root), may_save=False)
    assert not _cache(root).folder.exists()


PICKLE = "import pickle\ndef first(): return pickle.loads(b'')\n"


def _rules(facts: FileFacts) -> list[str] | None:
    assert isinstance(facts.body, PythonFacts)
    return None if facts.body.findings is None else [each.rule for each in facts.body.findings]


@pytest.fixture
def linted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[list[str]]]:
    """Tells the paths of each run of the linter, in whatever process, from now on."""
    lint, log = tasks.lint, tmp_path / "linted.txt"

    def noted(texts: dict[str, str], within: str) -> object:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(sorted(texts))}\n")
        return lint(texts, within)

    monkeypatch.setattr(tasks, "lint", noted)
    return lambda: [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


@needs_fork
def test_findings_are_kept_with_the_facts(root: Path, linted: Callable[[], list[list[str]]]) -> None:
    _write(root / "a.py", PICKLE, age=100)
    first = _gathered(root)
    assert [_rules(each) for each in first[1:]] == [["S301"], []]
    assert _gathered(root) == first
    _write(root / "b/c.py", "eval('1')\n", age=50)
    assert [_rules(each) for each in _gathered(root)[1:]] == [["S301"], ["S307"]]
    assert linted() == [["a.py", "b/c.py"], ["b/c.py"]]


def test_what_does_not_parse_has_no_findings(root: Path) -> None:
    _write(root / "a.py", "pickle.loads(\n", age=100)
    assert isinstance(_gathered(root)[1].body, Problem)


@needs_fork
def test_without_ruff_all_else_is_done_and_nothing_unlinted_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_texts: object, _within: object) -> object:
        raise LintError("it does not work")

    _gathered(root)
    _write(root / "a.py", PICKLE, age=50)
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "lint", broken)
        gathered = gather.gather(root, sorted(SOURCES), 1, _cache(root))
        assert gathered.lint_problem == "it does not work"
        assert [_rules(each) for each in gathered.files()[1:]] == [None, []]
    assert set(_kept(root)) == {"README.md", "b/c.py"}
    assert _rules(_gathered(root)[1]) == ["S301"]


@needs_fork
def test_findings_of_another_content_count_for_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lint = tasks.lint

    def early(texts: dict[str, str], within: str) -> object:
        found = lint(texts, within)
        _write(root / "a.py", "eval('1')\n", age=20)
        return found

    _write(root / "a.py", PICKLE, age=100)
    monkeypatch.setattr(tasks, "lint", early)
    assert _rules(_gathered(root)[1]) is None
    assert "a.py" not in _kept(root)


def test_another_ruff_is_another_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = gather.key_of(gather._CODE, gather.PACKAGES)
    monkeypatch.setattr(cache, "versions", lambda names: {**installed.versions(names), "ruff": "0.0"})
    assert gather.key_of(gather._CODE, gather.PACKAGES) != key


def test_a_swap_that_keeps_size_and_an_old_time_is_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `cp -p` and `rsync -t` make it: the new content's time is that of the old one."""
    monkeypatch.setattr(cache, "_RACY_NS", 0)  # all times are old enough
    _gathered(root)
    status = (root / "a.py").stat()
    (root / "new").write_text("def First(): pass\n", encoding="utf-8")
    os.utime(root / "new", ns=(status.st_mtime_ns, status.st_mtime_ns))
    (root / "new").replace(root / "a.py")
    assert (root / "a.py").stat().st_size == status.st_size
    assert _functions(_gathered(root)[1]) == ["First"]
