"""What kind of function or class a definition is, by its decorators, bases and body.

Names are followed through the module's imports, so `from dataclasses import dataclass as dc` counts and a local
function called `dataclass` does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from extractor.facts import Class, Decorator, Function
from extractor.link.names import canonical

_TYPING = ("typing", "typing_extensions")


def _in_typing(**labels: str) -> dict[str, str]:
    return {f"{module}.{name}": label for module in _TYPING for name, label in labels.items()}


_FUNCTION_DECORATORS: Mapping[str, str] = {
    "abc.abstractclassmethod": "abstract class method",
    "abc.abstractmethod": "abstract",
    "abc.abstractproperty": "abstract property",
    "abc.abstractstaticmethod": "abstract static method",
    "classmethod": "class method",
    "contextlib.asynccontextmanager": "asynchronous context manager",
    "contextlib.contextmanager": "context manager",
    "functools.cache": "cached",
    "functools.cached_property": "cached property",
    "functools.lru_cache": "cached",
    "functools.singledispatch": "single dispatch",
    "functools.singledispatchmethod": "single dispatch",
    "property": "property",
    "staticmethod": "static method",
} | _in_typing(final="final", overload="overload", override="override")

_ACCESSORS: Mapping[str, str] = {
    "deleter": "property deleter",
    "getter": "property getter",
    "setter": "property setter",
}

_CLASS_DECORATORS: Mapping[str, str] = {
    "dataclasses.dataclass": "dataclass",
    "enum.unique": "unique",
    "functools.total_ordering": "total ordering",
} | _in_typing(final="final", runtime_checkable="runtime-checkable")

_BASES: Mapping[str, str] = {
    "abc.ABC": "abstract base class",
    "enum.Enum": "enum",
    "enum.Flag": "flag enum",
    "enum.IntEnum": "enum",
    "enum.IntFlag": "flag enum",
    "enum.StrEnum": "enum",
    **_in_typing(NamedTuple="named tuple", Protocol="protocol", TypedDict="typed dict"),
}

_EXCEPTIONS = frozenset(
    """
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
    BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
    ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError Exception ExceptionGroup
    FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
    IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
    ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError
    PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError
    ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError
    SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
    UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError
    """.split()
)
"""The built-in exceptions of every supported Python."""


def function_labels(function: Function, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels of a function in reading order, the noun last: ("async", "generator", "method")."""
    words = ["async"] if function.is_async else []
    words += _unique(_decorator_labels(function, names))
    words += ["generator"] if function.is_generator else []
    return (*words, "method" if function.scope == "class" else "function")


def class_labels(each: Class, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels of a class, the noun last: ("dataclass", "class")."""
    found = [_CLASS_DECORATORS.get(canonical(decorator.name, names), "") for decorator in each.decorators]
    found += [_base_label(base, names) for base in each.bases]
    if any(canonical(keyword.removeprefix("metaclass="), names) == "abc.ABCMeta" for keyword in each.keywords):
        found.append("abstract base class")
    return (*_unique(label for label in found if label), "class")


def _decorator_labels(function: Function, names: Mapping[str, str]) -> Iterator[str]:
    for decorator in function.decorators:
        label = _accessor(decorator, function.name) or _FUNCTION_DECORATORS.get(canonical(decorator.name, names), "")
        if label:
            yield label


def _accessor(decorator: Decorator, name: str) -> str:
    owner, _, method = decorator.name.rpartition(".")
    return _ACCESSORS.get(method, "") if owner.rpartition(".")[2] == name else ""


def _base_label(base: str, names: Mapping[str, str]) -> str:
    dotted = canonical(base.partition("[")[0].strip(), names)
    return "exception" if dotted.removeprefix("builtins.") in _EXCEPTIONS else _BASES.get(dotted, "")


def _unique(labels: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(labels))
