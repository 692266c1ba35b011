"""The first configuration of a repository, and what to copy into the files around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count
from pathlib import Path, PurePosixPath

from extractor.commands.settings import toml_value
from extractor.errors import OutputError
from extractor.facts import Struct
from extractor.publish.plan import foreign_files
from extractor.system.files import append_to_file
from extractor.workspace.config import COMMAND_LINE, FOLDER, Config
from extractor.workspace.git import find_top

_OUTPUT_DIRS = ("docs", "docs/reference", "docs/code", "reference", "code-docs")
"""Where pages may go, best first; the next is taken where a person's files are in the way."""

_SETTINGS = """\
# `extractor config` shows every setting.
project = {project}
output-dir = {output_dir}
"""

_TRACKED = """\
tracked = true
"""
"""In a git repository: what was never added to it is on one machine only, and would have pages nowhere else."""

_HOOK = """\
repos:
  - repo: local
    hooks:
      - id: extractor
        name: documentation pages
        entry: extractor build --tracked --exit-non-zero-on-change
        language: system
        always_run: true
        pass_filenames: false
        require_serial: true
"""

_CI = """\
extractor build{tracked} --check
"""


class Start(Struct, frozen=True):
    """A configuration that is still to be written."""

    file: Path
    added: bytes
    """What goes behind what the file holds, or into a new one."""
    settings: str
    """The settings in it, with LF as their line ends."""
    output_dir: str
    notes: tuple[str, ...]
    """Sentences on what was chosen, and why."""


class Snippet(Struct, frozen=True):
    """Text for a person to copy."""

    place: str
    text: str


def plan_start(root: Path, config: Config) -> Start:
    """Return the configuration for a repository that has none: what to write, where, and why so."""
    output_dir, notes = _output_dir(root, config)
    if config.origin("project") == FOLDER:
        notes += (f"the project is called {config.project!r} after its folder; edit `project` if that is not its name",)
    settings = _SETTINGS.format(project=toml_value(config.project), output_dir=toml_value(output_dir))
    if find_top(root) is not None:
        settings += _TRACKED
    project = root / "pyproject.toml"
    if project.is_file():
        table = f"[tool.extractor]\n{settings}"
        if added := _addition(project.read_bytes(), table):
            return Start(project, added, table, output_dir, notes)
        notes += (
            "pyproject.toml holds `tool` in a form that no table can be added to; extractor.toml is used instead",
        )
    return Start(root / "extractor.toml", settings.encode("utf-8"), settings, output_dir, notes)


def write_start(start: Start) -> None:
    """Write the configuration, or raise an OutputError that says why that failed.

    Appending leaves all else of a file as it is: its bytes, its mode and, where it is a symbolic link to a file of the
    repository, the link.
    """
    try:
        append_to_file(start.file.parent, start.file.name, start.added)
    except OSError as error:
        raise OutputError(f"{start.file.name}: cannot be written: {error.strerror}") from error


def snippets(output_dir: str, *, in_git: bool = False) -> Iterator[Snippet]:
    """Yield what a person may add to the files of the repository for pages in the output directory.

    What the hook and CI run agree, whatever the settings say: a hook is always in git, CI need not be.
    """
    yield Snippet(".pre-commit-config.yaml", _HOOK)
    yield Snippet(".gitattributes", f"{_git_pattern(output_dir)} linguist-generated=true eol=lf\n")
    yield Snippet("the commands of your CI", _CI.format(tracked=" --tracked" if in_git else ""))


def as_text(texts: Iterable[Snippet]) -> str:
    """Return each text under a comment that says where it belongs, with blank lines between them."""
    return "\n".join(f"# {snippet.place}\n{snippet.text}" for snippet in texts)


def _output_dir(root: Path, config: Config) -> tuple[str, tuple[str, ...]]:
    """Return where the pages go, and a sentence where that is not the usual place or has a person's files in it."""
    asked = config.output_dir
    if _is_free(root, asked):
        return asked, ()
    held = sorted(foreign_files(root, asked))
    files = "a file" if len(held) == 1 else f"{len(held):,} files"
    first = " such as" if len(held) > 1 else ""
    state = f"holds {files} that extractor did not write,{first} {held[0]}" if held else "is no folder of its own"
    if config.origin("output-dir") == COMMAND_LINE:
        return asked, (f"{asked}/ {state}; extractor leaves that alone, and writes no page where it is in the way",)
    candidates = chain(_OUTPUT_DIRS, map("code-docs-{}".format, count(2)))  # without an end: some folder is free
    free = next(folder for folder in candidates if _is_free(root, folder))
    return free, (f"{asked}/ {state}; the pages go to {free}/ instead, and --output-dir would name another folder",)


def _is_free(root: Path, output_dir: str) -> bool:
    """Return whether nothing but generated pages is there, and no link or file on the way."""
    path = PurePosixPath(output_dir)
    way = [root / folder for folder in (path, *path.parents) if folder.parts]
    if any(folder.is_symlink() or (folder.exists() and not folder.is_dir()) for folder in way):
        return False
    return next(foreign_files(root, output_dir), None) is None


def _addition(data: bytes, table: str) -> bytes:
    """Return the table's bytes with the line ends of a TOML file, to go behind it; empty where it takes none."""
    import tomli

    end = "\r\n" if data.endswith(b"\r\n") or (b"\r\n" in data and not data.endswith(b"\n")) else "\n"
    # A blank line before the table; where the file's last line has no end, that comes first.
    gap = "" if not data else "\n" if data.endswith(b"\n") else "\n\n"
    added = (gap + table).replace("\n", end).encode("utf-8")
    try:
        tomli.loads((data + added).decode("utf-8-sig"))
    except tomli.TOMLDecodeError:
        return b""
    return added


def _git_pattern(folder: str) -> str:
    """Return the pattern of gitattributes for all below a folder, quoted where a blank or a quote would end it."""
    pattern = re.sub(r"[*?\[\\]|^[#!]", r"\\\g<0>", folder) + "/**"
    return toml_value(pattern) if re.search(r'[\s"]', pattern) else pattern
