"""Removing what extractor wrote, and nothing else: its pages, the folders that they leave empty, and its cache."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath, PurePosixPath

from extractor.errors import ExitCode, OutputError
from extractor.facts import Struct
from extractor.publish.lock import locked
from extractor.publish.plan import PageChange, foreign_files, plan_orphans
from extractor.publish.write import Done, write
from extractor.reading.cache_folder import find_cache, find_old_cache
from extractor.system.file_tree import FileTree
from extractor.system.files import find_link, remove_file
from extractor.system.paths import escaped_path
from extractor.workspace.config import Config


class Leftovers(Struct, frozen=True):
    """What there is to remove, and what stays beside it."""

    pages: tuple[PageChange, ...]
    """The removal of each generated page below the output directory, sorted by path."""
    cache: tuple[str, ...]
    """The files of the cache, relative to the repository where they are in it."""
    kept: tuple[str, ...]
    """What stays below the output directory; a folder without generated pages, with a slash, for all that is in it."""
    links: tuple[str, ...] = ()
    """The links to folders among them: whether pages stand behind one nobody looks."""


class Cleaned(Struct, frozen=True):
    """What became of the leftovers."""

    pages: tuple[Done, ...]
    cache: tuple[Done, ...]
    links: tuple[str, ...] = ()
    """The links to folders that were not followed."""

    @property
    def failures(self) -> tuple[Done, ...]:
        """What could not be removed."""
        return tuple(done for done in (*self.pages, *self.cache) if done.failure)

    def exit_code(self) -> ExitCode:
        """Return 2 where a file could not be removed or a folder is behind a link, else 0."""
        return ExitCode.ERROR if self.failures or self.links else ExitCode.OK


def find_leftovers(root: Path, config: Config) -> Leftovers:
    """Return what a clean removes and keeps; nothing is written.

    Raises an OutputError where the output directory lies behind a symbolic link, since none is followed.
    """
    if link := find_link(root, config.output_dir):
        raise OutputError(
            f"{escaped_path(link)}: is a symbolic link, and clean follows none; name its target with --output-dir"
        )
    pages = tuple(plan_orphans(root, config.output_dir, ()))
    foreign = sorted(foreign_files(root, config.output_dir))
    places = (find_cache(root, config.cache_dir), find_old_cache(root))
    caches = {cache.folder: cache for cache in places if cache}  # once, where the setting names the old place
    files = [folder / name for folder, cache in caches.items() for name in cache.files()]
    kept = _kept(foreign, (config.output_dir, *(str(PurePosixPath(page.path).parent) for page in pages)))
    links = tuple(path for path in foreign if (root / path).is_symlink() and (root / path).is_dir())
    return Leftovers(pages, tuple(_shown(root, file) for file in files), kept, links)


def clean(root: Path, config: Config, on_wait: Callable[[], None]) -> tuple[Leftovers, Cleaned]:
    """Remove the leftovers, and return them; one that cannot be removed stops no other.

    `on_wait` is called where a build of the same pages must end first. Raises what `find_leftovers` raises.
    """
    with contextlib.ExitStack() as stack:
        if (root / config.output_dir).is_dir():  # the lock would make it
            stack.enter_context(locked(root, config.output_dir, is_reader=False, on_wait=on_wait))
        leftovers = find_leftovers(root, config)
        tree = stack.enter_context(FileTree(root))
        pages = tuple(write(tree, page) for page in leftovers.pages)
        return leftovers, Cleaned(pages, tuple(_remove_cache(root, leftovers.cache)), leftovers.links)


def rehearse(leftovers: Leftovers) -> Cleaned:
    """Return what `clean` comes to where nothing fails."""
    return Cleaned(
        tuple(Done(page.path, page.action) for page in leftovers.pages),
        tuple(Done(file, "delete") for file in leftovers.cache),
        leftovers.links,
    )


def summary(leftovers: Leftovers, cleaned: Cleaned, config: Config, verb: str) -> Iterator[str]:
    """Yield a sentence for each file that could not be removed, a line for what stays, and one with the numbers."""
    for done in cleaned.failures:
        yield f"error: {done.path}: cannot be removed: {done.failure}"
    for path in cleaned.links:
        yield f"error: {path}: is a symbolic link, and clean follows none; remove the link, or clean what it leads to"
    for path in leftovers.kept:
        yield f"left: {path} (not generated)"
    removed = sum(not page.failure for page in cleaned.pages)
    folders = dict.fromkeys(str(PurePath(file.path).parent) for file in cleaned.cache if not file.failure)
    cache = "".join(f" and the cache {folder}/" for folder in folders)
    yield f"{verb} {removed:,} {'page' if removed == 1 else 'pages'} from {config.output_dir}/{cache}"


def _remove_cache(root: Path, files: Sequence[str]) -> Iterator[Done]:
    """Remove the files, and their folder if that leaves it empty; no folder above it, which may be anybody's."""
    for file in files:
        yield Done(file, "delete", failure=_failure(*_place(root, file)))
    for tree, path in {_place(root, str(Path(file).parent)) for file in files}:
        with contextlib.suppress(OSError), FileTree(tree) as there:
            there.remove_folder(path)


def _place(root: Path, shown: str) -> tuple[Path, str]:
    """Return a trusted folder and the path from there: a cache elsewhere than in the repository is where we say."""
    path = Path(shown)
    return (path.parent, path.name) if path.is_absolute() else (root, path.as_posix())


def _failure(root: Path, path: str) -> str:
    """Remove the file, and return why that failed, or an empty text."""
    try:
        remove_file(root, path)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _shown(root: Path, file: Path) -> str:
    """Return a file's path from the repository, or its whole path where it lies elsewhere; `_place` reads it again."""
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)


def _kept(foreign: Sequence[str], folders: Sequence[str]) -> tuple[str, ...]:
    """Return the files, but in place of those of a folder with none of the `folders` in it that folder, the highest.

    `docs/img/a.png` and `docs/img/b/c.png` are `docs/img/` where pages are in `docs` and not below `docs/img`.
    """
    listed = {above for folder in map(PurePosixPath, folders) for above in (folder, *folder.parents)}
    kept: dict[str, None] = {}
    for path in map(PurePosixPath, foreign):
        whole = [f"{folder}/" for folder in path.parents if folder not in listed]
        kept[whole[-1] if whole else str(path)] = None
    return tuple(kept)
