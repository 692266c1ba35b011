"""Private keys and tokens: which are known, what stands for them, and that nothing else is taken for one.

The tokens are put together here while the tests run, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import ast
import random
import string
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractor.cli.group import cli
from extractor.extraction.file import extract_file, read_source
from extractor.facts import PythonFacts, Secret
from extractor.reading.lint import lint
from extractor.workspace.secrets import hide_lines, redact

HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
WORD = string.ascii_letters + string.digits
DASHED = WORD + "_-"


def some(count: int, letters: str = WORD) -> str:
    """Return letters that are the same in each run, and no two of which in a row are."""
    chosen = random.Random(count)
    return "".join(chosen.choice(letters) for _ in range(count))


TOKENS = {
    "AWS access key": ["AKIA" + some(16, UPPER), "ASIA" + some(16, UPPER)],
    "GitHub token": [*("gh" + kind + "_" + some(36) for kind in "pousr"), "github_pat_" + some(22) + "_" + some(59)],
    "GitLab token": ["gl" + kind + "-" + some(20, DASHED) for kind in ("pat", "dt", "rt", "ptt", "agent", "oas")],
    "Slack token": ["xox" + kind + "-" + some(12, string.digits) + "-" + some(12) + "-" + some(24) for kind in "bp"]
    + ["xapp" + "-1-A" + some(10, UPPER) + "-" + some(13, string.digits) + "-" + some(64, HEX)],
    "Slack webhook": [
        "https://hooks." + "slack.com/services/T" + some(8, UPPER) + "/B" + some(8, UPPER) + "/" + some(24)
    ],
    "Stripe key": ["sk" + "_live_" + some(24), "rk" + "_live_" + some(99)],
    "Google API key": ["AIza" + some(35, DASHED)],
    "Google access token": ["ya29" + "." + some(60, DASHED)],
    "OpenAI key": ["sk-" + some(20) + "T3Blbk" + "FJ" + some(20), "sk-proj-" + some(90, DASHED)],
    "Anthropic key": ["sk-ant-" + "api03-" + some(93, DASHED) + "AA"],
    "Hugging Face token": ["hf" + "_" + some(34, string.ascii_letters)],
    "npm token": ["npm" + "_" + some(36)],
    "PyPI token": ["pypi-" + "AgEIcHlwaS5vcmcC" + some(140, DASHED)],
    "RubyGems key": ["rubygems" + "_" + some(48, HEX)],
    "crates.io token": ["cio" + some(32)],
    "Docker Hub token": ["dckr" + "_pat_" + some(27, DASHED)],
    "DigitalOcean token": ["dop" + "_v1_" + some(64, HEX), "dor" + "_v1_" + some(64, HEX)],
    "Heroku key": ["HRKU" + "-AA" + some(58, DASHED)],
    "SendGrid key": ["SG" + "." + some(22, DASHED) + "." + some(43, DASHED)],
    "Mailgun key": ["key" + "-" + some(32, HEX)],
    "Twilio key": ["SK" + some(32, HEX)],
    "Telegram token": [some(10, "123456789") + ":AA" + some(33, DASHED)],
    "Discord webhook": ["https://discord" + ".com/api/webhooks/" + some(18, "123456789") + "/" + some(68, DASHED)],
    "Azure storage key": ["AccountKey" + "=" + some(86) + "=="],
    "AWS secret key": ["aws_secret_access_key" + " = " + some(40), 'AWS_SECRET_ACCESS_KEY="' + some(40) + '"'],
    "Databricks token": ["dapi" + some(32, HEX)],
    "Shopify token": ["shpat" + "_" + some(32, HEX)],
    "Square token": ["sq0" + "atp-" + some(22, DASHED)],
    "Linear key": ["lin_" + "api_" + some(40)],
    "Notion token": ["ntn" + "_" + some(11, string.digits) + some(35), "secret" + "_" + some(43)],
    "Postman key": ["PMAK" + "-" + some(24, HEX) + "-" + some(34, HEX)],
    "New Relic key": ["NRAK" + "-" + some(27, UPPER)],
    "Grafana token": ["glsa" + "_" + some(32) + "_" + some(8, HEX)],
    "Vault token": ["hvs" + "." + some(95, DASHED)],
    "Terraform token": [some(14) + ".atlas" + "v1." + some(64, DASHED)],
    "Doppler token": ["dp" + ".pt." + some(43)],
    "Age secret key": ["AGE-SECRET" + "-KEY-1" + some(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")],
}
CASES = [(kind, token) for kind, tokens in TOKENS.items() for token in tokens]
GITHUB = TOKENS["GitHub token"][0]

BODY = [some(64, WORD + "+/") for _ in range(24)] + [some(20) + "=="]


def key(kind: str = "RSA ", block: str = "") -> list[str]:
    """Return the lines of a private key."""
    mark = "PRIVATE" + " KEY" + block
    return [f"-----BEGIN {kind}{mark}-----", *BODY, f"-----END {kind}{mark}-----"]


@pytest.mark.parametrize(("kind", "token"), CASES, ids=[f"{kind} {token[:4]}" for kind, token in CASES])
@pytest.mark.parametrize(
    "text", ["{}", 'TOKEN = "{}"  # mine', "a: {}\nb: 1", '"say\\n{}\\n"', "https://me:{}@example.org/", "x({})"]
)
def test_a_token_is_taken_out_wherever_it_stands(kind: str, token: str, text: str) -> None:
    found = redact("first\n" + text.replace("{}", token))
    assert [(each.line, each.kind) for each in found.secrets] == [(2, kind)]
    secret = token.rpartition("://")[2].rpartition("=")[2].strip('" ') if kind == "AWS secret key" else token[-20:]
    assert secret not in found.text
    assert found.text.count("\n") == text.count("\n") + 1
    assert "_NOT_SHOWN" in found.text


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "])
@pytest.mark.parametrize(
    "form",
    [
        "\n".join,
        lambda lines: 'KEY = """' + "\n".join(lines) + '"""',
        lambda lines: 'KEY = "' + "\\n".join(lines) + '\\n"',
        lambda lines: "key: |\n" + "\n".join(f"    {line}" for line in lines),
        lambda lines: "KEY = (\n" + "\n".join(f'    b"{line}\\n"' for line in lines) + "\n)",
        lambda lines: "# " + "\n# ".join(lines),
        " ".join,
        "".join,
    ],
    ids=["file", "docstring", "escapes", "indented", "joined", "comment", "one line", "no line ends"],
)
def test_nothing_of_a_private_key_is_left(kind: str, form: object) -> None:
    assert callable(form)
    text = form(key(kind))
    found = redact(text)
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines, 1) if "BEGIN" in line)
    last = next(number for number, line in enumerate(lines, 1) if "END " in line)
    assert found.secrets == (Secret(first, last, "private key"),)
    assert not [line for line in BODY if line in found.text]
    assert found.text.count("\n") == text.count("\n")
    if text.startswith("KEY"):
        ast.parse(found.text)


ODD_GAPS = ["&#10;", "&#xA;", "%0A", "\\x0a", "\\012", "\\u000a", ",", ";", "|", "^\n", "\u200b", "\n\ufeff", "&nbsp;"]
"""What stands for a line end in XML, addresses, other languages and shells, or is put in by an editor."""


@pytest.mark.parametrize("gap", [*ODD_GAPS, "\x1b[0m", "~~", "\n§ "])
def test_a_key_is_known_whatever_stands_between_its_lines(gap: str) -> None:
    text = f"before = 1\nKEY = '{gap.join(key())}'\nafter = 2"
    found = redact(text)
    assert not [line for line in BODY if line[:12] in found.text]
    assert [each.kind for each in found.secrets] == ["private key"]
    assert found.text.startswith("before = 1\nKEY = '-----BEGIN")
    assert found.text.endswith("-----'\nafter = 2")
    assert found.text.count("\n") == text.count("\n")


@pytest.mark.parametrize("gap", ODD_GAPS)
def test_so_is_one_without_an_end(gap: str) -> None:
    found = redact(f"KEY = '{gap.join(key()[:20])}'\nafter = 2")
    assert not [line for line in BODY if line[:12] in found.text]
    assert found.text.endswith("'\nafter = 2")


def test_keys_of_other_makers_and_keys_cut_short_are_known() -> None:
    assert redact("\n".join(key("PGP ", " BLOCK"))).secrets == (Secret(1, 27, "private key"),)
    header = ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC," + some(32, "0123456789ABCDEF"), ""]
    lines = key()
    assert redact("\n".join([lines[0], *header, *lines[1:]])).secrets == (Secret(1, 30, "private key"),)
    cut = redact("\n".join([*lines[:20], "and then something else"]))
    assert cut.secrets == (Secret(1, 20, "private key"),)
    assert cut.text.endswith("\nand then something else")
    short = redact("\n".join([*lines[:20], "F4MwOKPHFtYOWiZl6qwIsw==", "the rest of it"]))
    assert short.secrets == (Secret(1, 21, "private key"),)
    assert short.text.endswith("NOT_SHOWN\nthe rest of it")


@pytest.mark.parametrize(
    "text",
    [
        'if "-----BEGIN RSA PRIVATE KEY-----" in text:\n    return load(text, "-----END RSA PRIVATE KEY-----")',
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        'MARKS = "-----BEGIN PRIVATE KEY-----", generatePrivateKeyFromThePemFileOfTheUser, "-----END PRIVATE KEY-----"',
        "-----BEGIN PUBLIC KEY-----\n" + some(64) + "\n-----END PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\n" + some(64) + "\n-----END CERTIFICATE-----",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "ghp_your_token_here",
        "xoxb-your-token",
        "glpat-xxx",
        "sk_test_" + some(24),
        "self.asyncio" + some(20),
        "hf_model_for_token_classification_with_crf_and_more = 1",
        "digest = '" + some(40, HEX) + "'",
        some(60).replace("K", "k"),
        "data:image/png;base64," + some(400, WORD + "+/").replace("AKIA", ""),
        "SG.something_else.and_more",
        "def gh" + "p_handler(): ...",
    ],
)
def test_what_only_resembles_a_secret_is_left(text: str) -> None:
    assert redact(text) == (text, ())


@pytest.mark.parametrize("line_end", ["\n", "\\n", "\n    "])
def test_a_key_in_the_form_of_putty_is_known(line_end: str) -> None:
    body = ["AAABAQCx0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU", "q83vEjRWeJA="]
    head = ["PuTTY-User-Key-File-2: ssh-rsa", "Encryption: none", "Public-Lines: 1", "AAAAB3NzaC1yc2EA"]
    head.append("Private-Lines: 2")
    found = redact(line_end.join([*head, *body, "Private-MAC: 0123456789abcdef", "x = 1", ""]))
    assert not any(each in found.text for each in body)
    assert "x = 1" in found.text
    assert [each.kind for each in found.secrets] == ["private key"]


@pytest.mark.parametrize("text", ["{}  # extractor: allow-secret", "# extractor: allow-secret\n{}"])
def test_what_is_said_to_be_none_is_left(text: str) -> None:
    text = text.replace("{}", f'TOKEN = "{GITHUB}"')
    assert redact(text) == (text, ())
    assert len(redact(f"{text}\n\nOTHER = '{GITHUB}'").secrets) == 1
    assert len(redact(text.replace("secret", "secrets")).secrets) == 1


def test_the_source_shows_a_sentence_for_each_line() -> None:
    text = f'one = 1\nTOKEN = "{GITHUB}"\nmore = "{GITHUB}"\nlast = 2\n'
    found = redact(text)
    shown = hide_lines(found.text, found.secrets)
    assert shown.split("\n") == [
        "one = 1",
        "[line 2 is not shown: it looks like a GitHub token]",
        "[line 3 is not shown: it looks like a GitHub token]",
        "last = 2",
        "",
    ]


SOURCE = f'''"""Talks with the forge, as in `{GITHUB}`."""

TOKEN = "{GITHUB}"


def log_in(user: str, token: str = "{GITHUB}", where: str = "/tmp/{GITHUB}") -> None:
    """Log in, for instance with {GITHUB}.

    >>> log_in("me", "{GITHUB}")
    """
    token = token or TOKEN  # TODO: not {GITHUB}


class Forge:
    # FIXME: {GITHUB}
    token = "{GITHUB}"
'''


def test_no_fact_holds_a_token_and_lines_are_those_of_the_source() -> None:
    facts = extract_file("config.py", SOURCE.encode())
    assert GITHUB not in repr(facts)
    assert {each.kind for each in facts.secrets} == {"GitHub token"}
    assert isinstance(facts.body, PythonFacts)
    assert [each.line for each in facts.body.definitions()] == [6, 14]
    assert facts.size == len(SOURCE.encode())


@pytest.mark.parametrize("path", ["a.md", "a.rst", "a.c", "a.json", "a.yaml", "a.txt", "a.py", ".env", "Makefile"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_kind_of_file_shows_a_token(path: str, encoding: str) -> None:
    data = f"# {GITHUB}\n\ntoken: {GITHUB}\n\n{GITHUB}\n======\n".encode(encoding)
    assert GITHUB not in repr(extract_file(path, data))
    assert GITHUB not in read_source(path, data)


def test_no_finding_quotes_a_token(tmp_path: Path) -> None:
    text = f'where = "/tmp/{GITHUB}"\npasswords = {{}}\npasswords["password{GITHUB}"] = "so"\n'
    assert GITHUB not in repr(lint({"a.py": text}))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a token and a private key."""
    (tmp_path / "extractor.toml").write_text('project = "p"\n')
    (tmp_path / "config.py").write_text(SOURCE)
    (tmp_path / "notes.md").write_text(f"# Notes {GITHUB}\n\nOur token is {GITHUB}.\n\n" + "\n".join(key()) + "\n")
    (tmp_path / "plain.py").write_text("import config\n\nconfig.log_in('me')\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_no_page_shows_a_secret_and_every_run_names_the_files(root: Path) -> None:
    for run in range(2):
        result = CliRunner().invoke(cli, ["build"])
        assert result.exit_code == 0
        lines = [line for line in result.stderr.splitlines() if line.startswith("warning: ")]
        assert len(lines) == 2, run
        assert lines[0].startswith(
            "warning: config.py:1: looks like a GitHub token, and 7 more of the kind in this file:"
        )
        assert lines[1].startswith("warning: notes.md:1: looks like a GitHub token")
    pages = {page.name: page.read_text() for page in (root / "docs").rglob("*.md")}
    assert not [name for name, text in pages.items() if GITHUB in text or BODY[3] in text]
    assert "\n[line 3 is not shown: it looks like a GitHub token]\n" in pages["config.py_docs.md"]
    assert "*Not shown: 8 lines that look like a secret.*" in pages["config.py_docs.md"]
    assert pages["notes.md_docs.md"].count("it looks like a private key]") == len(key())
    assert "12 pages, up to date" in CliRunner().invoke(cli, ["build", "--check"]).output


@pytest.mark.parametrize(
    "command",
    [
        ["show", "config.py"],
        ["show", "config.py", "--page", "kw"],
        ["show", "config.py", "--format", "json"],
        ["find", "TOKEN"],
    ],
)
def test_no_answer_shows_a_token(root: Path, command: list[str]) -> None:
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0
    assert GITHUB not in result.output
    assert ("GITHUB_TOKEN_NOT_SHOWN" in result.stdout) == ("kw" not in command)
    if command[0] == "show":
        assert "warning: config.py:1: looks like a GitHub token" in result.stderr


def test_a_page_that_hides_lines_is_no_source_to_compare_with(root: Path) -> None:
    CliRunner().invoke(cli, ["build"])
    (root / "config.py").write_text(SOURCE + "\nMORE = 1\n")
    result = CliRunner().invoke(cli, ["build", "--check", "--diff"])
    assert "docs/config.py_docs.md: stale (config.py)" in result.output
    assert "not parsed" not in result.output
    assert GITHUB not in result.output


def test_a_text_of_what_signs_begin_with_takes_no_long_time() -> None:
    for start in ["AIza", "-----BEGIN PRIVATE KEY-----\n", "ghp_", "sk-", "eyJ", "key = ", "AKIA", "-" * 50, "xoxb-1-"]:
        redact(start * 20_000)
        redact(start + "a" * 200_000)
        redact(start + "+" * 200_000)
