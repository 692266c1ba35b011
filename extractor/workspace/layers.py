"""What one place, a configuration file or the command line, says of the settings: read, checked, told where wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec

from extractor.errors import ConfigError
from extractor.system.terminal import printable
from extractor.workspace.project_files import dig, parse_toml, read_named
from extractor.workspace.secrets import kind_of_secret
from extractor.workspace.values import CHECKS, FILE_CHECKS, quoted

_MOST_PROBLEMS = 20
"""Of a configuration that are told."""
_MOST_DEPTH = 5
"""Of nested values that is told."""


class Layer(NamedTuple):
    """Settings that one place gives; a later layer wins over an earlier one."""

    table: Mapping[str, object]
    before: str
    """What to put before a key in a message about it."""
    origin: str
    checks: Mapping[str, Callable[[Any], Any]]
    """By key, what the type of a setting does not say."""

    def values(self, kinds: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
        """Return the settings by key, in effective form, and add a line to `problems` for each wrong one.

        `kinds` are the types of all settings that there are, by key.
        """
        values = {}
        for key, value in self.table.items():
            try:
                values[key] = self._value(key, value, kinds)
            except ValueError as problem:
                if len(problems) >= _MOST_PROBLEMS:  # nobody mends more at a time
                    problems.append(f"{self.before[:-1]} and more; mend these first".strip())
                    break
                problems.append(f"{self.before}{key if key in kinds else quoted(key)[1:-1]}: {problem}")
        return values

    def _value(self, key: str, value: object, kinds: Mapping[str, Any]) -> Any:
        """Return the effective form of one setting, or raise a `ValueError` that says what is wrong with it."""
        if key not in kinds:
            raise ValueError(_unknown(key, kinds))
        if kind_of := next(filter(None, map(kind_of_secret, _texts(value))), ""):
            raise ValueError(f"holds {kind_of}, which would stand on pages and in logs; take it out, and renew it")
        try:
            converted = msgspec.convert(value, kinds[key])
        except msgspec.ValidationError as error:
            raise ValueError(f"expected {_expected(kinds[key])}, found {_described(value)}") from error
        return self.checks[key](converted) if key in self.checks else converted


def file_layer(root: Path, file: Path | None) -> tuple[Layer, ...]:
    """Return the settings that the file holds, or nothing where there is none."""
    if file is None:
        return ()
    shown = printable(file.name if file.parent == root else str(file))
    content = read_toml(file, root, shown)
    checks = {**CHECKS, **FILE_CHECKS}
    if file.name != "pyproject.toml":
        return (Layer(content, f"{shown}: ", shown, checks),)
    table = dig(content, "tool", "extractor")
    if not isinstance(table, dict):
        raise ConfigError(f"{shown}: holds no [tool.extractor] table; add one, or name another file")
    return (Layer(table, f"{shown}: [tool.extractor] ", f"{shown} [tool.extractor]", checks),)


def read_toml(file: Path, root: Path, shown: str = "") -> dict[str, object]:
    """Return what a TOML file holds, or raise a `ConfigError` that says where it is wrong."""
    shown = shown or printable(str(file))
    try:
        data = read_named(file, root)
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {printable(error.strerror or str(error))}") from error
    return parse_toml(data, shown)


def _texts(value: object) -> Iterator[str]:
    """Yield the texts in a setting, whatever it is."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for text in map(str, pair))
    elif isinstance(value, list | tuple):
        yield from filter(lambda member: isinstance(member, str), value)


def _unknown(key: str, known: Iterable[str]) -> str:
    """Say that there is no such setting, and which was meant, or else which there are."""
    import difflib

    if near := difflib.get_close_matches(key[:100].replace("_", "-"), list(known), n=1):
        return f"no such setting; did you mean {near[0]}?"
    return f"no such setting; the settings are {', '.join(known)}"


_EXPECTED: Mapping[object, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    tuple[str, ...]: "a list of texts",
    dict[str, str]: "a table of texts",
}


def _expected(kind: object) -> str:
    """Return what a setting of a type may be, in words; any other type than those of the table is a choice of texts."""
    return _EXPECTED.get(kind) or "one of the texts " + ", ".join(f'"{choice}"' for choice in get_args(kind))


def _described(value: object, depth: int = 0) -> str:
    """Describe a value as a reader of the file would: `the text "four"`, `a list that holds the number 3`."""
    match value:
        case bool():  # before `int`, which it is one of
            return str(value).lower()
        case str():
            return f"the text {quoted(value)}"
        case int() if value.bit_length() > 64:
            return f"a number of {value.bit_length():,} bits"
        case int() | float():
            return f"the number {value}"
        case dict() | list() | tuple():
            what, members = ("table", [*value.values()]) if isinstance(value, dict) else ("list", [*value])
            # Lists and tables of texts are what settings are: the first member that is no text is what is wrong.
            wrong = [member for member in members if not isinstance(member, str)]
            is_told = wrong and depth < _MOST_DEPTH
            return f"a {what} that holds {_described(wrong[0], depth + 1)}" if is_told else f"a {what}"
        case _:
            return f"{value}"
