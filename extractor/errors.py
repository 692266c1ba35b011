"""What can go wrong, in few kinds, and the exit code of each: the one place that knows the codes.

A message is a sentence that says what, where and what to do; `cli.main` prints it to stderr behind `error: `.
Which code a build comes to where nothing went wrong is told by `publish/outcome.py`.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The codes of the command, as the README lists them; the larger one wins when several hold."""

    OK = 0
    STALE = 1
    ERROR = 2
    INTERRUPTED = 130


class ExtractorError(Exception):
    """The base of every error that a person can act on; carries a sentence for them."""


class ConfigError(ExtractorError):
    """The configuration cannot be read or says something that it must not."""


class UsageError(ExtractorError):
    """The command line names something that is not there or contradicts itself."""


class TemplateError(ExtractorError):
    """A template is missing, broken, or asks for what no page has; `place` is its name, with the line if known."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.reason = message


class LintError(ExtractorError):
    """The linter, which extractor is installed with, does not work."""


class ProcessError(ExtractorError):
    """The system lets no process start."""


class OutputError(ExtractorError):
    """The output directory cannot be used."""
