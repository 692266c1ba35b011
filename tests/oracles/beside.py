"""What stands beside assignments, as `ast` and `tokenize` tell it: the oracle for descriptions."""

from __future__ import annotations

import ast
import inspect
import io
import tokenize
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Comment(NamedTuple):
    """A comment: its column, its text, and whether it stands alone on its line."""

    column: int
    text: str
    is_alone: bool


class Said(NamedTuple):
    """What is said of a name: marked as documentation, and by a plain comment at the end of the line."""

    marked: str = ""
    trailing: str = ""


def said(source: str) -> dict[str, list[Said]]:
    """Qualname of each variable and attribute -> what stands beside each of its bindings; with module variables."""
    tree = ast.parse(source)
    comments = {
        token.start[0]: Comment(token.start[1], token.string, not token.line[: token.start[1]].strip())
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    found: dict[str, list[Said]] = {}
    for names, node, following in _bindings(tree.body, "", ""):
        for name in names:
            found.setdefault(name, []).append(_said(node, following, comments))
    for name, docstring in _documented(tree):
        if name in found:  # and not a class or a function
            found[name].append(Said(docstring))
    return found


def _documented(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names whose `__doc__` is set to a string, be it under a condition, with that on one line."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=name), attr="__doc__")], value=ast.Constant(value=str(text))
            ):
                yield name, " ".join(inspect.cleandoc(text).split())


def _bindings(
    body: Sequence[ast.stmt], owner: str, instance: str
) -> Iterator[tuple[list[str], ast.stmt, ast.stmt | None]]:
    """Yield the names that each assignment binds, with the statement behind it in its block."""
    for node, following in zip(body, [*body[1:], None], strict=False):
        if isinstance(node, ast.ClassDef):
            if not instance:
                yield from _bindings(node.body, f"{owner}{node.name}.", "")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            arguments = [*node.args.posonlyargs, *node.args.args]
            if owner and not instance and node.name == "__init__" and arguments:
                yield from _bindings(node.body, owner, arguments[0].arg)
        elif isinstance(node, (ast.Assign, ast.AnnAssign, getattr(ast, "TypeAlias", ast.Assign))):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None) or node.name]
            names = [f"{owner}{name}" for target in targets for name in _names(target, instance)]
            yield names, node, following
        else:
            for block in _blocks(node):
                yield from _bindings(block, owner, instance)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        yield getattr(node, name, [])
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def _names(target: ast.expr, instance: str) -> Iterator[str]:
    if isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _names(element, instance)
    elif isinstance(target, ast.Name) and not instance:
        yield target.id
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == instance:
        yield target.attr


def _said(node: ast.stmt, following: ast.stmt | None, comments: Mapping[int, Comment]) -> Said:
    marked = [*_above(node, comments)]
    trailing = ""
    end = node.end_lineno or node.lineno
    is_last = following is None or following.lineno != end
    if is_last and end in comments:
        trailing = comments[end].text
        if trailing.startswith("#:"):
            marked.append(trailing[2:])
            trailing = ""
    if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
        text = following.value.value
        if isinstance(text, str):
            marked.append(inspect.cleandoc(text))
    return Said(" ".join(" ".join(marked).split()), trailing)


def _above(node: ast.stmt, comments: Mapping[int, Comment]) -> list[str]:
    lines: list[str] = []
    number = node.lineno - 1
    while (comment := comments.get(number)) and comment.is_alone and comment.column == node.col_offset:
        if not comment.text.startswith("#:"):
            break
        lines.insert(0, comment.text[2:])
        number -= 1
    return lines
