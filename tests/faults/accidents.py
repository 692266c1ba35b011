"""Accidents: a signal, a full disk or a broken cache leaves whole pages, and the next build mends all.

After each: every page is whole, no file of others is touched, and the next build gives the pages of a clean one.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from faults import shapes
from faults.box import Box, Run, write
from faults.registry import fault, seeds

SETTINGS = {"extractor.toml": 'project = "Test"\n', ".gitignore": ".extractor_cache/\n"}


def _tree(box: Box, count: int = 25, version: int = 0) -> None:
    """Lay the modules; those of another version have other contents, one more and one less."""
    files = {f"pkg{n % 3}/m{n}.py": shapes.ordinary(n + version * (n % 2)) for n in range(version, count + version)}
    box.lay(SETTINGS | files | {"README.md": f"# Version {version}\n"})
    for file in box.root.glob("pkg*/*.py"):
        if file.relative_to(box.root).as_posix() not in files:
            file.unlink()


def hold_whole(box: Box, *wanted: Mapping[str, bytes]) -> None:
    """Assert that every page is one of those that a whole build makes."""
    for path, data in box.pages().items():
        if not _is_temporary(path):
            assert any(data == pages.get(path) for pages in wanted), f"{path} is a page of no whole build"


def _is_temporary(path: str) -> bool:
    """Tell whether a file below docs is one that was being written."""
    return path.rpartition("/")[2].startswith(".extractor-")


def hold_mended(box: Box, words: str) -> None:
    """Assert that the next build ends well, with the pages of a clean one, and leaves nothing behind."""
    run = box.run("build")
    assert run.code == 0, f"{words}: the next build exits with {run.code}: {run.err[-600:]}"
    box.hold_clean(words)
    left = [path for path in box.pages() if _is_temporary(path)]
    assert not left, f"{words}: the next build leaves {left}"
    check = box.run("build", "--check")
    assert check.code == 0, f"{words}: what the next build left is not up to date: {check.out[:300]}"


# Signals

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def _signalled(box: Box, number: signal.Signals, case: str, command: tuple[str, ...] = ("build",)) -> None:
    chance = random.Random(f"{number} {case}")
    _tree(box)
    box.run("build", codes=(0,))
    old = box.pages()
    _tree(box, version=1)
    new, foreign = box.clean_pages(), box.foreign()
    process = box.start(*command)
    time.sleep(chance.uniform(0.02, 2.5))
    to_group = chance.random() < 0.3
    (os.killpg if to_group else os.kill)(process.pid, number)
    run = box.finish(process)
    if number == signal.SIGKILL:  # the one that nothing can be done about
        time.sleep(0.1)
        for left in box.scratch.iterdir():
            shutil.rmtree(left, ignore_errors=True)
    box.hold(foreign, f"a build that gets {number.name}")
    has_begun = "in main\n" in run.err  # before, it is Python that starts, and ends in its own words
    assert not has_begun or "Traceback" not in run.err, f"{number.name} ends it with a traceback: {run.err[-1200:]}"
    hold_whole(box, old, new)
    hold_mended(box, f"after {number.name}")


@fault("accidents", seeds(5))
def sigkill_at_a_random_moment(box: Box, case: str) -> None:
    _signalled(box, signal.SIGKILL, case)


@fault("accidents", seeds(5), quick=1)
def sigterm_at_a_random_moment(box: Box, case: str) -> None:
    _signalled(box, signal.SIGTERM, case)


@fault("accidents", seeds(4))
def sigint_at_a_random_moment(box: Box, case: str) -> None:
    _signalled(box, signal.SIGINT, case)


@fault("accidents", seeds(4))
def sighup_at_a_random_moment(box: Box, case: str) -> None:
    _signalled(box, signal.SIGHUP, case)


@fault("accidents", seeds(4))
def a_reader_that_leaves(box: Box, case: str) -> None:
    """`extractor build --diff | head -1`: the code is not one that reads as stale, and nothing is left."""
    _tree(box)
    foreign = box.foreign()
    process = box.start("build", *(("--diff",), ("--check",), ("--diff", "--check"), ())[int(case.split()[1]) % 4])
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    process.wait(60)
    assert process.returncode in (0, 2, -signal.SIGPIPE), f"it exits with {process.returncode}"
    process.communicate(timeout=60)
    box.hold(foreign)


# Lack of something


def can_mount() -> str:
    return "" if os.geteuid() == 0 and shutil.which("mount") and _mounts() else "no tmpfs can be mounted here"


def _mounts() -> bool:
    place = Path(f"/tmp/faults-mount-{os.getpid()}")
    place.mkdir(exist_ok=True)
    try:
        if subprocess.run(["mount", "-t", "tmpfs", "none", place], capture_output=True).returncode:
            return False
        subprocess.run(["umount", place], capture_output=True)
        return True
    finally:
        place.rmdir()


@contextmanager
def small_disk(place: Path, options: str) -> Iterator[None]:
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


DISKS = {
    "docs, 200 kB": ("docs", "size=200k"),
    "docs, few files": ("docs", "nr_inodes=20"),
    "docs, 8 kB": ("docs", "size=8k"),
    "the cache, 8 kB": ("cache", "size=8k"),
    "the cache, 1 file": ("cache", "nr_inodes=2"),
    "temporary files, 4 kB": ("scratch", "size=4k"),
    "temporary files, none": ("scratch", "nr_inodes=1"),
}


@fault("accidents", DISKS, needs=can_mount)
def a_full_disk(box: Box, case: str) -> None:
    place, options = DISKS[case]
    _tree(box)
    clean = box.clean_pages()
    folder = {"docs": box.root / "docs", "cache": box.cache, "scratch": box.scratch}[place]
    with small_disk(folder, options):
        run = box.finish(box.start("build"))
        assert "Traceback" not in run.err, run.err[-1500:]
        assert run.code == (2 if place == "docs" else run.code), f"it exits with {run.code}: {run.err[-300:]}"
        assert run.code in (0, 2)
        if place == "docs":
            assert "space" in run.err, f"stderr does not say why: {run.err[:300]}"
        hold_whole(box, clean)
    hold_mended(box, "after a full disk")


def _limited(what: int, value: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(what, (value, value))


@fault("accidents", ["3000", "1", "20000", "100000"])
def files_that_may_not_grow(box: Box, case: str) -> None:
    """RLIMIT_FSIZE: as a full disk, but for each file."""
    _tree(box)
    box.run("build", codes=(0,))
    old = box.pages()
    _tree(box, version=1)
    new, foreign = box.clean_pages(), box.foreign()
    run = box.finish(box.start("build", preexec_fn=_limited(resource.RLIMIT_FSIZE, int(case))))
    _hold_starved(box, run, foreign, old, new)
    if int(case) <= 3_000:
        assert run.code == 2, f"it exits with {run.code}: {run.err[-300:]}"
    hold_mended(box, f"after files could not grow over {case} bytes")


@fault("accidents", ["150", "250", "300", "400", "600"])
def little_memory(box: Box, case: str) -> None:
    """RLIMIT_AS, in MB."""
    _tree(box)
    box.run("build", codes=(0,))
    old = box.pages()
    _tree(box, version=1)
    new, foreign = box.clean_pages(), box.foreign()
    run = box.finish(box.start("build", preexec_fn=_limited(resource.RLIMIT_AS, int(case) * 1_000_000)))
    started = "libc" not in run.err and "ImportError" not in run.err and "cannot allocate" not in run.err.lower()
    _hold_starved(box, run, foreign, old, new, is_tidy=started)
    hold_mended(box, f"after a run of {case} MB")


@fault("accidents", ["8", "12", "14", "16", "20", "32"])
def few_open_files(box: Box, case: str) -> None:
    """RLIMIT_NOFILE."""
    _tree(box)
    box.run("build", codes=(0,))
    old = box.pages()
    _tree(box, version=1)
    new, foreign = box.clean_pages(), box.foreign()
    run = box.finish(box.start("build", preexec_fn=_limited(resource.RLIMIT_NOFILE, int(case))))
    _hold_starved(box, run, foreign, old, new)
    hold_mended(box, f"after a run of {case} open files")


def _hold_starved(
    box: Box,
    run: Run,
    foreign: Mapping[str, Mapping[str, tuple[object, ...]]],
    old: Mapping[str, bytes],
    new: Mapping[str, bytes],
    *,
    is_tidy: bool = True,
) -> None:
    box.hold(foreign)
    hold_whole(box, old, new)
    assert run.code not in (1, 130), f"it exits with {run.code}: {run.err[-600:]}" if is_tidy else ""
    if is_tidy:
        assert "internal error" not in run.err, run.err[-1500:]
    if run.code == 0:
        assert box.pages() == dict(new), "exit code 0, and the pages are not those of a clean build"


def can_drop() -> str:
    return "" if os.geteuid() == 0 and shutil.which("setpriv") else "no setpriv here"


def _as_user(box: Box, *arguments: str) -> Run:
    """Run the command as one whom permissions bind: root without what lets it pass them by."""
    from faults.box import COMMAND

    drop = "-dac_override,-dac_read_search,-fowner"
    command = ["setpriv", f"--bounding-set={drop}", f"--inh-caps={drop}", COMMAND, *arguments]
    process = subprocess.Popen(
        command, cwd=box.root, env=box.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    return box.finish(process)


DENIED = {
    "a source": ("pkg0/m0.py", 0),
    "a folder of sources": ("pkg0", 0),
    "a folder that may not be searched": ("pkg0", 0o444),
    "a page": ("docs/pkg0/m0.py_docs.md", 0),
    "a folder of pages": ("docs/pkg0", 0),
    "docs that may not be written": ("docs", 0o555),
    "a folder of docs that may not be written": ("docs/pkg0", 0o555),
    "docs that may not be searched": ("docs", 0o444),
    "a .gitignore": (".gitignore", 0),
    "the configuration": ("extractor.toml", 0),
    "the user's cache": ("../cache", 0),
    "temporary files": ("../scratch", 0o555),
}


@fault("accidents", DENIED, needs=can_drop)
def what_may_not_be_read_or_written(box: Box, case: str) -> None:
    path, mode = DENIED[case]
    _tree(box, 9)
    box.run("build", codes=(0,))
    before = box.pages()
    box.lay({"pkg1/m1.py": "def other(): pass\n", "pkg0/m3.py": "def other(): pass\n"})
    new = box.clean_pages()
    place = box.root / path
    kept = place.stat().st_mode
    place.chmod(mode)
    try:
        checked = _as_user(box, "build", "--check")
        run = _as_user(box, "build")
    finally:
        place.chmod(kept)
    for each in (checked, run):
        assert "Traceback" not in each.err, each.err[-1500:]
        if not path.startswith(".."):
            is_read_only = each is checked and mode == 0o555  # which keeps nobody from looking
            assert each.code == (1 if is_read_only else 2), f"it exits with {each.code}: {each.err[-400:]}"
            assert is_read_only or Path(path).name in each.err, f"stderr does not name {path}: {each.err[-400:]}"
    lost = [page for page in before if page not in box.pages()]
    assert not lost, f"pages of what could not be read are removed: {lost[:3]}"
    if case != "a folder of pages":
        hold_whole(box, before, new)
    hold_mended(box, f"after {case} could be read again")


# Files that change


@fault("accidents", seeds(6))
def files_that_change_or_vanish_while_read(box: Box, case: str) -> None:
    chance, ended = random.Random(case), threading.Event()
    _tree(box)
    box.run("build", codes=(0,))
    files = sorted(box.root.glob("pkg*/*.py"))

    def disturb() -> None:
        while not ended.is_set():
            file = chance.choice(files)
            match chance.randrange(5):
                case 0:
                    file.unlink(missing_ok=True)
                case 1 | 2:
                    file.write_text(shapes.ordinary(chance.randrange(90)) if not file.is_dir() else "")
                case 3:
                    os.truncate(file, 10) if file.exists() else file.write_text("")
                case _:
                    other = file.with_suffix(".new")
                    other.write_text("def g(): pass\n")
                    other.replace(file)
            time.sleep(0.002)

    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        runs = [box.finish(box.start("build")) for _ in range(3)]
    finally:
        ended.set()
        disturber.join()
    for run in runs:
        assert "Traceback" not in run.err, run.err[-1500:]
        assert run.code in (0, 2), f"it exits with {run.code}: {run.err[-300:]}"
    hold_mended(box, "after files changed while they were read")


@fault("accidents", seeds(4))
def git_checkout_during_a_build(box: Box, case: str) -> None:
    ended = threading.Event()
    _tree(box)
    box.commit("one")
    box.git("checkout", "-qb", "other")
    _tree(box, version=1)
    box.commit("two")

    def turn() -> None:
        while not ended.is_set():
            for branch in ("main", "other"):
                box.git("checkout", "-q", branch, check=False)
                time.sleep(0.05)

    turner = threading.Thread(target=turn)
    turner.start()
    try:
        runs = [box.finish(box.start("build", *(("--tracked",) if case[-1] in "02468" else ()))) for _ in range(4)]
    finally:
        ended.set()
        turner.join()
    for run in runs:
        assert "Traceback" not in run.err, run.err[-1500:]
    for branch in ("main", "other", "main"):
        box.git("checkout", "-qf", branch)
        hold_mended(box, f"after git checkout {branch} during a build")


# Caches


def cache_files(box: Box) -> list[Path]:
    """Return the files of the cache, wherever it stands."""
    places = (box.cache, box.root / ".extractor_cache")
    return [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]


def _summed(data: bytes) -> bytes:
    """Return the data with the checksum that a file of the cache starts with."""
    return zlib.crc32(data).to_bytes(4, "big") + data


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data or b"x")
    for _ in range(chance.randint(1, 5)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


BREAKS: Mapping[str, Callable[[bytes, random.Random], bytes]] = {
    "cut": lambda data, chance: data[: chance.randrange(len(data) + 1)],
    "bits": _flipped,
    "bits, with the right sum": lambda data, chance: _summed(_flipped(data[4:], chance)),
    "empty": lambda data, chance: b"",
    "garbage": lambda data, chance: chance.randbytes(5_000),
    "garbage, with the right sum": lambda data, chance: _summed(chance.randbytes(5_000)),
    "nested": lambda data, chance: _summed(b"\x91" * 1_000_000),
    "nested tables": lambda data, chance: _summed(b"\x81\xa1a" * 300_000),
    "a length that is not there": lambda data, chance: _summed(b"\xdd\xff\xff\xff\xff"),
    "a text that is not there": lambda data, chance: _summed(b"\xdb\xff\xff\xff\xff"),
    "twice": lambda data, chance: data + data,
    "cut, with the right sum": lambda data, chance: _summed(data[4 : chance.randrange(4, len(data) + 5)]),
}


@fault("accidents", BREAKS)
def a_broken_cache(box: Box, case: str) -> None:
    chance = random.Random(case)
    _tree(box, 9)
    box.run("build", codes=(0,))
    clean, files = box.pages(), [file for file in cache_files(box) if file.suffix in (".msgpack", ".recent", "")]
    assert files, "there is no cache to break"
    for file in files:
        kept = file.read_bytes()
        file.write_bytes(BREAKS[case](kept, chance))
        run = box.run("build", "--check")
        assert run.code == 0, f"{file.name} {case}: --check exits with {run.code}: {run.said[:300]}"
        write(box.root / "pkg0/m0.py", f"def other(): pass\n# {chance.random()}\n")
        file.write_bytes(BREAKS[case](kept, chance))
        box.run("build", codes=(0,))
        write(box.root / "pkg0/m0.py", shapes.ordinary(0))
        box.run("build", codes=(0,))
        assert box.pages() == clean, f"{file.name} {case}: the pages are not those of a clean build"


@fault("accidents", seeds(3))
def caches_of_another_repository(box: Box, case: str) -> None:
    """All files of one repository's cache in place of another's, and of one another."""
    chance = random.Random(case)
    other = Box(box.base / "other")
    _tree(other, version=1)
    other.run("build", codes=(0,))
    _tree(box)
    box.run("build", codes=(0,))
    theirs = {file.name: file.read_bytes() for file in cache_files(other)}
    own = cache_files(box)
    for file in own:
        file.write_bytes(chance.choice([theirs.get(file.name, b""), chance.choice(own).read_bytes()]))
    assert box.run("build", "--check").code == 0
    hold_mended(box, "after caches were mixed up")


FORGED = ("by default", "by the configuration")


@fault("accidents", [f"{how}, {where}" for how in FORGED for where in ("at hand", "in CI")], quick=1)
def a_forged_cache_that_is_committed(box: Box, case: str) -> None:
    """Its digests of the sources are right, and its pages are not: a check must not approve them."""
    how, _, where = case.partition(", ")
    settings = 'cache-dir = ".extractor_cache"\n' if "configuration" in how else ""
    good, evil = "def work(): return 'good'\n", "def work(): return 'evil'\n"
    box.lay({"extractor.toml": f'project = "Test"\n{settings}', "a.py": evil, "b.py": "x = 1\n"})
    box.run("build", "--cache-dir", ".extractor_cache", codes=(0,))
    time.sleep(2.1)  # so that a file's time says that it is what it was
    (box.root / "a.py").touch()
    kept = (box.root / "a.py").stat()
    box.run("build", "--cache-dir", ".extractor_cache", codes=(0,))
    from extractor.system.files import digest_of

    for file in (box.root / ".extractor_cache").iterdir():
        if file.suffix == ".msgpack":
            data = file.read_bytes()[4:].replace(digest_of(evil.encode()).encode(), digest_of(good.encode()).encode())
            file.write_bytes(_summed(data))
    write(box.root / "a.py", good)
    os.utime(box.root / "a.py", ns=(kept.st_atime_ns, kept.st_mtime_ns))
    (box.root / ".extractor_cache" / ".gitignore").unlink(missing_ok=True)
    box.commit("forged")
    if where == "in CI":
        box.environment["CI"] = "true"
    if not settings:  # else it is the cache
        box.writable -= {".extractor_cache"}
    run = box.finish(box.start("build", "--check"))
    assert run.code != 0, "--check approves forged pages"
    box.run("build", "--check")


# Many at once, and odd places


@fault("accidents", seeds(4))
def several_runs_at_once(box: Box, case: str) -> None:
    chance = random.Random(case)
    _tree(box)
    commands = [("build",), ("build",), ("build", "--check"), ("find", "method_1"), ("clean",), ("build", "--no-cache")]
    for number in range(3):
        _tree(box, version=number % 2)
        chance.shuffle(commands)
        runs = []
        for process in [box.start(*command) for command in commands]:
            runs.append(box.finish(process))
            assert "Traceback" not in runs[-1].err, runs[-1].err[-1500:]
            assert runs[-1].code in (0, 1), f"a run beside others exits with {runs[-1].code}: {runs[-1].err[-300:]}"
    hold_mended(box, "after runs at once")


@fault("accidents", ["text", "Python"])
def twenty_thousand_files_in_one_folder(box: Box, case: str) -> None:
    suffix = ".txt" if case == "text" else ".py"
    count = 20_000 if case == "text" else 4_000
    box.lay(SETTINGS | {f"many/f{number}{suffix}": f"# {number}\n" for number in range(count)})
    run = box.finish(box.start("build"), 900)
    assert run.code == 0, run.err[-500:]
    assert sum(path.endswith("_docs.md") for path in box.pages()) >= count
    assert box.finish(box.start("build", "--check"), 300).code == 0


@fault(
    "accidents",
    [
        "a submodule",
        "a sparse checkout",
        "a linked worktree",
        "a bare clone's worktree",
        "a shallow clone",
        "an unborn branch",
    ],
)
def kinds_of_repositories(box: Box, case: str) -> None:
    _tree(box, 6)
    box.writable |= {"docs", "inner/docs"}
    if case != "an unborn branch":
        box.commit("one")
    root = box.root
    match case:
        case "a submodule":
            box.lay({"lib.py": "x = 1\n"}, box.base / "lib")
            box.git("init", "-q", cwd=box.base / "lib")
            box.git("add", ".", cwd=box.base / "lib")
            box.git("commit", "-qm", "lib", cwd=box.base / "lib")
            box.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(box.base / "lib"), "inner")
            box.git("commit", "-qm", "with inner")
        case "a sparse checkout":
            box.git("sparse-checkout", "set", "pkg0")
        case "a linked worktree":
            box.git("worktree", "add", "-q", str(box.base / "linked"))
            box.root = box.base / "linked"
        case "a bare clone's worktree":
            box.git("clone", "-q", "--bare", str(box.root), str(box.base / "bare.git"))
            box.git("worktree", "add", "-q", str(box.base / "linked"), cwd=box.base / "bare.git")
            box.root = box.base / "linked"
        case "a shallow clone":
            box.git("clone", "-q", "--depth", "1", f"file://{box.root}", str(box.base / "shallow"))
            box.root = box.base / "shallow"
        case _:
            box.git("init", "-q")
            box.git("add", ".")
    code = 2 if case == "a sparse checkout" else 0
    for options in ((), ("--tracked",)):
        run = box.run("build", *options)
        assert run.code == code, f"build {options} exits with {run.code}: {run.err[-400:]}"
        assert box.run("build", "--check", *options).code == code
        assert code == 0 or "is not checked out" in run.err, f"what is left out is not named: {run.err[-400:]}"
    assert not any("inner/lib" in path for path in box.pages()), "a submodule's file has a page"
    if case != "an unborn branch":
        run = box.run("diff", "HEAD", codes=(0,))
        told = [line for line in run.out.splitlines() if line.startswith("pkg")]
        assert not told, f"nothing has changed since HEAD, and diff says: {told[:2]}"
    assert any(path.startswith("docs/pkg0/") for path in box.pages())
    box.run("clean", codes=(0,))
    assert not box.pages()
    box.root = root


CLOCKS: Mapping[str, float] = {
    "1970": 0,
    "the future": 4_000_000_000,
    "before 1970": -1_000_000,
    "now": 0,
    "2106": 4_294_967_296,
}


@fault("accidents", CLOCKS)
def times_that_tell_nothing(box: Box, case: str) -> None:
    """A file has the time and the size that it had, and another content: the page is the content's."""
    moment = time.time() - 100 if case == "now" else CLOCKS[case]
    _tree(box, 6)

    def date() -> None:
        for file in box.root.glob("**/*.py"):
            os.utime(file, (moment, moment))

    date()
    box.run("build", codes=(0,))
    changed = box.root / "pkg0" / "m0.py"
    changed.write_text(changed.read_text().replace("Return the value", "Vxyurn the value"))
    page = box.root / "docs" / "pkg1" / "m1.py_docs.md"
    kept = page.stat()
    page.write_bytes(page.read_bytes().replace(b"method", b"mxthod"))
    os.utime(page, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    date()
    run = box.run("build", "--check")
    assert run.code == 1, f"--check does not see that a file with its old time has changed: {run.code}"
    box.run("build", codes=(0,))
    box.hold_clean("after a change that kept its time")
