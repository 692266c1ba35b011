"""Small repositories, linked from the texts of their files."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

from extractor.extraction.file import extract_file
from extractor.facts import Import, PythonFacts
from extractor.link.repository import LinkedRepository, link
from extractor.link.resolve import Target
from extractor.workspace.config import Config
from extractor.workspace.metadata import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def linked(files: Mapping[str, str] | Iterable[str], roots: tuple[str, ...] = (), **settings: Any) -> LinkedRepository:
    """The repository that files of these texts make; of mere paths, one of empty files."""
    texts = {path: dedent(files[path]) if hasattr(files, "keys") else "" for path in files}
    facts = [extract_file(path, text.encode()) for path, text in texts.items()]
    return link(facts, texts, Config(project="Small", **settings), Metadata(roots=roots))


def imports_of(path: str, files: Mapping[str, str], roots: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The files of the repository that one of them imports."""
    return linked(files, roots).graph.imports.get(path, ())


def leads_to(path: str, name: str, files: Mapping[str, str]) -> str | None:
    """Where a dotted name in a file leads, as `path` of a module or `path:qualname`."""
    return shown(linked(files).resolver.dotted(path, name))


def statements(repository: LinkedRepository, path: str) -> tuple[Import, ...]:
    """The imports of a file."""
    body = repository.files[path].body
    assert isinstance(body, PythonFacts)
    return body.imports


def shown(target: Target | None) -> str | None:
    """A target on one line."""
    return target and ":".join(filter(None, (target.path, target.qualname)))
