"""The interface for programs: its names, its types as mypy sees them, the example of the README, and its promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import extractor
from extractor import api
from extractor.facts import PythonFacts

PROJECT = Path(__file__).parents[1]
FIXTURE = PROJECT / "fixtures" / "pytorch"
NAMES = """Comparison Config ExtractorError FileFacts Outcome Repository __version__ build compare extract load_config
read render""".split()
MODULE = "torch/distributed/tensor/experimental/_func_map.py"
PROGRAM = """
from pathlib import Path

import extractor
from extractor import Comparison, Config, ExtractorError, FileFacts, Outcome, Repository

def use(root: Path, data: bytes) -> None:
    facts: FileFacts = extractor.extract("a.py", data)
    config: Config = extractor.load_config(root, output_dir="pages", jobs=1)
    repository: Repository = extractor.read(root, config)
    names: list[str] = [path for path in repository.files]
    target = repository.resolve("a.py", "b.C", "f")
    where: tuple[str, str] | None = None if target is None else (target.path, target.qualname)
    importers: tuple[str, ...] = repository.imported_by("a.py")
    tests: list[str] = [use.path for use in repository.tests_of("a.py")]
    page: str = extractor.render(repository, "a.py", "kw")
    outcome: Outcome = extractor.build(root, config, mode="check")
    changed: Comparison = extractor.compare(root, "HEAD", config)
    print(extractor.__version__, facts.path, names, where, importers, tests, page, outcome.changes, changed.changes)

try:
    use(Path(), b"")
except ExtractorError as error:
    print(error)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURE, tmp_path / "repository")
    return tmp_path / "repository"


