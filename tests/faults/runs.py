"""Runs: a command or a module of the repository is never executed, whatever git, ruff or Python would do with it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

import jinja2

from faults.box import Box, write
from faults.registry import fault

SOURCES = {"a.py": '"""The first."""\n\n\ndef work(x=1):\n    return x\n', "sub/b.py": "Y = 2\n", "c.txt": "text\n"}
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("build",),
    ("build", "--tracked", "--exit-non-zero-on-change"),
    ("build", "--check"),
    ("build", "--diff"),
    ("show", "a.py"),
    ("find", "work"),
    ("config", "--list-files", "-v"),
    ("diff", "HEAD"),
    ("init", "--dry-run"),
    ("clean", "--dry-run"),
)
BELOW = (
    ("build", "sub"),
    ("build", "--tracked", "sub"),
    ("build", "--check", "sub"),
    ("show", "sub/b.py"),
    ("find", "Y", "sub"),
    ("config", "--list-files", "sub"),
    ("diff", "HEAD", "sub"),
    ("init", "--dry-run", "sub"),
    ("clean", "sub"),
)


def play_all(box: Box, commands: tuple[tuple[str, ...], ...] = COMMANDS) -> None:
    """Run all the commands, and tell of all that do not hold."""
    losses: dict[str, list[str]] = {}
    for command in commands:
        try:
            box.run(*command)
        except AssertionError as error:
            words = f"extractor {' '.join(command)}"
            losses.setdefault(str(error).removeprefix(words).strip(), []).append(words)
            box.ran.unlink(missing_ok=True)
    assert not losses, "; ".join(f"{', '.join(words)}: {why}" for why, words in losses.items())


class Trap(NamedTuple):
    """A setting of git's that names a command: how it is laid, and the plain git that runs it (none: only at need)."""

    lay: Callable[[Box], None]
    control: tuple[str, ...] = ()


def _settings(text: str, **files: str) -> Callable[[Box], None]:
    def lay(box: Box) -> None:
        with (box.root / ".git" / "config").open("a") as config:
            config.write(_filled(box, text))
        box.lay({path.replace("__", "/").replace("DOT", "."): _filled(box, each) for path, each in files.items()})

    return lay


def _filled(box: Box, text: str) -> str:
    return text.replace("TOUCH", box.touch).replace("SCRIPT", str(box.base / "script"))


def _hooks(box: Box) -> None:
    names = ("pre-commit", "post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman")
    for name in names:
        box.script(f".git/hooks/{name}")
        box.script(f"hooks/{name}")
    _settings("[core]\n\thooksPath = hooks\n")(box)


