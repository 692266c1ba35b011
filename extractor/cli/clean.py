"""`extractor clean`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from extractor.cli.options import settings_of
from extractor.cli.output import print_lines, warn
from extractor.system.terminal import as_lines


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("-o", "--output-dir", metavar="DIR", help="Where the pages are, inside the repository.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="A configuration file.")
@click.option("--cache-dir", metavar="DIR", help="The folder of the cache.")
@click.option("--dry-run", is_flag=True, help="Remove nothing; list on stdout what would be removed.")
def clean(path: Path, config_file: Path | None, dry_run: bool, **options: Any) -> int:
    """Remove the generated pages and the cache of the repository at PATH (default: here), and nothing else."""
    from extractor.commands import clean as cleaning

    root, config = settings_of(path, config_file, options)
    if dry_run:
        leftovers = cleaning.find_leftovers(root, config)
        cleaned = cleaning.rehearse(leftovers)
        print_lines(as_lines(done.path for done in (*cleaned.pages, *cleaned.cache)))
    else:
        leftovers, cleaned = cleaning.clean(root, config, lambda: warn(f"waiting for a build of {config.output_dir}/"))
    for line in cleaning.summary(leftovers, cleaned, config, "would remove" if dry_run else "removed"):
        warn(line)
    return cleaned.exit_code()
