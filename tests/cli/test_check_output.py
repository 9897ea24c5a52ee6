"""`check --format` and `--output`: one format shown, any number written, nothing where it may not be."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from riskctl.cli.completing import _FORMATS
from riskctl.render.check import FORMATS
from riskctl.render.check.text import show
from tests.registers import small, write
from tests.render.check.reports import FOUR, HOSTILE_SHOWN, report
from tests.store.test_write import snapshot

Run = Callable[..., tuple[int, str, str]]
BROKEN = {"systems/nexus.yaml": {"name": "Nexus", "kind": "programme"}}
"""A kind that is not there, and most fields missing."""
LATER = {
    "kind": "legislation",
    "magnitude": "minor",
    "title": "Ny lov",
    "occurred_at": datetime.fromisoformat("2026-12-02T09:00:00+01:00"),
    "reported_by": "bo",
}
"""An event that lies after the clock: a warning."""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register in the folder `register` of a repository, with one file that does not fit."""
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    return write(small(tmp_path / "repository" / "register"), BROKEN)


@pytest.fixture
def check(register: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(register.parent)
    return lambda *argv: run("check", *argv)


def test_one_format_is_shown_and_others_are_written(check: Run, register: Path) -> None:
    out_files = {"sarif": "a.sarif", "junit": "b.xml", "markdown": "c d.md", "json": "e=f.json"}
    code, out, err = check("--format", "github", *(f"--output={form}={name}" for form, name in out_files.items()))
    assert code == 1
    assert out.splitlines()[0].startswith("::error file=register/")
    top = register.parent
    results = json.loads((top / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results}
    assert "register/systems/nexus.yaml" in uris
    assert etree.parse(top / "b.xml").getroot().tag == "testsuites"
    assert (top / "c d.md").read_text(encoding="utf-8").startswith("## Kontrol af registret\n")
    found = json.loads((top / "e=f.json").read_text(encoding="utf-8"))["findings"]
    assert "systems/nexus.yaml" in {each["path"] for each in found}
    assert all(name in err for name in out_files.values())
    assert sorted(each.name for each in top.iterdir()) == [".git", "a.sarif", "b.xml", "c d.md", "e=f.json", "register"]


def test_a_file_that_is_there_is_replaced_whole(check: Run, register: Path) -> None:
    target = register.parent / "check.json"
    target.write_text("x" * 100_000, encoding="utf-8")
    check("--output", "json=check.json")
    assert json.loads(target.read_text(encoding="utf-8"))["summary"]["errors"] > 0


def test_the_exit_code_is_that_of_the_findings_whatever_is_written(tmp_path: Path, run: Run) -> None:
    root = small(tmp_path / "register")
    files = [f"--output={form}={tmp_path / form}" for form in FORMATS]
    write(root, {"events/2026-12-02-lov.yaml": LATER})
    assert run("check", "--register", str(root), *files)[0] == 0
    assert run("check", "--register", str(root), *files, "--fail-on", "warning")[0] == 1
    assert {each.name for each in tmp_path.iterdir()} == {"register", *FORMATS}


@pytest.mark.parametrize(
    ("given", "said", "hint"),
    [
        (["sarif"], "'sarif'", "--output sarif=check.sarif"),
        (["sarif="], "'sarif='", "sarif, junit, markdown"),
        (["=x.json"], "''", "sarif, junit, markdown"),
        (["sarfi=x"], "'sarfi'", "sarif"),
        (["SARIF=x"], "'SARIF'", "sarif"),
        (["json=-"], "--output skriver kun i filer", "--format github"),
        (["json=register/x.json"], "register/x.json", "sarif=../check.sarif"),
        (["json=register/../register/systems/nexus.yaml"], "nexus.yaml", "sarif=../check.sarif"),
        (["json=a.json", "sarif=./a.json"], "./a.json", "--output junit=check.xml"),
        (["json=."], ". er ikke en almindelig fil", "sarif=check.sarif"),
        (["json=link"], "link er ikke en almindelig fil", "sarif=check.sarif"),
        (["json=pipe"], "pipe er ikke en almindelig fil", "sarif=check.sarif"),
        (["json=missing/a.json"], "missing/a.json kan ikke gemmes", "mkdir missing"),
    ],
)
def test_what_can_not_be_written_is_refused(check: Run, register: Path, given: list[str], said: str, hint: str) -> None:
    (register.parent / "link").symlink_to("register/systems/nexus.yaml")
    os.mkfifo(register.parent / "pipe")
    before = snapshot(register)
    code, out, err = check(*(f"--output={each}" for each in given))
    lines = err.splitlines()[-2:]
    assert code == 2
    assert said in lines[0]
    assert hint in lines[1]
    assert "missing" in said or out == ""
    assert snapshot(register) == before
    assert sorted(each.name for each in register.parent.iterdir()) == [".git", "link", "pipe", "register"]


def test_a_format_that_is_not_there(check: Run) -> None:
    code, out, err = check("--format", "sarfi")
    assert (code, out) == (2, "")
    assert "Mente du sarif?" in err


def test_tab_offers_every_format() -> None:
    assert set(_FORMATS["check"]) == set(FORMATS)


def test_each_format_is_shown_by_its_name(check: Run) -> None:
    opening = {
        "text": "systems/nexus.yaml:1:1: fejl: ",
        "json": "{\n",
        "github": "::error file=register/systems/nexus.yaml,line=1,col=1,title=riskctl SCH",
        "gitlab": "[\n",
        "azure": "##vso[task.logissue type=error;sourcepath=register/systems/nexus.yaml;",
        "sarif": '{\n "$schema": ',
        "junit": '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="riskctl check" ',
        "markdown": "## Kontrol af registret\n",
    }
    assert opening.keys() == FORMATS.keys()
    for form, begins in opening.items():
        code, out, err = check("--format", form)
        assert code == 1
        assert (begins in out) if form == "text" else out.startswith(begins), form
        assert ("fejl og" in err) == (form != "json")


def test_colours_in_a_terminal_and_none_with_no_color(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show(report(FOUR))
    assert "\x1b[1;31mfejl: \x1b[0m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    show(report(FOUR))
    out = capsys.readouterr().out
    assert "\x1b[1mfejl: " in out or "\x1b" not in out
    assert "31m" not in out.replace("<U+001B>[31m", "")
    assert HOSTILE_SHOWN in out