def _promisor(settings: str) -> Callable[[Box], None]:
    """A partial clone: git asks the remote for an object that is not there."""

    def lay(box: Box) -> None:
        blob = box.git("rev-parse", "HEAD:a.py").strip()
        (box.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
        box.git("config", "core.repositoryformatversion", "1")
        box.git("config", "extensions.partialClone", "origin")
        _settings('[remote "origin"]\n\tpromisor = true\n\tpartialclonefilter = blob:none\n' + settings)(box)

    return lay


def _worktree_config(box: Box) -> None:
    box.git("config", "extensions.worktreeConfig", "true")
    write(box.root / ".git" / "config.worktree", _filled(box, '[core]\n\tfsmonitor = "TOUCH"\n'))


def _submodule(box: Box) -> None:
    inner = box.root / "inner"
    box.lay({"inner/d.py": "Z = 1\n"})
    box.git("init", "--quiet", cwd=inner)
    box.git("add", ".", cwd=inner)
    box.git("commit", "-qm", "inner", cwd=inner)
    box.lay({".gitmodules": '[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n'})
    box.git("add", "inner", ".gitmodules")
    box.git("commit", "-qm", "with inner")
    with (inner / ".git" / "config").open("a") as config:
        config.write(_filled(box, '[core]\n\tfsmonitor = "TOUCH"\n'))


def _submodule_update(box: Box) -> None:
    _submodule(box)
    box.lay({".gitmodules": f'[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n\tupdate = !{box.touch}\n'})


def _gitdir_file(box: Box) -> None:
    """`.git` is a file that leads into the tree, to a repository that was committed as ordinary files."""
    _settings('[core]\n\tfsmonitor = "TOUCH"\n\tworktree = ../..\n')(box)
    (box.root / "data").mkdir()
    (box.root / ".git").rename(box.root / "data" / "git")
    write(box.root / ".git", "gitdir: data/git\n")


def _gitdir_link(box: Box) -> None:
    _settings('[core]\n\tfsmonitor = "TOUCH"\n')(box)
    (box.root / "data").mkdir()
    (box.root / ".git").rename(box.root / "data" / "git")
    box.link(".git", "data/git")


def _worktree_elsewhere(box: Box) -> None:
    _settings(f'[core]\n\tworktree = {box.outside}\n\tfsmonitor = "TOUCH"\n')(box)


_EVERYTHING = "".join(
    f'[{section}]\n\t{key} = "TOUCH"\n'
    for section, key in (
        *(("core", key) for key in ("pager", "editor", "askPass", "sshCommand", "gitProxy", "alternateRefsCommand")),
        *(("pager", key) for key in ("ls-files", "ls-tree", "diff", "cat-file", "check-ignore", "status", "rev-parse")),
        *(("alias", key) for key in ("ls-files", "ls-tree", "diff", "cat-file", "rev-parse", "check-ignore")),
        ("credential", "helper"),
        ("diff", "external"),
        ("gpg", "program"),
        ("gpg", "ssh.program"),
        ("interactive", "diffFilter"),
        ("sequence", "editor"),
        ("uploadpack", "packObjectsHook"),
        ('trailer "x"', "command"),
        ('merge "x"', "driver"),
        ('browser "x"', "cmd"),
        ('difftool "x"', "cmd"),
    )
)

_FILTERED = {"DOTgitattributes": "*.py filter=trap diff=trap merge=trap\n"}
TRAPS: Mapping[str, Trap] = {
    "core.fsmonitor": Trap(_settings('[core]\n\tfsmonitor = "TOUCH"\n'), ("status",)),
    "filter.clean": Trap(_settings('[filter "trap"]\n\tclean = "TOUCH; cat"\n', **_FILTERED), ("diff", "HEAD")),
    "filter.process": Trap(_settings('[filter "trap"]\n\tprocess = "TOUCH"\n', **_FILTERED), ("diff", "HEAD")),
    "filter.smudge": Trap(
        _settings('[filter "trap"]\n\tsmudge = "TOUCH; cat"\n', **_FILTERED), ("checkout", "--", "a.py")
    ),
    "filter of info/attributes": Trap(
        _settings('[filter "trap"]\n\tclean = "TOUCH; cat"\n', DOTgit__info__attributes="* filter=trap\n"),
        ("diff", "HEAD"),
    ),
    "filter of core.attributesFile": Trap(
        lambda box: (
            _settings(f'[core]\n\tattributesFile = {box.root}/attr\n[filter "trap"]\n\tclean = "TOUCH; cat"\n')(box),
            box.lay({"attr": "* filter=trap\n"}),
        )[0],
        ("diff", "HEAD"),
    ),
    "diff.external": Trap(_settings('[diff]\n\texternal = "TOUCH;"\n'), ("diff", "HEAD")),
    "diff driver": Trap(_settings('[diff "trap"]\n\tcommand = "TOUCH;"\n', **_FILTERED), ("diff", "HEAD")),
    "textconv": Trap(_settings('[diff "trap"]\n\ttextconv = "TOUCH; cat"\n', **_FILTERED), ("diff", "HEAD")),
    "hooks": Trap(_hooks, ("commit", "--allow-empty", "-m", "x")),
    "core.sshCommand of a promisor": Trap(
        _promisor('\turl = ssh://nowhere.invalid/x\n[core]\n\tsshCommand = "TOUCH;"\n'), ("cat-file", "-p", "HEAD:a.py")
    ),
    "uploadpack of a promisor": Trap(
        _promisor('\turl = ./nowhere\n\tuploadpack = "TOUCH;"\n'), ("cat-file", "-p", "HEAD:a.py")
    ),
    "ext url of a promisor": Trap(
        _promisor('\turl = "ext::sh -c TOUCH%"\n[protocol "ext"]\n\tallow = always\n'.replace("TOUCH%", "SCRIPT")),
        ("cat-file", "-p", "HEAD:a.py"),
    ),
    "core.gitProxy of a promisor": Trap(
        _promisor('\turl = git://nowhere.invalid/x\n[core]\n\tgitProxy = "SCRIPT"\n'), ("cat-file", "-p", "HEAD:a.py")
    ),
    "include.path": Trap(_settings("[include]\n\tpath = ../inc\n", inc='[core]\n\tfsmonitor = "TOUCH"\n'), ("status",)),
    "includeIf": Trap(
        _settings('[includeIf "gitdir:**"]\n\tpath = ../inc\n', inc='[core]\n\tfsmonitor = "TOUCH"\n'), ("status",)
    ),
    "config.worktree": Trap(_worktree_config, ("status",)),
    "a submodule's own": Trap(_submodule, ("status",)),
    "a submodule that names a command": Trap(_submodule_update),
    "a file .git that leads into the tree": Trap(_gitdir_file, ("status",)),
    "a link .git that leads into the tree": Trap(_gitdir_link, ("status",)),
    "core.worktree elsewhere": Trap(_worktree_elsewhere, ("status",)),
    "every other program": Trap(_settings(_EVERYTHING)),
}


@fault("runs", TRAPS, quick=1)
def commands_in_git_configuration(box: Box, case: str) -> None:
    box.lay(SOURCES).commit()
    box.script(box.base / "script")
    trap = TRAPS[case]
    trap.lay(box)
    write(box.root / "a.py", SOURCES["a.py"] + "W = 3\n")
    if trap.control:
        box.arm(*trap.control)
        write(box.root / "a.py", SOURCES["a.py"] + "W = 3\n")
    if (box.root / ".git" / "index").exists():
        os.utime(box.root / "a.py", (1, 1))  # so that git reads it again, through its filters
    play_all(box)


def lay_bare(box: Box, place: str, extra: str) -> None:
    """Make a folder of the tree a bare repository: files that any commit may hold."""
    folder = box.root / place
    box.git("init", "--quiet", cwd=folder)
    box.git("add", "--all", cwd=folder)
    box.git("commit", "-qm", "inner", cwd=folder)
    for each in (folder / ".git").iterdir():
        shutil.move(str(each), str(folder))
    (folder / ".git").rmdir()
    write(folder / "config", f'[core]\n\trepositoryformatversion = 0\n\tfsmonitor = "{box.touch}"\n{extra}')


BARE = {
    "with a work tree": ("sub", "\tbare = false\n\tworktree = .\n"),
    "in a repository": ("sub", "\tbare = false\n\tworktree = .\n"),
    "with the tree above as work tree": ("sub", "\tbare = false\n\tworktree = ..\n"),
    "that is the whole tree": ("", "\tbare = false\n\tworktree = .\n"),
    "that says nothing of a work tree": ("sub", ""),
}


@fault("runs", BARE, quick=1)
def a_bare_repository_in_the_tree(box: Box, case: str) -> None:
    place, extra = BARE[case]
    box.lay(SOURCES)
    box.writable |= {"sub/docs", "sub/.extractor_cache"}
    if case == "in a repository":
        box.commit()
    lay_bare(box, place, extra)
    if "bare = false" in extra:
        box.arm("status", cwd=box.root / place)
    play_all(box, BELOW)
    play_all(box)
    box.writable |= {"sub"}
    for command in (("build",), ("config", "--list-files"), ("diff", "HEAD"), ("init",), ("clean",)):
        box.run(*command, cwd=box.root / "sub")


_MODULES = (
    *("extractor", "libcst", "msgspec", "jinja2", "click", "tomli", "ruff", "rich", "markdown_it", "packaging"),
    *("sitecustomize", "usercustomize", "conftest", "setup", "json", "ast", "re", "typing", "string", "runpy"),
    *("platformdirs", "multiprocessing", "subprocess", "tempfile", "logging", "zlib", "unicodedata"),
)


def modules(box: Box) -> dict[str, str]:
    """Modules of all names that a run imports, each of which leaves `ran`."""
    code = f"import os\nos.system({box.touch!r})\n"
    files = {f"{name}.py": code for name in _MODULES if name != "extractor"}
    files |= {f"{name}/__init__.py": code for name in _MODULES} | {f"{name}/__main__.py": code for name in _MODULES}
    files |= {"trap.pth": f"import os; os.system({box.touch!r})\n", "pyvenv.cfg": "home = .\n"}
    files |= {"pip.conf": "", "setup.cfg": "[metadata]\nname = x\n", "tests/conftest.py": code}
    return files


@fault("runs", ["as a command", "with -P -m", "by the hook's folder"])
def modules_that_lie_in_the_repository(box: Box, case: str) -> None:
    box.lay(SOURCES).lay(modules(box)).commit()
    if case == "with -P -m":
        if sys.version_info < (3, 11):
            return
        box.finish_python("-P", "-m", "extractor", "build")
        return
    play_all(box, COMMANDS if case == "as a command" else COMMANDS[:2])


@fault("runs", ["programs", "ruff.toml", ".ruff.toml", "pyproject"])
def programs_and_configurations_of_programs(box: Box, case: str) -> None:
    box.lay(SOURCES).commit()
    if case == "programs":
        for name in (
            "git",
            "ruff",
            "python",
            "python3",
            "sh",
            "git.exe",
            "git.bat",
            "ruff.cmd",
            "bin/git",
            ".venv/bin/ruff",
        ):
            box.script(name)
        play_all(box)
        return
    settings = "extend = '../outside/secret.txt'\nselect = ['ALL']\ncache-dir = '../outside/ruff'\nfix = true\n"
    name = case if case.endswith(".toml") else "pyproject.toml"
    table = settings if case.endswith(".toml") else "[tool.ruff]\n" + settings
    box.lay({name: table, "sub/" + name: table, "a.py": "import os\nassert eval('1')\n"})
    play_all(box)
    assert "S307" in box.text(), "the configuration of the repository shapes what ruff finds"


ESCAPES = (
    "{{ cycler.__init__.__globals__.os.system(TOUCH) }}",
    "{{ lipsum.__globals__['os'].system(TOUCH) }}",
    "{{ joiner|attr('__init__')|attr('__globals__') }}",
    "{% for c in ''.__class__.__mro__[1].__subclasses__() if c.__name__ == '_wrap_close' %}"
    "{{ c.__init__.__globals__['system'](TOUCH) }}{% endfor %}",
    "{{ ''['format'].__globals__ }}",
    "{{ ('{0.__class__.__mro__[1].__subclasses__}').format('') }}",
    "{{ (self|attr('_TemplateReference__context')).environment.loader.loaders[0].searchpath }}",
    "{{ self.__init__.__globals__.__builtins__.__import__('os').system(TOUCH) }}",
)


@fault("runs", [str(number) for number in range(len(ESCAPES))])
def templates_that_leave_their_sandbox(box: Box, case: str) -> None:
    text = ESCAPES[int(case)].replace("TOUCH", repr(box.touch))
    if "system(" in text:
        jinja2.Environment().from_string(text).render()
        assert box.ran.exists(), "the attack is not armed"
        box.ran.unlink()
    box.lay(SOURCES | {"mine/docs.md.jinja": text, "extractor.toml": 'project = "Test"\ntemplates = "mine"\n'})
    for command in (("build",), ("show", "a.py"), ("build", "--diff")):
        run = box.run(*command)
        assert "<function" not in box.text() + run.out, "a template reaches Python's own"
        assert "0x" not in box.text() + run.out, "a template reaches Python's own"
        assert str(box.root) not in box.text() + run.out, "a template tells where the repository lies"
