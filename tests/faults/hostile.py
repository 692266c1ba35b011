"""Hostile repositories, made by a seed of all that the other faults know, each run under strace."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable

from faults import injection, leaks, runs, writes
from faults.box import Box
from faults.registry import fault, seeds
from faults.tracing import breaches, hold_traced, needs_strace, traced

COMMANDS = (
    *(("build",), ("build", "--tracked"), ("build", "--check"), ("build", "--diff"), ("build", "sub")),
    *(("show", "a.py"), ("show", "sub/b.py"), ("find", "work"), ("find", "w*", "sub"), ("config", "--list-files")),
    *(("diff", "HEAD"), ("diff", "HEAD", "sub"), ("init",), ("clean",), ("config", "sub"), ("build", "--no-cache")),
)
_SOURCES = runs.SOURCES | {"pkg/b.py": "Y = 2\n"}


def _git_traps(box: Box, chance: random.Random) -> None:
    for name in chance.sample(sorted(runs.TRAPS), chance.randint(1, 3)):
        runs.TRAPS[name].lay(box)


def _bare(box: Box, chance: random.Random) -> None:
    runs.lay_bare(box, *runs.BARE[chance.choice(sorted(runs.BARE))])


def _modules(box: Box, chance: random.Random) -> None:
    files = runs.modules(box)
    box.lay({name: files[name] for name in chance.sample(sorted(files), 12)})


def _source_links(box: Box, chance: random.Random) -> None:
    for path, target in leaks.LINKS[chance.choice(sorted(leaks.LINKS))].items():
        box.link(path, target.replace("OUTSIDE", str(box.outside)))


def _templates(box: Box, chance: random.Random) -> None:
    box.lay({"extractor.toml": 'project = "Test"\ntemplates = "mine"\n'})
    leaks.TEMPLATES[chance.choice(sorted(leaks.TEMPLATES))](box)


def _output_links(box: Box, chance: random.Random) -> None:
    writes.LINKS[chance.choice(sorted(writes.LINKS))](box)


def _settings(box: Box, chance: random.Random) -> None:
    key = chance.choice(("output-dir", "cache-dir", "templates", "exclude"))
    value = chance.choice((*writes.OUTSIDE, *writes.DISGUISED, *writes.CACHES)).replace("OUTSIDE", str(box.outside))
    if key == "output-dir" and value in ("link", "link/below", "pkg", "docs/pkg", "~", "theirs"):
        box.writable.add(value)
    quoted = writes.quoted(value)
    box.lay({"extractor.toml": f"project = 'Test'\n{key} = {f'[{quoted}]' if key == 'exclude' else quoted}\n"})


def _names(box: Box, chance: random.Random) -> None:
    for text in chance.sample(sorted(injection.TEXTS), 3):
        box.lay({f"{injection.TEXTS[text]}.py": "def work(): pass\n"})


def _rules(box: Box, chance: random.Random) -> None:
    leaks.RULES[chance.choice(sorted(leaks.RULES))](box)
    box.lay({"private.txt": "x\n"})


def _attributes(box: Box, chance: random.Random) -> None:
    lines = ("* filter=trap", "*.py diff=trap", "* text eol=crlf working-tree-encoding=UTF-16", "* ident export-subst")
    box.lay(
        {".gitattributes": "\n".join(chance.sample(lines, 3)) + "\n", "sub/.gitattributes": "[attr]x filter=trap\n"}
    )


def _dependants(box: Box, chance: random.Random) -> None:
    """What other tools would follow or run: build files, requirements, hooks."""
    box.lay(
        {
            "requirements.txt": "-e .\nhttp://nowhere.invalid/x.whl\n",
            "setup.py": f"import os; os.system({box.touch!r})\n",
            "Makefile": f"$(shell {box.touch})\n",
            ".pre-commit-config.yaml": "repos: []\n",
            ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ssh://nowhere.invalid/x\n',
            "Dockerfile": "FROM http://nowhere.invalid\n",
            "x.ipynb": "{}",
        }
    )


MAKERS: tuple[Callable[[Box, random.Random], None], ...] = (
    *(_git_traps, _bare, _modules, _source_links, _templates, _output_links, _settings, _names, _rules, _attributes),
    _dependants,
)


@fault("traced", seeds(210), quick=1, needs=needs_strace)
def a_hostile_repository_under_strace(box: Box, case: str) -> None:
    """No process but Python, git and ruff, no socket, no write outside, no read outside but of what is installed."""
    chance = random.Random(f"hostile {case}")
    box.lay(_SOURCES)
    if chance.random() < 0.8:
        box.commit()
    box.script(box.base / "script")
    first = MAKERS[int(case.split()[1]) % len(MAKERS)]
    for maker in (first, *chance.sample(MAKERS, chance.randint(0, 3))):
        with contextlib.suppress(OSError, AssertionError):  # what two of them want at one place, one gets
            maker(box, chance)
    if chance.random() < 0.5:
        with contextlib.suppress(AssertionError):
            box.git("add", "--all", check=False)
    box.ran.unlink(missing_ok=True)  # the making itself may have sprung a trap
    box.writable |= {
        "sub/docs",
        "sub/.extractor_cache",
        "up/docs",
        "extractor.toml",
        "sub/extractor.toml",
        "pyproject.toml",
    }
    box.writable -= {path.relative_to(box.root).as_posix() for path in writes.links(box.root)}
    command = chance.choice(COMMANDS)
    if command[0] != "init":
        box.writable -= {"extractor.toml", "sub/extractor.toml", "pyproject.toml"}
    hold_traced(box, *command)


@fault("traced", ["a command", "a socket", "a write", "a read"], needs=needs_strace)
def the_policy_itself(box: Box, case: str) -> None:
    """A program that does what nobody may is found out: else the policy proves nothing."""
    program = {
        "a command": f"import os; os.system({box.touch!r})",
        "a socket": "import socket; socket.socket()",
        "a write": f"open({str(box.outside / 'new')!r}, 'w').close()",
        "a read": f"open({str(box.outside / 'secret.txt')!r}).read()",
    }[case]
    box.lay({"x.py": program})
    _, _, calls = traced(box, [sys.executable, str(box.root / "x.py")])
    assert breaches(box, calls), f"the policy does not see {case}"
