"""All faults, in the order of the table."""

from __future__ import annotations

from faults import leaks, runs, writes
from faults.registry import FAULTS

MODULES = (runs, writes, leaks)
__all__ = ["FAULTS", "MODULES"]
