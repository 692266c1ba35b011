"""Where templates come from: ours as they are, a user's in a sandbox that has bounds."""
# ruff: noqa: E501 (templates as they are written)

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from extractor.errors import TemplateError
from extractor.rendering import bounds
from extractor.rendering.environment import Templates
from extractor.rendering.model import Link
from extractor.workspace.config import COMMAND_LINE, Config
from extractor.workspace.template_files import read_templates, template_files

if TYPE_CHECKING:
    from pathlib import Path

FOOTER = "sections/footer.md.jinja"
VALUES = {"project": "A *bold* project"}
HANG = 60
"""Seconds that nothing here takes unless it has no bound."""


def rendered(folder: Path, *templates: str) -> str:
    """Return a page of templates `0.jinja`, `1.jinja`, ... of a user: the first is the page."""
    for number, text in enumerate(templates):
        (folder / f"{number}.jinja").write_text(text, encoding="utf-8")
    values = {"names": ["a", "b", "c"], "link": Link("text", "./a.md"), "table": {"one": 1}, "project": "P"}
    return Templates(read_templates(folder)).render("0.jinja", "a.md", values)


def test_built_in_templates_read_the_same_behind_a_folder_without_any(tmp_path: Path) -> None:
    own = Templates(read_templates(tmp_path))
    assert own.render(FOOTER, "a.md", VALUES) == Templates().render(FOOTER, "a.md", VALUES)


def test_a_template_of_a_user_cannot_reach_what_is_internal(tmp_path: Path) -> None:
    folder = tmp_path / "sections"
    folder.mkdir()
    (folder / "footer.md.jinja").write_text("{{ project.__class__.__mro__ }}\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"footer\.md\.jinja:1: .*unsafe"):
        Templates(read_templates(tmp_path)).render(FOOTER, "a.md", VALUES)


def test_a_value_that_is_missing_is_an_error(tmp_path: Path) -> None:
    for templates in (Templates(), Templates(read_templates(tmp_path))):
        with pytest.raises(TemplateError, match="'project' is undefined"):
            templates.render(FOOTER, "a.md", {})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% for name in names if name != 'b' %}{{ loop.index }}{{ name }} {% endfor %}", "1a 2c "),
        ("{% for name in names %}{{ name }}{% else %}none{% endfor %}", "abc"),
        ("{% for name in [] %}{{ name }}{% else %}none{% endfor %}", "none"),
        ("{% for each in [1, [2, [3]]] recursive %}{{ loop(each) if each is iterable else each }}{% endfor %}", "123"),
        ("{% macro m(n) %}<{{ n }}{{ caller() }}>{% endmacro %}{% call m(2) %}x{% endcall %}", "<2x>"),
        ("{{ names | join(', ') }} {{ names | map('upper') | join }} {{ names | length }}", "a, b, c ABC 3"),
        ("{{ names | batch(2, '-') | list }}", "[['a', 'b'], ['c', '-']]"),
        ("{{ 'a b' | center(9) }}|{{ 'x\ny' | indent(2) }}|{{ 'ab' | replace('a', 'c') }}", "   a b   |x\n  y|cb"),
        ("{{ '%s of %3d' | format('a', 7) }} {{ '%s' % 'b' }} {{ '{:,} {}'.format(1000, 'x') }}", "a of   7 b 1,000 x"),
        ("{{ 2 ** 10 }} {{ 3 * '-' }} {{ 'a' ~ 1 ~ 'b' }} {{ 7 % 4 }} {{ 'abc'[1:] }} {{ 1 < 2 < 3 }}", "1024 --- a1b 3 bc True"),
        ("{{ link.text }} {{ link | linked }} {{ table.one }} {{ table['one'] }} {{ table.items() | list }}", "text [`text`](./a.md) 1 1 [('one', 1)]"),
        ("{% set n = namespace(x='') %}{% for name in names %}{% set n.x = n.x ~ name %}{% endfor %}{{ n.x }}", "abc"),
        ("{% set sep = joiner('; ') %}{% for name in names %}{{ sep() }}{{ name }}{% endfor %}", "a; b; c"),
        ("{% set c = cycler('x', 'y') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}", "xyx"),
        ("{{ {'a': 1} | tojson }} {{ [3, 1] | sort }} {{ [1, 2] | sum }} {{ 3.14159 | round(2) }}", '{"a": 1} [1, 3] 3 3.14'),
        ("{{ 'a' in names }} {{ 'a' is in names }} {{ 1 is odd }} {{ names is iterable }} {{ x is defined }}", "True True True True False"),
        ("{% filter upper %}a{{ 1 }}b{% endfilter %}{% set x %}y{{ 2 }}{% endset %}{{ x }}", "A1By2"),
        ("{{ range(3) | list }}{{ dict(a=1) }}{{ names | map('length') | sum }}{{ 'a,b'.split(',') }}", "[0, 1, 2]{'a': 1}3['a', 'b']"),
        ("{% block b %}{{ 'a/b'.split('/') }}{{ 'a'.upper() }}{{ '-'.join(names) }}{% endblock %}", "['a', 'b']Aa-b-c"),
        ("{% for n in names %}{{ n.upper() }}{{ n.replace('a', 'x') }}{{ table.get('one') }}{% endfor %}", "Ax1Bb1Cc1"),
    ],
)  # fmt: skip
def test_what_templates_are_written_with_does_what_jinja_says(tmp_path: Path, template: str, expected: str) -> None:
    assert rendered(tmp_path, template) == expected.strip("\n") + "\n"


