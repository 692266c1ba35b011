"""Hangs and memory: no input ends a run, costs another file its pages, or takes more time or memory than it may."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from faults import shapes
from faults.box import Box, Run, children, wait_for
from faults.measure import MOST_MEMORY, measured
from faults.registry import fault, seeds

SOURCES = {"extractor.toml": 'project = "Test"\n', "a.py": "def work(): pass\n", "pkg/b.py": "Y = 2\n"}
ORDINARY_PAGES = {"docs/a.py_docs.md", "docs/a.py_kw.md", "docs/pkg/b.py_docs.md", "docs/pkg/b.py_kw.md"}
BOUND = 90.0
"""Seconds in which a run with one such file has ended, on a slow and busy machine."""


@fault("hangs", shapes.BATCHES, quick=1)
def files_that_take_time_or_memory(box: Box, case: str) -> None:
    box.lay(SOURCES)
    paths = []
    for number, name in enumerate(shapes.BATCHES[case]):
        path, text = shapes.file_of(name)
        paths.append(f"n{number}/{path}")
        box.lay({paths[-1]: text})
    run = measured(box, "build", patience=BOUND).run
    missing = ORDINARY_PAGES - set(box.pages())
    assert not missing, f"other files lack their pages: {missing}"
    without = [path for path in paths if f"docs/{path}_docs.md" not in box.pages()]
    untold = [shapes.BATCHES[case][paths.index(path)] for path in without if path not in run.err]
    assert not untold, f"no page, and stderr does not name it: {untold}"
    assert not without or run.code == 2, f"exit code {run.code}, and no page: {without}"
    assert run.code == 0 or any(path in run.err for path in paths), f"exit code {run.code}: {run.err[-400:]}"


@fault("hangs", ["500 files and all that hang"])
def a_tree_with_all_of_them(box: Box, case: str) -> None:
    """Less than twice the time of the ordinary files alone plus 20 s, all pages of each, no process above 1 GB."""
    box.lay(SOURCES | {f"m{number}.py": shapes.ordinary(number) for number in range(500)})
    alone = measured(box, "build", "--no-cache").seconds
    ordinary = box.pages()
    wanted = {path for path in ordinary if path.endswith(("_docs.md", "_kw.md"))}
    assert len(wanted) > 1_000, "the ordinary files have no pages"
    other = Box(box.base / "hanging")
    other.lay(SOURCES | {f"m{number}.py": shapes.ordinary(number) for number in range(500)})
    for number, name in enumerate(shapes.ISSUE):
        path, text = shapes.file_of(name)
        other.lay({f"hang{number}/{path}": text})
    most = 2 * alone + 20
    found = measured(other, "build", "--no-cache", patience=most + 60)
    missing = wanted - set(other.pages())
    assert not missing, f"{len(missing)} pages of ordinary files are missing: {sorted(missing)[:3]}"
    assert found.seconds < most, f"{found.seconds:.1f} s, of the ordinary alone {alone:.1f} s"
    assert found.memory < MOST_MEMORY


STARS = "a*" * 12 + "b"
PATTERNS: Mapping[str, Callable[[Box], None]] = {
    "stars in exclude": lambda box: _configure(box, f'extend-exclude = ["{STARS}"]\n'),
    "stars in include": lambda box: _configure(box, f'include = ["{STARS}", "*.py"]\n'),
    "double stars in exclude": lambda box: _configure(box, f'extend-exclude = ["{"**/a/" * 12}b"]\n'),
    "stars in .gitignore": lambda box: _rules(box, STARS + "\n"),
    "double stars in .gitignore": lambda box: _rules(box, "**/a" * 12 + "/b\n"),
    "brackets in exclude": lambda box: _configure(box, f'extend-exclude = ["{"[a-z]*" * 14}b"]\n'),
    "questions in exclude": lambda box: _configure(box, f'extend-exclude = ["{"*?" * 20}b"]\n'),
    "many patterns": lambda box: _configure(
        box, f"extend-exclude = [{', '.join(f'{chr(34)}x{n}*y{chr(34)}' for n in range(20_000))}]\n"
    ),
    "a long pattern": lambda box: _configure(box, f'extend-exclude = ["{"a*" * 50_000}"]\n'),
    "many lines in .gitignore": lambda box: _rules(box, "".join(f"x{n}*y\n" for n in range(50_000))),
    "a long line in .gitignore": lambda box: _rules(box, "a*" * 500_000 + "\n"),
    "nested TOML": lambda box: box.lay({"extractor.toml": "project = " + "[" * 100_000}) and None,
    "a long TOML": lambda box: box.lay({"extractor.toml": "".join(f"[roles.{n}]\n" for n in range(50_000))}) and None,
    "dotted TOML": lambda box: box.lay({"extractor.toml": ".".join("a" * 20_000) + " = 1\n"}) and None,
    "nested package.json": lambda box: box.lay({"extractor.toml": "", "package.json": "[" * 100_000}) and None,
    "a long number in TOML": lambda box: box.lay({"extractor.toml": f"jobs = {'9' * 100_000}\n"}) and None,
    "many jobs": lambda box: _configure(box, "jobs = 1000000\n"),
    "a large index": lambda box: _configure(box, "index-limit = 1\n"),
    "a long required version": lambda box: _configure(box, f'required-version = "{">=0," * 20_000}"\n'),
    "a wide codeowners": lambda box: box.lay({"CODEOWNERS": "*" * 100_000 + " @a\n"}) and None,
}


def _configure(box: Box, text: str) -> None:
    box.lay({"extractor.toml": f'project = "Test"\n{text}'})
    box.lay({f"{'a' * 200}{number}": "x\n" for number in range(3)} | {"a/" * 30 + "a" * 60: "x\n"})


def _rules(box: Box, text: str) -> None:
    box.lay({".gitignore": text})
    box.lay({f"{'a' * 200}{number}": "x\n" for number in range(3)} | {"a/" * 30 + "a" * 60: "x\n"})


@fault(
    "hangs",
    [
        *(f"{pattern}, with git" for pattern in PATTERNS),
        *(f"{each}, without" for each in PATTERNS if "gitignore" in each),
    ],
    quick=1,
)
def patterns_and_settings(box: Box, case: str) -> None:
    pattern, _, git = case.rpartition(", ")
    box.lay(SOURCES)
    if git == "with git":
        box.commit()
    PATTERNS[pattern](box)
    for command in (("build",), ("config", "--list-files")):
        measured(box, *command, patience=BOUND)


LOOPS = {
    "a loop": "".join(f"{{% for {a} in range(99999) %}}" for a in "abc") + "{% endfor %}" * 3,
    "a large text": "{{ 'a' * 10000000000 }}",
    "a text that doubles": "{% set ns = namespace(x='aaaaaaaaaa') %}"
    "{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "a large number": "{{ 9 ** (9 ** 9) }}",
    "a large range": "{{ range(99999)|list|string * 10000 }}",
    "a macro of itself": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "an include of itself": "{% include 'docs.md.jinja' %}",
    "a wide format": "{{ '%9999999999d' % 1 }}",
    "a wide centre": "{{ 'a'.center(9999999999) }}",
    "a wide filter": "{{ 'a'|center(9999999999) }}",
    "a large replace": "{{ ('a' * 99999).replace('a', 'b' * 99999) }}",
    "a large join": "{{ (('a' * 99999) * 1).join('b' * 99999) }}",
    "lorem": "{{ lipsum(n=1000000, min=1000, max=1001) }}",
    "a large indent": "{{ ('a\\n' * 9999)|indent(999999) }}",
    "a long output": "{% for a in range(99999) %}{{ 'a' * 99999 }}{% endfor %}",
}


@fault("hangs", LOOPS)
def templates_without_end(box: Box, case: str) -> None:
    box.lay(SOURCES | {"extractor.toml": 'project = "Test"\ntemplates = "mine"\n', "mine/docs.md.jinja": LOOPS[case]})
    run = measured(box, "build", patience=BOUND * 2).run
    assert run.code == 2, f"it exits with {run.code}"
    assert "docs.md.jinja" in run.err, f"stderr does not name the template: {run.err[-500:]}"
    assert "docs/a.py_kw.md" in box.pages(), "pages of other templates are missing"


# What is no regular file

KINDS = ("a pipe", "a link to /dev/zero", "a socket", "a device", "a link to a pipe", "a large file", "a folder")
PLACES = (
    *("t.py", ".gitignore", "pkg/.gitignore", "pyproject.toml", "extractor.toml", "package.json", "setup.cfg"),
    *("docs", "docs/a.py_docs.md", "docs/pkg", "docs/old.py_docs.md", ".extractor_cache", ".gitattributes"),
    *(".git", ".git/config", ".git/HEAD", ".git/index", ".git/info/exclude", "mine/docs.md.jinja", "README.md"),
    *(".extractor_cache/facts.msgpack", ".extractor_cache/CACHEDIR.TAG", "CODEOWNERS", ".gitmodules", "ruff.toml"),
)
NEAR = ("a pipe", "a link to /dev/zero", "a large file")
WEIRD = [f"{kind} as {place}" for place in PLACES for kind in NEAR]
OTHERS = [f"{kind} as {place}" for place in (*PLACES[:5], *PLACES[7:10], ".git") for kind in KINDS if kind not in NEAR]


def _weird(box: Box, kind: str, place: str) -> None:
    file = box.root / place
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_dir() and not file.is_symlink():
        file.rename(file.with_name(f"{file.name}-before"))
    file.unlink(missing_ok=True)
    match kind:
        case "a pipe":
            os.mkfifo(file)
        case "a link to a pipe":
            os.mkfifo(box.root / "pipe")
            file.symlink_to(box.root / "pipe")
        case "a link to /dev/zero":
            file.symlink_to("/dev/zero")
        case "a socket":
            with socket.socket(socket.AF_UNIX) as end:
                end.bind(str(file))
        case "a device":
            os.mknod(file, 0o600 | 0o020000, os.makedev(1, 5))
        case "a large file":
            file.write_text("# Text\n" * 2_000)
            os.truncate(file, 20_000_000_000)
        case _:
            file.mkdir()


def is_root() -> str:
    return "" if os.geteuid() == 0 else "only root can make devices"


@fault("hangs", WEIRD, quick=1, needs=is_root)
def what_is_no_ordinary_file(box: Box, case: str) -> None:
    _play_weird(box, case)


@fault("hangs", OTHERS, needs=is_root)
def what_is_no_file_at_all(box: Box, case: str) -> None:
    _play_weird(box, case)


def _play_weird(box: Box, case: str) -> None:
    kind, _, place = case.partition(" as ")
    templates = 'templates = "mine"\n' if "mine/" in place else ""
    box.lay(SOURCES | {"extractor.toml": f'project = "Test"\n{templates}'}).commit()
    if templates:
        box.lay({"mine/index.md.jinja": "x\n"})
    if place.startswith("docs"):
        box.run("build")
        box.writable |= {"docs-before", "docs/pkg-before"}
    if place in ("package.json", "setup.cfg"):  # looked at where nothing else names the project
        box.lay({"extractor.toml": ""})
    if place == "pyproject.toml":
        (box.root / "extractor.toml").unlink()
    _weird(box, kind, place)
    for command in (("build", "--tracked"), ("diff", "HEAD"), ("clean",)):
        measured(box, *command, patience=BOUND)


# Workers


def _tree(box: Box, count: int = 80) -> None:
    box.lay(SOURCES | {f"m{number}.py": shapes.ordinary(number) for number in range(count)})


def workers(process: int) -> list[int]:
    """Return the processes of a run that are forks of it: those that extract and render."""

    def command(each: int) -> str:
        try:
            return Path(f"/proc/{each}/cmdline").read_text()
        except OSError:
            return ""

    own = command(process)
    return [each for each in children(process) if own and command(each) == own]


def _signal(process: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


@fault("accidents", seeds(6), quick=1)
def a_worker_killed_once(box: Box, case: str) -> None:
    """It is tried again: all pages are right, the exit code is 0."""
    _tree(box)
    process = box.start("build", "--jobs", "2")
    assert wait_for(lambda: workers(process.pid)), "no worker is ever there"
    time.sleep(int(case.split()[1]) * 0.15)
    for each in workers(process.pid)[:1]:
        _signal(each, signal.SIGKILL)
    run = box.finish(process)
    assert run.code == 0, f"it exits with {run.code}: {run.err[-800:]}"
    box.hold_clean("after a worker was killed")
    assert box.run("build", "--check").code == 0, "what the run left is not up to date"


@fault("accidents", ["killed", "crashed"], quick=1)
def every_worker_always(box: Box, case: str) -> None:
    """Exit code 2, the files named, nothing of it on a page or kept; afterwards the clean result."""
    _tree(box, 6)
    number = signal.SIGKILL if case == "killed" else signal.SIGSEGV
    process, ended = box.start("build", "--jobs", "2"), threading.Event()

    def kill() -> None:
        while not ended.is_set():
            for each in workers(process.pid):
                _signal(each, number)
            time.sleep(0.001)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        run: Run = box.finish(process)
    finally:
        ended.set()
        killer.join()
    if case == "killed":
        assert run.code == 2, f"it exits with {run.code}: {run.err[-800:]}"
        assert "m0.py" in run.err or "a.py" in run.err, f"stderr names no file: {run.err[-800:]}"
    assert "Traceback" not in run.err, run.err[-1500:]
    text = box.text()
    if case == "killed":
        assert "more memory" not in text, "an accident stands on a page"
    box.run("build", codes=(0,))
    box.hold_clean("after every worker was killed")


STOPPED = 200.0
"""Seconds in which a run has noticed that its workers stand still."""


@fault("accidents", ["one", "all", "all, twice"])
def stopped_workers(box: Box, case: str) -> None:
    _tree(box)
    process = box.start("build", "--jobs", "2")
    for _ in range(2 if "twice" in case else 1):
        wait_for(lambda: workers(process.pid))
        time.sleep(0.3)
        for each in workers(process.pid)[: 1 if case == "one" else None]:
            _signal(each, signal.SIGSTOP)
        time.sleep(1)
    run = box.finish(process, STOPPED)
    assert run.code in (0, 2), f"it exits with {run.code}: {run.err[-800:]}"
    assert "Traceback" not in run.err, run.err[-1500:]
    box.run("build", codes=(0,))
    box.hold_clean("after workers were stopped")
