"""Time grows with the size of a repository, a file and a docstring, and not with its square, whatever grows in it.

Each shape is built with one dimension of n and of 4n: what is linear takes 4 times as long, what is quadratic 16 times.
Processor time counts, and only where it is long enough to say something. The quick ones run in `make test`, with no
more asked of them than an end.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from extractor.extraction.file import extract_file
from extractor.link.repository import link
from extractor.pipeline import build
from extractor.publish.outcome import Outcome
from extractor.rendering.docstrings import docstring_markdown
from extractor.workspace.config import Config, load
from extractor.workspace.metadata import Metadata

Files = Mapping[str, str]

MOST = 9.0
"""Times as long for four times as much; 4 is linear, 8 is n to the power of 1.5."""
FROM = 0.5
"""Seconds below which nothing is said."""


def _modules(n: int, text: Callable[[int], str]) -> dict[str, str]:
    return {"p/__init__.py": "", **{f"p/m{i}.py": text(i) for i in range(n)}}


def _one(n: int, text: Callable[[int], str], before: str = "", after: str = "") -> Files:
    return {"m.py": before + "".join(map(text, range(n))) + after}


CLASSES: Mapping[str, Callable[[int], Files]] = {
    "a chain": lambda n: _one(n, lambda i: f"class C{i + 1}(C{i}): ...\n", "class C0: ...\n"),
    "a chain of overrides": lambda n: _one(
        n, lambda i: f"class C{i + 1}(C{i}):\n  def f(self): ...\n", "class C0: ...\n"
    ),
    "a chain of exceptions": lambda n: _one(
        n, lambda i: f"class C{i + 1}(C{i}): ...\n", "C0 = 1\nclass C1(ValueError): ...\n"
    ),
    "overrides at the end of a chain": lambda n: _one(
        n,
        lambda i: f"class C{i + 1}(C{i}): ...\n",
        "class C0:\n" + "".join(f"  def f{i}(self): ...\n" for i in range(n)),
        f"class D(C{n}):\n" + "".join(f"  def f{i}(self): ...\n" for i in range(n)),
    ),
    "a fan": lambda n: _one(n, lambda i: f"class C{i}(B):\n  def f(self): ...\n", "class B:\n  def f(self): ...\n"),
    "a fan below a chain": lambda n: _one(
        n,
        lambda i: f"class C{i + 1}(C{i}): ...\nclass D{i}(C{n}):\n  def f(self): ...\n",
        "class C0:\n  def f(self): ...\n",
    ),
    "diamonds": lambda n: _one(
        n,
        lambda i: f"class A{i}(C{i}): ...\nclass B{i}(C{i}): ...\nclass C{i + 1}(A{i}, B{i}):\n  f = 1\n",
        "class C0: ...\n",
    ),
    "two chains that meet often": lambda n: _one(
        n,
        lambda i: (
            f"class A{i + 1}(A{i}): ...\nclass B{i + 1}(B{i}): ...\nclass C{i}(A{i}, B{i}):\n  def f(self): ...\n"
        ),
        "class A0:\n  def f(self): ...\nclass B0: ...\n",
    ),
    "many bases": lambda n: _one(
        n, lambda i: f"class B{i}: ...\n", "", f"class C({', '.join(f'B{i}' for i in range(n))}): ...\n"
    ),
    "a circle": lambda n: _one(n, lambda i: f"class C{i}(C{(i + 1) % n}):\n  def f(self): ...\n"),
    "redefinitions": lambda n: _one(n, lambda i: "class A:\n  def f(self): ...\n"),
}
NAMES: Mapping[str, Callable[[int], Files]] = {
    "functions": lambda n: _one(n, lambda i: f"def f{i}(a: int, b=1): ...\n"),
    "variables": lambda n: _one(n, lambda i: f"X{i} = {i}\n"),
    "aliases": lambda n: _one(n, lambda i: f"a{i + 1} = a{i}\n", "a0 = 1\n"),
    "targets of one assignment": lambda n: {"m.py": "".join(f"a{i} = " for i in range(n // 4)) + "1\n"},
    "exports": lambda n: _one(n, lambda i: f"def f{i}(): ...\n", f"__all__ = {[f'f{i}' for i in range(n)]}\n"),
    "remarks": lambda n: _one(n, lambda i: f"# TODO: {i}\n# more\nx{i} = 1\n"),
    "imports": lambda n: _one(n, lambda i: f"import a{i}\n"),
    "imports within functions": lambda n: _one(n, lambda i: f"def f{i}():\n  import a{i}\n  a{i}.b()\n"),
    "imports within methods": lambda n: _one(
        n, lambda i: f"  def f{i}(self):\n    import a{i}\n    a{i}.b()\n", "class A:\n"
    ),
    "raises": lambda n: _one(n, lambda i: f"class E{i}(Exception): ...\ndef f{i}():\n  raise E{i}\n"),
    "findings": lambda n: _one(n, lambda i: f"def f{i}():\n  eval('{i}')\n"),
    "names of a docstring": lambda n: {
        "m.py": f'"""{" ".join(f"`f{i}`" for i in range(n))}"""\n' + "".join(f"def f{i}(): ...\n" for i in range(n))
    },
    "overloads": lambda n: _one(n, lambda i: "@overload\ndef f(a: int): ...\n", "from typing import overload\n"),
    "examples": lambda n: _one(n, lambda i: f">>> f{i}()\n1\n\n", '"""Do.\n\n', '"""\n'),
    "headings": lambda n: {"m.md": "".join(f"# Heading {i % 7}\n\n" for i in range(n))},
    "headings of headings": lambda n: {"m.md": "# a\n\n" * n + "".join(f"# a-{i}\n\n" for i in range(n))},
    "identifiers": lambda n: {"m.c": "".join(f"int f{i}(int a);\n" for i in range(n))},
}
REPOSITORIES: Mapping[str, Callable[[int], Files]] = {
    "one folder": lambda n: _modules(n, lambda i: "x = 1\n"),
    "folders": lambda n: {f"d{i}/m.py": "x = 1\n" for i in range(n)},
    "a chain of imports": lambda n: _modules(n, lambda i: f"from .m{max(i - 1, 0)} import x\n"),
    "a circle of imports": lambda n: _modules(n, lambda i: f"from . import m{(i + 1) % n}\n"),
    "a chain of stars": lambda n: _modules(n, lambda i: f"from .m{i - 1} import *\n" if i else "class A: ...\n"),
    "a circle of stars": lambda n: _modules(
        n, lambda i: f"from .m{(i + 1) % n} import *\ndef f{i}(): f{(i + 2) % n}()\n"
    ),
    "a chain of exports": lambda n: _modules(
        n,
        lambda i: (
            f"from . import m{i - 1}\nfrom .m{i - 1} import *\n__all__ = m{i - 1}.__all__ + ['f{i}']\ndef f{i}(): ...\n"
            if i
            else "__all__ = []\n"
        ),
    ),
    "stars of all": lambda n: {
        **_modules(n, lambda i: f"def f{i}(): ...\n"),
        "p/__init__.py": "".join(f"from .m{i} import *\n" for i in range(n)),
        "u.py": "from p import *\n" + "".join(f"f{i}()\n" for i in range(n)),
    },
    "one test of all": lambda n: {
        **_modules(n, lambda i: f"def f{i}(): ...\n"),
        "tests/test_all.py": "".join(f"from p.m{i} import f{i}\ndef test_{i}(): f{i}()\n" for i in range(n)),
    },
    "all tests of one": lambda n: {
        "p.py": "def f(): ...\n",
        **{f"tests/test_{i}.py": "from p import f\ndef test(): f()\n" for i in range(n)},
    },
}

MARKS = "# * _ ` ~ ! @ $ % ^ & ( ) - + = [ ] { } | \\ : ; ' < > , . ? / \" \t é".split(" ")
FORMS: Mapping[str, Callable[[str], str]] = {
    "alone": lambda mark: mark,
    "apart": lambda mark: f"{mark} ",
    "on lines": lambda mark: f"{mark}\n",
    "before words": lambda mark: f"{mark} x\n",
    "in words": lambda mark: f"a{mark}b",
    "around words": lambda mark: f" {mark}a{mark}",
    "twice": lambda mark: f"{mark}{mark} ",
    "over paragraphs": lambda mark: f"{mark}\n\n",
}
PIECES = [
    *(
        "http://",
        "http://a ",
        "http://a.b\n",
        "www.",
        "**",
        "``",
        "``a ",
        "[a](",
        "[a](b) ",
        "![",
        "[[",
        "`a`_ ",
        ":a:`",
        "|a| ",
    ),
    *(
        ":class:`A ",
        "[1]_ ",
        "<a>",
        "<a ",
        "&amp;",
        "&#",
        "\\*",
        ">>> ",
        ">>> a\n1\n",
        "... a\n",
        "- item\n",
        "1. item\n",
    ),
    *(
        ".. note::\n",
        ".. note::\n    b\n\n",
        ".. a: b\n",
        "x::\n\n    c\n\n",
        "::\n",
        ":param a: b\n",
        ":param a:\n    b\n",
    ),
    *(
        "Args:\n    a: b\n\n",
        "Args:\n",
        "    a: b\n",
        "Parameters\n----------\na : b\n    c\n\n",
        "Title\n=====\n\n",
        "=====\n",
    ),
    *(
        "| a | b |\n",
        "+---+\n| a |\n",
        "=== ===\na   b\n",
        "```\na\n```\n",
        "```\n",
        "~~~\n",
        "> a\n",
        "<div>\n",
        "<!--",
        "*a ",
        "**a ",
    ),
    *(
        "word ",
        "word\n",
        "\n",
        "    \n",
        "{a} ",
        "`A <",
        "`a <b ",
        "(",
        "_a",
        "a_ ",
        "`*_[]<>",
        "#TODO ",
        "# ",
        "&a",
        "a.",
        "=-",
    ),
]
ENDS = ["", "<", "`", "*", ")", "]", ">", "\n", " &a;", "_", "::", "$"]


def _texts() -> Iterator[tuple[str, Callable[[int], str]]]:
    for piece in [form(mark) for mark in MARKS if mark for form in FORMS.values()] + PIECES:
        for end in ENDS:
            yield repr(f"{piece}*n{end}"), lambda n, piece=piece, end=end: piece * n + end  # type: ignore[misc]
    yield "columns", lambda n: f"|{'a|' * n}\n|{'-|' * n}\n|{'b|' * n}\n"
    yield "brackets", lambda n: "[" * n + "a" + "]" * n
    yield "links", lambda n: "[a](" * n + ")" * n
    yield "runs of backticks", lambda n: " ".join("`" * i for i in range(1, int(n**0.5)))
    yield "deeper lists", lambda n: "".join("  " * i + "- a\n\n" for i in range(int(n**0.5)))
    yield "deeper quotes", lambda n: "".join("> " * i + "a\n" for i in range(int(n**0.5)))
    yield "deeper directives", lambda n: "".join("    " * i + ".. note::\n\n" for i in range(int(n**0.5)))
    yield "parameters", lambda n: "Args:\n" + "".join(f"    a{i}: text\n" for i in range(n))
    yield "sections", lambda n: "".join(f"Section {i}:\n    text\n\n" for i in range(n))


def _built(root: Path, files: Files) -> Outcome:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    (root / "extractor.toml").write_text('project = "p"\n', encoding="utf-8")
    return build(root, _config(root))


def _config(root: Path) -> Config:
    return load(root, root / "extractor.toml", {"jobs": 1})


def _seconds(do: Callable[[], object]) -> float:
    started = time.process_time()
    do()
    return time.process_time() - started


def _grows_linearly(small: Callable[[], object], large: Callable[[], object]) -> None:
    """Fail where the large one takes too many times as long as the small one, also when measured again."""
    for _ in range(3):
        short, long = _seconds(small), _seconds(large)
        if long < FROM or long < MOST * short:
            return
    pytest.fail(f"{short:.2f} s, and {long:.2f} s for four times as much")


SHAPES = {**CLASSES, **NAMES, **REPOSITORIES}


@pytest.mark.sweep
@pytest.mark.parametrize("shape", SHAPES)
def test_pages_take_time_that_grows_with_the_repository(shape: str, tmp_path: Path) -> None:
    n = 250 if shape in REPOSITORIES else 1_000

    def built(count: int) -> Callable[[], None]:
        def run() -> None:
            outcome = _built(tmp_path / f"{count} {os.urandom(4).hex()}", SHAPES[shape](count))
            assert not outcome.defects
            assert not outcome.unparsed

        return run

    _grows_linearly(built(n), built(4 * n))


@pytest.mark.sweep
def test_docstrings_take_time_that_grows_with_their_length() -> None:
    slow: list[str] = []
    for name, text in _texts():
        short, long = text(3_000), text(12_000)
        taken = _seconds(lambda long=long: docstring_markdown(long))
        if taken > FROM and taken > MOST * _seconds(lambda short=short: docstring_markdown(short)):
            slow.append(f"{name}: {taken:.1f} s")
    assert not slow


@pytest.mark.sweep
@pytest.mark.parametrize(
    "name", ["m.py", "m.md", "m.rst", "m.c", "m.js", "m.toml", "m.html", "m.css", "m.sh", "m.json"]
)
def test_files_take_time_that_grows_with_their_length(name: str) -> None:
    slow: list[str] = []
    for shown, text in _texts():
        for before, after in (("", "\n"), ('"""', '"""\n')) if name == "m.py" else (("", "\n"),):
            short, long = (f"{before}{text(count)}{after}".encode() for count in (3_000, 12_000))
            taken = _seconds(lambda long=long: extract_file(name, long))
            if taken > FROM and taken > MOST * _seconds(lambda short=short: extract_file(name, short)):
                slow.append(f"{shown} in {before!r}: {taken:.1f} s")
    assert not slow


# Quick ones: quadratic they would take minutes.


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        ("a chain", 2_000),
        ("diamonds", 1_000),
        ("a fan below a chain", 1_000),
        ("two chains that meet often", 700),
        ("a circle", 1_000),
        ("a chain of exports", 400),
    ],
)
def test_a_deep_repository_is_linked(shape: str, count: int) -> None:
    files = {path: extract_file(path, text.encode()) for path, text in SHAPES[shape](count).items()}
    assert link(files.values(), files, Config(project="p"), Metadata()).graph.imported_by is not None


@pytest.mark.parametrize("mark", ["#", "`", "*", "[a](", "http://", "> ", "- a\n", ":a:`", "<a "])
def test_a_docstring_of_marks_is_written(mark: str) -> None:
    assert docstring_markdown(mark * 10_000)
    assert extract_file("m.py", f'"""{mark * 10_000}"""\n'.encode())
