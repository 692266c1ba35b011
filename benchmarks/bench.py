"""How long extractor takes, beside LibCST alone and beside others: whole processes, in alternation, as ratios.

Usage: bench.py [--quick] [--rounds N]. It prints what it measures and writes RESULTS.md (not with --quick).
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from corpora import CACHE, DJANGO, PYTORCH, Corpus, copies, fetch

from extractor.reading.cache_folder import find_cache

HERE = Path(__file__).parent
PROCESSES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
os.environ["XDG_CACHE_HOME"] = str(CACHE / "users")  # on the same disk, and nobody's own
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""That of the processes that are measured: with the compiled modules that everybody's Python keeps."""
PEERS = {"griffe": "griffe==2.4.1", "handsdown": "handsdown==2.1.0"}


class Run(NamedTuple):
    """One measured process."""

    seconds: float
    megabytes: float
    """Peak memory of the process, or of the largest one that it waited for."""


class Goal(NamedTuple):
    """What a ratio is to stay below."""

    corpus: str
    what: str
    against: str
    most: float


OWN_NODES = "cold build, nodes as LibCST makes them"
"""What the makers of nodes must be worth, or go."""
GOALS = (
    Goal("Django", "cold build", "LibCST floor", 1.0),
    Goal("PyTorch", "cold build", "LibCST floor", 0.8),
    Goal("PyTorch", "cold build", "griffe load", 1.0),
    Goal("Django", "cold build", "handsdown", 0.25),
    Goal("Django", "cold build", OWN_NODES, 0.9),
    Goal("PyTorch", "check, nothing changed", "cold build", 0.02),
    Goal("PyTorch", "build after a one-line edit", "cold build", 0.05),
    Goal("Django", "check, nothing changed", "cold build", 0.05),
    Goal("Django", "build after a one-line edit", "cold build", 0.2),
    Goal("scale", "10,000 files", "1,000 files", 10.5),
    Goal("process", "extractor --version", "python -c 'import click'", 2.0),
)
ASIDE = CACHE / "aside"
MOST_MEGABYTES = 400
SIZES = (100, 1_000, 3_000, 10_000)

Scenario = Callable[[], Run]


def measure(command: Sequence[str], folder: Path, *, codes: tuple[int, ...] = (0,)) -> Run:
    """Run a command to its end; raises where it fails."""
    start = time.perf_counter()
    with (CACHE / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}; see {CACHE / 'output.txt'}")
    return Run(seconds, usage.ru_maxrss / 1024)


def scenarios(corpus: Corpus, folder: Path, peers: Path | None) -> dict[str, Scenario]:
    """Return what is measured on a corpus, in the order of one round."""
    extractor = [sys.executable, "-m", "extractor"]
    edited = folder / corpus.edited

    def warm() -> Run:
        _settle(folder)
        return measure([*extractor, "build", "-q"], folder)

    def check() -> Run:
        return measure([*extractor, "build", "--check", "-q"], folder)

    def edit() -> Run:
        content = edited.read_bytes()
        edited.write_bytes(content + b"\n\ndef added_for_the_benchmark(value: int) -> int: return value\n")
        try:
            return measure([*extractor, "build", "-q"], folder)
        finally:
            edited.write_bytes(content)
            measure([*extractor, "build", "-q"], folder)

    found: dict[str, Scenario] = {
        "LibCST floor": lambda: measure([sys.executable, str(HERE / "floor.py"), ".", str(PROCESSES)], folder),
        "cold build": _cold(folder),
        "build, nothing changed": warm,
        "check, nothing changed": check,
        "build after a one-line edit": edit,
    }
    if peers is not None:
        griffe = [str(peers / "bin" / "python"), str(HERE / "griffe_load.py"), ".", *corpus.packages]
        found["griffe load"] = lambda: measure(griffe, folder)
        if corpus is DJANGO:
            handsdown = [str(peers / "bin" / "handsdown"), "-o", str(CACHE / "handsdown"), "django"]
            found["handsdown"] = lambda: measure(handsdown, folder)
    if corpus is DJANGO:
        found[OWN_NODES] = _cold(folder, [sys.executable, str(HERE / "own_nodes.py")])
    return found


def scale(folder: Path) -> dict[str, Scenario]:
    """Return cold builds of trees of real files in four sizes."""
    return {f"{count:,} files": _cold(copies(folder, count)) for count in SIZES}


def _cold(folder: Path, command: Sequence[str] = (sys.executable, "-m", "extractor")) -> Scenario:
    def cold() -> Run:
        cache = find_cache(folder, "auto")
        _put_aside([folder / "docs", *([cache.folder] if cache else [])])
        return measure([*command, "build", "-q"], folder)

    return cold


