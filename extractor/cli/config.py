"""`extractor config`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extractor.cli.options import cache_options, settings_of, shared_options
from extractor.cli.output import print_json, print_lines, warn
from extractor.errors import ExitCode, UsageError
from extractor.system.terminal import as_lines

if TYPE_CHECKING:
    from extractor.workspace.config import Config


@click.command("config")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or one document.")
@click.option("--list-files", is_flag=True, help="Print the sources that a build would document instead.")
@click.option("-v", "--verbose", is_flag=True, help="With --list-files: every file left out, and why.")
@shared_options
@cache_options
def config(path: Path, form: str, list_files: bool, verbose: bool, config_file: Path | None, **options: Any) -> int:
    """Print the settings of the repository at PATH (default: here), and where each comes from."""
    from extractor.commands import settings

    if verbose and not list_files:
        raise UsageError("--verbose names the files left out, and is for --list-files: give both")
    if list_files and form == "json":
        raise UsageError("--list-files prints a path a line, --format json prints the settings: give one of them")
    root, effective = settings_of(path, config_file, options)
    if list_files:
        return _list_files(root, effective, is_verbose=verbose)
    if form == "json":
        print_json(settings.as_json(effective))
    else:
        print_lines(settings.as_text(effective))
    return ExitCode.OK


def _list_files(root: Path, config: Config, *, is_verbose: bool) -> int:
    """Print the sources on stdout, a path a line, and on stderr what could not be read and what was left out."""
    from extractor.workspace.discover import discover

    discovery = discover(root, config, must_be_whole=True)
    for skipped in sorted((*discovery.skipped, *discovery.left_out)):
        if skipped.is_error:
            warn(f"error: {skipped.path} {skipped.reason}")
        elif is_verbose:
            warn(f"left out: {skipped.path} {skipped.reason}")
    print_lines(as_lines(discovery.sources))
    return ExitCode.ERROR if any(skipped.is_error for skipped in discovery.skipped) else ExitCode.OK
