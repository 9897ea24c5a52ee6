"""`riskctl check --since REF`: what a change introduces, judged by the policy it builds on, and what it means."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.changes import (
    Ask,
    Check,
    ask,
    check,
    life,
    main_line,
    on_policy,
    part_of,
    public,
    rules,
    signed,
    statement,
)
from tests.cli.lives import FIRST, Life, copy, digest_of, moment
from tests.cli.lives import SECOND as SECOND_OF_LIFE
from tests.registers import measured, system, threat

__all__ = ["ask", "check", "life", "main_line"]

NEXUS: Final = "assessments/nexus/2026-03-14.yaml"
LATER: Final = "2026-06-20T09:00:00+02:00"
LOWERED: Final = {**FIRST["risks"]["ransomware"], "resilience": 4, "likelihood": 2, "level": "high"}
SECOND: Final = {**SECOND_OF_LIFE, "risks": {"ransomware": LOWERED}}
BAD_LEVEL: Final = ("    level: critical\n", "    level: low\n")


def base_of(own: Life) -> str:
    """Return the commit of main."""
    return own.git("rev-parse", "main")


# --- a level lowered by hand ---


def test_a_critical_risk_lowered_by_hand(life: Life, ask: Ask) -> None:
    life.replace(NEXUS, *BAD_LEVEL)
    life.commit("Lavere", LATER)
    code, found = ask(life)
    assert code == 1
    assert "ASM104" in rules(found)
    assert found["since"] == base_of(life)
    meaning = found["meaning"]
    assert meaning["risks"] == [{"risk": "nexus#ransomware", "from": "critical", "to": "low", "cause": "judgement"}]
    assert meaning["approvals"]["stale"] == ["nexus/2026-03-14"]
    assert meaning["approvals"]["needed"] == ["nexus/2026-03-14"]
    assert meaning["approvals"]["deciders"]["nexus/2026-03-14"] == [{"role": "executive-board", "person": "erik"}]
    assert "approval:nexus/2026-03-14" in meaning["due"]


def test_the_brief_of_a_level_lowered_by_hand(life: Life, check: Check) -> None:
    life.replace(NEXUS, *BAD_LEVEL)
    life.commit("Lavere", LATER)
    code, out, _ = check(life, "--format", "markdown")
    assert code == 1
    assert out.startswith("## Hvad ændringen betyder\n\n**Kan ikke godkendes endnu: ")
    assert "Ned fra ● kritisk til ○ lav, skrevet i hånden: tabellerne giver ● kritisk." in part_of(
        out, "Risici, der skifter"
    )
    needed = part_of(out, "Kræver en beslutning (1)")
    assert "**Vurderingen nexus/2026-03-14, ● kritisk**: Besluttes af direktion (Erik Ledelse)." in needed
    assert "Den tidligere godkendelse gælder ikke længere, fordi indholdet er ændret." in needed
    assert "**Vurderingen nexus/2026-03-14**: Rettet." in part_of(out, "Historik")
    assert f"- `register/{NEXUS}:13`: niveauet er lav" in part_of(out, "Fejl, der skal rettes")


def test_a_new_assessment_moves_a_risk_and_says_why(life: Life, check: Check, ask: Ask) -> None:
    life.write("assessments/nexus/2026-06-01.yaml", SECOND)
    _, found = ask(life)
    moved = [(each["risk"], each["from"], each["to"], each["cause"]) for each in found["meaning"]["risks"]]
    assert moved == [
        ("nexus#ransomware", "critical", "high", "controls"),
        ("nexus#fire", "medium", None, "closed"),
    ]
    assert found["meaning"]["approvals"] == {
        "needed": ["nexus/2026-06-01"],
        "stale": [],
        "deciders": {"nexus/2026-06-01": [{"role": "executive-board", "person": "erik"}]},
    }
    out = check(life, "--format", "markdown")[1]
    assert "Ned fra ● kritisk til ◑ høj, fordi modstandsdygtigheden gik fra 2 til 4." in out


def test_a_moved_deadline_makes_the_approval_of_a_plan_stale(life: Life, ask: Ask, check: Check) -> None:
    life.replace("actions/backup.yaml", "due: 2026-06-30", "due: 2026-12-30")
    _, found = ask(life)
    approvals = found["meaning"]["approvals"]
    assert approvals["stale"] == ["action:backup"]
    assert approvals["needed"] == ["action:backup"]
    roles = {(each["role"], each["person"]) for each in approvals["deciders"]["action:backup"]}
    assert roles == {("it-management", "ivan"), ("executive-board", "erik")}
    assert "plan:nexus#ransomware" in found["meaning"]["due"]
    out = check(life, "--format", "markdown")[1]
    assert "**Handling: Uforanderlig backup**: Fra 30. jun. 2026 til 30. dec. 2026." in part_of(
        out, "Frister, der flyttes (1)"
    )
    assert "IT-ledelse (Ivan Ledelse) eller direktion (Erik Ledelse)" in part_of(out, "Kræver en beslutning (1)")


def test_who_did_the_work_is_not_named_to_decide(life: Life, ask: Ask) -> None:
    life.git("checkout", "--quiet", "main")
    life.replace(
        "organisation.yaml",
        "  - {role: isu,",
        "  - {role: executive-board, person: karl, from: 2024-01-01}\n  - {role: isu,",
    )
    life.commit("To i direktionen", "2026-03-19T09:00:00+01:00")
    life.git("checkout", "--quiet", "-B", "pr")
    life.write("assessments/nexus/2026-06-01.yaml", {**SECOND, "performed_by": ["erik", "carl"]})
    deciders = ask(life)[1]["meaning"]["approvals"]["deciders"]
    assert deciders == {"nexus/2026-06-01": [{"role": "executive-board", "person": "karl"}]}


# --- policy is the base's ---

ROW: Final = "- [low, medium, high, critical]\n    - [medium, high, critical, critical]"
MATRIX: Final = (ROW, "- [low, medium, high, high]\n    - [medium, high, high, high]")


def edited_matrix(own: Life) -> None:
    """Lower the matrix for the highest consequence, and with it the level that it gives."""
    own.replace("procedure.yaml", *MATRIX)
    own.replace(NEXUS, "    level: critical\n", "    level: high\n")
    own.replace(NEXUS, "    inherent: critical\n", "    inherent: high\n")


def test_a_matrix_edited_with_the_levels_is_judged_by_the_old_matrix(life: Life, ask: Ask) -> None:
    edited_matrix(life)
    life.commit("Mildere", LATER)
    code, found = ask(life)
    assert code == 1
    assert {"ASM103", "ASM104"} <= set(rules(found))
    assert found["meaning"]["approvals"]["needed"][0] == "procedure"
    assert found["meaning"]["approvals"]["deciders"]["procedure"] == [{"role": "executive-board", "person": "erik"}]
    tables = found["meaning"]["tables"]
    assert [each["field"] for each in tables["fields"]] == [
        ["risk", "matrix", *cell] for cell in ((2, 3), (3, 2), (3, 3))
    ]
    assert tables["risks"] == [{"risk": "nexus#ransomware", "from": "critical", "to": "high"}]
    assert found["meaning"]["policy"] == {"changed": ["procedure"], "adopted": []}


def test_the_brief_of_an_edited_matrix(life: Life, check: Check) -> None:
    edited_matrix(life)
    out = check(life, "--format", "markdown")[1]
    assert "**Proceduren**: Besluttes af direktion (Erik Ledelse)." in part_of(out, "Kræver en beslutning (3)")
    tables = part_of(out, "Ændringer i proceduren (3)")
    assert "den nye politik er ikke godkendt" in tables
    assert "**Risikomatrix, konsekvens 4 og sandsynlighed 4**: Fra ● kritisk til ◑ høj." in tables
    assert "giv den ændrede procedure et nyt versionsnummer" in tables
    effect = part_of(out, "Hvad de nye tabeller ville gøre")
    assert (
        "- **1 nuværende risiko ville få et andet niveau**\n"
        "  - Ransomware – Nexus omsorgssystem fra ● kritisk til ◑ høj" in effect
    )
    assert "skrevet i hånden: tabellerne giver ● kritisk" in part_of(out, "Risici")


def test_a_change_of_policy_alone_is_no_error_but_needs_a_decision(life: Life, ask: Ask, check: Check) -> None:
    life.replace("procedure.yaml", "within: P3M", "within: P2M")
    code, found = ask(life)
    assert (code, found["findings"]) == (0, [])
    assert found["meaning"]["approvals"]["needed"] == ["procedure"]
    out = check(life, "--format", "markdown")[1]
    assert out.startswith("## Hvad ændringen betyder\n\n**Ændringen har ingen nye fejl. Den kræver 1 beslutning.**")


def new_version(own: Life) -> None:
    """Give the edited procedure a version of its own, and keep the one before it."""
    shutil.copy(own.register / "procedure.yaml", own.root.parent / "old.yaml")
    own.replace("procedure.yaml", *MATRIX)
    own.replace("procedure.yaml", 'version: "2026.1"', 'version: "2026.2"')
    (own.register / "procedures").mkdir(exist_ok=True)
    shutil.copy(own.root.parent / "old.yaml", own.register / "procedures/2026.1.yaml")


HIGH: Final = {**FIRST["risks"]["ransomware"], "level": "high", "inherent": "high"}
UNDER_NEW: Final = {
    **FIRST,
    "procedure": "2026.2",
    "completed_at": moment("2026-06-21T10:00:00+02:00"),
    "risks": {"ransomware": HIGH},
    "excluded": {"flood": "Ligger højt", "fire": "Sprinkler"},
}


def adopt(
    own: Life, subject: str = "procedure", role: str = "executive-board", by: str = "erik", **fields: Any
) -> None:
    """Decide on policy as it stands."""
    data = statement(own, role, by, fields.pop("at", LATER), on_policy(own, subject), **fields)
    own.write("approvals/2026-06-20-policy.yaml", data)


def test_a_procedure_approved_under_the_old_one_judges_the_rest(life: Life, ask: Ask, check: Check) -> None:
    new_version(life)
    adopt(life)
    life.write("assessments/nexus/2026-06-21.yaml", UNDER_NEW)
    code, found = ask(life)
    assert [each for each in rules(found) if each.startswith(("APR", "ASM1", "PRC1"))] == []
    assert code == 0
    assert found["meaning"]["policy"] == {"changed": ["procedure"], "adopted": ["procedure"]}
    assert "procedure" not in found["meaning"]["approvals"]["needed"]
    assert found["meaning"]["risks"][0] == {
        "risk": "nexus#ransomware",
        "from": "critical",
        "to": "high",
        "cause": "procedure",
    }
    out = check(life, "--format", "markdown")[1]
    assert "Den nye procedure er godkendt efter den gamle" in part_of(out, "Ændringer i proceduren")
    assert "Proceduren" in part_of(out, "Beslutninger i ændringen (1)")
    assert "Erik Ledelse" in part_of(out, "Beslutninger i ændringen (1)")


def test_without_the_decision_the_new_version_judges_nothing(life: Life, ask: Ask) -> None:
    new_version(life)
    life.write("assessments/nexus/2026-06-21.yaml", UNDER_NEW)
    _, found = ask(life)
    assert "ASM201" in rules(found)
    assert found["meaning"]["approvals"]["needed"][0] == "procedure"


@pytest.mark.parametrize(
    ("role", "by", "fields"),
    [
        ("it-management", "ivan", {}),  # not the role that the base names
        ("executive-board", "bo", {}),  # not who holds it
        ("executive-board", "erik", {"witness": None}),  # critical needs a witness
        ("executive-board", "erik", {"at": "2026-08-01T09:00:00+02:00"}),  # in the future
        ("executive-board", "erik", {"procedure": "2026.2"}),  # by its own rules
    ],
)
def test_a_decision_that_does_not_count_adopts_nothing(
    life: Life, ask: Ask, role: str, by: str, fields: dict[str, Any]
) -> None:
    new_version(life)
    adopt(life, role=role, by=by, **fields)
    _, found = ask(life)
    assert found["meaning"]["policy"] == {"changed": ["procedure"], "adopted": []}
    assert found["meaning"]["approvals"]["needed"] == ["procedure"]


def test_a_demand_for_approval_that_the_change_drops_still_stands(life: Life, ask: Ask) -> None:
    text = (life.register / "procedure.yaml").read_text(encoding="utf-8")
    (life.register / "procedure.yaml").write_text(
        text.replace("approval: [executive-board]", "approval: []", 2), encoding="utf-8"
    )
    life.write("assessments/nexus/2026-06-01.yaml", SECOND)
    assert "nexus/2026-06-01" in ask(life)[1]["meaning"]["approvals"]["needed"]


def test_somebody_who_makes_himself_director_can_not_decide(life: Life, ask: Ask) -> None:
    life.replace(
        "organisation.yaml", "{role: isu,", "{role: executive-board, person: carl, from: 2024-01-01}\n  - {role: isu,"
    )
    adopt(life, "organisation", "executive-board", "carl")
    code, found = ask(life)
    assert code == 1
    assert "APR101" in rules(found)
    assert found["meaning"]["approvals"]["needed"] == ["organisation"]
    assert found["meaning"]["approvals"]["deciders"]["organisation"] == [{"role": "it-management", "person": "ivan"}]


def test_nor_decide_on_anything_else(life: Life, ask: Ask) -> None:
    life.replace(
        "organisation.yaml", "{role: isu,", "{role: executive-board, person: anne, from: 2024-01-01}\n  - {role: isu,"
    )
    life.write("assessments/nexus/2026-06-01.yaml", SECOND)
    sealed = digest_of(life.register / "assessments/nexus/2026-06-01.yaml")
    ruling = {"subject": "nexus/2026-06-01", "digest": sealed, "level": "critical"}
    life.write("approvals/2026-06-20-own.yaml", statement(life, "executive-board", "anne", LATER, ruling))
    _, found = ask(life)
    assert "APR101" in rules(found)
    assert found["meaning"]["approvals"]["needed"] == ["organisation", "nexus/2026-06-01"]


def test_an_older_and_laxer_version_adopts_nothing(life: Life, ask: Ask) -> None:
    life.git("checkout", "--quiet", "main")
    text = (
        (life.register / "procedure.yaml").read_text(encoding="utf-8").replace('version: "2026.1"', 'version: "2025.1"')
    )
    older = text.replace("\napproval: [executive-board]", "\napproval: [it-management]")
    assert older != text
    (life.register / "procedures").mkdir()
    (life.register / "procedures/2025.1.yaml").write_text(older, encoding="utf-8")
    life.commit("Den gamle procedure", "2026-03-19T09:00:00+01:00")
    life.git("checkout", "--quiet", "-B", "pr")
    new_version(life)
    adopt(life, role="it-management", by="ivan", procedure="2025.1")
    assert ask(life)[1]["meaning"]["policy"]["adopted"] == []


def test_tables_that_make_no_sense_are_told_though_they_judge_nothing(life: Life, ask: Ask) -> None:
    life.replace("procedure.yaml", "- [medium, high, critical, critical]", "- [medium, high, critical, high]")
    code, found = ask(life)
    assert (code, "PRC201" in rules(found)) == (1, True)


def swapped(own: Life) -> None:
    """Swap erik's key for a stranger's."""
    own.replace("organisation.yaml", public(own, "erik"), public(own, "stranger"))


def test_a_swapped_key_signs_nothing(life: Life, ask: Ask) -> None:
    swapped(life)
    life.replace("procedure.yaml", "within: P3M", "within: P4M")
    signed(
        life,
        "2026-06-20-policy",
        statement(life, "executive-board", "erik", LATER, on_policy(life, "procedure")),
        "stranger",
    )
    code, found = ask(life)
    assert code == 1
    assert "APR103" in rules(found)
    assert found["meaning"]["approvals"]["needed"] == ["procedure", "organisation"]


def test_the_key_of_the_base_signs(life: Life, ask: Ask) -> None:
    swapped(life)
    life.replace("procedure.yaml", "within: P3M", "within: P4M")
    signed(
        life,
        "2026-06-20-policy",
        statement(life, "executive-board", "erik", LATER, on_policy(life, "procedure")),
        "erik",
    )
    _, found = ask(life)
    assert "APR103" not in rules(found)
    assert found["meaning"]["policy"] == {"changed": ["procedure", "organisation"], "adopted": ["procedure"]}


def test_the_brief_of_a_swapped_key(life: Life, check: Check) -> None:
    swapped(life)
    code, out, _ = check(life, "--format", "markdown")
    assert code == 0
    assert "**Roller og nøgler**: Besluttes af IT-ledelse (Ivan Ledelse)." in part_of(out, "Kræver en beslutning (1)")
    keys = part_of(out, "Ændringer i roller, nøgler og enheder (2)")
    assert "den nye politik er ikke godkendt" in keys
    assert (
        "**Nøgle for Erik Ledelse**: Ny, gælder 1. jan. 2025 til 31. dec. 2027: "
        f"ssh-ed25519 …{public(life, 'stranger')[-16:]}" in keys
    )
    assert f"**Nøgle for Erik Ledelse**: Fjernet: ssh-ed25519 …{public(life, 'erik')[-16:]}" in keys


def test_a_first_key_and_the_last_one(life: Life, check: Check) -> None:
    path = life.register / "organisation.yaml"
    with_key = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^keys:\n(?: .*\n)+", "", with_key, flags=re.MULTILINE), encoding="utf-8")
    line = "**Nøgle for Erik Ledelse**: {}ssh-ed25519 …" + public(life, "erik")[-16:]
    assert line.format("Fjernet: ") in check(life, "--format", "markdown")[1]
    life.commit("Ingen nøgler", LATER)
    path.write_text(with_key, encoding="utf-8")
    out = check(life, "--format", "markdown", since="HEAD")[1]
    assert line.format("Ny, gælder 1. jan. 2025 til 31. dec. 2027: ") in out


def test_an_adopted_key_signs_beside_the_one_it_replaces(life: Life, ask: Ask) -> None:
    swapped(life)
    adopt(life, "organisation", "it-management", "ivan")
    life.write("assessments/nexus/2026-06-01.yaml", SECOND)
    ruling = {
        "subject": "nexus/2026-06-01",
        "digest": digest_of(life.register / "assessments/nexus/2026-06-01.yaml"),
        "level": "critical",
    }
    signed(
        life,
        "2026-06-21-board",
        statement(life, "executive-board", "erik", "2026-06-21T10:00:00+02:00", ruling),
        "stranger",
    )
    code, found = ask(life)
    assert [each for each in rules(found) if each.startswith("APR")] == []
    assert (code, found["meaning"]["approvals"]["needed"]) == (0, [])


def test_names_and_addresses_change_freely(life: Life, ask: Ask) -> None:
    life.replace("organisation.yaml", "Erik Ledelse", "Erik Ny")
    code, found = ask(life)
    assert (code, found["meaning"]["approvals"]["needed"]) == (0, [])


def test_a_superseded_procedure_is_the_one_of_the_base(life: Life, ask: Ask) -> None:
    life.git("checkout", "--quiet", "main")
    new_version(life)
    life.commit("Ny procedure", "2026-04-01T09:00:00+02:00")
    life.git("checkout", "--quiet", "-B", "pr")
    life.replace("procedures/2026.1.yaml", *MATRIX)
    life.replace(NEXUS, "    level: critical\n", "    level: high\n")
    assert "ASM104" in rules(ask(life)[1])


def test_a_procedure_that_can_not_be_read_leaves_the_rest_judged(life: Life, ask: Ask) -> None:
    (life.register / "procedure.yaml").write_text("version: [", encoding="utf-8")
    life.replace(NEXUS, *BAD_LEVEL)
    code, found = ask(life)
    assert code == 1
    assert {"SCH001", "ASM104"} <= set(rules(found))
    assert [each["risk"] for each in found["meaning"]["risks"]] == ["nexus#ransomware"]


def fifth_level(own: Life) -> None:
    """Give consequence a fifth level, and the risk a consequence of 5."""
    own.replace(NEXUS, "    consequence: 4\n    likelihood: 4\n", "    consequence: 5\n    likelihood: 4\n")
    path = own.register / "procedure.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("essential: [1, 2, 3, 4]", "essential: [1, 2, 3, 4, 5]"),
        ("important: [1, 1, 2, 3]", "important: [1, 1, 2, 3, 4]"),
        ("supporting: [1, 1, 1, 2]", "supporting: [1, 1, 1, 2, 3]"),
        (
            "from_consequence: [low, medium, high, critical]",
            "from_consequence: [low, medium, high, critical, critical]",
        ),
        (ROW, f"{ROW}\n    - [medium, high, critical, critical]"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    step = re.search(r"  scale:\n(    - name:.*?)(?=    - name:)", text, re.DOTALL)
    assert step is not None
    path.write_text(text.replace(step[1], step[1] + step[1], 1), encoding="utf-8")


def test_a_scale_of_its_own_does_not_open_the_numbers(life: Life, ask: Ask, check: Check) -> None:
    fifth_level(life)
    code, found = ask(life)
    assert code == 1
    assert "SCH105" in rules(found)
    assert found["meaning"]["approvals"]["needed"] == ["procedure"]
    assert "Skalaerne er andre" in part_of(check(life, "--format", "markdown")[1], "Hvad de nye tabeller")


def test_a_scale_that_is_adopted_does(life: Life, ask: Ask) -> None:
    fifth_level(life)
    adopt(life)
    found = ask(life)[1]
    assert "SCH105" not in rules(found)
    assert found["meaning"]["policy"]["adopted"] == ["procedure"]


# --- what is introduced ---


def test_an_old_error_is_counted_and_not_shown(life: Life, ask: Ask, check: Check) -> None:
    life.git("checkout", "--quiet", "main")
    before = ask(life)[1]["hidden"]
    life.replace(NEXUS, "    likelihood: 1\n    inherent", "    likelihood: 2\n    inherent")
    life.commit("Fejl", "2026-03-19T09:00:00+01:00")
    life.git("checkout", "--quiet", "-B", "pr")
    life.replace("systems/net.yaml", "name: Netværk", "name: Net")
    code, found = ask(life)
    old = {each["rule"] for each in found["findings"]} & {"ASM102", "ASM104", "APR102"}
    assert (code, old) == (0, set())
    assert found["hidden"] == before + 3  # ASM102, ASM104 and APR102 of the assessment
    assert f"{found['hidden']} ældre fund er ikke vist: de var der i forvejen." in check(life)[2]


def test_a_line_that_moved_is_not_new(life: Life, ask: Ask) -> None:
    life.git("checkout", "--quiet", "main")
    life.replace("actions/backup.yaml", "risks: [nexus#ransomware]", "risks: [nexus#ransomware, nexus#nonsense]")
    life.commit("Fejl", "2026-03-19T09:00:00+01:00")
    life.git("checkout", "--quiet", "-B", "pr")
    life.replace(
        "actions/backup.yaml",
        "risks: [nexus#ransomware, nexus#nonsense]",
        "# flyttet\nrisks: [nexus#nonsense, nexus#ransomware]",
    )
    assert "REF109" not in rules(ask(life)[1])


def test_the_same_fault_a_second_time_is_new(life: Life, ask: Ask) -> None:
    life.git("checkout", "--quiet", "main")
    life.replace(NEXUS, "performed_by: [bo]", "performed_by: [ghost]")
    life.commit("Fejl", "2026-03-19T09:00:00+01:00")
    life.git("checkout", "--quiet", "-B", "pr")
    life.replace(NEXUS, "    threat_level: low", "    owner: ghost\n    threat_level: low")
    found = [each for each in ask(life)[1]["findings"] if each["rule"] == "REF101"]
    assert len(found) == 1
    line = (life.register / NEXUS).read_text(encoding="utf-8").splitlines()[found[0]["line"] - 1]
    assert line.strip() == "owner: ghost"


def test_a_renamed_file_is_a_new_file(life: Life, ask: Ask) -> None:
    life.git("checkout", "--quiet", "main")
    life.write(
        "actions/other.yaml",
        {
            "title": "Anden",
            "risks": ["nexus#nonsense"],
            "type": "technical",
            "responsible": "carl",
            "due": date(2026, 12, 1),
        },
    )
    life.commit("Fejl", "2026-03-19T09:00:00+01:00")
    life.git("checkout", "--quiet", "-B", "pr")
    assert "REF109" not in rules(ask(life)[1])
    (life.register / "actions/other.yaml").rename(life.register / "actions/renamed.yaml")
    found = [each["path"] for each in ask(life)[1]["findings"] if each["rule"] == "REF109"]
    assert found == ["actions/renamed.yaml"]


def test_an_exception_taken_away_and_one_made(life: Life, ask: Ask, check: Check) -> None:
    exception = {
        "rule": "ASM104",
        "subject": "nexus/2026-03-14",
        "reason": "Aftalt",
        "by": "bo",
        "until": date(2026, 12, 31),
    }
    life.replace(NEXUS, *BAD_LEVEL)
    life.write("exceptions/level.yaml", exception)
    # a change can't except what it brings itself: the exception counts once it is merged
    assert "ASM104" in rules(ask(life)[1])
    assert "**ASM104 for nexus/2026-03-14**: Aftalt Indført af Bo Prøve" in part_of(
        check(life, "--format", "markdown")[1], "Undtagelser"
    )
    life.git("add", "--all")
    life.git("commit", "--quiet", "-m", "Undtaget")
    assert "ASM104" not in rules(ask(life, since="HEAD")[1])
    (life.register / "exceptions/level.yaml").unlink()
    assert "ASM104" in rules(ask(life, since="HEAD")[1])


# --- which base ---


def test_what_main_got_meanwhile_is_not_the_change(life: Life, ask: Ask) -> None:
    life.replace("systems/net.yaml", "name: Netværk", "name: Net")
    life.commit("Navn", LATER)
    base = base_of(life)
    life.git("checkout", "--quiet", "main")
    life.replace(NEXUS, *BAD_LEVEL)
    life.commit("Senere på main", LATER)
    life.git("checkout", "--quiet", "pr")
    code, found = ask(life)
    assert (code, found["since"], found["meaning"]["risks"]) == (0, base, [])


def test_what_is_not_committed_counts_too(life: Life, ask: Ask) -> None:
    life.replace(NEXUS, *BAD_LEVEL)
    assert "ASM104" in rules(ask(life, since="HEAD")[1])


def test_nothing_changed(life: Life, ask: Ask, check: Check) -> None:
    code, found = ask(life)
    assert (code, found["findings"]) == (0, [])
    assert found["meaning"]["risks"] == found["meaning"]["due"] == []
    assert "Den flytter ingen risici, frister eller beslutninger." in check(life)[1]


@pytest.mark.parametrize("ref", ["nonsense", "", "--output=x", "origin/main"])
def test_a_ref_that_is_not_there(life: Life, check: Check, ref: str) -> None:
    code, out, err = check(life, since=ref)
    assert (code, out) == (2, "")
    assert "ikke en revision, som git kender" in err
    assert "git fetch origin main" in err


def test_no_common_history(life: Life, check: Check) -> None:
    life.git("checkout", "--quiet", "--orphan", "alone")
    life.commit("Alene", LATER)
    code, _, err = check(life)
    assert code == 2
    assert "ingen fælles historik" in err


def test_a_shallow_clone_says_how_to_mend_it(life: Life, check: Check) -> None:
    life.replace("systems/net.yaml", "name: Netværk", "name: Net")
    life.commit("Navn", LATER)
    shallow = life.root.parent / "shallow"
    life.git("clone", "--quiet", "--depth", "1", f"file://{life.root}", str(shallow))
    other = copy(life, life.root.parent / "unused")
    other.root, other.register = shallow, shallow / "register"
    code, _, err = check(other, since="HEAD")
    assert code == 2
    assert "git fetch --unshallow" in err


def test_a_base_without_a_register(life: Life, check: Check) -> None:
    shutil.rmtree(life.root / ".git")
    life.git("init", "--quiet", "--initial-branch=main")
    code, _, err = check(life, since="HEAD")
    assert code == 2
    assert "intet commit" in err
    (life.root / "LÆS.md").write_text("x", encoding="utf-8")
    life.git("add", "LÆS.md")
    life.git("commit", "--quiet", "-m", "Før registret")
    code, _, err = check(life, since="HEAD")
    assert code == 2
    assert "uden --since" in err


def test_a_base_whose_procedure_can_not_be_used(life: Life, check: Check) -> None:
    good = (life.register / "procedure.yaml").read_bytes()
    (life.register / "procedure.yaml").write_text("version: [", encoding="utf-8")
    life.commit("Itu", LATER)
    (life.register / "procedure.yaml").write_bytes(good)
    code, _, err = check(life, since="HEAD")
    assert code == 2
    assert "kan ikke bruges i commit" in err


def test_at_can_not_go_with_it(life: Life, check: Check) -> None:
    assert check(life, "--at", "HEAD")[0] == 2


def test_the_clock_is_the_one_given(life: Life, ask: Ask) -> None:
    life.write("events/2026-07-01-outage.yaml", OUTAGE)
    assert ask(life, now="2026-06-30T12:00:00+02:00")[1]["meaning"]["due"] == []
    assert "revision:nexus:2026-07-01-outage" in ask(life)[1]["meaning"]["due"]


def test_warnings_fail_only_where_asked(life: Life, check: Check) -> None:
    life.write("systems/journal.yaml", system("Journal", criticality="low"))
    assert check(life)[0] == 0
    assert check(life, "--fail-on", "warning")[0] == 1


# --- what it means ---

OUTAGE: Final = {
    "kind": "incident",
    "category": "outage",
    "magnitude": "major",
    "title": "Nedbrud i drift",
    "occurred_at": moment("2026-07-01T07:00:00+02:00"),
    "systems": ["nexus"],
    "reported_by": "carl",
}


def test_an_event_and_what_it_reaches(life: Life, ask: Ask, check: Check) -> None:
    life.write("events/2026-07-01-outage.yaml", OUTAGE)
    found = ask(life)[1]
    assert found["meaning"]["systems"] == ["nexus"]
    out = check(life, "--format", "markdown")[1]
    assert "**Hændelse 1. jul. 2026: Nedbrud i drift**: Når 1 system: Nexus omsorgssystem." in part_of(out, "Systemer")
    due = part_of(out, "Nye frister")
    assert "Ny vurdering efter begivenhed: Nexus omsorgssystem" in due
    assert "direktion: Erik Ledelse" in due


def test_a_dependency_that_carries_consequence(life: Life, ask: Ask, check: Check) -> None:
    life.replace("systems/nexus.yaml", "{system: net, importance: supporting}", "{system: net, importance: essential}")
    code, found = ask(life)
    assert "CLS101" in rules(found)
    assert (code, found["meaning"]["systems"]) == (1, ["net"])
    assert (
        "**Netværk**: Højeste konsekvens fra 2 til 4 (12 af 12 felter ændret)."
        in check(life, "--format", "markdown")[1]
    )


def test_a_stronger_control_shows_what_the_next_assessment_would_say(life: Life, ask: Ask) -> None:
    life.replace("systems/nexus.yaml", "mfa: {maturity: 2,", "mfa: {maturity: 3,")
    found = ask(life)[1]
    assert found["meaning"]["risks"] == []
    assert {"risk": "nexus#ransomware", "from": "critical", "to": "critical"} not in found["meaning"]["today"]
    life.replace("systems/nexus.yaml", "mfa: {maturity: 3,", "mfa: {maturity: 4,")
    life.replace("systems/nexus.yaml", "backup: {maturity: 3,", "backup: {maturity: 4,")
    # very-high against resilience 4 gives likelihood 2, and that with consequence 4 the level high
    assert ask(life)[1]["meaning"]["today"] == [{"risk": "nexus#ransomware", "from": "critical", "to": "high"}]


def test_intervals_and_deadlines_of_other_tables(life: Life, ask: Ask, check: Check) -> None:
    text = (life.register / "procedure.yaml").read_text(encoding="utf-8")
    start = text.index("  critical:", text.index("\nreassessment:"))
    at = text.index("every: P1Y", start)
    (life.register / "procedure.yaml").write_text(f"{text[:at]}every: P2Y{text[at + 10 :]}", encoding="utf-8")
    found = ask(life)[1]["meaning"]["tables"]["due"]
    assert {"id": "assessment:nexus", "from": "2027-03-14", "to": "2028-03-14"} in found
    effect = part_of(check(life, "--format", "markdown")[1], "Hvad de nye tabeller")
    assert (
        "- **1 system ville få en anden dato for næste vurdering**\n"
        "  - Nexus omsorgssystem fra 14. mar. 2027 til 14. mar. 2028" in effect
    )


def test_what_can_not_be_read_moves_nothing(life: Life, ask: Ask) -> None:
    life.replace("systems/nexus.yaml", "unit: care", "unitt: care")
    code, found = ask(life)
    assert code == 1
    meaning = found["meaning"]
    assert (meaning["risks"], meaning["due"], meaning["systems"]) == ([], [], [])
    assert meaning["approvals"] == {"needed": [], "stale": [], "deciders": {}}


def test_a_decision_deleted_is_told(life: Life, check: Check) -> None:
    (life.register / "approvals/2026-03-17-board.yaml").unlink()
    out = check(life, "--format", "markdown")[1]
    assert "**Beslutningen 2026-03-17-board**: Slettet." in part_of(out, "Historik")
    assert "Vurderingen nexus/2026-03-14" in part_of(out, "Kræver en beslutning")


# --- many errors, hostile text, languages ---


def many_errors(own: Life) -> None:
    """Add 300 actions that each point at a risk that is not there."""
    action = {
        "title": "Mange",
        "risks": ["nexus#nonsense"],
        "type": "technical",
        "responsible": "carl",
        "due": date(2026, 12, 1),
    }
    for number in range(300):
        own.write(f"actions/many-{number}.yaml", action)


def test_the_brief_of_300_errors_can_be_read(life: Life, check: Check, ask: Ask) -> None:
    many_errors(life)
    life.replace(NEXUS, *BAD_LEVEL)
    code, found = ask(life)
    assert (code, found["summary"]["errors"] >= 300) == (1, True)
    out = check(life, "--format", "markdown")[1]
    brief = out.split("\n| ")[0]
    errors = part_of(brief, "Fejl, der skal rettes")
    assert errors.splitlines()[2].startswith("- **REF109, 300 steder**: Først register/actions/many-0.yaml:2: ")
    assert "ASM104, 1 sted" in errors
    assert len(brief.splitlines()) < 80
    assert "nexus#ransomware" not in brief
    assert "Ransomware – Nexus omsorgssystem" in part_of(brief, "Risici, der skifter niveau (1)")


def test_register_text_neither_breaks_out_nor_calls_anybody(life: Life, check: Check) -> None:
    life.replace(
        "systems/nexus.yaml", "name: Nexus omsorgssystem", 'name: "<b>@alle</b> [x](http://e.example) | ## ::error::"'
    )
    life.replace(NEXUS, *BAD_LEVEL)
    out = check(life, "--format", "markdown")[1]
    assert "@" not in out
    assert "<b>" not in out
    assert "\\[x\\](http\\://e.example)" in out
    assert [line for line in check(life)[1].splitlines() if line.startswith("::")] == []


def test_english(life: Life, check: Check) -> None:
    life.replace(NEXUS, *BAD_LEVEL)
    out = check(life, "--format", "markdown", "--lang", "en")[1]
    assert out.startswith("## What the change means\n\n**Can't be accepted yet: ")
    assert "Down from ● critical to ○ low, written by hand: the tables give ● critical." in out
    assert not re.search(r"[æøå]", out.replace("Bo Prøve", ""))


def test_plain_text_has_the_findings_once_and_then_what_it_means(life: Life, check: Check) -> None:
    life.replace(NEXUS, *BAD_LEVEL)
    out = check(life)[1]
    assert out.count("ASM104") == 1
    assert (
        out.index("ASM104") < out.index("\nHvad ændringen betyder\n") < out.index("\nRisici, der skifter niveau (1)\n")
    )


def test_the_answer_is_the_same_in_another_folder_and_twice(life: Life, check: Check, tmp_path: Path) -> None:
    life.replace(NEXUS, *BAD_LEVEL)
    life.write("threats/fire.yaml", threat("Brand", "medium", ["physical"]))
    life.write(
        "systems/net.yaml", system("Net", kind="infrastructure", criticality="medium", controls=measured(backup=1))
    )
    once = check(life, "--format", "markdown")
    other = copy(life, tmp_path / "elsewhere")
    assert check(other, "--format", "markdown") == once
