"""What griffe takes to load packages, without importing them. Usage: griffe_load.py FOLDER PACKAGE..."""

from __future__ import annotations

import sys

import griffe


def main() -> None:
    """Load each package with its submodules."""
    loader = griffe.GriffeLoader(search_paths=[sys.argv[1]], allow_inspection=False)
    for package in sys.argv[2:]:
        loader.load(package)


if __name__ == "__main__":
    main()
