"""The pages as readers show them: MkDocs builds them without a warning, Mermaid reads and draws every diagram.

The tools come from their own indexes into a folder of the run: MkDocs from the package index, Mermaid from npm.
"""

from __future__ import annotations

import html
import json
import os
import random
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from oracles import markdown

from extractor.rendering.markdown import visible
from extractor.rendering.mermaid import Edge, class_diagram, flowchart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytestmark = pytest.mark.sweep

PURELIB = Path(sysconfig.get_path("purelib"))
FIXTURES = Path(__file__).parents[2] / "fixtures"
HELPERS = Path(__file__).parent / "site"
TREES = ("jinja2", "rich", "pytorch", "odd")
"""Installed packages and fixtures; the fixtures are without `source-url`, so that links to sources leave the pages."""

UNREADABLE = "highlighter.py"
"""What MkDocs cannot show: `<![` in a file makes the HTML parser of some Pythons raise, even inside of a fence."""

MERMAIDS = ("mermaid@11.4.1", "mermaid")
"""The newest, and one that reads every label as Markdown (the newest does so in class diagrams)."""

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
NPM = shutil.which("npm") if shutil.which("node") else None

SITE = {"site_name": "Swept", "docs_dir": "docs", "site_dir": "../site"}
LEADING_OUT = {"validation": {"links": {"not_found": "info"}}}
"""What a site needs where links to sources are relative."""

AS_GITHUB = {
    "markdown_extensions": [{"toc": {"slugify": {"!": "pymdownx.slugs.slugify"}}}],
    "validation": {"links": {"not_found": "info", "anchors": "warn"}},
    "exclude_docs": "!.*",
}
"""What makes the anchors those of GitHub, and shows a file whose name starts with a dot."""

LABELS = [
    *("\"'`#&;:%<>[](){}|\\/@$^~*_=+-!?,."),
    *('"x"', "'x'", '["x"]', "(x)", "((x))", "[x]", "{x}", "{{x}}", "|x|", "/x/", "\\x\\", "Generic[T]", "List~int~"),
    *("#quot;", "#35;", "#9829;", "#x41;", "#;", "&amp;", "&#34;", "&lt;b&gt;", "&nbsp;", "&;", "a#b;c", "a;b"),
    *("%%", "%% note", "%%{init: {}}%%", "---", "--", "-->", "<|--", "==>", "::", ":::", "@{ shape: rect }", "|>"),
    *("<script>", "<script>alert(1)</script>", "<b>x</b>", "a<br/>b", "<img src=x onerror=alert(1)>", "<!-- x -->"),
    *("\\n", "a\\nb", '\\"', "`x`", "``", '"`x`"', "*x*", "**x**", "_x_", "__x__", "_x", "x_", "~~x~~", "~T~"),
    *("# x", "- x", "+ x", "* x", "> x", "1. x", "1.", "1)", "    x", "[a](b)", "![a](b)", "[a](javascript:alert(1))"),
    *("end", "End", "graph", "class", "subgraph", "style", "click", "call", "href", "default", "namespace", "note"),
    *("direction LR", "classDiagram", "accTitle: x", "title x", "<<interface>>", "o", "x", "f()", "f() int", "A.B"),
    *("constructor", "__proto__", "toString", "prototype", "hasOwnProperty", "__init__.py", "tests/__init__.py"),
    *("$$x^2$$", "$x$", "fa:fa-car", "fab:fa-github x", "https://example.org/a_b", "www.example.org", "mailto:a@b.c"),
    *("a b/c d.py", "a  b", " x", "x ", "C:\\a\\b", "a\tb", "a\nb", "\x00", "\u2028", "\u200b", "x" * 120),
    *("Ünïcødé", "非同期", "функция", "שלום", "😀", "ﬁ"),
]
"""What Mermaid, or the HTML or Markdown around it, could act on."""


class Diagram(NamedTuple):
    """A diagram's text, and where it comes from."""

    name: str
    text: str


@pytest.fixture(scope="module", params=TREES)
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(request.param, tmp_path_factory.mktemp("built") / request.param)


def _built(tree: str, root: Path) -> Path:
    """A repository with its pages: a fixture as it is, or an installed package."""
    if (FIXTURES / tree).is_dir():
        shutil.copytree(FIXTURES / tree, root)
    else:
        shutil.copytree(PURELIB / tree, root / tree, ignore=shutil.ignore_patterns("__pycache__", UNREADABLE))
        settings = f'project = "{tree}"\nsource-url = "https://example.org/blob/main"\n'
        (root / "extractor.toml").write_text(settings, encoding="utf-8")
    _run([sys.executable, "-m", "extractor", "build", "--no-cache"], root)
    return root


