"""The facts against Python's own `ast`, over the standard library, every installed package, Django and PyTorch."""

from __future__ import annotations

import hashlib
import multiprocessing
import sysconfig
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import corpora
import pytest
from oracles import ast_facts

from extractor import facts as model
from extractor.extraction.file import extract_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

pytestmark = pytest.mark.sweep

STDLIB = Path(sysconfig.get_path("stdlib"))
PURELIB = Path(sysconfig.get_path("purelib"))
SHOWN = 40
BATCH = 250
"""Files a pool: a file that kills its process breaks the pool, and costs no more than this many second tries."""

MAY_KILL: frozenset[str] = frozenset()
"""Files, relative to their root, that may kill the parser's process by their depth; each with a comment that says why.
`extract_file` cannot answer for those: that the run survives them is the pipeline's promise, tested elsewhere."""


class Outcome(NamedTuple):
    """What a tree gave: how many files were compared, every difference, and the files that killed their process."""

    compared: int
    differences: list[str]
    killed: list[str]


@pytest.mark.parametrize("root", [STDLIB, PURELIB], ids=["stdlib", "packages"])
def test_facts_equal_those_of_ast(root: Path) -> None:
    outcome = _sweep(root, _python_files(root))
    print(f"{outcome.compared} files compared, {len(outcome.killed)} killed their process: {outcome.killed}")
    assert outcome.compared > 100, "the tree is too small to say anything"
    assert set(outcome.killed) <= MAY_KILL
    assert not outcome.differences, _shown(outcome.differences)