def _put_aside(folders: Sequence[Path]) -> None:
    """Take what a build left out of its way, and delete it only when all is measured.

    For minutes after a file was deleted ext4 takes long to find a place for a new one, which no first build meets.
    """
    aside = tempfile.mkdtemp(dir=ASIDE)
    for each in folders:
        if each.exists():
            each.rename(Path(aside) / each.name)


def _settle(folder: Path) -> None:
    """Let a build see all pages once more when they are old enough for their times to be trusted, as a user's are."""
    time.sleep(2.1)
    measure([sys.executable, "-m", "extractor", "build", "-q"], folder)


def startup() -> dict[str, Scenario]:
    """Return what the bare command is measured by."""
    return {
        "extractor --version": lambda: measure([sys.executable, "-m", "extractor", "--version"], HERE),
        "python -c 'import click'": lambda: measure([sys.executable, "-c", "import click"], HERE),
    }


def install_peers() -> Path:
    """Return an environment with the other tools."""
    folder = CACHE / "peers"
    if not (folder / "bin" / "griffe").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "-q", *PEERS.values()], check=True)
    return folder


Figures = dict[str, dict[str, list[Run]]]
"""Corpus -> what was measured -> each round."""


def run_rounds(every: dict[str, dict[str, Scenario]], rounds: int) -> Figures:
    """Measure everything in alternation: what a noisy machine does to one it does to all."""
    figures: Figures = defaultdict(lambda: defaultdict(list))
    for number in range(1, rounds + 1):
        for corpus, found in every.items():
            for name, scenario in found.items():
                run = scenario()
                figures[corpus][name].append(run)
                print(f"round {number}  {corpus:8} {name:28} {run.seconds:7.2f} s {run.megabytes:6.0f} MB", flush=True)
    return figures


def report(figures: Figures) -> str:
    """Return the figures and the ratios as Markdown."""
    lines = ["| corpus | what | seconds (median) | min | max | peak MB |", "|---|---|---|---|---|---|"]
    for corpus, found in figures.items():
        for name, runs in found.items():
            seconds = [run.seconds for run in runs]
            middle = statistics.median(seconds)
            most = max(run.megabytes for run in runs)
            lines.append(f"| {corpus} | {name} | {middle:.2f} | {min(seconds):.2f} | {max(seconds):.2f} | {most:.0f} |")
    lines += ["", "| corpus | what | against | ratio (median) | min | max | goal |", "|---|---|---|---|---|---|---|"]
    for goal in GOALS:
        found = figures.get(goal.corpus, {})
        if goal.what in found and goal.against in found:
            pairs = zip(found[goal.what], found[goal.against], strict=True)
            ratios = [one.seconds / other.seconds for one, other in pairs]
            middle = statistics.median(ratios)
            verdict = "met" if middle <= goal.most else "**not met**"
            spread = f"{middle:.3f} | {min(ratios):.3f} | {max(ratios):.3f}"
            lines.append(f"| {goal.corpus} | {goal.what} | {goal.against} | {spread} | {goal.most} {verdict} |")
    runs = [(name, run.megabytes) for found in figures.values() for name, each in found.items() for run in each]
    ours = max((most for name, most in runs if "build" in name), default=0)
    floor = max((most for name, most in runs if name == "LibCST floor"), default=0)
    lines += [
        "",
        f"Peak memory of a process: {ours:.0f} MB of ours (goal: {MOST_MEGABYTES}), {floor:.0f} of LibCST alone.",
    ]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return what the figures hang on."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("extractor-docs", "libcst", "jinja2"))
    python = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    return f"{python}, {PROCESSES} processors, shared with others; {versions}; {', '.join(PEERS.values())}."


def main() -> None:
    """Measure, print, and keep the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Django alone, fewer rounds, nothing written")
    parser.add_argument("--rounds", type=int)
    options = parser.parse_args()
    ASIDE.mkdir(parents=True, exist_ok=True)
    peers = install_peers()
    corpora = (DJANGO,) if options.quick else (DJANGO, PYTORCH)
    every = {corpus.name: scenarios(corpus, fetch(corpus), peers) for corpus in corpora}
    if not options.quick:
        every["scale"] = scale(fetch(DJANGO))
    figures = run_rounds({"process": startup(), **every}, options.rounds or (2 if options.quick else 3))
    shutil.rmtree(ASIDE)
    text = report(figures)
    print(text)
    if not options.quick:
        heading = "# Benchmarks\n\nMade by `make bench`: whole processes, in alternation in one run.\n\n"
        (HERE / "RESULTS.md").write_text(f"{heading}{machine()}\n\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
