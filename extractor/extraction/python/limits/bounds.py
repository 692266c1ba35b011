"""The numbers: how much of a structure a parser is given; `cut.py` holds sources against them."""

from __future__ import annotations

MAX_LINKS = 1_000
"""Tokens of one expression between commas, brackets counted twice: LibCST takes 0.7 s for as many."""
MAX_DEPTH = 60
MAX_STATEMENT = 100_000
"""Tokens of one statement."""
MAX_STRING = 500_000
"""Characters of one string, docstrings included."""
MAX_NAME = 10_000
MAX_ELIFS = 300
"""Branches of the `if` statements around a line, together: each nests in the one before it."""
MAX_FILE = 250_000
"""Tokens of all statements, each of which counts as three more: LibCST makes almost two kilobytes of each."""
STATEMENT_COST = 3
LONG_LINKS, LONG_DEPTH, LONG_BUDGET = 200, 20, 30_000
"""Statements that are long or deep, but within the limits, may have so many tokens together."""
