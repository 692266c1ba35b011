"""File Purpose, for stubs: a stub and the source that it declares the types of name each other."""

from __future__ import annotations

from extractor.link.modules import is_stub
from extractor.link.resolve import Target
from extractor.rendering.model import Link
from extractor.rendering.subject import Subject


class Counterpart(Link, frozen=True):
    """The file of the same module beside a file, and whether that is the stub."""

    is_stub: bool = False


def counterpart(subject: Subject) -> Counterpart | None:
    """Return the stub beside a source, or the source beside a stub; None where there is none."""
    path = subject.repository.modules.counterpart(subject.path)
    if path is None or path not in subject.repository.paths:
        return None
    return Counterpart(path.rpartition("/")[2], subject.docs_href(Target(path)), is_stub(path))
