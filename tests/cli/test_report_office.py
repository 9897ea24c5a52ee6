"""`riskctl report` as Word, PDF and workbook: what it needs, where it goes, and the municipality's own template."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest

from tests.cli.test_report import Repo

Run = Callable[..., tuple[int, str, str]]
EXTRAS = {"docx": "docx", "pdf": "typst", "xlsx": "xlsxwriter"}


@pytest.fixture
def report(tmp_path: Path, run: Run) -> Run:
    """Run the report of a quarter of a small register with more options."""
    repo = Repo(tmp_path / "repo")
    repo.commit("2026-06-20T10:00:00+02:00")

    def call(*argv: str) -> tuple[int, str, str]:
        return run("report", "--quarter", "2026Q3", "--register", str(repo.register), *argv)

    return call


def test_the_first_page_of_the_example_is_one_page(example: Path, run: Run, tmp_path: Path) -> None:
    argv = ("report", "--quarter", "2026Q3", "--register", str(example / "register"), "--lang", "da")
    assert run(*argv, "--output", str(tmp_path / "r.pdf"))[0] == 0
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "r.pdf").pages[:2]]
    assert pages[0].startswith("Risikostyring i Fjordby Kommune, 3. kvartal 2026")
    assert pages[1].startswith("1. ")


@pytest.mark.parametrize(("form", "module"), EXTRAS.items())
def test_a_package_that_is_not_installed_is_named(
    report: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    target = tmp_path / f"rapport.{form}"
    code, out, err = report("--output", str(target), "--lang", "da")
    assert (code, out) == (2, "")
    assert f"Formatet {form} kræver en pakke, som ikke er installeret." in err
    assert f"pip install 'riskctl[{form}]'" in err
    assert not target.exists()


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK\x03\x04"), ("pdf", b"%PDF-1.7"), ("xlsx", b"PK\x03\x04")])
def test_the_name_of_the_file_decides_the_format(report: Run, tmp_path: Path, form: str, begins: bytes) -> None:
    target = tmp_path / f"rapport.{form}"
    code, _, err = report("--output", str(target), "--lang", "da")
    assert (code, err.strip()) == (0, f"Rapporten er gemt i {target}.")
    assert target.read_bytes().startswith(begins)


def test_a_word_template_gives_a_word_report(report: Run, tmp_path: Path) -> None:
    template, target = tmp_path / "brev.docx", tmp_path / "rapport.docx"
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Fjordby Kommune"
    made.save(str(template))
    assert report("--template", str(template), "--output", str(target))[0] == 0
    found = docx.Document(BytesIO(target.read_bytes()))
    assert found.sections[0].header.paragraphs[0].text == "Fjordby Kommune"
    assert found.paragraphs[0].text.startswith("Risikostyring i ")


def test_a_template_that_cannot_be_used_is_said_in_one_line(report: Run, tmp_path: Path) -> None:
    template = tmp_path / "brev.docx"
    template.write_bytes(b"not a zip")
    code, out, err = report("--template", str(template), "--output", str(tmp_path / "r.docx"), "--lang", "da")
    assert (code, out) == (2, "")
    assert err.splitlines()[0].endswith("den er ikke et Word-dokument i formatet .docx eller .dotx.")
    assert not (tmp_path / "r.docx").exists()
