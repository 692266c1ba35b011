"""The repository as pages need it: every file's facts, and what only all of them together show."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from extractor.facts import FileFacts, Import
from extractor.link.callers import CallSite
from extractor.link.coverage import TestUse
from extractor.link.folders import Folder, find_folders
from extractor.link.graph import Links, find_links
from extractor.link.labels import Labels
from extractor.link.layout import Layout, find_layout
from extractor.link.members import Members
from extractor.link.modules import Modules, find_modules
from extractor.link.properties import Properties
from extractor.link.relations import Relations, find_relations
from extractor.link.resolve import Resolver
from extractor.link.stdlib import STANDARD_LIBRARY
from extractor.link.testing import TestCases
from extractor.link.tracking import FACTS, Tracked, Tracker
from extractor.link.views import Graph, OfFiles, tracked, tracked_graph
from extractor.workspace.config import Config
from extractor.workspace.metadata import Metadata

Origin: TypeAlias = Literal["standard library", "third party", "repository"]


@dataclass(frozen=True, slots=True)
class LinkedRepository:
    """All files of one repository, linked; nothing of it changes but what the resolver has looked up.

    Whatever is asked of a certain file, or of what stands in it, is noted in `tracker`.
    """

    config: Config
    metadata: Metadata
    paths: frozenset[str]
    """The files that could be read."""
    files: Mapping[str, FileFacts]
    """By path, in the order of code points."""
    folders: Mapping[str, Folder]
    """By path; the repository's own is the empty string."""
    modules: Modules
    resolver: Resolver
    graph: Graph
    labels: Labels
    members: Members
    properties: Properties
    test_cases: TestCases
    tests: Mapping[str, tuple[TestUse, ...]]
    """Module -> the test files that use it."""
    callers: Mapping[str, tuple[CallSite, ...]]
    """Module -> the calls of what is public in it, in other files."""
    layout: Layout
    tracker: Tracker
    _paths: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Folder -> the files directly in it: every one of them asks for the others."""

    def origin(self, path: str, statement: Import) -> Origin:
        """Return where an import of the file at `path` leads; what the repository has shadows all else."""
        if statement.level or self.modules.place(path, statement) is not None:
            return "repository"
        return "standard library" if statement.module.partition(".")[0] in STANDARD_LIBRARY else "third party"

    def links(self, facts: FileFacts) -> dict[str, object]:
        """Return what linking adds to a file's facts: its dotted name, and the absolute module of each import."""
        imports = facts.python.imports if facts.python else ()
        return {
            "imported_modules": [self.modules.imported(facts.path, statement) for statement in imports],
            "module": self.modules.names.get(facts.path),
        }

    def files_in(self, folder: str) -> list[FileFacts]:
        """Return the facts of the files directly in a folder that could be read, sorted by name."""
        return [self.files[path] for path in self.paths_in(folder)]

    def paths_in(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files directly in a folder that could be read, sorted by name."""
        if folder not in self._paths:
            paths = (posixpath.join(folder, name) for name in self.folders[folder].files)
            self._paths[folder] = tuple(path for path in paths if path in self.paths)
        return self._paths[folder]

    def paths_below(self, folder: str) -> list[str]:
        """Return the paths of the files in a folder and all below that could be read, folder by folder."""
        paths: list[str] = []
        waiting = [folder]
        while waiting:  # a loop, since folders may be nested deeper than calls
            folder = waiting.pop()
            paths += self.paths_in(folder)
            waiting += reversed(self.folders[folder].subfolders)
        return paths

    def role(self, path: str) -> str:
        """Return the configured role of the longest path prefix, or the empty string."""
        matching = (prefix for prefix in self.config.roles if not prefix or f"{path}/".startswith(f"{prefix}/"))
        longest = max(matching, key=len, default=None)
        return "" if longest is None else self.config.roles[longest]


class Linker:
    """Follows what files say of others, one file at a time; what that asks of files it adds to `tracker`."""

    def __init__(self, files: Mapping[str, FileFacts], paths: Iterable[str], metadata: Metadata) -> None:
        self.files = files
        self.paths = sorted(paths)
        self.metadata = metadata
        self.modules = find_modules(self.paths, metadata.roots)
        self.tracker = Tracker()
        self.resolver = Resolver(files, self.modules, self.tracker)

    def links(self, path: str) -> Links:
        """Return what a file says of others."""
        self.tracker.add((path, FACTS))
        return find_links(self.files[path], self.resolver)

    def relations(self) -> dict[str, Relations]:
        """Return the relations of all files."""
        return find_relations({path: self.links(path) for path in self.files})

    def repository(self, relations: Mapping[str, Relations], config: Config) -> LinkedRepository:
        """Return the repository that the files and their relations make."""
        folders = find_folders(self.paths)
        graph = tracked_graph(relations, self.tracker)
        labels = Labels(self.files, graph.bases, self.tracker)
        return LinkedRepository(
            config=config,
            metadata=self.metadata,
            paths=frozenset(self.files),
            files=Tracked(self.files, self.tracker, lambda path: (path, FACTS)),
            folders=folders,
            modules=self.modules,
            resolver=self.resolver,
            graph=graph,
            labels=labels,
            members=Members(self.files, graph.bases, labels, self.tracker),
            properties=Properties(self.files, graph.bases, self.tracker),
            test_cases=TestCases(self.files, graph.bases, self.tracker),
            tests=tracked(OfFiles(relations, lambda of_file: of_file.tests), self.tracker),
            callers=tracked(OfFiles(relations, lambda of_file: of_file.callers), self.tracker),
            layout=find_layout(config.output_dir, folders),
            tracker=self.tracker,
        )


def link(files: Iterable[FileFacts], paths: Iterable[str], config: Config, metadata: Metadata) -> LinkedRepository:
    """Return the repository that the files at `paths` make; `files` are those whose facts are asked for."""
    by_path = {facts.path: facts for facts in sorted(files, key=lambda facts: facts.path)}
    linker = Linker(by_path, paths, metadata)
    return linker.repository(linker.relations(), config)
