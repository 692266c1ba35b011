"""The command with nodes as LibCST makes them: what `extractor.extraction.python.fast.parse` is worth."""

from __future__ import annotations

import libcst

from extractor.cli import main
from extractor.extraction.python import walk

if __name__ == "__main__":
    walk.parse = libcst.parse_module
    main()
