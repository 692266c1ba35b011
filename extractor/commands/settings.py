"""The effective settings and their origins, as text, as JSON, and as what a configuration file says."""

from __future__ import annotations

import json

from extractor.system.terminal import as_lines
from extractor.workspace.config import SETTINGS, Config


def as_text(config: Config) -> str:
    """Return a line for each setting in the order of `Config`: key, origin and, as TOML, the value, in columns."""
    rows = [("key", "origin", "value")]
    rows += [(key, config.origin(key), toml_value(_value(config, key))) for key in SETTINGS]
    key_width, origin_width = (max(len(row[column]) for row in rows) for column in (0, 1))
    return as_lines(f"{key:{key_width}}  {origin:{origin_width}}  {value}" for key, origin, value in rows)


def as_json(config: Config) -> str:
    """Return an object of the settings by key, each with its `origin` and `value`, indented, with sorted keys."""
    settings = {key: {"origin": config.origin(key), "value": _value(config, key)} for key in SETTINGS}
    return json.dumps(settings, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def toml_value(value: object) -> str:
    """Return a text, truth value, number, sequence or mapping of these as TOML on one line."""
    match value:
        case dict():
            members = ", ".join(f"{_text(key)} = {toml_value(member)}" for key, member in value.items())
            return f"{{ {members} }}" if members else "{}"
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case _:
            return str(value)


def _text(text: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _value(config: Config, key: str) -> object:
    return getattr(config, SETTINGS[key].name)
