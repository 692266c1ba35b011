"""Nothing of a hostile repository is an element, a link or a script on its pages, as Chromium shows them.

Rendered by GitHub's own parser with raw HTML let through, which GitHub itself sanitises, and by MkDocs with the
extensions that sites have. The tools come from the package index into an environment of the run.

What is a decision and no finding:

- A plain address in prose is a link where the reader makes one: it shows where it leads. `[text](address)` of a
  docstring shows its address and is no link.
- `{{ }}` and Liquid's `{% %}` are text to GitHub and MkDocs. A site whose tool expands them in every page (Jekyll, the
  macros of MkDocs) must be told not to: nothing that both show as written stops that inside of code.
- `@mention` and `#123` link nowhere in a file of a repository, only in its conversations.
- A fence that readers draw (Mermaid, maps) is text where a docstring holds it.
- A line that MkDocs with snippets would put a file in the place of has a semicolon before it, its own escape; the
  other ways to include (`{!file!}`) have none, and are told not to read the pages, as with Liquid.
- Characters that turn the direction of text are escapes in names, prose and signatures. The fence under Original
  Source holds the source as it is, these and all others, as GitHub's own view of the file does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from oracles import markdown
from oracles.attacks import CANARY, RUN, lay
from oracles.browser import CHROMIUM, Element, Loaded, loaded

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium on the PATH"),
]

EXTENSIONS = """\
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - meta
  - sane_lists
  - smarty
  - tables
  - toc: {permalink: true}
  - wikilinks
  - pymdownx.blocks.admonition
  - pymdownx.blocks.details
  - pymdownx.blocks.html
  - pymdownx.blocks.tab
  - pymdownx.details
  - pymdownx.highlight: {use_pygments: false}
  - pymdownx.inlinehilite
  - pymdownx.magiclink
  - pymdownx.snippets
  - pymdownx.superfences:
      custom_fences:
        - {name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist
"""
SITES = {"MkDocs": "  - tables\n", "MkDocs with extensions": EXTENSIONS}
GFM = """\
import sys
from pathlib import Path
from cmarkgfm import cmark, github_flavored_markdown_to_html

pages, site = map(Path, sys.argv[1:])
for page in pages.rglob("*.md"):
    name = (site / page.relative_to(pages)).with_suffix(".html")
    name.parent.mkdir(parents=True, exist_ok=True)
    made = github_flavored_markdown_to_html(page.read_text("utf-8"), cmark.Options.CMARK_OPT_UNSAFE)
    name.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>GFM</title><body><main>{made}</main>", "utf-8")
"""

TAGS = frozenset(
    "h1 h2 h3 h4 h5 h6 p ul ol li a code pre em strong del hr br blockquote table thead tbody tr th td div span".split()
)
ATTRIBUTES = {
    ("a", "href"): re.compile(r"(?!.*[\s\"'<>]).*"),
    ("a", "class"): re.compile("headerlink|magiclink.*"),
    ("a", "title"): re.compile("Permanent link"),
    ("code", "class"): re.compile(r"language-[\w+#-]{1,30}"),
    ("pre", "lang"): re.compile(r"[\w+#-]{1,30}"),
    ("pre", "class"): re.compile("mermaid|highlight"),
    ("div", "class"): re.compile("mermaid|highlight"),
    ("ol", "start"): re.compile(r"\d+"),
    **{(f"h{level}", "id"): re.compile(r"[^\s\"'<>]*") for level in range(1, 7)},
    **{(tag, "align"): re.compile("left|right|center") for tag in ("th", "td")},
    **{(tag, "style"): re.compile("text-align: (left|right|center);") for tag in ("th", "td")},
}
"""What an element of a page may have, and no more: all else would be the repository's."""
_LOADING = ("script", "style", "iframe", "img", "object", "embed")
MERMAID = re.compile(
    r"""%%\{init:\s\{"(?:flowchart":\s\{"nodeSpacing":\s16|class":\s\{"hideEmptyMembersBox":\strue)\}\}\}%%
      | graph\sLR | classDiagram | [ ]{4}direction\sLR
      | [ ]{4}n_\w+\["(?:[^\s"<>\[\]{}&`%\\$:]|<br/>|\#\d+;)*"\]
      | [ ]{4}class\sn_\w+\["(?:[^\s"<>\[\]{}&`%\\$:]|\#\d+;)*"\]
      | [ ]{4}n_\w+\s(?:-->|-\.->|<\|--)\sn_\w+
      | [ ]{4}style\sn_\w+\sstroke-width:3px
      | """,
    re.VERBOSE | re.ASCII,
)
"""A line of a diagram of ours: names of our own, and labels without anything that Mermaid acts on."""


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment of its own."""
    folder = tmp_path_factory.mktemp("tools")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    _run(scripts / "python", "-m", "pip", "install", "-q", "mkdocs", "pymdown-extensions", "cmarkgfm", folder=folder)
    return scripts


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay(tmp_path_factory.mktemp("hostile") / "repository", together=16)
    _run(sys.executable, "-m", "extractor", "build", "--no-cache", "-q", "-j", "2", str(root), folder=root.parent)
    (root / "canary.txt").write_text("pwned by a snippet\n", encoding="utf-8")
    return root


def _run(*command: str | Path, folder: Path) -> None:
    done = subprocess.run([*map(str, command)], cwd=folder, capture_output=True, encoding="utf-8", timeout=1800)
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def test_what_acts_is_seen(tmp_path: Path) -> None:
    """The attacks as they are: without this, silence would prove nothing."""
    (tmp_path / "raw.html").write_text(f'<main><img src={CANARY} onerror="{RUN}"></main>', encoding="utf-8")
    [page], asked = loaded(tmp_path, ["/raw.html"], "main", tmp_path / "profile")
    assert page.acted
    assert page.title == "pwned"
    assert CANARY in asked
    assert [*_foreign(page)]


def test_nothing_acts_on_github(repository: Path, tools: Path, tmp_path: Path) -> None:
    (tmp_path / "gfm.py").write_text(GFM, encoding="utf-8")
    _run(tools / "python", tmp_path / "gfm.py", repository / "docs", tmp_path / "site", folder=tmp_path)
    _hold(tmp_path / "site", "main", tmp_path)


@pytest.mark.parametrize("site", SITES)
def test_nothing_acts_in_mkdocs(repository: Path, tools: Path, tmp_path: Path, site: str) -> None:
    (repository / "mkdocs.yml").write_text(
        "site_name: Site\nplugins: []\nuse_directory_urls: false\ntheme: {name: mkdocs, highlightjs: false}\n"
        f"nav: [index.md, keywords.md]\nsite_dir: {tmp_path / 'site'}\nmarkdown_extensions:\n{SITES[site]}",
        encoding="utf-8",
    )
    _run(tools / "mkdocs", "build", "--quiet", folder=repository)
    _hold(tmp_path / "site", "div[role=main]", tmp_path)


def test_diagrams_hold_names_and_labels_only(repository: Path) -> None:
    """What Mermaid makes of labels, in Chromium too, is `tests/sweep/test_site.py`."""
    pages = [file.read_text(encoding="utf-8") for file in (repository / "docs").rglob("*.md")]
    drawn = [fence.content for page in pages for fence in markdown.fences(page) if fence.info == "mermaid"]
    foreign = [line for diagram in drawn for line in diagram.splitlines() if not MERMAID.fullmatch(line)]
    assert len(drawn) > 20
    assert foreign == []


def _hold(site: Path, root: str, scratch: Path) -> None:
    pages = [f"/{file.relative_to(site).as_posix()}" for file in sorted(site.rglob("*.html"))]
    found, asked = loaded(site, [quote(page) for page in pages if page != "/404.html"], root, scratch / "profile")
    assert len(found) > 100
    assert [page.path for page in found if page.acted or "pwned" in page.title.split()] == []
    assert asked == []
    foreign = Counter(each for page in found for each in _foreign(page))
    assert foreign == {}
    assert [page.path for page in found if any("pwned by a snippet" in each.text for each in page.elements)] == []
    assert len({_around(page) for page in found}) == 1


def _around(page: Loaded) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the scripts and all else that is loaded, of what stands around a page's content."""
    loading = [
        each for each in page.elements if not each.is_content and each.tag in ("script", "style", "iframe", "img")
    ]
    return tuple((each.tag, tuple(sorted(each.attributes))) for each in loading)


def _foreign(page: Loaded) -> Iterator[str]:
    """Yield what is in a page's content and is none of ours."""
    if page.comments:
        yield "a comment"
    for each in page.elements:
        if not each.is_content:
            continue
        if each.tag not in TAGS:
            yield f"<{each.tag}>"
        for name, value in each.attributes.items():
            pattern = ATTRIBUTES.get((each.tag, name))
            if pattern is None or not pattern.fullmatch(value):
                yield f"<{each.tag} {name}={value[:80]!r}> in {page.path}"
        if each.tag == "a":
            yield from _leading_elsewhere(each, page)


def _leading_elsewhere(link: Element, page: Loaded) -> Iterator[str]:
    """Yield a link that is none of ours, and whose text is not the address that it leads to."""
    href = link.attributes.get("href", "")
    address = urlsplit(href)
    if address.scheme or address.netloc or href.startswith("/"):
        text, plain = unquote(link.text.strip()), unquote(href)
        shown = (plain, plain.removeprefix("http://"), plain.removeprefix("mailto:"))
        if address.scheme not in ("http", "https", "ftp", "mailto", "xmpp") or text not in shown:
            yield f"a link to {href!r} with the text {link.text!r} in {page.path}"
