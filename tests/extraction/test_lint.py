"""Ruff behind its door: what it says of texts, and what becomes of it when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import LintError
from extractor.extraction.file import read_source
from extractor.reading.lint import Source, _Diagnostic, _Location, lint, source_of

PICKLE = "import pickle\npickle.loads(b'')\n"


def rules(texts: dict[str, str]) -> dict[str, list[tuple[int, str]] | None]:
    found = lint(texts)
    return {path: None if each is None else [(one.line, one.rule) for one in each] for path, each in found.items()}


def test_findings_by_path_and_line() -> None:
    loop = "def f(a):\n    x = []\n    for b in a:\n        if b:\n            x.append(b)\n    return x\n"
    steep = "def f(a):\n" + "".join(f"    if a == {n}: print()\n" for n in range(11))
    assert rules({"b/a.py": PICKLE, "a.py": loop, "c.py": steep, "d.pyi": "x: int\n"}) == {
        "a.py": [(5, "PERF401")],
        "b/a.py": [(2, "S301")],
        "c.py": [(1, "C901")],
        "d.pyi": [],
    }


def test_other_rules_are_not_asked_and_noqa_counts() -> None:
    assert rules({"a.py": "import os\neval('1')  # noqa: S307\n"}) == {"a.py": []}


def test_words_are_no_findings() -> None:
    assert rules({"a.py": '"""pickle.loads, eval(x)"""\nmodel.eval()\n# exec("1")\n'}) == {"a.py": []}


def test_what_does_not_parse_has_no_findings() -> None:
    assert rules({"a.py": "def f(:\n", "b.py": PICKLE}) == {"a.py": None, "b.py": [(2, "S301")]}


def test_an_error_that_is_none_of_syntax_hides_no_finding() -> None:
    invalid = "def f(x):\n    x = 1\n    global x\ndef g():\n    match 1:\n        case x: pass\n        case _: pass\n"
    assert rules({"a.py": invalid + PICKLE}) == {"a.py": [(9, "S301")]}


def test_a_source_that_kills_ruff_costs_no_other() -> None:
    deadly = "x = " + "+".join(["1"] * 100_000) + "\n"
    texts = {f"{n}.py": PICKLE for n in range(5)} | {"3x.py": deadly}
    found = rules(texts)
    assert [found.pop(path) for path in list(found) if path != "3x.py"] == [[(2, "S301")]] * 5


def test_any_name_will_do() -> None:
    names = ["-dash.py", "node_modules/a.py", "a b[0]*.py", "build/x.py", "script", "ü.py"]
    assert rules(dict.fromkeys(names, PICKLE)) == {name: [(2, "S301")] for name in sorted(names)}


def test_a_file_that_holds_just_its_text_is_read_where_it_is(tmp_path: Path) -> None:
    names = ["-dash.py", "@a.py", "node_modules/a.py", "a b[0]*.py", "build/x.py", ".venv/s.pyi", "ü.py", " .py"]
    files = {name: tmp_path / name for name in names}
    for file in files.values():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(PICKLE.encode())
        assert source_of(file, PICKLE.encode(), PICKLE) == file
    (tmp_path / ".gitignore").write_text("*\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.ruff.lint]\nignore = ["S"]\n', encoding="utf-8")
    (tmp_path / "link.py").symlink_to("ü.py")
    (tmp_path / "folder").symlink_to("build")
    files |= {"link.py": tmp_path / "link.py", "other": tmp_path / "folder/x.py"}
    sources: dict[str, Source] = {**files, "copied.py": "x = 1\n"}
    assert {path: found and [each.rule for each in found] for path, found in lint(sources).items()} == {
        **{path: ["S301"] for path in files},
        "copied.py": (),
    }


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.py", b"\xef\xbb\xbfx = 1\n"),
        ("a.py", b"x = 1\r\n"),
        ("a.py", b"# coding: latin-1\nx = '\xfc'\n"),
        ("a\nb.py", b"x = 1\n"),
        ("a.pyw", b"x = 1\n"),
        ("SConstruct", b"x = 1\n"),
    ],
)
def test_of_any_other_file_ruff_reads_a_copy(name: str, data: bytes) -> None:
    assert source_of(Path(name), data, text := read_source("a.py", data)) == text


def test_a_file_that_kills_ruff_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "deadly.py").write_text("x = " + "+".join(["1"] * 100_000) + "\n", encoding="utf-8")
    found = lint({"1.py": PICKLE, "deadly.py": tmp_path / "deadly.py", "z.py": PICKLE})
    assert [found[path] and len(found[path] or ()) for path in ("1.py", "z.py")] == [1, 1]


def test_nothing_around_shapes_the_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ruff.toml").write_text('[lint]\nignore = ["S"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("RUFF_OUTPUT_FILE", str(tmp_path / "stolen"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert rules({"a.py": PICKLE}) == {"a.py": [(2, "S301")]}


def test_an_answer_about_another_file_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [_Diagnostic("S301", "A message", "elsewhere.py", _Location(1))]
    monkeypatch.setattr("extractor.reading.lint._diagnostics", lambda _folder, _files: answer)
    with pytest.raises(LintError, match=r"not given \(elsewhere\.py\)"):
        lint({"a.py": PICKLE})


def test_without_texts_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ruff.find_ruff_bin", lambda: "/nowhere")
    assert lint({}) == {}


@pytest.mark.parametrize("executable", ["/nowhere/ruff", "false", "true"])
def test_ruff_that_does_not_work_is_an_error(executable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ruff.find_ruff_bin", lambda: executable)
    with pytest.raises(LintError, match="reinstall extractor"):
        lint({"a.py": PICKLE, "b.py": PICKLE})
