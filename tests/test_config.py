"""Settings: where they come from, what they turn into, and what is said about wrong ones."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from test_cli import needs_posix

from extractor.errors import ConfigError
from extractor.workspace import config as config_module
from extractor.workspace.config import DEFAULT_EXCLUDE, SETTINGS, Config, Root, find_root, load
from extractor.workspace.gitignore import Rules, as_bytes

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
    (tmp_path / "my" / "templates").mkdir(parents=True)
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
        cache-dir = "kept/cache"
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
        cache_dir="kept/cache",
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

ADDRESS = (
    'source-url: expected an address such as "https://host/owner/repository/blob/main": http or https, without a user '
    "name, any but plain characters as %XX; found "
)
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
    ('source-url = "javascript:alert(1)"', f'{ADDRESS}"javascript:alert(1)"'),
    ('source-url = "data:text/html,x"', f'{ADDRESS}"data:text/html,x"'),
    ('source-url = "//host/x"', f'{ADDRESS}"//host/x"'),
    ('source-url = "blob/main"', f'{ADDRESS}"blob/main"'),
    ('source-url = "https://me:token@host/x"', f'{ADDRESS}"https://me:token@host/x"'),
    ('source-url = "https://host/a b"', f'{ADDRESS}"https://host/a b"'),
    ('source-url = "https://host/x)[y](z"', f'{ADDRESS}"https://host/x)[y](z"'),
    ('source-url = "https://host/<b>"', f'{ADDRESS}"https://host/<b>"'),
    ("source-url = 'https://host/\"x'", f'{ADDRESS}"https://host/"x"'),
    ('source-url = "https://"', f'{ADDRESS}"https://"'),
    ('cache-dir = "/tmp/x"', 'cache-dir: expected a path relative to the repository, found "/tmp/x"'),
    ('cache-dir = ".."', 'cache-dir: expected a path inside the repository, found ".."'),
    ('cache-dir = "."', "cache-dir: expected a folder of its own, found the repository itself"),
    ('cache-dir = ".git"', 'cache-dir: expected a folder outside of .git, found ".git"'),
    ('cache-dir = "docs"', 'cache-dir: expected a folder of its own, found "docs" in or around that of output-dir'),
    ('cache-dir = "DOCS/x"', 'cache-dir: expected a folder of its own, found "DOCS/x" in or around that of output-dir'),
    (
        'output-dir = "a/b"\ncache-dir = "a"',
        'cache-dir: expected a folder of its own, found "a" in or around that of output-dir',
    ),
    (
        'templates = "mine"\ncache-dir = "mine/cache"',
        'cache-dir: expected a folder of its own, found "mine/cache" in or around that of templates',
    ),
    ('templates = "/etc"', 'templates: expected a path relative to the repository, found "/etc"'),
    ('templates = "C:/x"', 'templates: expected a path relative to the repository, found "C:/x"'),
    ('templates = "../x"', 'templates: expected a path inside the repository, found "../x"'),
    ('templates = "."', "templates: expected a folder of its own, found the repository itself"),
    ('templates = "GIT~1/x"', 'templates: expected a folder outside of .git, found "GIT~1/x"'),
    ('output-dir = "a/aux.md"', 'output-dir: expected a folder, found the device "aux.md" of Windows'),
    ("jobs = 1000000000", "jobs: expected at most 64"),
    ("index-limit = 0", "index-limit: expected 1 or more, found 0"),
    ("index-limit = 1000000000", "index-limit: expected at most 1,000,000"),
    ("max-embed-bytes = 99999999999", "max-embed-bytes: expected at most 1,000,000,000"),
    (f"strict = 0x{'f' * 5000}", "strict: expected true or false, found a number of 20,000 bits"),
    (f'project = "{"x" * 201}"', "project: expected at most 200 characters, found 201"),
    (f'project-kind = "{"x" * 201}"', "project-kind: expected at most 200 characters, found 201"),
    (f'roles = {{a = "{"x" * 201}"}}', "roles: expected at most 200 characters, found 201"),
    ('project = "a\\u202eb"', "project: expected a text of one line, without control characters"),
    (f'output-dir = "{"x" * 1001}"', "output-dir: expected at most 1,000 characters, found 1,001"),
    (f'exclude = ["{"x" * 1001}"]', "exclude: expected at most 1,000 characters, found 1,001"),
    ("exclude = [" + '"x",' * 1001 + "]", "exclude: expected at most 1,000 patterns, found 1,001"),
    (f'strict = "{"x" * 1000}"', f'strict: expected true or false, found the text "{"x" * 200} ..."'),
    ('strict = "\\u001b[31m"', 'strict: expected true or false, found the text "\\x1b[31m"'),
    (
        "required-version = '===1;rm -rf ~'",
        'required-version: expected a version or a range of versions such as ">=0.2", found "===1;rm -rf ~"',
    ),
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


@pytest.mark.parametrize("name", [".GIT", ".Git", "git~1", "GIT~2", ".git.", ".git ", ".git::$INDEX_ALLOCATION"])
@pytest.mark.parametrize("key", ["output-dir", "cache-dir", "templates"])
def test_what_another_system_takes_for_the_folder_of_git_is_refused(tmp_path: Path, key: str, name: str) -> None:
    for path in (name, f"{name}/hooks", f"a\\\\{name}"):
        assert refusal(tmp_path, f'{key} = "{path}"').startswith(f"extractor.toml: {key}: expected a folder outside of")


@pytest.mark.parametrize(
    "name", ["CON", "nul.txt", "com1", "LPT9.x", "a.", "a ", " a", "a:b", "a?", "a*", "a|b", "<a>"]
)
@pytest.mark.parametrize("key", ["output-dir", "cache-dir"])
def test_a_folder_that_not_every_system_can_have_is_refused(tmp_path: Path, key: str, name: str) -> None:
    assert refusal(tmp_path, f'{key} = "x/{name}/y"').startswith(f"extractor.toml: {key}: expected ")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://github.com/a/b/blob/main",
        "HTTP://localhost:8000/",
        "https://host/x?at=a%20b&path=",
        "https://host/~me/@v1.0+x",
    ],
)
def test_an_address_of_the_web_is_taken_as_it_is(tmp_path: Path, address: str) -> None:
    assert settings(tmp_path, f'source-url = "{address}"').source_url == address


@pytest.mark.parametrize(
    ("written", "effective", "named"),
    [("auto", "auto", ""), ("", "", ""), ("./auto", "./auto", "./auto"), ("a/./b", "a/b", "a/b")],
)
def test_where_the_cache_stands_is_a_word_nothing_or_a_folder(
    tmp_path: Path, written: str, effective: str, named: str
) -> None:
    config = settings(tmp_path, f'cache-dir = "{written}"')
    assert (config.cache_dir, config.named_cache) == (effective, named)


def test_the_command_line_may_put_cache_and_templates_anywhere(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "root").mkdir()
    config = settings(tmp_path / "root", "", cache_dir="/tmp/x", templates="../mine", jobs=100)
    assert (config.cache_dir, config.templates, config.jobs) == ("/tmp/x", "../mine", 100)


@needs_posix
@pytest.mark.parametrize("path", ["mine", "mine/deep"])
def test_templates_behind_a_link_are_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "other" / "deep").mkdir(parents=True)
    (tmp_path / "mine").symlink_to(tmp_path / "other")
    assert refusal(tmp_path, f'templates = "{path}"') == (
        'extractor.toml: templates: expected a folder of the repository, found one behind the symbolic link "mine"'
    )


def test_no_more_than_a_few_problems_are_told(tmp_path: Path) -> None:
    said = refusal(tmp_path, "".join(f"a{number} = 1\n" for number in range(10_000))).split("\n")
    assert (len(said), said[-1]) == (21, "extractor.toml: and more; mend these first")


def test_an_unknown_key_is_told_escaped_and_cut(tmp_path: Path) -> None:
    said = refusal(tmp_path, f'"::error::\\u001b\\n{"x" * 500_000}" = 1')
    assert said.startswith(r"extractor.toml: ") and r"\x1b\n" in said and len(said) < 1_000
    assert "\x1b" not in said and "\n" not in said


# Files that are no configuration


@needs_posix
@pytest.mark.parametrize("name", ["extractor.toml", "pyproject.toml"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "/dev/zero", "/etc/passwd", "nowhere", "itself", "large"])
def test_what_is_no_file_of_the_repository_configures_nothing_and_is_told(tmp_path: Path, name: str, kind: str) -> None:
    file = tmp_path / name
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "large":
        with file.open("wb") as large:
            large.truncate(2**40)
    else:
        file.symlink_to(name if kind == "itself" else kind)
    with pytest.raises(ConfigError) as raised:
        found = find_root(tmp_path)
        load(found.folder, found.file)
    assert name in str(raised.value) and "\n" not in str(raised.value)
    with pytest.raises(ConfigError):
        load(tmp_path, file)


@needs_posix
def test_a_link_to_a_configuration_of_the_repository_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "etc" / "shared.toml", "jobs = 3")
    (tmp_path / "extractor.toml").symlink_to("etc/shared.toml")
    found = find_root(tmp_path)
    assert load(found.folder, found.file).jobs == 3


@needs_posix
def test_the_persons_own_link_that_the_command_line_names_is_followed(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    write(tmp_path / "store" / "config.toml", "jobs = 3")
    (tmp_path / "mine.toml").symlink_to(tmp_path / "store" / "config.toml")
    assert load(tmp_path / "repository", tmp_path / "mine.toml").jobs == 3


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{a=" * 100_000,
        ".".join("a" * 100_000) + " = 1",
        "[" + ".".join("a" * 900) + "]\n" + "".join(f"b{number} = 1\n" for number in range(50_000)),
        "a = " + "1" * 100_000,
        "a = 1979-99-99",
        "a = '\0'",
        'a = "\\ud800"',
    ],
    ids=["arrays", "tables", "key", "header", "digits", "date", "NUL", "surrogate"],
)
def test_hostile_toml_costs_a_sentence(tmp_path: Path, text: str) -> None:
    said = refusal(tmp_path, text)
    assert said.startswith("extractor.toml: not valid TOML: ") and len(said) < 300 and "\n" not in said


@needs_posix
def test_a_folder_that_everybody_writes_to_configures_nothing_below_it(tmp_path: Path) -> None:
    """Such as /tmp: whoever put the file there is nobody's colleague."""
    (tmp_path / "work").mkdir()
    write(tmp_path / "extractor.toml", "")
    assert find_root(tmp_path / "work").folder == tmp_path
    tmp_path.chmod(0o1777)
    assert find_root(tmp_path / "work") == Root(tmp_path / "work", None)
    assert find_root(tmp_path).folder == tmp_path, "asked for by name"


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


