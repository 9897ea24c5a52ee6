"""`riskctl escalate`: a condition recorded, and the text that goes with it (P3.7, P3.10, P4.3)."""

from pathlib import Path

import pytest

from tests.cli.writes import Run, call, check, due, refused, register, told, tree
from tests.store.test_write import git

__all__ = ["call", "register"]

ALWAYS = "always:nexus#ransomware"
LATE = "plan-overdue:nexus#ransomware"


def test_it_answers_the_condition(call: Run, register: Path) -> None:
    assert f"escalation:{ALWAYS}" in due(call)
    found = told(call, "escalate", ALWAYS, "--note", "Ringet til Karl", "--commit")
    assert found["written"] == ["escalations/2026-11-23-always-nexus-ransomware.yaml"]
    assert found["due"] == found["closed"] == [f"escalation:{ALWAYS}"]
    assert tree(register, found["written"][0]) == {
        "about": ALWAYS,
        "to": "chief-executive",
        "at": "2026-11-23T12:00:00+01:00",
        "by": "anne",
        "note": "Ringet til Karl",
    }
    assert f"escalation:{ALWAYS}" not in due(call)
    assert check(register) == []
    assert git(register.parent, "log", "-1", "--format=%s").startswith("Eskaleret til kommunaldirektør: Ransomware")


def test_the_text_has_facts_deadline_and_what_is_asked_for(call: Run, register: Path) -> None:
    code, out, err = call("escalate", LATE)
    assert code == 0
    text = out.partition("\nLukket")[0]
    assert text.startswith("Emne: Handleplanen er over frist – Ransomware – Nexus omsorgssystem (● kritisk)\n")
    assert "Til: politisk niveau: Petra Ledelse\n" in text
    assert "Fra: Anne Test, 23. nov. 2026\n" in text
    assert "er ● kritisk. Vurderet 20. nov. 2026. Restrisiko: ◔ medium." in text
    assert "Plan: ingen handling er sat i gang. Fristen var 22. nov. 2026 kl. 14.30, for 1 dag siden." in text
    assert "Det har været tilfældet siden 22. nov. 2026 kl. 14.30." in text
    assert "Vi beder om: en beslutning om, hvem der gør hvad hvornår" in text
    assert err == "Gemt: escalations/2026-11-23-plan-overdue-nexus-ransomware.yaml\n"


def test_a_role_that_the_tables_advise_is_offered_in_the_text(call: Run, register: Path) -> None:
    assert "Overvej også at orientere: politisk niveau." in call("escalate", ALWAYS)[1]


def test_the_deputy_is_named(call: Run, register: Path) -> None:
    path = register / "organisation.yaml"
    row = "{role: chief-executive, person: karl, from: 2024-01-01}"
    assert row in path.read_text()
    path.write_text(path.read_text().replace(row, row.replace("}", ", deputy: bo}")))
    found = told(call, "escalate", ALWAYS, "--dry-run")
    assert found["people"] == [{"person": "karl", "deputy": "bo"}]
    assert "Karl Ledelse (stedfortræder: Bo Prøve)" in found["text"]


def test_a_role_that_nobody_holds_is_said(call: Run, register: Path) -> None:
    path = register / "organisation.yaml"
    rows = path.read_text().splitlines(keepends=True)
    path.write_text("".join(row for row in rows if "role: chief-executive" not in row))
    found = told(call, "escalate", ALWAYS)
    assert found["people"] == []
    assert "ingen er udpeget. Udpeg en kommunaldirektør" in found["text"]


def test_another_of_the_roles_answers_it_too(call: Run, register: Path) -> None:
    found = told(call, "escalate", ALWAYS, "--to", "emergency-management")
    assert found["to"] == "emergency-management"
    assert found["closed"] == [f"escalation:{ALWAYS}"]


def test_a_role_that_is_only_advised_answers_nothing(call: Run, register: Path) -> None:
    found = told(call, "escalate", ALWAYS, "--to", "political-level")
    assert found["due"] == []
    assert f"escalation:{ALWAYS}" in due(call)


def test_a_system_that_owes_a_revision_is_not_said_to_owe_its_planned_assessment(call: Run, register: Path) -> None:
    event = ("--category", "outage", "--title", "Nedbrud", "--system", "nexus", "--magnitude", "minor")
    told(call, "event", "add", *event, "--at", "2026-11-20T15:00")
    text = told(call, "escalate", "assessment-overdue:net")["text"]
    assert "Netværk, kritikalitet medium. Vurderingen skulle være lavet senest 1. jan. 2024." in text
    found = call("escalate", "assessment-overdue:nexus", "--now", "2026-11-28T12:00:00+01:00")
    assert "Næste planlagte vurdering: 20. nov. 2027." in found[1]
    assert "Ikke besvaret: Nedbrud. Skulle vurderes 20. nov. 2026 kl. 15.00." in found[1]


@pytest.mark.parametrize("name", ["nexus#ransomware", "nexus"])
def test_a_risk_or_a_system_means_what_is_open_about_it(call: Run, register: Path, name: str) -> None:
    err = refused(call, register, "escalate", name)
    assert f"{ALWAYS} og {LATE}" in err
    told(call, "escalate", f"escalation:{ALWAYS}")
    assert told(call, "escalate", name)["about"] == LATE


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("nexus#ransomwar",), "nexus#ransomware"),
        (("nexus#fire",), "Der er intet ved nexus#fire"),
        ((ALWAYS, "--to", "director"), "chief-executive"),
        ((ALWAYS, "--to", "chief"), "chief-executive"),
        ((ALWAYS, "--by", "nobody"), "--by"),
        ((ALWAYS, "--at", "2026-11-20T14:00"), "ligger før 20. nov. 2026 kl. 14.30"),
        ((ALWAYS, "--at", "i morgen"), "'i morgen' er ikke et tidspunkt."),
        ((ALWAYS, "--note", "a\u200bb"), "tegn"),
    ],
)
def test_refused_with_nothing_written(call: Run, register: Path, argv: tuple[str, ...], said: str) -> None:
    assert said in refused(call, register, "escalate", *argv)


def test_what_is_answered_is_not_made_twice(call: Run, register: Path) -> None:
    told(call, "escalate", ALWAYS)
    assert "er allerede eskaleret" in refused(call, register, "escalate", ALWAYS)
