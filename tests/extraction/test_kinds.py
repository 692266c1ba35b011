"""The table of kinds: what a path alone says of a file."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction import kind_table, kinds
from extractor.extraction.kind_table import Role
from extractor.extraction.kinds import TEXT_FILE, Family, extension_of, kind_of, stem_of

ALL_KINDS = sorted(
    {kind for _, kind in kinds._BY_PATTERN} | {*kinds._BY_SUFFIX.values(), *kinds._BY_NAME.values(), TEXT_FILE},
    key=lambda kind: (kind.label, kind.fence),
)

# Languages that GitHub knows and Pygments does not: plain on a MkDocs page.
NOT_IN_PYGMENTS = {
    "asciidoc",
    "bicep",
    "csv",
    "json5",
    "jsonc",
    "just",
    "m4",
    "mlir",
    "ninja",
    "plantuml",
    "roff",
    "svelte",
}


@pytest.mark.parametrize(
    ("path", "label", "fence"),
    [
        ("a/b.py", "Python Source Code", "python"),
        ("gui.pyw", "Python Source Code", "python"),
        ("a/b.pyi", "Python Type Stub", "python"),
        ("README.md", "Markdown Documentation", "markdown"),
        ("a.cpp", "C++ Source Code", "cpp"),
        ("a.h", "C/C++ Header File", "cpp"),
        ("kernel.cu", "CUDA Source Code", "cuda"),
        ("a.yml", "YAML Configuration", "yaml"),
        (".pre-commit-config.yaml", "YAML Configuration", "yaml"),
        ("pyproject.toml", "TOML Configuration", "toml"),
        ("package.json", "JSON Configuration", "json"),
        ("run.sh", "Shell Script", "bash"),
        ("CMakeLists.txt", "CMake Build Script", "cmake"),
        ("cmake/Find.cmake", "CMake Build Script", "cmake"),
        ("docker/Dockerfile", "Dockerfile", "dockerfile"),
    ],
)
def test_the_labels_of_the_contract(path: str, label: str, fence: str) -> None:
    assert (kind_of(path).label, kind_of(path).fence) == (label, fence)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        # a name beats a suffix
        ("meson_options.txt", "Meson Build Script"),
        ("go.mod", "Go Module File"),
        ("yarn.lock", "Lock File"),
        # a longer suffix beats a shorter one
        ("index.d.ts", "TypeScript Declaration File"),
        ("index.ts", "TypeScript Source Code"),
        ("build.gradle.kts", "Gradle Kotlin Build Script"),
        ("config.cmake.in", "CMake Build Script"),
        # a suffix beats a pattern
        ("Dockerfile.md", "Markdown Documentation"),
        ("LICENSE.rst", "reStructuredText Documentation"),
        ("Makefile.py", "Python Source Code"),
        # a pattern explains what no suffix does
        ("Dockerfile.dev", "Dockerfile"),
        ("Makefile.local", "Makefile"),
        ("requirements-dev.txt", "Python Requirements"),
        ("dev_requirements.txt", "Python Requirements"),
        (".env.example", "Environment File"),
        ("LICENSE-MIT", "License"),
        ("LICENSE.txt", "License"),
        ("git-foo.1", "Manual Page"),
        # nothing known
        ("notes.txt", "Text File"),
        ("data.unknown", "Text File"),
        ("bin/run", "Text File"),
        ("python3.8", "Text File"),
        ("", "Text File"),
        ("a/", "Text File"),
        # Bazel's names are in capitals, folders and suffixes speak for nobody
        ("BUILD", "Bazel Build Script"),
        ("build", "Text File"),
        ("a.py/b", "Text File"),
        (".py", "Text File"),
        ("a.py.orig", "Text File"),
    ],
)
def test_what_speaks_first(path: str, label: str) -> None:
    assert kind_of(path).label == label


@pytest.mark.parametrize("path", ["A.PY", "Readme.MD", "SETUP.Py", "x.D.TS", "CONFIG.YAML"])
def test_suffixes_have_no_case(path: str) -> None:
    assert kind_of(path) == kind_of(path.lower()) != TEXT_FILE


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("a.py", "python"),
        ("a.pyi", "python"),
        ("a.pyw", "python"),
        ("a.pyx", "other"),  # Cython's grammar is another one
        ("SConstruct", "other"),
        ("a.md", "markdown"),
        ("a.mdx", "markdown"),
        ("a.rst", "rest"),
        ("a.txt", "other"),
        ("a.ipynb", "other"),
    ],
)
def test_the_reader_of_a_file(path: str, family: Family) -> None:
    assert kind_of(path).family == family


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("a.py", "code"),
        ("a.sh", "script"),
        ("Makefile", "build"),
        ("setup.cfg", "configuration"),
        (".gitignore", "configuration"),
        ("README", "documentation"),
        ("a.csv", "data"),
        ("a.txt", "text"),
    ],
)
def test_the_role_of_a_file(path: str, role: Role) -> None:
    assert kind_of(path).role == role


@pytest.mark.parametrize(
    ("path", "extension"),
    [
        ("a.md", ".md"),
        ("foo.tar.gz", ".gz"),
        ("A.PY", ".PY"),
        (".pre-commit-config.yaml", ".yaml"),
        (".gitignore", ""),
        ("Makefile", ""),
        ("a.d/Makefile", ""),
        ("odd.", ""),
        ("..", ""),
        ("", ""),
    ],
)
def test_extension_is_the_last_suffix(path: str, extension: str) -> None:
    assert extension_of(path) == extension


def test_the_tables_cover_what_real_repositories_hold() -> None:
    assert len(kinds._BY_SUFFIX) >= 120
    assert len(kinds._BY_NAME) >= 50


@pytest.mark.parametrize("table", [kind_table.SUFFIXES, kind_table.NAMES, kind_table.PATTERNS])
def test_no_key_stands_in_two_rows(table: tuple[tuple[str, str, str, str], ...]) -> None:
    keys = [key for row in table for key in row[3].split()]
    assert len(keys) == len(set(keys))


def test_no_suffix_is_longer_than_the_lookup_reads() -> None:
    assert all(suffix.count(".") <= 1 and suffix == suffix.lower() for suffix in kinds._BY_SUFFIX)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.label)
def test_every_kind_is_well_formed(kind: kinds.Kind) -> None:
    assert kind.label.strip() == kind.label != ""
    assert kind.fence  # an empty info string lets GitHub guess
    assert not set(kind.fence) & set("` \t~")
    assert kind.family in get_args(Family)
    assert kind.role in get_args(Role)


@pytest.mark.parametrize("drawn", ["mermaid", "geojson", "topojson", "stl", "math"])
def test_no_fence_is_drawn_instead_of_shown(drawn: str) -> None:
    assert drawn not in {kind.fence for kind in ALL_KINDS}


@pytest.mark.parametrize("fence", sorted({kind.fence for kind in ALL_KINDS} - NOT_IN_PYGMENTS))
def test_fences_are_known_to_pygments(fence: str) -> None:
    lexers = pytest.importorskip("pygments.lexers")
    assert lexers.get_lexer_by_name(fence)


@given(st.text())
def test_any_path_has_a_kind(path: str) -> None:
    assert kind_of(path) == kind_of(f"folder/{path.rsplit('/', 1)[-1]}")
    assert path.endswith(extension_of(path))


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("a/b.py", "b"),
        ("02.04-load.ipynb", "02.04-load"),
        ("types.d.ts", "types"),
        ("notes.2024.txt", "notes.2024"),
        ("page.html.jinja", "page.html"),
        ("A.PY", "A"),
        ("data.unknown", "data.unknown"),
        (".gitignore", ".gitignore"),
        (".py", ".py"),
        ("Dockerfile.dev", "Dockerfile.dev"),
        ("CMakeLists.txt", "CMakeLists.txt"),
        ("Makefile", "Makefile"),
    ],
)
def test_a_stem_lacks_the_suffix_that_tells_the_kind_and_nothing_else(path: str, stem: str) -> None:
    assert stem_of(path) == stem
