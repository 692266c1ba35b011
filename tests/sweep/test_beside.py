"""What stands beside assignments against `ast` and `tokenize`, over the standard library and installed packages.

A plain comment at the end of a line may be left out where it is for tools or asks for work; nothing else may.
"""

from __future__ import annotations

import re
import sysconfig
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import corpora
import pytest
from oracles.beside import Said, said

from extractor.extraction.file import extract_file
from extractor.facts import Attribute, PythonFacts, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.sweep

STDLIB = Path(sysconfig.get_path("stdlib"))
PURELIB = Path(sysconfig.get_path("purelib"))
LONGEST = 120_000
"""Characters; a larger file is left out, since the time goes into tables."""
FOR_TOOLS = re.compile(
    r"#+\s*(?:type:|no\s?qa|pragma|nosec|pylint|mypy|ty:|pyright|pyre-|ruff|fmt:|isort|flake8|-\*-|TODO|FIXME|XXX|HACK)"
)
IN_CALL = re.compile(r"(?i:field|column|doc|ib|meta|attr)\(")
"""Calls that describe the field that they are bound to."""


@pytest.mark.parametrize("root", [STDLIB, PURELIB], ids=["stdlib", "packages"])
def test_descriptions_are_those_that_tokens_show(root: Path) -> None:
    assert_same(root)


def test_descriptions_of_django_are_those_that_tokens_show(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_same(corpora.django(tmp_path_factory))


def assert_same(root: Path) -> None:
    compared, differences = 0, []
    for path in sorted(root.rglob("*.py")):
        if root == STDLIB and "site-packages" in path.parts:
            continue
        expected, found = expected_of(path), names_of(path)
        if expected is not None and found is not None:
            compared += 1
            differences += [f"{path}: {name}: {problem}" for name, problem in problems(expected, found)]
    assert compared > 100, "the tree is too small to say anything"
    assert not differences, "\n".join(differences[:40])


def expected_of(path: Path) -> dict[str, list[Said]] | None:
    """What is said in a file; None where Python does not read it."""
    try:
        source = path.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return said(source) if len(source) <= LONGEST else None
    except (SyntaxError, ValueError, RecursionError):
        return None


def names_of(path: Path) -> dict[str, Attribute | Variable] | None:
    """The variables and attributes of a file; of a class that is defined twice, those that are described."""
    body = extract_file(path.name, path.read_bytes()).body
    if not isinstance(body, PythonFacts) or body.omitted:
        return None
    names: dict[str, Attribute | Variable] = {variable.name: variable for variable in body.variables}
    for cls in body.classes:
        if cls.maker:  # what stands beside the assignment is the class's docstring
            names[cls.qualname] = Variable(cls.name, "variable", cls.line, description=cls.docstring or "")
        for attribute in cls.attributes:
            known = names.get(f"{cls.qualname}.{attribute.name}")
            if known is None or not known.description:
                names[f"{cls.qualname}.{attribute.name}"] = attribute
    return names


def problems(expected: dict[str, list[Said]], found: dict[str, Attribute | Variable]) -> Iterator[tuple[str, str]]:
    for name, bindings in expected.items():
        if name not in found:
            if "." not in name:
                yield name, "no variable"
            continue
        description = " ".join(found[name].description.split())
        marked = [binding.marked for binding in bindings if binding.marked]
        trailing = [binding.trailing for binding in bindings if binding.trailing]
        if marked:
            is_right = description in marked
        elif trailing:
            is_right = _is_of(description, trailing, found[name])
        else:
            is_right = not description or _is_in_call(found[name])
        if not is_right:
            yield name, f"{description!r} instead of {(marked or trailing)[:1]}"


def _is_of(description: str, trailing: list[str], bound: Attribute | Variable) -> bool:
    """Tell whether a description begins with a comment, or is none for a reason."""
    words = [comment.lstrip("#").split() for comment in trailing if not FOR_TOOLS.match(comment)]
    told = [text for text in words if text]
    if not description:
        return not told
    return any(description.split()[0] in comment for comment in trailing) or _is_in_call(bound)


def _is_in_call(bound: Attribute | Variable) -> bool:
    return bool(IN_CALL.search(f"{bound.annotation} {bound.value}"))
