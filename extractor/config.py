"""The settings of one run: defaults, then the configuration file, then the command line.

`find_root` says which folder is the repository and which file configures it, `load` reads the settings. Nothing here
writes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import msgspec

from extractor import __version__
from extractor.errors import ConfigError
from extractor.gitignore import as_bytes, parse_rule

DEFAULT_EXCLUDE = (
    # Version control and environments: never sources, and not always ignored.
    ".git/",
    ".hg/",
    ".svn/",
    ".venv/",
    "__pycache__/",
    "node_modules/",
    ".extractor_cache/",
    # Written by a tool and read by none: their pages would be noise in every diff.
    "*.lock",
    "package-lock.json",
    "pnpm-lock.yaml",
    "npm-shrinkwrap.json",
    "go.sum",
    "*.min.js",
    "*.min.css",
    "*.map",
)
"""What is left out unless `exclude` says otherwise; gitignore patterns."""

StyleSetting: TypeAlias = Literal["auto", "google", "numpy", "rest", "plain"]

DEFAULT = "default"
"""The origin of a setting that nobody gave."""
COMMAND_LINE = "command line"
"""The origin of a setting that an option gave."""
FOLDER = "name of the folder"
"""The origin of the project's name where nothing names it; it differs from clone to clone."""


class Config(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """Every setting, in its effective form; the field names in kebab-case are the keys of `[tool.extractor]`."""

    project: str = ""
    """The project's name on the pages; when not given, `load` finds one."""
    project_kind: str = "project"
    """The noun after the name: "This file is part of the PyTorch framework ..."."""
    output_dir: str = "docs"
    """Relative to the repository; forward slashes, no `.`, no `..`, no slash at the end."""
    include: tuple[str, ...] = ()
    """Gitignore patterns; when there are any, only files that match one, or lie in a folder that does, are sources."""
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    """Gitignore patterns of files and folders that are no sources."""
    extend_exclude: tuple[str, ...] = ()
    """More of them, read after `exclude`: `!*.lock` takes one of its patterns back."""
    respect_gitignore: bool = True
    tracked: bool = False
    """Whether sources are what git tracks or has staged, rather than all that it does not ignore."""
    source_url: str = ""
    """Where the sources can be read ("https://host/owner/repository/blob/main"); links to them start with it. Empty:
    relative links, which lead out of the output directory, where a site built from the pages has nothing."""
    index_limit: int = 1_000
    """Entries on an index page; one that would have more is split, and says so."""
    embed_source: bool = True
    max_embed_bytes: int = 400_000
    """A larger source is shown up to its last whole line below this, with a line that says so."""
    docstring_style: StyleSetting = "auto"
    """What docstrings are written in; `auto` tells by the section titles of each."""
    line_numbers: bool = True
    """Whether pages state line numbers of the source; those that do not embed it never do."""
    private: bool = True
    """Whether the API reference details private names."""
    roles: dict[str, str] = msgspec.field(default_factory=dict)
    """Path prefix -> what that part of the repository is ("core PyTorch library"); the longest match wins.

    Prefixes have the form of `output_dir`; the empty one is the whole repository."""
    templates: str = ""
    """A folder of templates that go before the built-in ones; relative to the repository."""
    prune: bool = True
    """Whether pages are removed whose source is gone."""
    strict: bool = False
    """Whether a file that does not parse makes the run exit with 2."""
    jobs: int = 0
    """Worker processes; 0: one for each processor that the process may use."""
    cache_dir: str = ".extractor_cache"
    """The folder of the cache, relative to the repository or absolute; empty: no cache."""
    required_version: str = ""
    """The versions of extractor that may run, as a version specifier; empty: any. `load` refuses to run others."""
    check_fail_message: str = ""
    """What stderr says after the summary when the exit code is 1; it may have several lines."""
    origins: Mapping[str, str] = {}
    """No setting of its own: the origin of each setting that is not a default, by its key."""

    def origin(self, key: str) -> str:
        """Return where the setting comes from: a file with its table, the command line, `DEFAULT`, `FOLDER`."""
        return self.origins.get(key, DEFAULT)


SETTINGS: Mapping[str, msgspec.structs.FieldInfo] = {
    field.encode_name: field for field in msgspec.structs.fields(Config) if field.name != "origins"
}
"""The keys of `[tool.extractor]`, in the order of `Config`."""


class Root(NamedTuple):
    """A repository: its folder, absolute and without symbolic links, and the file that configures it."""

    folder: Path
    file: Path | None = None


def find_root(path: Path, file: Path | None = None) -> Root:
    """Return the repository that the folder `path` is in; with a `file` (`--config`) it is `path` itself.

    The root is the nearest of `path` and its ancestors that is configured: that holds an `extractor.toml`, or a
    `pyproject.toml` with a `[tool.extractor]` table. The search ends at the first folder that marks a project of its
    own (`.git`, `pyproject.toml`, `extractor.toml`), so that a stray file in a home folder configures nobody's
    repository; what it has not found by then leaves `path` as the root.
    """
    start = path.resolve()
    if file is not None:
        return Root(start, file)
    for folder in (start, *start.parents):
        if found := _config_file(folder):
            return Root(folder, found)
        if any((folder / mark).exists() for mark in (".git", "pyproject.toml", "extractor.toml")):
            break
    return Root(start)


def load(root: Path, file: Path | None, overrides: Mapping[str, object] | None = None) -> Config:
    """Return the settings: defaults, then those of `file`, then `overrides`, whose keys are in kebab-case.

    An override of None counts as not given. All problems are reported together, a line each, as one `ConfigError`; but
    where another version of extractor is required they may be none to that one, and only this is said.
    """
    problems: list[str] = []
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    given = {key: value for key, value in (overrides or {}).items() if value is not None}
    for layer in (*_file_layer(root, file), _Layer(given, "--", COMMAND_LINE)):
        found = _checked(layer, problems)
        if required := found.get("required-version"):
            _require_version(required, layer.before)
        values |= found
        origins |= dict.fromkeys(found, layer.origin)
    if problems:
        raise ConfigError("\n".join(problems))
    if not values.get("project"):
        values["project"], origins["project"] = _default_project(root)
    return Config(origins=origins, **{key.replace("-", "_"): value for key, value in values.items()})


# Files


def _config_file(folder: Path) -> Path | None:
    """Return the file of the folder that configures it; two of them contradict each other and are refused."""
    own, project = folder / "extractor.toml", folder / "pyproject.toml"
    in_project = project.is_file() and _dig(_toml(project, str(project)), "tool", "extractor") is not None
    if own.is_file() and in_project:
        raise ConfigError(
            f"{folder}: both extractor.toml and [tool.extractor] of pyproject.toml configure the repository; keep one"
        )
    return own if own.is_file() else project if in_project else None


class _Layer(NamedTuple):
    """Settings that one place gives."""

    table: Mapping[str, object]
    before: str
    """What to put before a key in a message about it."""
    origin: str


def _file_layer(root: Path, file: Path | None) -> tuple[_Layer, ...]:
    """Return the settings that the file holds, or nothing where there is none."""
    if file is None:
        return ()
    shown = file.name if file.parent == root else str(file)
    content = _toml(file, shown)
    if file.name != "pyproject.toml":
        return (_Layer(content, f"{shown}: ", shown),)
    table = _dig(content, "tool", "extractor")
    if not isinstance(table, dict):
        raise ConfigError(f"{shown}: holds no [tool.extractor] table; add one, or name another file")
    return (_Layer(table, f"{shown}: [tool.extractor] ", f"{shown} [tool.extractor]"),)


def _toml(file: Path, shown: str) -> dict[str, object]:
    """Return what the TOML file holds, or raise a `ConfigError` that says where it is wrong."""
    import tomli  # a run with everything on the command line needs none

    try:
        return tomli.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown}:{line}: not UTF-8; save the file in that encoding") from error
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{shown}: not valid TOML: {error}") from error


