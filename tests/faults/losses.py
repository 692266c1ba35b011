"""Losses: no name, size or dialect costs a file its pages, and what extractor wrote stays its own."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from faults import shapes
from faults.box import Box
from faults.registry import fault

SOURCES = {"extractor.toml": 'project = "Test"\n', "a.py": "def work(): pass\n", "pkg/b.py": "Y = 2\n"}


def _of(length: int, letter: str = "n", suffix: str = ".py") -> str:
    """Return a file name of so many bytes."""
    width = len(letter.encode())
    filler = (length - len(suffix)) // width
    return letter * filler + "x" * (length - len(suffix) - filler * width) + suffix


LONG: Mapping[str, str] = {
    "a name of 248 bytes": _of(248),
    "a name of 255 bytes": _of(255),
    **{f"a name of {length} bytes": _of(length) for length in (240, 246, 247, 251)},
    **{f"a name of {length} bytes in é": _of(length, "é") for length in (248, 255)},
    "a name of 255 bytes in 漢": _of(255, "漢"),
    "a name of 255 bytes in an emoji": _of(255, "🙂"),
    "a name of 255 bytes without a suffix": _of(255, suffix=""),
    "a name of 255 bytes of Markdown": _of(255, suffix=".md"),
    "a folder of 255 bytes": _of(255, suffix="") + "/c.py",
    "folders of 255 bytes": "/".join([_of(255, suffix="")] * 3) + "/" + _of(255),
    "a path of 3,800 bytes": "/".join([_of(250, suffix="")] * 15) + "/c.py",
}


def _near(path: str) -> str:
    """Return another path of that length, which is the same where a name is cut."""
    stem, dot, suffix = path.rpartition(".")
    return f"{(stem or suffix)[:-1]}y{dot}{suffix if stem else ''}"


@fault("losses", LONG, quick=1)
def long_names_of_files(box: Box, case: str) -> None:
    path = LONG[case]
    near = _near(path)
    box.lay(SOURCES | {path: "def unusual_name(): pass\n", near: "def other_name(): pass\n"})
    run = box.run("build")
    assert run.code == 0, f"build exits with {run.code}: {run.err[-600:]}"
    for word in ("unusual_name", "other_name"):
        pages = [page for page, data in box.pages().items() if page.endswith(".md") and f"def {word}".encode() in data]
        assert pages, f"no page shows the source of {word}"
    assert len(box.pages()) >= 8 + 4, "two files share a page"
    assert box.run("build", "--check").code == 0, "what a build wrote is not up to date"
    assert box.run("show", path).code == 0
    (box.root / near).unlink()
    box.run("build", codes=(0,))
    box.hold_clean("after one of two was removed")
    box.run("clean", codes=(0,))
    assert not box.pages(), f"clean leaves {sorted(box.pages())[:3]}"


PROJECTS: Mapping[str, str] = {
    "1,000 bytes": "p" * 1_000,
    "10,000 bytes": "p" * 10_000,
    "1,000 letters of two bytes": "é" * 1_000,
    "stars and brackets": "*a* [b](c) `d` <e> _f_ \\\\ *",
    "the mark itself": "X Repository Documentation System",
    "blanks": "a  b ",
    "emojis": "🙂" * 400,
    "990 bytes": "p" * 990,
}


@fault("losses", PROJECTS)
def long_and_odd_names_of_projects(box: Box, case: str) -> None:
    box.lay(SOURCES | {"extractor.toml": f'project = "{PROJECTS[case]}"\n'})
    run = box.run("build")
    if run.code == 2:
        assert "project" in run.err, f"it is refused, and not in words: {run.err}"
        return
    assert box.run("build", "--check").code == 0
    box.lay({"extractor.toml": 'project = "Other"\n'})
    run = box.run("build")
    assert run.code == 0, f"our own pages are foreign: {run.err[-400:]}"
    box.hold_clean("after another name")
    box.lay({"extractor.toml": f'project = "{PROJECTS[case]}"\n'})
    box.run("build", codes=(0,))
    (box.root / "a.py").unlink()
    box.run("build", codes=(0,))
    assert "docs/a.py_docs.md" not in box.pages(), "the page of a file that is gone stays"
    box.run("clean", codes=(0,))
    assert not box.pages(), f"clean leaves {sorted(box.pages())[:3]}"


TWINS: Mapping[str, tuple[str, str]] = {
    "case of a file": ("Same.py", "same.py"),
    "case of a folder": ("Dir/x.py", "dir/x.py"),
    "case in a folder": ("d/Same.py", "d/same.py"),
    "form of a file": ("caf\u00e9.py", "cafe\u0301.py"),
    "form of a folder": ("\u00e9/x.py", "e\u0301/x.py"),
    "case of other letters": ("\u00c9.py", "\u00e9.py"),
    "sharp s": ("stra\u00dfe.py", "strasse.py"),
    "case of a suffix": ("t.PY", "t.py"),
}


@fault("losses", TWINS)
def names_that_are_one_on_other_systems(box: Box, case: str) -> None:
    one, other = TWINS[case]
    box.lay(SOURCES | {one: "def first_twin(): pass\n", other: "def second_twin(): pass\n"})
    run = box.run("build")
    assert run.code == 0, f"it exits with {run.code}: {run.err}"
    if case != "sharp s":
        last = (one.split("/")[0].split(".")[0], other.split("/")[0].split(".")[0])
        assert "warning" in run.err and any(each in run.err for each in last), f"nobody is told: {run.err!r}"
    for word in ("first_twin", "second_twin"):
        assert f"def {word}" in box.text(), f"no page shows {word}"
    assert box.run("build", "--check").code == 0


RESERVED = (
    "con.py",
    "nul.txt",
    "aux.md",
    "com1.c",
    "prn",
    "a.",
    "b ",
    "git~1",
    "x:y.py",
    'q".py',
    "a?b.py",
    "CON/x.py",
)


@fault("losses", RESERVED)
def names_that_other_systems_reserve(box: Box, case: str) -> None:
    box.lay(SOURCES | {case: "text here\n"})
    assert box.run("build").code == 0
    assert box.run("build", "--check").code == 0
    box.run("clean", codes=(0,))


DIALECTS: Mapping[str, str] = {
    "4,000 joined strings": "x = (" + "'a' " * 4_000 + ")\n",
    "20,000 joined strings": "x = (\n" + "    'a'\n" * 20_000 + ")\n",
    "joined f-strings": "x = (" + "f'a' 'b' " * 2_000 + ")\n",
    "joined bytes": "x = (" + "b'a' " * 4_000 + ")\n",
    "a joined default": "def g(x=(" + "'a' " * 4_000 + ")): pass\n",
    "a joined docstring": "def g():\n    (" + "'a' " * 4_000 + ")\n",
    "parentheses": f"x = {'(' * 90}1{')' * 90}\n",
    "indents": "".join(" " * n + "if a:\n" for n in range(90)) + " " * 90 + "pass\n",
    "a sum": shapes.chain(" + a", 3_000),
    "attributes": shapes.chain(".b", 3_000),
    "negations": f"x = {'not ' * 500}a\n",
    "a form feed": "\fx = 1\n\f\n",
    "a tab": "if a:\n\tx = 1\n\ty = 2\n",
    "lines of a carriage return": "x = 1\ry = 2\r",
}


@fault("losses", DIALECTS, quick=1)
def what_python_reads_and_a_parser_does_not(box: Box, case: str) -> None:
    """Valid Python is not called invalid, and what follows in the file is on its page."""
    source = DIALECTS[case] + '\n\ndef after(one, *, two=2):\n    """Stand after it."""\n'
    with contextlib.suppress(RecursionError):  # of this very interpreter, in a thread; it is valid all the same
        compile(source, "t.py", "exec")
    box.lay(SOURCES | {"t.py": source})
    run = box.run("build")
    assert "invalid syntax" not in run.err + box.text(), f"valid Python is called invalid: {run.err[:300]}"
    assert run.code == 0, f"it exits with {run.code}: {run.err[-400:]}"
    keywords = box.pages()["docs/t.py_kw.md"].decode()
    assert "after" in keywords, "a function of the file is on no page"
    assert box.run("find", "after").code == 0


@fault("losses", ["t.py", "pkg", "docs/a.py_docs.md", "the whole docs"])
def what_is_in_the_way(box: Box, case: str) -> None:
    """Somebody's file in a page's place is named and left, exit code 2, and all other pages are written."""
    box.lay(SOURCES | {"t.py": "x = 1\n"})
    place = {"t.py": "docs/t.py_docs.md", "pkg": "docs/pkg", "the whole docs": "docs"}.get(case, case)
    box.lay({place: "# Mine\n"})
    kept = (box.root / place).read_bytes()
    run = box.run("build")
    assert (run.code, place in run.err) == (2, True), f"{run.code}: {run.err}"
    assert (box.root / place).read_bytes() == kept
    (box.root / place).unlink()
    box.run("build", codes=(0,))
    box.hold_clean("after what was in the way is gone")
