"""Architecture & Design: where the file stands in the project, and beside what."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.link.summaries import first_sentence, folder_paragraph
from extractor.rendering.diagrams import Diagram, inheritance, neighbour_graph
from extractor.rendering.subject import Subject


@dataclass(frozen=True)
class Architecture:
    """The folder (empty: the repository's own), its configured role, what it says of itself, and two diagrams."""

    folder: str
    role: str
    description: str
    neighbours: Diagram
    inheritance: Diagram


def architecture(subject: Subject) -> Architecture:
    """Return the file's place; the folder's own words only where no role is configured."""
    repository = subject.repository
    role = repository.role(subject.path)
    names = repository.folders[subject.folder].files
    words = "" if role or subject.python is None else folder_paragraph(repository.files, subject.folder, names)
    return Architecture(
        folder=subject.folder,
        role=role,
        description=first_sentence(words),
        neighbours=neighbour_graph(subject),
        inheritance=inheritance(subject),
    )
