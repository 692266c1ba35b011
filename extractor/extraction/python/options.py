"""Options that statements add to a parser of the command line: `parser.add_argument("--name", help="...")`."""

from __future__ import annotations

import libcst as cst

from extractor.extraction.python.signatures import one_line
from extractor.extraction.python.tree import string_value
from extractor.facts import OptionCall

OPTION_WORDS = ("add_argument", "add_option", "addoption")
"""Methods of argparse, optparse and pytest that add an option."""


def option_of(node: cst.CSTNode | None, owner: str) -> OptionCall | None:
    """Return the option that an expression adds, or None; its name must be a literal."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return None
    if node.func.attr.value not in OPTION_WORDS or not _is_named(node):
        return None
    return OptionCall(owner, one_line(node))


def _is_named(node: cst.Call) -> bool:
    first = node.args[0] if node.args else None
    return first is not None and first.keyword is None and not first.star and bool(string_value(first.value))
