"""The file that a page is about, with all that its sections ask for."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from extractor.config import Config
from extractor.extract.kinds import Kind, kind_of
from extractor.facts import FileFacts, Problem, PythonFacts
from extractor.link.names import imported_names
from extractor.link.repository import Repository
from extractor.render import markdown


def docs_name(name: str) -> str:
    """Return the name of a file's documentation page."""
    return f"{name}_docs.md"


def keywords_name(name: str) -> str:
    """Return the name of a file's keyword page."""
    return f"{name}_kw.md"


def page_paths(config: Config, path: str) -> tuple[str, str]:
    """Return the paths of a source's documentation page and keyword page in the repository."""
    page = posixpath.join(config.output_dir, path)
    return docs_name(page), keywords_name(page)


@dataclass(frozen=True)
class Subject:
    """One file of a repository, seen from its two pages, which stand in the same folder."""

    file: FileFacts
    text: str
    """The decoded source with line ends as LF."""
    repository: Repository

    @property
    def path(self) -> str:
        """The file's path in the repository."""
        return self.file.path

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return posixpath.basename(self.path)

    @property
    def folder(self) -> str:
        """The file's folder; the repository's own is the empty string."""
        return posixpath.dirname(self.path)

    @cached_property
    def kind(self) -> Kind:
        """What kind of file it is."""
        return kind_of(self.path)

    @property
    def python(self) -> PythonFacts | None:
        """The facts of a Python file that parsed, else None."""
        return self.file.body if isinstance(self.file.body, PythonFacts) else None

    @property
    def problem(self) -> Problem | None:
        """Why the file has no facts, or None."""
        return self.file.body if isinstance(self.file.body, Problem) else None

    @property
    def module(self) -> str | None:
        """The dotted name of an importable Python file."""
        return self.repository.modules.names.get(self.path)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the module's imports bind, as dotted origins."""
        return imported_names(self.python.imports) if self.python else {}

    @property
    def docs_page(self) -> str:
        """The path of the documentation page in the repository."""
        return page_paths(self.repository.config, self.path)[0]

    @property
    def keywords_page(self) -> str:
        """The path of the keyword page in the repository."""
        return page_paths(self.repository.config, self.path)[1]

    def page_of(self, path: str) -> str:
        """Return the path of the documentation page of another source of the repository."""
        return page_paths(self.repository.config, path)[0]

    def href(self, target: str, fragment: str = "") -> str:
        """Return the link from either page to another path of the repository."""
        return markdown.href(self.docs_page, target, fragment)


def is_detailed(qualname: str, config: Config) -> bool:
    """Tell whether a definition has a place in the API reference: private names only where the settings say so."""
    return config.private or not any(map(is_private, qualname.split(".")))


def is_private(name: str) -> bool:
    """Tell whether a name is private by convention (PEP 8); special methods are not."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
