"""Injection: no text of the repository acts on a terminal or in a CI log, and none of its addresses is a script."""

from __future__ import annotations

from collections.abc import Mapping

from faults.box import COMMAND_TO_CI, PLANTED, Box
from faults.registry import fault

SOURCES = {"extractor.toml": 'project = "Test"\n', "a.py": "def work(): pass\n", "pkg/b.py": "Y = 2\n"}
ESC = "\x1b[31m\x1b]0;title\x07"
BIDI = "\u202e\u2066"
TEXTS: Mapping[str, str] = {
    "a newline and a command to GitHub": f"x\n::error file={PLANTED}::x",
    "a carriage return and a command": f"x\r::error file={PLANTED}::x",
    "a command alone": f"::error file={PLANTED}::x",
    "a command of the old kind": f"##[error]{PLANTED}",
    "an escape": f"x{ESC}",
    "a C1 control": "x\x9b31m\x85y",
    "bidi marks": f"x{BIDI}y",
    "a delete and a bell": "x\x7f\x07\x08y",
    "separators of lines": f"x\u2028::error file={PLANTED}::\u2029\x0b\x0c\x1cy",
    "an encoded newline": f"x%0A::error file={PLANTED}::x",
    "no character of UTF-8": "x\udcff\udc80",
    "marks of a direction": "\u200f\u061cx\u200e",
    "a byte order mark": "\ufeffx",
    "tags": "x\U000e0041\U000e0042",
}
COMMANDS = (
    ("build", "-v"),
    ("build", "--check"),
    ("build", "--check", "--output-format", "github"),
    ("build", "--check", "--output-format", "json"),
    ("build", "--diff"),
    ("build", "--check", "--diff"),
    ("config",),
    ("config", "--list-files", "-v"),
    ("find", "work"),
    ("find", "w*"),
    ("find", "nothing"),
    ("diff", "HEAD"),
    ("init", "--dry-run"),
    ("clean", "--dry-run"),
)


FEW = (COMMANDS[0], COMMANDS[2], COMMANDS[6], COMMANDS[10], COMMANDS[13])
"""Those that print each in a way of its own."""


def play_all(box: Box, commands: tuple[tuple[str, ...], ...] = COMMANDS) -> None:
    losses = []
    for command in commands:
        try:
            run = box.run(*command)
            lines = run.err.splitlines() if "--diff" in command else run.said.splitlines()
            planted = [line for line in lines if COMMAND_TO_CI.match(line)]
            assert not planted, f"prints {planted[:1]}"
        except AssertionError as error:
            losses.append(f"{' '.join(command)}: {str(error)[:300]}")
    assert not losses, "; ".join(losses)


@fault("injection", TEXTS)
def names_of_files_and_folders(box: Box, case: str) -> None:
    text = TEXTS[case]
    box.lay(SOURCES).commit()
    names = (f"{text}.py", f"{text}/c.py", f"d/{text}.txt", f"e/{text}.md")
    box.lay({name: "def f(:\n" if name.endswith("d.py") else "def work(): pass\n" for name in names})
    box.lay({f"bin{text}.dat": b"\0\1", f"{text}.pem": "x\n", f".env{text}": "x\n", f"ignored{text}": "x\n"})
    box.lay({".gitignore": "ignored*\n", f"docs/{text}_docs.md": "# Mine\n", f"docs/pkg/{text}": "mine\n"})
    box.link(f"link{text}", "nowhere")
    box.git("add", "--all", check=False)
    play_all(box, FEW)
    box.git("commit", "-qm", "names")
    box.lay({names[0]: "def work(x): pass\n"})
    (box.root / names[3]).unlink()
    play_all(box)


@fault("injection", [name for name in TEXTS if "UTF-8" not in name])
def texts_of_sources(box: Box, case: str) -> None:
    """Names, defaults, docstrings, decorators, bases and errors that are told of a file."""
    text = TEXTS[case]
    inner = text.replace("\n", "\\n").replace("\r", "\\r")
    source = (
        f'"""Docs {text}."""\nfrom m import x  # {inner}\n\n\n@deco("{inner}")\nclass Base(make("{inner}")):\n'
        f'    field: "{inner}" = "{inner}"\n\n\ndef work(x="{inner}", y=\'\'\'{text}\'\'\') -> "{inner}":\n'
        f'    """Work {text}."""\n    raise ValueError("{inner}")\n'
    )
    box.lay(SOURCES | {"s.py": source.replace("x=", "z=")}).commit()
    box.lay({"s.py": source, "broken.py": f"def f({inner}:\n", "broken2.py": f"x = {inner} 1\n"})
    box.lay(
        {"t.md": f"# Title {text}\n", "u.js": f"function f() {{ return '{inner}' }}\n", "v.c": f'#include "{inner}"\n'}
    )
    play_all(box)
    for name in ("s.py", "broken.py"):
        box.run("show", name, "--page", "docs")


