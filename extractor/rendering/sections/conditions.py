"""Under which circumstances a definition or an import takes effect, as Markdown in the reader's words."""

from __future__ import annotations

import re

from extractor.facts import Condition
from extractor.link.deferred import TYPE_CHECKING
from extractor.rendering.markdown import code_span

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
_WORD = re.compile(r"\w+")


def mark(condition: Condition) -> str:
    """Return a phrase for one branch: "type checking only", "fallback", "if `sys.platform == 'win32'`"."""
    if condition.test in TYPE_CHECKING and condition.kind in ("if", "elif", "else"):
        return "run time only" if condition.kind == "else" else "type checking only"
    if condition.kind in ("try", "except") and not _IMPORT_ERRORS.isdisjoint(_WORD.findall(condition.test)):
        return "optional" if condition.kind == "try" else "fallback"
    return _plain(condition)


def _plain(condition: Condition) -> str:
    """Return a phrase for any condition: "if `x`", "unless `x`", "on `KeyError`", "in `try`"."""
    test = code_span(condition.test) if condition.test else ""
    phrase = {"else": "unless" if test else "in `else`", "try": "in `try`", "except": "on" if test else "in `except`"}
    start = phrase.get(condition.kind, condition.kind if test else f"in `{condition.kind}`")
    return f"{start} {test}".strip() if condition.kind != "try" else start
