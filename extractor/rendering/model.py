"""What a page says, as data: a template's name and its values, not yet text.

A page's model holds all that its text depends on beside the templates, so two equal models give one text: that is how
a later run knows which pages it need not render again. What a page has by the hundred is a struct, which is made in a
fifth of the time of a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from extractor.facts import FileFacts, Struct
from extractor.rendering.markdown import href
from extractor.workspace.config import Config


class Link(Struct, frozen=True):
    """A text and where it leads; an empty target is no link."""

    text: str
    href: str = ""


class Values(Struct, frozen=True):
    """What every template is given: each field is a variable of its name."""

    project: str
    """The project's name."""

    def variables(self) -> dict[str, object]:
        """Return the variables of the template."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


@dataclass(frozen=True)
class PageModel:
    """One page to be."""

    path: str
    """In the repository."""
    template: str
    values: Values
    file: FileFacts | None = None
    """The source whose definitions have headings on the page, to which other pages lead."""


def source_href(config: Config, page: str, path: str) -> str:
    """Return the link from a page to a source: below `source-url`, or relative."""
    return f"{config.source_url.rstrip('/')}/{quote(path)}" if config.source_url else href(page, path)
