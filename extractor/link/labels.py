"""What kind of function or class a definition is, by its decorators, bases and body.

Names are followed through the module's imports, so `from dataclasses import dataclass as dc` counts and a local
function called `dataclass` does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.facts import Class, Decorator, FileFacts, Function, PythonFacts
from extractor.link.origins import canonical, scope_names
from extractor.link.resolve import Target
from extractor.link.standard_exceptions import STANDARD_EXCEPTIONS
from extractor.link.tracking import Tracker, top_name

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
    "_pytest.fixtures.fixture": "pytest fixture",
    "pytest.fixture": "pytest fixture",
    "pytest.yield_fixture": "pytest fixture",
    "pytest_asyncio.fixture": "pytest fixture",
    "staticmethod": "static method",
} | _in_typing(final="final", overload="overload", override="override")

_ACCESSORS: Mapping[str, str] = {
    "deleter": "property deleter",
    "getter": "property getter",
    "setter": "property setter",
}

ATTRS_DECORATORS = (
    "attr.attrs",
    "attr.s",
    *(f"{module}.{name}" for module in ("attr", "attrs") for name in ("define", "frozen", "mutable")),
)

_CLASS_DECORATORS: Mapping[str, str] = {
    **dict.fromkeys(ATTRS_DECORATORS, "attrs class"),
    "dataclasses.dataclass": "dataclass",
    "enum.unique": "unique",
    "functools.total_ordering": "total ordering",
} | _in_typing(final="final", runtime_checkable="runtime-checkable")

_BASES: Mapping[str, str] = {
    "abc.ABC": "abstract base class",
    "abc.ABCMeta": "metaclass",
    "enum.Enum": "enum",
    "enum.EnumMeta": "metaclass",
    "enum.EnumType": "metaclass",
    "enum.Flag": "flag enum",
    "enum.IntEnum": "enum",
    "enum.IntFlag": "flag enum",
    "enum.ReprEnum": "enum",
    "enum.StrEnum": "enum",
    "msgspec.Struct": "msgspec struct",
    "pydantic.BaseModel": "Pydantic model",
    "pydantic.RootModel": "Pydantic model",
    "type": "metaclass",
    **_in_typing(NamedTuple="named tuple", Protocol="protocol", TypedDict="typed dict"),
}

_MAKERS: Mapping[str, str] = {
    "collections.namedtuple": "named tuple",
    "dataclasses.make_dataclass": "dataclass",
    **_in_typing(NamedTuple="named tuple", TypedDict="typed dict"),
}
"""What is called to make a class, as an assignment or a base of a class statement does."""

EXCEPTIONS = frozenset(
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
    "pytest fixture", "static method", "typed dict",
})  # fmt: skip
"""Labels that say by themselves whether it is a class, a method or a function."""

_MOST_IN_CIRCLES = 100
"""Classes that are looked through where bases go in circles, which Python refuses."""

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


def class_labels(definition: Class, names: Mapping[str, str], inherited: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the labels of a class, "class" where no other noun says it: ("exception",)."""
    labels = [_CLASS_DECORATORS.get(canonical(decorator.name, names), "") for decorator in definition.decorators]
    labels += [_base_label(base, _before(definition, base, names)) for base in definition.bases]
    labels.append(_MAKERS.get(definition.maker, ""))
    if any(canonical(keyword.removeprefix("metaclass="), names) == "abc.ABCMeta" for keyword in definition.keywords):
        labels.append("abstract base class")
    labels += [label for label in inherited if label in _INHERITED]
    return _with_noun(_unique(label for label in labels if label), "class")


