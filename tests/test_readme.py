"""What the README says of speed is what was measured last."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_ratios_of_the_readme_are_those_of_the_results() -> None:
    speed = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Speed\n")[2].partition("\n## ")[0]
    quoted = re.findall(r"\| (\w+), .*\| (\d\.\d{3}) \|$", speed, re.MULTILINE)
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in results.splitlines())
    measured = {(row[0], row[3]) for row in rows if len(row) == 7}
    assert len(quoted) >= 5
    assert set(quoted) <= measured
