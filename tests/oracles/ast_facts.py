"""What a Python file holds, as Python's own `ast` tells it: the oracle for `extractor.facts`.

Nothing here imports the code under test. Expressions are compared by their trees, not by their text: two spellings of
one expression are equal after `normalised`. All walks keep their own stack, for sources that nest deeply.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
DefinitionNode: TypeAlias = FunctionNode | ast.ClassDef
Owners: TypeAlias = tuple[DefinitionNode, ...]

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What `ast.parse` raises for a text that it cannot read: ValueError for NUL bytes and wrong encodings."""


class Parameter(NamedTuple):
    """One parameter; annotation and default are normalised, or None."""

    name: str
    kind: str
    annotation: str | None
    default: str | None


class Decorator(NamedTuple):
    """One decorator: its dotted name or an empty string, and its normalised expression."""

    name: str
    expression: str


class Function(NamedTuple):
    """One `def` or `async def`."""

    qualname: str
    scope: str
    line: int
    end_line: int
    is_async: bool
    is_generator: bool
    parameters: tuple[Parameter, ...]
    returns: str | None
    type_parameters: int
    decorators: tuple[Decorator, ...]
    docstring: str | None
    raises: tuple[str, ...]


class Class(NamedTuple):
    """One `class` statement; bases and keywords are normalised."""

    qualname: str
    scope: str
    line: int
    end_line: int
    bases: tuple[str, ...]
    keywords: tuple[str, ...]
    type_parameters: int
    decorators: tuple[Decorator, ...]
    docstring: str | None


class Import(NamedTuple):
    """One imported module (`name` is None) or one name that is imported from it."""

    module: str
    level: int
    name: str | None
    alias: str | None
    scope: str
    line: int


class Facts(NamedTuple):
    """Everything that the oracle knows of one file, in source order."""

    docstring: str | None
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]
    imports: tuple[Import, ...]
    exports: tuple[str, ...] | None
    """The literal names of `__all__`, each once; None where nothing binds it."""
    has_main_guard: bool

    @property
    def definitions(self) -> list[tuple[str, str, int, int]]:
        """(kind, qualname, line, end line) of all functions and classes in source order."""
        functions = [("function", f.qualname, f.line, f.end_line) for f in self.functions]
        classes = [("class", c.qualname, c.line, c.end_line) for c in self.classes]
        return sorted(functions + classes, key=lambda definition: definition[2])