@needs_posix
@pytest.mark.parametrize("kind", ["pipe", "/etc/passwd", "/dev/zero", "large", "nested", "blanks", "long", "control"])
def test_what_cannot_name_a_project_is_passed_over(tmp_path: Path, kind: str) -> None:
    """Within seconds, and whatever it leads to is not read."""
    root = tmp_path / "clone"
    root.mkdir()
    contents = {
        "nested": ("[metadata]\nname = [" + "[" * 100_000, "[" * 500_000),
        "blanks": ("[metadata]\nname" + " " * 500_000 + "x", '{"name":' + " " * 500_000),
        "long": ("[metadata]\nname = " + "x" * 201, '{"name": "' + "x" * 201 + '"}'),
        "control": ("[metadata]\nname = a\x1bb", '{"name": "a\\u202eb"}'),
    }
    for number, name in enumerate(("setup.cfg", "package.json")):
        if kind == "pipe":
            os.mkfifo(root / name)
        elif kind == "large":
            with (root / name).open("wb") as large:
                large.truncate(2**40)
        elif kind in contents:
            write(root / name, contents[kind][number])
        else:
            (root / name).symlink_to(kind)
    assert load(root, None).project == "clone"


@needs_posix
@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31m", "\u202ea", "x" * 201])
def test_a_folder_that_cannot_name_a_project_does_not(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert load(tmp_path / name, None).project == "repository"


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
        from extractor.workspace.config import load
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


TOKEN = "gh" + "p_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"  # in two pieces, so that no scanner takes it for one


@pytest.mark.parametrize(
    "line",
    [
        'project = "{}"',
        'roles = {{ "p" = "with {}" }}',
        'roles = {{ "{}" = "x" }}',
        'source-url = "https://u:{}@host/x/"',
        'check-fail-message = "curl -H {}"',
        'required-version = "{}"',
        'exclude = ["{}"]',
        'nope = "{}"',
    ],
)
def test_a_token_in_a_setting_is_refused_and_not_repeated(tmp_path: Path, line: str) -> None:
    file = tmp_path / "extractor.toml"
    file.write_text(line.format(TOKEN) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load(tmp_path, file)
    assert TOKEN not in str(error.value)
    assert "a GitHub token" in str(error.value) or "no such setting" in str(error.value)


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.cfg", "package.json"])
def test_a_token_is_no_name_of_a_project(tmp_path: Path, name: str) -> None:
    text = {
        "pyproject.toml": "[project]\nname = '{}'",
        "setup.cfg": "[metadata]\nname = {}",
        "package.json": '{{"name": "{}"}}',
    }
    (tmp_path / name).write_text(text[name].format(TOKEN), encoding="utf-8")
    assert load(tmp_path, None).project == tmp_path.name
