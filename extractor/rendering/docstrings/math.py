"""Mathematics between dollar signs, which GitHub sets, told from prices, variables of a shell and templates."""

from __future__ import annotations

import re

from extractor.rendering.markdown import visible

MATH = r"(?<![\w$\\])\$(?P<math>(?=[^\s$])[^$`]{0,300}?(?<=[^\s$\\]))\$(?![\w$])"
"""What may be mathematics, as GitHub reads it: no blank within the signs, no word at them."""
_COMMAND = re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname)\{[^{}]*\}|\\[A-Za-z]+|[_^]\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_FUNCTION = frozenset({"arg", "cos", "cov", "det", "exp", "log", "max", "min", "mod", "sin", "sqrt", "tan", "var"})
_PLAIN = re.compile(r"(?:[^\\_*`<>&\[\]~|{}]|\\(?=[A-Za-z])|(?<=\w)_(?=\w)|[{}])+")
"""What no reader of Markdown takes for markup."""


def is_math(content: str) -> bool:
    """Tell whether what stands between dollar signs is a formula: a command, or no words but single letters."""
    is_number = "^" not in content and not any(map(str.isalpha, content))
    if "\\" not in content and (is_number or (content.isalpha() and len(content) > 1)):
        return False  # a price, `$Id$`
    rest = _COMMAND.sub(" ", content)
    return all(word.lower() in _FUNCTION for word in _WORD.findall(rest)) and not re.search(r"['\"#@;]|: |\w\w_", rest)


def display(text: str) -> str:
    """Return the formula that a paragraph between two pairs of dollar signs is; empty for any other."""
    inner = text.strip()
    is_one = len(inner) > 4 and inner.startswith("$$") and inner.endswith("$$") and "$" not in inner[2:-2]
    return inner[2:-2].strip() if is_one else ""


def math(content: str) -> str:
    """Return a formula as GitHub sets it and others show it; what could be markup stands in code within the signs."""
    content = visible(" ".join(content.split()))
    return f"${content}$" if _PLAIN.fullmatch(content) else f"$`{content}`$"
