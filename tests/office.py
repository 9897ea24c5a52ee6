"""The work sheet through a real office suite: `python -m tests.office [FOLDER]`; not part of the gate.

LibreOffice opens the sheet of an example system and saves it as .xlsx again; it must give the same answers. With a
folder, the pictures of its pages are left there to be looked at.
"""

import shutil
import subprocess
import sys
import tempfile
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl

from riskctl.cli.main import main

SYSTEM = "nexus"
NOW = "2026-11-23T12:00:00+01:00"
REGISTER = Path(__file__).parents[1] / "register"


def office(folder: Path, form: str, source: Path) -> Path:
    """Let LibreOffice save a file in another form; return the file."""
    out = folder / form
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{source.stem}.{form}"


def written(folder: Path, name: str, answers: Path) -> bytes:
    """Write the assessment of a file of answers in a copy of the example; return its bytes."""
    register = folder / name
    shutil.copytree(REGISTER, register)
    argv = ["assess", SYSTEM, "--register", str(register), "--now", NOW, "--no-input", "--answers", str(answers)]
    assert main(argv) == 0, answers
    return (register / f"assessments/{SYSTEM}/{NOW[:10]}.yaml").read_bytes()


def fill_in(sheet: Path) -> None:
    """Fill in a threat, an action and the day, as at a meeting."""
    book: Any = openpyxl.load_workbook(sheet)
    risks, actions = book["Trusler"], book["Handlinger"]
    heads = {each.value: each.column for each in risks[13]}
    row = next(number for number in range(14, 60) if risks.cell(number, heads["Trussel"]).value.startswith("Phishing"))
    answers = {
        "Vurderes?": "ja",
        "Risikoen skal": "mindskes",
        "Foranstaltninger (én på hver linje)": "Øvelse\nSpærre for links",
        "Sandsynlighed bagefter": 2,
        "Konsekvens bagefter": 4,
    }
    for name, value in answers.items():
        risks.cell(row, heads[name]).value = value
    for number in range(5, 11):
        if str(risks.cell(number, 1).value).startswith("Dato"):
            risks.cell(number, 2).value = date(2026, 11, 23)
        if str(risks.cell(number, 1).value).startswith("Klokkeslæt"):
            risks.cell(number, 2).value = time(9, 30)
    planned: tuple[Any, ...] = (
        "Øvelse",
        "Phishing og social manipulation",
        "awareness",
        None,
        date(2027, 3, 1),
        None,
        40000,
        30,
    )
    for column, value in enumerate(planned, 1):
        actions.cell(5, column).value = value
    actions.cell(5, 4).value = str(risks.cell(5, 2).value).split(", ")[0]
    book.save(sheet)


def run(pictures: str | None) -> None:
    """Compare what comes of the sheet as it was written, as LibreOffice saved it, and of the YAML template."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        sheet, plain = folder / "ark.xlsx", folder / "svar.yaml"
        for target in (sheet, plain):
            argv = ["assess", SYSTEM, "--register", str(REGISTER), "--now", NOW, "--template", "--output", str(target)]
            assert main(argv) == 0
        found = [
            written(folder, str(number), each)
            for number, each in enumerate([plain, sheet, office(folder, "xlsx", sheet)])
        ]
        assert found[0] == found[1] == found[2]
        fill_in(sheet)
        again = [written(folder, name, each) for name, each in (("f", sheet), ("o", office(folder, "xlsx", sheet)))]
        assert again[0] == again[1] != found[0]
        assert b"Sp\xc3\xa6rre for links" in again[0]
        if pictures is not None:
            target = Path(pictures)
            target.mkdir(parents=True, exist_ok=True)
            page = ["pdftoppm", "-r", "110", "-png", str(office(folder, "pdf", sheet)), str(target / "ark")]
            subprocess.run(page, check=True)
    sys.stdout.write("same answers\n")


if __name__ == "__main__":
    run(sys.argv[1] if sys.argv[1:] else None)
