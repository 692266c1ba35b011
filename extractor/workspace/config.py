"""The settings of one run: defaults, then the configuration file, then the command line.

`find_root` says which folder is the repository and which file configures it, `load` reads the settings. Nothing here
writes.
"""

from __future__ import annotations

import os
import posixpath
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from extractor.errors import ConfigError, UsageError
from extractor.system.terminal import printable
from extractor.version import __version__
from extractor.workspace.layers import Layer, file_layer, read_toml
from extractor.workspace.project_files import dig
from extractor.workspace.project_name import FOLDER as FOLDER  # one of the origins
from extractor.workspace.project_name import find_name
from extractor.workspace.values import AUTO, CHECKS, quoted

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

StyleSetting: TypeAlias = Literal["auto", "google", "numpy", "rest", "epytext", "plain"]

DEFAULT = "default"
"""The origin of a setting that nobody gave."""
COMMAND_LINE = "command line"
"""The origin of a setting that an option gave."""

_MARKS = (".git", "pyproject.toml", "extractor.toml")
"""What a folder holds that is a project of its own."""


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
    cache_dir: str = AUTO
    """The folder of the cache, relative to the repository or, from the command line, absolute; empty: no cache; `auto`:
    one of the repository's own among the user's caches."""
    required_version: str = ""
    """The versions of extractor that may run, as a version specifier; empty: any. `load` refuses to run others."""
    check_fail_message: str = ""
    """What stderr says after the summary when the exit code is 1; it may have several lines."""
    origins: Mapping[str, str] = {}
    """No setting of its own: the origin of each setting that is not a default, by its key."""

    def origin(self, key: str) -> str:
        """Return where the setting comes from: a file with its table, the command line, `DEFAULT`, `FOLDER`."""
        return self.origins.get(key, DEFAULT)

    @property
    def named_cache(self) -> str:
        """The folder that `cache_dir` names; empty where it names none."""
        return "" if self.cache_dir == AUTO else self.cache_dir


SETTINGS: Mapping[str, msgspec.structs.FieldInfo] = {
    field.encode_name: field for field in msgspec.structs.fields(Config) if field.name != "origins"
}
"""The keys of `[tool.extractor]`, in the order of `Config`."""
_KINDS: Mapping[str, Any] = {key: field.type for key, field in SETTINGS.items()}
"""The types of their values."""


class Root(NamedTuple):
    """A repository: its folder, absolute and without symbolic links, and the file that configures it."""

    folder: Path
    file: Path | None = None


def find_root(path: Path, file: Path | None = None) -> Root:
    """Return the repository that the folder `path` is in; with a `file` (`--config`) it is `path` itself.

    The root is the nearest of `path` and its ancestors that is configured: that holds an `extractor.toml`, or a
    `pyproject.toml` with a `[tool.extractor]` table. The search ends at the first folder that marks a project of its
    own (`.git`, `pyproject.toml`, `extractor.toml`), so that a stray file in a home folder configures nobody's
    repository, and below one that everybody writes to, such as /tmp; what it has not found by then leaves `path` as the
    root.
    """
    start = path.resolve()
    if file is not None:
        return Root(start, file)
    # In /tmp/clone/src: that folder, then /tmp/clone, which has `.git` and ends the search; never /tmp.
    for folder in (start, *start.parents):
        if folder != start and _is_everybodys(folder):
            break
        if configuration := config_file(folder):
            return Root(folder, configuration)
        if any(os.path.lexists(folder / mark) for mark in _MARKS):
            break
    return Root(start)


