"""What programs may do with a repository: the functions of `extractor`, each one call of what the commands do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from extractor import pipeline
from extractor.comparison.since import Comparison
from extractor.comparison.since import compare as compare_with
from extractor.errors import ExtractorError, UsageError
from extractor.extraction.file import extract_file
from extractor.facts import FileFacts, Problem, Unreadable
from extractor.incremental.models import current_text, find_templates
from extractor.link.coverage import TestUse
from extractor.link.repository import LinkedRepository, link
from extractor.link.resolve import Target
from extractor.publish import write
from extractor.publish.content import content_of
from extractor.publish.outcome import Outcome
from extractor.publish.write import Act
from extractor.reading.gather import gather
from extractor.rendering.book import Book
from extractor.rendering.docs_page import docs_page
from extractor.rendering.keyword_page import keyword_page
from extractor.rendering.subject import Subject
from extractor.system.files import digest_of
from extractor.workspace.config import SETTINGS, Config, config_file, load, require_folder
from extractor.workspace.discover import discover
from extractor.workspace.metadata import read_metadata
from extractor.workspace.template_files import template_files

if TYPE_CHECKING:
    from extractor.rendering.environment import Templates

__all__ = [
    "Comparison",
    "Config",
    "ExtractorError",
    "FileFacts",
    "Outcome",
    "Repository",
    "build",
    "compare",
    "extract",
    "load_config",
    "read",
    "render",
]

Mode: TypeAlias = Literal["write", "check", "diff"]
Page: TypeAlias = Literal["docs", "kw"]
_ACTS: Mapping[Mode, Act] = {"write": write.write, "check": write.check, "diff": write.diff}
_PAGES = {"docs": docs_page, "kw": keyword_page}


@dataclass(frozen=True)
class Repository:
    """The sources of a repository as they were read: the facts of each, and what they say of each other.

    Paths are relative to the root, with forward slashes. A path that is no source raises KeyError.
    """

    root: Path
    files: Mapping[str, FileFacts]
    """By path, sorted; what does not parse has a `Problem` in its body."""
    unreadable: tuple[Unreadable, ...]
    """The sources that could not be read; they are not among the files."""
    lint_problem: str
    """Why the facts lack what ruff finds; empty where they do not."""
    linked: LinkedRepository
    """What linking found, for `render`; internal."""

    # Kept for all pages that are rendered: compiling the templates takes longer than most pages.

    @cached_property
    def _book(self) -> Book:
        return Book(self.linked)

    @cached_property
    def _templates(self) -> Templates:
        return find_templates(template_files(self.root, self.linked.config))

    def resolve(self, path: str, name: str, scope: str = "") -> Target | None:
        """Return the file and qualified name that a dotted name in a source leads to, None where that is outside.

        `scope` is the qualified name of the class or function that the name stands in; empty for the module.
        """
        _ = self.files[path]  # raises KeyError for what is no source
        return self.linked.resolver.dotted(path, name, scope)

    def imported_by(self, path: str) -> tuple[str, ...]:
        """Return the sources that import one, sorted."""
        _ = self.files[path]
        return self.linked.graph.imported_by.get(path, ())

    def tests_of(self, path: str) -> tuple[TestUse, ...]:
        """Return the files of tests that use a source, sorted by path, each with those of its tests that name it."""
        _ = self.files[path]
        return self.linked.tests.get(path, ())


def extract(path: str, data: bytes) -> FileFacts:
    """Return all that the bytes of a file say; its path, relative to its repository, says what kind of file it is.

    Nothing is read from the disk, and nothing raises: what cannot be read becomes a `Problem` in the body. A file that
    takes too much memory can end the process all the same; `read` extracts in processes of its own.
    """
    try:
        return extract_file(path, data)
    except (MemoryError, RecursionError):
        reason = "there was not enough memory, or stack, to read it"
        return FileFacts(path, len(data), digest_of(data), "utf-8", Problem(kind="limit", reason=reason))


def load_config(root: str | Path, **settings: object) -> Config:
    """Return the settings of the repository at `root`: its configuration file, and `settings` that go before it.

    The names of settings are those of `Config` (`output_dir="pages"`). Raises ExtractorError for one that is wrong.
    """
    folder = _folder(root)
    given = {name.replace("_", "-"): value for name, value in settings.items()}
    return load(folder, config_file(folder), given)


def read(root: str | Path, config: Config | None = None) -> Repository:
    """Return the sources of the repository at `root`, read and linked; nothing is written.

    Facts come from the cache of the last `build` where they hold. Raises ExtractorError where git or the system fails.
    """
    folder = _folder(root)
    config = _settings(folder, config)
    discovery = discover(folder, config)
    gathered = gather(folder, discovery.sources, config.jobs, pipeline.cache_folder(folder, config), may_save=False)
    linked = link(gathered.files(), discovery.sources, config, read_metadata(folder))
    return Repository(folder, dict(linked.files), gathered.unreadable, gathered.lint_problem, linked)


def render(repository: Repository, path: str, page: Page = "docs") -> str:
    """Return the Markdown of one page of a source as `build` would write it.

    Templates of the repository's own are those that were there when its first page was rendered. Raises KeyError for a
    path that is no source, ExtractorError for a source that changed since and for templates.
    """
    _require_one_of("page", page, _PAGES)
    facts = repository.files[path]
    text = current_text(repository.root, facts)
    if isinstance(text, Unreadable):
        raise UsageError(f"{path}: cannot be read: {text.reason}")
    linked = repository.linked
    model = _PAGES[page](Subject(facts, text, linked, repository._book))
    return content_of(model, repository._templates, linked.config).data.decode("utf-8")


def build(root: str | Path, config: Config | None = None, mode: Mode = "write") -> Outcome:
    """Bring the pages of the repository at `root` up to date, or tell what that would change.

    `write` writes and removes pages; `check` and `diff` leave them as they are, and `diff` puts a patch beside each
    change. What fails is in the outcome, and stops nothing else.
    """
    _require_one_of("mode", mode, _ACTS)
    folder = _folder(root)
    return pipeline.build(folder, _settings(folder, config), _ACTS[mode])


def compare(root: str | Path, revision: str, config: Config | None = None) -> Comparison:
    """Return what changed in the sources of the repository at `root` since a git revision.

    Raises ExtractorError where git does not know the revision.
    """
    folder = _folder(root)
    return compare_with(folder, _settings(folder, config), revision)


def _folder(root: str | Path) -> Path:
    try:
        require_folder(Path(root))
    except ValueError as error:
        raise UsageError(f"{str(root)!a}: this is no path; give the folder of a repository") from error
    return Path(root).resolve()


def _settings(folder: Path, config: Config | None) -> Config:
    """Return the settings that hold: those of the repository where none are given, and checked if made by hand."""
    if config is None:
        return load_config(folder)
    if not isinstance(config, Config):
        raise UsageError(f"config: expected a Config, found {type(config).__name__}; load_config makes one")
    if config.origins:
        return config
    default = Config()
    values = ((key, getattr(config, field.name), getattr(default, field.name)) for key, field in SETTINGS.items())
    return load(folder, None, {key: value for key, value, usual in values if value != usual})


def _require_one_of(name: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise UsageError(f"{name} {value!r}: there is no such one; there are {', '.join(known)}")
