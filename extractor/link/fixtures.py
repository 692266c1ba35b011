"""pytest's fixtures: what a function decorated as one is, and which tests and fixtures ask for it.

Only what the files themselves say counts: a fixture of a plugin that is installed is out of sight.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from extractor.facts import Class, FileFacts, Function, Struct
from extractor.link.expressions import CallText, applied, literal_in
from extractor.link.modules import folders_above
from extractor.link.origins import canonical, scope_names
from extractor.link.resolve import Target
from extractor.link.testing import is_test, is_test_function

FIXTURES = frozenset({
    "_pytest.fixtures.fixture", "pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture",
})  # fmt: skip
"""The decorators, pytest's own plugins' included."""
_USES = "pytest.mark.usefixtures"
_PARAMETRIZE = "pytest.mark.parametrize"
_PACKAGES = frozenset({"_pytest", "pytest", "pytest_asyncio"})
_CONFTEST = "conftest.py"


class Fixture(Struct, frozen=True):
    """What the decorator of a fixture says."""

    name: str
    """By which it is asked for."""
    scope: str
    """As its value or, where only running would tell, as its source; empty where it may be behind a star."""
    is_automatic: bool


class Asked(Struct, frozen=True, array_like=True):
    """What the functions of a file have to do with fixtures."""

    defined: Mapping[str, str] = {}
    """Qualname of each fixture -> the name by which it is asked for."""
    requests: Mapping[str, tuple[str, ...]] = {}
    """Name -> the qualnames of what asks for it, sorted."""


def fixture_of(function: Function, names: Mapping[str, str]) -> Fixture | None:
    """Return what a function is as a fixture, given the names that it sees; None for any other."""
    for decorator in function.decorators:
        if canonical(decorator.name, names) in FIXTURES:
            call = applied(decorator.text)
            scope = call.keywords.get("scope", "" if call.is_open else '"function"')
            value = literal_in(scope)
            return Fixture(
                name=literal_in(call.keywords.get("name")) or function.name,
                scope=scope if value is None else value,
                is_automatic=call.keywords.get("autouse") == "True",
            )
    return None


def find_asked(facts: FileFacts) -> Asked:
    """Return the fixtures of a file, and which of its functions ask for which names."""
    body, are_tests = facts.python, is_test(facts)
    imports = body.imports if body else ()
    uses_pytest = any(statement.module.partition(".")[0] in _PACKAGES for statement in imports)
    if body is None or not (are_tests or uses_pytest):
        return Asked()
    names = scope_names(body, "") if uses_pytest else {}
    defined: dict[str, str] = {}
    requests: defaultdict[str, set[str]] = defaultdict(set)
    for function in body.functions:
        fixture = fixture_of(function, names)
        if fixture:
            defined[function.qualname] = fixture.name
        if fixture or (are_tests and is_test_function(function)):
            for name in _requested(function, names):
                requests[name].add(function.qualname)
    if are_tests:
        for cls in body.classes:
            for name in _marked(cls, names):
                requests[name].add(cls.qualname)
    return Asked(defined, {name: tuple(sorted(requests[name])) for name in sorted(requests)})


def _requested(function: Function, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the names that pytest gives a function: its parameters without default, but those of `parametrize`."""
    given = set(_parametrized(function, names))
    own = "" if function.scope != "class" or _is_static(function) else next(iter(_names_of(function)), "")
    for parameter in function.parameters:
        is_plain = parameter.kind in ("positional-or-keyword", "keyword-only") and parameter.default is None
        if is_plain and parameter.name not in given and parameter.name != own:
            yield parameter.name
    yield from _marked(function, names)


def _is_static(function: Function) -> bool:
    return any(decorator.name == "staticmethod" for decorator in function.decorators)


def _names_of(function: Function) -> Iterator[str]:
    return (parameter.name for parameter in function.parameters)


def _parametrized(function: Function, names: Mapping[str, str]) -> Iterator[str]:
    for call in _marks(function, names, _PARAMETRIZE):
        if "indirect" not in call.keywords:
            listed = call.positional[0] if call.positional else call.keywords.get("argnames", "")
            text = literal_in(listed)
            parts = text.split(",") if text is not None else [literal_in(part) or "" for part in _elements(listed)]
            yield from (part.strip() for part in parts)


def _elements(text: str) -> list[str]:
    return text.strip("()[]").split(",")


def _marked(definition: Class | Function, names: Mapping[str, str]) -> Iterator[str]:
    for call in _marks(definition, names, _USES):
        yield from filter(None, map(literal_in, call.positional))


def _marks(definition: Class | Function, names: Mapping[str, str], mark: str) -> Iterator[CallText]:
    for decorator in definition.decorators:
        if canonical(decorator.name, names) == mark:
            yield applied(decorator.text)


Imported: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]
"""File -> other file -> the definitions there that it imports by name."""


def find_fixture_users(asked: Mapping[str, Asked], imported: Imported) -> dict[Target, set[Target]]:
    """Return, for each fixture, the tests and fixtures that ask for it.

    As in pytest, a class is looked through first, then the file, then the `conftest.py` of each folder from the file's
    own upwards. What the base of a class defines is out of sight here: of a name that some class has, a method is only
    told to use that of its own class.
    """
    users: defaultdict[Target, set[Target]] = defaultdict(set)
    in_classes = {name for of_file in asked.values() for fixture, name in of_file.defined.items() if "." in fixture}
    for path, of_file in asked.items():
        for name, qualnames in of_file.requests.items():
            outer = list(_in_files(path, name, asked, imported))
            for qualname in qualnames:
                user = Target(path, qualname)
                own = _in_class(name, qualname, of_file)
                if own:
                    users[Target(path, own)].add(user)
                elif "." not in qualname or name not in in_classes:
                    # A fixture that asks for its own name overrides one further out.
                    fixture = next((target for target in outer if target != user), None)
                    if fixture:
                        users[fixture].add(user)
    return users


def _in_class(name: str, qualname: str, of_file: Asked) -> str | None:
    """Return the fixture of a name in the classes around a method or test class, innermost first."""
    owner = qualname.rpartition(".")[0]
    while owner:
        for fixture, its_name in of_file.defined.items():
            if its_name == name and fixture.rpartition(".")[0] == owner and fixture != qualname:
                return fixture
        owner = owner.rpartition(".")[0]
    return None


def _in_files(path: str, name: str, asked: Mapping[str, Asked], imported: Imported) -> Iterator[Target]:
    """Yield the fixtures of a name that files define or import at their top level, the nearest first."""
    folders = (*folders_above(path), "")
    for place in dict.fromkeys((path, *(posixpath.join(folder, _CONFTEST) for folder in folders))):
        for fixture, its_name in asked[place].defined.items() if place in asked else ():
            if its_name == name and "." not in fixture:
                yield Target(place, fixture)
        for source, definitions in imported.get(place, {}).items():
            defined = asked[source].defined if source in asked else {}
            yield from (Target(source, fixture) for fixture in definitions if defined.get(fixture) == name)
