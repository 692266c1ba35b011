"""Original Source: the whole file, or what of it a page can hold."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.rendering.markdown import anchor
from extractor.rendering.subject import Subject
from extractor.workspace.secrets import hide_lines

TITLE = "Original Source"
"""Of the section, by which `compare` reads the source out of a page."""


@dataclass(frozen=True)
class ShownSource:
    """What the section shows: all of the text, its beginning, or (where `text` is None) only the link."""

    text: str | None
    language: str
    href: str
    anchor: str
    """The link to this section."""
    shown_lines: int
    total_lines: int
    hidden_lines: tuple[int, ...] = ()
    """Of `text`, those in place of which a sentence stands."""

    @property
    def is_cut(self) -> bool:
        """Whether lines are missing at the end of `text`."""
        return self.shown_lines < self.total_lines


def source(subject: Subject) -> ShownSource:
    """Return the section's content; a text over `max-embed-bytes` is cut after its last whole line below that."""
    config, secrets = subject.repository.config, subject.file.secrets
    text = _beginning(hide_lines(subject.text, secrets), config.max_embed_bytes)
    shown = _lines(text)
    hidden = {number for secret in secrets for number in range(secret.line, secret.end_line + 1) if number <= shown}
    return ShownSource(
        text=text if config.embed_source else None,
        language=subject.kind.fence,
        href=subject.source_href(),
        anchor=anchor(subject.anchors.sections[TITLE]),
        shown_lines=shown,
        total_lines=_lines(subject.text),
        hidden_lines=tuple(sorted(hidden)),
    )


def _beginning(text: str, limit: int) -> str:
    """Return as many whole lines as so many bytes of UTF-8 hold."""
    data = text.encode("utf-8")
    if len(data) <= limit:
        return text
    return data[: data.rfind(b"\n", 0, limit) + 1].decode("utf-8")


def _lines(text: str) -> int:
    """Return how many lines a text has; the last one may lack its line end."""
    return text.count("\n") + (not text.endswith("\n") and bool(text))