def _toml(text: str) -> str:
    return '"' + "".join(f"\\U{ord(letter):08X}" if not letter.isalnum() else letter for letter in text) + '"'


SETTINGS: Mapping[str, str] = {
    "project": "project = TEXT\n",
    "project-kind": "project-kind = TEXT\n",
    "an unknown key": "TEXT = 1\n",
    "output-dir": "output-dir = TEXT\n",
    "cache-dir": "cache-dir = TEXT\n",
    "templates": "templates = TEXT\n",
    "exclude": "extend-exclude = [TEXT]\n",
    "a pattern that matches nothing": "exclude = [PATTERN]\n",
    "include": 'include = [TEXT, "*.py"]\n',
    "source-url": "source-url = TEXT\n",
    "roles": '[roles]\nTEXT = "x"\n',
    "a role": '[roles]\n"pkg" = TEXT\n',
    "required-version": "required-version = TEXT\n",
    "check-fail-message": "check-fail-message = TEXT\n",
    "docstring-style": "docstring-style = TEXT\n",
    "a wrong type": "strict = TEXT\n",
    "no TOML": "strict = RAW\n",
    "the table's name": "[TEXT]\nx = 1\n",
}


@fault("injection", [f"{setting}, {name}" for setting in SETTINGS for name in (*TEXTS,)[:2]], quick=1)
def settings_with_commands_to_a_ci(box: Box, case: str) -> None:
    _play_setting(box, case)


@fault(
    "injection",
    [f"{setting}, {name}" for setting in SETTINGS for name in ("an escape", "bidi marks", "a command alone")],
)
def settings_that_act_on_a_terminal(box: Box, case: str) -> None:
    _play_setting(box, case)


def _play_setting(box: Box, case: str) -> None:
    setting, _, name = case.partition(", ")
    text = TEXTS[name]
    line = SETTINGS[setting].replace("TEXT", _toml(text)).replace("RAW", text).replace("PATTERN", _toml(f"/{text}["))
    box.lay(SOURCES).commit()
    box.lay({"extractor.toml": line})
    box.writable |= {text, text.replace("\\", "/")}
    play_all(box, FEW)


@fault("injection", ["pyproject.toml", "package.json", "setup.cfg", "a template", "a template's include", "ruff"])
def names_that_are_read_elsewhere(box: Box, case: str) -> None:
    for text in (TEXTS["a newline and a command to GitHub"], TEXTS["an escape"]):
        box.lay(SOURCES | {"extractor.toml": ""})
        escaped = "".join(f"\\u{ord(letter):04x}" for letter in text)
        match case:
            case "pyproject.toml":
                box.lay({"pyproject.toml": f'[project]\nname = "{escaped}"\n'})
                (box.root / "extractor.toml").unlink()
            case "package.json":
                box.lay({"package.json": f'{{"name": "{escaped}"}}'})
            case "setup.cfg":
                box.lay({"setup.cfg": f"[metadata]\nname = {text}\n"})
            case "a template":
                box.lay({"extractor.toml": 'templates = "mine"\n', "mine/docs.md.jinja": f"{{{{ x['{escaped}'] }}}}"})
                box.lay({f"mine/{text}.jinja": "{{ nope }}", "mine/sub.md.jinja": f"{{% block {text} %}}"})
            case "a template's include":
                box.lay({"extractor.toml": 'templates = "mine"\n'})
                box.lay(
                    {
                        "mine/docs.md.jinja": f"{{% include '{escaped}' %}}",
                        "mine/sub.md.jinja": "{{ ''['" + escaped + "'] }}",
                    }
                )
            case _:
                box.lay({f"{text}.py": "eval('1')\nassert 0\n"})
        box.commit()
        play_all(box, FEW)
        box.run("show", "a.py", codes=(0, 2))


URLS = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)//", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil"),
    *(" javascript:x", "java\tscript:x", "java\nscript:x", "https:javascript", "ftp://x", "x", "https://", "http:///x"),
    *(
        "https://x/\n::error",
        "https://x/\x1b[31m",
        "https://x y/",
        'https://x/"onclick=x',
        "https://x/<script>",
        "blob:x",
    ),
    *("https://u:p@x/)](javascript:x", "https://[", "\u202ehttps://x", "mailto:x", "#", "..", "https://x/`a`"),
)


@fault("injection", URLS, quick=1)
def addresses_of_sources(box: Box, case: str) -> None:
    """Nothing but http and https; what is let through is whole in its link."""
    box.lay(SOURCES | {"extractor.toml": f"project = 'Test'\nembed-source = false\nsource-url = {_toml(case)}\n"})
    run = box.run("build")
    is_plain = case.startswith(("https://x/", "https://u:p@x/")) and case.isprintable()
    if not is_plain:
        assert run.code == 2, f"exit code {run.code} for source-url = {case!r}"
    text = box.text()
    for word in ("(javascript", "<script>", '"onclick', "(data:", "(vbscript", "(file:"):
        assert word not in text, f"{word} is on a page"