def parse(source: str | bytes) -> ast.Module:
    """The tree of a source, without the warnings that old sources give; raises one of `UNREADABLE`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def facts(source: str | bytes) -> Facts:
    """All facts of a source; bytes are decoded as Python does, by their mark or their coding cookie."""
    tree = parse(source)
    statements = list(owned_statements(tree))
    return Facts(
        docstring=ast.get_docstring(tree),
        functions=tuple(_function(n, owners) for n, owners in statements if isinstance(n, FUNCTIONS)),
        classes=tuple(_class(n, owners) for n, owners in statements if isinstance(n, ast.ClassDef)),
        imports=tuple(fact for node, owners in statements for fact in _imports(node, qualname(owners))),
        exports=_exports(node for node, owners in statements if not owners),
        has_main_guard=any(_is_main_guard(node) for node, owners in statements if not owners),
    )


def annotates_in_parentheses(source: bytes) -> bool:
    """Whether a file has the thing that LibCST refuses and Python takes: `(name): int` (Instagram/LibCST#1011).

    A parenthesis is in no tree: the statement starts at it, and its target behind it.

    Only the refusal is excused: where LibCST reads such a file, its facts are compared like those of any other.
    """
    annotated = (node for node in ast.walk(parse(source)) if isinstance(node, ast.AnnAssign))
    return any((node.lineno, node.col_offset) != (node.target.lineno, node.target.col_offset) for node in annotated)


def owned_statements(tree: ast.Module) -> Iterator[tuple[ast.stmt, Owners]]:
    """Every statement in source order, with the definitions around it, outermost first."""
    stack: list[tuple[ast.AST, Owners]] = [(tree, ())]
    while stack:
        node, owners = stack.pop()
        if isinstance(node, ast.stmt):
            yield node, owners
        inner = (*owners, node) if isinstance(node, DEFINITIONS) else owners
        blocks = [child for child in ast.iter_child_nodes(node) if isinstance(child, BLOCKS)]
        stack.extend((child, inner) for child in reversed(blocks))


def qualname(owners: Iterable[DefinitionNode]) -> str:
    """The names joined with dots, without Python's `<locals>`."""
    return ".".join(owner.name for owner in owners)


def decorators_in(source: str) -> list[str]:
    """The decorators that a source consists of, normalised."""
    function = ast.parse(f"{source}\ndef f(): ...").body[0] if source else None
    return [ast.dump(node) for node in function.decorator_list] if isinstance(function, ast.FunctionDef) else []


def normalised(text: str) -> str:
    """One spelling for all that mean the same expression; also takes `*args`, `name=value` and `**kwargs`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call = ast.parse(f"f(\n{text}\n)", mode="eval").body
    except UNREADABLE as error:
        return f"<no expression ({error}): {text!r}>"
    assert isinstance(call, ast.Call)
    return ", ".join(ast.dump(node) for node in (*call.args, *call.keywords))


def dotted(node: ast.expr | None) -> str:
    """`a.b.c` for a name or a chain of attributes on a name, else an empty string."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def is_generator(node: FunctionNode) -> bool:
    """Whether the body yields in its own scope."""
    return any(isinstance(each, ast.Yield | ast.YieldFrom) for each in _own_nodes(node))


def _function(node: FunctionNode, owners: Owners) -> Function:
    raised = [_applied(n.exc) for n in _own_nodes(node) if isinstance(n, ast.Raise)]
    return Function(
        qualname=qualname((*owners, node)),
        scope=_scope(owners),
        line=node.lineno,
        end_line=node.end_lineno or 0,
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_generator=is_generator(node),
        parameters=tuple(_parameters(node.args)),
        returns=_dump(node.returns),
        type_parameters=_type_parameters(node),
        decorators=_decorators(node),
        docstring=ast.get_docstring(node),
        raises=tuple(dict.fromkeys(filter(None, raised))),
    )


def _class(node: ast.ClassDef, owners: Owners) -> Class:
    return Class(
        qualname=qualname((*owners, node)),
        scope=_scope(owners),
        line=node.lineno,
        end_line=node.end_lineno or 0,
        bases=tuple(ast.dump(base) for base in node.bases),
        keywords=tuple(ast.dump(keyword) for keyword in node.keywords),
        type_parameters=_type_parameters(node),
        decorators=_decorators(node),
        docstring=ast.get_docstring(node),
    )


def _scope(owners: Owners) -> str:
    if not owners:
        return "module"
    return "class" if isinstance(owners[-1], ast.ClassDef) else "function"


def _type_parameters(node: DefinitionNode) -> int:
    """How many type parameters (PEP 695) there are: Python before 3.12 has none."""
    return len(getattr(node, "type_params", ()))


def _decorators(node: DefinitionNode) -> tuple[Decorator, ...]:
    return tuple(Decorator(_applied(expression), ast.dump(expression)) for expression in node.decorator_list)


def _applied(node: ast.expr | None) -> str:
    """The dotted name that an expression is, or is a call of."""
    return dotted(node.func if isinstance(node, ast.Call) else node)


def _dump(node: ast.expr | None) -> str | None:
    return None if node is None else ast.dump(node)


def _parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    """The parameters in the order of the signature."""
    positional = [(a, "positional-only") for a in arguments.posonlyargs]
    positional += [(a, "positional-or-keyword") for a in arguments.args]
    first_default = len(positional) - len(arguments.defaults)
    for index, (argument, kind) in enumerate(positional):
        default = arguments.defaults[index - first_default] if index >= first_default else None
        yield _parameter(argument, kind, default)
    if arguments.vararg:
        yield _parameter(arguments.vararg, "variadic")
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(argument, "keyword-only", keyword_default)
    if arguments.kwarg:
        yield _parameter(arguments.kwarg, "variadic-keyword")


def _parameter(argument: ast.arg, kind: str, default: ast.expr | None = None) -> Parameter:
    return Parameter(argument.arg, kind, _dump(argument.annotation), _dump(default))


def _own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a function's body that run in its own scope, in source order."""
    stack: list[ast.AST] = list(reversed(function.body))
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(_evaluated_here(node)))


