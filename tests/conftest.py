"""Options and fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import settings

settings.register_profile("shared machine", deadline=None)  # what is slow here is the neighbour
settings.load_profile("shared machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="rewrite fixtures/expected from what comes out now")


@pytest.fixture
def fixtures() -> Path:
    """The folder of small repositories and what is expected of them."""
    return Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="session", autouse=True)
def users_caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the user's caches, which is none of the person's who runs the tests."""
    folder = tmp_path_factory.mktemp("caches")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Keep what templates are compiled to: builds within the process of the tests spend a fifth of their time on it."""
    compile_anew: Any = jinja2.Environment.compile
    compiled: dict[tuple[object, ...], object] = {}

    def compile_once(environment: jinja2.Environment, source: object, *arguments: object, **options: object) -> object:
        # What comes out depends on the kind of environment and its filters, beside the template. An error is no result.
        key = (type(environment), frozenset(environment.filters), source, arguments, frozenset(options.items()))
        if key not in compiled:
            compiled[key] = compile_anew(environment, source, *arguments, **options)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compile_once)
        yield
