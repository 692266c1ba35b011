"""`extractor find`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from extractor.cli.options import cache_options, settings_of, shared_options
from extractor.cli.output import print_json, print_lines
from extractor.errors import ExitCode


@click.command()
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or one document.")
@shared_options
@cache_options
def find(name: str, path: Path, form: str, config_file: Path | None, **options: Any) -> int:
    """Print where NAME is defined, imported and documented in the repository at PATH; exit with 1 if nowhere."""
    from extractor.commands import occurrences, queries

    root, config = settings_of(path, config_file, options)
    answer = queries.find(root, config, name)
    if form == "json":
        print_json(occurrences.as_json(answer))
    else:
        print_lines(occurrences.as_text(answer))
    return ExitCode.OK if answer.defined or answer.imported else ExitCode.STALE
