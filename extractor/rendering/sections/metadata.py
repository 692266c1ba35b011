"""File Metadata: what a directory listing would tell, and the module's name."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.extraction.kinds import extension_of
from extractor.rendering.subject import Subject

_KIB = 1024


@dataclass(frozen=True)
class FileMetadata:
    """What the section shows; None leaves a line out."""

    path: str
    size: str
    type: str
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
        extension=extension_of(file.path),
        module=subject.module,
        encoding=None if file.encoding == "utf-8" else file.encoding,
    )
