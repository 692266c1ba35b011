"""The code that Jinja makes of a template that is not ours: everything that can be repeated counts in it.

Jinja has hooks for calls, operators and elements. It has none for the rounds of a loop, for `~`, comparisons, keys and
slices, so filters of `BoundedEnvironment` are put there: `{{ a ~ b }}` is compiled as `{{ [a, b] | joined }}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

STEP, JOINED, WEIGHED, CUT = " step", " joined", " weighed", " cut"
"""Names of filters that no template can write, for the blank."""


class NestedTemplate(jinja2.Template):
    """A template whose rendering is one level deeper than what includes it, so that none includes itself for ever."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: Any,  # noqa: A002
        uptodate: Any = None,
    ) -> jinja2.Template:
        """Return the template of compiled code, with its rendering counted by the environment's budget."""
        template = super().from_code(environment, code, globals, uptodate)
        render = template.root_render_func

        def nested(context: Context) -> Iterator[str]:
            budget = context.environment.budget  # type: ignore[attr-defined]
            budget.enter()
            try:
                yield from render(context)
            finally:
                budget.nested -= 1

        template.root_render_func = nested
        return template


class CountingGenerator(CodeGenerator):
    """Writes the code of a template in which everything that can be repeated counts."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Write the code of a whole template, with the counting in it."""
        _Counting().visit(node)
        node.set_environment(self.environment)  # the nodes that were put in have none yet
        super().visit_Template(node, frame)


class _Counting(NodeTransformer):
    """Puts the filters of `BoundedEnvironment` into a template, where it has no hooks of its own."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        # `{% for x in xs if test %}`: where the test is false, the body is not run, so the test counts for itself.
        node.body.insert(0, nodes.ExprStmt(_counting(0, node.lineno), lineno=node.lineno))
        if node.test is not None:
            node.test = nodes.And(_counting(0, node.lineno), node.test, lineno=node.lineno)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Node | list[nodes.Node]:  # noqa: N802
        # The text between expressions: it comes to the page by no call and no operator.
        length = sum(len(part.data) for part in node.nodes if isinstance(part, nodes.TemplateData))
        self.generic_visit(node)
        return [nodes.ExprStmt(_counting(length, node.lineno), lineno=node.lineno), node] if length else node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), JOINED)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.expr = _weighed(node.expr)
        for operand in node.ops:
            operand.expr = _weighed(operand.expr)
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.key = _weighed(node.key)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        # `text[1:]` copies all but one character, and no hook of the sandbox sees the copy.
        return _filtered(node, CUT) if isinstance(node.arg, nodes.Slice) else node


def _counting(characters: int, lineno: int) -> nodes.Filter:
    """Return an expression that is true, takes a step and spends so many characters."""
    return _filtered(nodes.Const(characters, lineno=lineno), STEP)


def _weighed(node: nodes.Expr) -> nodes.Expr:
    """Return an expression of the same value that pays for being compared; a constant costs nothing."""
    return node if isinstance(node, nodes.Const) else _filtered(node, WEIGHED)


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
