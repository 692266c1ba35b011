"""The source text of the expressions that most annotations, defaults and values are.

LibCST writes any node, by some calls for each of its parts. What stands here takes an eighth of its time, and leaves
what is less common to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import libcst as cst

_Node: TypeAlias = Any
"""One of the table's kinds; `mypy` cannot tell which."""


def spelled(node: cst.CSTNode) -> str | None:
    """Return the node as it is written; None where it takes LibCST to tell.

    It takes LibCST where any part is of another kind, in parentheses, or broken over lines: `dict[str, int]` is spelled
    here, `{1: 2}` is not.
    """
    try:
        return _expression(node)
    except LookupError:
        return None


def _expression(node: _Node) -> str:
    if type(node) not in _EXPRESSIONS or node.lpar:
        raise LookupError
    return _EXPRESSIONS[type(node)](node)


def _blank(node: cst.BaseParenthesizableWhitespace) -> str:
    if type(node) is not cst.SimpleWhitespace:
        raise LookupError
    return node.value


def _mark(node: _Node, text: str) -> str:
    """Return a comma, an operator or the like with the blanks around it; nothing where there is none."""
    if node is cst.MaybeSentinel.DEFAULT:
        return ""
    return f"{_blank(node.whitespace_before)}{text}{_blank(node.whitespace_after)}"


def _attribute(node: cst.Attribute) -> str:
    return f"{_expression(node.value)}{_mark(node.dot, '.')}{node.attr.value}"


def _union(node: cst.BinaryOperation) -> str:
    if type(node.operator) is not cst.BitOr:
        raise LookupError
    return f"{_expression(node.left)}{_mark(node.operator, '|')}{_expression(node.right)}"


def _subscript(node: cst.Subscript) -> str:
    opening = f"{_blank(node.whitespace_after_value)}[{_blank(node.lbracket.whitespace_after)}"
    elements = "".join(map(_element, node.slice))
    return f"{_expression(node.value)}{opening}{elements}{_blank(node.rbracket.whitespace_before)}]"


def _element(node: cst.SubscriptElement) -> str:
    if type(node.slice) is not cst.Index or node.slice.star:
        raise LookupError
    return f"{_expression(node.slice.value)}{_mark(node.comma, ',')}"


def _call(node: cst.Call) -> str:
    opening = f"{_blank(node.whitespace_after_func)}({_blank(node.whitespace_before_args)}"
    return f"{_expression(node.func)}{opening}{''.join(map(_argument, node.args))})"


def _argument(node: cst.Arg) -> str:
    keyword = f"{node.keyword.value}{_mark(node.equal, '=')}" if node.keyword else ""
    star = f"{node.star}{_blank(node.whitespace_after_star)}"
    return f"{star}{keyword}{_expression(node.value)}{_mark(node.comma, ',')}{_blank(node.whitespace_after_arg)}"


def _word(node: _Node) -> str:
    text: str = node.value
    return text


_EXPRESSIONS: Mapping[type[cst.CSTNode], Callable[[_Node], str]] = {
    cst.Attribute: _attribute,
    cst.BinaryOperation: _union,
    cst.Call: _call,
    cst.Float: _word,
    cst.Integer: _word,
    cst.Name: _word,
    cst.SimpleString: _word,
    cst.Subscript: _subscript,
}
