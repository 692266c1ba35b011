"""Bytes -> text, without ever raising: what is not text becomes visible in it, and for Python a stated problem.

The order: a byte order mark, then for Python the encoding cookie (PEP 263), then UTF-8, then what shows the most.
Newlines are left as they are; `lines_normalised` makes them one kind where a page embeds the text.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from extractor.facts import Problem, Struct

REPLACEMENT = "\ufffd"
"""Stands for every byte that is no text."""


class Decoded(Struct, frozen=True):
    """The text of a file; always encodable as UTF-8, without a byte order mark and without NUL."""

    text: str
    encoding: str
    """Python's canonical codec name; `utf-8` too where undecodable bytes were replaced."""
    problem: Problem | None = None
    """Why Python itself would refuse to decode the file; None for every other kind of file."""


class _Cookie(NamedTuple):
    """An encoding declaration: the name as written, and its line."""

    name: str
    line: int


# UTF-32's little-endian mark begins with UTF-16's: the longer ones go first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)

# Known to Python on Windows only, as whatever that machine is set to: no two readers would see the same text.
_MACHINE_CODECS = frozenset({"mbcs", "ansi", "dbcs", "oem"})

# Every printable ASCII character, and the escapes of the codecs that give one a meaning of its own. A codec that
# changes any of it reads another source than the one on the page. Those whose decoders take quadratic time, `idna` and
# `punycode`, are among them.
_PROBE = "".join(map(chr, range(0x20, 0x7F))).replace("\\", "") + r"\x41\u0041\n+AGE-~{.xn--a-ecp.ru"

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")
# Both expressions are PEP 263's.
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?[\r\n]*$")

# What Latin-1 must not hold to be believed: control characters that no text file has.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")

_LONGEST_NAME = 40


def decode(data: bytes, is_python: bool) -> Decoded:
    """Return the text of any bytes; where Python would not decode them as source, with the reason beside it."""
    for mark, encoding, family in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            problem = _marked_problem(data, mark, family) if is_python else None
            return _visible(data[len(mark) :].decode(encoding.removesuffix("-sig"), "replace"), encoding, problem)
    cookie = _cookie(data) if is_python else None
    if cookie is None:
        return _unmarked(data, is_python)
    return _declared(data, cookie)


def lines_normalised(text: str) -> str:
    """Return the text with LF for every CRLF and every lone CR; nothing else changes, the last line included."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cookie(data: bytes) -> _Cookie | None:
    """Return the encoding cookie of the first two lines, as `tokenize.detect_encoding` finds it.

    The search is one over bytes, as the compiler's is: a cookie's line may hold bytes of the encoding that it names.
    """
    first = _line(data, 0)
    if match := _COOKIE.match(first):
        return _Cookie(match[1].decode("ascii"), 1)
    if _BLANK.match(first) and (match := _COOKIE.match(_line(data, len(first)))):
        return _Cookie(match[1].decode("ascii"), 2)
    return None


def _line(data: bytes, start: int) -> bytes:
    match = _LINE.match(data, start)
    return match[0] if match else b""


def _declared(data: bytes, cookie: _Cookie) -> Decoded:
    """Decode as the cookie says; where that is impossible, otherwise, with the reason."""
    codec = _codec(cookie.name)
    reason = _refusal(codec)
    if not reason:
        try:
            return _visible(data.decode(codec), codecs.lookup(codec).name, _nul_problem(data))
        except UnicodeError as error:
            reason = f"cannot decode {_where(data, error)}"
    return _fallback(data, _problem(f"the encoding cookie names `{_shown(cookie.name)}`, which {reason}", cookie.line))


def _codec(name: str) -> str:
    """Return the codec of a cookie's name, without the suffixes that editors add (`utf-8-unix`).

    The rule is the compiler's own: the first twelve characters, in lower case, with hyphens.
    """
    head = name[:12].lower().replace("_", "-")
    if head == "utf-8" or head.startswith("utf-8-"):
        return "utf-8"
    latin = ("latin-1", "iso-8859-1", "iso-latin-1")
    return "iso-8859-1" if head in latin or head.startswith(tuple(f"{alias}-" for alias in latin)) else name


def _refusal(codec: str) -> str:
    """Return why a source cannot be written in the codec, as the end of "which ..."; empty when it can."""
    try:
        known = codecs.lookup(codec).name not in _MACHINE_CODECS
    except (LookupError, ValueError, OSError, ImportError):
        known = False
    if not known:
        return "Python does not know"
    try:
        return "" if _PROBE.encode("ascii").decode(codec) == _PROBE else "does not leave ASCII text as it is"
    except LookupError:
        return "is no text encoding"
    except UnicodeError:
        return "does not leave ASCII text as it is"


def _marked_problem(data: bytes, mark: bytes, family: str) -> Problem | None:
    """Return why Python refuses a source that begins with a byte order mark, if it does."""
    opening = f"the file begins with a {family} byte order mark"
    if mark != codecs.BOM_UTF8:
        return _problem(f"{opening}, and Python reads no source in {family}", 1)
    source = data[len(mark) :]
    cookie = _cookie(source)
    if cookie and (_refusal(_codec(cookie.name)) or codecs.lookup(_codec(cookie.name)).name != "utf-8"):
        return _problem(f"{opening}, but its encoding cookie names `{_shown(cookie.name)}`", cookie.line)
    return _utf8_problem(source, f"{opening}, but is not valid UTF-8") or _nul_problem(source)


def _unmarked(data: bytes, is_python: bool) -> Decoded:
    """Decode bytes that do not say what they are."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        reason = "the file is not valid UTF-8, and no encoding cookie names another encoding"
        return _fallback(data, _utf8_problem(data, reason) if is_python else None)
    return _visible(text, "utf-8", _nul_problem(data) if is_python else None)


def _fallback(data: bytes, problem: Problem | None) -> Decoded:
    """Decode as UTF-8, else as Latin-1 when that is printable, else as UTF-8 with what is not replaced."""
    try:
        return _visible(data.decode("utf-8"), "utf-8", problem)
    except UnicodeDecodeError:
        latin = "utf-8" if _CONTROL.search(data) else "iso8859-1"
        return _visible(data.decode(latin, "replace"), latin, problem)


def _visible(text: str, encoding: str, problem: Problem | None) -> Decoded:
    """Wrap the text, its NUL characters replaced: no tool down the line reads them alike."""
    return Decoded(text=text.replace("\0", REPLACEMENT), encoding=encoding, problem=problem)


def _nul_problem(data: bytes) -> Problem | None:
    position = data.find(b"\0")
    return None if position < 0 else _problem("the file holds a NUL byte", _line_number(data, position))


def _utf8_problem(data: bytes, reason: str) -> Problem | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _problem(reason, _line_number(data, error.start))
    return None


def _where(data: bytes, error: UnicodeError) -> str:
    """Return which byte a codec stumbled over; some codecs do not tell."""
    if not isinstance(error, UnicodeDecodeError) or not 0 <= error.start < len(data):
        return "the file"
    return f"the byte 0x{data[error.start]:02x} on line {_line_number(data, error.start)}"


def _line_number(data: bytes, position: int) -> int:
    """Return the line of a byte, counted from 1, CRLF, CR and LF each ending one."""
    before = data[:position]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def _shown(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def _problem(reason: str, line: int) -> Problem:
    return Problem(kind="encoding", reason=reason, line=line)
