"""How far a run is, for a person who waits at a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

Stage: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Opens a stage of a run by what is done and how often; what it gives is called after each time."""

_FEW = 50
"""Steps that are done before anybody has read a line about them."""
_REFRESH = 0.1
"""Seconds between two looks of the line."""


@contextmanager
def silent(_name: str, _total: int) -> Iterator[Callable[[], None]]:
    """Say nothing."""
    yield lambda: None


@contextmanager
def shown(name: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar, how many steps are done and how many a second, on a line of stderr that goes away at the end."""
    if total < _FEW:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:,.0f} a second")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate())
    # Without a thread that redraws: processes are forked while the line is there.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task(name, total=total)
        drawn = 0.0

        def step() -> None:
            nonlocal drawn
            is_due = time.monotonic() - drawn > _REFRESH
            progress.update(task, advance=1, refresh=is_due)
            drawn = time.monotonic() if is_due else drawn

        yield step