@pytest.fixture(scope="module")
def mkdocs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment of its own."""
    folder = tmp_path_factory.mktemp("mkdocs")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    _run([str(scripts / "python"), "-m", "pip", "install", "--quiet", "mkdocs", "pymdown-extensions"], folder)
    return scripts / "mkdocs"


def test_mkdocs_builds_the_pages_without_a_warning(repository: Path, mkdocs: Path) -> None:
    relative = LEADING_OUT if (FIXTURES / repository.name).is_dir() else {}
    done = _site(repository, mkdocs, {**SITE, **relative})
    assert not [line for line in done.stderr.splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert done.returncode == 0, done.stderr[-2000:]


def test_every_anchor_holds_under_githubs_slugs(repository: Path, mkdocs: Path) -> None:
    """But for the second of one slug: Python-Markdown has its own way to tell them apart, and no setting for it."""
    done = _site(repository, mkdocs, {**SITE, **AS_GITHUB})
    dead = [line for line in done.stderr.splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert not [line for line in dead if not re.search(r"anchor '#.*-\d+'\.|link '#.*-\d+', but there is no", line)]


def _site(repository: Path, mkdocs: Path, settings: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    # JSON is YAML, but for the tag of a slugify that is a function of the environment.
    tagged = json.dumps(settings).replace(
        '{"!": "pymdownx.slugs.slugify"}',
        '!!python/object/apply:pymdownx.slugs.slugify {"kwds": {"case": "lower", "percent_encode": true}}',
    )
    (repository / "mkdocs.yml").write_text(tagged, encoding="utf-8")
    command = [str(mkdocs), "build", "--strict"]
    return subprocess.run(command, cwd=repository, capture_output=True, encoding="utf-8", timeout=600)


@pytest.fixture(scope="module", params=MERMAIDS)
def mermaid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Mermaid, as npm installs it, and the helpers."""
    if NPM is None:
        pytest.skip("needs node and npm on the PATH")
    folder = tmp_path_factory.mktemp("mermaid")
    shutil.copytree(HELPERS, folder, dirs_exist_ok=True)
    (folder / "package.json").write_text("{}", encoding="utf-8")
    _run([NPM, "install", "--no-audit", "--no-fund", "--ignore-scripts", request.param, "jsdom"], folder)
    return folder


def test_mermaid_parses_every_diagram_of_the_pages(repository: Path, mermaid: Path) -> None:
    diagrams = list(_diagrams_of_pages(repository))
    print(f"{repository.name}: {len(diagrams)} diagrams")
    assert diagrams
    assert _refused(mermaid, diagrams) == []


def _diagrams_of_pages(repository: Path) -> Iterator[Diagram]:
    for page in sorted((repository / "docs").rglob("*.md")):
        for fence in markdown.fences(page.read_bytes().decode("utf-8")):
            # A source that is embedded may hold diagrams of its own: those are in a longer fence.
            if fence.info == "mermaid":
                yield Diagram(page.relative_to(repository).as_posix(), fence.content)


def test_mermaid_parses_any_label(mermaid: Path) -> None:
    assert _refused(mermaid, [*_labelled(), *_all_labels()]) == []


def test_mermaid_shows_any_label_as_it_is(mermaid: Path) -> None:
    if not CHROMIUM:
        pytest.skip("needs Chromium on the PATH")
    diagrams = list(_labelled())
    shown = _shown(mermaid, diagrams)
    assert len(shown) == len(diagrams)
    wrong = [
        f"{diagram.name}: {labels}"
        for diagram, labels in zip(diagrams, shown, strict=True)
        if visible(diagram.name.partition(" ")[2]) not in labels
    ]
    assert wrong == []


def _labels() -> list[str]:
    """The labels above, and as many made of them at random: from the same seed, the same."""
    chance = random.Random(4711)
    return [*LABELS, *("".join(chance.choices(LABELS, k=chance.randint(2, 4))) for _ in LABELS)]


def _labelled() -> Iterator[Diagram]:
    for label in _labels():
        yield Diagram(f"flowchart {label}", flowchart([Edge(label, "another node")]))
        yield Diagram(f"class {label}", class_diagram([Edge(label, "another node")]))


def _all_labels() -> Iterator[Diagram]:
    edges = [Edge(label, "another node") for label in _labels()]
    yield Diagram("all in a flowchart", flowchart(edges, focus="end"))
    yield Diagram("all in a class diagram", class_diagram(edges))


def _refused(mermaid: Path, diagrams: Sequence[Diagram]) -> list[str]:
    (mermaid / "diagrams.json").write_text(_json(diagrams), encoding="utf-8")
    refused: list[str] = json.loads(_run(["node", "parse.mjs", "diagrams.json"], mermaid))
    return refused


def _shown(mermaid: Path, diagrams: Sequence[Diagram]) -> list[list[str]]:
    """The text of every node of every diagram, as drawn."""
    (mermaid / "diagrams.js").write_text(f"const diagrams = {_json(diagrams)};", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    options += ["--disable-background-networking", "--disable-component-update", "--virtual-time-budget=300000"]
    options += [f"--user-data-dir={mermaid / 'profile'}", "--dump-dom", (mermaid / "labels.html").as_uri()]
    found = re.search(r'<pre id="labels">(.*?)</pre>', _run([CHROMIUM, *options], mermaid), re.DOTALL)
    assert found
    labels: list[list[str]] = json.loads(html.unescape(found[1]))
    return labels


def _json(diagrams: Sequence[Diagram]) -> str:
    return json.dumps([each._asdict() for each in diagrams])


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=900)
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout
