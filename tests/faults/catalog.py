"""All faults, in the order of the table."""

from __future__ import annotations

from faults import accidents, hangs, hostile, injection, leaks, losses, runs, writes
from faults.registry import FAULTS

MODULES = (runs, writes, leaks, hangs, losses, injection, accidents, hostile)
__all__ = ["FAULTS", "MODULES"]
