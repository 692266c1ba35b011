"""The sections that say how code is written, what is wrong with it and how it is used."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from oracles.markdown import fences

from extractor.commands import queries
from extractor.errors import LintError
from extractor.pipeline import build
from extractor.workspace.config import find_root, load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NEUTRAL = (
    "*No specific patterns automatically detected.*",
    "*Detailed performance analysis requires profiling and benchmarking.*",
    "- No obvious security concerns detected in automated analysis.",
    "*See the source code and related test files for usage examples.*",
)


def built(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    found = find_root(root)
    build(found.folder, load(found.folder, found.file))
    return root


def page(root: Path, path: str) -> str:
    """The page of a source, without the source."""
    text = (root / "docs" / f"{path}_docs.md").read_text(encoding="utf-8")
    before, _, rest = text.partition("\n## Original Source\n")
    return before + rest[rest.index("\n## High-Level Overview\n") :]


def groups(text: str, section: str) -> dict[str, list[str]]:
    """The bullets of a section by the bold title above them, links taken off."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in text.partition(f"\n## {section}\n")[2].partition("\n## ")[0].splitlines():
        if line.startswith("**"):
            title = line.strip("*")
        elif line.startswith(("#", "*For complete code details")):
            title = ""
        elif line.startswith("- "):
            found.setdefault(title, []).append(_plain(line[2:]))
    return found


def _plain(line: str) -> str:
    parts = line.split("](")
    return "".join([parts[0], *(part.partition(")")[2] for part in parts[1:])]).replace("[", "").replace("`", "")


