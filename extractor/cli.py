"""The command: options in, exit code out. All that does work is imported where it is needed."""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from extractor import __version__
from extractor.errors import ExitCode, ExtractorError, UsageError
from extractor.system.terminal import as_lines, printable, printable_json, printable_lines

if TYPE_CHECKING:
    from extractor.publish.report import Outcome
    from extractor.workspace.config import Config


_BY_SIGNAL = 128
"""A shell's exit code of a process that a signal ended, less the signal's number."""


_OF_THE_MACHINE = frozenset(
    (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EAGAIN)
)
"""Errors that are nobody's mistake, wherever they are met: files, memory, space or processes are short."""


def main() -> None:
    """Run the command line and exit with the code of its outcome; errors are sentences on stderr."""
    gc.disable()  # the process ends in seconds; until then it went through the facts of all files again and again
    _open_streams()
    _end_like_an_interrupt()
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody can be told: stderr is full, or its reader has left; Python's own 1 would read as "stale"
        os._exit(ExitCode.ERROR)
    sys.exit(code)


def _open_streams() -> None:
    """Let what would be told go nowhere where a stream was closed (`>&-`); a page must not get its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor, to the end
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


class _Terminated(KeyboardInterrupt):
    """A signal asked the run to end; carries its number."""


def _end_like_an_interrupt() -> None:
    """Let SIGTERM and SIGHUP clean up as Ctrl-C does; what ignores them already (`nohup`) goes on doing so."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)