def python(code: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments, "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_its_names_are_these_and_each_is_there() -> None:
    assert extractor.__all__ == NAMES
    assert dir(extractor) == NAMES
    assert sorted([*api.__all__, "__version__"]) == NAMES
    assert all(getattr(extractor, name) for name in NAMES)
    assert all(getattr(extractor, name).__doc__ for name in NAMES if name != "__version__")
    with pytest.raises(AttributeError, match="nothing"):
        _ = extractor.nothing  # type: ignore[attr-defined]


def test_it_is_imported_when_it_is_asked_for(tmp_path: Path) -> None:
    code = "import sys, extractor; print(*sorted(m for m in sys.modules if m.split('.')[0] in ('extractor', 'libcst')))"
    assert python(code, folder=tmp_path).stdout.split() == ["extractor", "extractor.version"]


def test_no_package_takes_the_name_of_a_function(tmp_path: Path) -> None:
    code = (
        "import extractor.cli, extractor.api, extractor as e; print(*(callable(getattr(e, n)) for n in e.__all__[7:]))"
    )
    assert python(code, folder=tmp_path).stdout.split() == ["True"] * 6


def test_a_program_that_uses_all_of_it_has_the_types_that_mypy_sees(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "program.py"]
    shown = {**os.environ, "MYPYPATH": str(PROJECT)}  # which an editable installation does not tell mypy
    done = subprocess.run(command, cwd=tmp_path, env=shown, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout == "Success: no issues found in 1 source file\n", done.stdout + done.stderr
    wrong = PROGRAM.replace('mode="check"', 'mode="cheque"').replace("names: list[str]", "names: list[int]")
    (tmp_path / "program.py").write_text(wrong, encoding="utf-8")
    done = subprocess.run(command, cwd=tmp_path, env=shown, capture_output=True, encoding="utf-8", check=False)
    assert "Found 2 errors" in done.stdout, done.stdout


def test_the_example_of_the_readme_prints_what_it_says(root: Path) -> None:
    section = (PROJECT / "README.md").read_text(encoding="utf-8").partition("### From Python\n")[2]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert code is not None
    expected = [line.rpartition("  # ")[2] for line in code[1].splitlines() if line.startswith("print(")]
    done = python(code[1], folder=root)
    assert done.stderr == ""
    assert done.stdout.splitlines() == expected
    assert len(expected) >= 4


def test_what_it_reads_and_renders_is_what_the_commands_say(root: Path) -> None:
    before = sorted(root.rglob("*"))
    repository = extractor.read(root)
    assert sorted(root.rglob("*")) == before
    outcome = extractor.build(root)
    pages = {each.path for each in outcome.done if each.action == "create"}
    assert outcome.count("create") == len(pages) > 2 * len(repository.files)
    for path in repository.files:
        for page, end in (("docs", "_docs.md"), ("kw", "_kw.md")):
            text = (root / "docs" / f"{path}{end}").read_text(encoding="utf-8")
            assert extractor.render(repository, path, page) == text  # type: ignore[arg-type]
        assert extractor.extract(path, (root / path).read_bytes()).body == without_lint(repository.files[path]).body
    assert extractor.build(root, mode="check").changes == 0
    (root / MODULE).write_text("x = 1\n", encoding="utf-8")
    patches = [each.patch for each in extractor.build(root, mode="diff").done if each.patch]
    assert any(b"+x = 1" in patch for patch in patches)
    with pytest.raises(extractor.ExtractorError, match="changed"):
        extractor.render(repository, MODULE)
    for ask in (repository.imported_by, repository.tests_of, lambda path: repository.resolve(path, "x")):
        with pytest.raises(KeyError):
            ask("nothing.py")


def without_lint(facts: extractor.FileFacts) -> extractor.FileFacts:
    if not isinstance(facts.body, PythonFacts):
        return facts
    return msgspec.structs.replace(facts, body=msgspec.structs.replace(facts.body, findings=None))


@pytest.mark.parametrize(
    ("path", "data"),
    [("a.py", b"def f(:\n"), ("a.py", b"\xff\xfe"), ("a.py", b"(" * 100_000), ("a.md", b"#" * 100_000), ("", b"\0")],
)
def test_extracting_never_raises(path: str, data: bytes) -> None:
    assert extractor.extract(path, data).size == len(data)


def test_what_a_program_may_act_on_is_one_kind_of_error(tmp_path: Path) -> None:
    with pytest.raises(extractor.ExtractorError, match="no such setting"):
        extractor.load_config(tmp_path, output_folder="x")
    with pytest.raises(extractor.ExtractorError):
        extractor.compare(tmp_path, "HEAD")


def test_a_root_that_is_no_folder_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for root in (tmp_path / "nowhere" / "deep", tmp_path / "file", "a\0b"):
        for ask in (
            extractor.load_config,
            extractor.read,
            extractor.build,
            lambda path: extractor.compare(path, "HEAD"),
        ):
            with pytest.raises(extractor.ExtractorError, match="give the folder of a repository"):
                ask(root)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_what_the_commands_refuse_programs_are_refused(root: Path) -> None:
    with pytest.raises(extractor.ExtractorError, match="nope: there is no such folder of templates"):
        extractor.load_config(root, templates="nope")
    with pytest.raises(
        extractor.ExtractorError, match="mode 'Write': there is no such one; there are write, check, diff"
    ):
        extractor.build(root, mode="Write")  # type: ignore[arg-type]
    repository = extractor.read(root)
    with pytest.raises(extractor.ExtractorError, match="page 'index': there is no such one; there are docs, kw"):
        extractor.render(repository, MODULE, "index")  # type: ignore[arg-type]
    (root / "mine").mkdir()
    (root / "mine" / "docs.md.jinja").write_text("no footer\n", encoding="utf-8")
    with pytest.raises(extractor.ExtractorError, match="does not end with the line"):
        extractor.render(extractor.read(root, extractor.load_config(root, templates="mine")), MODULE)


def test_settings_made_by_hand_are_checked_as_those_of_a_file(root: Path) -> None:
    for config, told in (
        (extractor.Config(output_dir="../elsewhere"), "output-dir"),
        (extractor.Config(index_limit="many"), "index-limit"),  # type: ignore[arg-type]
        ({}, "config: expected a Config, found dict"),
    ):
        for ask in (extractor.read, extractor.build, lambda path, given: extractor.compare(path, "HEAD", given)):
            with pytest.raises(extractor.ExtractorError, match=told):
                ask(root, config)  # type: ignore[operator]
    assert not (root.parent / "elsewhere").exists()
    assert extractor.read(root, extractor.Config(exclude=("torch/",))).files.keys() < extractor.read(root).files.keys()
