"""Bytes to text: nothing raises, nothing is lost from sight, and Python's own rules for source are kept."""

from __future__ import annotations

import ast
import codecs
import encodings.aliases
import io
import re
import tokenize
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.extraction.decode import Decoded, decode, lines_normalised

EVERY_CODEC = sorted(
    {*encodings.aliases.aliases, *encodings.aliases.aliases.values()}
    | {"charmap", "idna", "mbcs", "oem", "palmos", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}
)


def reason(data: bytes) -> str:
    problem = decode(data, is_python=True).problem
    return problem.reason if problem else ""


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        (b"plain\n", "plain\n", "utf-8"),
        ("größe → 日本".encode(), "größe → 日本", "utf-8"),
        (codecs.BOM_UTF8 + b"a\r\n", "a\r\n", "utf-8-sig"),
        (codecs.BOM_UTF16_LE + "aé".encode("utf-16-le"), "aé", "utf-16-le"),
        (codecs.BOM_UTF16_BE + "aé".encode("utf-16-be"), "aé", "utf-16-be"),
        (codecs.BOM_UTF32_LE + "a😀".encode("utf-32-le"), "a😀", "utf-32-le"),
        (codecs.BOM_UTF32_BE + "a😀".encode("utf-32-be"), "a😀", "utf-32-be"),
        (b"gr\xf6\xdfe\n", "größe\n", "iso8859-1"),
        (b"page\x0cvertical\x0bcolour\x1b[0m \xe9", "page\x0cvertical\x0bcolour\x1b[0m é", "iso8859-1"),
        # what is undecodable and does not look like Latin-1 is replaced, one sign for each maximal part
        (b"a\x00\xff", "a\ufffd\ufffd", "utf-8"),
        (b"smart \x93quotes\x94", "smart \ufffdquotes\ufffd", "utf-8"),
        (b"\x7f\xe9", "\x7f\ufffd", "utf-8"),
        (b"nul \x00 in text", "nul \ufffd in text", "utf-8"),
        # an odd byte at the end of UTF-16, half a pair, a mark alone
        (codecs.BOM_UTF16_LE + b"a\x00b", "a\ufffd", "utf-16-le"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "\ufffd", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "", "utf-16-be"),
        (codecs.BOM_UTF8 + b"\xff", "\ufffd", "utf-8-sig"),
    ],
)
def test_text_of_any_file(data: bytes, text: str, encoding: str) -> None:
    assert decode(data, is_python=False) == Decoded(text=text, encoding=encoding)


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"# coding: latin-1\n'\xe9'\n", "# coding: latin-1\n'é'\n", "iso8859-1"),
        (
            b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\n'\x93'",
            "#!/usr/bin/python\n# -*- coding: cp1252 -*-\n'“'",
            "cp1252",
        ),
        (b"\n# vim: set fileencoding=koi8-r :\n'\xc1'", "\n# vim: set fileencoding=koi8-r :\n'а'", "koi8-r"),
        (b"\x0c# coding=utf8\n'\xc3\xa9'", "\x0c# coding=utf8\n'é'", "utf-8"),
        (b"# coding: utf-8-unix\n'\xc3\xa9'", "# coding: utf-8-unix\n'é'", "utf-8"),
        (b"# coding: Latin_1-dos\n'\xe9'", "# coding: Latin_1-dos\n'é'", "iso8859-1"),
        (b"# coding: shift_jis\n'\x93\xfa'", "# coding: shift_jis\n'日'", "shift_jis"),
        # a cookie's line may hold bytes of the encoding that it names
        (b"# caf\xe9\r# \xe9 coding: latin-1", "# café\r# é coding: latin-1", "iso8859-1"),
        (codecs.BOM_UTF8 + b"# coding: utf-8\n", "# coding: utf-8\n", "utf-8-sig"),
        # what is no cookie: on line three, after a statement, outside of a comment
        (b"\n\n# coding: latin-1\n'\xc3\xa9'", "\n\n# coding: latin-1\n'é'", "utf-8"),
        (b"x = 1\n# coding: latin-1\n'\xc3\xa9'", "x = 1\n# coding: latin-1\n'é'", "utf-8"),
        (b"coding = 'latin-1'\n'\xc3\xa9'", "coding = 'latin-1'\n'é'", "utf-8"),
    ],
)
def test_python_source_that_says_its_encoding(data: bytes, text: str, encoding: str) -> None:
    assert decode(data, is_python=True) == Decoded(text=text, encoding=encoding)


@pytest.mark.parametrize(
    ("data", "text", "line", "sentence"),
    [
        (
            b"# coding: uft-8\n'\xc3\xa9'",
            "# coding: uft-8\n'é'",
            1,
            "the encoding cookie names `uft-8`, which Python does not know",
        ),
        (b"\n# coding: hex\n", "\n# coding: hex\n", 2, "the encoding cookie names `hex`, which is no text encoding"),
        (
            b"# coding: ascii\n\n'\xe9'",
            "# coding: ascii\n\n'é'",
            1,
            "the encoding cookie names `ascii`, which cannot decode the byte 0xe9 on line 3",
        ),
        (
            b"# coding: utf-7\n+AGE-",
            "# coding: utf-7\n+AGE-",
            1,
            "the encoding cookie names `utf-7`, which does not leave ASCII text as it is",
        ),
        (
            codecs.BOM_UTF8 + b"# coding: latin-1\n",
            "# coding: latin-1\n",
            1,
            "the file begins with a UTF-8 byte order mark, but its encoding cookie names `latin-1`",
        ),
        (
            codecs.BOM_UTF8 + b"x\n\xff",
            "x\n\ufffd",
            2,
            "the file begins with a UTF-8 byte order mark, but is not valid UTF-8",
        ),
        (
            codecs.BOM_UTF16_LE + "x".encode("utf-16-le"),
            "x",
            1,
            "the file begins with a UTF-16 byte order mark, and Python reads no source in UTF-16",
        ),
        (
            b"x = 1\r\n\r'\xe9'",
            "x = 1\r\n\r'é'",
            3,
            "the file is not valid UTF-8, and no encoding cookie names another encoding",
        ),
        (b"x\n\x00", "x\n\ufffd", 2, "the file holds a NUL byte"),
    ],
)
def test_python_source_that_python_refuses(data: bytes, text: str, line: int, sentence: str) -> None:
    decoded = decode(data, is_python=True)
    assert decoded.text == text
    assert decoded.problem is not None
    assert (decoded.problem.kind, decoded.problem.line, decoded.problem.reason) == ("encoding", line, sentence)