def test_templates_of_a_user_extend_include_and_import_each_other_and_ours(tmp_path: Path) -> None:
    page = "{% extends '1.jinja' %}{% block b %}{{ super() }}{% include '2.jinja' %}{% endblock %}"
    base = "{% from '3.jinja' import m %}{{ m() }}{% block b %}base {% endblock %}{{ self.b() }}"
    assert rendered(tmp_path, page, base, "two ", "{% macro m() %}m {% endmacro %}") == "m base two base two \n"
    assert "P" in rendered(tmp_path, "{% include 'extractor/sections/footer.md.jinja' %}")


ENDLESS = [
    "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
    "{% for a in range(100000) %}{% for b in range(100000) if false %}{% endfor %}{% endfor %}",
    "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
    "{% for a in range(10 ** 9) %}{% endfor %}",
    "{% for a in range(100000) %}{{ range(100000) | list | length }}{% endfor %}",
    "{% for a in range(100000) %}{{ range(100000) | map('string') | join | length }}{% endfor %}",
    "{% for a in range(100000) %}{% if a in range(100000) | list %}{% endif %}{% endfor %}",
    "{% for a in range(100000) %}{{ ('x' * 1000000)[::-1] | length }}{% endfor %}",
    "{% for a in [1] recursive %}{{ loop([1, 1]) }}{% endfor %}",
    "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(45) }}",
    "{% include '0.jinja' %}",
    "{% include '0.jinja' %}{% include '0.jinja' %}",
    "{% import '0.jinja' as x %}",
    "{% extends '0.jinja' %}",
    "{% block b %}{{ self.b() }}{% endblock %}",
    "{{ 'a' * 10 ** 10 }}",
    "{{ 10 ** 10 * 'a' }}",
    "{{ [1] * 10 ** 10 }}",
    "{{ 2 ** (10 ** 8) }}",
    "{{ (-2) ** (10 ** 8) }}",
    "{{ (2 ** 9000) * (2 ** 9000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '%.1000000000f' % 1 }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ '%(a)1000000000d' | format(a=1) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:{}}'.format(1, 1000000000) }}",
    "{{ '{a:1000000000}'.format_map({'a': 1}) }}",
    "{{ ('{0!r}' * 100000).format('a' * 100000) }}",
    "{{ 'a' | center(10 ** 10) }}",
    "{{ 'a'.center(10 ** 10) }}",
    "{{ 'a'.ljust(10 ** 10) }}",
    "{{ 'a'.zfill(10 ** 10) }}",
    "{{ 'a\t'.expandtabs(10 ** 10) }}",
    "{{ ('\t' * 100000).expandtabs(100000) }}",
    "{{ 'a'.encode().center(10 ** 10) }}",
    "{{ 1 .to_bytes(10 ** 10, 'big') }}",
    "{{ ('a' * 10000).translate({97: 'b' * 1000000}) }}",
    "{{ ('a' * 100000).replace('a', 'b' * 100000) }}",
    "{{ ('a' * 100000) | replace('', 'b' * 100000) }}",
    "{{ ('b' * 100000).join('a' * 100000) }}",
    "{{ ('a' * 100000) | join('b' * 100000) }}",
    "{{ range(100000) | join('b' * 100000) }}",
    "{{ ('a\\n' * 100000) | indent(100000) }}",
    "{{ ('a\\n' * 100000) | indent('b' * 100000) }}",
    "{{ ('a' * 100000) | wordwrap(1, true, 'b' * 100000) }}",
    "{{ [1] | batch(10 ** 10, 'x') | list }}",
    "{{ [1] | slice(10 ** 10) | list }}",
    "{{ 1.5 | round(10 ** 9, 'ceil') }}",
    "{{ [1] | tojson(10 ** 10) }}",
    "{{ 'a' | truncate(1, true, 'b' * 100000000) }}",
    "{{ ('<!--' * 1000000) | striptags }}",
    "{{ lipsum(10 ** 9) }}",
    "{% set n = namespace(x='ab') %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='ab') %}{% for a in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x='ab') %}{% for a in range(60) %}{% set n.x = [n.x, n.x] | join %}{% endfor %}",
    "{% set n = namespace(x='ab') %}{% for a in range(60) %}{% set n.x = '%s%s' % (n.x, n.x) %}{% endfor %}",
    "{% set n = namespace(x='ab') %}{% for a in range(60) %}{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=[1], y=[1]) %}{% for a in range(60) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}"
    "{% endfor %}{{ n.x == n.y }}",
    "{% set n = namespace(x=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {n.x: 1} }}",
    "{% set n = namespace(x=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ table[n.x] }}",
    "{% set n = namespace(x=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ table.get(n.x) }}",
    "{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | tojson }}",
    "{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x ~ '' }}",
    "{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ '{}'.format(n.x) }}",
    "{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = dict(a=n.x, b=n.x) %}{% endfor %}{{ n.x | upper }}",
    "{% for a in range(100000) %}{% set x %}{% for b in range(10000) %}" + "x" * 10_000 + "{% endfor %}{% endset %}{% endfor %}",
    "{% for a in range(100000) %}" + "x" * 10_000 + "{% endfor %}",
]  # fmt: skip


