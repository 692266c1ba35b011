"""What the running Python says of modules: a script that imports them, for a process of its own.

It reads a JSON object from standard input: for each module and each class of it, the definitions that a page has, each
a list of its bases as a module and a dotted name in it; a module of "" stands for the class's own scope, and null for
a base that is not judged. It writes a JSON object: for each module an `Answer`, or a string that says why not.
"""

from __future__ import annotations

import builtins
import enum
import importlib
import inspect
import json
import os
import sys
import typing
import warnings
from abc import ABCMeta
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    Claim = tuple[str, str]


class Answer(TypedDict):
    """What there is to say of a module."""

    all: list[str] | None
    names: list[str]
    """All that it binds."""
    own: list[str]
    """The functions and classes among them that are its own."""
    misled: dict[str, list[list[Claim]]]
    """Class -> for each definition, the bases that its class has not got at their places."""
    kinds: dict[str, list[str]]
    """Class, or what stands in a class -> what kinds it is of."""


def main() -> None:
    with os.fdopen(os.dup(1), "w") as answers:
        os.dup2(2, 1)  # what modules print is no answer
        warnings.simplefilter("ignore")
        json.dump({name: answer(name, claims) for name, claims in json.load(sys.stdin).items()}, answers)


def answer(name: str, claims: dict[str, list[list[Claim | None]]]) -> Answer | str:
    try:
        module = importlib.import_module(name)
    except BaseException as error:  # some exit, where they are not at home
        return repr(error)
    classes = dict(own_classes(module, module.__name__))
    return Answer(
        all=list(module.__all__) if hasattr(module, "__all__") else None,
        names=list(vars(module)),
        own=[key for key, each in list(vars(module).items()) if is_own(each, name, key)],
        misled={
            qualname: [list(wrong_bases(module, each, bases)) for bases in claims[qualname]]
            for qualname, each in classes.items()
            if qualname in claims
        },
        kinds={key: kinds for qualname, each in classes.items() for key, kinds in all_kinds(qualname, each)},
    )


def is_own(each: object, module: str, qualname: str) -> bool:
    is_definition = inspect.isclass(each) or inspect.isfunction(each)
    return is_definition and (each.__module__, each.__qualname__) == (module, qualname)  # type: ignore[attr-defined]


def own_classes(owner: ModuleType | type, module: str, prefix: str = "") -> Iterator[tuple[str, type]]:
    """The classes of a module, and those in classes, by qualified name."""
    for key, each in list(vars(owner).items()):
        if inspect.isclass(each) and is_own(each, module, f"{prefix}{key}"):
            yield f"{prefix}{key}", each
            yield from own_classes(each, module, f"{prefix}{key}.")


def wrong_bases(module: ModuleType, each: type, claims: list[Claim | None]) -> Iterator[Claim]:
    bases = [origin(base) for base in vars(each).get("__orig_bases__", each.__bases__)]
    if bases == [object] and not claims:
        return
    bases += [None] * (len(claims) - len(bases))
    for claim, base in zip(claims, bases, strict=False):
        if claim is not None and origin(value(module, each, *claim)) is not base:
            yield claim


def value(module: ModuleType, each: type, target: str, dotted: str) -> Any:
    """What a dotted name stands for in a module, or (`target` is empty) around a class; None for nothing."""
    first, *rest = dotted.split(".")
    scopes = [importlib.import_module(target)] if target else [*around(module, each), module, builtins]
    found: Any = next((getattr(scope, first) for scope in scopes if hasattr(scope, first)), None)
    for part in rest:
        found = getattr(found, part, None)
    return found


def around(module: ModuleType, each: type) -> list[Any]:
    """The class around a class: what is further out is not seen from its body."""
    found: Any = module
    for part in each.__qualname__.split(".")[:-1]:
        found = getattr(found, part)
    return [] if found is module else [found]


def origin(base: Any) -> Any:
    return typing.get_origin(base) or base


def all_kinds(qualname: str, each: type) -> Iterator[tuple[str, list[str]]]:
    yield qualname, [kind for kind, test in CLASS_KINDS.items() if test(each)]
    for key, member in vars(each).items():
        function = inner(member)
        if inspect.isfunction(function) and function.__qualname__ == f"{qualname}.{key}":
            yield f"{qualname}.{key}", [kind for kind, test in MEMBER_KINDS.items() if test(member)]


def inner(member: Any) -> Any:
    """The function of a method of whatever kind."""
    return getattr(member, "__func__", None) or getattr(member, "fget", None) or member


CLASS_KINDS: dict[str, Callable[[Any], bool]] = {
    "abstract base class": lambda each: issubclass(type(each), ABCMeta),
    "dataclass": lambda each: "__dataclass_fields__" in vars(each),
    "enum": lambda each: issubclass(each, enum.Enum) and not issubclass(each, enum.Flag),
    "exception": lambda each: issubclass(each, BaseException),
    "flag enum": lambda each: issubclass(each, enum.Flag),
    "metaclass": lambda each: issubclass(each, type),
    "named tuple": lambda each: issubclass(each, tuple) and hasattr(each, "_fields"),
    "protocol": lambda each: bool(vars(each).get("_is_protocol")),
    "typed dict": typing.is_typeddict,
}
MEMBER_KINDS: dict[str, Callable[[Any], bool]] = {
    "abstract": lambda member: bool(getattr(member, "__isabstractmethod__", False)),
    "class method": lambda member: isinstance(member, classmethod),
    "property": lambda member: isinstance(member, property),
    "static method": lambda member: isinstance(member, staticmethod),
}

if __name__ == "__main__":
    main()
