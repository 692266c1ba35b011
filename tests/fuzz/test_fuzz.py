"""Random inputs for every reader of the repository's bytes: `make fuzz`, for FUZZ_MINUTES (default 10) in all.

A reader never raises but what it declares, ends within a bound, says the same twice, and what it says is text. What is
found becomes a test beside those of its reader; inputs that fail are printed so that they can be copied there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesmith
import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as with_seed
from hypothesis import strategies as st
from oracles.docstring_words import acts
from oracles.markdown import html_nodes

from extractor.errors import ConfigError, UsageError
from extractor.extraction.file import extract_file, read_source
from extractor.extraction.python.limits.cut import without_excess
from extractor.extraction.python.limits.screen import is_surely_within
from extractor.facts import FileFacts, Problem
from extractor.rendering.docstrings import docstring_markdown
from extractor.system.terminal import printable
from extractor.workspace.config import StyleSetting, load
from extractor.workspace.discover import discover
from extractor.workspace.secrets import hide_lines, redact

pytestmark = [pytest.mark.fuzz, pytest.mark.skipif(sys.platform == "win32", reason="a clock needs signals")]

MINUTES = float(os.environ.get("FUZZ_MINUTES", "10"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
"""Another seed, other inputs; the same seed, the same."""
LONGEST = 30
"""Seconds of processor time that one input may take: far more than any that is well."""
WORD = st.sampled_from("a b self def class import from if x y_1 é 日本 𝕏 \x00 \x1b \u202e \ufeff \ud7ff".split(" "))

MARKS = {
    "m.py": "def class async await return yield lambda if elif else for while try except finally with as import from "
    "pass raise match case type @ = == := -> ( ) [ ] { } , : ; . ... * ** ' \" ''' \"\"\" f' rb' \\ # #! "
    "TODO: 0 1e9 0x_ __all__ # noqa coding: latin-1",
    "m.c": 'int void struct class enum union typedef namespace template < > extern "C" #define #if #ifdef #else '
    '#endif #include ( ) { } [ ] ; , * & && :: // /* */ \\ \' " R"( )" = -> ~ operator const static',
    "m.rst": "=== --- ~~~ *** :: .. .. note:: .. _a: :field: * - + 1. #. | +--+ `a`_ ``b`` *c* **d** "
    ":r:`e` |f| [1]_ > >>>",
    "m.md": "# ## === --- ``` ~~~ ` `` * ** _ - + 1. > [ ] ( ) ![ <a> </a> <!-- --> &amp; \\ | |- --- +++ $ ~ http://a.b",
    "m.js": "function class const let var => { } ( ) [ ] ; , . ` ${ ' \" / // /* */ \\ async export default import",
    "m.sh": "f() { } function if fi $( ) ` ' \" # <<EOF EOF ; & | export a= ((  )) [[ ]]",
    "m.json": '{ } [ ] : , " \\u12 true null 1 // /*',
    "m.toml": "[ [[ ] ]] = \" ' \"\"\" ''' # . { }",
    "m.yaml": "- : ? | > & * ! --- ... # { } [ ] ' \"",
    "m.html": '<a id= <b class=" > </ <!-- --> <script> </script> <style> & ; \' "',
    "m.css": ". # { } : ; @media ( ) /* */ \" ' , > + ~ *",
    "m.sql": "CREATE TABLE FUNCTION ( ) ; -- /* */ ' \" $$ BEGIN END , .",
    "m.go": "func type struct interface package import ( ) { } // /* */ ` \" ' := ,",
    "m.rs": 'fn struct impl enum trait pub mod use ( ) { } < > // /* */ r#" "# \' " :: ->',
    "m.java": "class interface enum public static void @ ( ) { } < > ; // /* */ \" '",
    "Makefile": "a: := = \t $( ) # \\ .PHONY: define endef ifeq endif",
    "m.ini": "[ ] = : # ; a.b",
    "m.txt": "a - =",
}
"""What each reader acts on, by a name that it is read under."""

DOCSTRINGS = (
    "# ## --- === ~~~ ``` ` `` ```` * ** - + 1. (a) a. #. > >>> ... :: : ; .. .. note:: .. code:: :param x: :type: :a: "
    "Args: Returns: Parameters ---------- Raises: | |a| +--+ === === [ ] [a](b) [a]: b ( ) < > <a> </a> <!-- --> & "
    "&lt; &#60; \\ \\* \\` $ $$ ~ ~~ _ __ a_ `a`_ [1]_ :r:`x` ![ http://a.b www.a.b ftp:// a@b.c {{ }} {% %} ! {# #}"
).split(" ")
STYLES: tuple[StyleSetting, ...] = ("auto", "google", "numpy", "rest", "plain")
GLUE = st.sampled_from(["", " ", " ", "\n", "\n", "\n\n", "\n    ", "\n        ", "\t", "\r", "\r\n", "\x0c", "\u2028"])


def pieces(marks: str | list[str]) -> st.SearchStrategy[str]:
    """Return texts made of marks, words, and what stands between; some of one mark a thousand times."""
    mark = st.sampled_from(marks.split(" ") if isinstance(marks, str) else marks)
    short = st.lists(st.tuples(st.one_of(mark, mark, mark, WORD, st.text(max_size=4)), GLUE).map("".join), max_size=40)
    long = st.tuples(short, st.lists(st.tuples(mark, GLUE).map("".join), max_size=3), st.integers(1, 1_000), short)
    return st.one_of(
        short.map("".join), long.map(lambda each: "".join([*each[0], "".join(each[1]) * each[2], *each[3]]))
    )


def data(marks: str) -> st.SearchStrategy[bytes]:
    """Return the bytes of such texts in some encoding, damaged or not, and any bytes."""
    encoded = st.tuples(pieces(marks), st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"]))
    clean = encoded.map(lambda each: each[0].encode(each[1], "replace"))
    damaged = st.tuples(clean, st.integers(0, 200), st.binary(max_size=3)).map(
        lambda each: each[0][: each[1]] + each[2] + each[0][each[1] :]
    )
    return st.one_of(clean, clean, damaged, st.binary(max_size=200))


class TooLongError(Exception):
    """An input took longer than any may."""


@contextmanager
def clock() -> Iterator[None]:
    """Raise TooLongError in what takes too long, as far as it runs Python."""

    def strike(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, strike)
    started = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert time.process_time() - started < LONGEST


def fuzz(check: Callable[..., None], share: float, **given_by: st.SearchStrategy[object]) -> None:
    """Try a check on inputs for a share of the minutes; the first that fails is made small and printed."""
    end = time.monotonic() + 60 * MINUTES * share
    tried = 0
    seed = SEED
    while tried == 0 or time.monotonic() < end:
        run = given(**given_by)(check)
        run = settings(
            max_examples=150,
            deadline=None,
            database=None,
            print_blob=False,
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )(run)
        with_seed(seed)(run)()
        tried, seed = tried + 150, seed + 1
    print(f"{tried:,} inputs")


def is_text(value: object) -> None:
    """Fail for what cannot be written as UTF-8."""
    msgspec.json.encode(value)
    repr(value).encode("utf-8")


SHARE = 0.4 / len(MARKS)


def check_facts(name: str, content: bytes) -> None:
    with clock():
        facts = extract_file(name, content)
    is_text(facts)
    assert not (isinstance(facts.body, Problem) and facts.body.kind == "internal"), facts.body.reason
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=FileFacts) == facts
    assert extract_file(name, content) == facts
    text = read_source(name, content)
    text.encode("utf-8")
    assert "\r" not in text
    assert all(1 <= each.line <= each.end_line <= text.count("\n") + 1 for each in facts.secrets)
    assert hide_lines(text, facts.secrets).count("\n") == text.count("\n")


@pytest.mark.parametrize("name", MARKS)
def test_every_reader_gives_facts(name: str) -> None:
    fuzz(lambda content: check_facts(name, content), SHARE, content=data(MARKS[name]))


def test_programs_give_facts() -> None:
    def check(source: str) -> None:
        check_facts("m.py", source.encode("utf-8", "replace"))

    fuzz(check, 0.1, source=hypothesmith.from_grammar())


UNITS = [
    "a+",
    "a.",
    "a()",
    "a[0]",
    "not ",
    "a, ",
    "a: 1, ",
    "\n",
    "\\\n",
    "x = ",
    "(",
    "[",
    "{",
    ")",
    "]",
    "}",
    "b\n",
    "    ",
    'f"{',
    "f'{",
    'f"""{',
    "f'''{",
    "rf'''{",
    't"{',
    '}"',
    "}'",
    '}"""',
    "}'''",
    '"',
    "'",
    '"""',
    "'''",
    "{{",
    "}}",
    ":",
    "=",
    ";",
    '# "\n',
    "?",
    "$",
    "\t",
    "if a: b\n",
    "elif a: b\n",
    '"a"',
    "f'{a}'",
    "f\"{a['}']}\"",
    "def f(): ",
    'set"',
    "class A: ",
    "@",
    "\\\\",
    '\\"',
    "x=1;",
    "{a:{",
]
UNITS += ["a" * 300, "x\n" * 3_000, '"""' + "a\n" * 9_000 + '"""']
TIMES = [1, 1, 1, 2, 5, 30, 100, 400, 60_000]


