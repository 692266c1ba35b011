"""The settings of one run: defaults, then the configuration file, then the command line."""

from __future__ import annotations

import msgspec

DEFAULT_EXCLUDE = (
    # Version control and environments: never sources, and not always ignored.
    ".git/",
    ".hg/",
    ".svn/",
    ".venv/",
    "__pycache__/",
    "node_modules/",
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


class Config(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """Every setting, in its effective form; the field names in kebab-case are the keys of `[tool.extractor]`."""

    project: str = ""
    """The project's name on the pages; empty: `[project] name` of pyproject.toml, else the folder's name."""
    project_kind: str = "project"
    """The noun after the name: "This file is part of the PyTorch framework ..."."""
    output_dir: str = "docs"
    """Relative to the repository."""
    include: tuple[str, ...] = ()
    """Gitignore patterns; when there are any, only files that match one are sources."""
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    """Gitignore patterns of files and folders that are no sources."""
    extend_exclude: tuple[str, ...] = ()
    """More of them, beside `exclude`."""
    respect_gitignore: bool = True
    embed_source: bool = True
    max_embed_bytes: int = 400_000
    """A larger source is shown up to its last whole line below this, with a line that says so."""
    private: bool = True
    """Whether the API reference details private names."""
    roles: dict[str, str] = msgspec.field(default_factory=dict)
    """Path prefix -> what that part of the repository is ("core PyTorch library"); the longest match wins."""
    templates: str = ""
    """A folder of templates that go before the built-in ones; relative to the repository."""
    prune: bool = True
    """Whether pages are removed whose source is gone."""
    strict: bool = False
    """Whether a file that does not parse makes the run exit with 2."""
    jobs: int = 0
    """Worker processes; 0: one for each processor that the process may use."""