def test_only_python_source_can_have_a_problem() -> None:
    for data in (b"\xff", b"# coding: nonsense\n", b"\x00", codecs.BOM_UTF16_LE):
        assert decode(data, is_python=False).problem is None


def test_a_long_cookie_is_cut_visibly() -> None:
    assert f"`{'a' * 40}…`" in reason(b"# coding: " + b"a" * 1_000_000)


@pytest.mark.parametrize("codec", EVERY_CODEC)
def test_no_codec_raises_or_damages_the_text(codec: str) -> None:
    head = f"# coding: {codec}\n".encode()
    for tail in (
        b"",
        b"x = '\\n\\ud800'\n",
        b"\x00",
        b"+2AA-",
        bytes(range(256)),
        b"\x1b$B\xff" * 50,
        b"xn--a-ecp." * 50,
    ):
        decoded = decode(head + tail, is_python=True)
        assert "\0" not in decoded.text
        assert decoded.text.encode()
        assert decoded.text.startswith(head.decode())


@pytest.mark.parametrize("codec", ["idna", "punycode"])
def test_a_codec_that_is_slow_by_nature_is_never_run(codec: str) -> None:
    assert "ASCII" in reason(f"# coding: {codec}\n".encode() + b"xn--" + b"a-" * 1_000_000)


@pytest.mark.parametrize("codec", EVERY_CODEC)
def test_an_accepted_codec_reads_what_the_compiler_reads(codec: str) -> None:
    data = f"# coding: {codec}\nx = 'plain ".encode() + b"\xa4\xa2\xa4\xa4'\n"
    decoded = decode(data, is_python=True)
    if decoded.problem is None:
        assert ast.dump(ast.parse(decoded.text)) == ast.dump(ast.parse(data))


LINES = st.lists(
    st.sampled_from(
        ["# coding: ", "#coding=", "# -*- coding: ", "coding: ", "utf-8", "latin-1", "UTF_8-x", "uft", "hex"]
    )
    | st.sampled_from([" ", "\t", "\x0c", "#", "x = 1", "'''", "\n", "\n\n", "ascii", "cp1252", "-*-"]),
    max_size=8,
).map("".join)


@given(LINES)
@example("#\n#coding: latin-1")
def test_the_encoding_is_the_one_that_tokenize_detects(source: str) -> None:
    data = source.encode()
    try:
        detected = codecs.lookup(tokenize.detect_encoding(io.BytesIO(data).readline)[0]).name
    except SyntaxError:
        assert decode(data, is_python=True).problem
        return
    decoded = decode(data, is_python=True)
    assert decoded.problem or decoded.encoding == detected


# No undecodable byte in a comment: the compiler lets that pass in a string of bytes, but not in a file.
SOURCES = st.lists(
    st.sampled_from(
        [b"# coding: utf-8\n", b"# coding: latin-1\n", b"# coding: ascii\n", b"# coding: uft\n", b"\xef\xbb\xbf"]
    )
    | st.sampled_from([b"#\n", b"\n", b"\r", b"x = '\xc3\xa9'\n", b"x = '\xe9'\n", b"y = 1\n", b"\0"]),
    max_size=6,
).map(b"".join)


@given(SOURCES)
def test_what_the_compiler_accepts_has_no_problem_and_the_other_way_round(data: bytes) -> None:
    # A mark that is not the first thing is a character like any other, and no name's.
    if data.rfind(codecs.BOM_UTF8) > 0:
        return
    decoded = decode(data, is_python=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError):
            assert decoded.problem
        else:
            assert decoded.problem is None
            assert ast.dump(ast.parse(decoded.text)) == ast.dump(tree)


@given(st.binary(), st.booleans())
@example(codecs.BOM_UTF32_LE + b"\x00", True)
@example(codecs.BOM_UTF16_LE + b"\x00\xdc\x00", False)
def test_any_bytes_decode_to_encodable_text(data: bytes, is_python: bool) -> None:
    decoded = decode(data, is_python)
    assert decoded.text.encode().decode() == decoded.text
    assert "\0" not in decoded.text
    assert codecs.lookup(decoded.encoding).name == decoded.encoding
    assert is_python or decoded.problem is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    expected = text.removeprefix("\ufeff").replace("\0", "\ufffd")
    assert decode(text.encode(), is_python=False).text == expected


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("", ""),
        ("a\nb", "a\nb"),
        ("a\r\nb\rc\n\r\r\n", "a\nb\nc\n\n\n"),
        ("\u2028\x0b\x0c\x85", "\u2028\x0b\x0c\x85"),
    ],
)
def test_only_crlf_and_cr_become_lf(text: str, normalised: str) -> None:
    assert lines_normalised(text) == normalised


@given(st.text(alphabet="a\r\n"))
def test_normalised_lines_are_those_of_universal_newlines(text: str) -> None:
    assert lines_normalised(text) == io.StringIO(text, newline=None).read()
    assert not re.search("\r", lines_normalised(text))
