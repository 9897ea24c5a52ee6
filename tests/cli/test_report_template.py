"""`report --template` and `--show-template`: only the file that is named, in the format its name says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import registers

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return registers.small(tmp_path / "register")


def report(run: Run, register: Path, *argv: object) -> tuple[int, str, str]:
    return run("report", "--deviations", "--register", str(register), *map(str, argv))


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_packaged_template_copied_writes_the_same_report(
    run: Run, register: Path, tmp_path: Path, form: str
) -> None:
    code, template, _ = run("report", "--show-template", form)
    assert code == 0
    own = tmp_path / f"rapport.{form}.j2"
    own.write_text(template, encoding="utf-8")
    packaged = report(run, register, "--format", form)
    assert packaged[0] == 0
    assert report(run, register, "--template", own)[:2] == packaged[:2]


def test_a_changed_copy_writes_the_changed_report(run: Run, register: Path, tmp_path: Path) -> None:
    own = tmp_path / "rapport.md.j2"
    own.write_text("Kære ISU\n{{ document.title }}\n", encoding="utf-8")
    code, out, _ = report(run, register, "--template", own, "--output", tmp_path / "brev.md")
    assert (code, out) == (0, "")
    assert (tmp_path / "brev.md").read_text(encoding="utf-8").startswith("Kære ISU\n")


def test_a_template_in_the_register_is_not_found_by_itself(run: Run, register: Path) -> None:
    before = report(run, register)
    for folder in (register, register.parent):
        (folder / "templates" / "report").mkdir(parents=True)
        (folder / "templates" / "report" / "document.md.j2").write_text("fundet", encoding="utf-8")
        (folder / "rapport.md.j2").write_text("fundet", encoding="utf-8")
    assert report(run, register)[1] == before[1]
    assert "fundet" not in before[1]


@pytest.mark.parametrize(
    ("name", "argv", "said"),
    [
        ("rapport.txt", (), "siger ikke, hvilket format"),
        ("rapport.j2", (), "siger ikke, hvilket format"),
        ("rapport.md.j2", ("--format", "html"), "laver md, men der er bedt om html"),
        ("rapport.html.j2", ("--format", "json"), "laver html, men der er bedt om json"),
        ("findes-ikke.md.j2", (), "kan ikke læses"),
    ],
)
def test_a_wrong_template_is_one_line(
    run: Run, register: Path, tmp_path: Path, name: str, argv: tuple[str, ...], said: str
) -> None:
    if "ikke" not in name:
        (tmp_path / name).write_text("x", encoding="utf-8")
    code, out, err = report(run, register, "--template", tmp_path / name, *argv)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 2


def test_a_fault_in_a_template_names_file_and_line(run: Run, register: Path, tmp_path: Path) -> None:
    own = tmp_path / "rapport.md.j2"
    own.write_text("en\n{{ to }}\n", encoding="utf-8")
    code, _, err = report(run, register, "--template", own)
    assert code == 2
    assert "rapport.md.j2:2: 'to' is undefined" in err


def test_which_templates_can_be_shown(run: Run) -> None:
    code, _, err = run("report", "--show-template", "pdf")
    assert code == 2
    assert "md, html" in err
