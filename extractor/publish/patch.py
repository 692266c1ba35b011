"""A plan as a patch that `git apply` takes: the difference of bytes, and names as git quotes them."""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Iterator

from extractor.publish.plan import PageChange
from extractor.system.file_tree import FileTree

_CONTEXT = 3
"""Lines around each difference."""
_PLAIN = re.compile(rb'[^\x00-\x1f"\\\x7f-\xff]*')
_ESCAPES = {
    **{byte: f"\\{byte:03o}".encode() for byte in (*range(0x20), *range(0x7F, 0x100))},
    **{ord(raw): f"\\{shown}".encode() for raw, shown in zip('\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True)},
}


def patch_of(tree: FileTree, change: PageChange, prefix: str = "") -> bytes:
    """Return the patch that carries out one change; empty for one that changes nothing.

    The names begin with `prefix`, the tree's place in git's working tree: wherever `git apply` runs, it takes names
    from there, and passes in silence over what is not below its folder.
    A page that stands there with CRLF line ends, as git may check it out, keeps them.
    """
    if change.action not in ("create", "update", "delete"):
        return b""
    old = b"" if change.action == "create" else tree.read(change.path)
    new = change.data
    if b"\r\n" in old and b"\n" not in old.replace(b"\r\n", b""):
        new = new.replace(b"\n", b"\r\n")
    if change.action == "update" and new == old:  # it has become so in the meantime: git refuses a patch of no hunk
        return b""
    name = f"{prefix}{change.path}".encode("utf-8", "surrogateescape")
    before, after = b"a/" + name, b"b/" + name
    lines = [b"diff --git %s %s" % (_quoted(before), _quoted(after))]
    if change.action == "create":
        lines.append(b"new file mode 100644")
        before = b"/dev/null"
    if change.action == "delete":
        mode = b"100755" if tree.stat(change.path).st_mode & stat.S_IXUSR else b"100644"
        lines.append(b"deleted file mode " + mode)
        after = b"/dev/null"
    header = b"".join(line + b"\n" for line in (*lines, b"--- " + _named(before), b"+++ " + _named(after)))
    return header + b"".join(_hunks(_lines(old), _lines(new)))


def _quoted(name: bytes) -> bytes:
    """Return a name as git writes it: in quotes and escaped where it holds one, a backslash, or no printable ASCII."""
    if _PLAIN.fullmatch(name):
        return name
    return b'"' + b"".join(_ESCAPES.get(byte, bytes([byte])) for byte in name) + b'"'


def _named(name: bytes) -> bytes:
    """Return a name as it stands behind `---`: git ends one with spaces by a tab, so that it has an end."""
    quoted = _quoted(name)
    return quoted + b"\t" if quoted == name and b" " in name else quoted


def _lines(data: bytes) -> list[bytes]:
    """Return the lines with their ends; only LF ends one."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _hunks(old: list[bytes], new: list[bytes]) -> Iterator[bytes]:
    """Yield the lines of a unified diff, without its two lines of names."""
    for group in difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(_CONTEXT):
        (_, old_start, _, new_start, _), (_, _, old_end, _, new_end) = group[0], group[-1]
        yield b"@@ -%s +%s @@\n" % (_range(old_start, old_end), _range(new_start, new_end))
        for tag, start, end, other_start, other_end in group:
            if tag == "equal":
                yield from _marked(b" ", old[start:end])
            else:
                yield from _marked(b"-", old[start:end])
                yield from _marked(b"+", new[other_start:other_end])


def _range(start: int, end: int) -> bytes:
    """Return what a hunk's header calls the lines from a start, counted from 0, to an end: `3`, or `3,2` for two."""
    length = end - start
    first = start + 1 if length else start  # an empty range names the line before it
    return b"%d" % first if length == 1 else b"%d,%d" % (first, length)


def _marked(mark: bytes, lines: list[bytes]) -> Iterator[bytes]:
    """Yield lines behind a mark; a last one without a line end is said to have none."""
    for line in lines:
        yield mark + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"