def _dig(table: object, *keys: str) -> Any:
    """Return what the nested tables hold under the keys, or None where one of them is missing or no table."""
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table


# Values


def _checked(layer: _Layer, problems: list[str]) -> dict[str, Any]:
    """Return the layer's settings by key, in effective form, and add a line to `problems` for each wrong one."""
    values = {}
    for key, value in layer.table.items():
        effective, problem = _outcome(key, value)
        if problem:
            problems.append(f"{layer.before}{key}: {problem}")
        else:
            values[key] = effective
    return values


def _outcome(key: str, value: object) -> tuple[Any, str]:
    """Return the effective form of one setting, and else what is wrong with it."""
    try:
        return _setting(key, value), ""
    except ValueError as problem:
        return None, str(problem)


def _setting(key: str, value: object) -> Any:
    """Return the effective form of one setting, or raise a `ValueError` that says what is wrong with it."""
    if key not in SETTINGS:
        raise ValueError(_unknown(key))
    kind = SETTINGS[key].type
    try:
        converted = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"expected {_EXPECTED[kind]}, found {_found(value)}") from error
    return _CHECKS[key](converted) if key in _CHECKS else converted


def _unknown(key: str) -> str:
    """Say that there is no such setting, and which was meant, or else which there are."""
    import difflib

    if near := difflib.get_close_matches(key.replace("_", "-"), SETTINGS, n=1):
        return f"no such setting; did you mean {near[0]}?"
    return f"no such setting; the settings are {', '.join(SETTINGS)}"


_EXPECTED: Mapping[object, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    StyleSetting: "one of the texts " + ", ".join(f'"{each}"' for each in get_args(StyleSetting)),
    tuple[str, ...]: "a list of texts",
    dict[str, str]: "a table of texts",
}


