"""What a file is called, from which folders, and which file a module name leads to."""

from __future__ import annotations

import pytest
from helpers.linking import imports_of, linked, statements
from hypothesis import given
from hypothesis import strategies as st

from extractor.link.modules import find_modules

NAMES = [
    pytest.param(["pkg/__init__.py", "pkg/a.py"], (), {"pkg/__init__.py": "pkg", "pkg/a.py": "pkg.a"}, id="flat"),
    pytest.param(["setup.py", "a.py"], (), {"setup.py": "setup", "a.py": "a"}, id="modules beside the project file"),
    pytest.param(["src/pkg/__init__.py", "src/pkg/a.py"], (), {"src/pkg/a.py": "pkg.a"}, id="src"),
    pytest.param(["src/__init__.py", "src/a.py"], (), {"src/a.py": "src.a"}, id="a package called src"),
    pytest.param(["space/inner/a.py"], (), {"space/inner/a.py": "space.inner.a"}, id="namespace package"),
    pytest.param(["lib/python/a.py"], ("lib/python",), {"lib/python/a.py": "a"}, id="named by the packaging"),
    pytest.param(["a.py"], ("nowhere",), {"a.py": "a"}, id="named, and not there"),
    pytest.param(
        ["one/pyproject.toml", "one/src/a.py", "two/setup.cfg", "two/b.py"],
        (),
        {"one/src/a.py": "a", "two/b.py": "b"},
        id="several projects",
    ),
    pytest.param(
        ["pkg/__init__.py", "pkg/setup.py", "pkg/a.py"], (), {"pkg/a.py": "pkg.a"}, id="a package with a project file"
    ),
    pytest.param(["__init__.py", "a.py"], (), {"__init__.py": None, "a.py": "a"}, id="the repository is a package"),
    pytest.param(["my-script.py", "a-b/c.py"], (), {"my-script.py": None, "a-b/c.py": None}, id="no dotted name"),
    pytest.param(["pkg/a.pyi", "pkg/__init__.pyi"], (), {"pkg/a.pyi": "pkg.a", "pkg/__init__.pyi": "pkg"}, id="stubs"),
    pytest.param(["notes.md", "a.pyc"], (), {"notes.md": None, "a.pyc": None}, id="no Python"),
]


@pytest.mark.parametrize(("paths", "hints", "expected"), NAMES)
def test_a_file_is_named_from_the_deepest_import_root(
    paths: list[str], hints: tuple[str, ...], expected: dict[str, str | None]
) -> None:
    names = find_modules(paths, hints).names
    assert {path: names.get(path) for path in expected} == expected


def test_roots_are_the_deepest_first_and_no_packages() -> None:
    paths = ["pkg/__init__.py", "pkg/pyproject.toml", "one/setup.py", "one/src/a.py", "src/b.py", "lib/c.py"]
    assert find_modules(paths, ["lib", "pkg", "missing"]).roots == ("one/src", "lib", "one", "src", "")


ABSOLUTE = [
    pytest.param("pkg/sub/a.py", "from .b import x", "pkg.sub.b", id="a sibling"),
    pytest.param("pkg/sub/a.py", "from . import x", "pkg.sub", id="the package"),
    pytest.param("pkg/sub/a.py", "from ..b import x", "pkg.b", id="the parent's sibling"),
    pytest.param("pkg/sub/__init__.py", "from .a import x", "pkg.sub.a", id="from a package, its own module"),
    pytest.param("pkg/sub/__init__.py", "from .. import x", "pkg", id="from a package, its parent"),
    pytest.param("pkg/sub/a.py", "from ... import x", "...", id="beyond the top"),
    pytest.param("pkg/__init__.py", "from ..x import y", "..x", id="beyond the top, from a package"),
    pytest.param("top.py", "from .x import y", ".x", id="in no package"),
    pytest.param("my-script.py", "from .x import y", ".x", id="without a dotted name"),
    pytest.param("pkg/sub/a.py", "import x.y", "x.y", id="absolute"),
]


@pytest.mark.parametrize(("path", "source", "expected"), ABSOLUTE)
def test_relative_imports_count_from_the_package(path: str, source: str, expected: str) -> None:
    repository = linked({"pkg/__init__.py": "", "pkg/sub/__init__.py": "", path: source})
    (statement,) = statements(repository, path)
    assert repository.modules.imported(path, statement) == expected


