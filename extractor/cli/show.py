"""`extractor show`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from extractor.cli.options import require, settings_of, shared_options
from extractor.cli.output import print_exactly, print_json, warn
from extractor.errors import ExitCode, UsageError


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--page", type=click.Choice(["docs", "kw"]), help="Which page to print.")
@click.option("--format", "form", type=click.Choice(["md", "json"]), default="md", help="A page, or the facts.")
@shared_options
def show(file: Path, page: Literal["docs", "kw"] | None, form: str, config_file: Path | None, **options: Any) -> int:
    """Print one page of FILE (default: docs), or with --format json its facts. Nothing is written."""
    from extractor.commands import queries
    from extractor.workspace.config import find_root

    if form == "json" and page is not None:
        raise UsageError("--page chooses a Markdown page, --format json prints the facts: give one of them")
    require(file.is_file(), f"{file}: there is no such file; `extractor show` takes a file of a repository")
    here, folder = Path.cwd(), file.parent.resolve()
    # The nearest configuration says what the repository is; without one it is this folder, as it is for `build`.
    is_ours = folder.is_relative_to(here) and (config_file is not None or find_root(folder).file is None)
    root, config = settings_of(here if is_ours else folder, config_file, options)
    path = (folder / file.name).relative_to(root).as_posix()
    shown = queries.show(root, config, path, "facts" if form == "json" else page or "docs")
    for warning in shown.warnings:
        warn(f"warning: {warning}")
    if form == "json":
        print_json(shown.text)
    else:
        print_exactly(shown.text.encode("utf-8"))
    return ExitCode.OK
