"""Nothing of a repository is an element, a link that runs, or a script on a page, for whoever renders it unsanitised."""
# ruff: noqa: E501 (attacks as they are)

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import markdown
import pytest
from markdown_it import MarkdownIt

from extractor.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ATTACKS = [
    "<script>window.pwned=1</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)",
    "[x](&#x6a;avascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- --><iframe src=javascript:alert(1)></iframe>",
    "`</code><script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "~~~\n<script>alert(1)</script>\n~~~",
    "{: onclick=alert(1) }",
    '![x](x){: onerror="alert(1)" }',
    "!!! note <script>alert(1)</script>",
    "*[HTML]: <script>alert(1)</script>",
    "[^1]: <script>alert(1)</script>",
    "--8<-- '/etc/passwd'",
    "`text <javascript:alert(1)>`_ and :ref:`x <javascript:alert(1)>`",
    ".. raw:: html\n\n    <script>alert(1)</script>",
    ".. image:: javascript:alert(1)",
    '| a |\n| - |\n| <img src=x onerror="alert(1)"> |',
]
"""Text of a repository, in every place that reaches a page."""
_RUNS = ("javascript:", "data:", "vbscript:", "file:")
_EXTENSIONS = ["extra", "toc", "admonition", "attr_list", "sane_lists", "smarty", "meta"]

READERS: dict[str, Callable[[str], str]] = {
    "GitHub's, not sanitised": MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render,
    "MkDocs'": lambda text: markdown.markdown(text, extensions=["extra", "toc", "admonition", "sane_lists"]),
    "MkDocs' with what it may be given": lambda text: markdown.markdown(text, extensions=_EXTENSIONS),
}


class _Acting(HTMLParser):
    """Gathers what acts in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "svg", "iframe", "object", "embed", "form", "input", "style", "meta", "base"):
            self.found.append(tag)
        for name, value in attrs:
            target = "".join((value or "").split()).lower()
            if name.startswith("on") or (name in ("href", "src") and target.startswith(_RUNS)):
                self.found.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag


def hostile(root: Path) -> Path:
    """Return a repository that holds each attack in every place whose text reaches a page."""
    root.mkdir()
    for number, text in enumerate(ATTACKS):
        line = " ".join(text.split())
        code = (
            f'r"""{text}\n\n{text}\n"""\n# TODO: {line}\n'
            f"VALUE = {text!r}\n"
            f"@decorate({text!r})\nclass C(base({text!r})):\n    r'''{text}\n\n    Args:\n        x: {line}\n    '''\n"
            f"    a: {text!r} = {text!r}\n"
            f"    def f(self, x: {text!r} = {text!r}) -> {text!r}:\n        {text!r}\n        raise ValueError({text!r})\n"
            "if __name__ == '__main__': pass\n"
        )
        (root / f"m{number}.py").write_text(code, encoding="utf-8")
        (root / f"d{number}.md").write_text(
            f"---\ntitle: {line}\n---\n# {line}\n\n{text}\n\n## {line}\n", encoding="utf-8"
        )
        (root / f"c{number}.h").write_text(f"// {line}\n#define A {line}\nint f{number}(int x);\n", encoding="utf-8")
        (root / f"r{number}.rst").write_text(f"{line}\n{'=' * len(line)}\n\n{text}\n", encoding="utf-8")
        if "/" not in line:
            (root / f"{line}.py").write_text(f"import m{number}\n", encoding="utf-8")
    (root / "extractor.toml").write_text(
        "project = '<script>alert(1)</script> [x](javascript:alert(1))'\n", encoding="utf-8"
    )
    return root


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the pages of the hostile repository."""
    root = hostile(tmp_path_factory.mktemp("injection") / "repository")
    run(["build", str(root), "--no-cache", "-q"])
    found = {file.name: file.read_text(encoding="utf-8") for file in (root / "docs").rglob("*.md")}
    assert len(found) > 2 * len(ATTACKS)
    return found


@pytest.mark.parametrize("reader", READERS)
def test_no_element_link_or_script_of_a_repository_is_on_a_page(pages: dict[str, str], reader: str) -> None:
    acting = {}
    for name, text in pages.items():
        parser = _Acting()
        parser.feed(READERS[reader](text))
        if parser.found:
            acting[name] = parser.found
    assert acting == {}