def _terminate(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: a second would stop the cleaning up
    raise _Terminated(number)


def run(arguments: list[str]) -> int:
    """Return the exit code of one command line."""
    try:
        code = cli.main(args=arguments, prog_name="extractor", standalone_mode=False)
        return int(code or ExitCode.OK)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        _warn_lines(shown.getvalue())
        return ExitCode.ERROR
    except ExtractorError as error:
        for line in str(error).split("\n"):
            _warn(f"error: {line}")
        return ExitCode.ERROR
    except (click.Abort, KeyboardInterrupt) as error:
        cause = error.__cause__ if isinstance(error, click.Abort) else error  # click wraps it
        if isinstance(cause, _Terminated):
            click.echo("terminated", err=True)
            return _BY_SIGNAL + int(cause.args[0])
        click.echo("interrupted", err=True)
        return ExitCode.INTERRUPTED
    except SystemExit:  # click's answer when the reader of our output has left, with a code that reads as "stale"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.ERROR
    except MemoryError:
        click.echo(
            "error: there is not enough memory for this repository; end what takes it, or raise ulimit -v", err=True
        )
        return ExitCode.ERROR
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE and not _is_nowhere():
            return _defect(error)
        place = f"{error.filename}: " if isinstance(error.filename, str) else ""
        reason = (
            "the current folder is gone; go to one that is there" if _is_nowhere() else os.strerror(error.errno or 0)
        )
        _warn(f"error: {place}{reason}")
        return ExitCode.ERROR
    except Exception as error:
        return _defect(error)


def _defect(error: Exception) -> int:
    """Tell of a defect of ours; Python's own code for it, 1, would read as "stale"."""
    import traceback

    _warn_lines("".join(traceback.format_exception(error)))
    _warn(f"error: internal error, please report it with the lines above: {error!r}")
    return ExitCode.ERROR


def _is_nowhere() -> bool:
    """Tell whether the current folder was removed, without which no path can be told."""
    try:
        os.getcwd()  # noqa: PTH109 - raises where it is gone
    except OSError:
        return True
    return False


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
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


def _cached(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the cache."""
    command = click.option("--no-cache", "cache_dir", flag_value="", help="Extract every file anew.")(command)
    return click.option("--cache-dir", metavar="DIR", help="The folder of the cache.")(command)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Two Markdown pages for every file of a repository: what it is, and every name in it."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cli.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@_shared
@click.option("-j", "--jobs", type=click.IntRange(min=0), help="Worker processes; 0: one for each processor.")
@_cached
@click.option("--prune/--no-prune", default=None, help="Whether pages are removed whose source is gone.")
@click.option("--tracked", is_flag=True, default=None, help="Only files that git tracks or has staged.")
@click.option("--strict", is_flag=True, default=None, help="Exit with 2 when a file does not parse.")
@click.option("--check", is_flag=True, help="Write nothing; list what is out of date, and exit with 1 if anything is.")
@click.option("--diff", is_flag=True, help="Write nothing; print a patch for git apply, and exit with 1 if it is any.")
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

    root, config = _settings(path, config_file, options)
    act = partial(write.diff, prefix=git.prefix(root)) if diff else write.check if check else write.write
    is_dry = check or diff
    # A fresh checkout has fresh times: there, what the last run left is asked by content alone.
    trusts_times = not (is_dry and os.environ.get("CI", "false").lower() not in ("", "0", "false"))
    outcome = pipeline.build(
        root,
        config,
        act,
        trusts_times=trusts_times,
        on_wait=lambda: _warn(f"waiting for a build of {config.output_dir}/"),
        stage=progress.shown if sys.stderr.isatty() and not quiet else progress.silent,
    )
    must_be_current = is_dry or exit_non_zero_on_change
    code = outcome.exit_code(strict=config.strict, must_be_current=must_be_current)
    if diff and not quiet:
        _tell_changes(root, config, outcome)
    _tell(outcome, config, is_dry=is_dry, is_quiet=quiet, is_verbose=verbose)
    if code == ExitCode.STALE and config.check_fail_message:
        _warn(config.check_fail_message)
    if output_format == "github":
        lines = report.as_annotations(outcome, must_be_current=must_be_current)
        _write("".join(f"{line}\n" for line in lines).encode("utf-8"))  # our own commands
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
        _warn(line)


def _tell_changes(root: Path, config: Config, outcome: Outcome) -> None:
    """Say on stderr what changed in the sources of the pages that a patch is about."""
    from extractor.compare import change_words, since

    stale = [each for each in outcome.done if each.action in ("create", "update", "delete")]
    text = change_words.as_text(since.compare_with_pages(root, config, stale)) if stale else ""
    sys.stderr.buffer.write(text.encode("utf-8"))  # a line each, which `change_words` makes printable
    sys.stderr.buffer.flush()


def _print_findings(outcome: Outcome, form: str, code: ExitCode, *, is_check: bool, is_diff: bool) -> None:
    """Print to stdout what a program reads; the lines of a check beside a patch go to stderr."""
    from extractor.publish import report

    if form == "json":
        _print_json(report.as_json(outcome, code))
        return
    lines = as_lines(report.findings(outcome) if is_check and form == "text" else ())
    if is_diff:
        click.echo(lines, err=True, nl=False)
        _print_exactly(b"".join(each.patch for each in outcome.done))
    else:
        _print(lines)


def _warn(line: str) -> None:
    """Write a line to stderr; whatever it holds, it is one line and no more."""
    click.echo(printable(line), err=True)


def _warn_lines(text: str) -> None:
    for line in text.removesuffix("\n").split("\n"):
        _warn(line)


def _notes(outcome: Outcome, config: Config) -> Iterator[str]:
    """Yield what whoever runs this may not expect of the settings, which may be somebody else's."""
    from extractor.workspace.config import COMMAND_LINE, FOLDER

    if config.origin("project") == FOLDER:
        yield (
            f"note: the pages call the project {config.project!r} after its folder, which may have another name "
            "elsewhere; set `project` in extractor.toml"
        )
    if not config.respect_gitignore and config.origin("respect-gitignore") != COMMAND_LINE:
        where = config.origin("respect-gitignore")
        yield f"note: files that git ignores have pages: {where} says so (respect-gitignore)"
    if outcome.taken_back and config.origin("extend-exclude") != COMMAND_LINE:
        yield (
            f"note: what by its name holds secrets has pages: {', '.join(outcome.taken_back)}; "
            f"{config.origin('extend-exclude')} takes it back (extend-exclude)"
        )


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--page", type=click.Choice(["docs", "kw"]), help="Which page to print.")
@click.option("--format", "form", type=click.Choice(["md", "json"]), default="md", help="A page, or the facts.")
@_shared
def show(file: Path, page: Literal["docs", "kw"] | None, form: str, config_file: Path | None, **options: Any) -> int:
    """Print one page of FILE (default: docs), or with --format json its facts. Nothing is written."""
    from extractor.commands import queries
    from extractor.workspace.config import find_root

    if form == "json" and page is not None:
        raise UsageError("--page chooses a Markdown page, --format json prints the facts: give one of them")
    _require(file.is_file(), f"{file}: there is no such file; `extractor show` takes a file of a repository")
    here, folder = Path.cwd(), file.parent.resolve()
    # The nearest configuration says what the repository is; without one it is this folder, as it is for `build`.
    is_ours = folder.is_relative_to(here) and (config_file is not None or find_root(folder).file is None)
    root, config = _settings(here if is_ours else folder, config_file, options)
    path = (folder / file.name).relative_to(root).as_posix()
    shown = queries.show(root, config, path, "facts" if form == "json" else page or "docs")
    for warning in shown.warnings:
        _warn(f"warning: {warning}")
    if form == "json":
        _print_json(shown.text)
    else:
        _print_exactly(shown.text.encode("utf-8"))
    return ExitCode.OK


@cli.command()
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or one document.")
@_shared
@_cached
def find(name: str, path: Path, form: str, config_file: Path | None, **options: Any) -> int:
    """Print where NAME is defined, imported and documented in the repository at PATH; exit with 1 if nowhere."""
    from extractor.commands import findings, queries

    root, config = _settings(path, config_file, options)
    found = queries.find(root, config, name)
    if form == "json":
        _print_json(findings.as_json(found))
    else:
        _print(findings.as_text(found))
    return ExitCode.OK if found.defined or found.imported else ExitCode.STALE


@cli.command()
@click.argument("revision", metavar="REV")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or one document.")
@_shared
@_cached
def diff(revision: str, path: Path, form: str, config_file: Path | None, **options: Any) -> int:
    """Print what changed in the sources of the repository at PATH since the git revision REV.

    Compared are classes, functions, signatures, imports and the like, between REV and the working tree with its
    untracked files. The exit code is 0 whether or not something changed.
    """
    from extractor.compare import change_words, since

    root, config = _settings(path, config_file, options)
    found = since.compare(root, config, revision)
    if form == "json":
        _print_json(change_words.as_json(found.changes))
    else:
        _print(change_words.as_text(found.changes))
    for problem in found.problems:
        _warn(f"error: {problem}")
    _warn(change_words.summary(found.changes, revision))
    return ExitCode.ERROR if found.problems else ExitCode.OK


@cli.group()
def templates() -> None:
    """Copy the templates of the pages."""


@templates.command("eject")
@click.argument("folder", type=click.Path(path_type=Path))
def eject_templates(folder: Path) -> int:
    """Copy the built-in templates into FOLDER; files that are there stay as they are.

    A build takes them from the folder that `templates` in the configuration or --templates names. Keep those that you
    change, and remove the rest: what is not there comes from the built-in ones.
    """
    from extractor.commands.eject import eject

    written, kept = eject(folder)
    for name in kept:
        _warn(f"{folder / name}: is there already: left as it is")
    _warn(f"{len(written):,} templates written to {folder}; set `templates` in the configuration to use them")
    return ExitCode.OK


def _print(text: str) -> None:
    """Write lines as UTF-8 to stdout, whatever the console's encoding: it may lack a character."""
    _write(printable_lines(text).encode("utf-8"))


def _print_json(text: str) -> None:
    _write(printable_json(text).encode("utf-8"))


def _print_exactly(data: bytes) -> None:
    """Write a page or a patch: to a program byte for byte, to a terminal without what would act on it.

    GitHub's runner, which looks for commands in every line, is told not to; `git apply` skips what it is told with.
    """
    if sys.stdout.isatty():
        _print(data.decode("utf-8", "backslashreplace"))
    elif data and os.environ.get("GITHUB_ACTIONS") == "true" and not _is_file(sys.stdout.fileno()):
        token = os.urandom(16).hex()
        end = b"" if data.endswith(b"\n") else b"\n"
        _write(b"::stop-commands::%b\n%b%b::%b::\n" % (token.encode(), data, end, token.encode()))
    else:
        _write(data)


def _is_file(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()  # here a reader that has left is an error, at the end of the process it is a traceback


def _settings(path: Path, config_file: Path | None, options: Mapping[str, Any]) -> tuple[Path, Config]:
    """Return the repository's folder and its effective settings."""
    from extractor.workspace.config import find_root, load

    _require(path.exists(), f"{path}: there is no such folder; give the folder of a repository")
    _require(path.is_dir(), f"{path}: this is a file; give the folder of a repository")
    root = find_root(path, config_file)
    given = {name.replace("_", "-"): value for name, value in options.items() if value not in (None, ())}
    config = load(root.folder, root.file, given)
    _require(
        not config.templates or (root.folder / config.templates).is_dir(),
        f"{config.templates}: there is no such folder of templates in {root.folder}; `templates` starts from there",
    )
    return root.folder, config


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise UsageError(message)


@cli.command("config")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or one document.")
@click.option("--list-files", is_flag=True, help="Print the sources that a build would document instead.")
@click.option("-v", "--verbose", is_flag=True, help="With --list-files: every file left out, and why.")
@_shared
@_cached
def config_(path: Path, form: str, list_files: bool, verbose: bool, config_file: Path | None, **options: Any) -> int:
    """Print the settings of the repository at PATH (default: here), and where each comes from."""
    from extractor.commands import settings

    if verbose and not list_files:
        raise UsageError("--verbose names the files left out, and is for --list-files: give both")
    if list_files and form == "json":
        raise UsageError("--list-files prints a path a line, --format json prints the settings: give one of them")
    root, config = _settings(path, config_file, options)
    if list_files:
        return _list_files(root, config, is_verbose=verbose)
    if form == "json":
        _print_json(settings.as_json(config))
    else:
        _print(settings.as_text(config))
    return ExitCode.OK


def _list_files(root: Path, config: Config, *, is_verbose: bool) -> int:
    from extractor.workspace.discover import discover

    found = discover(root, config, must_be_whole=True)
    for each in sorted((*found.skipped, *found.left_out)):
        if each.is_error:
            _warn(f"error: {each.path} {each.reason}")
        elif is_verbose:
            _warn(f"left out: {each.path} {each.reason}")
    _print(as_lines(found.sources))
    return ExitCode.ERROR if any(each.is_error for each in found.skipped) else ExitCode.OK


@cli.command()
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
        _, config = _settings(path, None, {})
        _warn(f"{file}: already configures extractor, left as it is; edit it to change a setting")
        _print(first.as_text(first.snippets(config.output_dir, in_git=find_top(file.parent) is not None)))
        return ExitCode.OK
    start = first.plan_start(*_settings(path, None, options))
    if not dry_run:
        first.write_start(start)
    for note in start.notes:
        _warn(f"note: {note}")
    _warn(f"{'would write' if dry_run else 'wrote'} {start.file}; then run: extractor build")
    in_git = find_top(start.file.parent) is not None
    written = first.Snippet(start.file.name, start.settings)
    _print(first.as_text((written, *first.snippets(start.output_dir, in_git=in_git))))
    return ExitCode.OK


@cli.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("-o", "--output-dir", metavar="DIR", help="Where the pages are, inside the repository.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="A configuration file.")
@click.option("--cache-dir", metavar="DIR", help="The folder of the cache.")
@click.option("--dry-run", is_flag=True, help="Remove nothing; list on stdout what would be removed.")
def clean(path: Path, config_file: Path | None, dry_run: bool, **options: Any) -> int:
    """Remove the generated pages and the cache of the repository at PATH (default: here), and nothing else."""
    from extractor.commands import clean as cleaning

    root, config = _settings(path, config_file, options)
    if dry_run:
        found = cleaning.find_leftovers(root, config)
        cleaned = cleaning.rehearse(found)
        _print(as_lines(each.path for each in (*cleaned.pages, *cleaned.cache)))
    else:
        found, cleaned = cleaning.clean(root, config, lambda: _warn(f"waiting for a build of {config.output_dir}/"))
    for line in cleaning.summary(found, cleaned, config, "would remove" if dry_run else "removed"):
        _warn(line)
    return cleaned.exit_code()
