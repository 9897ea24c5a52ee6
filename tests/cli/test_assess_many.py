"""`riskctl assess --event X --all-affected`: a common change, with answers shared, all written or nothing."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from riskctl.store.emit import emit
from riskctl.store.yaml_events import parse
from tests.cli.writes import ASSESSMENT, RISK, Run, Terminal, call, check, refused, register, tree
from tests.registers import measured, system, threat, write
from tests.store.test_write import git, snapshot

__all__ = ["call", "register"]
EVENT: Mapping[str, Any] = {
    "kind": "change-supplier",
    "magnitude": "major",
    "title": "Ny driftsleverandør",
    "occurred_at": datetime.fromisoformat("2026-11-22T08:00:00+01:00"),
    "systems": ["nexus", "vagtplan", "net"],
    "reported_by": "bo",
}
INCIDENT: Mapping[str, Any] = {**EVENT, "kind": "incident", "category": "outage", "title": "Nedbrud i driften"}
ID = "2026-11-22-skift"
ALL = ("assess", "--event", ID, "--all-affected")
FIRST: Mapping[str, Any] = {
    "treatment": "mitigate",
    "measures": ["Aftale om drift"],
    "residual": {"likelihood": 1, "consequence": 4},
}


@pytest.fixture
def changed(register: Path) -> Path:
    """The register with a change of three systems: nexus was assessed on Friday, vagtplan on Saturday, net never."""
    vagtplan = system(
        "Vagtplan",
        criticality="critical",
        supports=[{"process": "home-care", "importance": "essential"}],
        controls=measured(backup=3, mfa=2, physical=4, contingency=1),
    )
    last = {**ASSESSMENT, "completed_at": datetime.fromisoformat("2026-11-21T14:30:00+01:00")}
    moved = {**RISK, "resilience": 1}
    risks = {**ASSESSMENT["risks"], "ransomware": moved}
    write(
        register,
        {
            "systems/vagtplan.yaml": vagtplan,
            "assessments/vagtplan/2026-11-21.yaml": {**last, "risks": risks},
            f"events/{ID}.yaml": EVENT,
        },
    )
    git(register.parent, "add", ".")
    git(register.parent, "commit", "--quiet", "-m", "Skift")
    return register


def answers(**fields: Any) -> str:
    """Write a file of shared answers; return its name."""
    Path("svar.yaml").write_text(emit(fields), encoding="utf-8")
    return "svar.yaml"


NET: Mapping[str, Any] = {
    "risks": {
        "ransomware": {**FIRST, "residual": {"likelihood": 1, "consequence": 2}},
        "fire": {"treatment": "accept"},
    },
    "excluded": {"flood": "Står højt"},
}
VAGTPLAN: Mapping[str, Any] = {"risks": {"ransomware": FIRST}}


class TestFile:
    """Without a terminal."""

    def test_all_are_written_in_one_commit_with_what_is_shared_and_what_is_their_own(
        self, changed: Path, call: Run
    ) -> None:
        file = answers(performed_by=["anne", "bo"], note="Fælles møde", systems={"net": NET, "vagtplan": VAGTPLAN})
        code, out, err = call(*ALL, "--answers", file, "--no-input", "--commit", "--json")
        assert code == 0, err
        found = json.loads(out)
        assert sorted(found["written"]) == [
            "assessments/net/2026-11-23.yaml",
            "assessments/nexus/2026-11-23.yaml",
            "assessments/vagtplan/2026-11-23.yaml",
        ]
        assert {each["assessment"] for each in found["assessments"]} == {
            "net/2026-11-23",
            "nexus/2026-11-23",
            "vagtplan/2026-11-23",
        }
        assert found["committed"] == git(changed, "rev-parse", "HEAD")
        subject = git(changed, "show", "--no-patch", "--format=%s")
        assert subject == "Risikovurdering af 3 systemer efter Ny driftsleverandør"
        for id_ in ("net", "nexus", "vagtplan"):
            made = tree(changed, f"assessments/{id_}/2026-11-23.yaml")
            assert (made["triggers"], made["performed_by"], made["note"]) == ((ID,), ("anne", "bo"), "Fælles møde")
        nexus = tree(changed, "assessments/nexus/2026-11-23.yaml")
        before = tree(changed, "assessments/nexus/2026-11-20.yaml")
        assert (nexus["risks"], nexus["excluded"]) == (before["risks"], before["excluded"])
        vagtplan = tree(changed, "assessments/vagtplan/2026-11-23.yaml")
        assert vagtplan["risks"]["ransomware"]["resilience"] == "2"
        assert vagtplan["risks"]["ransomware"]["measures"] == ("Aftale om drift",)
        assert vagtplan["risks"]["fire"] == before["risks"]["fire"]
        assert vagtplan["excluded"] == {"flood": "Ligger højt"}
        assert check(changed) == []
        _, _, err = call(*ALL, "--no-input")
        assert "Begivenheden er besvaret for alle de systemer" in err

    def test_which_systems_and_why_is_shown(self, changed: Path, call: Run) -> None:
        _, _, err = call(*ALL, "--no-input")
        assert "3 systemer venter på en vurdering." in err
        for name in ("Nexus omsorgssystem (nexus)", "Vagtplan (vagtplan)", "Netværk (net)"):
            assert name in err

    @pytest.mark.parametrize(
        ("given", "missing"),
        [
            ({}, "performed_by"),
            ({"performed_by": ["anne"], "systems": {"net": NET}}, "systems.vagtplan.risks.ransomware.treatment"),
            (
                {"performed_by": ["anne"], "systems": {"net": NET, "vagtplan": {"risks": {"ransomware": {}}}}},
                "systems.vagtplan.risks.ransomware.treatment",
            ),
            ({"performed_by": ["anne"], "systems": {"vagtplan": VAGTPLAN}}, "systems.net.risks"),
        ],
    )
    def test_the_first_missing_answer_is_named_with_its_system_and_nothing_is_written(
        self, changed: Path, call: Run, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], missing: str
    ) -> None:
        monkeypatch.setenv("RISKCTL_PERSON", "nobody")
        err = refused(call, changed, *ALL, "--answers", answers(note="x", **given), "--no-input")
        assert f"Der mangler et svar: {missing}\n" in err

    def test_an_incident_needs_corrective_measures_once_for_all(self, changed: Path, call: Run) -> None:
        write(changed, {f"events/{ID}.yaml": INCIDENT})
        given: dict[str, Any] = {"performed_by": ["anne"], "systems": {"net": NET, "vagtplan": VAGTPLAN}}
        err = refused(call, changed, *ALL, "--answers", answers(**given), "--no-input")
        assert "Der mangler et svar: corrective\n" in err
        given["systems"] = {**given["systems"], "net": {**NET, "corrective": "Nyt udstyr"}}
        code, _, err = call(*ALL, "--answers", answers(corrective="Ny strøm", **given), "--no-input")
        assert code == 0, err
        found = {
            id_: tree(changed, f"assessments/{id_}/2026-11-23.yaml")["corrective"]
            for id_ in ("net", "nexus", "vagtplan")
        }
        assert found == {"net": "Nyt udstyr", "nexus": "Ny strøm", "vagtplan": "Ny strøm"}

    def test_a_risk_answered_for_all_is_so_where_the_system_has_it(self, changed: Path, call: Run) -> None:
        shared = {"ransomware": {**FIRST, "residual": {"likelihood": 1, "consequence": 1}}}
        net = {"risks": {"fire": {"treatment": "accept"}}, "excluded": {"flood": "Står højt"}}
        file = answers(performed_by=["anne"], risks=shared, systems={"net": net})
        code, _, err = call(*ALL, "--answers", file, "--no-input")
        assert code == 0, err
        for id_ in ("net", "nexus", "vagtplan"):
            risks = tree(changed, f"assessments/{id_}/2026-11-23.yaml")["risks"]
            assert risks["ransomware"]["measures"] == ("Aftale om drift",)
            assert "fire" in risks

    def test_the_threats_that_the_event_names_are_judged_anew(self, changed: Path, call: Run) -> None:
        write(changed, {f"events/{ID}.yaml": {**EVENT, "systems": ["nexus"], "threats": ["fire"]}})
        given: dict[str, Any] = {"performed_by": ["anne"], "systems": {"vagtplan": VAGTPLAN}}
        err = refused(call, changed, *ALL, "--answers", answers(**given), "--no-input")
        assert "systems.nexus.risks.fire.treatment" in err

    def test_what_one_system_can_not_have_stops_them_all(self, changed: Path, call: Run) -> None:
        bad = {"risks": {"ransomware": {**FIRST, "likelihood": 1}}}
        file = answers(performed_by=["anne"], systems={"net": NET, "vagtplan": bad})
        err = refused(call, changed, *ALL, "--answers", file, "--no-input")
        assert "risks.ransomware.likelihood: tabellen giver 4; skriv hvorfor den skal være 1" in err
        line = next(
            number for number, text in enumerate(Path(file).read_text().splitlines(), 1) if "likelihood: 1" in text
        )
        assert f"svar.yaml:{line}:" in err or "svar.yaml:" in err

    def test_wrong_use_is_said(self, changed: Path, call: Run) -> None:
        assert "kan ikke bruges sammen" in refused(call, changed, "assess", "nexus", *ALL[1:], "--no-input")
        assert "kræver en begivenhed" in refused(call, changed, "assess", "--all-affected", "--no-input")
        assert "ingen terminal" in refused(call, changed, *ALL)
        file = answers(performed_by=["anne"], systems={"nexsu": NET})
        assert "nexsu venter ikke" in refused(call, changed, *ALL, "--answers", file, "--no-input")

    def test_a_template_asks_only_what_moved_and_is_read_back(self, changed: Path, call: Run) -> None:
        assert call(*ALL, "--template", "--output", "t.yaml")[0] == 0
        text = Path("t.yaml").read_text()
        made = parse(text.encode()).tree
        assert (made["triggers"], made["performed_by"]) == ((ID,), ("?",))
        found = {system: set(part.get("risks", ())) for system, part in made["systems"].items()}
        assert found == {"nexus": set(), "vagtplan": {"ransomware"}, "net": {"ransomware", "fire", "flood"}}
        assert "et regneark til ét system" in refused(call, changed, *ALL, "--template", "--output", "t.xlsx")
        _, out, _ = call(*ALL, "--template", "--json")
        filled = {**json.loads(out), "performed_by": ["bo"]}
        filled["systems"]["net"]["risks"]["fire"]["treatment"] = "accept"
        Path("u.json").write_text(json.dumps(filled))
        assert filled["systems"]["vagtplan"]["risks"]["ransomware"]["measures"] == ["Uforanderlig backup"]
        write(changed, {"threats/fire.yaml": threat("Brand", "high", ["physical"])})
        err = refused(call, changed, *ALL, "--answers", "u.json", "--no-input")
        assert "risks.fire.threat_level var lavt, er nu højt" in err
        write(changed, {"threats/fire.yaml": threat("Brand", "low", ["physical"])})
        code, _, err = call(*ALL, "--answers", "u.json", "--no-input")
        assert code == 0, err
        assert tree(changed, "assessments/net/2026-11-23.yaml")["risks"]["fire"]["treatment"] == "accept"

    def test_a_rehearsal_shows_all_the_files_and_writes_none(self, changed: Path, call: Run) -> None:
        before = snapshot(changed)
        file = answers(performed_by=["anne"], systems={"net": NET, "vagtplan": VAGTPLAN})
        code, out, _ = call(*ALL, "--answers", file, "--no-input", "--dry-run")
        assert code == 0
        assert out.count("# assessments/") == 3
        assert snapshot(changed) == before


class TestAsked:
    """At a terminal."""

    def test_what_is_shared_is_asked_once_and_nothing_is_lost_when_it_stops(self, changed: Path) -> None:
        write(changed, {f"events/{ID}.yaml": {**INCIDENT, "systems": ["nexus", "vagtplan"]}})
        at = Terminal(changed.parent, *ALL, TERM="dumb")
        at.answer("Hvem vurderer?", "anne")
        at.answer("Hvad gøres der efter hændelsen", "Ny strøm")
        at.child.expect_exact("Behold")
        at.child.expect_exact("> ")
        at.child.kill(9)
        again = Terminal(changed.parent, *ALL, "--resume", TERM="dumb")
        for _ in range(2):
            again.child.expect_exact("Behold")
            again.child.expect_exact("> ")
            before = str(again.child.before)
            assert "Hvem vurderer?" not in before
            again.child.sendline("")
            while True:
                seen = again.child.expect_exact(
                    [
                        "Er I enige?",
                        "Hvad skal der ske",
                        "Foranstaltninger?",
                        "Restrisiko bagefter",
                        "Sæt '",
                        "Andet, der",
                    ]
                )
                again.child.expect_exact("> ")
                again.child.sendline("n" if seen == 4 else "")
                if seen == 5:
                    break
        again.answer("– Enter viser resten –", "")
        again.answer("Gem de 2 vurderinger?", "")
        again.end()
        for id_ in ("nexus", "vagtplan"):
            found = tree(changed, f"assessments/{id_}/2026-11-23.yaml")
            assert (found["corrective"], found["performed_by"], found["triggers"]) == ("Ny strøm", ("anne",), (ID,))
            assert not (changed.parent / f".git/riskctl/drafts/{id_}.json").exists()
        assert check(changed) == []