def _before(definition: Class, base: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return what names stand for where a base is: in `class TimeoutError(TimeoutError)`, for what is built in."""
    is_itself = base == definition.name and names.get(base) == f".{base}"
    return {} if is_itself else names


def _with_noun(labels: list[str], noun: str) -> tuple[str, ...]:
    return tuple(labels) if not _NOUNS.isdisjoint(labels) else (*labels, noun)


class Labels:
    """The labels that the classes of a repository have from their bases; what it asks is told to the tracker."""

    def __init__(
        self, files: Mapping[str, FileFacts], bases: Mapping[Target, tuple[Target | None, ...]], tracker: Tracker
    ) -> None:
        self._files = files
        self._bases = bases
        self._tracker = tracker
        self._own: dict[Target, tuple[str, ...]] = {}
        self._known: dict[Target, tuple[str, ...] | None] = {}
        """The labels from all bases; None for a class that leads to a circle."""
        self._classes: dict[str, dict[str, Class]] = {}
        """File -> the first class of each qualname."""
        self._names: dict[tuple[str, str], Mapping[str, str]] = {}
        """File and scope -> what it sees."""
        self._noted: set[Target] = set()
        self._noted_in = tracker.round

    def inherited(self, target: Target) -> tuple[str, ...]:
        """Return the labels of all bases of a class, however far up; of a circle, those of some that it comes by."""
        self._note(target)
        if target not in self._known:
            self._find(target)
        known = self._known[target]
        return self._walked(target) if known is None else known

    def leads_to_circle(self, target: Target) -> bool:
        """Tell whether the bases of a class, however far up, go in a circle, which Python refuses."""
        self.inherited(target)
        return self._known[target] is None

    def _note(self, target: Target) -> None:
        """Note what is asked of the classes above, each once in a round."""
        if self._noted_in != self._tracker.round:
            self._noted.clear()
            self._noted_in = self._tracker.round
        waiting = [target]
        while waiting:
            above = waiting.pop()
            if above not in self._noted:
                self._noted.add(above)
                waiting += self._bases_of(above)
                self._tracker.update((base.path, top_name(base.qualname)) for base in self._bases_of(above))

    def _bases_of(self, target: Target) -> list[Target]:
        return [base for base in self._bases.get(target, ()) if base is not None and base != target]

    def _find(self, target: Target) -> None:
        """Find the labels of a class, those of its bases first: a loop, since chains of classes grow long."""
        entered: set[Target] = set()
        waiting = [target]
        while waiting:
            current = waiting[-1]
            bases = self._bases_of(current)
            missing = [base for base in bases if base not in self._known]
            if current in self._known:
                waiting.pop()
            elif missing and current not in entered:
                entered.add(current)
                waiting += [base for base in missing if base not in entered]
            else:  # what is still missing is being found: a circle
                waiting.pop()
                self._known[current] = None if missing else self._joined(bases)

    def _joined(self, bases: Sequence[Target]) -> tuple[str, ...] | None:
        """Return the labels of bases and of those above; of the last base first, as a walk with a stack comes by."""
        labels = dict.fromkeys(label for base in bases for label in self._labels(base))
        for base in reversed(bases):
            above = self._known[base]
            if above is None:
                return None
            labels.update(dict.fromkeys(above))
        return tuple(labels)

    def _walked(self, target: Target) -> tuple[str, ...]:
        """Return the labels on a way through circles, which end where they close or grow too long."""
        labels: dict[str, None] = {}
        seen, waiting = {target}, [target]
        while waiting and len(seen) < _MOST_IN_CIRCLES:
            for base in self._bases_of(waiting.pop()):
                if base not in seen:
                    seen.add(base)
                    waiting.append(base)
                    labels.update(dict.fromkeys(self._labels(base)))
        return tuple(labels)

    def _labels(self, target: Target) -> tuple[str, ...]:
        self._tracker.add((target.path, top_name(target.qualname)))
        if target not in self._own:
            definition = self._classes_of(target.path).get(target.qualname)
            scope = target.qualname.rpartition(".")[0]
            self._own[target] = (
                () if definition is None else class_labels(definition, self._names_in(target.path, scope))
            )
        return self._own[target]

    def _classes_of(self, path: str) -> Mapping[str, Class]:
        if path not in self._classes:
            self._classes[path] = {
                definition.qualname: definition for definition in reversed(_facts(self._files[path]).classes)
            }
        return self._classes[path]

    def _names_in(self, path: str, scope: str) -> Mapping[str, str]:
        if (path, scope) not in self._names:
            self._names[path, scope] = scope_names(_facts(self._files[path]), scope)
        return self._names[path, scope]


def _facts(file: FileFacts) -> PythonFacts:
    return file.python or PythonFacts()


def _decorator_labels(function: Function, names: Mapping[str, str]) -> Iterator[str]:
    for decorator in function.decorators:
        label = _accessor(decorator, function.name) or _FUNCTION_DECORATORS.get(canonical(decorator.name, names), "")
        if label:
            yield label


def _accessor(decorator: Decorator, name: str) -> str:
    owner, _, method = decorator.name.rpartition(".")
    return _ACCESSORS.get(method, "") if owner.rpartition(".")[2] == name else ""


def _base_label(base: str, names: Mapping[str, str]) -> str:
    called, bracket, _ = base.partition("(")
    if bracket and "[" not in called:
        return _MAKERS.get(canonical(called.strip(), names), "")
    dotted = canonical(base.partition("[")[0].strip(), names)
    if dotted in EXCEPTIONS or dotted in STANDARD_EXCEPTIONS:
        return "exception"
    return _BASES.get(dotted, "")


def _unique(labels: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(labels))
