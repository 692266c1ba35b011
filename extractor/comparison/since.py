"""What changed in the sources since a git revision or since their pages were made, nothing checked out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from extractor.comparison.change import FileChange
from extractor.comparison.changes import Sources, changes_between
from extractor.comparison.embedded import embedded_source
from extractor.comparison.renames import find_changed, find_renames
from extractor.extraction.file import read_source
from extractor.facts import FileFacts, Struct, Unreadable
from extractor.incremental.models import current_text
from extractor.link.layout import docs_name
from extractor.pipeline import cache_folder
from extractor.publish.write import Done
from extractor.reading.gather import gather
from extractor.system.files import read_file, read_source_file
from extractor.system.paths import escaped_path
from extractor.workspace import git
from extractor.workspace.config import Config
from extractor.workspace.discover import Discovery, discover
from extractor.workspace.git import OldFile
from extractor.workspace.probe import is_binary
from extractor.workspace.selection import selection


class Comparison(Struct, frozen=True):
    """What changed, sorted by path, and what could not be compared."""

    changes: tuple[FileChange, ...]
    problems: tuple[str, ...]
    """Sentences on what cannot be read now."""


class _Pair(NamedTuple):
    """A file then and now; None for a side that has none, or none that the rules take for a source."""

    old: OldFile | None
    new: str | None


class _Version(NamedTuple):
    """One side of a file."""

    facts: FileFacts
    text: str


def compare(root: Path, config: Config, revision: str) -> Comparison:
    """Return how the sources differ from those of a revision; raises UsageError where git cannot tell.

    Git says which objects the revision holds; which files differ from them is told by the bytes on the disk, so that no
    filter of git's runs. What goes through one is stored in another form and not compared. A source that git does not
    track counts as added. Which of the revision's files were sources is told by the rules as they are now.
    """
    tree = git.find_tree(root, revision)
    discovery = discover(root, config)
    pairs = _pairs(root, config, tree, discovery)
    contents = _contents(root, [pair.old for pair in pairs if pair.old is not None and not pair.old.is_link])
    old = _versions(config, {path: data for path, data in contents.items() if not is_binary(data)})
    new, unreadable = _new_versions(root, config, [pair.new for pair in pairs if pair.new is not None])
    unknown = {file.path for file in unreadable}
    stored = _stored_otherwise(root, pairs, contents)
    changes = [_change(root, pair, old, new, discovery, stored) for pair in pairs if pair.new not in unknown]
    return Comparison(
        tuple(sorted((change for change in changes if change is not None), key=lambda change: change.path)),
        (
            *(f"{file.path}: cannot be read: {file.reason}" for file in unreadable),
            *(f"{entry.path} {entry.reason}" for entry in discovery.skipped if entry.is_error),
        ),
    )


def compare_with_pages(root: Path, config: Config, done: Iterable[Done]) -> tuple[FileChange, ...]:
    """Return how sources differ from those that their documentation pages show, where pages are not as they should be.

    A page that does not show its whole source says nothing of what it was.
    """
    pages = [page for page in done if page.path.endswith(docs_name(""))]
    # What was a file once and is a folder now cannot stand beside its files; other names no source of ours has.
    folders = {above.as_posix() for page in pages for above in PurePosixPath(page.source).parents}
    pages = [page for page in pages if page.source not in folders and escaped_path(page.source) == page.source]
    shown = {page.source: text for page in pages if (text := _shown(root, page.path)) is not None}
    current = {page.source: text for page in pages if (text := _text(root, page.source)) is not None}
    # Both sides from UTF-8, which is what a page is: what a cookie declares is the same mistake on either.
    old = _versions(config, {path: text.encode("utf-8") for path, text in shown.items()})
    new = _versions(config, {path: text.encode("utf-8") for path, text in current.items()})
    is_new = {page.source for page in pages if page.action == "create"}
    changes = (_between(old.get(path), new.get(path)) for path in sorted({*shown, *(is_new & current.keys())}))
    return tuple(change for change in changes if change is not None)


def _shown(root: Path, page: str) -> str | None:
    try:
        return embedded_source(read_file(root, page).decode("utf-8", "replace"))
    except OSError:
        return None


def _text(root: Path, path: str) -> str | None:
    try:
        return read_source(path, read_source_file(root, path))
    except OSError:
        return None


def _between(old: _Version | None, new: _Version | None) -> FileChange | None:
    sources = Sources(old.text, new.text) if old is not None and new is not None else None
    return changes_between(old and old.facts, new and new.facts, sources)


def _pairs(root: Path, config: Config, tree: str, discovery: Discovery) -> list[_Pair]:
    """Return the sources that may have changed, each once."""
    sources, selects = set(discovery.sources), selection(root, config)
    olds = {
        old_file.path: old_file
        for old_file in git.files_of(root, tree)
        if _is_safe(old_file.path) and (old_file.path in sources or selects(old_file.path))
    }
    changed = find_changed(root, olds.values())
    gone = {old.path: old for old in changed if not os.path.lexists(root / old.path)}
    if gone:
        for path in git.tracked(root).not_checked_out & gone.keys():
            del gone[path]
    pairs = [
        _Pair(old, old.path if old.path in sources else None)
        for old in changed
        if old.path in gone or os.path.lexists(root / old.path)
    ]
    added = sources - olds.keys()
    renamed = find_renames(root, [old for old in gone.values() if not old.is_link], sorted(added))
    kept = [pair for pair in pairs if pair.old is None or pair.old.path not in renamed]
    remaining = [*kept, *(_Pair(olds[old], new) for old, new in renamed.items())]
    return [*_known(remaining, discovery), *(_Pair(None, path) for path in added - {*renamed.values()})]


def _stored_otherwise(root: Path, pairs: Iterable[_Pair], contents: Mapping[str, bytes]) -> dict[str, str]:
    """Return why the two sides of a file cannot be compared where git keeps it in another form, by its old path."""
    both = [pair.old.path for pair in pairs if pair.old is not None and pair.new is not None]
    names = git.filters(root, both)
    names |= {path: "lfs" for path in both if contents.get(path, b"").startswith(_LFS)}
    return {path: f"is stored through git's filter {escaped_path(name)}: not compared" for path, name in names.items()}


_LFS = b"version https://git-lfs.github.com/spec/"
"""How a file begins that stands for one which is kept elsewhere."""


def _is_safe(path: str) -> bool:
    """Return whether a path, taken from a tree that anyone may have made, stays below the folder it is joined to."""
    return not {"..", ".", ""} & {*path.split("/")}


def _known(pairs: Iterable[_Pair], discovery: Discovery) -> Iterator[_Pair]:
    """Leave out what lies in a folder that cannot be read today: nobody knows whether it is gone."""
    closed = tuple(
        "" if skipped.path == "." else f"{skipped.path}/" for skipped in discovery.skipped if skipped.is_error
    )
    at = {skipped.path for skipped in discovery.skipped if skipped.is_error}
    for pair in pairs:
        if pair.new is not None or pair.old is None or not (pair.old.path in at or pair.old.path.startswith(closed)):
            yield pair


def _contents(root: Path, files: list[OldFile]) -> dict[str, bytes]:
    blobs = git.read_blobs(root, [file.blob for file in files])
    return {file.path: data for file, data in zip(files, blobs, strict=True)}


def _versions(config: Config, contents: Mapping[str, bytes]) -> dict[str, _Version]:
    """Return versions by path, from files of their own for the workers to read: one may kill its parser."""
    with tempfile.TemporaryDirectory(prefix="extractor-") as name:
        folder = Path(name)
        for path, data in contents.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        files = gather(folder, sorted(contents), config.jobs, None, lints=False).files()
    return {facts.path: _Version(facts, read_source(facts.path, contents[facts.path])) for facts in files}


def _new_versions(root: Path, config: Config, paths: list[str]) -> tuple[dict[str, _Version], list[Unreadable]]:
    """Return the new sides by path, and what cannot be read."""
    gathered = gather(root, sorted(paths), config.jobs, cache_folder(root, config), lints=False)
    versions, unreadable = {}, list(gathered.unreadable)
    for facts in gathered.files():
        text = current_text(root, facts)
        if isinstance(text, Unreadable):
            unreadable.append(text)
        else:
            versions[facts.path] = _Version(facts, text)
    return versions, unreadable


def _change(
    root: Path,
    pair: _Pair,
    olds: Mapping[str, _Version],
    news: Mapping[str, _Version],
    discovery: Discovery,
    stored: Mapping[str, str],
) -> FileChange | None:
    old = olds.get(pair.old.path) if pair.old is not None else None
    new = news.get(pair.new) if pair.new is not None else None
    if pair.old is not None and pair.old.path in stored:
        return _uncompared(root, pair.old.path, pair.new, stored[pair.old.path])
    if pair.old is not None and (note := _obstacle(pair, pair.old, is_text=old is not None, discovery=discovery)):
        return _uncompared(root, pair.old.path, pair.new, note)
    return _between(old, new)


def _obstacle(pair: _Pair, old: OldFile, *, is_text: bool, discovery: Discovery) -> str:
    """Return why the two sides of a file cannot be compared, or an empty text."""
    if pair.new is None and (is_text or old.is_link):
        reason = next((skipped.reason for skipped in discovery.skipped if skipped.path == old.path), "")
        if reason:
            return f"{reason} now: not compared"
    if old.is_link:
        return "was a symbolic link: not compared"
    return "" if is_text or pair.new is None else "was a binary file: not compared"


def _uncompared(root: Path, old: str, new: str | None, note: str) -> FileChange:
    if new is None:
        return FileChange(old, "changed" if os.path.lexists(root / old) else "removed", note=note)
    return FileChange(new, "renamed", old, note=note) if new != old else FileChange(new, "changed", note=note)
