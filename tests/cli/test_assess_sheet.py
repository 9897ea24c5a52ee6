"""The work sheet of an assessment: written, filled in as people do, read back, and refused when not to be trusted."""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from riskctl.cli.main import main
from riskctl.core.answers import AnswerFile, flat
from riskctl.store.loader import load
from riskctl.store.trees import WorkTree
from riskctl.store.workbook import as_text
from riskctl.store.write import errors_of
from riskctl.store.yaml_events import parse
from tests.builders import clock
from tests.registers import small, threat, write
from tests.store.test_write import git

NOW = "2026-11-23T12:00:00+01:00"
HEADINGS_AT = 13
"""The row of the headings, as a spreadsheet numbers it."""
LAST: Mapping[str, Any] = {
    "procedure": "2026.1",
    "criticality": "critical",
    "triggers": ["planned"],
    "performed_by": ["bo"],
    "completed_at": datetime.fromisoformat("2025-11-25T14:30:00+01:00"),
    "risks": {
        "lock-out": {
            "threat": "ransomware",
            "owner": "carl",
            "scenario": "worst",
            "threat_level": "very-high",
            "resilience": 2,
            "consequence": 4,
            "likelihood": 3,
            "inherent": "critical",
            "level": "critical",
            "treatment": "mitigate",
            "measures": ["Sætte backup op; straks"],
            "residual": {"likelihood": 2, "consequence": 4, "level": "high"},
            "overrides": {"likelihood": "Ny backup"},
        },
        "fire": {
            "threat_level": "low",
            "resilience": 4,
            "consequence": 4,
            "likelihood": 1,
            "inherent": "high",
            "level": "medium",
            "treatment": "accept",
            "acceptance": {"reason": "Nyt anlæg", "until": date(2027, 10, 1)},
            "residual": {"likelihood": 1, "consequence": 4, "level": "medium"},
        },
    },
    "excluded": {"flood": "Ligger højt"},
}
Fill = Callable[[Any, Any], None]


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small register in git, the clock on a Monday."""
    for name in ("RISKCTL_REGISTER", "RISKCTL_PERSON", "RISKCTL_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RISKCTL_NOW", NOW)
    monkeypatch.setenv("HOME", str(tmp_path))
    root = small(tmp_path / "work" / "register")
    git(root.parent, "init", "--quiet")
    monkeypatch.chdir(root.parent)
    return root


def made(*argv: str, name: str = "ark.xlsx") -> Any:
    """Write the work sheet; return it as people open it."""
    assert main(["assess", "nexus", "--template", "--output", name, *argv]) == 0
    return openpyxl.load_workbook(name)


def cell(sheet: Any, heading: str, row: int) -> Any:
    """Return the cell below a heading."""
    for each in sheet[HEADINGS_AT]:
        if each.value == heading:
            return sheet.cell(HEADINGS_AT + row, each.column)
    raise AssertionError(heading)


def row_of(sheet: Any, name: str) -> int:
    """Return which row below the headings a threat stands in."""
    return next(row for row in range(1, 20) if cell(sheet, "Trussel", row).value == name)


def filled(sheet: Any, name_of_threat: str, **values: Any) -> None:
    """Fill in the row of a threat; a name stands for a heading."""
    headings = {
        "assessed": "Vurderes?",
        "why_not": "Hvis nej: hvorfor ikke?",
        "treatment": "Risikoen skal",
        "measures": "Foranstaltninger (én på hver linje)",
        "likelihood": "Sandsynlighed bagefter",
        "consequence": "Konsekvens bagefter",
        "why": "Hvis accept: hvorfor?",
        "until": "Accept til dato",
        "flags": "Kompleks eller afhængig",
        "to": "Ret sandsynlighed til",
        "to_why": "Hvorfor rettes sandsynlighed?",
    }
    for name, value in values.items():
        cell(sheet, headings[name], row_of(sheet, name_of_threat)).value = value


def field(sheet: Any, label: str) -> Any:
    """Return the cell beside a label above the table."""
    return next(sheet.cell(row, 2) for row in range(1, HEADINGS_AT) if sheet.cell(row, 1).value == label)


def answer_everything(risks: Any, actions: Any) -> None:
    """Fill in a first assessment as three people at a table would."""
    field(risks, "Vurderet af").value = "Anne Test, bo"
    field(risks, "Dato (tom = i dag)").value = date(2026, 11, 20)
    field(risks, "Klokkeslæt, når færdig").value = time(14, 30)
    field(risks, "Andet at notere").value = "Talt med driften"
    filled(
        risks,
        "Ransomware",
        assessed="ja",
        treatment="mindskes",
        measures="Uforanderlig backup\nMFA til alle",
        likelihood=2.0,
        consequence=4,
        flags="begge dele",
    )
    filled(risks, "Brand", treatment="accepteres", why="Nyt anlæg", until=datetime(2027, 10, 1))  # noqa: DTZ001
    filled(risks, "Oversvømmelse", assessed="Nej", why_not="Ligger højt")
    action = {
        "Hvad skal gøres?": "Uforanderlig backup",
        "Mod hvilke trusler?": "Ransomware; Brand",
        "Slags": "teknisk",
        "Ansvarlig": "Carl Drift (carl)",
        "Færdig senest": "1.2.2027",
        "Styrker (foranstaltning og nyt tal)": "backup 4",
        "Kroner": "40.000",
        "Timer": 30,
    }
    for each in actions[4]:
        actions.cell(5, each.column).value = action[each.value]


def assessment(root: Path, id_: str) -> Any:
    """Return an assessment as the loader reads it."""
    return parse((root / f"assessments/{id_}.yaml").read_bytes()).tree


class TestFilledIn:
    """What people fill in becomes the answers that a YAML file would give."""

    def test_a_first_assessment_is_read_field_by_field(self, register: Path) -> None:
        book = made()
        answer_everything(book["Trusler"], book["Handlinger"])
        book.save("ark.xlsx")
        assert main(["assess", "nexus", "--answers", "ark.xlsx", "--no-input"]) == 0
        found = assessment(register, "nexus/2026-11-20")
        assert (found["performed_by"], found["completed_at"]) == (("anne", "bo"), "2026-11-20T14:30:00+01:00")
        assert (found["triggers"], found["note"]) == (("planned",), "Talt med driften")
        ransomware, fire = found["risks"]["ransomware"], found["risks"]["fire"]
        assert ransomware["measures"] == ("Uforanderlig backup", "MFA til alle")
        assert ransomware["residual"] == {"likelihood": "2", "consequence": "4", "level": "high"}
        assert ransomware["flags"] == ("complexity", "dependency")
        assert fire["acceptance"] == {"reason": "Nyt anlæg", "until": "2027-10-01"}
        assert found["excluded"] == {"flood": "Ligger højt"}
        action = parse((register / "actions/nexus-uforanderlig-backup.yaml").read_bytes()).tree
        assert action["risks"] == ("nexus#ransomware", "nexus#fire")
        assert (action["type"], action["responsible"], action["due"]) == ("technical", "carl", "2027-02-01")
        assert (action["raises"], action["cost"]) == ({"backup": "4"}, {"dkk": "40000", "hours": "30"})
        assert errors_of(load(WorkTree(register)), clock("2026-11-23T12:00")) == []

    def test_a_yearly_one_gives_what_the_yaml_template_gives(self, register: Path) -> None:
        write(register, {"assessments/nexus/2025-11-25.yaml": LAST})
        made()
        assert main(["assess", "nexus", "--template", "--output", "t.yaml"]) == 0
        for argv in (["ark.xlsx"], ["t.yaml", "--despite-changes"]):
            assert main(["assess", "nexus", "--no-input", "--answers", *argv]) == 0
        first, second = (assessment(register, f"nexus/2026-11-23{end}") for end in ("", "-2"))
        assert first == second
        assert first["risks"]["lock-out"]["measures"] == ("Sætte backup op; straks",)
        assert first["risks"]["lock-out"]["overrides"] == {"likelihood": "Ny backup"}
        assert first["risks"]["lock-out"]["owner"] == "carl"
        assert first["risks"]["lock-out"]["scenario"] == "worst"
        assert first["risks"]["fire"]["acceptance"] == {"reason": "Nyt anlæg", "until": "2027-10-01"}
        assert first["excluded"] == {"flood": "Ligger højt"}

    def test_what_is_open_is_named_with_its_cell(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book = made()
        field(book["Trusler"], "Vurderet af").value = "bo"
        filled(book["Trusler"], "Ransomware", assessed="ja")
        place = cell(book["Trusler"], "Risikoen skal", row_of(book["Trusler"], "Ransomware")).coordinate
        for name in ("Brand", "Oversvømmelse"):
            filled(book["Trusler"], name, assessed="nej", why_not="Senere")
        book.save("ark.xlsx")
        assert main(["assess", "nexus", "--answers", "ark.xlsx", "--no-input"]) == 2
        said = capsys.readouterr().err
        assert f"Der mangler et svar: ark.xlsx: Trusler!{place} (risks.ransomware.treatment)" in said
        assert not (register / "assessments").exists()

    def test_inserted_rows_and_columns_and_another_order_change_nothing(self, register: Path) -> None:
        book = made()
        answer_everything(book["Trusler"], book["Handlinger"])
        book["Trusler"].insert_cols(9)
        book["Trusler"].insert_rows(3)
        book["Handlinger"].insert_rows(2)
        book.save("ark.xlsx")
        assert main(["assess", "nexus", "--answers", "ark.xlsx", "--no-input"]) == 0
        assert set(assessment(register, "nexus/2026-11-20")["risks"]) == {"ransomware", "fire"}

    def test_english_is_understood_under_danish_and_the_other_way(self, register: Path) -> None:
        book = made("--lang", "en")
        sheet = book["Threats"]
        field(sheet, "Assessed by").value = "anne"
        for row in (1, 2, 3):
            cell(sheet, "Assessed?", row).value = "ja"
            cell(sheet, "The risk is", row).value = "mitigate"
            cell(sheet, "Measures (one a line)", row).value = "Øve"
            cell(sheet, "Likelihood after", row).value = 1
            cell(sheet, "Consequence after", row).value = 4
        book.save("ark.xlsx")
        assert main(["assess", "nexus", "--answers", "ark.xlsx", "--no-input", "--lang", "da"]) == 0
        assert len(assessment(register, "nexus/2026-11-23")["risks"]) == 3


@pytest.mark.parametrize(
    ("fill", "place", "said"),
    [
        (lambda risks, _: filled(risks, "Ransomware", treatment="måske"), "Risikoen skal", "vælg en af: mindskes"),
        (lambda risks, _: filled(risks, "Ransomware", likelihood=9), "Sandsynlighed bagefter", "[SCH105]"),
        (lambda risks, _: filled(risks, "Ransomware", likelihood=2.5), "Sandsynlighed bagefter", "[SCH104]"),
        (lambda risks, _: filled(risks, "Ransomware", until="snart"), "Accept til dato", "skriv en dato"),
        (lambda risks, _: filled(risks, "Ransomware", assessed="nej"), "Hvis nej: hvorfor ikke?", "skriv, hvorfor"),
        (lambda risks, _: filled(risks, "Ransomware", measures="=1+1"), "Foranstaltninger", "en formel uden"),
        (lambda risks, _: filled(risks, "Ransomware", measures="a\u202eb"), "Foranstaltninger", "U+202E"),
        (lambda risks, _: filled(risks, "Ransomware", to=1), "Ret sandsynlighed til", "skriv hvorfor den skal være 1"),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(
    register: Path, capsys: pytest.CaptureFixture[str], fill: Fill, place: str, said: str
) -> None:
    book = made()
    risks = book["Trusler"]
    filled(risks, "Ransomware", assessed="ja")
    fill(risks, None)
    heading = next(each.value for each in risks[HEADINGS_AT] if each.value and each.value.startswith(place))
    where = cell(risks, heading, row_of(risks, "Ransomware")).coordinate
    book.save("ark.xlsx")
    assert main(["assess", "nexus", "--answers", "ark.xlsx", "--no-input"]) == 2
    err = capsys.readouterr().err
    assert f"ark.xlsx: Trusler!{where}: fejl: " in err, err
    assert said in next(line for line in err.splitlines() if f"!{where}:" in line), err
    assert not (register / "assessments").exists()


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("Vurderet af", "Ukendt Person", "'Ukendt Person' er ikke én person i registret"),
        ("Anledning", "bare fordi", "'bare fordi' er hverken planlagt vurdering"),
        ("Klokkeslæt, når færdig", "14.30", "skriv også dagen"),
        ("Dato (tom = i dag)", "20-11-2026", "skriv et klokkeslæt"),
    ],
)
def test_what_is_wrong_above_the_table_is_said_with_its_cell(
    register: Path, capsys: pytest.CaptureFixture[str], label: str, value: str, said: str
) -> None:
    book = made()
    target = field(book["Trusler"], label)
    target.value = value
    book.save("ark.xlsx")
    assert main(["assess", "nexus", "--answers", "ark.xlsx", "--no-input"]) == 2
    assert said in capsys.readouterr().err
    assert not (register / "assessments").exists()


class TestMoved:
    """The register moves between the meeting and the reading."""

    def test_each_field_that_moved_is_shown_and_nothing_is_written(
        self, register: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = made()
        answer_everything(book["Trusler"], book["Handlinger"])
        field(book["Trusler"], "Dato (tom = i dag)").value = None
        field(book["Trusler"], "Klokkeslæt, når færdig").value = None
        row = row_of(book["Trusler"], "Ransomware")
        where = cell(book["Trusler"], "Trusselsniveau", row).coordinate
        book.save("ark.xlsx")
        source = register / "threats/ransomware.yaml"
        source.write_text(source.read_text().replace("level: very-high", "level: high"))
        argv = ["assess", "nexus", "--answers", "ark.xlsx", "--no-input"]
        assert main(argv) == 2
        err = capsys.readouterr().err
        assert (
            f"ark.xlsx: Trusler!{where}: ændret siden filen blev lavet: "
            "risks.ransomware.threat_level var meget højt, er nu højt\n" in err
        )
        assert "risks.ransomware.likelihood var 4, er nu 3\n" in err
        assert "risks.fire" not in err
        assert not (register / "assessments").exists()
        assert main([*argv, "--despite-changes"]) == 0
        assert assessment(register, "nexus/2026-11-23")["risks"]["ransomware"]["threat_level"] == "high"

    @pytest.mark.parametrize("name", ["t.yaml", "t.json", "ark.xlsx"])
    def test_a_newer_assessment_is_a_conflict_in_every_form(
        self, register: Path, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        write(register, {"assessments/nexus/2025-11-25.yaml": LAST})
        assert main(["assess", "nexus", "--template", "--output", name]) == 0
        newer = {**LAST, "completed_at": datetime.fromisoformat("2026-11-22T10:00:00+01:00")}
        write(register, {"assessments/nexus/2026-11-22.yaml": newer})
        capsys.readouterr()
        assert main(["assess", "nexus", "--answers", name, "--no-input"]) == 2
        err = capsys.readouterr().err
        assert "assessment var nexus/2025-11-25, er nu nexus/2026-11-22\n" in err
        assert not (register / "assessments/nexus/2026-11-23.yaml").exists()

    def test_a_file_made_for_another_system_is_refused(
        self, register: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        made()
        assert main(["assess", "net", "--answers", "ark.xlsx", "--no-input"]) == 2
        assert "ark.xlsx er lavet til nexus, ikke til net." in capsys.readouterr().err


class TestTemplate:
    """What is written."""

    def test_nothing_of_the_register_becomes_a_formula_or_a_link(self, register: Path) -> None:
        write(register, {"threats/fire.yaml": threat("=HYPERLINK(0)", "low", ["physical"])})
        book = made()
        assert row_of(book["Trusler"], "=HYPERLINK(0)")
        with zipfile.ZipFile("ark.xlsx") as packed:
            parts = {name: packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")}
        sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/")]
        assert len(sheets) == 4
        assert not [text for text in sheets if re.search(r"<f[ >]", text) or "<hyperlink" in text]

    def test_it_has_what_people_choose_from_and_the_scales(self, register: Path) -> None:
        book = made()
        assert book.sheetnames == ["Trusler", "Skalaer", "Handlinger", "Lister"]
        assert book["Lister"].sheet_state == "hidden"
        rules = {
            rule.sqref.ranges.copy().pop().min_col: rule for rule in book["Trusler"].data_validations.dataValidation
        }
        place = cell(book["Trusler"], "Risikoen skal", 1).column
        assert rules[place].type == "list"
        shown = {as_text(each) for row in book["Skalaer"].iter_rows(values_only=True) for each in row}
        assert {"Meget høj", "Forventet", "48 timer", "afdelingschef"} <= shown
        risks = book["Trusler"]
        row = row_of(risks, "Ransomware")
        names = ("Trusselsniveau", "Modstand i dag", "Konsekvens i dag", "Sandsynlighed i dag", "Risiko i dag")
        assert [cell(risks, name, row).value for name in names] == ["meget højt", 2, 4, 4, "● kritisk"]

    def test_a_file_that_is_there_is_never_overwritten(
        self, register: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("ark.xlsx").write_bytes(b"filled in")
        assert main(["assess", "nexus", "--template", "--output", "ark.xlsx"]) == 2
        assert "ark.xlsx findes allerede" in capsys.readouterr().err
        assert Path("ark.xlsx").read_bytes() == b"filled in"

    def test_a_workbook_needs_a_file(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["assess", "nexus", "--template", "--format", "xlsx"]) == 2
        assert "--output" in capsys.readouterr().err

    def test_a_json_template_is_read_back(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(register, {"assessments/nexus/2025-11-25.yaml": LAST})
        assert main(["assess", "nexus", "--template", "--json"]) == 0
        Path("t.json").write_text(capsys.readouterr().out)
        assert main(["assess", "nexus", "--answers", "t.json", "--no-input"]) == 0
        assert set(assessment(register, "nexus/2026-11-23")["risks"]) == {"lock-out", "fire"}

    @pytest.mark.parametrize("module", ["xlsxwriter", "openpyxl"])
    def test_without_the_packages_one_line_says_how_to_get_them(
        self, register: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, module: str
    ) -> None:
        made()
        monkeypatch.setitem(sys.modules, module, None)
        argv = (
            ["--template", "--output", "b.xlsx"] if module == "xlsxwriter" else ["--answers", "ark.xlsx", "--no-input"]
        )
        assert main(["assess", "nexus", *argv]) == 2
        assert "riskctl[xlsx]" in capsys.readouterr().err


def packed(parts: Mapping[str, bytes], base: bytes | None = None) -> bytes:
    """Return a zip of parts, on top of those of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        if base is not None:
            with zipfile.ZipFile(io.BytesIO(base)) as source:
                for name in source.namelist():
                    if name not in parts:
                        target.writestr(name, source.read(name))
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        (lambda _: b"", "kan ikke læses som regneark"),
        (lambda _: b"PK\x03\x04" + b"\0" * 100, "kan ikke læses som regneark"),
        (lambda _: b"x" * 5_000_000, "kan ikke læses"),
        (lambda book: book[: len(book) // 2], "kan ikke læses som regneark"),
        (lambda book: packed({"xl/bomb.xml": b"\0" * 60_000_000}, book), "kan ikke læses som regneark"),
        (lambda book: packed({f"xl/{number}.xml": b"" for number in range(500)}, book), "kan ikke læses som regneark"),
        (lambda book: packed({"xl/externalLinks/externalLink1.xml": b"<x/>"}, book), "henviser til andre filer"),
        (lambda book: packed({"xl/sharedStrings.xml": ENTITIES}, book), "kan ikke læses som regneark"),
        (lambda book: packed({"xl/sharedStrings.xml": ENTITIES.decode().encode("utf-16")}, book), "kan ikke læses"),
        (lambda book: packed({"xl/workbook.xml": b"<workbook/>"}, book), "regneark"),
        (lambda _: packed({"a.txt": b"x"}), "kan ikke læses som regneark"),
    ],
)
def test_a_hostile_workbook_is_refused_in_one_line(
    register: Path, capsys: pytest.CaptureFixture[str], hostile: Callable[[bytes], bytes], said: str
) -> None:
    made()
    Path("ond.xlsx").write_bytes(hostile(Path("ark.xlsx").read_bytes()))
    capsys.readouterr()
    assert main(["assess", "nexus", "--answers", "ond.xlsx", "--no-input"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "gik i stykker" not in err
    assert not (register / "assessments").exists()


def test_a_missing_column_is_named(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = made()
    heads = {each.value: each for each in book["Trusler"][HEADINGS_AT]}
    heads["Trussel"].value = None
    heads["Risikoen skal"].value = "Noget andet"
    book.save("ark.xlsx")
    assert main(["assess", "nexus", "--answers", "ark.xlsx", "--no-input"]) == 2
    err = capsys.readouterr().err
    assert f"ark.xlsx: Trusler!A{HEADINGS_AT}: fejl: kolonnen 'Trussel' mangler" in err
    assert f"ark.xlsx: Trusler!A{HEADINGS_AT}: fejl: kolonnen 'Risikoen skal' mangler" in err


def test_another_workbook_is_no_work_sheet(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    openpyxl.Workbook().save("andet.xlsx")
    assert main(["assess", "nexus", "--answers", "andet.xlsx", "--no-input"]) == 2
    assert "der er intet ark, som hedder Trusler" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (2.5, "2.5"),
        (3, "3"),
        (True, "true"),
        (None, ""),
        (datetime(2027, 10, 1), "2027-10-01"),  # noqa: DTZ001 workbooks have no time zones
        (time(14, 30), "14:30"),
        ("  a\u00a0b\r\n", "a b"),
    ],
)
def test_types_are_what_they_mean(value: object, text: str) -> None:
    assert as_text(value) == text


def test_what_a_file_was_made_from_is_no_answer() -> None:
    since = {"system": "nexus", "procedure": "2026.1", "criticality": "critical"}
    assert flat(AnswerFile.model_validate({"note": "x", "since": since})) == {"note": "x"}