def test_what_is_surely_within_the_limits_loses_nothing() -> None:
    def check(units: list[tuple[str, int]]) -> None:
        text = "".join(unit * times for unit, times in units)[:600_000]
        with clock():
            assert not is_surely_within(text) or without_excess(text).omitted == (), text[:1_000]

    fuzz(check, 0.1, units=st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(TIMES)), max_size=25))


def test_docstrings_act_on_no_page() -> None:
    def check(text: str, style: StyleSetting) -> None:
        with clock():
            markdown = docstring_markdown(text, style)
        markdown.encode("utf-8")
        assert docstring_markdown(text, style) == markdown
        assert not html_nodes(markdown), markdown
        assert not acts(markdown), markdown

    fuzz(check, 0.15, text=pieces(DOCSTRINGS), style=st.sampled_from(STYLES))


SECRETS = [
    "-----BEGIN RSA PRIVATE" + " KEY-----",
    "-----END RSA PRIVATE" + " KEY-----",
    "gh" + "p_",
    "AKI" + "A",
    "A" * 40,
]
SECRETS += [
    "xoxb" + "-",
    "a1" * 20,
    "\\n",
    '"',
    "'",
    "extractor: allow-secret",
    "EXAMPLE",
    "b2" * 30,
    "+",
    "=",
    "sk" + "-proj-",
]


