"""What files in every other language declare: path, source, names."""

from __future__ import annotations

import time

import pytest
from helpers.reading import read_text

from extractor.extraction.kinds import kind_of


def names(path: str, source: str) -> list[str]:
    return list(read_text(source, kind_of(path)).identifiers)


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


def test_here_documents_that_never_begin_take_linear_time() -> None:
    start = time.process_time()
    names("a.sh", "<<A" * 150_000)
    assert time.process_time() - start < 30
