"""The order in which Python looks through a class and its bases: C3, the method resolution order.

The order of a class with one base is that base's behind it, and those of a class with several mostly end alike: orders
share their ends, so that a chain of 5,000 classes is 5,000 links and not 12 million.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import TypeAlias

from extractor.link.resolve import Target

Bases: TypeAlias = Mapping[Target, tuple[Target | None, ...]]
"""Class -> what its bases lead to, in order; None for one that is out of sight."""

_MOST_MERGED = 100
"""Of an order, before what all bases of a class have in common; what is further away counts as out of sight."""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A class, and the order of what is looked through after it."""

    first: Target
    rest: Order | None
    length: int

    def __iter__(self) -> Iterator[Target]:
        """Yield the class and the others in order."""
        order: Order | None = self
        while order is not None:
            yield order.first
            order = order.rest


def find_orders(
    bases: Bases, targets: Iterable[Target] | None = None, known: dict[Target, Order] | None = None
) -> dict[Target, Order]:
    """Return, for each class, itself and the bases that are in sight, in resolution order.

    Where bases contradict each other or go in circles, which Python refuses, the order is any; no depth is too deep.
    For some classes only, those above them included, the orders that are known already are taken and added to.
    """
    orders = {} if known is None else known
    entered = set[Target]()
    waiting = list(bases if targets is None else targets)
    while waiting:
        target = waiting.pop()
        if target in orders:
            continue
        # A class waits for its bases. One that waits itself, as in a circle, counts without its own bases.
        own = list(dict.fromkeys(base for base in bases.get(target, ()) if base and base != target))
        missing = [base for base in own if base not in orders and base not in entered]
        if missing:
            entered.add(target)
            waiting += [target, *missing]
        else:
            orders[target] = _before(target, _merged([orders.get(base) or _before(base, None) for base in own]))
    return orders


def find_overrides(bases: Bases, methods: Mapping[Target, Sequence[str]]) -> dict[Target, Target]:
    """Return, for each method that overrides another, the one that Python would have found without it; sorted.

    It takes the names of the methods that each class defines. Orders make a forest by what is behind them; on the way
    down, the last to define a name is the one that is overridden.
    """
    orders = find_orders(bases)
    below: defaultdict[Order | None, list[Order]] = defaultdict(list)
    for order in _all(orders.values()):
        below[order.rest].append(order)
    overrides: dict[Target, Target] = {}
    defining: defaultdict[str, list[Target]] = defaultdict(list)
    waiting = [(order, False) for order in below[None]]
    while waiting:
        order, is_left = waiting.pop()
        names = methods.get(order.first, ())
        if is_left:
            for name in names:
                defining[name].pop()
            continue
        for name in names:
            others = (
                definer for definer in reversed(defining[name]) if definer != order.first
            )  # which a circle comes back to
            if orders.get(order.first) is order and (definer := next(others, None)):
                overrides[_method(order.first, name)] = _method(definer, name)
            defining[name].append(order.first)
        waiting.append((order, True))
        waiting += [(derived, False) for derived in below.get(order, ())]
    return dict(sorted(overrides.items()))


def _before(first: Target, rest: Order | None) -> Order:
    """Return an order with a class put before it."""
    return Order(first, rest, 1 + (rest.length if rest else 0))


def _method(owner: Target, name: str) -> Target:
    return Target(owner.path, f"{owner.qualname}.{name}")


def _all(orders: Iterable[Order]) -> Iterator[Order]:
    """Yield the orders and all that they go on with, each once."""
    seen = set[Order]()
    for start in orders:
        order: Order | None = start
        while order is not None and order not in seen:
            seen.add(order)
            yield order
            order = order.rest


def _merged(orders: Sequence[Order]) -> Order | None:
    """Return the bases' orders as one: no class before one that derives from it, nor before an earlier base."""
    if len(orders) < 2:
        return orders[0] if orders else None
    shared: Order | None = orders[0]
    for other in orders[1:]:
        shared = _shared(shared, other)
    fronts = [_front(order, shared) for order in orders]
    if any(len(front) > _MOST_MERGED for front in fronts):
        shared, fronts = None, [front[:_MOST_MERGED] for front in fronts]
    own = [order.first for order, front in zip(orders, fronts, strict=True) if front]
    return reduce(lambda rest, target: _before(target, rest), reversed(_c3([*fronts, own])), shared)


def _shared(one: Order | None, other: Order | None) -> Order | None:
    """Return what both orders end with, unless that is too far away."""
    for _ in range(2 * _MOST_MERGED):
        if one is None or other is None or one is other:
            return one and other
        # Two orders that end alike are as long from there on: step along the longer one, or along both.
        if one.length >= other.length:
            one, other = (one.rest, other) if one.length > other.length else (one.rest, other.rest)
        else:
            other = other.rest
    return None


def _front(order: Order, end: Order | None) -> list[Target]:
    """Return what stands before an end, as far as that counts and one more."""
    front: list[Target] = []
    current: Order | None = order
    while current is not None and current is not end and len(front) <= _MOST_MERGED:
        front.append(current.first)
        current = current.rest
    return front


def _c3(orders: Sequence[Sequence[Target]]) -> list[Target]:
    """Return the orders as one; where they contradict each other, the rest of them as it comes."""
    # Reversed, so that the head of an order is at its end, from where it is cheap to take.
    left = [list(reversed(order)) for order in orders if order]
    # How often each class stands behind a head: the next in order is the first head that stands behind none.
    behind = Counter(target for order in left for target in order[:-1])
    heads: defaultdict[Target, list[list[Target]]] = defaultdict(list)
    for order in left:
        heads[order[-1]].append(order)
    merged: list[Target] = []
    start = 0
    while start < len(left):
        if not left[start]:
            start += 1
            continue
        first = next((order[-1] for order in islice(left, start, None) if order and not behind[order[-1]]), None)
        if first is None:
            return list(dict.fromkeys((*merged, *(target for order in left for target in reversed(order)))))
        merged.append(first)
        for order in heads.pop(first):
            order.pop()
            if order:
                behind[order[-1]] -= 1
                heads[order[-1]].append(order)
    return merged
