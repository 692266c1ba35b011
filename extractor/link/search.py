"""The state of one search for a name: what has been asked, so that no circle of imports is followed twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from extractor.link.resolve import Target
    from extractor.link.tracking import Question

NameInFile: TypeAlias = tuple[str, str]
"""A file and a name in it."""

_MOST_STEPS = 100
"""From name to name; what is further away counts as nowhere."""


class Answer(NamedTuple):
    """What a name leads to, and what of files had to be looked at for it."""

    target: Target | None
    reads: frozenset[Question]


@dataclass(slots=True)
class Search:
    """One question from outside, and those that it leads to: none is followed twice, for cycles branch without end."""

    asked: set[NameInFile] = field(default_factory=set)
    """What is being looked up: coming back to it is a cycle, and leads nowhere."""
    answers: dict[NameInFile, Target | None] = field(default_factory=dict)
    """What names lead to; None for those that lead nowhere, and for those that are being looked up."""
    exports: dict[NameInFile, tuple[bool, frozenset[Question]] | None] = field(default_factory=dict)
    """Whether star imports bring names, with what was looked at for that; None where it is being found out."""
    exporting: int = 0
    """How many of these are being found out."""
    reads: set[Question] = field(default_factory=set)
    """What the innermost question has looked at so far."""
    is_cut: bool = False
    """Whether an answer was a cycle's or too far away: asked from elsewhere, the question may have another."""

    def is_far(self) -> bool:
        """Tell whether no further step is to be taken; each takes some of Python's stack."""
        return len(self.asked) + self.exporting >= _MOST_STEPS
