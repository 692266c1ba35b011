"""What is printed: escaped for a terminal, exact for a program."""

from __future__ import annotations

import os
import stat
import sys

import click

from extractor.system.terminal import printable, printable_json, printable_lines


def warn(line: str) -> None:
    """Write a line to stderr; whatever it holds, it is one line and no more."""
    click.echo(printable(line), err=True)


def warn_lines(text: str) -> None:
    """Write lines to stderr, each as it is written alone."""
    for line in text.removesuffix("\n").split("\n"):
        warn(line)


def print_lines(text: str) -> None:
    """Write lines as UTF-8 to stdout, whatever the console's encoding: it may lack a character."""
    write_bytes(printable_lines(text).encode("utf-8"))


def print_json(text: str) -> None:
    """Write a JSON document as UTF-8 to stdout, with escapes for what acts on a terminal."""
    write_bytes(printable_json(text).encode("utf-8"))


def print_exactly(data: bytes) -> None:
    """Write a page or a patch: to a program byte for byte, to a terminal without what would act on it.

    GitHub's runner, which looks for commands in every line, is told not to; `git apply` skips what it is told with.
    """
    if sys.stdout.isatty():
        print_lines(data.decode("utf-8", "backslashreplace"))
    elif data and os.environ.get("GITHUB_ACTIONS") == "true" and not _is_file(sys.stdout.fileno()):
        token = os.urandom(16).hex()
        end = b"" if data.endswith(b"\n") else b"\n"
        write_bytes(b"::stop-commands::%b\n%b%b::%b::\n" % (token.encode(), data, end, token.encode()))
    else:
        write_bytes(data)


def _is_file(descriptor: int) -> bool:
    """Tell whether what is written goes to a file (`> patch`), in which nobody looks for commands."""
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def write_bytes(data: bytes) -> None:
    """Write to stdout, whatever it is; raises OSError where its reader has left."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()  # here a reader that has left is an error, at the end of the process it is a traceback
