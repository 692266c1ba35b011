"""What the API reference states: against `ast`, and against what Python says of the modules that it has imported."""

from __future__ import annotations

import ast
import json
import multiprocessing
import posixpath
import re
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import corpora
import probe
import pytest
from oracles import ast_facts, ast_kinds, ast_made, markdown, reference

from extractor.link.repository import link
from extractor.reading.tasks import Extracted, extract_all
from extractor.workspace.config import find_root, load
from extractor.workspace.discover import discover
from extractor.workspace.metadata import read_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from extractor.link.repository import LinkedRepository

pytestmark = pytest.mark.sweep

SHOWN = 40
DEFINES = re.compile(r"(?:async\s+)?def\b|class\b")
"""How the signature of a definition opens; the other entries are variables and attributes, which others compare."""
CUT = re.compile(r"^# \.\.\. \d+ more lines?$", re.MULTILINE)
"""The last line of a block that holds the beginning of the decorators."""
RAW = re.compile(r'''(\b[rR][bBfF]?|\b[bBfF][rR])("""|\'\'\')(.*?)\2''', re.DOTALL)
"""A raw string in triple quotes."""


@pytest.fixture(scope="module")
def django(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Django's source distribution, with its pages."""
    return corpora.build(corpora.django(tmp_path_factory))


@pytest.fixture(scope="module")
def pytorch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python files of PyTorch's wheel, with their pages."""
    return corpora.build(corpora.pytorch(tmp_path_factory))


@pytest.fixture(scope="module")
def stdlib(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The standard library, with its pages."""
    return corpora.build(corpora.standard_library(tmp_path_factory))


def assert_none(differences: Sequence[str]) -> None:
    listed = "\n".join(differences[:SHOWN])
    assert not differences, f"{len(differences)} differences, the first {min(SHOWN, len(differences))}:\n{listed}"


# Every definition of every page, by `ast`.


@pytest.mark.parametrize(("name", "least"), [("django", 25_000), ("pytorch", 50_000), ("stdlib", 40_000)])
def test_pages_state_of_definitions_what_ast_reads(name: str, least: int, request: pytest.FixtureRequest) -> None:
    root: Path = request.getfixturevalue(name)
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        results = list(pool.map(partial(compare_page, root), _sources(root), chunksize=32))
    compared = sum(count for count, _ in results)
    print(f"{compared} definitions compared")
    assert compared > least, "too few definitions to say anything"
    assert_none([difference for _, found in results for difference in found])


def _sources(root: Path) -> list[str]:
    """The Python files of a repository, relative to it."""
    found = (path.relative_to(root) for path in root.rglob("*") if path.suffix in (".py", ".pyi") and path.is_file())
    return sorted(path.as_posix() for path in found if path.parts[0] != corpora.OUTPUT)


def compare_page(root: Path, path: str) -> tuple[int, list[str]]:
    """How many definitions of a file were compared, and every difference; none of a file that `ast` cannot read."""
    data = (root / path).read_bytes()
    try:
        facts, tree = ast_facts.facts(data), ast_facts.parse(data)
    except ast_facts.UNREADABLE:
        return 0, []
    expected = sorted((*facts.functions, *facts.classes), key=lambda each: (each.qualname, each.line))
    kinds = {(each.qualname, each.line): each for each in ast_kinds.kinds(tree)}
    made = {each.qualname for each in ast_made.made(tree)}  # which another sweep compares
    expected = [each for each in expected if each.qualname not in made]
    given = sorted(_reference(root, path).definitions, key=lambda each: each.name)  # those of one name stay in order
    given = [each for each in given if each.name not in made and DEFINES.match(each.signature)]
    if [each.qualname for each in expected] != [each.name for each in given]:
        if not given and ast_facts.annotates_in_parentheses(data):
            return 0, []
        return 0, [f"{path}: the page has not the definitions that ast sees"]
    pairs = zip(expected, given, strict=True)
    differences = (
        f"{path}:{each.line}: {each.qualname}: {difference}"
        for each, shown in pairs
        for difference in _misstated(each, shown, kinds[each.qualname, each.line])
    )
    return len(given), list(differences)


def _reference(root: Path, path: str) -> reference.Reference:
    return reference.read((root / _page(path)).read_bytes().decode("utf-8"))


def _page(source: str) -> str:
    return f"{corpora.OUTPUT}/{source}_docs.md"


def _misstated(
    each: ast_facts.Function | ast_facts.Class, shown: reference.Definition, kinds: ast_kinds.Kinds
) -> Iterator[str]:
    """What a page states of a definition that is not so, and what it does not state."""
    applied = [text.removeprefix("@") for text in shown.texts("Decorator")]
    is_cut = CUT.search(shown.decorated) is not None
    long = [] if is_cut else ast_facts.decorators_in(shown.decorated)
    # Those of several lines stand in a block of their own, each list in the order of the source.
    expected = [each.expression for each in each.decorators if each.expression not in long]
    if is_cut:  # what is left of the block is no Python: all that is known is that the others are
        known = {*map(ast_facts.normalised, applied)}
        expected = [expression for expression in expected if expression in known]
    yield from _unequal("decorators", expected, applied)
    if missing := [text for text in long if text not in {each.expression for each in each.decorators}]:
        yield f"has no decorators {missing}, which the page says"
    if isinstance(each, ast_facts.Class):
        yield from _unequal("bases", each.bases, shown.texts("Base"))
        yield from _unequal("keywords", each.keywords, shown.texts("Keyword"))
    elif (raised := sorted(filter(_is_class, each.raises))) != shown.texts("Raises"):
        yield f"raises {raised}, the page says {shown.texts('Raises')}"
    if not kinds.certain <= shown.labels <= kinds.possible:
        yield f"is {sorted(kinds.certain)}, may be {sorted(kinds.possible)}, the page says {sorted(shown.labels)}"


def _unequal(what: str, expected: Sequence[str], texts: Sequence[str]) -> Iterator[str]:
    """Two lists of expressions are equal when their trees are."""
    given = [ast_facts.normalised(text) for text in texts]
    if list(expected) != given and list(expected) != list(map(_with_line_ends, texts)):
        yield f"its {what} are {list(expected)}, the page says {list(texts)}"


def _with_line_ends(text: str) -> str:
    """The expression, its line ends taken back: a page shows those of a raw string as `\\n`, as it does all others."""
    return ast_facts.normalised(RAW.sub(lambda found: found[0].replace("\\n", "\n"), text))


def _is_class(raised: str) -> bool:
    """The page leaves out what is a variable by its name (PEP 8)."""
    return raised.rpartition(".")[2].lstrip("_")[:1].isupper()


# The modules of the standard library, by importing them in a process of their own.

NOT_IMPORTED = {
    "__main__": "runs a command",
    "antigravity": "opens a browser",
    "idlelib": "starts windows",
    "test": "tests, some of them of what must fail",
    "tests": "tests, some of them of what must fail",
    "this": "prints a poem",
    "turtledemo": "starts windows",
}
"""Packages and modules, wherever they stand, that are not imported, with the reason."""


class Library(NamedTuple):
    """The standard library, as its pages and as the running Python describe it."""

    root: Path
    pages: dict[str, reference.Reference]
    """By the dotted name of the module, only of those that can be imported here."""
    answers: dict[str, probe.Answer]
    sources: dict[str, str]
    """Module -> its file."""


@pytest.fixture(scope="module")
def library(stdlib: Path) -> Library:
    sources = {_module(path): path for path in _sources(stdlib) if _is_safe(path)}
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        pages = dict(zip(sources, pool.map(partial(_reference, stdlib), sources.values(), chunksize=32), strict=True))
    claims = {name: dict(_claims(stdlib, sources[name], page)) for name, page in pages.items()}
    command = [sys.executable, "-I", "-S", probe.__file__]  # without `site`, which replaces modules of the library
    run = subprocess.run(command, input=json.dumps(claims), stdout=subprocess.PIPE, encoding="utf-8", check=True)
    answers = {name: each for name, each in json.loads(run.stdout).items() if not isinstance(each, str)}
    assert len(answers) > 400, "too few modules to say anything"
    return Library(stdlib, {name: pages[name] for name in answers}, answers, sources)


def _module(path: str) -> str:
    return path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


def _is_safe(path: str) -> bool:
    parts = _module(path).split(".")
    return path.endswith(".py") and all(map(str.isidentifier, parts)) and NOT_IMPORTED.keys().isdisjoint(parts)


def _claims(root: Path, path: str, page: reference.Reference) -> Iterator[tuple[str, list[list[Any]]]]:
    """For each class of a page, the bases of its definitions, as `probe` takes them."""
    found = defaultdict(list)
    for each in page.definitions:
        if each.signature.startswith("class ") and not _is_remade(each):
            bases = [base for base in each.statements if base.title == "Base"]
            found[each.name].append([_claim(root, path, base) for base in bases])
    yield from found.items()


def _is_remade(each: reference.Definition) -> bool:
    """Whether a decorator makes an enumeration of a plain class, whose bases are no longer its own."""
    return any("_simple_enum" in text for text in each.texts("Decorator"))


def _claim(root: Path, path: str, base: reference.Statement) -> tuple[str, str] | None:
    """Where a base is by its link or, without one, by its name; None for an expression that only running would tell."""
    tree = ast.parse(base.text, mode="eval").body
    name = ast_facts.dotted(tree.value if isinstance(tree, ast.Subscript) else tree)
    if not name or not base.href:
        return ("", name) if name else None
    page, _, anchor = base.href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(_page(path)), unquote(page))) if page else _page(path)
    module = _module(target.removeprefix(f"{corpora.OUTPUT}/").removesuffix("_docs.md"))
    return module, _headings(root / target).get(unquote(anchor), name.rpartition(".")[2])


@cache
def _headings(page: Path) -> Mapping[str, str]:
    """The headings of a page by their anchors."""
    text = page.read_bytes().decode("utf-8")
    headings = [heading for _, heading in markdown.headings(text)]
    return dict(
        zip(markdown.anchors(text)[: len(headings)], headings, strict=True)
    )  # those of other places come behind


# Bases.

C_TWINS = {("_threading_local", "local"): "`_thread._local` takes its place where it can be imported"}
"""Classes in Python that the running one replaces, with the reason; a page leads to what can be read."""


def test_bases_lead_to_those_that_the_class_has(library: Library) -> None:
    compared = 0
    differences = []
    for name, answer in library.answers.items():
        for qualname, definitions in answer["misled"].items():
            wrong = [[tuple(claim) for claim in each if tuple(claim) not in C_TWINS] for each in definitions]
            compared += len(definitions)
            if all(wrong):  # of definitions in branches, one is the class that there is
                differences.append(f"{name}.{qualname}: {wrong}")
    print(f"{compared} classes compared")
    assert compared > 1_500, "too few classes to say anything"
    assert_none(differences)


# Kinds.

IMPLICIT = ("__class_getitem__", "__init_subclass__", "__new__")
"""What Python makes a class or static method of by its name; a page says of which kind the source makes it."""
NOT_SEEN = {
    "ctypes._endian": {"metaclass": "derives from `type(Structure)`"},
    "enum": {"enum": "defines what is an enumeration elsewhere", "flag enum": "defines what is one elsewhere"},
    "typing": {"protocol": "defines what is a protocol elsewhere"},
    "xml.sax._exceptions": {"exception": "imports an `Exception` of Java's where that is what it runs on"},
}
"""Module -> kind that pages do not know some of its classes to be of -> reason. Nothing excuses a kind too many."""
NOT_ASKED = {
    "abstract base class": "pages say it of classes that say it themselves, not of those that derive from one",
    "named tuple": "pages say it of those of `typing`, not of classes that derive from what `namedtuple` returns",
}
"""Kinds that are only asked for where pages say them."""


def test_kinds_are_those_that_inspect_says(library: Library) -> None:
    compared = 0
    differences = []
    judged = {*probe.CLASS_KINDS, *probe.MEMBER_KINDS}
    for name, answer in library.answers.items():
        definitions = _by_name(library.pages[name])
        for qualname, kinds in answer["kinds"].items():
            shown = [_parts(each.labels) & judged for each in definitions.get(qualname, ()) if not _is_remade(each)]
            compared += len(shown)
            if shown and not any(_fits(name, qualname, set(kinds), each) for each in shown):
                differences.append(f"{name}.{qualname}: is {kinds}, the page says {list(map(sorted, shown))}")
    print(f"{compared} definitions compared")
    assert compared > 8_000, "too few definitions to say anything"
    assert_none(differences)


def _by_name(page: reference.Reference) -> dict[str, list[reference.Definition]]:
    found = defaultdict(list)
    for each in page.definitions:
        found[each.name].append(each)
    return found


def _parts(labels: Iterable[str]) -> set[str]:
    """The kinds that labels name: an abstract property is two of them."""
    found = set(labels)
    for each in labels:
        if each.startswith("abstract ") and each != "abstract base class":
            found |= {"abstract", each.removeprefix("abstract ")}
    return {each.replace("property setter", "property").replace("property deleter", "property") for each in found}


def _fits(module: str, qualname: str, kinds: set[str], shown: set[str]) -> bool:
    """Whether every kind shown is one that it is of, and the others have a reason."""
    excused = {*NOT_ASKED, *NOT_SEEN.get(module, ())}
    if qualname.rpartition(".")[2] in IMPLICIT:
        excused |= {"class method", "static method"}
    return shown <= kinds and kinds - shown <= excused


# Public names.

JOINED = {
    "__future__": "`all_feature_names` is a variable",
    "asyncio": "joins the `__all__` of its submodules",
    "collections.abc": "takes over that of `_collections_abc`",
    "_pyio": "takes over that of `io`",
    "dis": "joins that of `opcode`, imported under another name",
    "lib2to3.pgen2.tokenize": "takes names from the module of the tokens",
    "hashlib": "`__always_supported` is a variable",
    "multiprocessing": "takes the names from an object",
    "os": "takes the names from the module of the platform",
    "pickle": "takes the opcodes from its own names, by a pattern",
    "socket": "takes names from the module in C",
    "tkinter": "takes the names from its own, all but a few",
    "token": "takes names from a table",
    "tokenize": "joins that of `token`",
    "turtle": "its lists of names are variables",
    "types": "takes the names from its own",
}
"""Modules with names in `__all__` that pages do not list, with the reason: pages state what is joined instead."""
ELSEWHERE = {
    "multiprocessing.reduction": "names that only Windows and those that only others have",
    "multiprocessing.resource_sharer": "names that only Windows and those that only others have",
    "socket": "names that only Windows has",
    "subprocess": "names that only Windows has",
}
"""Modules with names on their pages that `__all__` lacks here, with the reason; the module must lack them too."""
NOT_BOUND = {
    "ctypes": "names that only Windows has",
    "ctypes.util": "names that only Windows has",
    "distutils.command.check": "a class that needs docutils",
    "distutils.msvccompiler": "names that only Windows has",
    "selectors": "selectors of other systems",
    "sqlite3.dbapi2": "a function that the module runs and deletes",
}
"""Modules without `__all__` that do not bind what their pages list, with the reason."""


def test_public_names_are_those_that_python_exports(library: Library) -> None:
    differences = []
    compared = Counter[str]()
    for name, answer in library.answers.items():
        page = library.pages[name]
        listed = set(page.exports or ())
        if answer["all"] is None:
            compared["by convention"] += 1
            invented, lost = listed - set(answer["names"]), _public(library, name) - listed
            is_excused = name in NOT_BOUND or not invented, not lost
        else:
            compared["by __all__"] += 1
            invented, lost = listed - set(answer["all"]), set(answer["all"]) - listed
            is_elsewhere = name in ELSEWHERE and invented.isdisjoint(answer["names"])
            is_excused = is_elsewhere or not invented, (name in JOINED and bool(page.joined)) or not lost
        if not all(is_excused):
            differences.append(f"{name}: lost {sorted(lost)}, invented {sorted(invented)}, joined {page.joined}")
    print(f"modules compared: {dict(compared)}")
    assert min(compared.values()) > 150, "too few modules to say anything"
    assert_none(differences)


def _public(library: Library, name: str) -> set[str]:
    """The public functions and classes of a module by the running Python, as far as statements define them."""
    tree = ast_facts.parse((library.root / library.sources[name]).read_bytes())
    found = (node for node, owners in ast_facts.owned_statements(tree) if not owners)
    defined = {node.name for node in found if isinstance(node, ast_facts.DEFINITIONS)}
    return {each for each in library.answers[name]["own"] if each in defined and not each.startswith("_")}


def test_star_imports_bring_what_python_exports(library: Library) -> None:
    """All of `__all__`, and no other name of the module unless only running it would tell what `__all__` is."""
    repository = _linked(library.root)
    compared = 0
    differences = []
    for name, answer in library.answers.items():
        if answer["all"] is not None:
            path = library.sources[name]
            brought = {each for each in {*answer["names"], *answer["all"]} if repository.resolver.exports(path, each)}
            lost, invented = set(answer["all"]) - brought, brought - set(answer["all"])
            compared += len(brought)
            if lost or (invented and name not in JOINED):
                differences.append(f"{name}: lost {sorted(lost)}, invented {sorted(invented)}")
    print(f"{compared} names compared")
    assert compared > 2_500, "too few names to say anything"
    assert_none(differences)


def _linked(root: Path) -> LinkedRepository:
    """The relation under test."""
    found = find_root(root)
    config = load(found.folder, found.file)
    paths = discover(root, config).sources
    files = [each.facts for each in extract_all(root, paths, config.jobs) if isinstance(each, Extracted)]
    return link(files, paths, config, read_metadata(root))
