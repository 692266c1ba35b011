"""What is printed acts on nothing: not on a terminal, not in the log of a CI."""
# ruff: noqa: E501 (tables as they are)

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.cli import run
from extractor.system.terminal import as_lines, printable, printable_json, printable_lines

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "\x1b[31m\x9b1m\x7f\r\n::error::planted\n##[error]x\n##vso[task.x]\u202e\u2066\u200b\u2028\ufeff\U000e0041\ud800\udcff"
"""ESC, CSI, DEL, CR, LF, commands of GitHub, Azure, bidirectional, unseen and other separators, halves of characters."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pkg/mod.py: stale (é, 日本, 🐍)", "pkg/mod.py: stale (é, 日本, 🐍)"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\r\n::error::b", r"a\r\n::error::b"),
        ("::error::b", r"\x3a:error::b"),
        (" \t::error::b", r" \t::error::b"),
        ("  ::stop-commands::b", r"  \x3a:stop-commands::b"),
        ("pkg::name", "pkg::name"),
        ("a ##[error]b ##vso[x] ##teamcity[y]", r"a #\x23[error]b #\x23vso[x] #\x23teamcity[y]"),
        ("## heading", "## heading"),
        ("\x7f\x85\x9b\xa0\xad", r"\x7f\x85\x9b\xa0\xad"),
        ("a\u202eb\u2066c\u200bd\ufeffe", r"a\u202eb\u2066c\u200bd\ufeffe"),
        ("\u2028\u2029\U000e0041\u3164", r"\u2028\u2029\U000e0041\u3164"),
        ("\udcff\ud800", r"\xff\ud800"),
        ("C:\\new", "C:\\new"),
    ],
)
def test_what_would_act_is_an_escape_and_all_else_is_itself(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_no_character_that_acts_gets_through_and_no_other_is_touched() -> None:
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        if number % 256 and unicodedata.category(character) in ("Cn", "Co"):
            continue  # three quarters of all, which are nothing yet
        shown = printable(character)
        assert shown.isprintable()
        if unicodedata.category(character)[0] in "LNP" and len(shown) > 1:
            assert not character.isprintable() or shown.startswith("\\u")
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            assert shown.startswith("\\")


@given(st.text(st.one_of(st.characters(), st.sampled_from(HOSTILE + "#:[ "))))
def test_a_printable_text_is_one_line_and_printable_as_it_is(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown
    assert not shown.lstrip().startswith("::")
    assert "##[" not in shown
    assert as_lines([text]).count("\n") == 1
    assert printable_lines(text).count("\n") == text.count("\n")


@given(st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(HOSTILE[:-2] + "#:[ "))))
def test_printable_json_says_the_same(text: str) -> None:
    document = json.dumps({text: [text]}, ensure_ascii=False)
    shown = printable_json(document)
    assert json.loads(shown) == {text: [text]}
    assert shown.isprintable()
    assert "##[" not in shown


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose names and values would act on a terminal and in a log; the commands share it."""
    names = ["a\n::error::planted.py", "b\r##[error]planted.py", "c\x1b[31m.py", "d\u202e.py", "::error::planted.md"]
    root = tmp_path_factory.mktemp("hostile")
    for name in names:
        (root / name).write_text("def f(x='\x1b[31m\x9b\u202e'): pass\nV = '\x1b]0;owned\x07'\n(\n", encoding="utf-8")
        (root / f"x{name}").write_text(
            "def f(x='\x1b[31m\x9b\u202e'): pass\nV = '\x1b]0;owned\x07'\n", encoding="utf-8"
        )
    return root


@pytest.mark.skipif(os.name == "nt", reason="no such names")
@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--no-cache"),
        ("build", "--no-cache", "-v", "--strict"),
        ("build", "--no-cache", "--check"),
        ("build", "--no-cache", "--check", "--output-format", "json"),
        ("build", "--no-cache", "--check", "--output-format", "github"),
        ("find", "f"),
        ("find", "V"),
        ("find", "f", "--format", "json"),
        ("config",),
        ("config", "--list-files", "-v"),
        ("clean", "--dry-run"),
        ("nope\n::error::planted",),
        ("build", "a\n::error::planted\x1b"),
        ("show", "c\x1b[31m.py", "--format", "json"),
    ],
)
def test_nothing_of_a_repository_acts_on_what_shows_the_output(
    hostile: Path,
    arguments: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(hostile)
    run([*arguments])
    for stream in capfdbinary.readouterr():
        for line in stream.decode("utf-8").split("\n"):
            assert line.isprintable(), line
            assert "##[" not in line
            is_ours = arguments[-1] == "github" and line.startswith(("::error file=", "::warning file=", "::error::"))
            assert is_ours or not line.lstrip().startswith("::"), line


def test_a_patch_is_exact_and_no_command_to_githubs_runner(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("::error::planted\n", encoding="utf-8")
    command = [sys.executable, "-m", "extractor", "build", "--no-cache", "--diff", "-q"]
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    exact = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False).stdout
    assert exact.startswith(b"diff --git ")
    environment["GITHUB_ACTIONS"] = "true"
    shown = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False).stdout
    first, rest = shown.split(b"\n", 1)
    token = first.removeprefix(b"::stop-commands::")
    assert len(token) == 32
    assert rest == exact + b"::" + token + b"::\n"
    for patch in (exact, shown):
        applied = subprocess.run(["git", "apply"], cwd=tmp_path, input=patch, capture_output=True, check=False)
        assert applied.returncode == 0, applied.stderr
        for page in (tmp_path / "docs").rglob("*.md"):
            page.unlink()
