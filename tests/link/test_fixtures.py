"""pytest's fixtures: who asks for which."""

from __future__ import annotations

from helpers.linking import linked, shown

CONFTEST = """
import pytest

@pytest.fixture
def base(): ...

@pytest.fixture(name="web")
def make_web(base): ...
"""


def users(files: dict[str, str]) -> dict[str | None, tuple[str | None, ...]]:
    return {shown(fixture): tuple(map(shown, found)) for fixture, found in linked(files).graph.fixture_users.items()}


def test_fixtures_are_found_in_the_folders_above() -> None:
    files = {
        "tests/conftest.py": CONFTEST,
        "tests/sub/test_a.py": "def test_a(web, other): ...\nclass TestB:\n    def test_b(self, base, web=1): ...\n",
        "other/test_c.py": "def test_c(web): ...\n",
    }
    assert users(files) == {
        "tests/conftest.py:base": ("tests/conftest.py:make_web", "tests/sub/test_a.py:TestB.test_b"),
        "tests/conftest.py:make_web": ("tests/sub/test_a.py:test_a",),
    }


def test_the_nearest_fixture_counts_and_one_that_asks_for_its_own_name_overrides() -> None:
    files = {
        "conftest.py": CONFTEST,
        "tests/conftest.py": "import pytest\n@pytest.fixture\ndef base(base): ...\n",
        "tests/test_a.py": "def test_a(base): ...\n",
    }
    assert users(files)["conftest.py:base"] == ("conftest.py:make_web", "tests/conftest.py:base")
    assert users(files)["tests/conftest.py:base"] == ("tests/test_a.py:test_a",)


def test_fixtures_of_a_class_are_its_own() -> None:
    files = {
        "test_a.py": """
            import pytest
            class TestA:
                @pytest.fixture
                def base(self): ...
                def test_a(self, base): ...
            def test_b(base): ...
            """,
        "conftest.py": CONFTEST,
    }
    assert users(files)["test_a.py:TestA.base"] == ("test_a.py:TestA.test_a",)
    assert users(files)["conftest.py:base"] == ("conftest.py:make_web", "test_a.py:test_b")


def test_marks_ask_and_parameters_that_are_given_do_not() -> None:
    files = {
        "conftest.py": CONFTEST,
        "test_a.py": """
            import pytest
            @pytest.mark.parametrize("base, x", [(1, 2)])
            def test_a(base, x): ...
            @pytest.mark.usefixtures("web")
            class TestB: ...
            @pytest.mark.parametrize("base", [1], indirect=True)
            def test_c(base): ...
            """,
    }
    assert users(files) == {
        "conftest.py:base": ("conftest.py:make_web", "test_a.py:test_c"),
        "conftest.py:make_web": ("test_a.py:TestB",),
    }


def test_a_fixture_that_a_file_imports_is_seen() -> None:
    files = {
        "helpers/fixtures.py": "from pytest import fixture as fx\n@fx()\ndef base(): ...\n",
        "tests/conftest.py": "from helpers.fixtures import base\n",
        "tests/test_a.py": "def test_a(base): ...\ndef helper(base): ...\n",
    }
    assert users(files) == {"helpers/fixtures.py:base": ("tests/test_a.py:test_a",)}
