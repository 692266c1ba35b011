"""What ruff finds in Python sources: security (`S`), performance (`PERF`) and complexity (`C901`).

Ruff reads the texts that the facts were taken from, whatever their encoding, their names and their place, and no
configuration around them shapes what it says. A file that holds just its text is read where it is, since creating a
file may take longer than linting it; of any other ruff reads a copy. `# noqa` comments count. What a message quotes of
a secret is taken out of it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec

from extractor.errors import LintError
from extractor.facts import Finding, Struct
from extractor.workspace.secrets import redact

RULES = ("C901", "PERF", "S")
"""The beginnings of the codes that are asked for; any other says that ruff could not read the file, or not as valid."""
_COMMAND = (
    "check",
    "--isolated",
    "--no-cache",
    "--no-respect-gitignore",
    "--quiet",
    "--exit-zero",
    "--output-format=json",
    f"--select={','.join(RULES)}",
    "--target-version=py314",  # the newest, so that no older Python's trouble is laid on a source that may not know it
)
_ADVICE = "reinstall extractor; until then the pages lack what it finds"

_ENDED = (-signal.SIGTERM, -getattr(signal, "SIGKILL", 9), -getattr(signal, "SIGHUP", 1), -signal.SIGINT)
_SECONDS = 60
"""What ruff may take for a few files, where it needs a fraction of one."""
_SECONDS_PER_FILE = 0.05
"""What it may take for each of many: fifty times what it needs."""

_SUFFIXES = (".py", ".pyi")
"""Of the files that ruff takes for what they are."""

Source: TypeAlias = str | Path
"""A text, or the file that holds just that."""
Findings: TypeAlias = dict[str, tuple[Finding, ...] | None]
"""By path, sorted; None for a file that ruff cannot read."""


class _Location(Struct, frozen=True):
    row: int


class _Diagnostic(Struct, frozen=True):
    code: str | None
    message: str
    filename: str
    location: _Location | None


class _FailedError(Exception):
    """Ruff ended otherwise than with its findings; carries its reason."""


def source_of(file: Path, data: bytes, text: str) -> Source:
    """Return what ruff is to read for a file of these bytes and this text: the file itself where that will do."""
    is_readable = file.suffix in _SUFFIXES and str(file).isprintable()
    return file if is_readable and text.encode("utf-8") == data else text


def time_limit(count: int) -> float:
    """Return the seconds that ruff may take for so many files."""
    return _SECONDS + _SECONDS_PER_FILE * count


def lint(sources: Mapping[str, Source], within: str | None = None) -> Findings:
    """Return what ruff finds in the sources, by path; a LintError says that it does not work at all.

    A source that kills it is as one that it cannot read. Copies stand in a folder `within` that one (None: the
    system's for temporary files).
    """
    if not sources:
        return {}
    try:
        with tempfile.TemporaryDirectory(prefix="extractor-", dir=within) as name:
            folder = Path(name).absolute()
            files = {_file(folder, index, path, sources[path]): path for index, path in enumerate(sorted(sources))}
            return _lint(folder, files)
    except OSError as error:
        raise LintError(f"ruff cannot be run: {error.strerror or error}; {_ADVICE}") from error


def _file(folder: Path, index: int, path: str, source: Source) -> str:
    """Return the file that ruff is to read, as it will call it."""
    if isinstance(source, Path):
        return str(source.absolute())
    copy = folder / f"{index}{'.pyi' if path.endswith('.pyi') else '.py'}"
    copy.write_text(source, encoding="utf-8", newline="\n")
    return str(copy)


def _lint(folder: Path, files: Mapping[str, str]) -> Findings:
    """Return what ruff finds in one run over all files or, where that fails though ruff works, in several.

    A run over no file tells whether it works at all; a LintError says that it does not.
    """
    try:
        return _run(folder, files)
    except _FailedError as failure:
        try:
            _run(folder, {})
        except _FailedError:
            raise LintError(f"ruff does not work: {failure}; {_ADVICE}") from failure
    return _bisected(folder, files)


def _bisected(folder: Path, files: Mapping[str, str]) -> Findings:
    """Return what ruff finds in sources of which one, at least, kills it: that one is found by halving."""
    if len(files) == 1:
        return dict.fromkeys(files.values())
    findings: Findings = {}
    middle = len(files) // 2
    for half in (list(files)[:middle], list(files)[middle:]):
        part = {file: files[file] for file in half}
        try:
            findings |= _run(folder, part)
        except _FailedError:
            findings |= _bisected(folder, part)
    return findings


def _run(folder: Path, files: Mapping[str, str]) -> Findings:
    """Return the findings of one run over files, given with the paths of the sources that they hold."""
    findings: dict[str, set[Finding]] = {path: set() for path in files.values()}
    unread: set[str] = set()
    for diagnostic in _diagnostics(folder, files):
        path = files.get(diagnostic.filename)
        if path is None:
            raise LintError(f"ruff names a file that it was not given ({diagnostic.filename}); {_ADVICE}")
        code, location = diagnostic.code, diagnostic.location
        if code and code.startswith(RULES) and location:
            # On one line; it may quote the source, so that a secret may be in it.
            message = redact(" ".join(diagnostic.message.split())).text
            findings[path].add(Finding(location.row, code, message))
        else:
            unread.add(path)
    # An error that is none of syntax (`global x` behind `x = 1`) is told beside the findings, and hides none of them.
    return {
        path: None if path in unread and not findings[path] else tuple(sorted(findings[path]))
        for path in sorted(findings)
    }


def _diagnostics(folder: Path, files: Collection[str]) -> list[_Diagnostic]:
    """Run ruff over the files, and return all that it says; nothing of the environment shapes that.

    An empty folder is always among what it is given, for without any path ruff would read the current folder.
    """
    from ruff import find_ruff_bin  # type: ignore[import-untyped]  # a run that lints nothing needs none

    (nothing := folder / "nothing").mkdir(exist_ok=True)
    arguments = folder / "arguments"  # so many would be too long for a command line
    arguments.write_text("\n".join((*_COMMAND, str(nothing), *files)), encoding="utf-8")
    command = [find_ruff_bin(), f"@{arguments}"]  # the one that was installed beside this Python, wherever that is
    try:
        run = subprocess.run(
            command,
            cwd=folder,
            env={name: text for name, text in os.environ.items() if not name.startswith("RUFF_")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=time_limit(len(files)),
        )
        if run.returncode in _ENDED:  # by somebody, or by a system without memory: it says nothing of the files
            raise LintError("ruff was ended by a signal; run extractor again")
        if run.returncode:
            raise _FailedError(_reason(run))
        return msgspec.json.decode(run.stdout, type=list[_Diagnostic])
    except subprocess.TimeoutExpired as error:
        raise LintError(f"ruff did not end within {error.timeout:g} seconds; run extractor again") from error
    except msgspec.MsgspecError as error:
        raise _FailedError(f"it does not answer as expected ({error})") from error


def _reason(run: subprocess.CompletedProcess[bytes]) -> str:
    """Return the last line of what ruff said of its end, which in a panic or an error is the reason."""
    lines = run.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else f"it ended with {run.returncode}"
