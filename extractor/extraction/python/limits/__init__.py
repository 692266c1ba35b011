"""Limits of structure: what of a Python source is too much for any parser is left out before one reads it.

LibCST takes quadratic time on long chains (`a + a + ...`) and kills the process where brackets nest too deeply; `ast`
has limits of its own, other ones in each Python. So a lexer, which takes linear time, decides by the text alone: the
same on every machine. A statement beyond a limit is replaced by a stub on its first line, blank lines behind it:
all others keep their lines:

    TABLE = a + a + ... 20,000 terms     ->     TABLE = ...
    def f(x=a + a + ...):                ->     def f():

Most sources never meet the lexer: `screen` says of them, at a hundredth of its cost, that they are within all limits.
"""
