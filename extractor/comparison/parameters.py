"""What changed in the parameters of a function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.comparison.change import Detail
from extractor.comparison.code import is_same_expression
from extractor.comparison.details import value
from extractor.facts import Parameter

_STARS: Mapping[str, str] = {"variadic": "*", "variadic-keyword": "**"}
_KINDS_SAID = frozenset({"positional-only", "keyword-only"})


def parameter_details(old: Sequence[Parameter], new: Sequence[Parameter]) -> Iterator[Detail]:
    """Yield what changed in the parameters of a function: which were renamed, went, came, changed or moved."""
    if old == new:
        return
    before, after = ({parameter.name: parameter for parameter in side} for side in (old, new))
    # `f(a, b)` that becomes `f(a, c)` has renamed `b`, if the two stand in one place and are alike in all else.
    renamed = {
        one.name: other.name
        for one, other in zip(old, new, strict=False)
        if one.name not in after and other.name not in before and _is_same_but_for_name(one, other)
    }
    for one, other in renamed.items():
        yield Detail("parameter", "", _starred(before[one]), _starred(after[other]))
    for parameter in old:
        if parameter.name not in after and parameter.name not in renamed:
            yield Detail(_aspect(parameter), parameter.name, old=_declared(parameter))
    for parameter in new:
        if parameter.name in before:
            yield from _same_name_details(before[parameter.name], parameter)
        elif parameter.name not in renamed.values():
            yield Detail(_aspect(parameter), parameter.name, new=_declared(parameter))
    places = ([parameter.name for parameter in side if parameter.kind != "keyword-only"] for side in (old, new))
    kept_before, kept_after = ([name for name in side if name in before and name in after] for side in places)
    if kept_before != kept_after and sorted(kept_before) == sorted(kept_after):
        yield Detail("parameter order", "", ", ".join(kept_before), ", ".join(kept_after))


def _is_same_but_for_name(one: Parameter, other: Parameter) -> bool:
    return (
        one.kind == other.kind
        and one.kind != "keyword-only"
        and is_same_expression(one.annotation, other.annotation)
        and is_same_expression(one.default, other.default)
    )


def _same_name_details(old: Parameter, new: Parameter) -> Iterator[Detail]:
    if old.kind != new.kind:
        yield Detail("parameter kind", new.name, old.kind, new.kind)
    yield from value("parameter annotation", old.annotation, new.annotation, new.name)
    yield from value("default", old.default, new.default, new.name)


def _aspect(parameter: Parameter) -> str:
    return f"{parameter.kind} parameter" if parameter.kind in _KINDS_SAID else "parameter"


def _starred(parameter: Parameter) -> str:
    return f"{_STARS.get(parameter.kind, '')}{parameter.name}"


def _declared(parameter: Parameter) -> str:
    """Return a parameter as its signature declares it."""
    default = parameter.default
    if parameter.annotation is None:
        return _starred(parameter) + ("" if default is None else f"={default}")
    return f"{_starred(parameter)}: {parameter.annotation}" + ("" if default is None else f" = {default}")
