"""File Metadata: what a directory listing would tell, and the module's name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.extraction.kinds import extension_of
from extractor.rendering.subject import Subject

_KIB = 1024
_VOWELS, _SPOKEN_AS_VOWELS = frozenset("AEIO"), frozenset("AEFHILMNORSX")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9#]*\b(?<!NASM)(?<!SWIG)(?<!HIP)")
"""A word that is spelled out; those left out are spoken as words."""


@dataclass(frozen=True)
class FileMetadata:
    """What the section shows; None leaves a line out."""

    path: str
    size: str
    type: str
    kind: str
    """The type as a noun with its article: "a Text File", "an INI Configuration file"."""
    extension: str
    module: str | None
    encoding: str | None


def metadata(subject: Subject) -> FileMetadata:
    """Return the section's facts; the encoding only where it is not UTF-8."""
    file = subject.file
    return FileMetadata(
        path=file.path,
        size=f"{file.size:,} bytes ({file.size / _KIB:.2f} KB)",
        type=subject.kind.label,
        kind=_noun(subject.kind.label),
        extension=extension_of(file.path),
        module=subject.module,
        encoding=None if file.encoding == "utf-8" else file.encoding,
    )


def _noun(label: str) -> str:
    """Return the label of a kind of files as a noun with its article; many are no nouns of a single file."""
    vowels = _SPOKEN_AS_VOWELS if _ACRONYM.match(label) else _VOWELS
    article = "an" if label[0] in vowels else "a"
    return f"{article} {label}" if label.lower().endswith("file") else f"{article} {label} file"
