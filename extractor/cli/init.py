"""`extractor init`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from extractor.cli.options import settings_of
from extractor.cli.output import print_lines, warn
from extractor.errors import ExitCode


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("-o", "--output-dir", metavar="DIR", help="Where the pages go, inside the repository.")
@click.option("--project", metavar="NAME", help="The project's name on the pages.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
def init(path: Path, dry_run: bool, **options: Any) -> int:
    """Write a configuration for the repository at PATH (default: here), and print what to add for pre-commit and CI."""
    from extractor.commands import init as first
    from extractor.workspace.config import find_root
    from extractor.workspace.git import find_top

    if file := find_root(path).file:
        _, config = settings_of(path, None, {})
        warn(f"{file}: already configures extractor, left as it is; edit it to change a setting")
        print_lines(first.as_text(first.snippets(config.output_dir, in_git=find_top(file.parent) is not None)))
        return ExitCode.OK
    start = first.plan_start(*settings_of(path, None, options))
    if not dry_run:
        first.write_start(start)
    for note in start.notes:
        warn(f"note: {note}")
    warn(f"{'would write' if dry_run else 'wrote'} {start.file}; then run: extractor build")
    in_git = find_top(start.file.parent) is not None
    written = first.Snippet(start.file.name, start.settings)
    print_lines(first.as_text((written, *first.snippets(start.output_dir, in_git=in_git))))
    return ExitCode.OK