PATTERNS = [
    ("class C:\n def __init__(self): ...", {"Classes with constructors": ["C: __init__"]}),
    ("import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass C: ...", {"Dataclasses": ["C"]}),
    ("import attrs\n@attrs.frozen\nclass C: ...", {"Dataclasses": ["C"]}),
    ("from pydantic import BaseModel\nclass C(BaseModel): ...\nclass D(C): ...", {"Pydantic models": ["C", "D"]}),
    ("from typing import NamedTuple\nclass C(NamedTuple): ...", {"Named tuples": ["C"]}),
    ("from typing import TypedDict\nclass C(TypedDict): ...", {"Typed dictionaries": ["C"]}),
    ("from enum import Enum, Flag\nclass C(Enum): ...\nclass D(Flag): ...", {"Enumerations": ["C", "D"]}),
    ("from typing import Protocol\nclass C(Protocol): ...\nclass D(C): ...", {"Protocols": ["C"]}),
    ("from abc import ABC\nclass C(ABC): ...", {"Abstract base classes": ["C"]}),
    ("class C(type): ...", {"Metaclasses": ["C"]}),
    ("class C:\n __slots__ = ()", {"Classes with slots": ["C"]}),
    ("class C(ValueError): ...\nclass D(C): ...", {"Custom exceptions": ["C", "D"]}),
    ("class C:\n @property\n def x(self): ...\n @x.setter\n def x(self, y): ...", {"Properties": ["C.x"]}),
    (
        "class C:\n def __iter__(self): ...\n def __next__(self): ...\nclass D:\n def __iter__(self): ...",
        {"Iterators defined": ["C: __iter__, __next__"]},
    ),
    ("class C:\n def __get__(self, a, b): ...", {"Descriptors defined": ["C: __get__"]}),
    (
        "class C:\n def __enter__(self): ...\n def __exit__(self, *a): ...\nclass D:\n def __enter__(self): ...",
        {"Context managers defined": ["C: __enter__, __exit__"]},
    ),
    ("def f(g):\n def h(): return g()\n return h", {"Decorators defined": ["f"]}),
    (
        "from functools import singledispatch\n@singledispatch\ndef f(x): ...\n@f.register\ndef _(x: int): ...",
        {"Single dispatch": ["f: _"]},
    ),
    ("from typing import overload\n@overload\ndef f(x: int): ...\ndef f(x): ...", {"Overloads": ["f"]}),
    ("def f(): yield", {"Generators": ["f"]}),
    ("async def f(): ...", {"Asynchronous code": ["f"]}),
    ("with open(x): ...\ndef f():\n with a.b(): ...", {"Context managers used": ["the module: open", "f: a.b"]}),
    ("def f():\n try: ...\n except KeyError: ...", {"Error handling": ["f: KeyError"]}),
    (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n import a",
        {"Type-checking-only imports": ["the module: a"]},
    ),
    (
        "try:\n import a\nexcept ImportError:\n a = None",
        {"Error handling": ["the module: ImportError"], "Imports that may fail": ["the module: a"]},
    ),
    ("def __getattr__(name): ...", {"Lazy module attributes": ["__getattr__"]}),
    ("if __name__ == '__main__': ...", {"Main guard": ["the module"]}),
    # What only seems to be one of them:
    ("import mine\n@mine.dataclass\nclass C: ...", {}),
    ("def property(f): ...\nclass C:\n @property\n def x(self): ...", {}),
    ("from .abc import ABC, Enum\nclass C(ABC): ...\nclass D(Enum): ...", {}),
    ("class C:\n def __getattr__(self, name): ...", {}),
    ("class C:\n def f(self):\n  self.__slots__ = ()", {}),
    ("'''yield, async def, with open(), @dataclass, try: except:'''", {}),
    ("# with open(x): ...", {}),
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a file for each of the patterns, named by its place."""
    files = {f"p{index}.py": source + "\n" for index, (source, _) in enumerate(PATTERNS)}
    return built(tmp_path_factory.mktemp("patterns"), files)


@pytest.mark.parametrize("index", range(len(PATTERNS)), ids=[source for source, _ in PATTERNS])
def test_patterns(shown: Path, index: int) -> None:
    assert groups(page(shown, f"p{index}.py"), "Code Patterns & Idioms") == PATTERNS[index][1]


FLAGS = ("prose.py", "methods.py", "commented_out.py")


def test_words_are_no_flags_and_nothing_is_lost(tmp_path: Path, fixtures: Path) -> None:
    shutil.copytree(fixtures / "odd" / "flags", tmp_path / "flags")
    root = built(tmp_path, {})
    for name in FLAGS:
        text = page(root, f"flags/{name}")
        assert all(sentence in text for sentence in NEUTRAL), name
        assert "**Remarks in comments**" not in text and "**Deprecations**" not in text
    text = page(root, "flags/real.py")
    assert groups(text, "Code Patterns & Idioms") == {
        "Dataclasses": ["Model"],
        "Context managers defined": ["opened"],
        "Decorators defined": ["logged"],
        "Generators": ["opened"],
        "Context managers used": ["opened: open"],
        "Error handling": ["Model.load: KeyError, ValueError"],
    }
    assert [line.partition(":")[0] for line in groups(text, "Security & Safety")[""]] == ["S301 in Model.load, line 23"]
    found = groups(text, "Detailed Analysis")
    assert found["Deprecations"] == ['Model.load, line 25: DeprecationWarning "use another format"']
    assert found["Remarks in comments"] == [
        "TODO (ada), line 8: read another format, one that runs nothing (XXX is no tag here).",
        "FIXME, line 11: negative ones",
    ]


def test_findings_name_the_innermost_definition_and_asserts_of_tests_are_none(tmp_path: Path) -> None:
    source = "eval('1')\nclass C:\n    eval('2')\n    def f(self):\n        def g():\n            assert eval('3')\n"
    root = built(tmp_path, {"m.py": source, "tests/test_m.py": source})
    where = ["S307, line 1", "S307 in C, line 3", "S101 in C.f.g, line 6", "S307 in C.f.g, line 6"]
    for path, expected in (("m.py", where), ("tests/test_m.py", [each for each in where if "S101" not in each])):
        findings = groups(page(root, path), "Security & Safety")[""]
        assert [line.partition(":")[0] for line in findings] == expected


def test_no_line_numbers_where_the_source_is_not_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "extractor.toml").write_text("embed-source = false\n", encoding="utf-8")
    root = built(tmp_path, {"m.py": "eval('1')  # TODO more\n"})
    assert groups((root / "docs/m.py_docs.md").read_text(encoding="utf-8"), "Security & Safety")[""][0].startswith(
        "S307:"
    )
    assert "- `TODO`: more\n" in (root / "docs/m.py_docs.md").read_text(encoding="utf-8")


def test_performance(tmp_path: Path) -> None:
    steep = "".join(f"    if a == {n}: print()\n" for n in range(11))
    source = f"""\
import functools
from concurrent.futures import ThreadPoolExecutor as Pool

@functools.lru_cache(maxsize=None)
def f(a):
{steep}
async def g():
    with Pool() as pool: ...
"""
    assert groups(page(built(tmp_path, {"m.py": source}), "m.py"), "Performance Considerations") == {
        "": ["C901 in f, line 5: f is too complex (12 > 10)"],
        "Cached results": ["f: functools.lru_cache"],
        "Threads, processes and tasks": ["g: concurrent.futures.ThreadPoolExecutor"],
    }


def test_deprecations_of_namesakes_are_none(tmp_path: Path) -> None:
    source = """
    from mine import warnings
    from warnings import deprecated as old

    warnings.warn("not this", DeprecationWarning)

    def f():
        import warnings
        warnings.warn("this", DeprecationWarning)

    @old("and this")
    def g(): ...
    """
    found = groups(page(built(tmp_path, {"m.py": source}), "m.py"), "Detailed Analysis")["Deprecations"]
    assert found == ['f, line 8: DeprecationWarning "this"', 'g, line 11: @old("and this")']


UNITTEST = "import unittest\nclass A(unittest.TestCase):\n    def test_a(self): ...\n"
COMMANDS = [
    ("tests/test_a.py", "def test_a(): ...\n", ["pytest tests/test_a.py"]),
    ("tests/test_a.py", "class TestA:\n    def test_a(self): ...\n", ["pytest tests/test_a.py"]),
    ("tests/test_a.py", UNITTEST, ["python -m unittest tests.test_a"]),
    ("tests/test_a.py", "import pytest\n" + UNITTEST, ["pytest tests/test_a.py"]),
    ("tests/test_a.py", UNITTEST + "def test_b(): ...\n", ["pytest tests/test_a.py"]),
    ("test/test_a.py", UNITTEST, ["pytest test/test_a.py"]),
    ("test/u/__init__.py", "", []),
    ("tests/test a.py", UNITTEST, ["pytest 'tests/test a.py'"]),
    ("tests/test_a.py", "class Helper:\n    def test_a(self): ...\n", []),
    ("tests/test_a.py", "def helper(): ...\n", []),
    ("tests/conftest.py", "import pytest\n", []),
    ("a.py", "def test_a(): ...\n", []),
    ("a.py", "if __name__ == '__main__': ...\n", ["python a.py"]),
    ("-a.py", "if __name__ == '__main__': ...\n", ["python ./-a.py"]),
    ("p/a.py", "if __name__ == '__main__': ...\n", ["python -m p.a"]),
    ("p/__main__.py", "if __name__ == '__main__': ...\n", ["python -m p"]),
    ("p/__init__.py", "if __name__ == '__main__': ...\n", []),
    ("q/a.py", "if __name__ == '__main__': ...\n", ["python q/a.py"]),
]


@pytest.mark.parametrize(("path", "source", "expected"), COMMANDS)
def test_commands(tmp_path: Path, path: str, source: str, expected: list[str]) -> None:
    root = built(tmp_path, {"p/__init__.py": "", "q/b.py": "", path: source})
    assert [each.content.strip() for each in fences(page(root, path)) if each.info == "sh"] == expected


@pytest.mark.parametrize(
    ("path", "source", "expected"), [each for each in COMMANDS if each[2] and each[2][0][:2] == "py"]
)
def test_commands_that_python_alone_runs_do_run(tmp_path: Path, path: str, source: str, expected: list[str]) -> None:
    command = expected[0]
    if not command.startswith("python "):
        pytest.skip("pytest is not for every machine")
    root = built(tmp_path, {"p/__init__.py": "", path: source})
    run = subprocess.run([sys.executable, *command.split()[1:]], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_tests_that_derive_from_a_case_elsewhere_are_unittests(tmp_path: Path) -> None:
    files = {
        "tests/__init__.py": "",
        "tests/base.py": "import unittest\nclass Base(unittest.TestCase): ...\n",
        "tests/test_a.py": "from tests.base import Base\nclass A(Base):\n    def test_a(self): ...\n",
    }
    assert "python -m unittest tests.test_a\n" in page(built(tmp_path, files), "tests/test_a.py")


def test_call_sites_are_shown_and_that_there_are_more(tmp_path: Path) -> None:
    files = {"m.py": "def one(): ...\n", **{f"u{n}.py": "from m import one\none()\n" for n in range(7)}}
    text = page(built(tmp_path, files), "m.py")
    sites = [line for line in text.splitlines() if line.startswith("- [`one`](#one) in ")]
    assert sites == [f"- [`one`](#one) in [`u{n}.py`](./u{n}.py_docs.md)" for n in range(5)]
    assert "\n*...and more.*\n" in text


def test_examples_are_python_only_where_they_say_so(tmp_path: Path) -> None:
    source = '"""Use it.\n\n>>> f(1)\n2\n\n```\n$ run me\n```\n\n```py\nf(2)\n```\n"""\n'
    text = page(built(tmp_path, {"m.py": source}), "m.py").partition("### Usage Examples")[2]
    assert [(each.info, each.content) for each in fences(text)] == [
        ("python", "f(1)\n"),
        ("", "$ run me\n"),
        ("python", "f(2)\n"),
    ]


def _broken(_texts: Mapping[str, str], _within: str | None) -> None:
    raise LintError("ruff does not work: broken; reinstall extractor")


@pytest.mark.skipif(sys.platform != "linux", reason="the process that runs ruff inherits what is replaced by forking")
def test_without_ruff_pages_say_that_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.reading.tasks.lint", _broken)
    (tmp_path / "m.py").write_text("eval('1')\n", encoding="utf-8")
    found = find_root(tmp_path)
    outcome = build(found.folder, load(found.folder, found.file))
    assert "broken" in outcome.lint_problem and outcome.exit_code(strict=False) == 2
    assert "- Not known: this file could not be read by the automated analysis." in page(tmp_path, "m.py")
    shown = queries.show(found.folder, load(found.folder, found.file), "m.py", "docs")
    assert shown == ((tmp_path / "docs/m.py_docs.md").read_text(encoding="utf-8"), (outcome.lint_problem,))


def test_names_in_a_docstring_lead_to_definitions_and_not_to_themselves(tmp_path: Path) -> None:
    source = """
        class C:
            def f(self, other):
                \"\"\"See `C`, `C.f`, `other`, `g`, `p.m.g`, `p.m`, `m`, `__all__`, `gone`.\"\"\"

        def g(): ...
        def other(): ...
        __all__ = ["g"]
        """
    text = page(built(tmp_path, {"p/__init__.py": "", "p/m.py": source}), "p/m.py")
    (line,) = (line for line in text.splitlines() if line.startswith("See "))
    assert line == "See [`C`](#c), `C.f`, `other`, [`g`](#g), [`p.m.g`](#g), `p.m`, `m`, `__all__`, `gone`."


@pytest.mark.parametrize(
    ("style", "expected"),
    [("auto", "**Parameters**"), ("google", "**Parameters**"), ("numpy", "Args:"), ("rest", "Args:")],
)
def test_the_style_of_docstrings_is_found_or_configured(tmp_path: Path, style: str, expected: str) -> None:
    (tmp_path / "extractor.toml").write_text(f'docstring-style = "{style}"\n', encoding="utf-8")
    source = '''
        def f(x):
            """Do it.

            Args:
                x: What to do it with.
            """
        '''
    text = page(built(tmp_path, {"m.py": source}), "m.py")
    assert expected in text.partition("Do it.")[2]
