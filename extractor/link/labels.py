"""What kind of function or class a definition is, by its decorators, bases and body.

Names are followed through the module's imports, so `from dataclasses import dataclass as dc` counts and a local
function called `dataclass` does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from extractor.facts import Class, Decorator, FileFacts, Function, PythonFacts
from extractor.link.names import canonical, scope_names
from extractor.link.reads import Reads, top_name
from extractor.link.resolve import Target

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

_ATTRS = (
    "attr.attrs",
    "attr.s",
    *(f"{module}.{name}" for module in ("attr", "attrs") for name in ("define", "frozen", "mutable")),
)

_CLASS_DECORATORS: Mapping[str, str] = {
    **dict.fromkeys(_ATTRS, "attrs class"),
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
    "msgspec.Struct": "msgspec struct",
    "pydantic.BaseModel": "Pydantic model",
    "pydantic.RootModel": "Pydantic model",
    "type": "metaclass",
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


_NOUNS = frozenset({
    "Pydantic model", "abstract base class", "abstract class method", "abstract property", "abstract static method",
    "attrs class", "cached property", "class method", "dataclass", "enum", "exception", "flag enum", "metaclass",
    "msgspec struct", "named tuple", "property", "property deleter", "property getter", "property setter", "protocol",
    "static method", "typed dict",
})  # fmt: skip
"""Labels that say by themselves whether it is a class, a method or a function."""

_INHERITED = frozenset(
    {"Pydantic model", "enum", "exception", "flag enum", "metaclass", "msgspec struct", "typed dict"}
)
"""Labels that a class has from its bases; a class that derives from a protocol is none (PEP 544)."""


def function_labels(function: Function, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels of a function in reading order, a noun last where none is among them: ("async", "method")."""
    words = ["async"] if function.is_async else []
    words += _unique(_decorator_labels(function, names)) if function.decorators else []
    words += ["generator"] if function.is_generator else []
    nouns = {"module": "function", "class": "method", "function": "nested function"}
    return _with_noun(words, nouns[function.scope])


def class_labels(each: Class, names: Mapping[str, str], inherited: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the labels of a class, "class" where no other noun says it: ("exception",)."""
    found = [_CLASS_DECORATORS.get(canonical(decorator.name, names), "") for decorator in each.decorators]
    found += [_base_label(base, names) for base in each.bases]
    if any(canonical(keyword.removeprefix("metaclass="), names) == "abc.ABCMeta" for keyword in each.keywords):
        found.append("abstract base class")
    found += [label for label in inherited if label in _INHERITED]
    return _with_noun(_unique(label for label in found if label), "class")


def _with_noun(labels: list[str], noun: str) -> tuple[str, ...]:
    return tuple(labels) if not _NOUNS.isdisjoint(labels) else (*labels, noun)


class Labels:
    """The labels that the classes of a repository have from their bases; of which that is asked it adds to `reads`."""

    def __init__(
        self, files: Mapping[str, FileFacts], bases: Mapping[Target, tuple[Target | None, ...]], reads: Reads
    ) -> None:
        self._files = files
        self._bases = bases
        self._reads = reads
        self._own: dict[Target, tuple[str, ...]] = {}

    def inherited(self, target: Target) -> tuple[str, ...]:
        """Return the labels of all bases of a class, however far up; cycles end where they close."""
        labels: dict[str, None] = {}
        seen, waiting = {target}, [target]
        while waiting:  # a loop, since chains of classes grow long
            for base in self._bases.get(waiting.pop(), ()):
                if base is not None and base not in seen:
                    seen.add(base)
                    waiting.append(base)
                    labels.update(dict.fromkeys(self._labels(base)))
        return tuple(labels)

    def _labels(self, target: Target) -> tuple[str, ...]:
        self._reads.add((target.path, top_name(target.qualname)))
        if target not in self._own:
            body = self._files[target.path].body
            facts = body if isinstance(body, PythonFacts) else PythonFacts()
            each = next((each for each in facts.classes if each.qualname == target.qualname), None)
            scope = target.qualname.rpartition(".")[0]
            self._own[target] = () if each is None else class_labels(each, scope_names(facts, scope))
        return self._own[target]


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
    return "exception" if dotted in _EXCEPTIONS else _BASES.get(dotted, "")


def _unique(labels: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(labels))
