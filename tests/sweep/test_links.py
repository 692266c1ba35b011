"""Where the links of real trees lead: held against a CommonMark parser, the import machinery, and Python's `ast`.

Nothing of the trees is ever imported: the finders of `importlib` are asked for modules on explicit lists of folders.
"""

from __future__ import annotations

import ast
import json
import multiprocessing
import posixpath
import random
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from importlib.machinery import FileFinder, SourceFileLoader
from importlib.util import resolve_name
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import corpora
import pytest
from oracles import ast_facts, markdown
from test_pages import check_links

from extractor.link.repository import link
from extractor.reading.tasks import Extracted, extract_all
from extractor.rendering.markdown import slugs
from extractor.workspace.config import find_root, load
from extractor.workspace.discover import discover
from extractor.workspace.metadata import read_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

pytestmark = pytest.mark.sweep

SHOWN = 40
SEED = 5
FOLLOWED = 30
"""Definitions whose importers are asked where they are; half of them are imported through another module."""


@pytest.fixture(scope="module")
def django(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Django's source distribution, with its pages."""
    return corpora.build(corpora.django(tmp_path_factory))


@pytest.fixture(scope="module")
def stdlib(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The standard library, with its pages."""
    return corpora.build(corpora.standard_library(tmp_path_factory))


def assert_none(differences: list[str]) -> None:
    listed = "\n".join(differences[:SHOWN])
    assert not differences, f"{len(differences)} differences, the first {min(SHOWN, len(differences))}:\n{listed}"


# Every link and anchor of every page.


@pytest.mark.parametrize("name", ["django", "stdlib"])
def test_every_link_holds_and_every_anchor_is_one_headings(name: str, request: pytest.FixtureRequest) -> None:
    root: Path = request.getfixturevalue(name)
    pages = sorted(page.relative_to(root).as_posix() for page in (root / corpora.OUTPUT).rglob("*.md"))
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        found = list(pool.map(partial(page_anchors, root), pages, chunksize=64))
        anchors = {page: frozenset(each) for page, each in zip(pages, found, strict=True)}
        batches = [pages[start : start + 400] for start in range(0, len(pages), 400)]
        dead = [problem for batch in pool.map(partial(check_links, root, anchors), batches) for problem in batch]
        doubled = [
            problem for each in pool.map(partial(doubled_anchors, root), pages, chunksize=64) for problem in each
        ]
    assert len(pages) > 5_000, "the tree is too small to say anything"
    assert_none([*dead, *doubled])


def page_anchors(root: Path, page: str) -> list[str]:
    return markdown.anchors(_text(root / page))


def doubled_anchors(root: Path, page: str) -> list[str]:
    """What gives one anchor to two places of a page: headings that read alike, and HTML, which could name any."""
    text = _text(root / page)
    headings, anchors = Counter(markdown.headings(text)), Counter(markdown.anchors(text))
    alike = [f"{page}: heading {each} stands {count} times" for each, count in headings.items() if count > 1]
    doubled = [f"{page}: anchor {each} is given {count} times" for each, count in anchors.items() if count > 1]
    return [*alike, *doubled, *(f"{page}: HTML {each}" for each in markdown.html_nodes(text))]


NPM = shutil.which("npm") if shutil.which("node") else None
SLUGGER = "github-slugger@2"
SLUG = """\
import { readFileSync } from "node:fs";
import GithubSlugger from "github-slugger";
const slugs = (headings) => { const slugger = new GithubSlugger(); return headings.map((each) => slugger.slug(each)); };
console.log(JSON.stringify(JSON.parse(readFileSync("pages.json", "utf8")).map(slugs)));
"""

REPEATED = [
    ["a", "a", "a"],
    ["a-1", "a", "a"],
    ["a", "a", "a-1", "a-1"],
    ["A", "a", "`A`"],
    ["", "", "-1"],
    ["a b", "a-b"],
]


@pytest.mark.skipif(NPM is None, reason="needs node and npm on the PATH")
def test_slugs_are_those_of_github_slugger(django: Path, tmp_path: Path) -> None:
    """Character by character, heading by heading, and for headings of real pages.

    Of characters, those of Unicode 3.2, which every table knows by now, but for symbols: GitHub keeps the circled
    letters among them, and no name has one.
    """
    every = map(chr, range(0x20, 0x30000))
    characters = [[f"x{each}Y z"] for each in every if unicodedata.ucd_3_2_0.category(each) not in ("Cn", "Cs", "So")]
    pages = sorted((django / corpora.OUTPUT).rglob("*_docs.md"))
    real = [[text for _, text in markdown.headings(_text(page))] for page in random.Random(SEED).sample(pages, 500)]
    headings = [*characters, *REPEATED, *real]
    expected = _slugs_of_github_slugger(headings, tmp_path)
    found = list(map(slugs, headings))
    compared = zip(headings, found, expected, strict=True)
    assert_none([f"{page}: {given}, not {wanted}" for page, given, wanted in compared if given != wanted])


def _slugs_of_github_slugger(pages: list[list[str]], folder: Path) -> list[list[str]]:
    (folder / "package.json").write_text("{}", encoding="utf-8")
    (folder / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
    install = [str(NPM), "install", "--no-audit", "--no-fund", "--ignore-scripts", SLUGGER]
    subprocess.run(install, cwd=folder, capture_output=True, check=True)
    node = ["node", "--input-type=module", "--eval", SLUG]
    said = subprocess.run(node, cwd=folder, capture_output=True, encoding="utf-8", check=True).stdout
    found: list[list[str]] = json.loads(said)
    return found


def _text(page: Path) -> str:
    return page.read_bytes().decode("utf-8")


# The import graph, by the import machinery.


class Module(NamedTuple):
    """What a finder says of a module: its file (a namespace package has none), and the folders of its submodules."""

    file: str | None
    folders: tuple[str, ...]


class Request(NamedTuple):
    """One import: a module, or (`name`) something that is imported from it."""

    module: str
    level: int
    name: str | None


def test_imports_are_those_of_the_import_machinery(django: Path) -> None:
    expected = {edge for path in _sources(django) for edge in _edges(django, path)}
    actual = {(path, target) for path, targets in _imports(django).items() for target in targets}
    assert len(expected) > 8_000, "too few imports to say anything"
    lost, invented = sorted(expected - actual), sorted(actual - expected)
    assert_none([*(f"lost: {edge}" for edge in lost), *(f"invented: {edge}" for edge in invented)])


def _imports(root: Path) -> dict[str, tuple[str, ...]]:
    """The relation under test."""
    found = find_root(root)
    config = load(found.folder, found.file)
    paths = discover(root, config).sources
    files = [each.facts for each in extract_all(root, paths, config.jobs) if isinstance(each, Extracted)]
    return dict(link(files, paths, config, read_metadata(root)).graph.imports)


def _sources(root: Path) -> Iterator[str]:
    """The Python files of a repository, relative to it."""
    for path in sorted(root.rglob("*.py")):
        if corpora.OUTPUT not in path.relative_to(root).parts:
            yield path.relative_to(root).as_posix()


def _edges(root: Path, path: str) -> Iterator[tuple[str, str]]:
    """The files of the repository that a file imports: importer and imported, never the file itself."""
    for request in _requests(root / path):
        file = _imported_file(root, path, request)
        if file is not None and file != str(root / path):
            yield path, Path(file).relative_to(root).as_posix()


def _requests(file: Path) -> Iterator[Request]:
    """Every import of a file, wherever it stands; of one that is no Python, none."""
    try:
        tree = ast_facts.parse(file.read_bytes())
    except ast_facts.UNREADABLE:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Request(alias.name, 0, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Request(node.module or "", node.level, alias.name) for alias in node.names)


def _imported_file(root: Path, path: str, request: Request) -> str | None:
    """The file of the module that an import names, or of the submodule where it takes one from a package.

    As `import` does, a submodule is only looked for where the package has no such name; a name that the package has
    because it imports that very submodule stands for the submodule.
    """
    found = _requested_module(root, path, request)
    if found is None or request.name is None:
        return found and found.file
    submodule = _found(request.name, found.folders)
    if submodule is None or submodule.file is None:
        return found.file
    is_hidden = found.file is not None and request.name in _names(root, found.file, submodule.file)
    return found.file if is_hidden else submodule.file


def _requested_module(root: Path, path: str, request: Request) -> Module | None:
    """The module, by the rules of PEP 328 and PEP 420.

    Absolute names are looked for beside the file's top-level package, then in the only import root that Django has,
    the repository; those of the standard library only there. Relative ones count from the repository.
    """
    if request.level:
        try:
            package = posixpath.dirname(path).replace("/", ".")
            name = resolve_name("." * request.level + request.module, package)
        except ImportError:  # beyond the top
            return None
        return _module(name, (str(root),))
    is_standard = request.module.partition(".")[0] in sys.stdlib_module_names
    return _module(request.module, (str(root),) if is_standard else (_base(root, path), str(root)))


def _base(root: Path, path: str) -> str:
    folder = (root / path).parent
    while folder != root and (folder / "__init__.py").is_file():
        folder = folder.parent
    return str(folder)


@cache
def _module(name: str, folders: tuple[str, ...]) -> Module | None:
    found: Module | None = Module(None, folders)
    for part in name.split("."):
        found = found and _found(part, found.folders)
    return found


@cache
def _found(name: str, folders: tuple[str, ...]) -> Module | None:
    """What `PathFinder` finds on a path: the first module or package, else all folders of that name together."""
    portions: list[str] = []
    for folder in folders:
        spec = _finder(folder).find_spec(name)
        if spec and spec.loader:
            return Module(spec.origin, tuple(spec.submodule_search_locations or ()))
        portions += (spec and spec.submodule_search_locations) or ()
    return Module(None, tuple(portions)) if portions else None


@cache
def _finder(folder: str) -> FileFinder:
    return FileFinder(folder, (SourceFileLoader, [".py"]))


@cache
def _names(root: Path, file: str, submodule: str) -> frozenset[str]:
    """The names that a package binds without its star imports, but for imports of a certain submodule."""
    names: set[str] = set()
    stack: list[ast.AST] = [ast_facts.parse(Path(file).read_bytes())]
    while stack:
        node = stack.pop()
        if isinstance(node, ast_facts.DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            names |= set(_names_imported(root, file, node, submodule))
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif not isinstance(node, (ast.Lambda, *ast_facts.COMPREHENSIONS)):
            stack += ast.iter_child_nodes(node)
    return frozenset(names)


def _names_imported(root: Path, file: str, node: ast.ImportFrom, submodule: str) -> Iterator[str]:
    path = Path(file).relative_to(root).as_posix()
    for alias in node.names:
        found = _requested_module(root, path, Request(node.module or "", node.level, None))
        taken = found and _found(alias.name, found.folders)
        if taken is None or taken.file != submodule:
            yield alias.asname or alias.name


# From the page of an importer to the heading of a definition, by `ast`.


class Import(NamedTuple):
    """A file that imports a name, and whether straight from the module that defines it."""

    path: str
    is_direct: bool


def test_the_import_of_a_user_leads_to_the_heading_of_the_definition(django: Path) -> None:
    definitions = _definitions(django)
    users = _users(django, definitions)
    chosen = [*_chosen(users, FOLLOWED // 2, is_direct=True), *_chosen(users, FOLLOWED // 2, is_direct=False)]
    assert len(chosen) == FOLLOWED
    assert_none([line for name, user in chosen for line in _misled(django, name, user, definitions[name])])


def _definitions(root: Path) -> dict[str, str]:
    """The public classes and functions of Django by name, each with its file.

    Only names that nothing else in the repository has, no variable, alias or module: what is imported under such a
    name from anywhere in Django can be but that definition.
    """
    owners: defaultdict[str, set[str]] = defaultdict(set)
    bound = Counter(Path(path).stem for path in _sources(root)) + Counter(p.name for p in root.rglob("*") if p.is_dir())
    for path in _sources(root):
        try:
            tree = ast_facts.parse((root / path).read_bytes())
        except ast_facts.UNREADABLE:
            continue
        defined = [node.name for node in tree.body if isinstance(node, ast_facts.DEFINITIONS)]
        bound.update([*defined, *_other_bindings(tree)])
        for name in defined:
            owners[name].add(path)
    public = (name for name in owners if bound[name] == 1 and not name.startswith("_"))
    return {name: path for name in public for path in owners[name] if path.startswith("django/")}


def _other_bindings(tree: ast.Module) -> Iterator[str]:
    """What a module assigns anywhere, or imports under another name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname


def _users(root: Path, definitions: dict[str, str]) -> dict[str, list[Import]]:
    """The files that import a definition from somewhere in Django."""
    users: defaultdict[str, list[Import]] = defaultdict(list)
    for path in _sources(root):
        for request in _requests(root / path):
            if request.name in definitions and path != definitions[request.name]:
                found = _requested_module(root, path, request)
                if found and found.file:
                    is_direct = found.file == str(root / definitions[request.name])
                    users[request.name].append(Import(path, is_direct))
    return users


def _chosen(users: dict[str, list[Import]], count: int, *, is_direct: bool) -> list[tuple[str, str]]:
    """A number of names at random, each with one of its users."""
    chance = random.Random(SEED)
    fitting = {name: [each.path for each in found if each.is_direct == is_direct] for name, found in users.items()}
    names = chance.sample(sorted(name for name, paths in fitting.items() if paths), count)
    return [(name, chance.choice(fitting[name])) for name in names]


def _misled(root: Path, name: str, user: str, definition: str) -> Iterator[str]:
    """What is wrong with the links under a name among the imports on its user's page."""
    page = _page(user)
    hrefs = {href for text, href in _import_links(_text(root / page)) if text == name}
    if len(hrefs) != 1:
        yield f"{page}: {len(hrefs)} links for {name}: {hrefs}"
    for path, _, anchor in (href.partition("#") for href in hrefs):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))
        if target != _page(definition):
            yield f"{page}: {name} leads to {target}, and is defined in {definition}"
        elif (4, name) != dict(_headings_by_anchor(_text(root / target))).get(unquote(anchor)):
            yield f"{page}: {name} leads to #{anchor} of {target}, which is not its heading"


def _page(source: str) -> str:
    return f"{corpora.OUTPUT}/{source}_docs.md"


def _headings_by_anchor(page: str) -> Iterable[tuple[str, tuple[int, str]]]:
    headings = markdown.headings(page)
    return zip(markdown.anchors(page)[: len(headings)], headings, strict=True)  # those of other places come behind


def _import_links(page: str) -> Iterator[tuple[str, str]]:
    """Text and target of each link under Import Dependencies."""
    heading = ""
    for token in markdown.MARKDOWN.parse(page):
        if token.type == "heading_open":
            heading = ""
        elif token.type == "inline" and token.content == "Import Dependencies":
            heading = token.content
        children = token.children if heading and token.children else []
        for opened, text in pairwise(children):
            if opened.type == "link_open":
                yield text.content, str(opened.attrs["href"])
