"""What several commands take, and what comes of it: a repository and its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.workspace.config import Config


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every command on a repository takes."""
    options: tuple[Callable[..., Any], ...] = (
        click.option("-o", "--output-dir", metavar="DIR", help="Where the pages go, inside the repository."),
        click.option("--include", multiple=True, metavar="GLOB", help="Only files that match; may be repeated."),
        click.option("--exclude", multiple=True, metavar="GLOB", help="Files left out, instead of the default list."),
        click.option("--extend-exclude", multiple=True, metavar="GLOB", help="Files left out, beside that list."),
        click.option("--templates", metavar="DIR", help="Templates that go before the built-in ones."),
        click.option("--config", "config_file", type=click.Path(path_type=Path), help="A configuration file."),
        click.option("--project", metavar="NAME", help="The project's name on the pages."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def cache_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the cache."""
    command = click.option("--no-cache", "cache_dir", flag_value="", help="Extract every file anew.")(command)
    return click.option("--cache-dir", metavar="DIR", help="The folder of the cache.")(command)


def settings_of(path: Path, config_file: Path | None, options: Mapping[str, Any]) -> tuple[Path, Config]:
    """Return the repository's folder and its effective settings."""
    from extractor.workspace.config import find_root, load, require_folder

    require_folder(path)
    root = find_root(path, config_file)
    given = {name.replace("_", "-"): value for name, value in options.items() if value not in (None, ())}
    return root.folder, load(root.folder, root.file, given)


def require(holds: bool, message: str) -> None:
    """Raise a UsageError with the message unless something holds."""
    if not holds:
        raise UsageError(message)
