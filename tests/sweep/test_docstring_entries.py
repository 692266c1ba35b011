"""The entries of docstrings against the parsers of others: Epytext's fields, NumPy's and Google's sections.

What they read as an entry, a page has as an entry: with the same names, its words, and no other's. Names that are none
(a sentence, a title, a type with a colon in it, which both parsers take for names) are not compared. Where they and we
part otherwise, a table says why. The parsers are installed by `pip install '.[oracles]'`.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import corpora
import pytest
from oracles.docstring_trees import docstrings
from oracles.docstring_words import lost, shown_words, words

from extractor.rendering.docstrings.blocks import Block, Entries, EntryBlock, Items, Paragraph, Quote, Title
from extractor.rendering.docstrings.inline import nowhere
from extractor.rendering.docstrings.parse import parse
from extractor.rendering.docstrings.styles import style_of
from extractor.rendering.docstrings.write import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

pytestmark = pytest.mark.sweep


class Entry(NamedTuple):
    """What a page has of one described thing."""

    section: str
    names: tuple[str, ...]
    type: str
    """Its words without what parts them: "`Name`s" is one word or two."""
    text: str
    """As the type."""
    markdown: str


def entries(blocks: Iterable[Block], section: str = "") -> Iterator[Entry]:
    """The entries of blocks, with the title that each stands under."""
    for block in blocks:
        match block:
            case Title():
                section = block.text
            case Entries():
                for entry in block.entries:
                    yield _entry(entry, section)
                    yield from entries(entry.blocks)
            case Quote():
                yield from entries(block.blocks)
            case Items():
                for item in block.items:
                    yield from entries(item)


def _entry(entry: EntryBlock, section: str) -> Entry:
    names = entry.names or ((entry.term,) if entry.term else ())
    return Entry(section, names, _shown((Paragraph(entry.type),)), _shown(entry.blocks), write(entry.blocks, nowhere))


def _shown(blocks: tuple[Block, ...]) -> str:
    return "".join(shown_words(write(blocks, nowhere)))


def unexplained(wrong: Iterable[str], reasons: Mapping[str, str]) -> str:
    """The differences that no reason is given for, a line each."""
    return "\n".join(line for line in wrong if not any(line.startswith(place) for place in reasons))


# Epytext, by pydoctor


FIELD_SECTIONS = {
    **dict.fromkeys(("param", "arg", "type"), "Parameters"),
    **dict.fromkeys(("keyword", "kwarg"), "Keyword Arguments"),
    **dict.fromkeys(("ivar", "cvar", "var"), "Attributes"),
    **dict.fromkeys(("return", "returns", "rtype", "returntype"), "Returns"),
    **dict.fromkeys(("raise", "raises", "except", "exception", "throws"), "Raises"),
    **dict.fromkeys(("yield", "yields"), "Yields"),
}
TYPES = {"type", "rtype", "returntype"}
_NUMBER = "a number at the end of a line is the mark of a list to it, and marks of lists are no words"
_INDENTED = "a field that is indented further than the others is text of the one before it"
_PARAGRAPH = "a paragraph behind a blank line that is no deeper than the field is text of the docstring, and none of it"
_TWICE = "what a link leads to is said once where it is its text"
_ADDRESS = "the page shows the address behind the text that leads there"
EPYTEXT: Mapping[str, str] = {
    "twisted/conch/interfaces.py: openFile: @param attrs": _PARAGRAPH,
    "twisted/conch/ssh/filetransfer.py: openFile: @param attrs": _PARAGRAPH,
    "twisted/conch/test/test_cftp.py: close: @see": _PARAGRAPH,
    "twisted/conch/test/test_cftp.py: openFile: @see": _PARAGRAPH,
    "twisted/internet/fdesc.py: readFromFD: @param callback": _PARAGRAPH,
    "twisted/internet/interfaces.py: listenTCP: @param interface": _PARAGRAPH,
    "twisted/mail/_pop3client.py: capabilities: @return": _PARAGRAPH,
    "twisted/mail/imap4.py: module: @author": _PARAGRAPH,
    "twisted/mail/imap4.py: namespace: @return": _PARAGRAPH,
    "twisted/names/root.py: module: @author": _PARAGRAPH,
    "twisted/persisted/dirdbm.py: get: @return": _TWICE,
    "twisted/positioning/base.py: _setDOP: @type value": _PARAGRAPH,
    "twisted/positioning/nmea.py: _validateChecksum: @raise ValueError": _PARAGRAPH,
    "twisted/protocols/tls.py: __init__: @param contextFactory": "the numbers of a list are shown",
    "twisted/python/compat.py: ioType: @return": "the numbers of a list are shown",
    "twisted/python/modules.py: __getitem__: @param modname": _PARAGRAPH,
    "twisted/python/test/test_deprecate.py: assertSamePath: @type second": _PARAGRAPH,
    "twisted/trial/reporter.py: addExpectedFailure: @type todo": _PARAGRAPH,
    "twisted/trial/reporter.py: addUnexpectedSuccess: @type todo": _PARAGRAPH,
    "twisted/web/iweb.py: getRequestHostname: @note": _PARAGRAPH,
    "twisted/web/test/injectionhelpers.py: MethodInjectionTestsMixin: @see": _ADDRESS,
    "twisted/web/test/injectionhelpers.py: attemptRequestWithMaliciousMethod: @param method": "a control is shown",
    "twisted/web/test/injectionhelpers.py: module: @see": _ADDRESS,
    "twisted/web/test/test_webclient.py: assertURIEquals: @param uri": _TWICE,
    "twisted/conch/ssh/keys.py: _fromEd25519Components": _NUMBER,
    "twisted/conch/test/test_connection.py: TestConnection: @ivar channel": _INDENTED,
    "twisted/mail/imap4.py: arg_astring": _INDENTED,
    "twisted/names/client.py: queryUDP": "a field right under another that has no blank line between is its text",
    "twisted/positioning/ipositioning.py: sentenceReceived": _INDENTED,
    "twisted/protocols/sip.py: Via": _INDENTED,
    "twisted/web/http.py: notifyFinish": _NUMBER,
    "twisted/web/test/test_web.py: _xforwardedforTest": _NUMBER,
}
"""Places of Twisted where pydoctor and we part -> why."""


def test_epytext_fields(tmp_path_factory: pytest.TempPathFactory) -> None:
    epytext = pytest.importorskip("pydoctor.epydoc.markup.epytext")
    refused = pytest.importorskip("pydoctor.epydoc.markup").ParseError
    fields, wrong = Counter[str](), []
    for place, docstring in docstrings(corpora.sources(corpora.TWISTED, tmp_path_factory)):
        try:
            parsed = epytext.parse_docstring(docstring, []).fields if "@" in docstring else ()
        except refused:
            continue
        ours = list(entries(parse(docstring, style_of(docstring, "auto")))) if parsed else []
        for field in parsed:
            fields[field.tag()] += 1
            text = "".join(words(epytext_text(field.body()._tree)))
            if problem := field_problem(field.tag(), field.arg() or "", text, ours):
                wrong.append(f"{place}: @{field.tag()} {field.arg()}: {problem}")
    assert fields["param"] > 1000, "hardly a field was read"
    assert unexplained(wrong, EPYTEXT) == ""


def field_problem(tag: str, argument: str, text: str, ours: list[Entry]) -> str:
    """What of a field is not as it should be; nothing where all is."""
    section = FIELD_SECTIONS.get(tag)
    if section is None:
        return "" if any(entry.text == text for entry in ours) else f"{text} is nowhere"
    sections = {section, "Attributes", "Keyword Arguments"} if tag == "type" else {section}
    same = [entry for entry in ours if entry.section in sections]
    if tag not in {"return", "returns", "yield", "yields"}:
        wanted = named(argument)
        same = [entry for entry in same if words(" ".join(entry.names)) == wanted]
    if any(text in ((entry.type, entry.text) if tag in TYPES else (entry.text,)) for entry in same):
        return ""
    return f"{text} is not {[(entry.type, entry.text) for entry in same]}"


def epytext_text(node: Any) -> str:
    """The text of a parsed docstring as a reader sees it."""
    if node is None or isinstance(node, str):
        return node or ""
    if node.tag in {"link", "uri"}:
        text, target = map(epytext_text, node.children)
        return text if text.removesuffix("()") == target.removesuffix("()") else f"{text} {target}"
    apart = " " if node.tag in {"para", "li", "literalblock", "doctestblock", "ulist", "olist", "epytext"} else ""
    return apart + "".join(map(epytext_text, node.children)) + apart


# NumPy, by numpydoc


NUMPY_SECTIONS = ("Parameters", "Other Parameters", "Attributes", "Methods", "Raises", "Warns")
_WITH_COLON = "the text behind a colon on the line of an exception is part of its name to it"
_TITLE = "a title that is indented further is an entry to it"
NUMPY: Mapping[str, str] = {
    "numpy/_core/fromnumeric.py: choose: Raises": _WITH_COLON,
    "numpy/distutils/system_info.py: _parse_env_order: Raises": _WITH_COLON,
    "numpy/matrixlib/defmatrix.py: I: Raises": _WITH_COLON,
    "numpy/polynomial/polyutils.py: _as_int: Raises": _WITH_COLON,
    "numpy/_core/numeric.py: tensordot": _TITLE,
    "numpy/distutils/ccompiler_opt.py: new_ccompiler_opt": _TITLE,
}
"""Places of NumPy where numpydoc and we part -> why."""
NAME = r"\*{0,2}\w[\w.\[\]]*"
NAMES = re.compile(rf"{NAME}(?:(?:,|,? or|,? and) {NAME})*")


def test_numpy_entries(tmp_path_factory: pytest.TempPathFactory) -> None:
    docscrape = pytest.importorskip("numpydoc.docscrape")
    seen, wrong = Counter[str](), []
    for place, docstring in docstrings(corpora.sources(corpora.NUMPY, tmp_path_factory)):
        if style_of(docstring, "auto") != "numpy":
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed = docscrape.NumpyDocString(docstring)
        except (docscrape.ParseError, ValueError):
            continue
        ours = list(entries(parse(docstring, "numpy")))
        for section in NUMPY_SECTIONS:
            for described in parsed[section]:
                seen[section] += 1
                text = "\n".join(described.desc)
                if problem := entry_problem(section, described.name or described.type, text, ours):
                    wrong.append(f"{place}: {section}: {problem}")
    assert seen["Parameters"] > 1000, "hardly an entry was read"
    assert unexplained(wrong, NUMPY) == ""


def entry_problem(section: str, name: str, text: str, ours: list[Entry], *, is_lazy: bool = False) -> str:
    """What of an entry is not as it should be; `is_lazy` where lines at the margin may go on with it."""
    name = re.sub(r"[`'\"]|:.*|\s*\(.*", "", name.strip())
    if not NAMES.fullmatch(name):
        return ""
    same = [entry for entry in ours if entry.section == section and words(" ".join(entry.names)) == named(name)]
    if not same:
        return f"{name!r} has no entry among {[entry.names for entry in ours if entry.section == section]}"
    # "Added in version" for `versionadded`: a directive may come out as more words.
    most = 10**6 if is_lazy else len(words(text)) + 4 * text.count(".. ")
    whole = (not lost(text, entry.markdown) and len(list(shown_words(entry.markdown))) <= most for entry in same)
    return "" if any(whole) else f"{name!r}: {text!r} is not {[entry.markdown for entry in same]}"


def named(text: str) -> list[str]:
    """The words of names, without those between them."""
    return words(re.sub(r"\s(?:or|and)\s", " ", text))


# Google, by griffe


GOOGLE_SECTIONS = {
    "parameters": "Parameters",
    "other parameters": "Keyword Arguments",
    "attributes": "Attributes",
    "raises": "Raises",
    "warns": "Warns",
}
GOOGLE: Mapping[str, str] = {
    "attention/experimental/_paged_attention.py: get_score_mod": "the name has a backtick before it and none behind",
}
"""Places of PyTorch where griffe and we part -> why."""


@pytest.mark.parametrize("package", ["torch/nn", "torch/distributed"])
def test_google_entries(package: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    griffe = pytest.importorskip("griffe")
    seen, wrong = Counter[str](), []
    for place, docstring in docstrings(corpora.pytorch(tmp_path_factory) / package):
        if style_of(docstring, "auto") != "google":
            continue
        ours = list(entries(parse(docstring, "google")))
        for section in griffe.parse_google(griffe.Docstring(docstring), warnings=False):
            for name, text in google_items(section):
                seen[section.kind.value] += 1
                title = GOOGLE_SECTIONS[section.kind.value]
                if problem := entry_problem(title, name, text, ours, is_lazy=True):  # griffe drops lines at the margin
                    wrong.append(f"{place}: {title}: {problem}")
    assert seen["parameters"] > 100, "hardly an entry was read"
    assert unexplained(wrong, GOOGLE) == ""


def google_items(section: Any) -> Iterator[tuple[str, str]]:
    """The names of a parsed section and their texts."""
    if section.kind.value not in GOOGLE_SECTIONS:
        return
    for item in section.value:
        name = getattr(item, "name", None) or str(item.annotation)
        # It parts "x (:class:`X`): text" at the first colon.
        in_type = "(" in name and ")" not in name
        yield name, re.split(r"\)\]*\)?:|\)\s*:", item.description, maxsplit=1)[-1] if in_type else item.description
