"""A repository as one run found it, and the units that its pages are made by.

What links it is behind the first question: a run that finds every page as it should be asks none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from extractor.link.folders import Folder, find_folders
from extractor.link.layout import Layout, find_layout
from extractor.reading.gather import Gathered
from extractor.workspace.config import Config
from extractor.workspace.discover import Discovery
from extractor.workspace.metadata import Metadata, read_metadata
from extractor.workspace.template_files import TemplateFiles

if TYPE_CHECKING:
    from extractor.link.repository import Linker


class Unit(NamedTuple):
    """What pages are made for together: a file, a folder, or the repository as a whole."""

    kind: Literal["file", "folder", "repository"]
    path: str = ""


@dataclass(frozen=True)
class Site:
    """A repository as it stands, of which pages are to be made."""

    root: Path
    config: Config
    discovery: Discovery
    gathered: Gathered
    template_files: TemplateFiles | None = None
    """Those of the user."""

    @cached_property
    def metadata(self) -> Metadata:
        """What the project says of itself."""
        return read_metadata(self.root)

    @cached_property
    def folders(self) -> dict[str, Folder]:
        """The folders of the sources."""
        return find_folders(self.discovery.sources)

    @cached_property
    def layout(self) -> Layout:
        """Where the pages stand."""
        return find_layout(self.config.output_dir, self.folders)

    @cached_property
    def linker(self) -> Linker:
        """What follows the names of all files."""
        from extractor.link.repository import Linker

        return Linker(self.gathered.facts(), self.discovery.sources, self.metadata)

    def units(self) -> Iterator[Unit]:
        """Yield every unit in the order of the pages; a file that cannot be read is none."""
        yield from (Unit("file", path) for path in self.gathered.entries)
        yield from (Unit("folder", folder) for folder in self.folders)
        yield Unit("repository")

    def weight(self, unit: Unit) -> int:
        """Return a measure of the time that the pages of a unit take."""
        if unit.kind == "file":
            return len(bytes(self.gathered.entries[unit.path].facts))
        return sys.maxsize if unit.kind == "repository" else 0
