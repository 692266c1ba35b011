"""Where templates come from: ours as they are, a user's in a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractor.errors import TemplateError
from extractor.render.environment import Templates

if TYPE_CHECKING:
    from pathlib import Path

FOOTER = "sections/footer.md.jinja"
VALUES = {"project": "A *bold* project"}


def test_built_in_templates_read_the_same_behind_a_folder_without_any(tmp_path: Path) -> None:
    assert Templates(tmp_path).render(FOOTER, "a.md", VALUES) == Templates().render(FOOTER, "a.md", VALUES)


def test_a_template_of_a_user_cannot_reach_what_is_internal(tmp_path: Path) -> None:
    folder = tmp_path / "sections"
    folder.mkdir()
    (folder / "footer.md.jinja").write_text("{{ project.__class__.__mro__ }}\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"footer\.md\.jinja:1: .*unsafe"):
        Templates(tmp_path).render(FOOTER, "a.md", VALUES)


def test_a_value_that_is_missing_is_an_error(tmp_path: Path) -> None:
    for templates in (Templates(), Templates(tmp_path)):
        with pytest.raises(TemplateError, match="'project' is undefined"):
            templates.render(FOOTER, "a.md", {})
