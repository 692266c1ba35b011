"""The built-in templates as files of the user's, to change what a page looks like."""

from __future__ import annotations

from pathlib import Path

from extractor.errors import OutputError
from extractor.rendering.environment import built_in_templates
from extractor.system.files import replace_file


def eject(folder: Path) -> tuple[list[str], list[str]]:
    """Write every built-in template into a folder; return those written and those that were there, which stay.

    Raises OutputError where the folder cannot be written.
    """
    written: list[str] = []
    kept: list[str] = []
    for name, template in sorted(built_in_templates()):
        target = folder / name
        if target.exists() or target.is_symlink():
            kept.append(name)
            continue
        try:
            replace_file(folder, name, template.read_bytes())
        except OSError as error:
            raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
        written.append(name)
    return written, kept
