"""`check --since` on a change made by somebody who wants more than they may: it is stopped, or the reviewer is told."""

from datetime import date
from typing import Any, Final

import pytest

from tests.cli.changes import AT, Ask, Check, ask, check, life, main_line, on_policy, part_of, rules, signed, statement
from tests.cli.lives import FIRST, SECOND, Life, digest_of

__all__ = ["ask", "check", "life", "main_line"]

LATER: Final = "2026-06-20T09:00:00+02:00"
BY_TABLES: Final = {
    **SECOND,
    "risks": {"ransomware": {**SECOND["risks"]["ransomware"], "level": "critical"}},
}
"""An assessment that says what the tables give: 4 x 3 is critical."""


def on_main(life: Life, message: str, at: str) -> None:
    """Commit what stands in the working tree on main, and begin the branch again from there."""
    life.git("checkout", "--quiet", "main")
    life.commit(message, at)
    life.git("checkout", "--quiet", "-B", "pr")


def rewritten(life: Life, path: str, old: str, new: str) -> str:
    """Replace a text wherever it stands in a file; return what the file holds then."""
    file = life.register / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file.read_text(encoding="utf-8")


def decided_twice(life: Life) -> str:
    """Let main change the procedure twice by signed decisions; return the procedure as it was in between."""
    between = ""
    for day, old, new in (("2026-04-01", "within: P3M", "within: P80D"), ("2026-05-01", "within: P80D", "within: P2M")):
        between = (life.register / "procedure.yaml").read_text(encoding="utf-8")
        life.replace("procedure.yaml", old, new)
        at = f"{day}T10:00:00+02:00"
        signed(
            life, f"{day}-policy", statement(life, "executive-board", "erik", at, on_policy(life, "procedure")), "erik"
        )
        on_main(life, "Ny procedure", f"{day}T11:00:00+02:00")
    return between


@pytest.mark.parametrize("deleted", [True, False])
def test_an_old_decision_brings_no_old_policy_back(life: Life, ask: Ask, *, deleted: bool) -> None:
    """The trust design: of each subject the newest decision counts, and a decision stands in the step it decides on."""
    (life.register / "procedure.yaml").write_text(decided_twice(life), encoding="utf-8")
    if deleted:
        for ending in ("yaml", "yaml.sig"):
            (life.register / f"approvals/2026-05-01-policy.{ending}").unlink()
    found = ask(life)[1]["meaning"]
    assert found["policy"] == {"changed": ["procedure"], "adopted": []}
    assert found["approvals"]["needed"] == ["procedure"]


def test_a_decision_deleted_is_in_the_verdict(life: Life, check: Check) -> None:
    rejected = {
        "subject": "nexus/2026-03-14",
        "digest": digest_of(life.register / "assessments/nexus/2026-03-14.yaml"),
        "level": "critical",
        "decision": "rejected",
        "reason": "Ikke grundigt nok",
    }
    at = "2026-05-01T10:00:00+02:00"
    life.write("approvals/2026-05-01-no.yaml", statement(life, "executive-board", "erik", at, rejected))
    on_main(life, "Afvist", at)
    (life.register / "approvals/2026-05-01-no.yaml").unlink()
    verdict = check(life, "--format", "markdown")[1].splitlines()[2]
    assert verdict == "**Ændringen har ingen nye fejl. Den retter eller sletter 1 fil, der er historik.**"


def test_a_started_action_deleted_and_an_escalation_rewritten_are_history(life: Life, check: Check) -> None:
    about = {"about": "always:nexus#ransomware", "to": "chief-executive", "by": "bo", "note": "Set"}
    from tests.cli.lives import moment

    life.write("escalations/2026-03-17-x.yaml", {**about, "at": moment(AT)})
    on_main(life, "Eskaleret", AT)
    life.write("escalations/2026-03-17-x.yaml", {**about, "at": moment(AT), "note": "Noget andet"})
    (life.register / "actions/backup.yaml").unlink()
    told = part_of(check(life, "--format", "markdown")[1], "Historik")
    assert "**Handlingen backup, der var i gang**: Slettet." in told
    assert "**Eskaleringen 2026-03-17-x**: Rettet." in told


