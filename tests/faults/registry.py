"""The faults: what is played, with which cases, and which of them are quick."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from faults.box import Box

Play: TypeAlias = Callable[[Box, str], None]
"""Plays one try in a fresh box, and raises an AssertionError, in words, where it is lost."""


@dataclass(frozen=True)
class Fault:
    """One attack or accident with its cases, each of which is a try."""

    kind: str
    name: str
    play: Play
    cases: tuple[str, ...]
    quick: int
    """How many of the cases, from the first, are played by `make test`."""
    needs: Callable[[], str]
    """Says why it cannot be played here; an empty text: it can."""

    def try_one(self, case: str) -> None:
        with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
            self.play(Box(Path(folder).resolve()), case)


FAULTS: list[Fault] = []


def fault(
    kind: str, cases: Iterable[str] = ("",), *, quick: int = 0, needs: Callable[[], str] = lambda: ""
) -> Callable[[Play], Play]:
    """Register a function as a fault; its name is that of the function, in words."""

    def register(play: Play) -> Play:
        FAULTS.append(Fault(kind, play.__name__.replace("_", " "), play, tuple(cases), quick, needs))
        return play

    return register


def seeds(count: int) -> Sequence[str]:
    """Return the cases of a fault whose moment is chance; the option `--tries` multiplies them."""
    return [f"seed {number}" for number in range(count)]


def tries(faults: Iterable[Fault], times: int) -> Iterator[tuple[Fault, str]]:
    """Yield every try; those by chance `times` times as often."""
    for each in faults:
        yield from ((each, case) for case in each.cases)
        if each.cases[0].startswith("seed "):
            yield from ((each, case) for case in seeds(len(each.cases) * times)[len(each.cases) :])
