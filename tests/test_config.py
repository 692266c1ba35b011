"""Settings: where they come from, what they turn into, and what is said about wrong ones."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from extractor import config as config_module
from extractor.config import DEFAULT_EXCLUDE, SETTINGS, Config, Root, find_root, load
from extractor.errors import ConfigError
from extractor.gitignore import Rules, as_bytes

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def settings(folder: Path, text: str, **overrides: object) -> Config:
    """The settings of an `extractor.toml` with the text, and of overrides with their underscores made hyphens."""
    file = write(folder / "extractor.toml", text)
    return load(folder, file, {key.replace("_", "-"): value for key, value in overrides.items()})


def refusal(folder: Path, text: str, **overrides: object) -> str:
    with pytest.raises(ConfigError) as raised:
        settings(folder, text, **overrides)
    return str(raised.value)


# The root


def test_a_folder_without_configuration_is_its_own_root(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    assert find_root(tmp_path / "src") == Root(tmp_path / "src", None)


@pytest.mark.parametrize(
    ("name", "text"), [("extractor.toml", ""), ("pyproject.toml", "[tool.extractor]\n"), ("pyproject.toml", "")]
)
def test_the_nearest_configured_folder_is_the_root(tmp_path: Path, name: str, text: str) -> None:
    file = write(tmp_path / name, text)
    (tmp_path / "a" / "b").mkdir(parents=True)
    configured = name == "extractor.toml" or bool(text)
    expected = Root(tmp_path, file) if configured else Root(tmp_path / "a" / "b", None)
    assert find_root(tmp_path / "a" / "b") == expected


@pytest.mark.parametrize("mark", [".git/", ".git", "pyproject.toml"])
def test_the_search_does_not_leave_the_project(tmp_path: Path, mark: str) -> None:
    write(tmp_path / "extractor.toml", "")
    inner = tmp_path / "project"
    (inner / "src").mkdir(parents=True)
    if mark.endswith("/"):
        (inner / mark).mkdir()
    else:
        write(inner / mark, "")
    assert find_root(inner / "src") == Root(inner / "src", None)
    assert find_root(inner) == Root(inner, None)


def test_the_folder_where_the_search_ends_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    file = write(tmp_path / "extractor.toml", "")
    assert find_root(tmp_path / ".") == Root(tmp_path, file)


def test_two_configurations_of_one_folder_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "extractor.toml", "")
    write(tmp_path / "pyproject.toml", "[tool.extractor]")
    with pytest.raises(ConfigError) as raised:
        find_root(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path}: both extractor.toml and [tool.extractor] of pyproject.toml configure the repository; keep one"
    )


@pytest.mark.parametrize("text", ["tool = 5", 'tool = "extractor"', "[tool]\nother = 1"])
def test_a_pyproject_without_the_table_configures_nothing(tmp_path: Path, text: str) -> None:
    write(tmp_path / "pyproject.toml", text)
    assert find_root(tmp_path) == Root(tmp_path, None)


def test_a_named_file_configures_the_folder_itself(tmp_path: Path) -> None:
    write(tmp_path / "extractor.toml", "")
    (tmp_path / "src").mkdir()
    other = write(tmp_path / "other.toml", "jobs = 3")
    assert find_root(tmp_path / "src", other) == Root(tmp_path / "src", other)
    assert load(tmp_path / "src", other).jobs == 3


# Where values come from


def test_defaults_without_a_file(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[project]\nname = "torch"')
    assert load(tmp_path, None) == Config(project="torch", origins={"project": "pyproject.toml [project] name"})


def test_the_file_goes_before_the_defaults_and_overrides_before_the_file(tmp_path: Path) -> None:
    config = settings(tmp_path, "jobs = 2\nstrict = true\nembed-source = false", jobs=5, strict=None)
    assert (config.jobs, config.strict, config.embed_source, config.prune) == (5, True, False, True)


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    text = """
        project = "PyTorch"
        project-kind = "framework"
        output-dir = "site/docs"
        include = ["**/*.py"]
        exclude = ["*.lock"]
        extend-exclude = ["gen/"]
        respect-gitignore = false
        embed-source = false
        max-embed-bytes = 0
        private = false
        templates = "my/templates"
        prune = false
        strict = true
        jobs = 4
        tracked = true
        line-numbers = false
        required-version = ">=0.1"
        check-fail-message = "Run make docs.\\nThen commit."
        source-url = "https://example.org/blob/main"
        index-limit = 10
        cache-dir = "/tmp/cache"
        docstring-style = "google"
        [roles]
        torch = "core PyTorch library"
    """
    assert settings(tmp_path, text) == Config(
        origins=dict.fromkeys(SETTINGS, "extractor.toml"),
        project="PyTorch",
        project_kind="framework",
        output_dir="site/docs",
        include=("**/*.py",),
        exclude=("*.lock",),
        extend_exclude=("gen/",),
        respect_gitignore=False,
        embed_source=False,
        max_embed_bytes=0,
        private=False,
        templates="my/templates",
        prune=False,
        strict=True,
        jobs=4,
        tracked=True,
        line_numbers=False,
        required_version=">=0.1",
        check_fail_message="Run make docs.\nThen commit.",
        source_url="https://example.org/blob/main",
        index_limit=10,
        cache_dir="/tmp/cache",
        docstring_style="google",
        roles={"torch": "core PyTorch library"},
    )


def test_the_table_of_a_pyproject_is_read(tmp_path: Path) -> None:
    file = write(tmp_path / "pyproject.toml", '[project]\nname = "x"\n[tool.extractor]\njobs = 7')
    assert load(tmp_path, file).jobs == 7


@pytest.mark.parametrize("text", ["", "[tool]", "[tool]\nextractor = 3"])
def test_a_named_pyproject_without_the_table_is_refused(tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "pyproject.toml", text)
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, file)
    assert str(raised.value) == "pyproject.toml: holds no [tool.extractor] table; add one, or name another file"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert settings(tmp_path, "\ufeffjobs = 2").jobs == 2


# What values turn into


@pytest.mark.parametrize(
    ("written", "effective"),
    [
        ("docs", "docs"),
        ("./docs/", "docs"),
        ("site//docs/.", "site/docs"),
        ("a/../docs", "docs"),
        (r"site\\docs\\", "site/docs"),
        ("dokumentation/größe", "dokumentation/größe"),
        ("a b", "a b"),
    ],
)
def test_the_output_directory_has_one_form(tmp_path: Path, written: str, effective: str) -> None:
    assert settings(tmp_path, f'output-dir = "{written}"').output_dir == effective


def test_prefixes_of_roles_have_one_form(tmp_path: Path) -> None:
    config = settings(tmp_path, '[roles]\n"." = "all"\n"./torch/" = "core"\n"a//b" = "c"')
    assert config.roles == {"": "all", "torch": "core", "a/b": "c"}


# What is refused

SAY = [
    ('jobs = "four"', 'jobs: expected a whole number, found the text "four"'),
    ("jobs = true", "jobs: expected a whole number, found true"),
    ("jobs = 1.0", "jobs: expected a whole number, found the number 1.0"),
    ("jobs = -1", "jobs: expected 0 or more, found -1"),
    ("max-embed-bytes = -1", "max-embed-bytes: expected 0 or more, found -1"),
    ("strict = 1", "strict: expected true or false, found the number 1"),
    ('strict = "yes"', 'strict: expected true or false, found the text "yes"'),
    ("project = 1979-05-27", "project: expected a text, found 1979-05-27"),
    ('project = "a\\nb"', "project: expected a text of one line, without control characters"),
    ('project-kind = " "', "project-kind: expected a text that is not empty"),
    ('include = "*.py"', 'include: expected a list of texts, found the text "*.py"'),
    ('include = ["a", 3]', "include: expected a list of texts, found a list that holds the number 3"),
    ("include = {a = 1}", "include: expected a list of texts, found a table that holds the number 1"),
    ('include = {a = "b"}', "include: expected a list of texts, found a table"),
    ('roles = ["a"]', "roles: expected a table of texts, found a list"),
    ("roles = {a = [1]}", "roles: expected a table of texts, found a table that holds a list that holds the number 1"),
    ('roles = {a = ""}', "roles: expected a text that is not empty"),
    ('roles = {"/a" = "b"}', 'roles: expected a path relative to the repository, found "/a"'),
    ('roles = {a = "b", "a/" = "c"}', 'roles: says twice what "a" is'),
    ('output-dir = "/docs"', 'output-dir: expected a path relative to the repository, found "/docs"'),
    ('output-dir = "C:/docs"', 'output-dir: expected a path relative to the repository, found "C:/docs"'),
    ('output-dir = "a/../../docs"', 'output-dir: expected a path inside the repository, found "a/../../docs"'),
    ('output-dir = ".."', 'output-dir: expected a path inside the repository, found ".."'),
    ('output-dir = ""', "output-dir: expected a folder of its own, found the repository itself"),
    ('output-dir = "a/.."', "output-dir: expected a folder of its own, found the repository itself"),
    ('output-dir = ".git/docs"', 'output-dir: expected a folder outside of .git, found ".git/docs"'),
    ('exclude = [""]', 'exclude: the pattern "" matches nothing: it is empty or a comment'),
    ('exclude = ["# no"]', 'exclude: the pattern "# no" matches nothing: it is empty or a comment'),
    ('include = ["a["]', 'include: the pattern "a[" matches nothing: a bracket is not closed'),
    (
        'extend-exclude = ["[[:vowel:]]"]',
        'extend-exclude: the pattern "[[:vowel:]]" matches nothing: there is no character class [:vowel:]',
    ),
    (
        "extend-exclude = ['a\\']",
        'extend-exclude: the pattern "a\\" matches nothing: the backslash at its end escapes nothing',
    ),
    ("output_dir = 1", "output_dir: no such setting; did you mean output-dir?"),
    ("job = 1", "job: no such setting; did you mean jobs?"),
    ("origins = 1", f"origins: no such setting; the settings are {', '.join(SETTINGS)}"),
    ("require-version = 1", "require-version: no such setting; did you mean required-version?"),
    ("required-version = 0.2", "required-version: expected a text, found the number 0.2"),
    (
        'required-version = "newest"',
        'required-version: expected a version or a range of versions such as ">=0.2", found "newest"',
    ),
    ('check-fail-message = "a\\u001b[1m"', "check-fail-message: expected a text without control characters"),
    ('line-numbers = "no"', 'line-numbers: expected true or false, found the text "no"'),
    ("tracked = 1", "tracked: expected true or false, found the number 1"),
    ("colour = 1", f"colour: no such setting; the settings are {', '.join(SETTINGS)}"),
]


@pytest.mark.parametrize(("text", "said"), SAY)
def test_a_wrong_setting_is_refused_with_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    assert refusal(tmp_path, text) == f"extractor.toml: {said}"


def test_all_problems_are_reported_together(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.extractor]\njobs = true\nprivate = 0\nprune = false\nxyzzy-outpt-dir = 1")
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, tmp_path / "pyproject.toml", {"output-dir": "..", "max-embed-bytes": "many"})
    assert str(raised.value) == (
        "pyproject.toml: [tool.extractor] jobs: expected a whole number, found true\n"
        "pyproject.toml: [tool.extractor] private: expected true or false, found the number 0\n"
        "pyproject.toml: [tool.extractor] xyzzy-outpt-dir: no such setting; did you mean output-dir?\n"
        '--output-dir: expected a path inside the repository, found ".."\n'
        '--max-embed-bytes: expected a whole number, found the text "many"'
    )


def test_a_file_elsewhere_is_named_in_full(tmp_path: Path) -> None:
    file = write(tmp_path / "etc" / "my.toml", "jobs = -2")
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, file)
    assert str(raised.value) == f"{file}: jobs: expected 0 or more, found -2"


def test_invalid_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, "jobs = 1\nprune false\n") == (
        "extractor.toml: not valid TOML: Expected '=' after a key in a key/value pair (at line 2, column 7)"
    )


def test_bytes_that_are_not_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "extractor.toml"
    file.write_bytes(b'jobs = 1\nproject = "caf\xe9"\n')
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, file)
    assert str(raised.value) == "extractor.toml:2: not UTF-8; save the file in that encoding"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, tmp_path / "other.toml")
    assert str(raised.value) == "other.toml: cannot be read: No such file or directory"


def test_toml_that_nests_too_deep_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a = " + "[" * 5000).startswith("extractor.toml: not valid TOML: ")


# The project's name


@pytest.mark.parametrize(
    ("files", "name", "origin"),
    [
        ({"pyproject.toml": '[project]\nname = "torch"', "setup.cfg": "[metadata]\nname = x"}, "torch", 0),
        ({"pyproject.toml": "[build-system]", "setup.cfg": "[metadata]\nname = torch"}, "torch", 1),
        ({"setup.cfg": "[metadata]\nversion = 1", "package.json": '{"name": "@py/torch"}'}, "@py/torch", 2),
        ({"setup.cfg": "no section", "package.json": "[not json"}, "clone", 3),
        ({"setup.cfg": "[metadata]\nname = %(x)s"}, "%(x)s", 1),
        ({"pyproject.toml": '[project]\nname = " "', "package.json": '{"name": 3}'}, "clone", 3),
        ({"pyproject.toml": 'project = "x"', "package.json": '"x"'}, "clone", 3),
        ({}, "clone", 3),
    ],
)
def test_the_project_is_named_after_its_own_metadata(
    tmp_path: Path, files: dict[str, str], name: str, origin: int
) -> None:
    root = tmp_path / "clone"
    root.mkdir()
    for file, text in files.items():
        write(root / file, text)
    config = load(root, None)
    origins = ("pyproject.toml [project] name", "setup.cfg [metadata] name", "package.json name", "name of the folder")
    assert (config.project, config.origin("project")) == (name, origins[origin])


@pytest.mark.parametrize("overrides", [{}, {"project": "Other"}])
def test_a_project_that_is_set_goes_before_metadata(tmp_path: Path, overrides: dict[str, Any]) -> None:
    write(tmp_path / "package.json", '{"name": "x"}')
    config = settings(tmp_path, 'project = "PyTorch"', **overrides)
    assert config.project == overrides.get("project", "PyTorch")
    assert config.origin("project") == ("command line" if overrides else "extractor.toml")


# The version


@pytest.mark.parametrize(
    "required", ["", " ", ">=0.2", "0.2.0", "0.2", "==0.2.*", "~=0.2", ">=0.2,<1", " >= 0.2 , < 1"]
)
def test_a_version_that_is_required_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, required: str) -> None:
    monkeypatch.setattr(config_module, "__version__", "0.2.0")
    assert settings(tmp_path, f'required-version = "{required}"').strict is False


@pytest.mark.parametrize(
    ("required", "shown"),
    [("0.1", "==0.1"), ("0.2", "==0.2"), (">=0.3", ">=0.3"), ("<0.2", "<0.2"), (">=0.1,<0.2.dev0", "<0.2.dev0,>=0.1")],
)
def test_another_version_is_refused_and_what_else_is_wrong_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, required: str, shown: str
) -> None:
    monkeypatch.setattr(config_module, "__version__", "0.2.0rc1")
    assert refusal(tmp_path, f'new-setting = 1\nrequired-version = "{required}"') == (
        f"extractor.toml: required-version: extractor {shown} is required, and this is 0.2.0rc1; "
        f"install one that is: pip install 'extractor-docs{shown}'"
    )


def test_a_pre_release_is_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config_module, "__version__", "0.3.0rc1")
    assert settings(tmp_path, 'required-version = ">=0.2"').required_version == ">=0.2"


def test_packaging_is_imported_only_where_a_version_is_required(tmp_path: Path) -> None:
    program = """if True:
        import sys
        from pathlib import Path
        from extractor.config import load
        load(Path(), Path(sys.argv[1]))
        print("packaging.specifiers" in sys.modules)
    """
    for text, expected in {"": "False", 'required-version = ">=0"': "True"}.items():
        write(tmp_path / "extractor.toml", text)
        command = [sys.executable, "-c", program, "extractor.toml"]
        assert (
            subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout.decode().strip() == expected
        )


# Patterns; the truth about them is git's, in test_discover


def test_the_default_patterns_are_valid(tmp_path: Path) -> None:
    assert load(tmp_path, None, {"exclude": DEFAULT_EXCLUDE}).exclude == DEFAULT_EXCLUDE


@pytest.mark.parametrize(
    ("path", "is_folder", "verdict"),
    [
        ("a.lock", False, True),
        ("deep/a.lock", False, True),
        ("keep.lock", False, False),
        ("größe", True, True),
        ("größe", False, None),
        ("other", False, None),
    ],
)
def test_the_last_rule_that_matches_decides(path: str, is_folder: bool, verdict: bool | None) -> None:
    rules = Rules(map(as_bytes, ["*.lock", "gr??\\?e/", "größe/", "!keep.lock", "[unclosed", "# comment", ""]))
    assert rules.verdict(as_bytes(path), as_bytes(path.rpartition("/")[2]), is_folder) is verdict


def test_rules_that_never_match_count_as_none() -> None:
    assert not Rules(["", "# comment", "/", "!", "a\\", "[", "   "])
    assert Rules(["a"])