# --- superseded procedures ---

LAX: Final = ("approval: [executive-board]", "approval: [isu]")


def old_procedure(life: Life) -> None:
    """Put a superseded procedure, by which ISU decides on everything, in procedures/."""
    text = (life.register / "procedure.yaml").read_text(encoding="utf-8")
    (life.register / "procedures").mkdir()
    lax = text.replace('version: "2026.1"', 'version: "2025.9"').replace(*LAX)
    (life.register / "procedures/2025.9.yaml").write_text(lax, encoding="utf-8")


def of_procedures(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["path"], each["subject"]) for each in found["findings"] if each["rule"] == "PRC203"]


def test_a_superseded_procedure_that_never_was(life: Life, ask: Ask) -> None:
    old_procedure(life)
    code, found = ask(life)
    assert (code, of_procedures(found)) == (1, [("procedures/2025.9.yaml", "2025.9")])


def test_a_superseded_procedure_edited_or_deleted(life: Life, ask: Ask) -> None:
    old_procedure(life)
    on_main(life, "Den gamle", "2026-03-19T09:00:00+01:00")
    assert ask(life)[0] == 0
    rewritten(life, "procedures/2025.9.yaml", "within: P3M", "within: P9M")
    code, found = ask(life)
    assert (code, of_procedures(found)) == (1, [("procedures/2025.9.yaml", "2025.9")])
    (life.register / "procedures/2025.9.yaml").unlink()
    code, found = ask(life)
    assert (code, of_procedures(found)) == (1, [("procedure.yaml", "2025.9")])


def test_the_procedure_of_the_base_is_superseded_as_it_stands_there(life: Life, ask: Ask) -> None:
    text = (life.register / "procedure.yaml").read_text(encoding="utf-8")
    (life.register / "procedures").mkdir()
    life.replace("procedure.yaml", 'version: "2026.1"', 'version: "2026.2"')
    (life.register / "procedures/2026.1.yaml").write_text(text, encoding="utf-8")
    assert of_procedures(ask(life)[1]) == []
    rewritten(life, "procedures/2026.1.yaml", *LAX)
    assert of_procedures(ask(life)[1]) == [("procedures/2026.1.yaml", "2026.1")]


def test_a_procedure_forgotten_when_it_was_superseded_comes_late(life: Life, ask: Ask) -> None:
    """It was in force on main, so that the audit takes it (HIS305), and ASM201 asks for it."""
    text = (life.register / "procedure.yaml").read_text(encoding="utf-8")
    life.replace("procedure.yaml", 'version: "2026.1"', 'version: "2026.2"')
    on_main(life, "Ny procedure, den gamle glemt", "2026-04-01T09:00:00+02:00")
    (life.register / "procedures").mkdir()
    (life.register / "procedures/2026.1.yaml").write_text(text, encoding="utf-8")
    assert of_procedures(ask(life)[1]) == []
    rewritten(life, "procedures/2026.1.yaml", *LAX)
    assert of_procedures(ask(life)[1]) == [("procedures/2026.1.yaml", "2026.1")]


def test_nobody_decides_by_a_laxer_version_out_of_force(life: Life, ask: Ask) -> None:
    """HIS203 would say so for ever, once it is on the mainline."""
    old_procedure(life)
    on_main(life, "Den gamle", "2026-03-19T09:00:00+01:00")
    life.write("assessments/nexus/2026-06-01.yaml", BY_TABLES)
    sealed = digest_of(life.register / "assessments/nexus/2026-06-01.yaml")
    ruling = {"subject": "nexus/2026-06-01", "digest": sealed, "level": "critical"}
    for rulings in ((ruling,), (ruling, on_policy(life, "procedure"))):  # nor beside one on the procedure
        life.write("approvals/2026-06-20-isu.yaml", statement(life, "isu", "ida", LATER, *rulings, procedure="2025.9"))
        code, found = ask(life)
        assert (code, "APR103" in rules(found)) == (1, True)


