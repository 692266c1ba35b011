"""Files that take a reader's time or memory: by name a path and its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

N = 20_000


def chain(link: str, count: int = N, start: str = "a") -> str:
    return f"x = {start}{link * count}\n"


def docstring(text: str) -> str:
    return f'def f():\n    """Do.\n\n    {text}\n    """\n'


def _classes(count: int, backwards: bool = False) -> str:
    lines = [f"class C{number}(C{number - 1}): pass\n" for number in range(1, count)]
    return "class C0: pass\n" + "".join(reversed(lines) if backwards else lines)


def _diamonds(count: int) -> str:
    pairs = (f"class A{n}(A{n - 1}, B{n - 1}): pass\nclass B{n}(A{n - 1}, B{n - 1}): pass\n" for n in range(1, count))
    return "class A0: pass\nclass B0: pass\n" + "".join(pairs)


def _callers(count: int) -> str:
    return "".join(f"class K{n}:\n    def f(self):\n        self.f(); f(); K{n}().f()\n" for n in range(count))


PYTHON: Mapping[str, Callable[[], str]] = {
    "a sum": lambda: chain(" + a"),
    "attributes": lambda: chain(".b"),
    "calls": lambda: chain("()"),
    "lines of assignments": lambda: "x = 1\n" * 1_000_000,
    "a chain of classes": lambda: _classes(5_000),
    "hashes in a docstring": lambda: docstring("#" * 50_000),
    "subscripts": lambda: chain("[0]"),
    "a product": lambda: chain(" * a"),
    "unions": lambda: chain(" | a").replace("x =", "x: "),
    "powers": lambda: chain(" ** a"),
    "comparisons": lambda: chain(" < a"),
    "conditions": lambda: chain(" and a"),
    "alternatives": lambda: chain(" or a"),
    "negations": lambda: f"x = {'not ' * N}a\n",
    "minuses": lambda: f"x = {'-' * N}1\n",
    "lambdas": lambda: f"x = {'lambda: ' * 5_000}1\n",
    "conditional expressions": lambda: f"x = {'1 if a else ' * 5_000}2\n",
    "method calls": lambda: chain(".b()"),
    "mixed links": lambda: chain(".b[0]()+a", 8_000),
    "a sum in a default": lambda: f"def f(x={'a + ' * N}a): pass\n",
    "a sum in a decorator": lambda: f"@d({'a + ' * N}a)\ndef f(): pass\n",
    "a sum in a base": lambda: f"class A(b({'a + ' * N}a)): pass\n",
    "a sum in an annotation": lambda: f"def f(x: {'a | ' * N}a) -> {'a | ' * N}a: pass\n",
    "a sum in a body": lambda: f"def f():\n    return {'a + ' * N}a\n",
    "a sum in a string": lambda: 'x = f"""{a\n' + "    + a\n" * N + '}"""\n',
    "sums in strings": lambda: ('x = f"{' + "a+" * 450 + 'a}"\n') * 1_000,
    "a sum of strings in a string": lambda: "x = f'{" + "f''+" * N + "a}'\n",
    "fields in fields": lambda: 'x = f"""' + "{a:" * 100_000 + '"""\n',
    "brackets in a string": lambda: 'x = f"{' + "(" * 400 + ")" * 400 + '}"\n',
    "a sum over many lines": lambda: "x = (a\n" + "    + a\n" * N + ")\n",
    "a sum in __all__": lambda: f"__all__ = ['a']{' + [a]' * N}\n",
    "assignments in a row": lambda: f"{'x = ' * N}1\n",
    "statements on one line": lambda: "x = 1; " * 100_000 + "\n",
    "a long list": lambda: f"x = [{'1, ' * 500_000}]\n",
    "a long table": lambda: "x = {\n" + "".join(f"    {n}: '{n}',\n" for n in range(100_000)) + "}\n",
    "a long call": lambda: f"x = f({'a, ' * 100_000})\n",
    "parameters": lambda: f"def f({', '.join(f'p{n}=1' for n in range(N))}): pass\n",
    "decorators": lambda: "@d\n" * 5_000 + "def f(): pass\n",
    "brackets": lambda: f"x = {'[' * 3_000}{']' * 3_000}\n",
    "open brackets": lambda: f"x = {'(' * 50_000}\n",
    "elifs": lambda: "if a:\n    pass\n" + "".join(f"elif a == {n}:\n    pass\n" for n in range(10_000)),
    "imported names": lambda: f"from m import {', '.join(f'n{n}' for n in range(50_000))}\n",
    "imports": lambda: "".join(f"import m{n}.a.b\n" for n in range(20_000)),
    "functions": lambda: "".join(f"def f{n}(): pass\n" for n in range(20_000)),
    "functions of one name": lambda: "def f(): pass\n" * 10_000,
    "methods that call each other": lambda: _callers(3_000),
    "a chain of classes backwards": lambda: _classes(5_000, backwards=True),
    "diamonds of classes": lambda: _diamonds(60),
    "a class of itself": lambda: "class A(A): pass\nclass B(C): pass\nclass C(B): pass\n",
    "bases": lambda: (
        "".join(f"class C{n}: pass\n" for n in range(2_000))
        + f"class D({', '.join(f'C{n}' for n in range(2_000))}): pass\n"
    ),
    "a long name": lambda: f"def {'a' * 500_000}(): pass\n",
    "a long comment": lambda: f"# {'a ' * 1_000_000}\nx = 1\n",
    "a long string": lambda: f"x = '{'a ' * 1_000_000}'\n",
    "a long number": lambda: f"x = {'9' * 400_000}\n",
    "f-strings": lambda: "x = f'" + "{a}" * N + "'\n",
    "backslashes": lambda: "x = 1 + \\\n" * N + "1\n",
    "blank lines": lambda: "\n" * 1_000_000 + "x = 1\n",
    "carriage returns": lambda: "x = 1\r" * 300_000,
    "form feeds": lambda: "\f" * 300_000 + "x = 1\n",
    "overloads": lambda: "@overload\ndef f(x: int) -> int: ...\n" * 3_000,
    "nested functions": lambda: "".join(" " * n + f"def f{n}():\n" for n in range(95)) + " " * 95 + "pass\n",
    "a match of many cases": lambda: "match a:\n" + "".join(f"    case {n}: pass\n" for n in range(10_000)),
    "excepts": lambda: "try:\n    pass\n" + "".join(f"except E{n}:\n    pass\n" for n in range(5_000)),
    "comprehensions": lambda: f"x = [a {'for a in b ' * 3_000}]\n",
    "stars": lambda: f"x = [{'*a, ' * 50_000}]\n",
}

_MARKS = (  # of which readers of Markdown and reST look for a partner
    "*",
    "_",
    "`",
    "[",
    "(",
    "<",
    ">",
    "|",
    "&",
    "!",
    "~",
    "\\",
    ":",
    "-",
    "=",
    "[](",
    "![",
    "**a ",
    "`a`",
    "a_ ",
    "[a][",
)
DOCSTRINGS: Mapping[str, Callable[[], str]] = {
    **{f"{mark!r} in a docstring": (lambda mark=mark: docstring(mark * (50_000 // len(mark)))) for mark in _MARKS},  # type: ignore[misc]
    "sections in a docstring": lambda: docstring("Args:\n        x: y\n\n    " * 5_000),
    "prompts in a docstring": lambda: docstring(">>> f()\n    1\n    " * 10_000),
    "fields in a docstring": lambda: docstring(":param x: y\n    " * 10_000),
    "rules in a docstring": lambda: docstring("Title\n    -----\n    " * 10_000),
    "indents in a docstring": lambda: '"""A.\n' + "".join(" " * n + "- a\n" for n in range(1_000)) + '"""\n',
    "spaces in a docstring": lambda: docstring("a" + " " * 200_000 + "b"),
    "a long word in a docstring": lambda: docstring("a" * 500_000),
    "lines in a docstring": lambda: docstring("a b c\n    " * 100_000),
    "links in a docstring": lambda: docstring("`a <b>`_ " * 10_000),
    "directives in a docstring": lambda: docstring(".. note:: a\n\n    " * 10_000),
}

OTHERS: Mapping[str, tuple[str, Callable[[], str]]] = {
    **{f"{mark!r} in Markdown": ("t.md", (lambda mark=mark: mark * (50_000 // len(mark)))) for mark in ("#", *_MARKS)},  # type: ignore[misc]
    "quotes in Markdown": ("t.md", lambda: "> " * 20_000 + "a\n"),
    "headings in Markdown": ("t.md", lambda: "# a\n" * 50_000),
    "lists in Markdown": ("t.md", lambda: "".join("  " * n + "- a\n" for n in range(2_000))),
    "a table in Markdown": ("t.md", lambda: "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b" * 5_000 + "\n"),
    "titles in reST": ("t.rst", lambda: "Title\n=====\n\n" * 20_000),
    "marks in reST": ("t.rst", lambda: "`" * 50_000 + "\n" + ".. " * 50_000),
    "braces in C": ("t.c", lambda: "{" * 100_000),
    "brackets in C": ("t.c", lambda: "int f(" * 30_000),
    "comments in C": ("t.c", lambda: "/*" * 100_000 + "\n"),
    "quotes in C": ("t.c", lambda: '"' * 100_001),
    "templates in C++": ("t.cpp", lambda: "template<" * 30_000 + "class T>" * 10 + " void f();\n"),
    "conditions in C": ("t.h", lambda: "#if A\n" * 50_000),
    "backslashes in C": ("t.c", lambda: "#define A \\\n" * 50_000),
    "functions in C": ("t.c", lambda: "".join(f"int f{n}(int a) {{ return a; }}\n" for n in range(20_000))),
    "spaces in C": ("t.c", lambda: "int" + " " * 200_000 + "f(void)"),
    "stars in C": ("t.c", lambda: "int " + "*" * 100_000 + "f(void);\n"),
    "functions in JavaScript": ("t.js", lambda: "function f(){" * 20_000),
    "nested JSON": ("t.json", lambda: "[" * 100_000 + "]" * 100_000),
    "nested YAML": ("t.yml", lambda: "".join(" " * n + "a:\n" for n in range(3_000))),
    "nested TOML": ("t.toml", lambda: "a = " + "[" * 50_000),
    "a long line of text": ("t.txt", lambda: "a" * 5_000_000),
    "many lines of text": ("t.txt", lambda: "a\n" * 2_000_000),
    "backquotes of text": ("t.txt", lambda: "`" * 300_000),
}


ISSUE = ("a sum", "attributes", "calls", "lines of assignments", "a chain of classes", "hashes in a docstring")
"""Those that the issue found."""


def file_of(name: str) -> tuple[str, str]:
    """Return the path and the text of a shape."""
    if name in OTHERS:
        path, text = OTHERS[name]
        return path, text()
    return "t.py", (PYTHON | DOCSTRINGS)[name]()


def _batches(names: Sequence[str], size: int) -> dict[str, Sequence[str]]:
    return {f"{names[start]} and so on": names[start : start + size] for start in range(0, len(names), size)}


BATCHES: Mapping[str, Sequence[str]] = {
    **{name: (name,) for name in ISSUE},
    **_batches([name for name in PYTHON if name not in ISSUE], 6),
    **_batches([name for name in DOCSTRINGS if name not in ISSUE], 16),
    **_batches([*OTHERS], 16),
}
"""What is built together: those of the issue alone, others with their like."""


def ordinary(number: int) -> str:
    """Return the text of an ordinary module: a class, functions, docstrings, imports of its neighbour."""
    methods = "".join(
        f"    def method_{n}(self, value: int = {n}) -> str:\n"
        f'        """Return the value in words.\n\n        Args:\n            value: A number.\n        """\n'
        f"        if value > {n}:\n            raise ValueError(value)\n        return str(value + {number})\n\n"
        for n in range(6)
    )
    above = f"from m{number - 1} import Thing{number - 1}\n" if number else ""
    base = f"(Thing{number - 1})" if number and number % 10 else ""
    head = f'"""The module {number}."""\n\n{above}import os\n\n\n'
    return head + f'class Thing{number}{base}:\n    """A thing."""\n\n{methods}'
