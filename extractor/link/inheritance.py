"""The order in which Python looks through a class and its bases: C3, the method resolution order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from extractor.link.resolve import Target

Bases: TypeAlias = Mapping[Target, tuple[Target | None, ...]]
"""Class -> what its bases lead to, in order; None for one that is out of sight."""


def find_orders(bases: Bases) -> dict[Target, list[Target]]:
    """Return, for each class, itself and the bases that are in sight, in resolution order.

    Where bases contradict each other or go in circles, which Python refuses, the order is any; no depth is too deep.
    """
    orders: dict[Target, list[Target]] = {}
    entered = set[Target]()
    waiting = list(bases)
    while waiting:
        each = waiting.pop()
        if each in orders:
            continue
        own = list(dict.fromkeys(base for base in bases.get(each, ()) if base))
        missing = [base for base in own if base not in orders and base not in entered]
        if missing:
            entered.add(each)
            waiting += [each, *missing]
        else:
            merged = _merged([orders.get(base, [base]) for base in own], own)
            orders[each] = [each, *(base for base in merged if base != each)]
    return orders


def _merged(orders: Sequence[list[Target]], own: list[Target]) -> list[Target]:
    """Return the bases' orders as one: no class before one that derives from it, nor before an earlier base."""
    if len(orders) < 2:
        return [each for order in orders for each in order]
    merged: list[Target] = []
    left = [list(order) for order in (*orders, own)]
    while left := [order for order in left if order]:
        behind = {each for order in left for each in order[1:]}
        first = next((order[0] for order in left if order[0] not in behind), left[0][0])
        merged.append(first)
        left = [[each for each in order if each != first] for order in left]
    return merged
