"""The command and the names of its commands, each of which is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from extractor.version import __version__

_NAMES = ("build", "clean", "config", "diff", "find", "init", "show", "templates")


class _Commands(click.Group):
    """The commands, each the function of its name in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        return [*_NAMES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _NAMES:
            return None
        command = getattr(import_module(f"extractor.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Two Markdown pages for every file of a repository: what it is, and every name in it."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
