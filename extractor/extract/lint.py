"""What ruff finds in Python sources: security (`S`), performance (`PERF`) and complexity (`C901`).

Ruff reads copies in a folder of its own: the texts that the facts were taken from, whatever their encoding, their names
and their place, and what no configuration around them can shape. `# noqa` comments count.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from extractor.errors import LintError
from extractor.facts import Finding, Struct

RULES = ("C901", "PERF", "S")
"""The beginnings of the codes that are asked for; any other code says that ruff could not read the file."""
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


def lint(texts: Mapping[str, str], within: str | None = None) -> Findings:
    """Return what ruff finds in the sources, by path; a LintError says that it does not work at all.

    A source that kills it is as one that it cannot read. The copies stand in a folder `within` that one (None: the
    system's for temporary files).
    """
    if not texts:
        return {}
    paths = sorted(texts)
    try:
        with tempfile.TemporaryDirectory(prefix="extractor-", dir=within) as folder:
            return _lint(Path(folder), paths, texts)
    except OSError as error:
        raise LintError(f"ruff cannot be run: {error.strerror or error}; {_ADVICE}") from error


def _lint(folder: Path, paths: Sequence[str], texts: Mapping[str, str]) -> Findings:
    try:
        return _run(folder / "all", paths, texts)
    except _FailedError as failure:
        try:
            _run(folder / "none", [], {})
        except _FailedError:
            raise LintError(f"ruff does not work: {failure}; {_ADVICE}") from failure
    return _bisected(folder, paths, texts)


def _bisected(folder: Path, paths: Sequence[str], texts: Mapping[str, str]) -> Findings:
    """Return what ruff finds in sources of which one, at least, kills it."""
    if len(paths) == 1:
        return {paths[0]: None}
    found: Findings = {}
    middle = len(paths) // 2
    for name, half in (("first", paths[:middle]), ("second", paths[middle:])):
        try:
            found |= _run(folder / name / "all", half, texts)
        except _FailedError:
            found |= _bisected(folder / name, half, texts)
    return found


def _run(folder: Path, paths: Sequence[str], texts: Mapping[str, str]) -> Findings:
    """Return the findings of one run over copies of the sources, which are named by their place among the paths."""
    folder.mkdir(parents=True)
    for index, path in enumerate(paths):
        suffix = ".pyi" if path.endswith(".pyi") else ".py"
        (folder / f"{index}{suffix}").write_text(texts[path], encoding="utf-8", newline="\n")
    found: dict[str, set[Finding]] = {path: set() for path in paths}
    unread: set[str] = set()
    for each in _diagnostics(folder):
        path = paths[int(Path(each.filename).stem)]
        if each.code and each.code.startswith(RULES) and each.location:
            found[path].add(Finding(each.location.row, each.code, " ".join(each.message.split())))
        else:
            unread.add(path)
    return {path: None if path in unread else tuple(sorted(found[path])) for path in paths}


def _diagnostics(folder: Path) -> list[_Diagnostic]:
    # A subprocess of this Python finds the ruff that was installed beside it, wherever its scripts are.
    command = [sys.executable, "-m", "ruff", *_COMMAND, "."]
    run = subprocess.run(
        command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    try:
        if run.returncode:
            raise _FailedError(_reason(run))
        return msgspec.json.decode(run.stdout, type=list[_Diagnostic])
    except msgspec.MsgspecError as error:
        raise _FailedError(f"it does not answer as expected ({error})") from error


def _environment() -> dict[str, str]:
    """Return the environment without what would shape ruff's answer."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}


def _reason(run: subprocess.CompletedProcess[bytes]) -> str:
    lines = run.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else f"it ended with {run.returncode}"
