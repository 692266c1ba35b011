"""Where other files call what a module defines; only calls that the names alone make certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from extractor.facts import FileFacts, PythonFacts, Struct
from extractor.link.resolve import Resolver, Target
from extractor.link.testing import is_test


class CallSite(Struct, frozen=True, order=True):
    """A place outside of a module that calls something public in it; those in tests come last."""

    is_test: bool
    path: str
    owner: str
    """The qualname of the function or class around the call; empty for the module."""
    callee: str
    """The qualname of what is called."""


def find_callers(files: Mapping[str, FileFacts], resolver: Resolver) -> dict[str, tuple[CallSite, ...]]:
    """Return, for each module that others call, the places in order: one for each function around and each callee."""
    callable_names = {path: _public(facts.body) for path, facts in files.items() if isinstance(facts.body, PythonFacts)}
    found: defaultdict[str, set[CallSite]] = defaultdict(set)
    for path, facts in files.items():
        if isinstance(facts.body, PythonFacts):
            targets = {name: resolver.dotted(path, name) for name in {call.name for call in facts.body.calls}}
            in_tests = is_test(facts)
            for call in facts.body.calls:
                target = targets[call.name]
                if target and target.path != path and _is_public(target, callable_names):
                    found[target.path].add(CallSite(in_tests, path, call.owner, target.qualname))
    return {path: tuple(sorted(found[path])) for path in sorted(found)}


def _public(facts: PythonFacts) -> set[str]:
    definitions = (each.qualname for each in facts.definitions() if each.scope != "function")
    return {name for name in definitions if not any(part.startswith("_") for part in name.split("."))}


def _is_public(target: Target, names: Mapping[str, set[str]]) -> bool:
    return target.qualname in names.get(target.path, ())
