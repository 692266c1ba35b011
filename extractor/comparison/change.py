"""What changed, as data: one file's changes, each with its details."""

from __future__ import annotations

from typing import Literal, TypeAlias

from extractor.facts import Struct

Action: TypeAlias = Literal["added", "removed", "changed"]
Subject: TypeAlias = Literal[
    "file", "import", "export", "alias", "constant", "type alias", "type variable", "variable", "class", "function",
    "method", "heading", "identifier",
]  # fmt: skip
Status: TypeAlias = Literal["added", "removed", "renamed", "changed"]


class Detail(Struct, frozen=True):
    """One respect in which something changed: `old` is None for what was gained, `new` for what was lost."""

    aspect: str
    """A key of `change_words.WORDS`."""
    name: str = ""
    """Of the parameter or attribute that it is about."""
    old: str | None = None
    new: str | None = None


class FactChange(Struct, frozen=True):
    """What became of one named thing of a file, or of the file itself."""

    subject: Subject
    name: str
    """The qualname of a definition; of an import, what it imports (`.core.Engine as E`); empty for the file."""
    action: Action
    line: int | None = None
    """Where it stands now; None for what is gone or has no line."""
    details: tuple[Detail, ...] = ()
    """For `changed` only, and never empty then."""


class FileChange(Struct, frozen=True):
    """What became of one file."""

    path: str
    """Its path now; of a removed file, the one that it had."""
    status: Status
    previous: str | None = None
    """Of a renamed file, the path that it had."""
    changes: tuple[FactChange, ...] = ()
    """Of an added file all that it holds, of a removed one all that it held."""
    note: str = ""
    """Why nothing, or not all, was compared; empty where all was."""
