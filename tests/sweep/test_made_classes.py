"""Classes that calls make, over real trees: `ast` finds the calls, and Python itself makes the classes of the fields."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.sweep

_ORIGINS = {
    "collections": {"namedtuple"},
    "dataclasses": {"make_dataclass"},
    "enum": {"Enum", "Flag", "IntEnum", "IntFlag", "StrEnum"},
    "types": {"new_class"},
    "typing": {"NamedTuple", "TypedDict"},
    "typing_extensions": {"NamedTuple", "TypedDict"},
}
