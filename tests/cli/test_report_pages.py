"""One page for a system or a unit, and the annual review of low risks: what the register says, and nothing else."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

Run = Callable[..., tuple[int, str, str]]
NOW = "2026-11-23T12:00:00+01:00"


def report(run: Run, example: Path, *argv: str) -> str:
    code, out, _ = run("report", *argv, "--register", str(example / "register"), now=NOW)
    assert code == 0
    return out


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return found


def latest(example: Path, system: str) -> dict[str, Any] | None:
    """Return the newest completed assessment of a system."""
    found = [read(path) for path in (example / "register" / "assessments" / system).glob("*.yaml")]
    done = [each for each in found if "completed_at" in each]
    return max(done, key=lambda each: str(each["completed_at"]), default=None)


def test_the_page_of_a_system_holds_what_its_owner_must_confirm(run: Run, example: Path) -> None:
    text, system = report(run, example, "--system", "nexus"), read(example / "register/systems/nexus.yaml")
    people = read(example / "register/organisation.yaml")["people"]
    assert text.startswith(
        f"# {system['name']}: til bekræftelse\n\nTil systemejer {people[system['owner']]['name']}.\n"
    )
    for number in range(1, 6):
        assert f"| {number} | " in text
        assert f"\n## {number}. " in text
    for control in system["controls"].values():
        assert control.get("evidence", "") in text
    for process in system["supports"]:
        assert read(example / f"register/processes/{process['process']}.yaml")["name"] in text
    assert "at godkende" in text
    assert "75187fd" in text or "gemt i" in text


def test_the_page_of_a_system_as_json_has_its_current_risks(run: Run, example: Path) -> None:
    found, assessed = json.loads(report(run, example, "--system", "nexus", "--json")), latest(example, "nexus")
    assert assessed is not None
    assert {each["id"] for each in found["risks"]} == {f"nexus#{key}" for key in assessed["risks"]}
    assert found["system"]["id"] == "nexus"
    assert {each["system"] for each in found["items"]} <= {"nexus"}
    going = [each for each in map(read, (example / "register/actions").glob("*.yaml")) if not ended(each)]
    titles = {each["title"] for each in going if any(risk in each["risks"] for risk in risks_of("nexus", assessed))}
    assert {each["title"] for each in found["actions"]} == titles


def ended(action: dict[str, Any]) -> bool:
    return "completed_at" in action or "cancelled" in action


def risks_of(system: str, assessed: dict[str, Any]) -> set[str]:
    return {f"{system}#{key}" for key in assessed["risks"]}


def test_the_page_of_a_unit_holds_the_systems_of_the_units_below(run: Run, example: Path) -> None:
    units = read(example / "register/organisation.yaml")["units"]
    below = {"velfaerd"} | {id_ for id_, unit in units.items() if unit.get("parent") == "velfaerd"}
    systems = {path.stem: read(path) for path in (example / "register/systems").glob("*.yaml")}
    own = {id_ for id_, each in systems.items() if each["unit"] in below and each["status"] != "retired"}
    found = json.loads(report(run, example, "--unit", "velfaerd", "--json"))
    assert {each["id"] for each in found["systems"]} == own
    assert {each["system"] for each in found["risks"]} <= own
    text = report(run, example, "--unit", "velfaerd")
    assert all(systems[id_]["name"] in text for id_ in own)


def test_the_review_of_low_risks_names_what_may_be_confirmed(run: Run, example: Path) -> None:
    found = json.loads(report(run, example, "--low-risks", "--json"))
    low, others, never = set(), 0, 0
    for path in (example / "register/systems").glob("*.yaml"):
        if read(path)["status"] == "retired":
            continue
        assessed = latest(example, path.stem)
        if assessed is None:
            never += 1
        elif all(risk["level"] == "low" for risk in assessed["risks"].values()):
            low.add(path.stem)
        else:
            others += 1
    assert {each["system"] for each in found["systems"]} == low
    assert (found["others"], found["never"]) == (others, never)
    assert any(each["confirmable"] for each in found["systems"])
    assert any(not each["confirmable"] for each in found["systems"])


@pytest.mark.parametrize("confirmable", [True, False])
def test_the_review_says_what_assess_unchanged_does(run: Run, example: Path, tmp_path: Path, confirmable: bool) -> None:
    found = json.loads(report(run, example, "--low-risks", "--json"))["systems"]
    one = next(each for each in found if each["confirmable"] is confirmable)
    copy = tmp_path / "register"
    shutil.copytree(example / "register", copy)
    argv = ("assess", one["system"], "--unchanged", "--no-input", "--register", str(copy))
    code, _, err = run(*argv, now=NOW)
    assert ((code, "kan ikke bekræftes uændret" in err) == (1, True)) is not confirmable


def test_uncommitted_changes_are_told(run: Run, example: Path, tmp_path: Path) -> None:
    clone = tmp_path / "demo"
    shutil.copytree(example, clone)
    path = clone / "register/systems/nexus.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: Nexus", "name: Nexxus", 1), encoding="utf-8")
    assert "> **Registret har ændringer, der ikke er gemt i git" in report(run, clone, "--system", "nexus")
    assert "ændringer, der ikke er gemt" not in report(run, example, "--system", "nexus")


def test_a_quarter_is_told_apart_from_what_is_not_committed(run: Run, example: Path, tmp_path: Path) -> None:
    clone = tmp_path / "demo"
    shutil.copytree(example, clone)
    before = report(run, example, "--quarter", "2026Q3")
    (clone / "register/systems/nexus.yaml").unlink()
    code, out, err = run("report", "--quarter", "2026Q3", "--register", str(clone / "register"), now=NOW)
    assert (code, out) == (0, before)
    assert "ikke er gemt i git; de er ikke med i rapporten" in err


def test_in_the_register_only_the_folder_of_reports_gets_one(run: Run, example: Path, tmp_path: Path) -> None:
    clone = tmp_path / "demo"
    shutil.copytree(example, clone)
    argv = ("report", "--low-risks", "--register", str(clone / "register"), "--output")
    for path in ("systems/nexus.md", "procedure.md", "reports/deep/x.md"):
        (clone / "register" / path).parent.mkdir(exist_ok=True, parents=True)
        assert run(*argv, str(clone / "register" / path), now=NOW)[0] == 2
        assert not (clone / "register" / path).exists()
    (clone / "register/reports").mkdir(exist_ok=True)
    assert run(*argv, str(clone / "register/reports/2026-Q3.md"), now=NOW)[0] == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("--system", "nexxus"), "nexus"),
        (("--unit", "velfard"), "velfaerd"),
        (("--system", "nexus", "--unit", "velfaerd"), "--quarter 2026Q3"),
        (("--low-risks", "--profile", "public"), "--profile"),
        (("--year", "26"), "--year 2027"),
        (("--quarter", "2027Q1"), "begynder 1. jan. 2027"),
        (("--year", "2027"), "2027 er ikke begyndt"),
        (("--low-risks", "--output", "x.odt"), "--output rapport.md"),
        (("--low-risks", "--format", "docx", "--output", "x.pdf"), "--output rapport.docx"),
        (("--low-risks", "--output", "there-is-no/x.md"), "mkdir there-is-no"),
    ],
)
def test_what_can_not_be_is_refused(run: Run, example: Path, argv: tuple[str, ...], said: str) -> None:
    code, out, err = run("report", *argv, "--register", str(example / "register"), now=NOW)
    assert (code, out) == (2, "")
    assert said in err


def test_the_owner_signs_where_it_is_said_what_is_confirmed(run: Run, example: Path) -> None:
    text = report(run, example, "--system", "nexus")
    assert text.index("| 5 | ") < text.index("Dato og underskrift: …") < text.index("\n## 1. ")
    risks = text.partition("\n## 4. ")[2].partition("\n## 5. ")[0]
    assert " – Nexus" not in risks, "on a page on one system its name is not said at every risk"


def test_the_meeting_sees_no_commands_before_it_has_signed(run: Run, example: Path) -> None:
    text = report(run, example, "--low-risks")
    asked, _, after = text.partition("\n## 3. Efter mødet\n")
    assert "Gennemgået af ledelsen, dato og underskrift: …" in asked
    assert "riskctl assess" not in asked
    found = json.loads(report(run, example, "--low-risks", "--json"))["systems"]
    wanted = {f"riskctl assess {each['system']} --unchanged" for each in found if each["confirmable"]}
    assert set(re.findall(r"`(.+?)`", after)) == wanted
