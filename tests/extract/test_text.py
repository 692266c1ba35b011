"""What files that are not Python say of themselves: headings, summaries, declared names."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.extract import text as reader
from extractor.extract.kinds import Kind, kind_of
from extractor.extract.text import extract_text
from extractor.facts import TextFacts


def headings(path: str, source: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in extract_text(source, kind_of(path)).headings]


def summary(path: str, source: str) -> str:
    return extract_text(source, kind_of(path)).summary


def names(path: str, source: str) -> list[str]:
    return list(extract_text(source, kind_of(path)).identifiers)


# Markdown


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# One\n## Two ##\n###### Six\n####### seven\n#no\n", [(1, "One"), (2, "Two"), (6, "Six")]),
        ("Title\n=====\n\nSub\nof two lines\n---\n", [(1, "Title"), (2, "Sub of two lines")]),
        ("# a\r\n\r\nb\r\n---\r\n", [(1, "a"), (2, "b")]),
        ("# `code` *em* **strong** ~~gone~~ [text](url) <b>tag</b>", [(1, "code em strong gone text tag")]),
        ("# a &amp; b \\* c_d_e <https://x.y>", [(1, "a & b * c_d_e https://x.y")]),
        ("# [ref] and [other][ref]\n\n[ref]: https://x.y", [(1, "ref and other")]),
        ("# ![logo](a.png) Name", [(1, "Name")]),
        ("# ![The *logo*](a.png)", [(1, "The *logo*")]),
        ("#\n\n# <br>\n", []),
        # what only looks like a heading
        ("```\n# no\n```\n~~~~\n# no\n~~~\n# no\n", []),
        ("    # no\n", []),
        ("<!--\n# no\n-->\n# yes\n", [(1, "yes")]),
        ("<div>\n# no\n</div>\n\n# yes\n", [(1, "yes")]),
        ("<h1>not Markdown's</h1>\n", []),
        ("| a |\n|---|\n| # b |\n", []),
        # headings in other blocks are headings
        ("> # quoted\n\n- # listed\n", [(1, "quoted"), (1, "listed")]),
        # front matter
        ("---\ntitle: x\n---\n# yes\n", [(1, "yes")]),
        ("---\n# comment\ntitle: x\n...\n# yes\n", [(1, "yes")]),
        ('+++\ntitle = "x"\n\n[a]\n+++\n# yes\n', [(1, "yes")]),
        ("---\n\nNo key: a rule\n---\n", [(2, "No key: a rule")]),
        ("---\njust text\n---\n", [(2, "just text")]),
        ("---\nnever: closed\n", []),
    ],
)
def test_markdown_headings(source: str, expected: list[tuple[int, str]]) -> None:
    assert headings("a.md", source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# T\n\nFirst *paragraph*,\ntwo `lines`.\n\nSecond.\n", "First paragraph, two lines."),
        ("No title at all.\n", "No title at all."),
        ("# T\n\n## Overview\n\nBelow a section.\n", "Below a section."),
        # badges, images, tags, navigation, directives
        ("# T\n\n[![b](i)](u) ![c](d)\n\nText.\n", "Text."),
        ("# T\n\n<p>raw</p>\n\n<br> <br>\n\nText.\n", "Text."),
        ("# T\n\n[Docs](a) | [Blog](b)\n\nText.\n", "Text."),
        ("# T\n\n{% include x %}\n\n[TOC]\n\n:::{note}\n\n!!! tip\n\nText.\n", "Text."),
        ("import A from './a'\n\n# T\n\nText.\n", "Text."),
        ("# T\n\n- item\n\n> quote\n\n| a |\n|---|\n\n```\ncode\n```\n\nText.\n", "Text."),
        # words before the title are about something else; where the title is HTML, they are not
        ("English | [中文](zh.md)\n\n# T\n\nText.\n", "Text."),
        ("<h1>T</h1>\n\nWhat it is.\n\n## Install\n\nHow.\n", "What it is."),
        ("Only before.\n\n# T\n", ""),
        ("# T\n", ""),
        ("", ""),
        ("***\n\n...\n", ""),
    ],
)
def test_markdown_summary(source: str, expected: str) -> None:
    assert summary("a.md", source) == expected


def test_a_heading_of_unreasonable_length_keeps_its_markup() -> None:
    assert headings("a.md", "# " + "[" * 30_000) == [(1, "[" * 30_000)]


# reStructuredText


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "Title\n=====\n\nSub\n---\n\nSubsub\n~~~~~~\n\nSub\n---\n",
            [(1, "Title"), (2, "Sub"), (3, "Subsub"), (2, "Sub")],
        ),
        ("=====\nTitle\n=====\n\nSub\n=====\n", [(1, "Title"), (2, "Sub")]),
        ("=======\n Inset\n=======\n", [(1, "Inset")]),
        ("Title\r\n=====\r\n", [(1, "Title")]),
        ("Right after\n===========\nText\n\nNext\n====\n", [(1, "Right after"), (1, "Next")]),
        ("1. Numbered\n===========\n", [(1, "1. Numbered")]),
        # widths: four characters are always enough, fewer must reach the end of the title
        ("Too long a title\n----\n", [(1, "Too long a title")]),
        ("abc\n---\n", [(1, "abc")]),
        ("abcd\n---\n", []),
        ("日\n==\n", [(1, "日")]),
        ("日\n=\n", []),
        # inline markup
        ("``code_`` *em* **strong**\n=========================\n", [(1, "code_ em strong")]),
        (":func:`~a.b` `text <url>`_ ref_ |sub| [1]_\n================\n", [(1, "a.b text ref")]),
        ("__init__ and A_<B>_C\n====================\n", [(1, "__init__ and A_<B>_C")]),
        (r"a\_b \*" + "\n=======\n", [(1, "a_b *")]),
        # what only looks like a title
        ("text::\n\n    Literal\n    =======\n", []),
        ("text::\n\n> quoted\n> literal\n>\n", []),
        ("::\n\n- a\n-----\n", []),
        (".. code::\n\n   No\n   ==\n", []),
        (".. comment\n==========\n", []),
        ("two lines\nof text\n-------\n", []),
        ("above\n\n-----\n\nbelow\n", []),
        ("- item\n------\n", []),
        (":field: value\n-------------\n", []),
        ("=====  =====\nA      B\n=====  =====\n1      2\n------------\n3      4\n=====  =====\n", []),
        ("+---+\n| a |\n+---+\n", []),
        ("=====\n\nTitle\n", []),
    ],
)
def test_rest_headings(source: str, expected: list[tuple[int, str]]) -> None:
    assert headings("a.rst", source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("T\n=\n\nFirst ``one``,\ntwo lines.\n\nSecond.\n", "First one, two lines."),
        (".. _label:\n\nT\n=\n\n|badge| |other|\n\n.. image:: x\n\n:field: y\n\nText.\n", "Text."),
        ("T\n=\n\nterm\n    its definition\n\n- item\n\n1. item\n\n    quote\n\nText.\n", "Text."),
        ("T\n=\n\nLike this::\n\n    code\n", "Like this:"),
        ("T\n=\n\nLike this. ::\n\n    code\n", "Like this."),
        ("First.\n\nT\n=\n\nSecond.\n", "First."),
        ("T\n=\n", ""),
    ],
)
def test_rest_summary(source: str, expected: str) -> None:
    assert summary("a.rst", source) == expected


# The C family

CPP = r"""
#ifndef A_H
#define A_H
#define FOO(x) bar(x)
// class CommentedOut {};
namespace at { inline namespace native {
template <typename T, class U = std::vector<int>>
class API_MACRO Tensor final : public Base<T> {
 public:
  explicit Tensor(int x = f()) : a_{1}, b_(2) { struct Local {}; }
  virtual ~Tensor() = default;
  int size() const { return helper(x); }
  bool operator==(const Tensor& o) const { return true; }
  void set(std::function<void(int)> cb = {}, int b = 3);
  [[nodiscard]] const char* text() const noexcept(true);
};
struct alignas(16) Packed { int x; };
enum class Level : int { LOW, HIGH = f(1) };
typedef struct { int q; } Record, *RecordPointer;
typedef void (*callback)(int a);
using Vec = std::vector<int>;
static inline Tensor* make(int a, const char* s = "{; void in_string();") { if (a) { call(a); } }
void Tensor<int>::resize(int x) {}
const char c = '"', d = '\'', *raw = R"x(void in_raw(); ")x";
int n = 1'000'000;
TEST(Suite, Case) { int x = g(1); }
auto l = [](int x) { return x; };
int global = compute(3);
extern "C" { int c_function(void); }
}}
#ifdef X
int two(int a) {
#else
int two(float a) {
#endif
  return 1;
}
__global__ void __launch_bounds__(256) kernel(float* x) {}
PyAPI_FUNC(PyObject *) PyThing_New(void);
"""


def test_c_family_declarations() -> None:
    expected = "FOO Level Packed PyThing_New Record Tensor Vec c_function callback kernel make resize set size text two"
    assert names("a.cu", CPP) == expected.split()


def test_braces_that_never_balance_cost_no_more_than_their_scope() -> None:
    assert names("a.c", "int a(void) { {\n") == ["a"]
    assert names("a.c", "} } int a(int x);\nint b(int x") == ["a"]
    assert names("a.c", "int a(int x; int b(int y);") == ["b"]


def test_java_declarations() -> None:
    source = """
    @Anno("x") public class Foo<T> extends Bar implements Baz {
      public Foo(int x) { y(); }
      @Override public <R> List<R> go(int x) throws E { return new Z() { void hidden() {} }; }
      private final Runnable r = () -> { foo(); };
      enum Color { RED(1) { void in() {} }, BLUE(2); int value() { return 1; } }
      record Point(int x, int y) { int sum() { return x + y; } }
      String block = \"\"\"
        class InBlock {}
      \"\"\";
      @interface Note { String note() default ""; }
    }"""
    assert names("A.java", source) == ["Color", "Foo", "Note", "Point", "go", "note", "sum", "value"]


# Every other language: path, source, what it declares


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        (
            "a.go",
            "func (r *T) Do(a int) {}\nfunc Free() {}\ntype T struct {}\nvar V = `func no`\n// func no",
            "Do Free T V",
        ),
        (
            "a.rs",
            "pub fn a<'x>(s: &'x str) -> char { '\"' }\nstruct S;\nconst fn b() {}\nmacro_rules! m {}\n"
            'const MAX: u32 = 1; /* fn no */ let s = r#"fn no " fn no"#;',
            "MAX S a b m",
        ),
        (
            "a.js",
            "const quote = /['\"`]/.test(s); function f() {} class A extends B {}\n"
            "export const g = () => `${function no() {}}`; // function no\n"
            "export default class extends B {}\nconst no = require('no');\nasync function* h() { let no = 1 / 2; }\n",
            "A f g h quote",
        ),
        ("a.ts", "export interface I {}\ntype T<X> = {};\nexport const enum E {A}\nfunction f(type: X) {}", "E I T f"),
        ("a.kt", "data class A(val x: Int)\nfun <T> List<T>.f(x: Int) {}\nfun g() {}\n", "A g"),
        ("a.swift", "class A { class func f() {} }\nprotocol P {}\n", "A P f"),
        ("a.php", "<?php // function no\nfunction &f() {}\n$x = new class extends B {};\ntrait T {}", "T f"),
        ("a.proto", "message A { }\nservice S { rpc Call (A) returns (A); }\n// message No {}\n", "A Call S"),
        ("a.rb", "class A::B < C\n  def self.f? = 1\n  X = 1\n  # def no\nend\n", "A::B X f?"),
        ("a.pyx", "cdef class A:\n    cpdef double f(self, int x):\n    cdef inline int* g(int a) nogil:\n", "A f g"),
        ("a.lua", "function M.f() end\nlocal g = function() end -- function no()\n--[[ function no() ]]\n", "M.f g"),
        ("a.R", "f.x <- function(a) 1\n# g <- function() 1\n", "f.x"),
        ("a.hs", "data A = A\nclass Eq a => B a where\nf :: Int -> Int\n{- g :: Int -}\n", "A B f"),
        ("a.el", '(defun my-fun () "(defun no")\n; (defun no ())\n(defvar my-var 1)\n', "my-fun my-var"),
        ("a.m", "@interface A : NSObject\n- (void)doIt:(int)x;\n@end\n#define M 1\n", "A M doIt"),
        (
            "a.sh",
            "# no() {\nf() { echo 'no() {'; }\nfunction g-2 {\n:\n}\nexport V=1\ndeclare -rx W=1\n"
            "cat <<'END'\nno() {\nEND\necho ${#x} $# # no()\nh() { :; }\nx=$(cat <<<no)\n",
            "V W f g-2 h",
        ),
        (
            "a.sql",
            'create table if not exists "s"."t" (x int);\nCREATE OR REPLACE VIEW v AS SELECT 1; -- create table no\n',
            "s.t v",
        ),
        ("a.vim", "fun! s:F()\nfunction g#H() abort\n", "g#H s:F"),
        ("a.ps1", "function Get-It { }\n<# function No #>\n", "Get-It"),
        (
            "CMakeLists.txt",
            "project(P CXX)\n# add_library(no)\n#[[ add_library(no) ]]\nADD_LIBRARY(${X} a)\nadd_library(lib_${X} a)\n"
            'add_library(lib SHARED a)\noption(USE_IT "add_library(no)" ON)\nfunction(helper a)\n',
            "P USE_IT helper lib",
        ),
        (
            "Makefile",
            "CC := gcc\nX ::= 1\n.PHONY: all\nall clean: dep\n\techo no: no\n%.o: %.c\n$(X): y\nb/x.o::\n# no:\n",
            "all b/x.o clean",
        ),
        ("Dockerfile", "FROM a AS build\nfrom --platform=$P b as run-1\nFROM c\n# FROM d AS no\n", "build run-1"),
        ("BUILD", 'cc_library(\n  name = "lib",  # name = "no"\n)\ndef macro():\n  """name = "no" """\n', "lib macro"),
        ("main.tf", 'resource "aws_x" "main" {}\nvariable "region" {}\n# variable "no" {}\n', "main region"),
        (
            "a.css",
            ".a:hover, div.b-c { width: .5em; background: url(x.png) } @media (x) { .d { } } /* .no{} */ .e",
            "a b-c d",
        ),
        (
            "a.html",
            '<div id="x" class=y><a data-id="no" id=z></a></div><!-- <p id="no"> --><script>"<p id=no>"</script>',
            "x z",
        ),
        ("refs.bib", "@article{Knuth1984,\n  title = {x},\n}\n", "Knuth1984"),
        (
            "a.toml",
            't = 1\n"q" = 2\nx.y = 3\nm = """\nno = 1\n[no]\n"""\n[tool.ruff]\nno = 1\na = [\n  ["no"],\n]\n[[bin]]\n',
            "bin m q t tool.ruff x.y",
        ),
        ("setup.cfg", "top = 1\n# no = 1\n[metadata]\nno = 1\n[options.x]\n", "metadata options.x top"),
        (".env", "A=1\nexport B=2\n#C=3\n", "A B"),
        (
            "a.yaml",
            'on:\n  no: 1\n"q": 1\nurl://no\nlist:\n- no: 1\ntext: |\n  no: 1\n# no: 1\n...\nlast:',
            "last list on q text",
        ),
        ("a.json", '{"a": {"no": 1}, "b": [{"no": ":"}], "c": "no"}', "a b c"),
        ("tsconfig.json", '{"a": 1, // "no": 1\n /* "no": 1 */ b: 1, \'c\': {d: 1},}', "a b c"),
        ("a.jsonl", '{"a": 1}\n{"b": 2}\n', "a b"),
        ("list.json", '["no", {"no": 1}]', ""),
        ("notes.txt", "function no() {}\n# no\n", ""),
        ("LICENSE", "class No {}", ""),
        ("a.csv", "no,no\n", ""),
    ],
)
def test_declared_names(path: str, source: str, expected: str) -> None:
    assert names(path, source) == expected.split()


def test_keys_with_blanks_are_one_name() -> None:
    assert names("a.yaml", "some key : 1\n") == ["some key"]
    assert names("a.ini", "[a b]\n") == ["a b"]


def test_names_are_unique_and_sorted_by_code_point() -> None:
    assert names("a.sh", "é() { :; }\nb() { :; }\nB() { :; }\nb() { :; }\n") == ["B", "b", "é"]


def test_line_ends_make_no_difference() -> None:
    assert names("a.h", CPP.replace("\n", "\r\n")) == names("a.h", CPP.replace("\n", "\r")) == names("a.h", CPP)


def test_python_speaks_through_its_syntax_tree_alone() -> None:
    assert extract_text("def f(): pass\n# Title\n", kind_of("a.py")) == TextFacts()


# Invariants

FENCES = sorted({*reader._READERS, *reader._DECLARATIONS, *reader._ALIASES, "text"})
KINDS = [kind_of("a.md"), kind_of("a.rst"), *(Kind(label=fence, fence=fence) for fence in FENCES)]

PIECES = (
    "# - -- /* */ // <!-- --> \" ' ` ''' \"\"\" ( ) [ ] { } < > << <<A ; : :: = == \\ | * ** _ ~ @ $ % ! & . , "
    "a class function def struct typedef template namespace export create table FROM AS name resource add_library( "
    '#if #else #endif #define [[ ]] --[[ {- (* R"( r#" ${ |x| `a` *a* a_ ==== ---- 1. é 日 \ud800 \0 \x1b \u2028'
).split(" ")
SOURCES = st.lists(st.sampled_from([*PIECES, " ", "\n", "\n\n", "\t", "    ", "\r\n"]), max_size=60).map("".join)


@settings(max_examples=300)
@given(st.sampled_from(KINDS), SOURCES | st.text())
@example(KINDS[0], "&#xD800; &#0;\n=\n")
def test_any_text_has_facts(kind: Kind, source: str) -> None:
    facts = extract_text(source, kind)
    assert facts == extract_text(source, kind)
    assert list(facts.identifiers) == sorted(set(facts.identifiers))
    assert all(name == name.strip() != "" for name in facts.identifiers)
    assert all(heading.text and heading.level > 0 for heading in facts.headings)
    assert not (facts.identifiers and (facts.headings or facts.summary))
    assert all(line == " ".join(line.split()) for line in (facts.summary, *(h.text for h in facts.headings)))


@given(st.sampled_from(KINDS), SOURCES)
def test_what_is_encodable_stays_so(kind: Kind, source: str) -> None:
    facts = extract_text(source.replace("\ud800", ""), kind)
    assert (
        "".join([*facts.identifiers, facts.summary, *(heading.text for heading in facts.headings)]).encode() is not None
    )


HARD = [
    "a",
    " ",
    "\n",
    '"',
    "(",
    "{",
    "{}",
    "[",
    "<",
    "#",
    "/*",
    "- ",
    "a(",
    "a: ",
    "'\\",
    "_",
    "*a ",
    "`",
    "#if\n{",
    "=/",
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.label)
def test_time_is_linear_in_the_size_of_any_text(kind: Kind) -> None:
    """A quadratic reader takes minutes for one of these; a linear one a tenth of a second."""
    for piece in HARD:
        start = time.process_time()
        extract_text(piece * (100_000 // len(piece)), kind)
        assert time.process_time() - start < 5, piece


@pytest.mark.parametrize("path", ["a.md", "a.rst", "a.cpp", "a.js", "a.sh", "a.json", "a.yaml", "Makefile"])
@pytest.mark.parametrize("piece", ["a", " ", "("])
def test_a_megabyte_of_one_character_is_read_in_seconds(path: str, piece: str) -> None:
    start = time.process_time()
    extract_text(piece * 1_000_000, kind_of(path))
    assert time.process_time() - start < 10
