"""The command as a process of its own, which needs no second to start: it is forked from the tests.

A new interpreter spends most of a small run on its imports, which are there already in the process of the tests. What
is different from a process that a shell starts has tests with real ones (`test_installed`, `test_elsewhere`,
`test_hooks`, `test_signals`, the faults).
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple, NoReturn

import extractor.extraction.python.extract
import extractor.incremental.interface
import extractor.incremental.make
import extractor.incremental.models
import extractor.pipeline
import extractor.reading.fresh  # noqa: F401 - what a build imports when it needs it is there when it is forked
from extractor.rendering.environment import Templates

COMMAND = [sys.executable, "-m", "extractor"]


class Run(NamedTuple):
    """What a run of the command came to; its output is UTF-8 wherever it runs."""

    code: int
    out: str
    err: str


def run_command(*arguments: str, cwd: Path, **environment: str) -> Run:
    """Run the command in a folder, with these variables in its environment beside those of the tests."""
    shown = {**os.environ, **environment}
    if not hasattr(os, "fork") or sys.platform == "darwin":  # where a fork with threads beside it is not safe
        done = subprocess.run([*COMMAND, *arguments], cwd=cwd, env=shown, capture_output=True)
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    _compile_templates()
    with TemporaryFile() as out, TemporaryFile() as err:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which do nothing in the tests
            child = os.fork()
        if child == 0:
            _become_the_command([*arguments], cwd, shown, out, err)
        _, status = os.waitpid(child, 0)
        return Run(os.waitstatus_to_exitcode(status), _text(out), _text(err))


@cache
def _compile_templates() -> None:
    """Let the process of the tests know what the built-in templates are compiled to; all that it forks do then."""
    Templates().load()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _become_the_command(
    arguments: list[str], cwd: Path, environment: dict[str, str], out: IO[bytes], err: IO[bytes]
) -> NoReturn:
    """Run the command as `python -m extractor` would, and end the process without a word of the tests."""
    code = 70
    try:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["extractor", *arguments]
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
        from extractor.cli import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(code)
