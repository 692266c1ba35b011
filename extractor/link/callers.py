"""Where a file calls what other modules define; only calls that the names alone make certain."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.facts import FileFacts, Struct
from extractor.link.resolve import Resolver, Target


class CallSite(Struct, frozen=True, order=True, array_like=True):
    """A place outside of a module that calls something public in it; those in tests come last."""

    is_test: bool
    path: str
    owner: str
    """The qualname of the function or class around the call; empty for the module."""
    callee: str
    """The qualname of what is called."""


class OwnCall(Struct, frozen=True, order=True, array_like=True):
    """A call of something public in another file, as the file that calls tells it."""

    owner: str
    callee: str


def find_calls(facts: FileFacts, resolver: Resolver) -> Iterator[tuple[str, OwnCall]]:
    """Yield each call of what is public in another file, with that file."""
    calls = facts.python.calls if facts.python else ()
    targets = {name: resolver.dotted(facts.path, name) for name in {call.name for call in calls}}
    for call in calls:
        target = targets[call.name]
        if target and target.path != facts.path and _is_public(target, resolver):
            yield target.path, OwnCall(call.owner, target.qualname)


def _is_public(target: Target, resolver: Resolver) -> bool:
    is_private = any(part.startswith("_") for part in target.qualname.split("."))
    return not is_private and resolver.is_callable(target)