@pytest.mark.parametrize("template", ENDLESS, ids=range(len(ENDLESS)))
def test_no_template_makes_a_page_without_an_end(
    tmp_path: Path, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_STEPS", 20_000)  # for the sake of time
    started = time.monotonic()
    with pytest.raises(TemplateError, match=r"0\.jinja:1: .*a\.md"):
        rendered(tmp_path, template)
    assert time.monotonic() - started < HANG


def test_what_one_page_may_take_does_not_depend_on_those_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0.jinja").write_text("{% for a in range(100) %}{{ a }}{% endfor %}", encoding="utf-8")
    templates = Templates(read_templates(tmp_path))
    monkeypatch.setattr(bounds, "MOST_STEPS", 300)
    assert len({templates.render("0.jinja", "a.md", {}) for _ in range(50)}) == 1


@pytest.mark.parametrize(
    "template",
    [
        "{% set _ = names.append('d') %}",
        "{% set _ = table.update({'two': 2}) %}",
        "{% set _ = names | map(attribute='append') | list %}{{ _[0]('d') }}",
        "{% set x = table %}{% set x.one = 2 %}",
        "{{ names | random }}",
        "{{ namespace() }}",
        "{{ range }}",
        "{{ names | map('upper') }}",
        "{{ '{}'.format(namespace()) }}",
        "{{ ''.__class__ }}",
        "{{ ''['__class__'] }}",
        "{{ '' | attr('__class__') }}",
        "{{ '{0.__class__}'.format('') }}",
        "{{ '{0.__class__}'.format_map({'0': ''}) }}",
        "{{ link.__init__.__globals__ }}",
        "{{ link.__struct_fields__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__.os.environ }}",
        "{{ names.__class__.__base__.__subclasses__() }}",
        "{{ table.fromkeys(names) }}",
    ],
)
def test_a_template_changes_nothing_and_reaches_nothing_but_data(tmp_path: Path, template: str) -> None:
    with pytest.raises(TemplateError, match=r"0\.jinja:1: "):
        rendered(tmp_path, template)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "{folder}/../secret", "sub/../../secret", "..\\secret"])
