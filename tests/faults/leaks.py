"""Leaks: nothing from outside, nothing that git ignores, and no secret gets into a page or into what is printed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from faults.box import CANARY, Box, write
from faults.registry import fault, seeds

SOURCES = {"extractor.toml": 'project = "Test"\n', "a.py": "def work(): pass\n", "pkg/b.py": "Y = 2\n"}
READERS = (
    ("build",),
    ("build", "--tracked"),
    ("build", "--check", "--diff"),
    ("show", "a.py"),
    ("find", "*"),
    ("config", "--list-files"),
    ("diff", "HEAD"),
)


def hold_canary(box: Box, commands: Iterable[tuple[str, ...]] = READERS, *more: str) -> None:
    """Run the commands and assert that the text of what is not to be published is nowhere."""
    secrets = (CANARY, *more)
    for command in commands:
        run = box.run(*command)
        for secret in secrets:
            assert secret not in run.said, f"extractor {' '.join(command)} prints {secret!r}"
        found = [path for path, data in box.pages().items() if any(secret.encode() in data for secret in secrets)]
        assert not found, f"extractor {' '.join(command)} publishes what is not to be: {found[:3]}"


def _template(name: str, text: str = "") -> Callable[[Box], None]:
    def lay(box: Box) -> None:
        box.lay({f"mine/{name}": text} if text else {})

    return lay


def _linked(path: str, target: str, text: str = "") -> Callable[[Box], None]:
    def lay(box: Box) -> None:
        box.lay({"mine/docs.md.jinja": text} if text else {"mine/keep": ""})
        box.link(path, target.replace("OUTSIDE", str(box.outside)))

    return lay


def _configured(value: str, text: str = "", name: str = "") -> Callable[[Box], None]:
    def lay(box: Box) -> None:
        box.lay({"docs.md.jinja": f"{CANARY}\n"}, box.outside)
        place = value.replace("OUTSIDE", str(box.outside))
        box.lay({"extractor.toml": f'project = "Test"\ntemplates = "{place}"\n'})
        box.lay({name: text} if name else {})

    return lay


TEMPLATES: Mapping[str, Callable[[Box], None]] = {
    "a link to the environment": _linked("mine/docs.md.jinja", "/proc/self/environ"),
    "a link to a file outside": _linked("mine/docs.md.jinja", "../../outside/secret.txt"),
    "a link to an absolute file": _linked("mine/docs.md.jinja", "OUTSIDE/secret.txt"),
    "an included link": _linked("mine/part.jinja", "/proc/self/environ", "{% include 'part.jinja' %}"),
    "an included link of another name": _linked("mine/part", "../../outside/secret.txt", "{% include 'part' %}"),
    "a link to an ignored file": _linked("mine/docs.md.jinja", "../private.txt"),
    "a link to git's configuration": _linked("mine/docs.md.jinja", "../.git/config"),
    "a linked folder": _linked("mine/up", "../../outside", "{% include 'up/secret.txt' %}"),
    "a chain of links": lambda box: (
        box.link("hop", "/proc/self/environ"),
        _linked("mine/docs.md.jinja", "../hop")(box),
    )[0],
    "a linked folder as templates": lambda box: (
        _configured("linked")(box),
        box.link("linked", box.outside),
    )[0],
    "a link above templates": lambda box: (
        box.lay({"inner/docs.md.jinja": CANARY}, box.outside),
        _configured("linked/inner")(box),
        box.link("linked", box.outside),
    )[0],
    "a folder outside": _configured("../outside"),
    "an absolute folder": _configured("OUTSIDE"),
    "a path upwards": _template("docs.md.jinja", "{% include '../../outside/secret.txt' %}"),
    "an absolute path": _template("docs.md.jinja", "{% include '/proc/self/environ' %}"),
    "an ignored file beside": _configured(".", "{% include 'private.txt' %}", "docs.md.jinja"),
    "git's own beside": _configured(".", "{% include '.git/config' %}", "docs.md.jinja"),
    "git's folder": _configured(".git", "{% include 'config' %}", ".git/docs.md.jinja"),
    "source of a template": _template("docs.md.jinja", "{{ self.environment }}{{ config }}{{ request }}"),
}


@fault("leaks", TEMPLATES, quick=1)
def templates_that_reach_out(box: Box, case: str) -> None:
    box.lay(SOURCES | {".gitignore": "private.txt\n", "extractor.toml": 'project = "Test"\ntemplates = "mine"\n'})
    box.commit()
    box.lay({"private.txt": f"{CANARY}\n"})
    box.git("config", "some.value", CANARY)
    TEMPLATES[case](box)
    hold_canary(box, READERS[:4])


LINKS: Mapping[str, Mapping[str, str]] = {
    "to an ignored file": {"notes.txt": "private.txt"},
    "to an ignored file by way of a link": {"notes.txt": "hop.txt", "hop.txt": "private.txt"},
    "to a file in an ignored folder": {"notes.txt": "ignored/deep/x.txt"},
    "to a file outside": {"notes.txt": "../outside/secret.txt"},
    "to an absolute file": {"notes.txt": "OUTSIDE/secret.txt"},
    "to the environment": {"notes.txt": "/proc/self/environ"},
    "to git's configuration": {"notes.txt": ".git/config"},
    "to a source outside": {"z.py": "../outside/z.py"},
    "to an excluded file": {"notes.txt": "excluded.txt"},
    "to a file of a secret name": {"notes.txt": ".env"},
    "of a folder outside": {"linked": "../outside"},
    "by way of a folder that is a link": {"linked": "../outside", "notes.txt": "linked/secret.txt"},
    "by way of an ignored link": {"notes.txt": "ignored/link.txt", "ignored/link.txt": "../private.txt"},
    "to the folder above and back": {"notes.txt": "../repository/private.txt"},
    "to a nested repository's file": {"notes.txt": "nested/x.txt"},
    "of a .gitignore": {"pkg/.gitignore": "../empty", "empty": "/dev/null"},
    "of pyproject.toml": {"pyproject.toml": "../outside/pyproject.toml"},
    "of package.json": {"package.json": "../outside/package.json"},
    "of setup.cfg": {"setup.cfg": "../outside/setup.cfg"},
    "of README.md": {"README.md": "../outside/secret.txt"},
}


@fault("leaks", LINKS, quick=1)
def links_as_sources(box: Box, case: str) -> None:
    rules = "private.txt\nignored/\n.env\n"
    settings = 'extend-exclude = ["excluded.txt"]\n'
    box.lay(SOURCES | {".gitignore": rules, "extractor.toml": settings, "text.txt": "a text\n"})
    box.lay({"z.py": f'X = "{CANARY}"\n', "setup.cfg": f"[metadata]\nname = {CANARY}\n"}, box.outside)
    box.lay(
        {"pyproject.toml": f'[project]\nname = "{CANARY}"\n', "package.json": f'{{"name": "{CANARY}"}}'}, box.outside
    )
    for path, target in LINKS[case].items():
        box.link(path, target.replace("OUTSIDE", str(box.outside)))
    box.lay({"nested/x.txt": CANARY})
    box.git("init", "--quiet", cwd=box.root / "nested")
    box.git("init", "--quiet")
    box.git("add", "--all", check=False)
    box.git("add", "--force", *LINKS[case], check=False)
    box.git("commit", "-qm", "links")
    box.git("config", "some.value", CANARY)
    box.lay(dict.fromkeys(("private.txt", "ignored/deep/x.txt", ".env", "excluded.txt"), f"{CANARY}\n"))
    hold_canary(box)
    for path in LINKS[case]:
        if path.endswith((".txt", ".py")):
            hold_canary(box, (("show", path), ("show", path, "--format", "json")))


@fault("leaks", ["to a source"])
def links_to_sources_still_are_sources(box: Box, case: str) -> None:
    box.lay(SOURCES)
    box.link("linked.py", "pkg/b.py")
    box.commit()
    box.run("build", codes=(0,))
    assert "docs/linked.py_docs.md" in box.pages(), "a link to a source has no page"


# What git ignores


def _user_rules(box: Box) -> None:
    write(box.home / ".config" / "git" / "ignore", "private*\n")


def _setting(key: str, value: str, **files: str) -> Callable[[Box], None]:
    def lay(box: Box) -> None:
        box.git("config", key, value.replace("ROOT", str(box.root)))
        box.lay({name.replace("__", "/").replace("DOT", "."): text for name, text in files.items()})

    return lay


RULES: Mapping[str, Callable[[Box], None]] = {
    "core.excludesFile": _setting("core.excludesFile", "ROOT/rules", rules="private*\n"),
    "core.excludesFile of the user": lambda box: (
        box.git("config", "--global", "core.excludesFile", "~/ignored"),
        write(box.home / "ignored", "private*\n"),
    )[1],
    "the user's own": _user_rules,
    "core.ignorecase": _setting("core.ignorecase", "true", DOTgitignore="PRIVATE*\n"),
    "info/exclude": lambda box: box.lay({".git/info/exclude": "private*\n"}) and None,
    "a nested .gitignore": lambda box: box.lay({"pkg/.gitignore": "private*\n", ".gitignore": "/private*\n"}) and None,
    "a negation of a folder's file": lambda box: (
        box.lay({".gitignore": "pkg/\n!pkg/private.txt\n/private*\n"}) and None
    ),
    "a rule with an escape": lambda box: box.lay({".gitignore": "\\private*\n"}) and None,
    "a rule with a BOM": lambda box: box.lay({".gitignore": "\ufeffprivate*\n"}) and None,
    "a rule with CRLF": lambda box: box.lay({".gitignore": "private*\r\n"}) and None,
    "include of a file with core.excludesFile": lambda box: (
        (
            box.lay({"inc": "[core]\n\texcludesFile = " + str(box.root / "rules") + "\n", "rules": "private*\n"}),
            box.git("config", "include.path", "../inc"),
        )[1]
        and None
    ),
}


@fault("leaks", RULES, quick=1)
def what_git_ignores(box: Box, case: str) -> None:
    box.lay(SOURCES).commit()
    RULES[case](box)
    box.lay(dict.fromkeys(("private.txt", "private.py", "pkg/private.txt"), f"x = '{CANARY}'\n"))
    assert "private.txt" not in box.git("ls-files", "--others", "--exclude-standard"), "the attack is not armed"
    hold_canary(box)
    box.writable |= {"pkg/docs", "pkg/.extractor_cache"}
    run = box.run("show", "pkg/private.txt")
    assert CANARY not in run.said, "extractor show prints an ignored file"


_WORDS = ("a", "b", "lib", "Doc", "x.py", "y.txt", "z.md", "[q]", "sp ace.txt", "é.py", "b*", "!n.txt", "#h.txt")
_RULE = (
    "{0}",
    "/{0}",
    "{0}/",
    "{0}/*",
    "**/{0}",
    "{0}/**",
    "!{0}",
    "*.txt",
    "!*.py",
    "*",
    "!*/",
    "[a-l]*",
    "?",
    "\\{0}",
    "{0}  ",
)


@fault("leaks", seeds(12), quick=1)
def random_rules_against_git(box: Box, case: str) -> None:
    """What git says is ignored has no page, and all else has: git is the judge."""
    chance = random.Random(f"rules {case}")
    box.lay(SOURCES | {"extractor.toml": "project = 'Test'\nexclude = []\n"}).commit()
    folders = ["", *("/".join(chance.choice(_WORDS[:4]) for _ in range(chance.randint(1, 3))) + "/" for _ in range(6))]
    for folder in folders:
        if chance.random() < 0.5:
            lines = (chance.choice(_RULE).format(chance.choice(_WORDS)) for _ in range(chance.randint(1, 4)))
            box.lay({f"{folder}.gitignore": "\n".join(lines) + "\n"})
        for name in chance.sample(_WORDS[4:], 3):
            box.lay({folder + name: "some text\n"})
    if chance.random() < 0.5:
        box.lay({".git/info/exclude": chance.choice(_RULE).format(chance.choice(_WORDS)) + "\n"})
    if chance.random() < 0.5:
        box.lay({"outer": chance.choice(_RULE).format(chance.choice(_WORDS)) + "\n"})
        box.git("config", "core.excludesFile", str(box.root / "outer"))
    if chance.random() < 0.3:
        box.git("config", "core.ignorecase", "true")
    listed = box.git("ls-files", "-z", "--others", "--exclude-standard")
    wanted, tracked = set(listed.split("\0")) - {""}, set(box.git("ls-files").split())
    found = set(box.run("config", "--list-files").out.splitlines()) - tracked  # what git tracks is not its to ignore
    assert found == wanted, f"published although ignored: {found - wanted}, left out: {wanted - found}"


# Names and contents that are secret

NAMES = (
    *(".env", ".env.local", ".env.production", "id_rsa", "id_ed25519", "id_ecdsa", "id_dsa", "server.pem"),
    *(".npmrc", ".pypirc", ".netrc", "_netrc", "credentials.json", "terraform.tfvars", "prod.auto.tfvars"),
    *(".aws/credentials", ".aws/config", ".ssh/config", ".ssh/known", ".git-credentials", ".pgpass", ".htpasswd"),
    *("terraform.tfstate", "app.p12", "app.pfx", "app.jks", "app.keystore", ".docker/config.json", "kubeconfig"),
    *("sub/.env", "sub/.aws/credentials", "sub/.ssh/id_rsa", ".ENV", "ID_RSA", "Server.PEM", "service-account.json"),
    *(".dockercfg", ".kube/config", ".gnupg/secring.gpg", "secrets.yml", "vault.kdbx", "x.ppk", ".my.cnf", ".s3cfg"),
)
SURE = NAMES[: NAMES.index(".git-credentials")]
"""Those that the issue names, and their nearest neighbours; of the others a page is told, not lost."""


@fault("leaks", SURE)
def files_whose_names_say_that_they_are_secret(box: Box, case: str) -> None:
    box.lay(SOURCES | {case: f"key = {CANARY}\n", "keys.py": "def keys(): pass\n", "docs.env.md": "# Text\n"})
    box.commit()
    run = box.run("build")
    folder = case.rpartition("/")[0]  # of which every file is a secret
    assert case in run.err or f"{folder or case} is left out" in run.err, f"stderr does not name {case}: {run.err!r}"
    assert {"docs/keys.py_docs.md", "docs/docs.env.md_docs.md"} <= set(box.pages()), "a file that is none is left out"
    hold_canary(box, READERS[1:5])


def _tokens() -> dict[str, str]:
    """Tokens that nobody ever gave out, put together here so that no scanner of sources takes this file for a leak."""
    low, up, digit = "abcdefghij" * 10, "QWERTZUIOP" * 10, "0123456789" * 10
    mixed = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8" * 6
    key = "\n".join(mixed[number : number + 64] for number in range(0, 90, 9))
    return {
        "a private key": f"-----BEGIN {'RSA '}PRIVATE KEY-----\n{key}\n-----END {'RSA '}PRIVATE KEY-----",
        "an OpenSSH key": f"-----BEGIN {'OPENSSH '}PRIVATE KEY-----\n{key}\n-----END {'OPENSSH '}PRIVATE KEY-----",
        "AWS": "AK" + "IA" + "QWERTZ234567ABCD",
        "GitHub": "gh" + "p_" + mixed[:36],
        "GitHub's fine-grained": "github" + "_pat_" + (mixed + mixed)[:82],
        "GitLab": "gl" + "pat-" + mixed[:20],
        "Slack": "xo" + "xb-" + digit[:12] + "-" + digit[:12] + "-" + mixed[:24],
        "Stripe": "sk" + "_live_" + mixed[:24],
        "Google": "AI" + "za" + mixed[:35],
        "npm": "np" + "m_" + mixed[:36],
        "PyPI": "py" + "pi-AgEIcHlwaS5vcmc" + mixed[:80],
        "SendGrid": "SG" + "." + mixed[:22] + "." + mixed[:43],
        "Hugging Face": "hf" + "_" + (low + up)[3:37],
        "OpenAI": "sk" + "-proj-" + mixed[:20] + "T3Blb" + "kFJ" + mixed[:20],
        "DigitalOcean": "do" + "p_v1_" + "0123456789abcdef" * 4,
    }


TOKENS = _tokens()


@fault("leaks", TOKENS)
def tokens_in_contents(box: Box, case: str) -> None:
    token = TOKENS[case]
    tail = token.splitlines()[1] if "\n" in token else token
    quoted = f'"""{token}"""'
    files = {
        "t.py": f'KEY = {quoted}\n\n\ndef use(key={quoted}):\n    """Use.\n\n{token}\n    """\n    return {quoted}\n',
        "t.txt": f"the key:\n{token}\nended\n",
        "t.md": f"# Title {token.splitlines()[-1]}\n\n{token}\n",
        "t.js": f"const key = `{token}`;\n",
        "t.yml": f"key: |\n  {token}\n",
        "t.c": f"/* {token} */\nint x;\n",
    }
    box.lay(SOURCES).commit("first")
    box.lay(files).commit("with tokens")
    run = box.run("build", "--check", "--diff")
    hold_canary(box, (), tail)
    assert tail not in run.said, "the patch holds the token"
    run = box.run("build")
    for name in files:
        assert name in run.err, f"stderr does not name {name}: {run.err!r}"
    shown = [("show", name, *form) for name in files for form in ((), ("--page", "kw"), ("--format", "json"))]
    found = [("find", "KEY"), ("find", "use"), ("find", "use", "--format", "json")]
    changed = [
        ("diff", "HEAD~1"),
        ("diff", "HEAD~1", "--format", "json"),
        ("build", "--check", "--output-format", "json"),
    ]
    hold_canary(box, [*shown, *found, *changed], tail)
    hold_old_pages(box, files, tail)


def hold_old_pages(box: Box, files: Iterable[str], tail: str) -> None:
    """What goes away is told, and not what it was."""
    for name in files:
        Path(box.root, name).write_text("x = 1\n")
    hold_canary(box, [("diff", "HEAD"), ("build", "--diff"), ("build",)], tail)
