"""One file's bytes -> facts: pure, picklable, and without a word about other files."""

from __future__ import annotations

import msgspec

from extractor.extraction.decode import Decoded, decode, lines_normalised
from extractor.extraction.kinds import interpreter_of, kind_of
from extractor.extraction.readers import READERS
from extractor.facts import Body, FileFacts, Problem
from extractor.system.files import digest_of
from extractor.workspace.secrets import Redacted, redact


def extract_file(path: str, data: bytes) -> FileFacts:
    """Return all that the bytes of the file at `path` say; raises MemoryError or RecursionError alone.

    What cannot be read becomes a `Problem` in the body: a syntax error, an unknown encoding, or a defect of ours, each
    with its reason. What happens to the process is no fact, and left to `extractor.reading.tasks`.
    """
    decoded, redacted = _redacted(path, data)
    return _facts(path, data, decoded, redacted, decoded.problem or _body(redacted.text, path))


def read_source(path: str, data: bytes) -> str:
    """Return a file's text as it was extracted: line ends as LF, a word in place of each secret."""
    return _redacted(path, data)[1].text


def read_text(path: str, data: bytes) -> str:
    """Return a file's text with its secrets: for files that have none, and for what quotes nothing of the text."""
    return lines_normalised(_decoded(path, data).text)


def _decoded(path: str, data: bytes) -> Decoded:
    return decode(data, READERS[kind_of(path).family].has_cookie)


def _redacted(path: str, data: bytes) -> tuple[Decoded, Redacted]:
    decoded = _decoded(path, data)
    return decoded, redact(lines_normalised(decoded.text))


def _facts(path: str, data: bytes, decoded: Decoded, redacted: Redacted, body: Body) -> FileFacts:
    if redacted.secrets and isinstance(body, Problem):  # an unknown encoding may be called like one
        body = msgspec.structs.replace(body, reason=redact(body.reason).text)
    return FileFacts(
        path=path,
        size=len(data),
        digest=digest_of(data),
        encoding=decoded.encoding,
        body=body,
        has_shebang=decoded.text.startswith("#!"),
        interpreter=interpreter_of(redacted.text),
        secrets=redacted.secrets,
    )


def _body(text: str, path: str) -> Body:
    kind = kind_of(path, interpreter_of(text))
    reader = READERS[kind.family]
    if len(text) > reader.most:
        return Problem(kind="limit", reason=f"a file of more than {reader.most:,} characters is not read")
    try:
        return reader.read(text, kind)
    except (MemoryError, RecursionError):  # accidents of this process are no facts
        raise
    except Exception as error:  # a construct that we misread costs its file's depth, never the run
        return Problem(kind="internal", reason=f"extractor cannot read it ({type(error).__name__}); please report it")