@pytest.mark.parametrize("tree", [corpora.django, corpora.pytorch], ids=["django", "pytorch"])
def test_facts_of_a_downloaded_tree_equal_those_of_ast(
    tree: Callable[[pytest.TempPathFactory], Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tree(tmp_path_factory)
    outcome = _sweep(root, _python_files(root))
    print(f"{outcome.compared} files compared, {len(outcome.killed)} killed their process: {outcome.killed}")
    assert outcome.compared > 2_000, "the tree is too small to say anything"
    assert not outcome.killed
    assert not outcome.differences, _shown(outcome.differences)


def _shown(differences: list[str]) -> str:
    listed = "\n".join(differences[:SHOWN])
    return f"{len(differences)} differences, the first {min(SHOWN, len(differences))}:\n{listed}"


def _python_files(root: Path) -> list[str]:
    """The sources and stubs under a root, sorted; what is installed inside the standard library is no part of it."""
    found = (path.relative_to(root) for path in root.rglob("*") if path.suffix in {".py", ".pyi"} and path.is_file())
    return sorted(path.as_posix() for path in found if "site-packages" not in path.parts)


def _sweep(root: Path, paths: Sequence[str]) -> Outcome:
    results: dict[str, list[str]] = {}
    for start in range(0, len(paths), BATCH):
        batch = paths[start : start + BATCH]
        results |= _in_processes(root, batch)
        for path in set(batch) - set(results):
            results |= _in_processes(root, [path])
    differences = [difference for path in paths for difference in results.get(path, [])]
    return Outcome(len(results), differences, [path for path in paths if path not in results])


def _in_processes(root: Path, paths: Sequence[str]) -> dict[str, list[str]]:
    """The differences of each file; a file is missing when a process died before it was done.

    The processes are spawned: one that is forked would inherit pytest's warnings-as-errors and its output capture.
    """
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = {path: pool.submit(compare_file, root, path) for path in paths}
        results = {path: _result(future) for path, future in futures.items()}
    return {path: differences for path, differences in results.items() if differences is not None}


def _result(future: Future[list[str]]) -> list[str] | None:
    """What the process found, or None when it died, by this file or by another."""
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def compare_file(root: Path, path: str) -> list[str]:
    """Every difference between the two readings of one file, as lines that name it; never raises."""
    data = (root / path).read_bytes()
    try:
        actual = extract_file(path, data)
    except Exception as error:  # "never an exception" is part of what is tested
        return [f"{path}: extract_file raised {error!r}"]
    return [f"{path}: {line}" for line in (*_file_differences(path, data, actual), *_body_differences(data, actual))]


def _file_differences(path: str, data: bytes, actual: model.FileFacts) -> Iterator[str]:
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    yield from _fields(("path", "size", "digest"), (path, len(data), digest), (actual.path, actual.size, actual.digest))


def _body_differences(data: bytes, actual: model.FileFacts) -> Iterator[str]:
    try:
        expected = ast_facts.facts(data)
    except ast_facts.UNREADABLE:
        if not isinstance(actual.body, model.Problem | model.PythonFacts):
            yield f"ast cannot read it, and the body is {type(actual.body).__name__}"
        return
    if isinstance(actual.body, model.PythonFacts):
        yield from _differences(expected, _translated(actual.body))
    elif not (_is_refused(actual.body) and ast_facts.annotates_in_parentheses(data)):
        yield f"ast reads it, and the body is {actual.body!r}"


def _is_refused(body: model.TextFacts | model.Problem) -> bool:
    return isinstance(body, model.Problem) and body.kind == "syntax"


def _differences(expected: ast_facts.Facts, actual: ast_facts.Facts) -> Iterator[str]:
    names = ("docstring", "exports", "has_main_guard")
    yield from _fields(names, [getattr(expected, n) for n in names], [getattr(actual, n) for n in names])
    yield from _definitions("function", expected.functions, actual.functions)
    yield from _definitions("class", expected.classes, actual.classes)
    yield from _rows("import", expected.imports, actual.imports)


def _fields(names: Iterable[str], expected: Iterable[Any], actual: Iterable[Any], where: str = "") -> Iterator[str]:
    for name, wanted, given in zip(names, expected, actual, strict=True):
        if wanted != given:
            yield f"{where}{name}: ast says {wanted!r}, the facts say {given!r}"


def _definitions(
    kind: str,
    expected: Sequence[ast_facts.Function | ast_facts.Class],
    actual: Sequence[ast_facts.Function | ast_facts.Class],
) -> Iterator[str]:
    """Names and lines first; then, definition by definition, every field that differs."""
    wanted = {(row.qualname, row.line): row for row in expected}
    given = {(row.qualname, row.line): row for row in actual}
    yield from _rows(kind, [(r.qualname, r.line) for r in expected], [(r.qualname, r.line) for r in actual])
    for key in wanted.keys() & given.keys():
        where = f"line {key[1]}: {kind} {key[0]}: "
        yield from _fields(wanted[key]._fields, wanted[key], given[key], where)


def _rows(kind: str, expected: Sequence[tuple[Any, ...]], actual: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    """The rows that one side lacks; where both hold the same, whether they stand in the same order."""
    lost, invented = Counter(expected) - Counter(actual), Counter(actual) - Counter(expected)
    yield from (f"{kind} lost: {row}" for row in lost.elements())
    yield from (f"{kind} invented: {row}" for row in invented.elements())
    if not (lost or invented) and list(expected) != list(actual):
        yield f"{kind}s are the same but in another order: {list(actual)}"


def _translated(body: model.PythonFacts) -> ast_facts.Facts:
    """The facts in the oracle's terms: expressions normalised, imports one name a row."""
    return ast_facts.Facts(
        docstring=body.docstring,
        functions=tuple(map(_function, body.functions)),
        classes=tuple(_class(fact) for fact in body.classes if not fact.maker),
        imports=tuple(row for fact in body.imports for row in _imports(fact)),
        exports=body.exports.names if body.exports else None,
        has_main_guard=body.has_main_guard,
    )


def _function(fact: model.Function) -> ast_facts.Function:
    return ast_facts.Function(
        qualname=fact.qualname,
        scope=fact.scope,
        line=fact.line,
        end_line=fact.end_line,
        is_async=fact.is_async,
        is_generator=fact.is_generator,
        parameters=tuple(map(_parameter, fact.parameters)),
        returns=_normalised(fact.returns),
        type_parameters=len(fact.type_parameters),
        decorators=_decorators(fact.decorators),
        docstring=fact.docstring,
        raises=fact.raises,
    )


def _class(fact: model.Class) -> ast_facts.Class:
    return ast_facts.Class(
        qualname=fact.qualname,
        scope=fact.scope,
        line=fact.line,
        end_line=fact.end_line,
        bases=tuple(map(ast_facts.normalised, fact.bases)),
        keywords=tuple(map(ast_facts.normalised, fact.keywords)),
        type_parameters=len(fact.type_parameters),
        decorators=_decorators(fact.decorators),
        docstring=fact.docstring,
    )


def _parameter(fact: model.Parameter) -> ast_facts.Parameter:
    return ast_facts.Parameter(fact.name, fact.kind, _normalised(fact.annotation), _normalised(fact.default))


def _decorators(decorators: Iterable[model.Decorator]) -> tuple[ast_facts.Decorator, ...]:
    return tuple(ast_facts.Decorator(d.name, ast_facts.normalised(d.text)) for d in decorators)


def _imports(fact: model.Import) -> Iterator[ast_facts.Import]:
    if not fact.names:
        yield ast_facts.Import(fact.module, fact.level, None, fact.alias, fact.scope, fact.line)
    for imported in fact.names:
        yield ast_facts.Import(fact.module, fact.level, imported.name, imported.alias, fact.scope, fact.line)


def _normalised(text: str | None) -> str | None:
    return None if text is None else ast_facts.normalised(text)
