"""What indexes list of a file, and with which link."""

from __future__ import annotations

from extractor.extraction.file import extract_file
from extractor.rendering.headings import find_anchors
from extractor.rendering.outline import Listed, outline_of
from extractor.workspace.config import Config

SOURCE = b"""from os import path
LIMIT = 1
join = path.join

class Shown:
    def method(self): pass

def _hidden():
    def inner(): pass
"""


def outlined(path: str, data: bytes, config: Config) -> tuple[Listed, ...]:
    facts = extract_file(path, data)
    return outline_of(facts, find_anchors(facts, config))


def test_definitions_are_listed_with_their_links_and_methods_are_not() -> None:
    assert outlined("m.py", SOURCE, Config(project="One")) == (
        Listed("Shown", "Shown", "#shown", is_public=True, kind="class"),
        Listed("_hidden", "_hidden", "#_hidden", is_public=False, kind="function"),
        Listed("inner", "_hidden.inner", "#_hiddeninner", is_public=False, kind="function"),
        Listed("LIMIT", "LIMIT", "#name-LIMIT", is_public=False, kind="constant"),
        Listed("join", "join", "#name-join", is_public=False, kind="alias"),
    )


def test_what_has_no_heading_is_listed_without_one() -> None:
    found = outlined("m.py", SOURCE, Config(project="One", private=False))
    assert [each.anchor for each in found] == ["#shown", "", "", "#name-LIMIT", "#name-join"]


def test_programs_in_other_languages_list_their_names_and_settings_do_not() -> None:
    assert outlined("a.c", b"int f(void);\n", Config(project="One")) == (Listed("f", "", "", is_public=True),)
    assert outlined("Makefile", b"all:\n", Config(project="One")) == (Listed("all", "", "", is_public=True),)
    assert outlined("a.yaml", b"all: 1\n", Config(project="One")) == ()


def test_other_files_list_nothing() -> None:
    assert outlined("README.md", b"# Title\n", Config(project="One")) == ()
    assert outlined("m.py", b"def broken(:\n", Config(project="One")) == ()
