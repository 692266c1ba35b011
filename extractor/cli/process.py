"""The process: its streams and signals, and an exit code for whatever happens in it."""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import sys

import click

from extractor.cli.group import cli
from extractor.cli.output import warn, warn_lines
from extractor.errors import ExitCode, ExtractorError

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
    """Handle a signal that asks the run to end."""
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
        warn_lines(shown.getvalue())
        return ExitCode.ERROR
    except ExtractorError as error:
        for line in str(error).split("\n"):
            warn(f"error: {line}")
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
        warn(f"error: {place}{reason}")
        return ExitCode.ERROR
    except Exception as error:
        return _defect(error)


def _defect(error: Exception) -> int:
    """Tell of a defect of ours; Python's own code for it, 1, would read as "stale"."""
    import traceback

    warn_lines("".join(traceback.format_exception(error)))
    warn(f"error: internal error, please report it with the lines above: {error!r}")
    return ExitCode.ERROR


def _is_nowhere() -> bool:
    """Tell whether the current folder was removed, without which no path can be told."""
    try:
        os.getcwd()  # noqa: PTH109 - raises where it is gone
    except OSError:
        return True
    return False
