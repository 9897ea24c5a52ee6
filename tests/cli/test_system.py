"""`riskctl system add`: a system in the overview, with the class that the tables propose (P3.4, P3.5)."""

from pathlib import Path

import pytest

from tests.cli.writes import Run, Terminal, call, check, refused, register, told, tree

__all__ = ["call", "register"]

ADD = (
    "system",
    "add",
    "journal",
    "--name",
    "Sagsjournal",
    "--kind",
    "application",
    "--status",
    "in-use",
    "--unit",
    "care",
    "--owner",
    "anne",
    "--personal-data",
    "sensitive",
)


def without(*names: str) -> list[str]:
    """Return the arguments without some options."""
    pairs = [pair for pair in zip(ADD[3::2], ADD[4::2], strict=True) if pair[0] not in names]
    return [*ADD[:3], *(word for pair in pairs for word in pair)]


def test_sensitive_data_proposes_high_and_the_first_assessment_is_due(call: Run, register: Path) -> None:
    found = told(call, *ADD)
    assert found["suggested"] == "high"
    assert found["due"] == ["assessment:journal"]
    assert tree(register, "systems/journal.yaml") == {
        "name": "Sagsjournal",
        "kind": "application",
        "status": "in-use",
        "registered": "2026-11-23",
        "unit": "care",
        "owner": "anne",
        "personal_data": "sensitive",
        "criticality": "high",
    }
    assert check(register) == []


def test_a_process_it_is_essential_to_gives_its_consequence(call: Run, register: Path) -> None:
    argv = ("--supports", "home-care=essential", "--depends-on", "net=supporting", "--operations", "carl")
    assert told(call, *ADD, *argv)["suggested"] == "critical"
    found = tree(register, "systems/journal.yaml")
    assert found["criticality"] == "critical"
    assert found["supports"] == ({"process": "home-care", "importance": "essential"},)
    assert found["depends_on"] == ({"system": "net", "importance": "supporting"},)


def test_a_system_that_makes_another_too_low_is_refused_with_that(call: Run, register: Path) -> None:
    argv = ("--supports", "home-care=essential", "--depends-on", "net=important")
    assert "systems/net.yaml: criticality" in refused(call, register, *ADD, *argv)


def test_a_lower_class_needs_a_reason(call: Run, register: Path) -> None:
    assert "--reason mangler." in refused(call, register, *ADD, "--criticality", "low")
    told(call, *ADD, "--criticality", "low", "--reason", "Kun testdata")
    found = tree(register, "systems/journal.yaml")
    assert (found["criticality"], found["criticality_reason"]) == ("low", "Kun testdata")
    assert check(register) == []


def test_a_planned_system_is_due_by_the_day_it_goes_live(call: Run, register: Path) -> None:
    argv = [*without("--status"), "--status", "planned"]
    assert "--go-live mangler." in refused(call, register, *argv)
    told(call, *argv, "--go-live", "2027-02-01")
    item = next(each for each in told(call, "due", "--all")["items"] if each["id"] == "assessment:journal")
    assert item["due"] == "2027-02-01"


def test_what_is_missing_is_asked_for(call: Run, register: Path) -> None:
    person = Terminal(register.parent, "system", "add", "journal")
    person.answer("Hvad hedder systemet?", "Sagsjournal")
    person.answer("Hvad er det?", "1")
    person.answer("Hvor er det henne", "")
    person.answer("Hvilken enhed", "1")
    person.answer("Hvem er systemejer?", "anne")
    person.answer("Hvilke personoplysninger", "2")
    person.answer("Tabellerne foreslår ◔ medium", "")
    assert "riskctl assess journal" in person.end()
    assert tree(register, "systems/journal.yaml")["criticality"] == "medium"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["system", "add", "Journal Æ"], "for eksempel journal-ae"),
        (["system", "add", "nexus"], "Der er allerede"),
        (["system", "ad", "x"], "Mente du add?"),
        *(([*without(name)], f"{name} mangler.") for name in ADD[3::2]),
        ([*without("--owner"), "--owner", "ann"], "anne"),
        ([*without("--unit"), "--unit", "car"], "care"),
        ([*ADD, "--supports", "home-care"], "--supports home-care=essential"),
        ([*ADD, "--supports", "hom-care=essential"], "home-care"),
        ([*ADD, "--supplier", "kmd"], "kmd"),
        ([*ADD, "--go-live", "1/2/2027"], "er ikke en dato"),
        ([*ADD, "--criticality", "critical", "--reason", "x"], "--reason hører kun til"),
    ],
)
def test_refused_with_nothing_written(call: Run, register: Path, argv: list[str], said: str) -> None:
    assert said in refused(call, register, *argv)
