"""The pages are the same on every Python: the quick part of `make versions`, with one Python beside the running one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from versions import compare


def test_another_python_writes_the_same_pages(tmp_path: Path) -> None:
    running = compare.running()
    others = [each for each in compare.pythons() if each.version != running.version and compare.is_ready(each)]
    if not others:
        pytest.skip("no other Python is at hand that `make versions` has prepared")
    # The one that is furthest from the running one differs most.
    other = max(others, key=lambda each: abs(compare.minor(each) - sys.version_info.minor))
    compare.make_tree(tmp_path, fixtures=("versions",))
    ours, theirs = compare.build(running, tmp_path), compare.build(other, tmp_path)
    assert ours.pages
    assert (ours.code, compare.differences(ours.pages, theirs.pages)) == (theirs.code, [])
