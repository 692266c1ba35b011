"""pytest fixtures in the reference: their scope, whether all tests have them, and who asks for them."""

from __future__ import annotations

from extractor.facts import Function, Struct
from extractor.link.fixtures import fixture_of
from extractor.link.resolve import Target
from extractor.rendering.model import Link
from extractor.rendering.sections.relations import target_links
from extractor.rendering.subject import Subject

_MOST_USERS = 5
"""Of a fixture; the rest stands on the pages of the tests, whose signatures name it."""


class ShownFixture(Struct, frozen=True):
    """A fixture as the page shows it."""

    name: str
    """Where it is asked for by another than the function's own; else empty."""
    scope: str
    is_automatic: bool
    users: tuple[Link, ...]
    has_more_users: bool


def shown_fixture(function: Function, subject: Subject) -> ShownFixture | None:
    """Return what a function is as a fixture; None for any other."""
    scope = function.qualname.rpartition(".")[0]
    fixture = fixture_of(function, subject.names_in(scope)) if function.decorators else None
    if fixture is None:
        return None
    users = subject.repository.graph.fixture_users.get(Target(subject.path, function.qualname), ())
    near = sorted(users, key=lambda user: (user.path != subject.path, user))
    return ShownFixture(
        name="" if fixture.name == function.name else fixture.name,
        scope=fixture.scope,
        is_automatic=fixture.is_automatic,
        users=target_links(near[:_MOST_USERS], subject),
        has_more_users=len(users) > _MOST_USERS,
    )
