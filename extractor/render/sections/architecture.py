"""Architecture & Design: where the file stands in the project."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.render.subject import Subject


@dataclass(frozen=True)
class Architecture:
    """The folder (empty: the repository's own) and its configured role (empty: none)."""

    folder: str
    role: str


def architecture(subject: Subject) -> Architecture:
    """Return the file's folder and role."""
    return Architecture(folder=subject.folder, role=subject.repository.role(subject.path))
