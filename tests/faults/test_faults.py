"""The faults as tests: the quick cases in `make test`, the others with `-m faults`; `make faults` prints the table."""

from __future__ import annotations

import pytest

from faults.catalog import FAULTS
from faults.registry import Fault

TRIES = [
    pytest.param(
        each, case, id=f"{each.kind}: {each.name}, {case}", marks=() if number < each.quick else pytest.mark.faults
    )
    for each in FAULTS
    for number, case in enumerate(each.cases)
]


@pytest.mark.parametrize(("each", "case"), TRIES)
def test_it_holds(each: Fault, case: str) -> None:
    if reason := each.needs():
        pytest.skip(reason)
    each.try_one(case)
