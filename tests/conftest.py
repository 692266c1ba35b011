"""Options and fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
