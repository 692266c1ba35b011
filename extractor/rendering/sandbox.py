"""Templates that are not ours: plain values only, nothing changed, and no page without an end.

Jinja's sandbox keeps a template from what is internal. What it does not: `range(100000)` within `range(100000)`,
`"a" * 10 ** 10`, `x | center(10 ** 10)`, a macro that calls itself twice. Here every round of a loop, call, filter,
test and operator counts, and those that can make much of little are asked before how much (`bounds.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import BuiltinMethodType, MethodType
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, Undefined, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedFormatter, safe_range
from jinja2.utils import Cycler, Joiner, Namespace

from extractor.rendering.bounds import (
    PREDICTED_FILTERS,
    PREDICTED_METHODS,
    PREDICTED_OPERATORS,
    Budget,
    width_of,
)
from extractor.rendering.template_code import CUT, JOINED, STEP, WEIGHED, CountingGenerator, NestedTemplate

_CONSTANT_FILTERS = frozenset("abs attr count d default first float last length safe".split())
"""Filters that look at no more than one element."""
_LISTING_FILTERS = frozenset("items list reverse".split())
"""Filters that look at each element, and into none."""
_LAZY_FILTERS = frozenset("map reject rejectattr select selectattr".split())
_SLOW_FILTERS = frozenset("pprint striptags sum urlize wordwrap".split())
"""Filters that take a time which grows with the square of what they are given."""
_SCOPES = frozenset({"_block_vars", "_loop_vars"})
"""What Jinja hands to every call in a block or a loop; its own `Context.call` takes them off."""
_RANDOM_FILTERS = frozenset(["random"])
"""Two builds would differ."""
_CONSTANT_TESTS = frozenset(
    "boolean callable defined divisibleby escaped even false filter float integer iterable mapping none number odd "
    "sameas sequence string test true undefined".split()
)
"""Tests that look into nothing."""
_METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        "capitalize casefold center count endswith expandtabs find index isalnum isalpha isascii isdecimal isdigit "
        "isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip partition "
        "removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith "
        "strip swapcase title upper zfill".split()
    ),
    dict: frozenset("get items keys values".split()),
    list: frozenset(["count", "index"]),
    tuple: frozenset(["count", "index"]),
    int: frozenset(["bit_length"]),
    float: frozenset(["is_integer"]),
}
"""Methods that a template may call."""
_NESTING = (Macro, BlockReference, LoopContext)
"""What is called and calls the template again."""
_CALLED = (Joiner, Undefined)
"""What is called itself; what is undefined raises an error that says so."""
_BOUND = (Cycler, LoopContext)
"""Objects all of whose methods may be called."""
_MADE = (Cycler, Joiner, Namespace, dict, safe_range)
"""Jinja's helpers `cycler`, `joiner`, `namespace`, `dict` and `range`, from which a template makes values."""


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Renders templates that nobody vouches for; `start` before each page gives it what one page may take."""

    intercepted_binops = frozenset(PREDICTED_OPERATORS)

    def __init__(self, filters: Mapping[str, Any], **options: Any) -> None:
        super().__init__(finalize=self._finalized(), cache_size=-1, **options)
        self.budget = Budget()
        self.template_class = NestedTemplate
        self.code_generator_class = CountingGenerator
        del self.globals["lipsum"]  # two builds would differ
        jinjas = {name: function for name, function in self.filters.items() if name not in _RANDOM_FILTERS}
        self.filters = {name: self._bounded_filter(name, function) for name, function in {**jinjas, **filters}.items()}
        self.filters |= {STEP: self._step, JOINED: self._concatenated, WEIGHED: self._weighed, CUT: self._cut}
        self.tests = {name: self._bounded_test(name, function) for name, function in self.tests.items()}

    def start(self) -> None:
        """Begin a page."""
        self.budget = Budget()

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return what an operator makes, unless that is too much."""
        self.budget.step()
        if operator == "%" and isinstance(left, str):  # "%(a)s%(a)s" shows one value at every mark
            self.budget.spend((left.count("%") + 1) * self.budget.weigh(right))
        self.budget.spend(PREDICTED_OPERATORS[operator](left, right))
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template may call: methods of values, macros and blocks, helpers of Jinja's; no function."""
        if isinstance(called, BuiltinMethodType):
            given = {name: value for name, value in kwargs.items() if name not in _SCOPES}
            return self._made(self._method(called, args, given))
        if isinstance(called, _NESTING):
            self.budget.enter()
            try:
                return self._made(super().call(context, called, *args, **kwargs))
            finally:
                self.budget.nested -= 1
        owner = called.__self__ if isinstance(called, MethodType) else None
        is_made = called in _MADE if isinstance(called, type | type(safe_range)) else isinstance(called, _CALLED)
        if not is_made:
            if not isinstance(called, _Format) and not isinstance(owner, _BOUND):
                raise SecurityError(f"a {type(called).__name__} is nothing that a template can call")
            self.budget.spend(self.budget.weigh(*args, *kwargs.values()))
        self.budget.step()
        return self._made(super().call(context, called, *args, **kwargs))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an element; one that is looked up by a list of things takes a step for each."""
        if isinstance(argument, tuple):
            self.budget.weigh(argument)
        return super().getitem(obj, argument)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return what formats within bounds, for the method `format` of a text."""
        is_format = isinstance(value, BuiltinMethodType) and value.__name__ in ("format", "format_map")
        if not is_format or not isinstance(value.__self__, str):
            return None
        return _Format(self, value.__self__, is_map=value.__name__ == "format_map")

    def _method(self, method: BuiltinMethodType, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Return what a method of a built-in type returns, when it is paid for what it looks at and makes."""
        owner: Any = method.__self__
        name = method.__name__
        kind = next((kind for kind in _METHODS if isinstance(owner, kind)), None)
        if kind is None or name not in _METHODS[kind]:
            raise SecurityError(f"{type(owner).__name__}.{name} is nothing that a template can call")
        self.budget.step()
        if kind is str:
            # Only data can be weighed, so of an iterator its elements are: `", ".join(names | map("upper"))`.
            args = tuple(list(arg) if isinstance(arg, Iterator) else arg for arg in args)
            self.budget.spend(len(owner) + self.budget.weigh(*args, *kwargs.values()))
            if name in PREDICTED_METHODS:
                self.budget.spend(PREDICTED_METHODS[name](owner, *args, **kwargs))
        elif kind in (list, tuple):
            self.budget.weigh(owner, *args)
        elif args:
            self.budget.weigh(args[0])
        return method(*args, **kwargs)

    def _made(self, value: Any) -> Any:
        """Return a value that was made, when it is paid for; one that makes others when asked counts them."""
        if isinstance(value, str):
            self.budget.spend(len(value))
        elif isinstance(value, list | tuple | dict):
            self.budget.step(len(value))
        elif isinstance(value, Iterator) and not isinstance(value, LoopContext):  # `loop` is one, and is passed on
            return self.budget.counted(value)
        return value

    def _bounded_filter(self, name: str, function: Any) -> Callable[..., Any]:
        """Return a filter that does the same, after it has paid for what it looks at and would make."""
        first, predict = self._first(function), PREDICTED_FILTERS.get(name)
        looks_deep = name not in _CONSTANT_FILTERS | _LISTING_FILTERS | _LAZY_FILTERS

        @jinja2.pass_context
        def bounded(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
            budget = self.budget
            budget.step(4)
            if looks_deep:
                value = list(value) if isinstance(value, Iterator) else value
                weight = budget.weigh(value, *args, *kwargs.values())
                budget.spend(weight)
                if name in _SLOW_FILTERS:
                    budget.step(weight * weight // 1_024)
            elif name in _LISTING_FILTERS and hasattr(value, "__len__"):
                budget.step(len(value))
            if predict is not None:
                budget.spend(predict(value, *args, **kwargs))
            return self._made(function(*first(context), value, *args, **kwargs))

        return bounded

    def _bounded_test(self, name: str, function: Any) -> Callable[..., Any]:
        """Return a test that does the same, after it has paid for what it looks at."""
        first, looks_deep = self._first(function), name not in _CONSTANT_TESTS

        @jinja2.pass_context
        def bounded(context: Context, value: Any, *args: Any) -> Any:
            self.budget.step()
            if looks_deep:
                value, *args = (self._weighed(context, arg) for arg in (value, *args))  # type: ignore[assignment]
            return function(*first(context), value, *args)

        return bounded

    def _first(self, function: Callable[..., Any]) -> Callable[[Context], tuple[Any, ...]]:
        """Return what gives a filter or a test the argument before all others that it asks Jinja for."""
        asked = getattr(function, "jinja_pass_arg", None)
        given: Mapping[str, Callable[[Context], tuple[Any, ...]]] = {
            "context": lambda context: (context,),
            "eval_context": lambda context: (context.eval_ctx,),
            "environment": lambda _: (self,),
        }
        return given[asked.name] if asked is not None else lambda _: ()

    def _finalized(self) -> Callable[..., Any]:
        """Return what Jinja passes every value through that `{{ ... }}` puts on the page."""

        @jinja2.pass_context
        def finalized(_context: Context, value: Any) -> str:
            if not isinstance(value, str):
                self.budget.spend(self.budget.weigh(value))
            text = str(value)
            self.budget.spend(len(text))
            return text

        return finalized

    # The filters that `CountingGenerator` puts into templates

    @jinja2.pass_context
    def _step(self, _context: Context, characters: int) -> bool:
        """Count a round of a loop, or the text between two expressions; true, to stand before a loop's condition."""
        self.budget.step()
        self.budget.spend(characters)
        return True

    @jinja2.pass_context
    def _concatenated(self, context: Context, values: list[Any]) -> str:
        """Return what `a ~ b` makes."""
        self.budget.step()
        self.budget.spend(self.budget.weigh(*values))
        return markup_join(values) if context.eval_ctx.autoescape else str_join(values)

    @jinja2.pass_context
    def _weighed(self, _context: Context, value: Any) -> Any:
        """Return a value that is to be compared; it counts for an eighth, since comparing is quick."""
        self.budget.step()
        if isinstance(value, str):
            self.budget.spend(len(value) // 8)
        elif isinstance(value, Iterator):
            return list(value)
        else:
            self.budget.spend(self.budget.weigh(value) // 8)
        return value

    @jinja2.pass_context
    def _cut(self, _context: Context, value: Any) -> Any:
        """Return what `values[a:b]` made, when it is paid for."""
        self.budget.step()
        return self._made(value)


class _Format:
    """The method `format` of a text, within bounds."""

    def __init__(self, environment: BoundedEnvironment, text: str, *, is_map: bool) -> None:
        self._environment = environment
        self._text = text
        self._is_map = is_map

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        self._environment.budget.spend(len(self._text))
        formatter = _Formatter(self._environment)
        return formatter.vformat(self._text, () if self._is_map else args, args[0] if self._is_map else kwargs)


class _Formatter(SandboxedFormatter):
    """Jinja's formatter, which keeps from attributes that are internal, with a price for values and widths."""

    def __init__(self, environment: BoundedEnvironment) -> None:
        super().__init__(environment)
        self._budget = environment.budget

    def convert_field(self, value: Any, conversion: Any) -> Any:
        self._budget.step()
        self._budget.spend(self._budget.weigh(value))
        return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        self._budget.spend(width_of(format_spec))
        return str(super().format_field(value, format_spec))
