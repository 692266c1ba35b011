"""What the API reference states of a module's names and definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from oracles import reference

from render.test_sections import built

if TYPE_CHECKING:
    from pathlib import Path


def page(root: Path, source: str) -> reference.Reference:
    """What the page of a module of this text says."""
    built(root, {"m.py": source})
    return reference.read((root / "docs/m.py_docs.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("source", "exports"),
    [
        ("def f(): ...\nclass C: ...\nLIMIT = 1\nname = 2\ndef _g(): ...", ("C", "LIMIT", "f")),
        ("def f(): ...\nif __name__ == '__main__':\n    def g(): ...\n    LIMIT = 1", ("f",)),
        ('if ("__main__" == __name__):\n    class C: ...\nelse:\n    def f(): ...', ("f",)),
        ("if __name__ == 'other':\n    def f(): ...", ("f",)),
        ("try:\n    import x\nexcept ImportError:\n    def f(): ...", ("f",)),
        ("def f(): ...\ndef g(): ...\n__all__ = ['g', 'h']", ("g", "h")),
    ],
)
def test_public_is_what_all_names_or_else_what_importers_see(
    tmp_path: Path, source: str, exports: tuple[str, ...]
) -> None:
    assert page(tmp_path, source).exports == exports


def test_an_all_of_another_module_is_joined(tmp_path: Path) -> None:
    found = page(tmp_path, "from .core import *\nfrom .core import __all__\n__all__ += ['f']\ndef f(): ...")
    assert (found.exports, found.joined) == (("f",), (".core.__all__",))


def test_kinds_follow_the_imports_of_the_function_around(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        """
        def outer():
            from dataclasses import dataclass
            import functools as ft

            @dataclass
            class Inner:
                @ft.cached_property
                def size(self): ...

        def other():
            @dataclass
            class Inner: ...
        """,
    )
    assert {each.name: sorted(each.labels) for each in found.definitions} == {
        "other": ["function"],
        "other.Inner": ["class"],
        "outer": ["function"],
        "outer.Inner": ["dataclass"],
        "outer.Inner.size": ["cached property"],
    }


def test_what_is_applied_and_derived_from_stands_on_one_line_and_means_the_same(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        """
        @register(  # first
            "two  blanks",
            # then
            key=1,
        )
        class C(
            Base[
                int,  # of items
            ],
            metaclass=made(
                "  # kept"
            ),
        ): ...
        """,
    )
    (definition,) = found.definitions
    assert definition.texts("Decorator") == ['@register( "two  blanks", key=1, )']
    assert definition.texts("Base") == ["Base[ int, ]"]
    assert definition.texts("Keyword") == ['metaclass=made( "  # kept" )']
