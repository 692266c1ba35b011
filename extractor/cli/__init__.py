"""Options in, exit code out: a module for each command, and `run` around them."""

from extractor.cli.process import main, run

__all__ = ["main", "run"]
