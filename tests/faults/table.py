"""Play every fault and print a table: fault, tries, held, lost. `make faults` runs it; it exits with 1 for a loss."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from faults.catalog import FAULTS
from faults.registry import Fault, tries


def main() -> int:
    options = _options()
    chosen = [
        replace(each, cases=each.cases[: options.most])
        for each in FAULTS
        if not options.words or any(word in f"{each.kind} {each.name}" for word in options.words)
    ]
    with ThreadPoolExecutor(options.jobs) as pool:
        plays = [
            (each, case, pool.submit(_lost, each, case))
            for each, case in tries(chosen, options.tries)
            if not each.needs()
        ]
        results: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for each, case, play in plays:
            why, lasting = play.result()
            results[f"{each.kind}: {each.name}"].append((case, why))
            if options.verbose:
                print(
                    f"{'lost' if why else 'held'} {each.kind}: {each.name}, {_one_line(case)} ({lasting:.1f} s) {why}",
                    flush=True,
                )
    return _print_table(chosen, results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="play only the faults whose kind and name hold one of these")
    parser.add_argument(
        "--tries", type=int, default=int(os.environ.get("FAULTS_TRIES", "1")), help="times as many moments of chance"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="tries at a time")
    parser.add_argument("--most", type=int, default=None, help="cases of a fault, from its first")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for every try")
    return parser.parse_args()


def _lost(each: Fault, case: str) -> tuple[str, float]:
    """Return why a try is lost, or an empty text, and how long it took."""
    started = time.monotonic()
    try:
        each.try_one(case)
    except AssertionError as error:
        return str(error) or "lost", time.monotonic() - started
    except Exception as error:  # a defect of the suite must not read as held
        return f"the suite fails: {error!r}", time.monotonic() - started
    return "", time.monotonic() - started


def _one_line(case: str) -> str:
    return case if case.isprintable() else repr(case)


def _print_table(chosen: list[Fault], results: dict[str, list[tuple[str, str]]]) -> int:
    width = max(len(f"{each.kind}: {each.name}") for each in chosen)
    print(f"{'fault':{width}}  tries  held  lost")
    lost = 0
    for each in chosen:
        name = f"{each.kind}: {each.name}"
        played = results.get(name, [])
        losses = [(case, why) for case, why in played if why]
        lost += len(losses)
        skipped = f"  not played: {each.needs()}" if each.needs() else ""
        print(f"{name:{width}}  {len(played):5}  {len(played) - len(losses):4}  {len(losses):4}{skipped}")
    total = sum(map(len, results.values()))
    print(f"{'all':{width}}  {total:5}  {total - lost:4}  {lost:4}")
    for name, played in results.items():
        for case, why in played:
            if why:
                print(f"\nlost: {name}, {_one_line(case)}\n  {why[:1500]}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
