"""`extractor templates`."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.cli.output import print_lines, warn
from extractor.errors import ExitCode


@click.group()
def templates() -> None:
    """Copy the templates of the pages."""


@templates.command("eject")
@click.argument("folder", type=click.Path(path_type=Path))
def eject_templates(folder: Path) -> int:
    """Copy the built-in templates into FOLDER, and print what they are given; files that are there stay as they are.

    A build takes them from the folder that `templates` in the configuration or --templates names. Keep those that you
    change, and remove the rest: what is not there comes from the built-in ones.
    """
    from extractor.commands.eject import eject
    from extractor.rendering.template_reference import template_reference

    written, kept = eject(folder)
    for name in kept:
        warn(f"{folder / name}: is there already: left as it is")
    warn(f"{len(written):,} templates written to {folder}; set `templates` in the configuration to use them")
    print_lines(template_reference())
    return ExitCode.OK