def test_a_template_outside_of_the_folder_is_no_template(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    with pytest.raises(TemplateError, match="there is no such template"):
        rendered(folder, f"{{% include {name.format(folder=folder)!r} %}}")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_only_regular_files_are_templates_and_no_link_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "secret").write_text("SECRET", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "environ").symlink_to("/proc/self/environ")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "sub").symlink_to(tmp_path / "beside")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    for name in ("link", "environ", "zero", "sub"):
        with pytest.raises(TemplateError, match=rf"{name}: is a symbolic link, which is not followed.*\(a\.md\)"):
            rendered(folder, f"{{% include '{name}' %}}")
    with pytest.raises(TemplateError, match=r"pipe: is no regular file"):
        rendered(folder, "{% include 'pipe' ignore missing %}")
    for name in ("sub/secret", "loop/0.jinja"):
        with pytest.raises(TemplateError, match="there is no such template"):
            rendered(folder, f"{{% include '{name}' %}}")


def test_nothing_but_templates_is_read_whichever_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/config", ".git/a.jinja", ".env", "notes.txt"):
        (tmp_path / name).write_text("SECRET", encoding="utf-8")
    for name in (".env", "notes.txt"):
        with pytest.raises(TemplateError, match="is no template, since its name does not end with"):
            rendered(tmp_path, f"{{% include '{name}' %}}")
    for name in (".git/config", ".git/a.jinja"):
        with pytest.raises(TemplateError, match="there is no such template"):
            rendered(tmp_path, f"{{% include '{name}' %}}")


def test_a_page_whose_template_is_a_link_is_not_made_with_ours_instead(tmp_path: Path) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "footer.md.jinja").symlink_to("/proc/self/environ")
    with pytest.raises(TemplateError, match="is a symbolic link"):
        Templates(read_templates(tmp_path)).render(FOOTER, "a.md", VALUES)


def test_a_folder_of_a_configuration_stays_in_the_repository_and_that_of_an_option_is_trusted(tmp_path: Path) -> None:
    root, outside = tmp_path / "repository", tmp_path / "outside"
    (root / "inside").mkdir(parents=True)
    outside.mkdir()
    (outside / "a.jinja").write_text("a", encoding="utf-8")
    (root / "templates").symlink_to(outside)
    (root / "near").symlink_to(root / "inside")
    for name in ("templates", "../outside", str(outside)):
        with pytest.raises(TemplateError, match="lies outside of the repository; move it there, or name it with"):
            template_files(root, Config(templates=name, origins={"templates": "extractor.toml"}))
        found = template_files(root, Config(templates=name, origins={"templates": COMMAND_LINE}))
        assert found is not None
        assert found.contents == {"a.jinja": b"a"}
    assert template_files(root, Config(templates="near")) is not None
    assert template_files(root, Config()) is None


def test_a_folder_of_templates_has_a_size(tmp_path: Path) -> None:
    with (tmp_path / "huge.jinja").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(TemplateError, match="holds more than 1,000 files or 1,000,000 bytes"):
        read_templates(tmp_path)
    (tmp_path / "huge.jinja").unlink()
    for number in range(1_001):
        (tmp_path / f"{number}").touch()
    with pytest.raises(TemplateError, match="holds more than"):
        read_templates(tmp_path)


def test_a_template_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "1.jinja").write_bytes(b"\xff")
    with pytest.raises(TemplateError, match=r"1\.jinja: is not UTF-8; save it as UTF-8 \(a\.md\)"):
        rendered(tmp_path, "{% include '1.jinja' %}")
