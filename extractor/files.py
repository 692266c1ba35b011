"""Writing files so that a reader sees the old content or the new one, never a part."""

from __future__ import annotations

import os
from pathlib import Path

TEMPORARY = ".extractor-{}.tmp"
"""The name of a file that is being written, by process; none is left behind but by a process that was killed."""


def replace_file(target: Path, data: bytes) -> None:
    """Write the data beside its place, then move it there; raises OSError, and then leaves the target as it was."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(TEMPORARY.format(os.getpid()))
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
