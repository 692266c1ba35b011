"""`extractor config`: the effective settings, their origins, and the sources of a build."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import tomli
from helpers.command import Run
from helpers.command import run_command as run
from hypothesis import given
from hypothesis import strategies as st
from test_cli import FILES, lay

from extractor.commands.settings import as_json, as_text, toml_value
from extractor.workspace.config import SETTINGS, Config, find_root, load

ONE_LINE = st.text(st.characters(exclude_categories=["C"]))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return lay(tmp_path / "repository", dict(FILES))


def rows(text: str) -> dict[str, tuple[str, str]]:
    """Origin and value of each line by key, cut where the columns of the first line are."""
    head, *lines = text.splitlines()
    origin, value = head.index("origin"), head.index("value")
    return {line[:origin].strip(): (line[origin:value].strip(), line[value:]) for line in lines}


# Origins


def test_every_setting_has_its_origin(tmp_path: Path) -> None:
    lay(tmp_path, {"pyproject.toml": '[project]\nname = "x"\n[tool.extractor]\njobs = 3\nstrict = true\n'})
    root = find_root(tmp_path)
    config = load(root.folder, root.file, {"jobs": 2, "prune": None})
    assert config.origins == {
        "jobs": "command line",
        "strict": "pyproject.toml [tool.extractor]",
        "project": "pyproject.toml [project] name",
    }
    assert {config.origin(key) for key in SETTINGS if key not in config.origins} == {"default"}


def test_an_empty_name_has_the_origin_of_the_one_in_its_place(tmp_path: Path) -> None:
    lay(tmp_path, {"extractor.toml": 'project = ""\n', "package.json": '{"name": "x"}'})
    root = find_root(tmp_path)
    config = load(root.folder, root.file)
    assert (config.project, config.origin("project")) == ("x", "package.json name")


def test_a_file_elsewhere_is_an_origin_in_full(tmp_path: Path) -> None:
    file = lay(tmp_path, {"etc/my.toml": "jobs = 1\n"}) / "etc" / "my.toml"
    assert load(tmp_path, file).origin("jobs") == str(file)


# The command


def test_settings_are_lines_in_columns(repository: Path) -> None:
    lay(repository, {"extractor.toml": 'project = "Test"\nexclude = []\n[roles]\n"pkg" = "the core"\n'})
    code, out, err = run("config", "-o", "site", "--no-cache", cwd=repository)
    assert (code, err) == (0, "")
    found = rows(out)
    assert list(found) == list(SETTINGS)
    assert found["project"] == ("extractor.toml", '"Test"')
    assert found["exclude"] == ("extractor.toml", "[]")
    assert found["roles"] == ("extractor.toml", '{ "pkg" = "the core" }')
    assert found["output-dir"] == ("command line", '"site"')
    assert found["cache-dir"] == ("command line", '""')
    assert found["strict"] == ("default", "false")
    assert not any(line != line.rstrip() for line in out.splitlines())


def test_settings_are_json_with_sorted_keys(repository: Path) -> None:
    code, out, err = run("config", str(repository), "--format", "json", "--include", "*.py", cwd=repository.parent)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found) == sorted(SETTINGS)
    assert found["project"] == {"origin": "extractor.toml", "value": "Test"}
    assert found["include"] == {"origin": "command line", "value": ["*.py"]}
    assert found["jobs"] == {"origin": "default", "value": 0}
    assert out == json.dumps(found, indent=2, sort_keys=True) + "\n"


@given(
    st.fixed_dictionaries(
        {"project": ONE_LINE, "include": st.lists(ONE_LINE), "roles": st.dictionaries(ONE_LINE, ONE_LINE)}
    )
)
def test_the_values_of_a_text_are_toml(values: dict[str, object]) -> None:
    for value in values.values():
        assert tomli.loads(f"value = {toml_value(value)}")["value"] == value


def test_every_default_is_shown_as_it_is() -> None:
    shown = {key: tomli.loads(f"value = {value}")["value"] for key, (_, value) in rows(as_text(Config())).items()}
    assert shown == {key: each["value"] for key, each in json.loads(as_json(Config())).items()}


def test_a_wrong_setting_is_refused_as_it_is_by_build(repository: Path) -> None:
    lay(repository, {"extractor.toml": "line-number = 1\n"})
    message = "error: extractor.toml: line-number: no such setting; did you mean line-numbers?\n"
    assert run("config", cwd=repository) == Run(2, "", message) == run("build", cwd=repository)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-v"], "--verbose names the files left out, and is for --list-files: give both"),
        (
            ["--list-files", "--format", "json"],
            "--list-files prints a path a line, --format json prints the settings: give one of them",
        ),
    ],
)
def test_options_that_contradict_each_other_are_refused(repository: Path, arguments: list[str], message: str) -> None:
    assert run("config", *arguments, cwd=repository) == Run(2, "", f"error: {message}\n")


def test_the_listed_files_are_those_that_a_build_documents(repository: Path) -> None:
    lay(repository, {"B.py": "", "a.lock": "", "x.bin": b"\0", "docs/own.md": "# Own\n"})
    listed = run("config", "--list-files", cwd=repository)
    assert listed == Run(0, "".join(f"{path}\n" for path in sorted([*FILES, "B.py"])), "")
    assert run("build", cwd=repository).code == 0
    pages = {path.relative_to(repository / "docs").as_posix() for path in (repository / "docs").rglob("*_docs.md")}
    assert {f"{path}_docs.md" for path in listed.out.splitlines()} == pages
    assert run("config", "--list-files", cwd=repository) == listed


def test_verbosely_every_file_left_out_is_named_with_the_reason(repository: Path) -> None:
    ignored = {
        ".gitignore": "*.log\nbuild/\n",
        "a.log": "",
        "build/a.py": "",
        "a.lock": "",
        "x.py": b"\0",
        "docs/a": "",
    }
    lay(repository, ignored)
    code, out, err = run("config", "--list-files", "-v", "--include", "*.py", cwd=repository)
    assert (code, out) == (0, "pkg/__init__.py\npkg/core.py\n")
    assert err.splitlines() == [
        "left out: .gitignore matches no pattern of `include`",
        "left out: README.md matches no pattern of `include`",
        "left out: a.lock matches a pattern of `exclude` or `extend-exclude`",
        "left out: a.log is ignored by git",
        "left out: build is ignored by git",
        "left out: docs is the output directory",
        "left out: extractor.toml matches no pattern of `include`",
        "left out: x.py is a binary file",
    ]


def test_what_git_does_not_track_is_named_where_only_that_is_asked_for(repository: Path) -> None:
    lay(repository, {"extractor.toml": "tracked = true\n", "a.lock": ""})
    for command in (["init", "--quiet"], ["add", "pkg"]):
        subprocess.run(["git", *command], cwd=repository, check=True)
    assert run("config", "--list-files", "-v", cwd=repository) == Run(
        0,
        "pkg/__init__.py\npkg/core.py\n",
        "left out: .git is git's own\n"
        "left out: README.md is not tracked by git\n"
        "left out: a.lock matches a pattern of `exclude` or `extend-exclude`\n"
        "left out: extractor.toml is not tracked by git\n",
    )


def test_listing_files_writes_nothing(repository: Path) -> None:
    before = sorted(repository.rglob("*"))
    assert run("config", "--list-files", cwd=repository).code == 0
    assert sorted(repository.rglob("*")) == before
