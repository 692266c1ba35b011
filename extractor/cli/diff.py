"""`extractor diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from extractor.cli.options import cache_options, settings_of, shared_options
from extractor.cli.output import print_json, print_lines, warn
from extractor.errors import ExitCode


@click.command()
@click.argument("revision", metavar="REV")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or one document.")
@shared_options
@cache_options
def diff(revision: str, path: Path, form: str, config_file: Path | None, **options: Any) -> int:
    """Print what changed in the sources of the repository at PATH since the git revision REV.

    Compared are classes, functions, signatures, imports and the like, between REV and the working tree with its
    untracked files. The exit code is 0 whether or not something changed.
    """
    from extractor.comparison import change_words, since

    root, config = settings_of(path, config_file, options)
    comparison = since.compare(root, config, revision)
    if form == "json":
        print_json(change_words.as_json(comparison.changes))
    else:
        print_lines(change_words.as_text(comparison.changes))
    for problem in comparison.problems:
        warn(f"error: {problem}")
    warn(change_words.summary(comparison.changes, revision))
    return ExitCode.ERROR if comparison.problems else ExitCode.OK
