"""Texts that would act on a page, and repositories that hold them in every place whose text reaches one."""
# ruff: noqa: E501 (attacks as they are)

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

CANARY = "/canary"
"""An address of the server that the pages come from; nothing but an attack asks for it."""
RUN = "window.__pwned=document.title='pwned';fetch('/canary')"
"""What a script of an attack does: all that a test looks for."""

ATTACKS = [
    # Elements
    f"<script>{RUN}</script>",
    f"<img src={CANARY} onerror={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<math><mtext></form><form><mglyph><style></math><img src={CANARY} onerror={RUN}>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<iframe src={CANARY} srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data={CANARY}></object><embed src={CANARY}>",
    f"<form action={CANARY}><input name=x autofocus onfocus={RUN}><button>x</button></form>",
    f"<style>@import '{CANARY}'; body {{ display: none; background: url({CANARY}) }}</style>",
    f"<link rel=stylesheet href={CANARY}><base href=//example.org/><meta http-equiv=refresh content='0;url={CANARY}'>",
    f'<div id="api-reference" class="x" style="position:fixed;inset:0;background:url({CANARY})" onclick="{RUN}">x</div>',
    f"<video src={CANARY} onerror={RUN}></video><audio src={CANARY}></audio><source src={CANARY}>",
    f"<!-- --><iframe src={CANARY}></iframe>",
    f"<!-- x\n\n--><script>{RUN}</script>",
    f"<![CDATA[ ]]><script>{RUN}</script>",
    f"<?php ?><script>{RUN}</script>",
    f"<!DOCTYPE html><script>{RUN}</script>",
    f"</code></pre></div></body></html><script>{RUN}</script>",
    f"</textarea></title></style></noscript></script><script>{RUN}</script>",
    f"<SCRIPT\n>{RUN}</SCRIPT\n>",
    f"<div markdown=1>\n\n<script>{RUN}</script>\n\n</div>",
    f"<a name=x id=x href='javascript:{RUN}'>x</a>",
    f"&lt;script&gt;{RUN}&lt;/script&gt; &#60;script&#62;{RUN}&#60;/script&#62; &#x3C;img src={CANARY}&#x3E;",
    f"\\<script>{RUN}\\</script>",
    f"\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 <script>{RUN}</script>",
    # Links and images
    f"[x](javascript:{RUN})",
    f"[x](&#x6a;avascript:{RUN})",
    f"[x](&#106;&#97;vascript&colon;{RUN})",
    f"[x](java\tscript:{RUN})",
    f"[x](<javascript:{RUN}> 'title')",
    f"[x](data:text/html,<script>{RUN}</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1)) [x](file:///etc/passwd) [x](//example.org) [x](../../x) [x](#x)",
    "[example.org](https://elsewhere.example/)",
    f"![x](javascript:{RUN})",
    f"![x]({CANARY}) ![x][y]\n\n[y]: {CANARY} 'x'",
    f"![x](data:image/svg+xml,<svg onload={RUN}>)",
    f"[![x]({CANARY})](javascript:{RUN})",
    f"!`x`_ ![`x`]({CANARY}) !`x <{CANARY}>`_",
    f"<javascript:{RUN}> <data:text/html,x> <vbscript:x> <{CANARY}> <x-y:z>",
    f"[x]: javascript:{RUN}",
    f"[x]: javascript:{RUN} 'x'\n\n[x] [x][] [y][x] ![x]",
    f"[the module](javascript:{RUN}) [`m0`]: javascript:{RUN}",
    "www.example.org/<script> http://example.org/`x`<script> https://example.org/?a=1&lt;b&gt; ftp://x xmpp:a@b.c",
    "javascript://x data://x vbscript://x file:///etc/passwd",
    f'[x](https://example.org "x" onclick="{RUN}") [x](https://example.org/"onmouseover="{RUN})',
    f"`text <javascript:{RUN}>`_ and :ref:`x <javascript:{RUN}>` :doc:`x <{CANARY}>` :py:class:`x <javascript:x>`",
    f".. _x: javascript:{RUN}\n\nx_ `x`__\n\n__ javascript:{RUN}",
    f"@mention #123 GH-1 org/repo#1 user@example.org <user@example.org> mailto:x@example.org?{CANARY}",
    # Code
    f"`</code><script>{RUN}</script>`",
    f"``` ` <script>{RUN}</script>",
    f"```\n</code></pre><script>{RUN}</script>\n```",
    f"```\nx\n```\n\n<script>{RUN}</script>\n\n```",
    f"````````````\n<script>{RUN}</script>\n````````````",
    f"~~~\n<script>{RUN}</script>\n~~~",
    f"~~~\n</code></pre>\n~~~~~~~~\n<script>{RUN}</script>",
    f"```{{ .x #y onclick={RUN} }}\nx\n```",
    f"``` {{ .python .x #y title='<img src={CANARY}>' linenums='1' }}\nx\n```",
    f"    </code></pre><script>{RUN}</script>",
    f".. code-block:: x\"onclick='{RUN}'\n\n    x",
    f"$<script>{RUN}</script>$ $$\\href{{javascript:{RUN}}}{{x}}$$ $`\\url{{javascript:x}}`$",
    # Mermaid
    f"```mermaid\ngraph LR\n    a-->b\n    click a call {RUN}\n    click b href 'javascript:{RUN}'\n```",
    f'x"]; click n_x href "javascript:{RUN}"; n_y["<img src={CANARY} onerror={RUN}>',
    '%%{init: {"securityLevel": "loose", "themeCSS": "* { display: none }"}}%%',
    "x --> y; style x fill:#f00; classDef default fill:#f00; direction TB; %% x",
    # reST
    f".. raw:: html\n\n    <script>{RUN}</script>",
    f".. image:: javascript:{RUN}\n   :target: javascript:{RUN}",
    f".. image:: {CANARY}\n\n.. figure:: {CANARY}\n\n.. |x| image:: {CANARY}\n\n|x|",
    f".. include:: /etc/passwd\n\n.. literalinclude:: {CANARY}\n\n.. csv-table::\n   :file: /etc/passwd",
    f".. note:: <script>{RUN}</script>\n\n.. admonition:: <img src={CANARY}>\n\n   [x](javascript:{RUN})",
    # Python-Markdown and its extensions
    "---\ntitle: x\ntemplate: x.html\nhide: [navigation]\n---",
    f"{{: onclick={RUN} }}",
    f"x {{: #y .z style='background:url({CANARY})' onclick='{RUN}' }}",
    f"# x {{: #y .z onclick={RUN} }}",
    f"# x {{#y .z onclick={RUN}}}",
    f"`x`{{: onclick={RUN} .z }} *x*{{: #y }} **x**{{.z #y}} [x](x){{: onclick={RUN} }}",
    f"x `y` {{: onclick={RUN} }}",
    f"https://example.org/{{: onclick={RUN} }} https://example.org{{:.z}} x@example.org{{: .z }} **x**: {{: .z }}",
    f"- x\n{{: .z onclick={RUN} }}\n\n> x\n{{: #y }}",
    f'![x](x){{: onerror="{RUN}" }}',
    f"!!! note <script>{RUN}</script>",
    f'!!! danger "<img src={CANARY} onerror={RUN}>"\n    [x](javascript:{RUN})',
    '!!! note "x"\n    y',
    f'??? note "<img src={CANARY}>"\n    x',
    "???+ note\n    x",
    '=== "x"\n    y',
    f"/// html | script\n{RUN}\n///",
    f"/// html | div[onclick='{RUN}' id='x']\n    x\n///",
    "/// note | x\ny\n///",
    "::: os.system\n    options:\n      show_source: true",
    "> [!WARNING]\n> x",
    f"*[HTML]: <script>{RUN}</script>",
    f"*[x]: y\n\n*[m0]: {CANARY}\n\nx m0",
    f"[^1]: <script>{RUN}</script>",
    f"x[^1] and x[^note]\n\n[^1]: y\n\n[^note]: [x](javascript:{RUN})",
    "--8<-- 'canary.txt'",
    '--8<-- "canary.txt"',
    "--8<--\ncanary.txt\n--8<--",
    "-8<-\ncanary.txt\n-8<-",
    '  ---8<--- "http://127.0.0.1/canary"',
    "{!canary.txt!} {% include 'canary.txt' %} {{ config }} {{ ''.__class__ }} {%- raw -%} ${7*7} #{7*7} <%= 7*7 %>",
    f"[[x]] [[javascript:{RUN}]] [[{CANARY}|x]] ![[{CANARY}]]",
    "[TOC]\n\n[[TOC]]\n\n[[_TOC_]]",
    "term\n:   definition\n\nx\n: y",
    "- [ ] x\n- [x] y\n\n* [ ] z",
    '| a |\n| - |\n| <img src=x onerror="alert(1)"> |',
    f"a | b\n--|--\n<script>{RUN}</script> | [x](javascript:{RUN})",
    "# x\n\nx\n=\n\nx\n-\n\n---\n\n***\n\n> x\n\n1. x\n\n+ x",
    "*Generated by Test Repository Documentation System*",
    # Characters
    "access\u202elevel\u2066 // x\u2069\u2066 \u202d\u202a\u202b\u202c\u2067\u2068",
    f"<scr\x00ipt>{RUN}</scr\x00ipt> <\u200bscript> \ufeff<script> \uff1cscript\uff1e \x0c<script>\x0b{RUN}</script>",
    "x\u2028<script>\u2029x\x85<script>\x1b[31m",
]
"""Text of a repository, in every place that reaches a page."""