def _evaluated_here(node: ast.AST) -> list[ast.AST]:
    """The children that are evaluated in the scope of the node itself, not in a scope that it opens."""
    if isinstance(node, FUNCTIONS):
        return [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    if isinstance(node, ast.Lambda):
        return [node.args]
    if isinstance(node, COMPREHENSIONS):
        return [node.generators[0].iter]
    return list(ast.iter_child_nodes(node))


def _imports(node: ast.stmt, scope: str) -> Iterator[Import]:
    """One fact a module of an `import`, one a name of a `from` import."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.name, 0, None, alias.asname, scope, node.lineno)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield Import(node.module or "", node.level, alias.name, alias.asname, scope, node.lineno)


def _exports(statements: Iterable[ast.stmt]) -> tuple[str, ...] | None:
    """The literal names of `__all__` at module level, conditions included; None where no statement binds it."""
    nodes = list(statements)
    values = [value for node in nodes for value in _bound_to_all(node)]
    if not values:
        return None
    removed = {name for node in nodes for name in _taken_out_of_all(node)}
    return tuple(dict.fromkeys(name for value in values for name in _literals(value) if name not in removed))


def _taken_out_of_all(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Expr(value=ast.Call(func=function, args=[value])) if dotted(function) == "__all__.remove":
            yield from _literal(value)


def _bound_to_all(node: ast.stmt) -> list[ast.expr]:
    """The expressions whose items a statement puts into `__all__`; an import of it puts none that are literals."""
    match node:
        case ast.Assign(targets=targets, value=value) if any(dotted(t) == "__all__" for t in targets):
            return [value]
        case ast.ImportFrom(names=names) if any(n.name == "__all__" == (n.asname or n.name) for n in names):
            return [ast.List(elts=[])]
        case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
            return [value]
        case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
            return [value]
        case ast.Expr(value=ast.Call(func=function, args=[value])) if dotted(function) == "__all__.extend":
            return [value]
        case ast.Expr(value=ast.Call(func=function, args=[value])) if dotted(function) == "__all__.append":
            return [ast.List(elts=[value])]
        case _:
            return []


def _literals(value: ast.expr) -> Iterator[str]:
    """The string literals of a list, a tuple, a set, or of such joined with `+`; other expressions have none."""
    match value:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            for item in items:
                yield from _literal(item)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _literals(left)
            yield from _literals(right)


def _literal(item: ast.expr) -> Iterator[str]:
    if isinstance(item, ast.Constant) and isinstance(item.value, str):
        yield item.value
    elif isinstance(item, ast.Starred):
        yield from _literals(item.value)


def _is_main_guard(node: ast.stmt) -> bool:
    """Whether this is `if __name__ == "__main__"`, in either order; an `elif` is an `if` inside an `else`."""
    if not (isinstance(node, ast.If) and isinstance(node.test, ast.Compare)):
        return False
    if not (len(node.test.ops) == 1 and isinstance(node.test.ops[0], ast.Eq)):
        return False
    sides = [node.test.left, *node.test.comparators]
    names = [dotted(side) for side in sides]
    values = [side.value for side in sides if isinstance(side, ast.Constant)]
    return "__name__" in names and "__main__" in values