def _found(value: object) -> str:
    """Describe a value as a reader of the file would: `the text "four"`, `a list that holds the number 3`."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'the text "{value}"'
        case int() | float():
            return f"the number {value}"
        case dict() | list() | tuple():
            what, members = ("table", [*value.values()]) if isinstance(value, dict) else ("list", [*value])
            wrong = [member for member in members if not isinstance(member, str)]
            return f"a {what} that holds {_found(wrong[0])}" if wrong else f"a {what}"
        case _:
            return f"{value}"


def _not_negative(value: int) -> int:
    if value < 0:
        raise ValueError(f"expected 0 or more, found {value}")
    return value


def _positive(value: int) -> int:
    if value < 1:
        raise ValueError(f"expected 1 or more, found {value}")
    return value


def _one_line(value: str) -> str:
    """Refuse what would break a heading, a sentence or a path in two."""
    if not value.isprintable():
        raise ValueError("expected a text of one line, without control characters")
    return value


def _printable(value: str) -> str:
    """Refuse what would act on a terminal; the value may have several lines, without blank ones at its end."""
    if not all(line.isprintable() for line in value.split("\n")):
        raise ValueError("expected a text without control characters")
    return value.rstrip("\n")


def _words(value: str) -> str:
    if not value.strip():
        raise ValueError("expected a text that is not empty")
    return _one_line(value)


def _relative(value: str) -> str:
    """Return the path of a folder of the repository in its one form; the repository itself is the empty text.

    A backslash separates, as on Windows: the file that is written there is read everywhere.
    """
    path = posixpath.normpath(_one_line(value).replace("\\", "/"))
    if path.startswith("/") or re.match("[A-Za-z]:", path):
        raise ValueError(f'expected a path relative to the repository, found "{value}"')
    if path.split("/")[0] == "..":
        raise ValueError(f'expected a path inside the repository, found "{value}"')
    return "" if path == "." else path


def _output_dir(value: str) -> str:
    path = _relative(value)
    if not path:
        raise ValueError("expected a folder of its own, found the repository itself")
    if ".git" in path.split("/"):
        raise ValueError(f'expected a folder outside of .git, found "{value}"')
    return path


def _roles(value: dict[str, str]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for prefix, role in value.items():
        if (path := _relative(prefix)) in roles:
            raise ValueError(f'says twice what "{path}" is')
        roles[path] = _words(role)
    return roles


def _patterns(value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse patterns that match nothing, which git passes over in silence: here they are a slip of the pen."""
    for pattern in value:
        try:
            matches = parse_rule(as_bytes(pattern))
        except ValueError as error:
            raise ValueError(f'the pattern "{pattern}" matches nothing: {error}') from error
        if matches is None:
            raise ValueError(f'the pattern "{pattern}" matches nothing: it is empty or a comment')
    return value


def _specifier(value: str) -> str:
    """Return a version specifier in the form of PEP 440; a version alone is that version exactly."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    text = f"=={value.strip()}" if value.strip()[:1].isdigit() else value
    try:
        return str(SpecifierSet(text))
    except InvalidSpecifier as error:
        raise ValueError(f'expected a version or a range of versions such as ">=0.2", found "{value}"') from error


def _require_version(required: str, before: str) -> None:
    """Raise a `ConfigError` unless this version of extractor is one of those required; pre-releases count."""
    from packaging.specifiers import SpecifierSet

    if not SpecifierSet(required).contains(__version__, prereleases=True):
        raise ConfigError(
            f"{before}required-version: extractor {required} is required, and this is {__version__}; "
            f"install one that is: pip install 'extractor-docs{required}'"
        )


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "project": _one_line,
    "source-url": _one_line,
    "cache-dir": _one_line,
    "project-kind": _words,
    "output-dir": _output_dir,
    "include": _patterns,
    "exclude": _patterns,
    "extend-exclude": _patterns,
    "index-limit": _positive,
    "max-embed-bytes": _not_negative,
    "roles": _roles,
    "jobs": _not_negative,
    "required-version": _specifier,
    "check-fail-message": _printable,
}
"""What a setting's type does not say: key -> its effective form, or a `ValueError` with a sentence."""


# The project's name


def _default_project(root: Path) -> tuple[str, str]:
    """Return the name that the project gives itself, and where.

    The folder's name is the last resort: it differs from clone to clone, and with it would every page.
    """
    for each, (read, where) in _PROJECT_NAMES.items():
        file = root / each
        name = read(file) if file.is_file() else None
        if isinstance(name, str) and name.strip() and name.isprintable():
            return name.strip(), f"{each} {where}"
    return root.resolve().name or "repository", FOLDER


def _pyproject_name(file: Path) -> object:
    return _dig(_toml(file, file.name), "project", "name")


def _setup_name(file: Path) -> object:
    """Return the name in setup.cfg; a file that cannot be read names nothing, for it is not ours to judge."""
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(file.read_bytes().decode())
    except (OSError, UnicodeDecodeError, configparser.Error):
        return None
    return parser.get("metadata", "name", fallback=None)


def _package_name(file: Path) -> object:
    """Return the name in package.json, as `_setup_name` does."""
    import json

    try:
        return _dig(json.loads(file.read_bytes()), "name")
    except (OSError, ValueError, RecursionError):
        return None


_PROJECT_NAMES: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "pyproject.toml": (_pyproject_name, "[project] name"),
    "setup.cfg": (_setup_name, "[metadata] name"),
    "package.json": (_package_name, "name"),
}
"""File -> what reads the project's name, and where in the file it stands."""
