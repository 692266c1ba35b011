"""The house: what a reader of the code relies on, and no other tool looks at."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "extractor"


def test_a_public_type_has_a_name_of_its_own() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in PACKAGE.rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(file.relative_to(PACKAGE).as_posix())
    assert len(places) > 100
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_every_package_and_module_of_the_top_stands_in_the_tree_of_contributing() -> None:
    tree = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    packages = [file.parent for file in PACKAGE.rglob("__init__.py") if file.parent != PACKAGE]
    modules = [file for file in PACKAGE.glob("*.py") if not file.name.startswith("__")]
    assert len(packages) > 10
    missing = [each.name for each in packages if f" {each.name}/ " not in tree]
    missing += [each.name for each in modules if f" {each.name} " not in tree]
    assert missing == []
