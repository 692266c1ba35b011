"""What all files together say of each file, from what each says of others. All is sorted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from extractor.facts import Struct
from extractor.link.callers import CallSite
from extractor.link.coverage import TestUse
from extractor.link.fixtures import find_fixture_users
from extractor.link.graph import Links
from extractor.link.inheritance import find_overrides
from extractor.link.resolve import Target

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Relations(Struct, frozen=True, array_like=True):
    """The relations of a file and, by qualname, of the definitions in it; what has none is in no mapping.

    What a page says of a file other than its own hangs on that file's facts and on these, and on nothing else.
    """

    imports: tuple[str, ...] = ()
    imported_by: tuple[str, ...] = ()
    tests: tuple[TestUse, ...] = ()
    callers: tuple[CallSite, ...] = ()
    users: Mapping[str, tuple[str, ...]] = {}
    bases: Mapping[str, tuple[Target | None, ...]] = {}
    subclasses: Mapping[str, tuple[Target, ...]] = {}
    overrides: Mapping[str, Target] = {}
    overridden_by: Mapping[str, tuple[Target, ...]] = {}
    deferred: tuple[str, ...] = ()
    deferred_by: tuple[str, ...] = ()
    fixture_users: Mapping[str, tuple[Target, ...]] = {}


def find_relations(links: Mapping[str, Links]) -> dict[str, Relations]:
    """Return the relations of each of some files, given what each says of others."""
    bases = {
        Target(path, name): targets for path, file_links in links.items() for name, targets in file_links.bases.items()
    }
    overrides = find_overrides(bases, _methods(links))
    by_path: dict[str, Iterable[tuple[str, Any]]] = {
        "imports": ((path, file_links.imports) for path, file_links in links.items()),
        "imported_by": _inverse(
            (path, other) for path, file_links in links.items() for other in file_links.imports
        ).items(),
        "deferred": ((path, file_links.deferred) for path, file_links in links.items() if file_links.deferred),
        "deferred_by": _inverse(
            (path, other) for path, file_links in links.items() for other in file_links.deferred
        ).items(),
        "tests": _tests(links).items(),
        "callers": _inverse((site, other) for other, site in _calls(links)).items(),
    }
    by_target: dict[str, Mapping[Target, Any]] = {
        "users": _inverse(_uses(links)),
        "bases": bases,
        "subclasses": _inverse((child, base) for child, targets in bases.items() for base in targets if base),
        "overrides": overrides,
        "overridden_by": _inverse(overrides.items()),
        "fixture_users": _fixture_users(links),
    }
    fields: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for field, relation in by_path.items():
        for path, value in relation:
            fields[path][field] = value
    for field, relation_of_targets in by_target.items():
        for target, others in relation_of_targets.items():
            fields[target.path].setdefault(field, {})[target.qualname] = others
    return {path: Relations(**fields[path]) for path in links}


def _fixture_users(links: Mapping[str, Links]) -> dict[Target, tuple[Target, ...]]:
    by_path = ((path, file_links.fixtures) for path, file_links in links.items())
    asked = {path: of_file for path, of_file in by_path if of_file.defined or of_file.requests}
    users = find_fixture_users(asked, {path: file_links.names for path, file_links in links.items()})
    return {fixture: tuple(sorted(users[fixture])) for fixture in sorted(users)}


def _methods(links: Mapping[str, Links]) -> dict[Target, tuple[str, ...]]:
    return {
        Target(path, owner): names for path, file_links in links.items() for owner, names in file_links.methods.items()
    }


def _calls(links: Mapping[str, Links]) -> Iterator[tuple[str, CallSite]]:
    for path, file_links in links.items():
        for other, calls in file_links.calls.items():
            yield from ((other, CallSite(file_links.is_test, path, call.owner, call.callee)) for call in calls)


def _uses(links: Mapping[str, Links]) -> Iterator[tuple[str, Target]]:
    for path, file_links in links.items():
        for other, names in file_links.names.items():
            yield from ((path, Target(other, name)) for name in names)


def _tests(links: Mapping[str, Links]) -> dict[str, tuple[TestUse, ...]]:
    """Return, for each module that a test file imports or takes a name from, the test files in order.

    What only stands among the tests, a package of helpers say, is no test of what it imports; it has tests of its own.
    """
    tests: defaultdict[str, list[TestUse]] = defaultdict(list)
    for path, file_links in sorted(links.items()):
        for other, functions in (file_links.tested or {}).items():
            if other in links and links[other].tested is None:
                tests[other].append(TestUse(path, functions))
    return {path: tuple(uses) for path, uses in tests.items()}


def _inverse(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Value, tuple[_Key, ...]]:
    groups: defaultdict[_Value, set[_Key]] = defaultdict(set)
    for key, value in pairs:
        groups[value].add(key)
    return {value: tuple(sorted(keys)) for value, keys in groups.items()}  # type: ignore[type-var]
