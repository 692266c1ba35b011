"""`extractor build`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from extractor.cli.options import cache_options, settings_of, shared_options
from extractor.cli.output import print_exactly, print_json, print_lines, warn, write_bytes
from extractor.errors import ExitCode
from extractor.system.terminal import as_lines

if TYPE_CHECKING:
    from extractor.publish.outcome import Outcome
    from extractor.workspace.config import Config


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@shared_options
@click.option("-j", "--jobs", type=click.IntRange(min=0), help="Worker processes; 0: one for each processor.")
@cache_options
@click.option("--prune/--no-prune", default=None, help="Whether pages are removed whose source is gone.")
@click.option("--tracked", is_flag=True, default=None, help="Only files that git tracks or has staged.")
@click.option("--strict", is_flag=True, default=None, help="Exit with 2 when a file does not parse.")
@click.option("--check", is_flag=True, help="Write no page; list what is out of date, and exit with 1 if anything is.")
@click.option("--diff", is_flag=True, help="Write no page; print a patch for git apply, and exit with 1 if it is any.")
@click.option("--exit-non-zero-on-change", is_flag=True, help="Exit with 1 when a page was written or removed.")
@click.option("--output-format", type=click.Choice(["text", "json", "github"]), default="text", help="Of stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only problems.")
@click.option("-v", "--verbose", is_flag=True, help="Every page that changed, and every file left out.")
def build(
    path: Path,
    config_file: Path | None,
    check: bool,
    diff: bool,
    exit_non_zero_on_change: bool,
    output_format: Literal["text", "json", "github"],
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> int:
    """Regenerate the docs of the repository at PATH (default: here)."""
    from extractor import pipeline, progress
    from extractor.publish import report, write
    from extractor.workspace import git

    root, config = settings_of(path, config_file, options)
    act = partial(write.diff, prefix=git.prefix(root)) if diff else write.check if check else write.write
    is_dry = check or diff
    # A fresh checkout has fresh times: there, what the last run left is asked by content alone.
    trusts_times = not (is_dry and os.environ.get("CI", "false").lower() not in ("", "0", "false"))
    outcome = pipeline.build(
        root,
        config,
        act,
        trusts_times=trusts_times,
        on_wait=lambda: warn(f"waiting for a build of {config.output_dir}/"),
        stage=progress.shown if sys.stderr.isatty() and not quiet else progress.silent,
    )
    must_be_current = is_dry or exit_non_zero_on_change
    code = outcome.exit_code(strict=config.strict, must_be_current=must_be_current)
    if diff and not quiet:
        _tell_changes(root, config, outcome)
    _tell(outcome, config, is_dry=is_dry, is_quiet=quiet, is_verbose=verbose)
    if code == ExitCode.STALE and config.check_fail_message:
        warn(config.check_fail_message)
    if output_format == "github":
        lines = report.as_annotations(outcome, must_be_current=must_be_current)
        write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))  # our own commands
    _print_findings(outcome, output_format, code, is_check=check, is_diff=diff)
    return code


def _tell(outcome: Outcome, config: Config, *, is_dry: bool, is_quiet: bool, is_verbose: bool) -> None:
    """Say on stderr what went wrong, and what was done."""
    from extractor.publish import report

    lines = list(report.problems(outcome))
    if is_verbose and not is_dry:
        lines = [*report.details(outcome), *lines]
    if not is_quiet:
        lines += _notes(outcome, config)
        lines.append(report.verdict(outcome) if is_dry else report.summary(outcome, config.output_dir))
    for line in lines:
        warn(line)


def _tell_changes(root: Path, config: Config, outcome: Outcome) -> None:
    """Say on stderr what changed in the sources of the pages that a patch is about."""
    from extractor.comparison import change_words, since

    stale = [done for done in outcome.done if done.action in ("create", "update", "delete")]
    text = change_words.as_text(since.compare_with_pages(root, config, stale)) if stale else ""
    sys.stderr.buffer.write(text.encode("utf-8"))  # a line each, which `change_words` makes printable
    sys.stderr.buffer.flush()


def _print_findings(outcome: Outcome, form: str, code: ExitCode, *, is_check: bool, is_diff: bool) -> None:
    """Print to stdout what a program reads; the lines of a check beside a patch go to stderr."""
    from extractor.publish import report

    if form == "json":
        print_json(report.as_json(outcome, code))
        return
    lines = as_lines(report.findings(outcome) if is_check and form == "text" else ())
    if is_diff:
        click.echo(lines, err=True, nl=False)
        print_exactly(b"".join(done.patch for done in outcome.done))
    else:
        print_lines(lines)


def _notes(outcome: Outcome, config: Config) -> Iterator[str]:
    """Yield what whoever runs this may not expect of the settings, which may be somebody else's."""
    from extractor.workspace.config import COMMAND_LINE, FOLDER

    if config.origin("project") == FOLDER:
        yield (
            f"note: the pages call the project {config.project!r} after its folder, which may have another name "
            "elsewhere; set `project` in extractor.toml"
        )
    if not outcome.sources and config.tracked:
        yield "note: there are no sources: git tracks none here, and `tracked` says that no others count; git add them"
    if not config.respect_gitignore and config.origin("respect-gitignore") != COMMAND_LINE:
        where = config.origin("respect-gitignore")
        yield f"note: files that git ignores have pages: {where} says so (respect-gitignore)"
    if outcome.taken_back and config.origin("extend-exclude") != COMMAND_LINE:
        yield (
            f"note: what by its name holds secrets has pages: {', '.join(outcome.taken_back)}; "
            f"{config.origin('extend-exclude')} takes it back (extend-exclude)"
        )
