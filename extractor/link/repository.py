"""The repository as pages need it: every file's facts, and what only all of them together show."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from extractor.config import Config
from extractor.facts import FileFacts, PythonFacts
from extractor.link.modules import Modules, find_modules
from extractor.link.stdlib import STANDARD_LIBRARY
from extractor.metadata import Metadata

Origin: TypeAlias = Literal["standard library", "third party", "repository"]

_TEST_FOLDERS = ("test", "tests")


@dataclass(frozen=True, slots=True)
class Repository:
    """All files of one repository, linked; immutable."""

    config: Config
    metadata: Metadata
    files: Mapping[str, FileFacts]
    """By path, in the order of code points."""
    folders: Mapping[str, tuple[str, ...]]
    """Folder -> names of the files in it, sorted; the repository's own folder is the empty string."""
    modules: Modules

    def origin(self, module: str) -> Origin:
        """Return where an absolute module comes from; the repository's own modules shadow all others."""
        if self.modules.holds(module):
            return "repository"
        top = module.partition(".")[0]
        if self.modules.holds(top) and top not in STANDARD_LIBRARY:
            return "repository"
        return "standard library" if top in STANDARD_LIBRARY else "third party"

    def links(self, facts: FileFacts) -> dict[str, object]:
        """Return what linking adds to a file's facts: its dotted name, and the absolute module of each import."""
        imports = facts.body.imports if isinstance(facts.body, PythonFacts) else ()
        return {
            "imported_modules": [self.modules.imported(facts.path, each) for each in imports],
            "module": self.modules.names.get(facts.path),
        }

    def role(self, path: str) -> str:
        """Return the configured role of the longest path prefix, or the empty string."""
        matching = (prefix for prefix in self.config.roles if not prefix or f"{path}/".startswith(f"{prefix}/"))
        longest = max(matching, key=len, default=None)
        return "" if longest is None else self.config.roles[longest]

    @property
    def test_folder(self) -> str:
        """The top-level folder of the tests, by its customary name; `test` where there is none."""
        tops = {folder.partition("/")[0] for folder in self.folders}
        return next((name for name in _TEST_FOLDERS if name in tops), _TEST_FOLDERS[0])


def link(files: Iterable[FileFacts], paths: Iterable[str], config: Config, metadata: Metadata) -> Repository:
    """Return the repository that the files at `paths` make; `files` are those whose facts are asked for."""
    ordered = sorted(paths)
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in ordered:
        folder, name = posixpath.split(path)
        folders[folder].append(name)
    return Repository(
        config=config,
        metadata=metadata,
        files={facts.path: facts for facts in sorted(files, key=lambda facts: facts.path)},
        folders={folder: tuple(sorted(names)) for folder, names in sorted(folders.items())},
        modules=find_modules(ordered),
    )
