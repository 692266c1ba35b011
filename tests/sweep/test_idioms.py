"""Patterns, comments and calls of the standard library against `inspect`, `tokenize` and `ast`."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import sysconfig
import tokenize
import warnings
from pathlib import Path

import libcst as cst
import pytest

from extractor.extraction.file import extract_file, read_source
from extractor.extraction.python import remarks
from extractor.facts import Function, PythonFacts
from extractor.link.labels import function_labels
from extractor.link.origins import module_names
from extractor.reading import lint

pytestmark = pytest.mark.sweep

STDLIB = Path(sysconfig.get_path("stdlib"))
MODULES = """
abc argparse asyncio.base_events asyncio.locks asyncio.queues asyncio.streams asyncio.tasks bdb calendar cmd codecs
collections concurrent.futures._base configparser contextlib csv dataclasses decimal difflib dis email.message enum
fractions functools gzip http.client http.cookiejar importlib.metadata inspect ipaddress json.decoder logging mailbox
multiprocessing.pool numbers optparse os pathlib pickle pkgutil platform plistlib pprint pydoc queue random sched
selectors shelve shutil smtplib socket statistics string subprocess tarfile tempfile textwrap threading timeit tokenize
traceback types typing unittest.case unittest.mock urllib.request uuid weakref xml.dom.minidom zipfile zoneinfo
""".split()
KINDS = """
import functools, importlib, inspect, json, sys
found = {}
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    kinds = found[name] = {"file": module.__file__, "functions": {}, "members": {}}
    def seen(qualname, each):
        each = getattr(each, "__func__", each)
        if inspect.isfunction(each) and each.__module__ == name and each.__qualname__ == qualname:
            if not hasattr(each, "__wrapped__") and each.__code__.co_filename == module.__file__:
                tests = inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction
                kinds["functions"][qualname, each.__code__.co_firstlineno] = [bool(test(each)) for test in tests]
    for key, each in vars(module).items():
        seen(key, each)
        if inspect.isclass(each) and each.__module__ == name and each.__qualname__ == key:
            for member, value in vars(each).items():
                seen(f"{key}.{member}", value)
                if isinstance(value, property) and getattr(value.fget, "__qualname__", "") == f"{key}.{member}":
                    kinds["members"][f"{key}.{member}"] = "property"
                if isinstance(value, functools.cached_property):
                    kinds["members"][f"{key}.{member}"] = "cached property"
    kinds["functions"] = [[*key, *value] for key, value in kinds["functions"].items()]