_ALL = f"<script>{RUN}</script> [x](javascript:{RUN}) ![x]({CANARY})"
SETTINGS = "".join(
    f"{line} = {json.dumps(_ALL)}\n" for line in ("project", "project-kind", '[roles]\n"."', '"f0"', '"m0.py"')
)


def lay(root: Path, attacks: Sequence[str] = ATTACKS, together: int = 1) -> Path:
    """Return a repository that holds each attack in every place, so many of them in one file, and one of so many as names."""
    root.mkdir(parents=True)
    for number, start in enumerate(range(0, len(attacks), together)):
        texts = attacks[start : start + together]
        for name, content in _files(number, texts).items():
            _write(root / name, content)
    for number, name in enumerate([*filter(None, map(_name, attacks))][::together]):
        _write(root / f"{name}.py", f"import m{number % 3}\n\n\nclass C(m{number % 3}.C0):\n    pass\n")
        _write(root / f"f{number % 3}" / name / "x.py", f"from m{number % 3} import f0\n\n\nf0()\n")
    _write(root / "extractor.toml", SETTINGS)
    return root


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode("utf-8"))


def _name(text: str) -> str:
    """Return an attack as the name of a file; attacks that need a slash get one that looks like it, or none."""
    line = _line(text).replace("\0", "").replace("</", "<\\").replace("/", "\u2215")
    return line if 0 < len(line.encode()) < 180 and not line.startswith(("---", ".")) else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _files(number: int, texts: Sequence[str]) -> dict[str, str]:
    """Return the files of every kind that hold some attacks."""
    lines = [_line(text) for text in texts]
    whole = "\n\n".join(texts)
    raw = whole.replace("\0", "")
    plain = [line.replace("*/", "* /").replace("\0", "") for line in lines]
    cells = [
        {"cell_type": kind, "source": [text, "\n", line], "metadata": {}, "outputs": []}
        for text, line in zip(texts, lines, strict=True)
        for kind in ("markdown", "code", "raw")
    ]
    return {
        f"m{number}.py": f"r'''{raw}\n'''\n" + "".join(_definitions(texts)) + "if __name__ == '__main__': pass\n",
        f"test_m{number}.py": f"import m{number}\n\n\ndef test_x():\n    m{number}.f0({texts[0]!r})\n",
        f"broken{number}.py": f"r'''{raw}\n'''\n\ndef f({lines[0]}:\n",
        f"d{number}.md": f"{whole}\n\n# {lines[0]}\n\n{whole}\n\n" + "".join(f"## {line}\n\n" for line in lines),
        f"r{number}.rst": f"{whole}\n\n" + "".join(f"{line}\n{'=' * len(line)}\n\n{line}\n\n" for line in lines),
        f"c{number}.h": "".join(f"// {line}\n/* {line} */\n#define A{n} {line}\n" for n, line in enumerate(plain)),
        f"j{number}.js": "".join(f"/** {line} */\nfunction f{n}() {{}} // {line}\n" for n, line in enumerate(plain)),
        f"s{number}.sh": "#!/bin/sh\n" + "".join(f"# {line}\nf{n}() {{ echo {line!r}; }}\n" for n, line in enumerate(plain)),
        f"t{number}.toml": "".join(f"# {line}\n[{json.dumps(line)}]\n{json.dumps(line)} = 1\n" for line in plain),
        f"y{number}.yml": "".join(f"# {line}\n{json.dumps(line)}: {json.dumps(text)}\n" for line, text in zip(plain, texts, strict=True)),
        f"x{number}.txt": whole,
        f"n{number}.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
        f"p{number}/__init__.py": f"r'''{plain[0]}\n\n{raw}\n'''\nfrom m{number} import f0, C0\n__all__ = ['f0', 'C0', {lines[0]!r}]\n",
        f"p{number}/README.md": f"# {lines[0]}\n\n{whole}\n",
    }  # fmt: skip


