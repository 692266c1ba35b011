"""What files and definitions are in words: summaries, labels, and the names of the standard library."""

from __future__ import annotations

import sys
from textwrap import dedent

import pytest
from helpers.linking import linked

from extractor.extraction.file import extract_file
from extractor.facts import PythonFacts
from extractor.link.labels import class_labels, function_labels
from extractor.link.origins import canonical, module_names, scope_names
from extractor.link.stdlib import STANDARD_LIBRARY
from extractor.link.summaries import file_summary, first_sentence, folder_paragraph

SENTENCES = [
    ("One sentence.", "One sentence."),
    ("One sentence. Another one.", "One sentence."),
    ("Over\ntwo  lines. Then more.", "Over two lines."),
    ("A title\n-------\nand a text. More.", "and a text."),
    ("A title\n-------\n\n- and a list", "A title"),
    ("=======\nA title\n=======\n\nA part\n------\n\nA text.", "A text."),
    ("*******\nA title\n*******", "A title"),
    ("A sentence\n--that goes on.", "A sentence --that goes on."),
    ("No full stop", "No full stop"),
    ("A title\n\nAnd a text. More.", "A title"),
    ("A title\n   \nAnd a text.", "A title"),
    ("Of version 1.2 and e.g. this, and more.", "Of version 1.2 and e.g. this, and more."),
    ("Is it? Yes.", "Is it?"),
    ("`code` first. `More` of it.", "`code` first."),
    ("\n\n  Late start. Then.", "Late start."),
    ("", ""),
    (".. module:: clocks\n   :synopsis: Keeps time.\n\nTells it. More.", "Tells it."),
    (".. module:: clocks\n   :synopsis: Keeps time.", "Keeps time."),
    (".. A comment of\n   two lines.\n\nTells it.", "Tells it."),
    (".. _clocks:\n\nClocks\n======\n\nTells it.", "Tells it."),
    (".. py:currentmodule:: x\n.. highlight:: c\n\nTells it.", "Tells it."),
    (".. deprecated:: 3.1\n   Use the other one. Soon.", "Use the other one."),
    (".. deprecated:: 3.1 Use the other one.\n\nTells it.", "Tells it."),
    (".. deprecated:: Use the other one.", "Use the other one."),
    ("> Quotes it.\n> And more.\n\nTells it.", "Tells it."),
    (".. sectionauthor:: Some One <a@b.c>", ""),
    ("Clocks\n======\n\n.. note::\n\n   Of little use.", "Clocks"),
    ("# Clocks\n\nTells it.", "Tells it."),
    ("## Clocks ##", "Clocks"),
    (":Author: Some One\n:Date: today\n    or so\n\nTells it.", "Tells it."),
    ("Tells it.\n:param x: what", "Tells it."),
    ("@author: Some One\n\nTells it.", "Tells it."),
    ("```sh\nls\n```\n\nTells it.", "Tells it."),
    ("```sh\nTells it.", "Tells it."),
    (">>> tell()\n12\n\nTells it.", "Tells it."),
    ("- Tells it. Or\n  not.\n- Sets it.", "Tells it."),
    ("1. Tells it.\n\nA text.", "A text."),
    ("It has these:\n\n- `Clock`: a clock\n- `Watch` -- a watch\n\nMore.", "It has these: `Clock`, `Watch`"),
    ("It has these:\n\n* one, or two\n* three.", "It has these: one, or two; three"),
    ("It has these:\n  - one\n  - two", "It has these: one, two"),
    ("It has these:\n\n" + "- words in an item\n" * 20, "It has these: " + "words in an item, " * 8 + "..."),
    ("Parameters\n----------\nx : int\n    What.\n\nNotes\n-----\nTells it.", "Tells it."),
    ("Args:\n    x: What.", ""),
    ("clocks.py\n\nTells it.", "Tells it."),
    ("Copyright (c) Some One. All of it.\n\nTells it.", "Tells it."),
    ("Is `a. B` here. :class:`C` too.", "Is `a. B` here."),
    ("Used like this::\n\n    tell()\n\nMore.", "Used like this"),
    ("Usage:\n\n    tell()\n\nTells it.", "Tells it."),
    ("Of e.g. This one, cf. Another. More.", "Of e.g. This one, cf. Another."),
    ("Uses zones_ and [dates][d].\n\n.. _zones: https://a.b\n\n[d]: https://c.d", "Uses zones and dates."),
    ("Uses size_ and [dates].", "Uses size_ and [dates]."),
    ("Takes a zone__, or none. More.\n\n__ https://a.b", "Takes a zone, or none."),
    ("Takes a zone__, or none.\n\n.. __: https://a.b", "Takes a zone, or none."),
    ("Takes a zone__, or __none__.", "Takes a zone__, or __none__."),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_the_first_sentence_stands_on_one_line(text: str, expected: str) -> None:
    assert first_sentence(text) == expected


OTHERS = {"p/a.py": "b = c = 1\ndef f(): ...", "pp/__init__.py": "", "pp/a.py": "c = 1"}
SUMMARIES = [
    ("a.py", '"""Does it. Well."""', "Does it."),
    ("a.py", "def", "Python Source Code"),
    ("a.py", "", "Empty file"),
    ("a.py", "import b", "Python Source Code"),
    ("a.py", "x = 1", "Defines `x`"),
    ("a.py", "x = 1\nK = 2\ndef f(): ...\nclass C:\n  def m(self): ...", "Defines `C`, `f`, `K`, `x`"),
    ("a.py", "class _A: ...\nclass B: ...", "Defines `B`, `_A`"),
    ("a.py", "__all__ = ['_A']\nclass _A: ...\nclass B: ...", "Defines `_A`, `B`"),
    ("a.py", "a = b = c = d = e = 1", "Defines `a`, `b`, `c`, `d`, `e`"),
    ("a.py", "a = b = c = d = e = f = 1", "Defines `a`, `b`, `c`, `d` and 2 more"),
    ("p/__init__.py", "from .a import b, c as d\nfrom os import e", "Exports `b`, `d`"),
    ("p/__init__.py", "from p.a import b\nfrom pp.a import c", "Exports `b`"),
    ("p/__init__.py", "from .a import *\n__all__ = ['b']\nx = 1", "Exports `b`"),
    ("p/__init__.py", "from .a import *\nx = 1", "Exports `b`, `c`, `f`, `x`"),
    ("p/__init__.py", "from .a import b as _b", "Python Source Code"),
    ("p/__init__.py", "import typing\nif typing.TYPE_CHECKING:\n  from .a import b", "Python Source Code"),
    ("p/py.typed", "", "Python Typing Marker"),
    ("c.md", "# Title\n\nSays it. Twice.", "Says it."),
    ("c.md", "# Title\n\n- one\n\nSays it.", "Title"),
    ("run.sh", "#!/bin/sh\n# Runs it. Well.\nset -e", "Runs it."),
    ("a.json", "{}", "JSON Configuration"),
]


@pytest.mark.parametrize(("path", "source", "expected"), SUMMARIES)
def test_a_file_is_summed_up_in_its_own_words_by_what_it_defines_or_by_its_kind(
    path: str, source: str, expected: str
) -> None:
    repository = linked({path: source, **OTHERS})
    assert file_summary(repository.files[path], repository) == expected


PARAGRAPHS = [
    pytest.param({"p/__init__.py": '"""A package.\nOf use.\n\nMore."""'}, "A package. Of use.", id="package"),
    pytest.param({"p/__init__.py": '"""\n=\nP\n=\n\nA package."""'}, "= P =", id="a title too short to be sure"),
    pytest.param({"p/__init__.py": '"""\n===\nP p\n===\n\nA package.\n"""'}, "A package.", id="package, titled"),
    pytest.param({"p/__init__.py": '"""P p\n==="""'}, "P p", id="package, a title alone"),
    pytest.param({"p/__init__.py": '"""A package."""', "p/README.md": "# R\n\nText."}, "A package.", id="both"),
    pytest.param({"p/__init__.py": "", "p/README.md": "# R\n\nText. More."}, "Text. More.", id="readme"),
    pytest.param({"p/README.md": "# Only a heading"}, "Only a heading", id="heading"),
    pytest.param({"p/readme.txt": "Text."}, "", id="neither"),
    pytest.param({"README.md": "# R\n\nText.", "p/a.py": ""}, "", id="of another folder"),
]


@pytest.mark.parametrize(("files", "expected"), PARAGRAPHS)
def test_a_folder_speaks_by_its_package_or_its_readme(files: dict[str, str], expected: str) -> None:
    repository = linked(files)
    assert folder_paragraph(repository.files, "p", repository.folders["p"].files) == expected


def test_the_packaging_describes_the_repository_where_its_readme_says_no_more_than_a_title() -> None:
    described = {
        text: folder_paragraph(linked({"README.md": text}).files, "", ["README.md"], "A tool.")
        for text in ("# T", "# T\n\nText.")
    }
    assert described == {"# T": "A tool.", "# T\n\nText.": "Text."}
    assert folder_paragraph({}, "", [], "A tool.") == "A tool."


def body_of(source: str) -> PythonFacts:
    body = extract_file("a.py", dedent(source).encode()).body
    assert isinstance(body, PythonFacts)
    return body


FUNCTIONS = [
    ("def f(): ...", {"function"}),
    ("async def f():\n    yield", {"async", "generator"}),
    ("class A:\n    def f(self): ...", {"method"}),
    ("class A:\n    @property\n    def f(self): ...", {"property"}),
    ("class A:\n    @f.setter\n    def f(self, value): ...", {"property setter"}),
    ("class A:\n    @g.setter\n    def f(self, value): ...", {"method"}),
    ("class A:\n    @classmethod\n    def f(cls): ...", {"class method"}),
    ("class A:\n    @staticmethod\n    def f(): ...", {"static method"}),
    ("import abc as a\nclass A:\n    @a.abstractmethod\n    def f(self): ...", {"abstract"}),
    ("from functools import lru_cache as c\n@c(maxsize=None)\ndef f(): ...", {"cached"}),
    ("from contextlib import contextmanager\n@contextmanager\ndef f():\n    yield", {"context manager", "generator"}),
    ("import typing as t\n@t.overload\ndef f(): ...", {"overload"}),
    ("from typing_extensions import override\nclass A:\n    @override\n    def f(self): ...", {"override"}),
]


@pytest.mark.parametrize(("source", "expected"), FUNCTIONS)
def test_functions_have_the_labels_of_their_decorators(source: str, expected: set[str]) -> None:
    body = body_of(source)
    assert expected <= set(function_labels(body.functions[0], module_names(body)))


CLASSES = [
    ("class A: ...", {"class"}),
    ("from dataclasses import dataclass as dc\n@dc(frozen=True)\nclass A: ...", {"dataclass"}),
    ("import enum\nclass A(enum.Enum): ...", {"enum"}),
    ("from enum import IntFlag\nclass A(IntFlag): ...", {"flag enum"}),
    ("from typing import Protocol, TypeVar\nclass A(Protocol[T]): ...", {"protocol"}),
    ("import typing_extensions\nclass A(typing_extensions.TypedDict): ...", {"typed dict"}),
    ("from typing import NamedTuple\nclass A(NamedTuple): ...", {"named tuple"}),
    ("from abc import ABCMeta\nclass A(metaclass=ABCMeta): ...", {"abstract base class"}),
    ("import abc\nclass A(abc.ABC): ...", {"abstract base class"}),
    ("from attrs import define\n@define\nclass A: ...", {"attrs class"}),
    ("import attr\n@attr.s(slots=True)\nclass A: ...", {"attrs class"}),
    ("import pydantic\nclass A(pydantic.BaseModel): ...", {"Pydantic model"}),
    ("class A(type): ...", {"metaclass"}),
    ("import builtins as b\nclass type(b.type): ...", {"metaclass"}),
    ("class A(ValueError): ...", {"exception"}),
    ("import builtins\nclass A(builtins.OSError): ...", {"exception"}),
    ("class TimeoutError(TimeoutError): ...", {"exception"}),
    ("import json\nclass A(json.JSONDecodeError): ...", {"exception"}),
    ("from subprocess import TimeoutExpired as T\nclass A(T): ...", {"exception"}),
    ("from xml.sax import SAXException\nclass A(SAXException): ...", {"exception"}),
    ("from abc import ABCMeta\nclass A(ABCMeta): ...", {"metaclass"}),
    ("import enum\nclass A(enum.EnumMeta): ...", {"metaclass"}),
]


@pytest.mark.parametrize(("source", "expected"), CLASSES)
def test_classes_have_the_labels_of_their_bases_and_decorators(source: str, expected: set[str]) -> None:
    body = body_of(source)
    assert expected <= set(class_labels(body.classes[0], module_names(body)))


NO_LABELS = [
    "from mine import dataclass\n@dataclass\nclass A: ...",
    "from .enum import Enum\nclass A(Enum): ...",
    "class A(Protocol): ...",
    "from errors import ValueError\nclass A(ValueError): ...",
    "import enum\nclass A(model.Enum): ...",
    "from . import ValueError\nclass A(ValueError): ...",
    "import mine\n@mine.dataclass\nclass A: ...",
    "from attr import define_later as define\n@define\nclass A: ...",
]


@pytest.mark.parametrize("source", NO_LABELS)
def test_a_namesake_from_elsewhere_has_no_label(source: str) -> None:
    body = body_of(source)
    assert class_labels(body.classes[0], module_names(body)) == ("class",)


def test_names_stand_for_what_the_module_binds() -> None:
    source = "import a.b\nimport c.d as e\nfrom f import g, h as i\nfrom . import j\ndef k():\n    import l\nm = 1\n"
    names = module_names(body_of(source))
    assert names == {"a": "a", "e": "c.d", "g": "f.g", "i": "f.h", "j": "..j", "k": ".k", "m": ".m"}
    assert [canonical(each, names) for each in ("a.b.x", "e.x", "i", "other.g")] == ["a.b.x", "c.d.x", "f.h", "other.g"]


def test_an_absolute_import_counts_before_what_stands_in_for_it() -> None:
    for other in ("from .compat import cache", "def cache(f): ...", "cache = None"):
        body = body_of(f"try:\n    from functools import cache\nexcept ImportError:\n    {other}\n")
        assert module_names(body)["cache"] == "functools.cache"


def test_a_scope_sees_the_imports_around_it() -> None:
    body = body_of("def f():\n    import a\n    def g():\n        import b\ndef fg():\n    import c\n")
    assert {"a", "b"} <= set(scope_names(body, "f.g")) and "c" not in scope_names(body, "f.g")
    assert "a" in scope_names(body, "f") and "b" not in scope_names(body, "f")


def test_the_standard_library_is_known_in_every_version() -> None:
    public = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    assert public <= STANDARD_LIBRARY
    assert {"distutils", "imp", "asyncore", "tomllib", "annotationlib", "binhex"} <= STANDARD_LIBRARY
    assert not {"numpy", "pytest", "setuptools", "pip"} & STANDARD_LIBRARY


def test_a_line_that_begins_with_a_role_belongs_to_the_first_sentence() -> None:
    assert first_sentence("Wrap\n:class:`a.B` and more. Then\n:param x: y") == "Wrap :class:`a.B` and more."
    assert first_sentence("Wrap\n:param x: y") == "Wrap"
