"""Calls that warn of a deprecation, with the message that they give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import libcst as cst

from extractor.extraction.python.signatures import one_line
from extractor.extraction.python.tree import branches, called_name, small_statements
from extractor.facts import Deprecation

_WARN = "warn"
_CATEGORY = "DeprecationWarning"
_STRINGS = (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString)
_Scope: TypeAlias = cst.FunctionDef | cst.Module


def deprecation_of(
    node: cst.Expr, owner: str, line: int, function: cst.FunctionDef | None, module: cst.Module | None
) -> Deprecation | None:
    """Return the deprecation that an expression statement warns of, by the names that it writes.

    Its message is told by name where that name stands for one text: in the function or, of a constant, in the module.
    """
    call = node.value
    if not isinstance(call, cst.Call) or called_name(call).rpartition(".")[2] != _WARN or not call.args:
        return None
    categories = [name for argument in call.args if (name := called_name(argument.value)).endswith(_CATEGORY)]
    if not categories:
        return None
    message = _written(_message(call), function, module)
    return Deprecation(owner, called_name(call), categories[0], message, line)


def _message(call: cst.Call) -> cst.BaseExpression:
    """Return what a warning says: `message=`, else the first argument, of a `DeprecationWarning(...)` its own."""
    named = (argument for argument in call.args if argument.keyword and argument.keyword.value == "message")
    value = next(named, call.args[0]).value
    if isinstance(value, cst.Call) and value.args and called_name(value).endswith(_CATEGORY):
        return value.args[0].value
    return value


def _written(message: cst.BaseExpression, function: cst.FunctionDef | None, module: cst.Module | None) -> str:
    """Return the source of a message; of a name that of the text it stands for, and nothing where that is not sure."""
    name = _template(message)
    text = _text(name, function, module) if isinstance(name, cst.Name) else None
    if text is not None:
        return one_line(text)
    return "" if isinstance(message, (cst.Name, cst.Attribute)) else one_line(message)


def _template(message: cst.BaseExpression) -> cst.BaseExpression:
    """Return what a message is made of: `TEXT` of `TEXT % x` and of `TEXT.format(x)`, else the message."""
    if isinstance(message, cst.BinaryOperation) and isinstance(message.operator, cst.Modulo):
        return message.left
    if (
        isinstance(message, cst.Call)
        and isinstance(message.func, cst.Attribute)
        and message.func.attr.value == "format"
    ):
        return message.func.value
    return message


def _text(name: cst.Name, function: cst.FunctionDef | None, module: cst.Module | None) -> cst.BaseExpression | None:
    """Return the one text that a name is assigned in a function or, where it is none of its names, in the module."""
    values = list(_values(function, name.value)) if function else []
    if not values and module is not None and (function is None or name.value.isupper()):
        values = list(_values(module, name.value))
    return values[0] if len(values) == 1 and isinstance(values[0], _STRINGS) else None


def _values(scope: _Scope, name: str) -> Iterator[cst.BaseExpression | None]:
    """Yield what a scope assigns to a name; None where it is bound in another way than by a plain assignment."""
    if isinstance(scope, cst.FunctionDef) and any(
        parameter.name.value == name
        for parameter in (*scope.params.posonly_params, *scope.params.params, *scope.params.kwonly_params)
    ):
        yield None
    stack: list[cst.BaseSuite | cst.Module] = [scope.body if isinstance(scope, cst.FunctionDef) else scope]
    while stack:
        for node in small_statements(stack.pop()):
            stack.extend(branch.body for branch in branches(node))
            if isinstance(node, cst.Assign):
                targets = [target.target for target in node.targets]
            elif isinstance(node, (cst.AnnAssign, cst.AugAssign)):
                targets = [node.target]
            else:
                continue
            if any(isinstance(target, cst.Name) and target.value == name for target in targets):
                yield None if isinstance(node, cst.AugAssign) else node.value