def test_what_was_decided_before_a_new_version_was_adopted_stands(life: Life, ask: Ask) -> None:
    before = (life.register / "procedure.yaml").read_text(encoding="utf-8")
    (life.register / "procedures").mkdir()
    (life.register / "procedures/2026.1.yaml").write_text(before, encoding="utf-8")
    life.replace("procedure.yaml", 'version: "2026.1"', 'version: "2026.2"')
    adopted = statement(life, "executive-board", "erik", "2026-06-20T10:00:00+02:00", on_policy(life, "procedure"))
    life.write("approvals/2026-06-20-policy.yaml", adopted)
    on_main(life, "Ny procedure", "2026-06-20T11:00:00+02:00")
    life.write("assessments/nexus/2026-06-01.yaml", BY_TABLES)
    sealed = digest_of(life.register / "assessments/nexus/2026-06-01.yaml")
    ruling = {"subject": "nexus/2026-06-01", "digest": sealed, "level": "critical"}
    late = statement(life, "executive-board", "erik", "2026-06-19T10:00:00+02:00", ruling)
    life.write("approvals/2026-06-19-board.yaml", late)
    assert "APR103" not in rules(ask(life)[1])


def test_a_procedure_is_approved_late_under_the_one_before_it(life: Life, ask: Ask) -> None:
    """A decision on a new procedure names the version before, also where main got the procedure without one."""
    text = (life.register / "procedure.yaml").read_text(encoding="utf-8")
    (life.register / "procedures").mkdir()
    (life.register / "procedures/2026.1.yaml").write_text(text, encoding="utf-8")
    life.replace("procedure.yaml", 'version: "2026.1"', 'version: "2026.2"')
    on_main(life, "Ny procedure uden beslutning", "2026-06-01T11:00:00+02:00")
    late = statement(life, "executive-board", "erik", LATER, on_policy(life, "procedure"))
    life.write("approvals/2026-06-20-policy.yaml", late)
    code, found = ask(life)
    assert (code, [each for each in rules(found) if each.startswith("APR")]) == (0, [])


def test_a_version_that_is_not_there_explains_nothing(life: Life, check: Check) -> None:
    risk = {**SECOND["risks"]["ransomware"], "likelihood": 1, "inherent": "low", "level": "low"}
    life.write("assessments/nexus/2026-06-01.yaml", {**SECOND, "procedure": "2031.7", "risks": {"ransomware": risk}})
    out = check(life, "--format", "markdown")[1]
    assert "Ned fra ● kritisk til ○ lav, efter procedure 2031.7, som ikke findes: intet kan efterregnes." in out


# --- which base ---


def test_a_tag_called_like_the_branch_is_no_base(life: Life, check: Check, ask: Ask) -> None:
    """Git takes the tag: whoever may push one would choose what their own change is compared with."""
    life.git("update-ref", "refs/remotes/origin/main", "main")
    life.replace("assessments/nexus/2026-03-14.yaml", "    level: critical\n", "    level: low\n")
    life.commit("Lavere", LATER)
    assert ask(life, since="origin/main")[0] == 1
    life.git("tag", "origin/main", "pr")
    code, _, err = check(life, since="origin/main")
    assert (code, "refs/remotes/origin/main, refs/tags/origin/main" in err) == (2, True)
    assert check(life, since="origin/main~1")[0] == 2
    assert ask(life, since="refs/remotes/origin/main")[0] == 1
    life.git("tag", "--force", "origin/main", "main")
    assert ask(life, since="origin/main")[0] == 1


