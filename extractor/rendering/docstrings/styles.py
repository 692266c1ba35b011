"""Which style a docstring is written in."""

from __future__ import annotations

import re

from extractor.rendering.docstrings.epytext import is_epytext
from extractor.rendering.docstrings.scanner import Style
from extractor.rendering.docstrings.sections import google_section, section
from extractor.workspace.config import StyleSetting

_UNDERLINED = re.compile(r"^[ ]*([A-Za-z][A-Za-z ]{2,40})\n[ ]*(?:-{3,}|={3,})[ ]*$", re.MULTILINE)
_WITH_COLON = re.compile(r"^([ ]*)([A-Za-z][A-Za-z ]{2,40}):[ ]*\n(?:[ ]*\n)?([ ]+)\S", re.MULTILINE)


def style_of(docstring: str, setting: StyleSetting) -> Style:
    """Return the configured style, or the one whose section titles the docstring has.

    One without any is read as reST, of which plain text is a part.
    """
    if setting != "auto":
        return setting
    if any(section(match[1]) for match in _UNDERLINED.finditer(docstring)):
        return "numpy"
    if is_epytext(docstring):
        return "epytext"
    titles = (match[2] for match in _WITH_COLON.finditer(docstring) if len(match[3]) > len(match[1]))
    if any(google_section(title) for title in titles):
        return "google"
    return "rest"
