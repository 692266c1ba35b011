"""What must hold for a definition to be made: the branches that it stands in, in the words of the source."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from extractor.extraction.python.signatures import one_line
from extractor.extraction.python.tree import Branch, dotted_name, string_value
from extractor.facts import Condition

_JOINERS: Mapping[str, str] = {"try": ", ", "for": " in ", "with": ", ", "case": " if "}
"""What stands between the parts of a branch's header, where there are several."""


def condition_of(branch: Branch) -> Condition:
    """Return the condition under which the statements of a branch run."""
    parts = (one_line(part).strip().rstrip(",") for part in branch.header)
    test = _JOINERS.get(branch.kind, " ").join(parts)
    return Condition(kind=branch.kind, test=test, is_main_guard=is_main_guard(branch))


def is_main_guard(branch: Branch) -> bool:
    """Tell whether a branch is taken if `__name__ == "__main__"`, in either order."""
    test = branch.header[0] if branch.kind == "if" else None
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return False
    comparison = test.comparisons[0]
    sides = (test.left, comparison.comparator)
    return (
        isinstance(comparison.operator, cst.Equal)
        and {dotted_name(side) for side in sides} == {"__name__", ""}
        and "__main__" in map(string_value, sides)
    )