def load(root: Path, file: Path | None, overrides: Mapping[str, object] | None = None) -> Config:
    """Return the settings: defaults, then those of `file`, then `overrides`, whose keys are in kebab-case.

    An override of None counts as not given. Problems are reported together, a line each, as one `ConfigError`; but
    where another version of extractor is required they may be none to that one, and only this is said. A folder of
    templates that is not there is a `UsageError`.
    """
    problems: list[str] = []
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    given = {key: value for key, value in (overrides or {}).items() if value is not None}
    layers = (*file_layer(root, file), Layer(given, "--", COMMAND_LINE, CHECKS))
    for layer in layers:
        settings = layer.values(_KINDS, problems)
        if required := settings.get("required-version"):
            _require_version(required, layer.before)
        values |= settings
        origins |= dict.fromkeys(settings, layer.origin)
    # The command line is trusted: what is at odds is told of a setting only where a file has the last word on it.
    said = {
        key: f"{layer.before}{key}: "
        for layer in layers[:-1]
        for key in layer.table
        if origins.get(key) == layer.origin
    }
    problems += (f"{said[key]}{problem}" for key, problem in _at_odds(root, values) if key in said)
    if problems:
        raise ConfigError("\n".join(problems))
    if not values.get("project"):
        values["project"], origins["project"] = find_name(root)
    templates = values.get("templates")
    if templates and not (root / templates).is_dir():
        raise UsageError(f"{templates}: there is no such folder of templates in {root}; `templates` starts from there")
    return Config(origins=origins, **{key.replace("-", "_"): value for key, value in values.items()})


def require_folder(path: Path) -> None:
    """Raise a UsageError unless a path is that of a folder."""
    if not path.exists():
        raise UsageError(f"{path}: there is no such folder; give the folder of a repository")
    if not path.is_dir():
        raise UsageError(f"{path}: this is a file; give the folder of a repository")


def _is_everybodys(folder: Path) -> bool:
    """Tell whether anybody may put a file into the folder, as into /tmp: what lies there says nothing of a project."""
    mode = folder.stat().st_mode
    return os.name == "posix" and bool(mode & stat.S_ISVTX and mode & stat.S_IWOTH)


def config_file(folder: Path) -> Path | None:
    """Return the file of the folder that configures it; two of them contradict each other and are refused."""
    own, project = folder / "extractor.toml", folder / "pyproject.toml"
    is_own = os.path.lexists(own)
    in_project = os.path.lexists(project) and dig(read_toml(project, folder), "tool", "extractor") is not None
    if is_own and in_project:
        raise ConfigError(
            f"{printable(str(folder))}: both extractor.toml and [tool.extractor] of pyproject.toml configure the "
            "repository; keep one"
        )
    return own if is_own else project if in_project else None


def _at_odds(root: Path, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the key of a setting, and what it must not say beside the others or of the repository as it is."""
    templates, output_dir, cache = (values.get(key, "") for key in ("templates", "output-dir", "cache-dir"))
    if templates and (link := _link_on(root, templates)):
        yield "templates", f"expected a folder of the repository, found one behind the symbolic link {quoted(link)}"
    if cache not in ("", AUTO):
        for key, other in (("output-dir", output_dir or Config().output_dir), ("templates", templates)):
            if other and _is_around(cache, other):
                yield "cache-dir", f"expected a folder of its own, found {quoted(cache)} in or around that of {key}"


def _link_on(root: Path, path: str) -> str:
    """Return the first part of the path that is a symbolic link, or an empty text."""
    parts = path.split("/")
    above = ("/".join(parts[: length + 1]) for length in range(len(parts)))
    return next((part for part in above if (root / part).is_symlink()), "")


def _is_around(one: str, other: str) -> bool:
    """Tell whether one folder is the other or lies in it, also where names of another case are the same."""
    one, other = (f"{_folded(path)}/" for path in (one, other))  # with a slash: "docs" is not around "docs2"
    return one.startswith(other) or other.startswith(one)


def _folded(path: str) -> str:
    """Return one spelling for all that some file system takes for the same: in any case, accents in any form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", posixpath.normpath(path)).casefold())


def _require_version(required: str, before: str) -> None:
    """Raise a `ConfigError` unless this version of extractor is one of those required; pre-releases count."""
    from packaging.specifiers import SpecifierSet

    if not SpecifierSet(required).contains(__version__, prereleases=True):
        raise ConfigError(
            f"{before}required-version: extractor {required} is required, and this is {__version__}; "
            f"install one that is: pip install 'extractor-docs{required}'"
        )