def test_a_branch_from_before_a_change_of_policy_is_told(life: Life, ask: Ask, check: Check) -> None:
    life.git("checkout", "--quiet", "main")
    ended = ("executive-board, person: erik, from: 2024-01-01}", "executive-board, person: karl, from: 2024-01-01}")
    life.replace("organisation.yaml", *ended)
    life.commit("En anden direktør", "2026-04-01T09:00:00+02:00")
    life.git("checkout", "--quiet", "pr")
    assert ask(life)[1]["behind"] is True
    assert "flet det ind i ændringen" in check(life, "--format", "markdown")[1]
    assert ask(life, since="HEAD")[1]["behind"] is False


def test_a_working_tree_that_is_not_what_is_committed_is_told(life: Life, ask: Ask, check: Check) -> None:
    path = life.register / "assessments/nexus/2026-03-14.yaml"
    good = path.read_bytes()
    life.replace("assessments/nexus/2026-03-14.yaml", "    level: critical\n", "    level: low\n")
    life.commit("Lavere", LATER)
    assert ask(life)[1]["dirty"] is False
    path.write_bytes(good)
    life.git("update-index", "--assume-unchanged", str(path))
    assert ask(life)[1]["dirty"] is True
    assert "Det, der ikke er lagt i git endnu, er regnet med." in check(life, "--format", "markdown")[1]


def test_what_is_changed_in_a_file_that_never_could_be_read_is_told(life: Life, ask: Ask, check: Check) -> None:
    life.replace("systems/nexus.yaml", "unit: care", "unit: care\nfoo: 1")
    on_main(life, "Itu", "2026-03-19T09:00:00+01:00")
    assert ask(life)[1]["unread"] == []
    life.replace("systems/nexus.yaml", "criticality: critical", "criticality: low")
    assert ask(life)[1]["unread"] == ["systems/nexus.yaml"]
    out = check(life, "--format", "markdown")[1]
    assert "1 fil er ændret, men kunne ikke læses hverken før eller nu" in out.split("###")[0]


# --- who it comes under ---


def test_a_system_moved_to_where_somebody_decides_is_told(life: Life, check: Check) -> None:
    life.replace("organisation.yaml", "  care: {name: Omsorg}\n", "  care: {name: Omsorg}\n  it: {name: IT}\n")
    life.replace("systems/nexus.yaml", "unit: care", "unit: it")
    told = part_of(check(life, "--format", "markdown")[1], "Ændringer i roller, nøgler og enheder (1)")
    assert "**Nexus omsorgssystem**: Enhed: fra Omsorg til IT." in told


def test_names_do_not_push_a_role_out_of_sight(life: Life, check: Check) -> None:
    rewritten(life, "organisation.yaml", "Ledelse,", "Ny,")
    life.replace("organisation.yaml", "{role: isu, person: ida,", "{role: isu, person: anne,")
    told = part_of(check(life, "--format", "markdown")[1], "Ændringer i roller")
    assert "ISU" in told.split("**Navn")[0]


def test_exceptions_are_in_the_verdict_those_from_errors_first(life: Life, check: Check) -> None:
    made = {"reason": "Aftalt med ledelsen", "by": "bo", "until": date(2026, 12, 31)}
    for number in range(9):
        life.write(f"exceptions/a{number}.yaml", {**made, "rule": "ASM206", "subject": f"nexus/2026-01-0{number + 1}"})
    life.write("exceptions/z.yaml", {**made, "rule": "ASM104", "subject": "nexus/2026-03-14"})
    life.replace("assessments/nexus/2026-03-14.yaml", "    level: critical\n", "    level: low\n")
    out = check(life, "--format", "markdown")[1]
    assert "Den indfører 10 undtagelser fra reglerne." in out.splitlines()[2]
    assert part_of(out, "Undtagelser").splitlines()[2].startswith("- **ASM104 for nexus/2026-03-14**")


def test_a_clean_change_is_not_alarming(life: Life, check: Check) -> None:
    life.write("assessments/nexus/2026-06-01.yaml", {**FIRST, **BY_TABLES})
    code, out, _ = check(life, "--format", "markdown")
    assert (code, "historik" in out) == (0, False)