print(json.dumps(found))
"""
"""What the running Python says of the functions and properties of modules, as JSON."""


def test_functions_are_of_the_kind_that_inspect_says() -> None:
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", KINDS, *MODULES], capture_output=True, check=True)
    compared = 0
    for name, kinds in json.loads(run.stdout).items():
        body = facts_of(Path(kinds["file"]))
        names = module_names(body)
        by_line = {(each.qualname, _first_line(each)): each for each in body.functions}
        for qualname, line, is_generator, is_coroutine, is_asyncgen in kinds["functions"]:
            each = by_line.get((qualname, line)) or by_line.get((qualname, -1))
            if each is not None:
                found = (each.is_generator and not each.is_async, each.is_async and not each.is_generator)
                assert found == (is_generator, is_coroutine), f"{name}.{qualname}"
                assert (each.is_async and each.is_generator) == is_asyncgen, f"{name}.{qualname}"
                compared += 1
        for qualname, label in kinds["members"].items():
            labels = [set(function_labels(each, names)) for each in body.functions if each.qualname == qualname]
            if labels:
                assert any(label in each for each in labels), f"{name}.{qualname}: {labels}"
                compared += 1
    print(f"{compared} functions and properties compared")
    assert compared > 2000


def _first_line(function: Function) -> int:
    return -1 if function.decorators else function.line


def facts_of(path: Path) -> PythonFacts:
    body = extract_file(path.name, path.read_bytes()).body
    assert isinstance(body, PythonFacts)
    return body


def sources() -> list[Path]:
    return [path for path in sorted(STDLIB.rglob("*.py")) if "site-packages" not in path.parts]


def test_remarks_are_comments_of_tokenize_and_both_ways_to_them_agree() -> None:
    compared = 0
    for path in sources():
        text = read_source(path.name, path.read_bytes())
        body = extract_file(path.name, path.read_bytes()).body
        if not isinstance(body, PythonFacts) or not remarks._OPENS.search(text):
            continue
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
            module = cst.parse_module(text)
        except (SyntaxError, tokenize.TokenError, cst.ParserSyntaxError):
            continue
        comments = [(*each.start, each.string) for each in tokens if each.type == tokenize.COMMENT]
        assert remarks._provided(module) == comments, path
        expected = [line for line, _, comment in comments if remarks._REMARK.match(comment)]
        assert [each.line for each in body.remarks] == expected, path
        compared += len(expected)
    print(f"{compared} remarks compared")
    assert compared > 300


def test_patterns_and_calls_are_there_in_the_tree_of_ast() -> None:
    """Every call is one that `ast` sees, in the definition that it names; `with` and `except` are all that it sees."""
    compared = 0
    for path in sources():
        body = extract_file(path.name, path.read_bytes()).body
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        if isinstance(body, PythonFacts):
            calls, statements = _seen(tree)
            assert {(each.owner, each.name) for each in body.calls} <= calls, path
            found = {(each.kind, each.name, each.owner) for each in body.patterns if "decorator" not in each.kind}
            assert found == statements, path
            compared += len(found) + len(body.calls)
    print(f"{compared} patterns and calls compared")
    assert compared > 5000


def _seen(tree: ast.Module) -> tuple[set[tuple[str, str]], set[tuple[str, str, str]]]:
    calls: set[tuple[str, str]] = set()
    statements: set[tuple[str, str, str]] = set()
    stack: list[tuple[ast.AST, str]] = [(tree, "")]
    while stack:
        node, owner = stack.pop()
        if isinstance(node, ast.Call):
            calls.add((owner, _dotted(node.func)))
        if isinstance(node, ast.With | ast.AsyncWith):
            kind = "with" if isinstance(node, ast.With) else "async with"
            entered = [each.context_expr for each in node.items]
            names = [_dotted(each.func if isinstance(each, ast.Call) else each) for each in entered]
            statements.update((kind, name, owner) for name in names if name)
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = ["BaseException" if each is None else _dotted(each) for each in kinds]
            statements.update(("except", name, owner) for name in names if name)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            calls.update((owner, _dotted(each)) for each in node.decorator_list)
            inner = f"{owner}.{node.name}" if owner else node.name
            stack += [(each, inner) for each in node.body]
            stack += [(each, owner) for each in ast.iter_child_nodes(node) if each not in node.body]
        else:
            stack += [(each, owner) for each in ast.iter_child_nodes(node)]
    return calls, statements


def _dotted(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def test_flags_are_calls_of_the_builtins() -> None:
    """Ruff's `S102` and `S307` stand on lines where `ast` sees a call of `exec` or `eval` by that name."""
    paths = {path.relative_to(STDLIB).as_posix(): path for path in sources()}
    texts = {name: read_source(name, path.read_bytes()) for name, path in paths.items()}
    compared = 0
    for name, findings in lint.lint(texts).items():
        for finding in findings or ():
            if finding.rule in ("S102", "S307"):
                tree = ast.parse(texts[name])
                called = {
                    (node.lineno, _dotted(node.func).removeprefix("builtins."))
                    for node in ast.walk(tree)
                    if isinstance(node, ast.Call)
                }
                builtin = "exec" if finding.rule == "S102" else "eval"
                assert (finding.line, builtin) in called, f"{name}:{finding.line}"
                compared += 1
    print(f"{compared} flags compared")
    assert compared > 20