def test_what_is_taken_out_stays_out() -> None:
    def check(text: str) -> None:
        with clock():
            found = redact(text)
        assert found.text.count("\n") == text.count("\n")
        assert hide_lines(found.text, found.secrets).count("\n") == text.count("\n")
        if "allow-secret" not in text:
            assert redact(hide_lines(found.text, found.secrets)).secrets == ()

    fuzz(check, 0.05, text=pieces(SECRETS))


PATTERNS = "* ** ? / // a b ab .c [ ] [! [^ [a-c] [] []] [[:alpha:]] [[: \\ \\\\ \\  ! # - ^ é".split(" ")
PATHS = ["a", "b", "ab/a", "ab/b", "b/a.c", "a b/x", "é/a", "[a]/b", "x/y/z/a", "a-b", "!a", "#a", "x/a.c", "a\\b"]
PATHS += ["abc", "c", "^", "-", "b/ab/.c", ".c/a"]


def test_ignored_is_what_git_ignores() -> None:
    def check(lines: list[list[str]]) -> None:
        text = "\n".join("".join(line) for line in lines)
        with tempfile.TemporaryDirectory() as created, pytest.MonkeyPatch.context() as patch:
            root = Path(created)
            for path in dict.fromkeys(PATHS):
                if not any(other.startswith(f"{path}/") for other in PATHS):
                    (root / path).parent.mkdir(parents=True, exist_ok=True)
                    (root / path).write_text("x\n")
            (root / ".gitignore").write_bytes(text.encode("utf-8", "replace"))
            (root / "extractor.toml").write_text("include = ['**']\n")
            command = ["git", "-c", "core.excludesFile=/dev/null", "ls-files", "--others", "--exclude-standard", "-z"]
            subprocess.run(["git", "init", "-q"], cwd=root, check=True)
            listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
            patch.setattr("extractor.workspace.git.ignored", lambda root: None)
            with clock():
                found = discover(root, load(root, root / "extractor.toml")).sources
            shown = {os.fsdecode(path) for path in listed.split(b"\0") if path}
            assert {each for each in found if each in PATHS} == {each for each in shown if each in PATHS}, text

    fuzz(check, 0.1, lines=st.lists(st.lists(st.sampled_from(PATTERNS), max_size=7), max_size=4))


KEYS = "project output-dir include exclude extend-exclude jobs roles templates source-url strict cache-dir x".split()
VALUES = [
    "1",
    "-1",
    "''",
    "'a'",
    "'..'",
    "'/'",
    "[]",
    "['**']",
    "['[']",
    "{}",
    "true",
    "1.5",
    "'\\n'",
    "['a/**']",
    "1979-05-27",
]
VALUES += [
    '"\\u0000"',
    '"\\ud800"',
    "'javascript:x'",
    "'https://a/{path}'",
    "{a='b'}",
    "9" * 30,
    "[1]",
    "inf",
    "'*' * 3",
]


def test_a_configuration_is_read_or_refused() -> None:
    def check(entries: list[tuple[str, str]], junk: bytes) -> None:
        lines = "\n".join(f"{key} = {value}" for key, value in dict(entries).items())
        with tempfile.TemporaryDirectory() as created:
            root = Path(created).resolve()
            (root / "extractor.toml").write_bytes(lines.encode() + junk)
            with clock():
                try:
                    load(root, root / "extractor.toml")
                except (ConfigError, UsageError) as error:
                    assert printable(str(error)).isprintable()

    entry = st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES))
    junk = st.one_of(st.just(b""), st.just(b""), st.binary(max_size=20), pieces(MARKS["m.toml"]).map(str.encode))
    fuzz(check, 0.1, entries=st.lists(entry, max_size=4), junk=junk)