IMPORTS = [
    pytest.param(["pkg/__init__.py", "pkg/b.py"], "pkg/a.py", "import pkg.b", "pkg/b.py", id="absolute"),
    pytest.param(["pkg/__init__.py", "pkg/b.py"], "pkg/a.py", "from .b import x", "pkg/b.py", id="relative"),
    pytest.param(["pkg/b.py"], "pkg/a.py", "from .b import x", "pkg/b.py", id="relative in a namespace package"),
    pytest.param(["src/pkg/__init__.py"], "tests/test_a.py", "import pkg", "src/pkg/__init__.py", id="src"),
    pytest.param(["src/b.py"], "a.py", "import src.b", "src/b.py", id="through the repository"),
    pytest.param(["b/c.py"], "a.py", "import b.c", "b/c.py", id="in a namespace package"),
    pytest.param(["b/c.py"], "a.py", "import b", None, id="a namespace package has no file"),
    pytest.param(["b/c.py"], "a.py", "from b import c", "b/c.py", id="from a namespace package"),
    pytest.param(["b.py", "b/__init__.py"], "a.py", "import b", "b/__init__.py", id="a package hides a module"),
    pytest.param(["b.py", "b/c.py"], "a.py", "import b", "b.py", id="a module hides a namespace package"),
    pytest.param(["b.py", "b/c.py"], "a.py", "from b import c", "b.py", id="a module has no submodules"),
    pytest.param(["b.pyi"], "a.py", "import b", "b.pyi", id="a stub alone"),
    pytest.param(["b.pyi", "b.py"], "a.py", "import b", "b.py", id="a source before its stub"),
    pytest.param(["x/b/c.py", "src/b/__init__.py"], "x/a.py", "import b", "src/b/__init__.py", id="regular wins"),
    pytest.param(["x/b.py", "src/b.py"], "x/a.py", "import b", "x/b.py", id="beside a script"),
    pytest.param(["tests/helpers.py"], "tests/test_a.py", "import helpers", "tests/helpers.py", id="beside a test"),
    pytest.param(
        ["tests/unit/__init__.py", "tests/helpers.py"],
        "tests/unit/test_a.py",
        "import helpers",
        "tests/helpers.py",
        id="beside a test's package",
    ),
    pytest.param(
        ["tests/unit/__init__.py", "tests/unit/helpers.py"],
        "tests/unit/test_a.py",
        "import helpers",
        None,
        id="no implicit relative imports",
    ),
    pytest.param(["tests/json.py"], "tests/test_a.py", "import json", None, id="the standard library's name"),
    pytest.param(["json.py"], "a.py", "import json", "json.py", id="hidden by an import root"),
    pytest.param(["src/json/__init__.py"], "a.py", "import json", "src/json/__init__.py", id="hidden by src"),
    pytest.param(["json/a.py"], "a.py", "import json.a", None, id="not hidden by a namespace package"),
    pytest.param(["pkg/__init__.py", "b.py"], "pkg/a.py", "from ..b import x", None, id="beyond the top"),
    pytest.param(["pkg/__init__.py", "b.py"], "pkg/a.py", "from ...b import x", None, id="beyond the repository"),
    pytest.param(["b.py"], "a.py", "from .b import x", None, id="relative without a package"),
    pytest.param(["__init__.py", "b.py"], "a.py", "from .b import x", "b.py", id="the repository is a package"),
    pytest.param(["b.py"], "a.py", "import b.c", None, id="a submodule of a module"),
    pytest.param(["B.py"], "a.py", "import b", None, id="case matters"),
    pytest.param([], "a.py", "import a", None, id="itself"),
    pytest.param(["b.py"], "a.py", "def f():\n    import b", "b.py", id="inside a function"),
    pytest.param(["b.py"], "a.py", "try:\n    import b\nexcept ImportError:\n    b = None", "b.py", id="optional"),
    pytest.param(["pkg/__init__.py"], "a.py", "from pkg import *", "pkg/__init__.py", id="star"),
    pytest.param(["my-dir/b.py"], "my-dir/a.py", "import b", "my-dir/b.py", id="beside a script without a name"),
]


@pytest.mark.parametrize(("others", "path", "source", "expected"), IMPORTS)
def test_an_import_leads_to_the_file_that_python_would_find(
    others: list[str], path: str, source: str, expected: str | None
) -> None:
    files = {**dict.fromkeys(others, ""), path: source}
    assert imports_of(path, files) == ((expected,) if expected else ())


def test_of_two_roots_with_the_same_module_each_sees_its_own() -> None:
    files = {f"{root}/{name}": "" for root in ("one", "two") for name in ("pyproject.toml", "src/common.py")}
    files |= {f"{root}/src/app.py": "import common" for root in ("one", "two")}
    graph = linked(files).graph
    assert graph.imports == {"one/src/app.py": ("one/src/common.py",), "two/src/app.py": ("two/src/common.py",)}


def test_an_import_of_both_roots_leads_to_one_of_them_whatever_the_order() -> None:
    files = {"one/setup.py": "", "one/common.py": "", "two/setup.py": "", "two/common.py": "", "a.py": "import common"}
    backwards = dict(reversed(files.items()))
    assert imports_of("a.py", files) == imports_of("a.py", backwards) == ("one/common.py",)


def test_importers_are_the_imports_seen_from_the_other_side() -> None:
    graph = linked({"a.py": "import b\nimport c", "b.py": "import c", "c.py": "import a"}).graph
    assert graph.imports == {"a.py": ("b.py", "c.py"), "b.py": ("c.py",), "c.py": ("a.py",)}
    assert graph.imported_by == {"a.py": ("c.py",), "b.py": ("a.py",), "c.py": ("a.py", "b.py")}


ORIGINS = [
    ("import json", "standard library"),
    ("import xml.dom.minidom", "standard library"),
    ("import numpy", "third party"),
    ("import pkg.a", "repository"),
    ("import pkg.missing", "repository"),
    ("from . import anything", "repository"),
    ("from ...beyond import anything", "repository"),
]


@pytest.mark.parametrize(("source", "expected"), ORIGINS)
def test_the_origin_of_an_import(source: str, expected: str) -> None:
    repository = linked({"pkg/__init__.py": "", "pkg/a.py": source})
    (statement,) = statements(repository, "pkg/a.py")
    assert repository.origin("pkg/a.py", statement) == expected


PATHS = st.lists(st.sampled_from(["a", "b", "__init__"]), min_size=1, max_size=3).map("/".join)


@given(st.sets(st.builds(str.__add__, PATHS, st.sampled_from([".py", ".pyi", ".pyw", ".md"]))), PATHS | st.just(""))
def test_a_package_goes_before_a_module_and_a_source_before_its_stub(paths: set[str], place: str) -> None:
    package = f"{place}/__init__" if place else "__init__"
    ordered = (f"{package}.py", f"{place}.py", f"{package}.pyi", f"{place}.pyi")
    assert find_modules(paths).at(place) == next((each for each in ordered if each in paths), None)
