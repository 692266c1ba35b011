"""The built-in templates in the user's hands: whole, never over what is there, and the same pages from them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

TEMPLATES = Path(__file__).parents[1] / "templates"
FIXTURE = Path(__file__).parents[1] / "fixtures" / "pytorch"


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def pages(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in (root / "docs").rglob("*.md")}


def test_every_template_is_written_as_it_is(tmp_path: Path) -> None:
    done = run("templates", "eject", "mine", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    expected = {file.relative_to(TEMPLATES): file.read_bytes() for file in TEMPLATES.rglob("*.jinja")}
    found = {file.relative_to(tmp_path / "mine"): file.read_bytes() for file in (tmp_path / "mine").rglob("*.jinja")}
    assert found == expected
    assert len(expected) > 10


def test_what_is_there_stays_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs.md.jinja").write_text("mine", encoding="utf-8")
    done = run("templates", "eject", ".", folder=tmp_path)
    assert (tmp_path / "docs.md.jinja").read_text(encoding="utf-8") == "mine"
    assert "docs.md.jinja: is there already: left as it is" in done.stderr
    assert (tmp_path / "sections" / "source.md.jinja").is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("templates", "eject", "file/below", folder=tmp_path)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_ejected_templates_give_the_same_pages(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(FIXTURE, root)
    assert run("build", folder=root).returncode == 0
    expected = pages(root)
    assert run("templates", "eject", "../mine", folder=root).returncode == 0
    done = run("build", "--templates", str(tmp_path / "mine"), folder=root)
    assert done.returncode == 0, done.stderr
    assert pages(root) == expected


def test_one_block_of_one_page_can_be_overridden_from_the_command_line_and_the_configuration(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(FIXTURE, root)
    own = tmp_path / "repository" / "mine"
    own.mkdir()
    text = (
        '{% extends "extractor/docs.md.jinja" %}\n{% block security %}\n## Security & Safety\n\nOurs.\n{% endblock %}\n'
    )
    assert run("build", "--exclude", "mine/", folder=root).returncode == 0
    before = pages(root)
    (own / "docs.md.jinja").write_text(text, encoding="utf-8")
    assert run("build", "--exclude", "mine/", "--templates", "mine", folder=root).returncode == 0
    after = pages(root)
    assert {path for path in before if before[path] != after[path]} == {p for p in before if p.endswith("_docs.md")}
    for path in (path for path in before if path.endswith("_docs.md")):
        head, _, tail = after[path].decode().rpartition("## Security & Safety\n\nOurs.\n")
        whole = before[path].decode()
        assert head
        assert whole.startswith(head)
        assert whole.endswith(tail.lstrip("\n"))
    settings = (root / "extractor.toml").read_text(encoding="utf-8")
    (root / "extractor.toml").write_text(f'templates = "mine"\nexclude = ["mine/"]\n{settings}', encoding="utf-8")
    assert run("build", folder=root).returncode == 0
    configured = pages(root)
    assert all(b"\nOurs.\n" in configured[path] for path in configured if path.endswith("_docs.md"))
