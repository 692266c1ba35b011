"""The constructors that pages tell of are those that classes of installed packages have."""

from __future__ import annotations

import importlib
import inspect
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractor.extraction.file import extract_file
from extractor.link.constructors import Constructor, find_constructor
from extractor.link.repository import LinkedRepository, link
from extractor.link.resolve import Target
from extractor.workspace.config import Config
from extractor.workspace.metadata import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.sweep

PACKAGES = (
    "hypothesis",
    "libcst",
    "markdown_it",
    "packaging",
    "jinja2",
    "mkdocs",
    "pytest",
    "_pytest",
    "attr",
    "click",
)
"""Those of them that are installed, and that importing changes nothing with."""


def test_constructors_are_those_that_inspect_says() -> None:
    folder = Path(sysconfig.get_paths()["purelib"])
    paths = [path for package in PACKAGES for path in sorted((folder / package).rglob("*.py"))]
    facts = [extract_file(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]
    repository = link(facts, [each.path for each in facts], Config(project="Installed"), Metadata())
    compared = 0
    differences: list[str] = []
    for target, told in _constructors(repository):
        made = _imported(repository.modules.names[target.path], target.qualname)
        if made is None:
            continue
        compared += 1
        expected = [_parameter(each) for each in inspect.signature(made).parameters.values()]
        if [_told(each) for each in _flagged(told)] != expected:
            differences.append(f"{target.path}: {target.qualname}: {told.parameters}, and is {expected}")
    print(f"{compared} constructors compared")
    assert not differences, "\n".join(differences)
    assert compared > 50, "too few to say anything"


def _constructors(repository: LinkedRepository) -> Iterator[tuple[Target, Constructor]]:
    for path, file in repository.files.items():
        for cls in file.python.classes if file.python else ():
            target = Target(path, cls.qualname)
            constructor = find_constructor(target, repository.members, repository.graph.bases)
            if constructor:
                yield target, constructor


def _imported(module: str, qualname: str) -> Any:
    """The class, or None where its module cannot be imported here, or defines it otherwise."""
    try:
        found = importlib.import_module(module)
        for name in qualname.split("."):
            found = getattr(found, name)
    except Exception:
        return None
    return found


def _parameter(parameter: inspect.Parameter) -> tuple[str, bool, bool]:
    is_keyword_only = parameter.kind is parameter.KEYWORD_ONLY
    return parameter.name, is_keyword_only, parameter.default is not parameter.empty


def _flagged(told: Constructor) -> Iterator[tuple[str, bool]]:
    """Each parameter, and whether it is a keyword only."""
    is_keyword_only = False
    for parameter in told.parameters:
        if parameter == "*":
            is_keyword_only = True
        else:
            yield parameter, is_keyword_only


def _told(flagged: tuple[str, bool]) -> tuple[str, bool, bool]:
    parameter, is_keyword_only = flagged
    name, _, default = parameter.partition("=")
    return name.partition(":")[0].strip(), is_keyword_only, bool(default)