def _definitions(texts: Iterable[str]) -> Iterable[str]:
    """Yield Python that says each text wherever Python can."""
    for n, text in enumerate(texts):
        line, inner = _line(text).replace("\0", ""), "\n    ".join(text.replace("\0", "").split("\n"))
        yield (
            f"# TODO: {line}\n#: {line}\nVALUE{n} = {text!r}  # {line}\nd['password ' + {n}] = {line!r}\n"
            f"d[{'password' + line!r}] = 'hunter-{n}'\n"
            f"parser.add_argument('--{n}', {line!r}, help={text!r}, default={text!r}, choices=[{text!r}])\n"
            f"K{n} = type({line!r}, (), {{}})\nN{n} = namedtuple({line!r}, [{line!r}])\nT{n} = TypeVar({line!r})\n"
            f"@decorate({text!r})\nclass C{n}(base({text!r})):\n    r'''{inner}\n\n    Args:\n        x ({line}): {line}\n"
            f"        {line}: x\n\n    Raises:\n        ValueError: {line}\n        {line}: x\n\n    Examples:\n        >>> f({line})\n\n"
            f"        {line}\n\n    .. deprecated:: {line}\n    '''\n"
            f"    a: {text!r} = {text!r}\n    r'''{inner}\n'''\n\n    def __init__(self):\n        self.z = {text!r}  #: {line}\n\n"
            f"    def m(self, x: {text!r} = {text!r}) -> {text!r}:\n        r'''x\n\n        Parameters\n        ----------\n"
            f"        x : {line}\n            {line}\n        {line}\n\n        Returns\n        -------\n        {line}\n            {line}\n        '''\n"
            f"        raise ValueError({text!r})\n\n"
            f"@click.option('--x', help={text!r})\n@pytest.mark.skip(reason={line!r})\n@deprecated({text!r})\ndef f{n}(x={text!r}):\n    r'''{inner}\n\n    :param x: {line}\n"
            f"    :type x: {line}\n    :raises {line}: {line}\n    :{line}: {line}\n    '''\n    warnings.warn({text!r})\n    return eval({text!r})\n\n"
        )
