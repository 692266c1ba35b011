"""What the system was asked for during a run, read from strace, and the table of what may be asked for.

A policy has three parts: which programs may be executed, which sockets may be made, and below which folders a file may
be read or written. Each row says why. What is only looked at (stat, readlink, access) gives no content and is free.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from faults.box import CODES, COMMAND, Box

STRACE = ("strace", "-f", "-ff", "-qq", "-y", "-s", "8192", "-e", "trace=process,network,file")
PROJECT = Path(__file__).parents[2]


class Call(NamedTuple):
    """One call of a process to the system that succeeded."""

    name: str
    arguments: str
    result: str


class Row(NamedTuple):
    """A path that may be touched, with all below it, and why."""

    path: str
    why: str


def needs_strace() -> str:
    return "" if shutil.which("strace") else "strace is not installed"


def traced(box: Box, command: Sequence[str]) -> tuple[int, str, list[Call]]:
    """Run a command under strace; return its exit code, its stderr and what its processes asked for."""
    folder = box.base / "trace"
    folder.mkdir()
    process = subprocess.Popen(
        [*STRACE, "-o", str(folder / "of"), *command],
        cwd=box.root,
        env=box.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    run = box.finish(process)
    calls = [call for file in sorted(folder.iterdir()) for call in _calls(file.read_text(errors="surrogateescape"))]
    shutil.rmtree(folder)
    return run.code, run.err, calls


_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (.*)$")


def _calls(text: str) -> Iterator[Call]:
    for line in text.splitlines():
        if (found := _LINE.match(line)) and not found[3].startswith(("-1", "?")):
            yield Call(found[1], found[2], found[3])


# Paths in calls

_STRING = r'"((?:[^"\\]|\\.)*)"(?:\.\.\.)?'
_FOLDER = r"(?:AT_FDCWD(?:<((?:[^>\\]|\\.)*)>)?|\d+<((?:[^>\\]|\\.)*)>)"
_AT = re.compile(rf"{_FOLDER}, {_STRING}")
_PLAIN = re.compile(_STRING)
_OPENED = re.compile(r"^\d+<(.*)>(?:\(deleted\))?$")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "f": "\f", "e": "\x1b", "a": "\a", "b": "\b"}


def unescaped(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] == "x":
            return chr(int(code[1:], 16))
        return chr(int(code, 8)) if code[0] in "01234567" else _LETTERS.get(code, code)

    return _ESCAPE.sub(letter, text).encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def paths_of(call: Call, here: Path) -> list[str]:
    """Return the paths that a call names, absolute; those relative to a folder start there."""
    is_at = "at" in call.name and call.name not in ("creat", "statfs", "truncate")
    if not is_at:
        return [_joined(str(here), unescaped(found[1])) for found in _PLAIN.finditer(call.arguments)]
    places = ((found[1] or found[2] or "", unescaped(found[3])) for found in _AT.finditer(call.arguments))
    return [_joined(unescaped(folder) or str(here), name) for folder, name in places]


def _joined(folder: str, name: str) -> str:
    return os.path.normpath(Path(folder, name))


# The policy

SYSTEM: tuple[Row, ...] = (
    Row("/usr/lib", "shared libraries, gconv and locales of the system"),
    Row("/lib", "the same, where it is no link"),
    Row("/lib64", "the loader"),
    Row("/usr/local/lib", "shared libraries of the machine"),
    Row("/etc/ld.so.cache", "the loader's"),
    Row("/etc/ld.so.preload", "the loader's"),
    Row("/etc/gitconfig", "git's own, of the system"),
    Row("/usr/share/git-core", "git's own"),
    Row("/usr/share/locale", "the words of git"),
    Row("/usr/share/zoneinfo", "the time zone"),
    Row("/etc/localtime", "the time zone"),
    Row("/etc/locale.alias", "the C library's"),
    Row("/usr/share/locale/locale.alias", "the C library's"),
    Row("/etc/ssl/openssl.cnf", "the C library that Python's hashlib brings"),
    Row("/usr/lib/ssl", "the same"),
    Row("/etc/passwd", "where the home of a user is, for git and Python"),
    Row("/etc/nsswitch.conf", "how the C library asks for that"),
    Row("/proc", "a process on itself: memory, limits, processors"),
    Row("/sys/fs/cgroup", "how many processors there are, for ruff and Python"),
    Row("/sys/devices/system", "the same"),
    Row("/sys/kernel/mm/transparent_hugepage", "ruff's allocator"),
    Row("/dev/null", "nothing"),
    Row("/dev/urandom", "chance, for the names of temporary files"),
    Row("/dev/tty", "the terminal"),
    Row("/dev/pts", "the terminal"),
)
SECRET_OF_PROCESS = re.compile(r"/proc/[^/]+/(environ|mem|root|cwd|fd)\b")
"""What below /proc nobody needs, and a link of a repository would like to lead to."""


@cache
def installed() -> tuple[Row, ...]:
    """Return where Python and what is installed in it stand."""
    folders = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    rows = [Row(os.path.realpath(each), "Python and what is installed in it") for each in sorted(folders)]
    links = [Row(each, "the same by its name") for each in sorted(folders)]
    return (
        *rows,
        *links,
        Row(str(PROJECT / "extractor"), "extractor itself"),
        Row(str(PROJECT / "templates"), "its templates"),
    )


def readable(box: Box) -> tuple[Row, ...]:
    return (
        *SYSTEM,
        *installed(),
        Row(str(box.root), "the repository"),
        Row(str(box.home / ".gitconfig"), "git's own, of the user"),
        Row(str(box.home / ".config" / "git"), "git's own, of the user"),
        Row(str(box.home / "ignored"), "the user's core.excludesFile"),
        Row(str(box.cache), "the user's cache folder"),
        Row(str(box.scratch), "temporary files"),
    )


def writable(box: Box) -> tuple[Row, ...]:
    return (
        *(Row(str(box.root / each), "the output directory, or the cache") for each in sorted(box.writable)),
        Row(str(box.cache / "extractor"), "the cache"),
        Row(str(box.scratch), "temporary files"),
        Row("/dev/null", "nothing"),
        Row("/dev/tty", "the terminal"),
        Row("/dev/shm", "locks of multiprocessing"),
    )


@cache
def programs() -> tuple[Row, ...]:
    git = shutil.which("git") or "git"
    own = subprocess.run([git, "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    here = Path(sys.executable).parent
    return (
        Row(COMMAND, "the command"),
        Row(sys.executable, "Python, for ruff and its workers"),
        Row(os.path.realpath(sys.executable), "the same by its real name"),
        Row(str(here / "python"), "the same by another name"),
        Row(str(here / "ruff"), "ruff"),
        Row(git, "git"),
        Row(own, "git's own programs"),
    )


_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
_CHANGING = re.compile(
    r"^(creat|rename\w*|unlink\w*|mkdir\w*|rmdir|link\w*|symlink\w*|f?chmod\w*|l?f?chown\w*|truncate|mknod\w*"
    r"|utime\w*|futimesat|setxattr|lsetxattr|removexattr|mount|umount2|chroot|pivot_root|swapon|acct)$"
)


def breaches(box: Box, calls: Iterable[Call]) -> list[str]:
    """Return what no row of the policy allows."""
    found: dict[str, None] = {}
    for call in calls:
        for words in _breach(box, call):
            found[words] = None
    return [*found]


def _breach(box: Box, call: Call) -> Iterator[str]:
    here = box.root
    if call.name in ("execve", "execveat"):
        program = paths_of(call, here)[0]
        if not _is_below(program, programs()):
            yield f"executes {program}"
    elif call.name in ("socket", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg") or (
        call.name == "socketpair" and not call.arguments.startswith("AF_UNIX")
    ):
        yield f"uses a socket: {call.name}({call.arguments[:120]})"
    elif call.name in ("open", "openat", "openat2", "creat"):
        yield from _open_breach(box, call)
    elif _CHANGING.match(call.name):
        named = paths_of(call, here)
        if call.name.startswith("symlink"):
            named = named[-1:]
        for path in named:
            if not _is_below(os.path.realpath(Path(path).parent) + "/" + Path(path).name, writable(box)):
                yield f"changes {path} ({call.name})"


def _open_breach(box: Box, call: Call) -> Iterator[str]:
    opened = _OPENED.match(call.result)
    path = unescaped(opened[1]) if opened else paths_of(call, box.root)[0]
    path = path.removesuffix(" (deleted)").removesuffix("(deleted)")
    if _WRITING.search(call.arguments) or call.name == "creat":
        if not _is_below(path, writable(box)):
            yield f"writes {path}"
    elif "O_DIRECTORY" in call.arguments or "O_PATH" in call.arguments:
        return  # its names are looked at, no file of it is read
    elif SECRET_OF_PROCESS.match(path) or not _is_below(path, readable(box)):
        yield f"reads {path}"


def _is_below(path: str, rows: Iterable[Row]) -> bool:
    return any(path == row.path or path.startswith(f"{row.path}/") for row in rows)


def table(box: Box) -> str:
    """Return the policy as it is printed where it was not held."""
    parts: Mapping[str, tuple[Row, ...]] = {"executed": programs(), "read": readable(box), "written": writable(box)}
    lines = [f"  {what}: {row.path} ({row.why})" for what, rows in parts.items() for row in rows]
    return "\n".join(["what may be", *lines, "  sockets: a socketpair of AF_UNIX, which is a pipe between workers"])


def hold_traced(box: Box, *arguments: str) -> None:
    """Run the command under strace, and assert that it asks for nothing but what it may."""
    before = box.foreign()
    code, said, calls = traced(box, [COMMAND, *arguments])
    words = f"extractor {' '.join(arguments)}"
    assert any(call.name == "execve" for call in calls), "strace tells nothing"
    wrong = breaches(box, calls)
    assert not wrong, f"{words}: {'; '.join(wrong[:8])} (and so on: {len(wrong)})\n{table(box)}"
    box.hold(before, words)
    assert code in CODES, f"{words} exits with {code}: {said[-1000:]}"
    assert "Traceback (most" not in said, f"{words}: {said[-1500:]}"
